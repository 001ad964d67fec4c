// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import AtlasServer
import Foundation
import Logging
import ServiceLifecycle

/// Says that the process works, to its supervisor or to systemd, each time that a question to the database came back. A
/// process in which nothing moves any more says nothing, and is replaced.
struct LifeSign: Service {
    let store: AtlasStore
    let worker: WorkerPlace?

    func run() async throws {
        let interval: Duration
        // A file that is only read may have to be watched.
        if worker != nil || store.isReadOnly { interval = .seconds(2) } else if let wanted = ServiceManager.lifeSignInterval { interval = wanted } else {
            return try await gracefulShutdown()
        }
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do { _ = try await store.dataVersion() } catch let error as AtlasStoreError {
                // What was read of it may be torn: whoever starts the server again has it read anew.
                if case .changedByAnother = error { throw error }
            } catch {
                // A database that refuses is the affair of /healthz: the process is alive.
            }
            if let worker { worker.reportAlive() } else { ServiceManager.notify("WATCHDOG=1") }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
        }
    }
}

/// Ends the process when even cutting all connections did not: an answer that is being computed cannot be stopped
/// from outside. The database is a file with a log, so nothing is lost.
struct ShutdownLimit: Service {
    let seconds: Int
    let logger: Logger

    /// For closing the database and writing the last lines.
    static let graceSeconds = 5

    func run() async throws {
        try await gracefulShutdown()
        ServiceManager.notify("STOPPING=1")
        logger.notice("ending: no further connections; requests in work are finished")
        let limit = UInt32(seconds + Self.graceSeconds)
        // A thread of its own: those of the runtime may be what is stuck.
        Thread.detachNewThread {
            sleep(limit)
            logger.critical("work could not be stopped in time; the process ends without it")
            _exit(1)
        }
    }
}
