// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Logging
import ServiceLifecycle
import Synchronization

/// Holds the current snapshot and replaces it when the file changes, whoever changed it.
final class AtlasData: Service {
    private let store: AtlasStore
    private let geometryCacheBytes: Int
    private let logger: Logger
    private let snapshot: Mutex<AtlasSnapshot>

    init(store: AtlasStore, geometryCacheBytes: Int, logger: Logger) async throws {
        self.store = store
        self.geometryCacheBytes = geometryCacheBytes
        self.logger = logger
        snapshot = Mutex(
            try await AtlasSnapshot(store: store, earlier: nil, lemmatiser: .shared, geometryCacheBytes: geometryCacheBytes))
    }

    var current: AtlasSnapshot { snapshot.withLock { $0 } }

    /// Looks at the data version twice a second, so an import by another process shows within one.
    func run() async throws {
        // Indexed before anybody asks, but not while a server that has just started has its first tiles to draw.
        let warming = Task {
            try await Task.sleep(for: .seconds(1))
            _ = try await current.directory
        }
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .milliseconds(500)) }
            do {
                try await refresh()
            } catch is CancellationError {
                break
            } catch {
                logger.error("the data could not be read again", metadata: ["error": "\(error)"])
            }
        }
        // Closing waits for all readers and holds a thread meanwhile, which they may need: they end first.
        warming.cancel()
        _ = try? await warming.value
        await current.finishDirectory()
        try store.close()
    }

    /// Makes a new snapshot if the data have changed.
    func refresh() async throws {
        let before = current
        guard try await store.dataVersion() != before.dataVersion else { return }
        let fresh = try await AtlasSnapshot(
            store: store, earlier: before, lemmatiser: .shared, geometryCacheBytes: geometryCacheBytes)
        // A large directory takes seconds to index; until then the snapshot before answers.
        _ = try await fresh.directory
        snapshot.withLock { $0 = fresh }
        logger.info("data changed", metadata: ["version": "\(fresh.dataVersion)"])
    }
}
