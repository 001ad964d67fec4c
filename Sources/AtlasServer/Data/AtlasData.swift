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
    let agreementCalendars = AgreementCalendars()
    private let store: AtlasStore
    private let logger: Logger
    private let snapshot: Mutex<AtlasSnapshot>
    private let reading = Mutex(Reading())

    /// Who reads the data again. One reads at a time; whoever asks meanwhile shares the next turn, which has not begun
    /// and so will see all that has been written by now.
    private struct Reading {
        var running: Task<Void, any Error>?
        var waiting: Task<Void, any Error>?
        /// A directory that was indexed anew while the one before still answered.
        var directory: PendingDirectory?
        var indexing: Task<Void, Never>?
        /// The directories between which no steps lead.
        var apart: DirectoryGap?
        var settled: SettledTurn?
    }

    private struct DirectoryGap: Equatable {
        let from: String
        let to: String
    }

    /// What requests share that were overtaken again and again.
    private struct SettledTurn {
        let begun: SettledBegin
        let task: Task<SettledSnapshot, any Error>
    }

    /// When the file was read for it; nil until then.
    private final class SettledBegin: Sendable {
        let moment = Mutex<ContinuousClock.Instant?>(nil)
    }

    /// How long a view of the file is held for others who may share it.
    private static let settledSpan = Duration.seconds(1)

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

    /// The newest; within `SettledSnapshot.reading` the one that was settled upon.
    var current: AtlasSnapshot { SettledSnapshot.read ?? snapshot.withLock { $0 } }

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
                letGoOfSettled()
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
        let settled = reading.withLock { reading in
            defer { reading.settled = nil }
            return reading.settled
        }
        _ = try? await settled?.task.value
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

    /// As `refresh`, and institutions are as new as the rest.
    /// - Parameter deadline: until when to wait for them; nil for as long as it takes.
    func refreshWithDirectory(until deadline: ContinuousClock.Instant? = nil) async throws {
        try await refresh()
        while let indexing = reading.withLock({ $0.indexing }) {
            while reading.withLock({ $0.indexing == indexing }) {
                if let deadline, ContinuousClock.now >= deadline { return }
                try await Task.sleep(for: .milliseconds(20))
            }
            // All that it does now is to read again.
            await indexing.value
            try await refresh()
        }
    }

    /// Runs once at a time.
    private func readAgain() async throws {
        let start = ContinuousClock.now
        let before = current
        let indexed = reading.withLock { reading in
            defer { reading.directory = nil }
            return reading.directory
        }
        let gap = DirectoryGap(from: before.pendingDirectory.version, to: before.versions.directory)
        let mayStep = gap.from != gap.to && before.pendingDirectory.isMade && reading.withLock { $0.apart } != gap
        let isChanged = try await store.dataVersion() != before.dataVersion
        if isChanged || indexed != nil || mayStep {
            let (fresh, directory) = try await readNewest(after: before, indexed: indexed)
            snapshot.withLock { $0 = AtlasSnapshot(fresh, carryingCachesOf: before, directory: directory) }
            if isChanged {
                refreshes.succeeded(nanoseconds: start.duration(to: .now).nanoseconds)
                logger.info("data changed", metadata: ["version": "\(fresh.dataVersion)"])
            }
            giveBackMemory()
        }
        let day = PolishClock.now.day
        if current.today != day, current.agreementSpan != nil {
            // Agreements end and begin with the day; all that does not rest on them is kept.
            let present = current
            snapshot.withLock { $0 = AtlasSnapshot(present, carryingCachesOf: present, today: day) }
        }
        let now = current
        if now.pendingDirectory.version != now.versions.directory { index(now) }
    }

    /// All that a snapshot holds, of one moment, and the directory as new as it can be at once.
    /// - Parameter indexed: a directory that was indexed anew.
    private func readNewest(after before: AtlasSnapshot, indexed: PendingDirectory?) async throws -> (AtlasSnapshot, PendingDirectory) {
        try await store.consistently {
            let fresh = try await Self.read(store, after: before, budget)
            let base = indexed ?? fresh.pendingDirectory
            let version = fresh.versions.directory
            guard base.version != version else { return (fresh, base) }
            if let stepped = try await base.stepped(to: version, store) { return (fresh, stepped) }
            if base.isMade { reading.withLock { $0.apart = DirectoryGap(from: base.version, to: version) } }
            return (fresh, base)
        }
    }

    // MARK: When everything changes all the time

    /// A snapshot, and the moment of the file that it is of, for a request that was overtaken again and again.
    /// - Parameter begun: when the request came: nothing older will do.
    /// - Throws: `SnapshotOutdated` when institutions have to be indexed anew first.
    func settled(since begun: ContinuousClock.Instant) async throws -> SettledSnapshot {
        let turn = reading.withLock { reading in
            // One that has not begun yet will see all that there is by now.
            if let turn = reading.settled, turn.begun.moment.withLock({ $0.map { $0 >= begun } ?? true }) { return turn }
            let before = reading.settled?.task
            let begin = SettledBegin()
            let started = SettledTurn(
                begun: begin,
                task: Task.detached { [self] in
                    _ = try? await before?.value
                    begin.moment.withLock { $0 = .now }
                    return try await settle()
                })
            reading.settled = started
            return started
        }
        return try await turn.task.value
    }

    private func settle() async throws -> SettledSnapshot {
        let view = try await store.fixedView()
        return try await view.reading {
            let before = current
            let (fresh, directory) = try await readNewest(after: before, indexed: nil)
            guard directory.version == fresh.versions.directory else { throw SnapshotOutdated() }
            return SettledSnapshot(snapshot: AtlasSnapshot(fresh, carryingCachesOf: before, directory: directory), view: view)
        }
    }

    /// The log of the file can be cut when nobody reads an earlier moment any more.
    private func letGoOfSettled() {
        reading.withLock { reading in
            guard let begun = reading.settled?.begun.moment.withLock({ $0 }) else { return }
            if begun.duration(to: .now) > Self.settledSpan { reading.settled = nil }
        }
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

    /// A large directory takes seconds to index: values are fresh meanwhile, and the directory before answers. What changes while
    /// it is being indexed are steps for afterwards.
    private func index(_ fresh: AtlasSnapshot) {
        reading.withLock { reading in
            // Two indexes at once would take twice the memory.
            guard reading.indexing == nil else { return }
            reading.indexing = Task.detached { [self] in
                // One that is just being indexed may need a few steps only.
                let wasMade = fresh.pendingDirectory.isMade
                let isMade = await (try? fresh.pendingDirectory.value) != nil
                var directory: PendingDirectory?
                if wasMade || !isMade { directory = try? await logged { try await self.indexed(fresh) } }
                let indexed = directory
                self.reading.withLock {
                    $0.indexing = nil
                    $0.directory = indexed ?? $0.directory
                }
                if indexed != nil || !wasMade { try? await logged { try await refresh() } }
            }
        }
    }

    /// Gives nil when the territory changed once more: the next look at the file begins anew.
    private func indexed(_ fresh: AtlasSnapshot) async throws -> PendingDirectory? {
        try await store.consistently {
            let versions = try await store.versions()
            guard versions.territory == fresh.versions.territory, versions.directory != current.pendingDirectory.version else { return nil }
            let directory = try await PendingDirectory(
                store: store, version: versions.directory, territory: fresh.territory, lemmatiser: .shared)
            do { _ = try await directory.value } catch is SnapshotOutdated { return nil }
            return directory
        }
    }

    private func logged<Result>(_ body: () async throws -> Result) async throws -> Result {
        do { return try await body() } catch {
            logger.error("the directory could not be read again", metadata: ["error": "\(error)"])
            throw error
        }
    }

    /// A snapshot of one version of the data. Where no view of the file can be had and the data change while they are read, they
    /// are read again.
    private static func read(_ store: AtlasStore, after earlier: AtlasSnapshot?, _ budget: MemoryBudget) async throws -> AtlasSnapshot {
        try await store.consistently {
            for _ in 0..<20 {
                let versions = try await store.versions()
                let fresh = try await AtlasSnapshot(store: store, versions: versions, earlier: earlier, lemmatiser: .shared, budget: budget)
                if try await store.dataVersion() == versions.data { return fresh }
            }
            throw SnapshotOutdated()
        }
    }
}

/// A snapshot and the moment of the file that it is of: whatever is read with it fits.
struct SettledSnapshot: Sendable {
    @TaskLocal fileprivate static var read: AtlasSnapshot?

    let snapshot: AtlasSnapshot
    let view: FixedView?

    /// Answers from the snapshot, and what it does not hold from the file as it was then.
    func reading<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await Self.$read.withValue(snapshot) { try await view.reading(body) }
    }
}
