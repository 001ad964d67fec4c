// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Makes a backup whenever the newest one in the folder is old enough, so that restarts neither lose one nor add one. A backup
/// that fails is logged, shown in `/metrics` and `/healthz`, and tried again; the server goes on serving.
final class BackupSchedule: Service {
    let plan: BackupPlan
    private let database: String
    private let worker: WorkerPlace?
    private let logger: Logger
    private let current: Mutex<BackupState>

    /// The first look comes when a server that starts has drawn its first tiles.
    private static let settling = Duration.seconds(5)
    private static let longestPause = Duration.seconds(30)
    private static let retryPauses: ClosedRange<Double> = 60...900

    init(plan: BackupPlan, database: String, worker: WorkerPlace?, logger: Logger) {
        self.plan = plan
        self.database = database
        self.worker = worker
        self.logger = logger
        var state = BackupState()
        Self.takeNewest(plan, database, into: &state)
        current = Mutex(state)
    }

    /// One of several workers is enough, the others ask it.
    private var isMaker: Bool { worker.map { $0.index == 0 } ?? true }

    private var stateFile: URL? { worker?.folder.appending(path: "backups.json") }

    var state: BackupState {
        if !isMaker, let file = stateFile, let data = try? Data(contentsOf: file), let told = try? JSONDecoder().decode(BackupState.self, from: data) {
            return told
        }
        return current.withLock { $0 }
    }

    var families: [MetricFamily] { isMaker ? state.families : [] }

    func run() async throws {
        guard isMaker else { return try await gracefulShutdown() }
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.settling) }
        var retryPause = Self.retryPauses.lowerBound
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            var pause = min(Self.longestPause, plan.interval / 4)
            if isDue {
                if await makeOne() {
                    retryPause = Self.retryPauses.lowerBound
                } else {
                    pause = .seconds(retryPause)
                    retryPause = min(retryPause * 2, Self.retryPauses.upperBound)
                }
                publish()
            }
            try? await cancelWhenGracefulShutdown { [pause] in try await Task.sleep(for: pause) }
        }
    }

    /// What lies in the folder of this database, the newest first, whatever it was made for.
    var backups: [BackupManifest] { BackupFolder(plan.folder).backups(of: URL(fileURLWithPath: database).lastPathComponent) }

    /// Makes one at once, in place of the next one of the schedule.
    /// - Returns: nil when one is being made already.
    /// - Throws: as `BackupFolder.make`.
    func makeNow() async throws -> MadeBackup? { try await make(.never) }

    private var isDue: Bool {
        current.withLock { state in
            Self.takeNewest(plan, database, into: &state)
            guard let last = state.last else { return true }
            // A clock that was put back is no reason to wait for years.
            return last > Date(timeIntervalSinceNow: 3_600) || -last.timeIntervalSinceNow >= Double(plan.interval.components.seconds)
        }
    }

    private static func takeNewest(_ plan: BackupPlan, _ database: String, into state: inout BackupState) {
        let name = URL(fileURLWithPath: database).lastPathComponent
        guard let newest = BackupFolder(plan.folder).backups(of: name).first(where: { $0.occasion == .schedule }) else { return state.last = nil }
        state.last = newest.madeAt
        state.lastBytes = newest.bytes
    }

    private func publish() {
        guard let stateFile, let data = try? JSONEncoder().encode(current.withLock { $0 }) else { return }
        try? data.write(to: stateFile, options: .atomic)
    }

    /// Whether it succeeded, or another worker has just made one.
    private func makeOne() async -> Bool {
        let begun = ContinuousClock.now
        let box = StopBox()
        do {
            let made = try await withGracefulShutdownHandler {
                try await withTaskCancellationHandler {
                    try await make(StopSignal { box.isStopped })
                } onCancel: {
                    box.stop()
                }
            } onGracefulShutdown: {
                box.stop()
            }
            guard let made else { return true }
            let seconds = Double(begun.duration(to: .now).nanoseconds) / 1e9
            current.withLock { state in
                state.last = made.manifest.madeAt
                state.lastBytes = made.manifest.bytes
                state.lastSeconds = seconds
                state.made += 1
                state.error = nil
                state.failingSince = nil
            }
            logger.notice(
                "backup made",
                metadata: [
                    "file": "\(made.path)", "bytes": "\(made.manifest.bytes)", "seconds": "\((seconds * 10).rounded() / 10)",
                    "let_go": "\(made.removed.count)",
                ])
            return true
        } catch is CancellationError {
            return true
        } catch {
            current.withLock { state in
                state.failures += 1
                state.error = error.localizedDescription
                state.failingSince = state.failingSince ?? Date()
            }
            logger.error("no backup could be made", metadata: ["folder": "\(plan.folder)", "error": "\(error.localizedDescription)"])
            return false
        }
    }

    /// On a thread of its own that takes what others leave of the processor: copying and checking takes seconds, and the threads
    /// of the runtime are few.
    /// - Returns: nil when another process of this server is at it.
    private func make(_ stop: StopSignal) async throws -> MadeBackup? {
        let (plan, database) = (plan, database)
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                // On Linux this is about the calling thread.
                setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
                continuation.resume(with: Result { try Self.make(plan, database, stop) })
            }
        }
    }

    private static func make(_ plan: BackupPlan, _ database: String, _ stop: StopSignal) throws -> MadeBackup? {
        try FileManager.default.createDirectory(atPath: plan.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        // While workers are replaced, two have the same place.
        let descriptor = open(plan.folder + "/.schedule-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw StorageFault(errno: errno, path: plan.folder) }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
        return try BackupFolder(plan.folder).make(
            of: database, occasion: .schedule, keep: plan.keep, compressing: plan.isCompressed, programVersion: AtlasVersion.current, stop: stop)
    }
}

/// Told once that work is to end.
private final class StopBox: Sendable {
    private let stopped = Mutex(false)

    var isStopped: Bool { stopped.withLock { $0 } }
    func stop() { stopped.withLock { $0 = true } }
}
