// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Logging
import ServiceLifecycle
import Synchronization

/// Holds the current snapshot and replaces it when the file changes, whoever changed it.
final class AtlasData: Service {
    let budget: MemoryBudget
    let refreshes = RefreshMetrics()
    let preparations = Preparations()
    let verificationShares = VerificationShares()
    private let store: AtlasStore
    private let logger: Logger
    private let snapshot: Mutex<AtlasSnapshot>
    private let reading = Mutex(Reading())

    /// Who reads the data again. One reads at a time; whoever asks meanwhile shares the next turn, which has not begun
    /// and so will see all that has been written by now.
    private struct Reading {
        var running: Task<Void, any Error>?
        var waiting: Task<Void, any Error>?
        /// The directory that is being indexed while the one before still answers.
        var directory: PendingDirectory?
        var indexing: Task<Void, Never>?
    }

    /// How often the version in the file is looked at: an import by another process shows well within a second.
    private static let interval = Duration.milliseconds(250)

    init(store: AtlasStore, budget: MemoryBudget = .standard, logger: Logger) async throws {
        self.store = store
        self.budget = budget
        self.logger = logger
        snapshot = Mutex(try await Self.read(store, after: nil, budget))
    }

    convenience init(store: AtlasStore, geometryCacheBytes: Int, logger: Logger) async throws {
        try await self.init(store: store, budget: MemoryBudget(bytes: MemoryBudget.standard.bytes, tileBytes: geometryCacheBytes), logger: logger)
    }

    var current: AtlasSnapshot { snapshot.withLock { $0 } }

    /// Between a change of data and the look at freed memory: the snapshot before is let go with its last request.
    private static let settling = Duration.seconds(2)
    private let isSettling = Mutex(false)

    /// Tables, indexes and tiles of the data before are free now, in pieces. Changes that follow each other share a turn.
    private func giveBackMemory() {
        let isFirst = isSettling.withLock { settling in
            defer { settling = true }
            return !settling
        }
        guard isFirst else { return }
        Task.detached { [self] in
            try? await Task.sleep(for: Self.settling)
            isSettling.withLock { $0 = false }
            FreeMemory.giveBack()
        }
    }

    func run() async throws {
        // Indexed before anybody asks, but not while a server that has just started has its first tiles to draw.
        let warming = Task {
            try await Task.sleep(for: .seconds(1))
            _ = try await current.directory
        }
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
            do {
                try await refresh()
                preparations.begin { self.current }
            } catch is CancellationError {
                break
            } catch {
                refreshes.failed()
                logger.error("the data could not be read again", metadata: ["error": "\(error)"])
            }
        }
        // Closing waits for all readers and holds a thread meanwhile, which they may need: they end first.
        warming.cancel()
        _ = try? await warming.value
        let (running, indexing) = reading.withLock { ($0.waiting ?? $0.running, $0.indexing) }
        _ = try? await running?.value
        await indexing?.value
        await preparations.end()
        await current.finishDirectory()
        try store.close()
    }

    /// Makes a new snapshot if the data have changed. What is written in the file before the call is in `current` after it;
    /// institutions follow when they are indexed.
    func refresh() async throws {
        let turn = reading.withLock { reading in
            if let waiting = reading.waiting { return waiting }
            let before = reading.running
            let turn = Task.detached { [self] in
                _ = try? await before?.value
                self.reading.withLock {
                    $0.running = $0.waiting
                    $0.waiting = nil
                }
                try await readAgain()
            }
            reading.waiting = turn
            return turn
        }
        try await turn.value
    }

    /// - Parameter waitingForDirectory: whether institutions are to be as new as the rest.
    func refresh(waitingForDirectory: Bool) async throws {
        try await refresh()
        if waitingForDirectory, let indexing = reading.withLock({ $0.indexing }) { await indexing.value }
    }

    /// Runs once at a time.
    private func readAgain() async throws {
        let start = ContinuousClock.now
        let before = current
        if let made = reading.withLock({ $0.directory }), made.isMade {
            reading.withLock { $0.directory = nil }
            snapshot.withLock { $0 = AtlasSnapshot(before, carryingCachesOf: before, directory: made) }
            giveBackMemory()
        }
        if try await store.dataVersion() != before.dataVersion {
            let present = current
            let fresh = try await Self.read(store, after: present, budget)
            snapshot.withLock { $0 = AtlasSnapshot(fresh, carryingCachesOf: present) }
            refreshes.succeeded(nanoseconds: start.duration(to: .now).nanoseconds)
            logger.info("data changed", metadata: ["version": "\(fresh.dataVersion)"])
            giveBackMemory()
        }
        let day = PolishClock.now.day
        if current.today != day, current.agreementSpan != nil {
            // Agreements end and begin with the day; all that does not rest on them is kept.
            let present = current
            snapshot.withLock { $0 = AtlasSnapshot(present, carryingCachesOf: present, today: day) }
        }
        let now = current
        if now.pendingDirectory.version != now.versions.directory { try await index(now) }
    }

    // MARK: Memory

    private let others = Mutex<[@Sendable () -> CacheUse]>([])

    /// Puts a cache that lies elsewhere into the account.
    func account(_ use: @escaping @Sendable () -> CacheUse) { others.withLock { $0.append(use) } }

    /// What every cache of the server holds, in the order of the table of shares.
    var memoryUse: [CacheUse] {
        let snapshot = current
        let tiles = snapshot.tiles
        var uses = snapshot.caches.uses + others.withLock { $0 }.map { $0() }
        uses.append(tiles.use(budgetBytes: budget.bytes(.tiles)))
        uses.append(CacheUse(part: .projectedTiles, bytes: tiles.projectedBytes, budgetBytes: budget.bytes(.projectedTiles)))
        uses += snapshot.timeline.uses(budget)
        return MemoryBudget.shares.compactMap { share in uses.first { $0.part == share.part } }
    }

    /// A large directory takes seconds to index: values are fresh meanwhile, and the directory before answers.
    private func index(_ fresh: AtlasSnapshot) async throws {
        if reading.withLock({ $0.directory?.version }) == fresh.versions.directory { return }
        let directory = try await PendingDirectory(
            store: store, version: fresh.versions.directory, territory: fresh.territory, lemmatiser: .shared)
        reading.withLock { reading in
            let before = reading.indexing
            reading.directory = directory
            reading.indexing = Task.detached { [self] in
                // Two indexes at once would take twice the memory.
                await before?.value
                guard self.reading.withLock({ $0.directory === directory }) else { return }
                do {
                    _ = try await directory.value
                    try await refresh()
                } catch is SnapshotOutdated {
                    // It changed once more: the next look at the file begins anew.
                    self.reading.withLock { if $0.directory === directory { $0.directory = nil } }
                } catch {
                    logger.error("the directory could not be read again", metadata: ["error": "\(error)"])
                    self.reading.withLock { if $0.directory === directory { $0.directory = nil } }
                }
            }
        }
    }

    /// A snapshot of one version of the data: when the data change while they are read, they are read again.
    private static func read(_ store: AtlasStore, after earlier: AtlasSnapshot?, _ budget: MemoryBudget) async throws -> AtlasSnapshot {
        for _ in 0..<20 {
            let versions = try await store.versions()
            let fresh = try await AtlasSnapshot(store: store, versions: versions, earlier: earlier, lemmatiser: .shared, budget: budget)
            if try await store.dataVersion() == versions.data { return fresh }
        }
        throw SnapshotOutdated()
    }
}
