// SPDX-License-Identifier: Apache-2.0

import AtlasServer
import Foundation

/// A worker process that was started.
struct WorkerProcess: Sendable {
    let place: WorkerPlace
    let pid: pid_t
    /// The supervisor's end of the line. Its closing tells the worker to end.
    let line: Int32
    let started = ContinuousClock.now

    enum Report: Sendable {
        case ready, alive
        /// - Parameter status: as `waitpid(2)` has it.
        case ended(status: Int32)
    }

    /// Starts this program again, with the same arguments and the listening socket.
    ///
    /// - Parameter report: called on a thread of the worker's own, `ended` last and once.
    static func start(
        _ place: WorkerPlace, executable: String, listeningSocket: Int32, report: @escaping @Sendable (pid_t, Report) -> Void
    ) throws -> WorkerProcess {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw CommandRefusal("A worker cannot be started: \(String(cString: strerror(errno))).")
        }
        defer { close(ends[1]) }
        // Above the numbers that they get in the worker, so that neither overwrites the other.
        let socket = fcntl(listeningSocket, F_DUPFD_CLOEXEC, 64)
        let line = fcntl(ends[1], F_DUPFD_CLOEXEC, 64)
        defer {
            close(socket)
            close(line)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, socket, WorkerPlace.listeningSocket)
        posix_spawn_file_actions_adddup2(&actions, line, WorkerPlace.supervisorLine)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own: Ctrl-C reaches the supervisor, which tells its workers.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGCHLD] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)

        var environment = ProcessInfo.processInfo.environment
        environment[WorkerPlace.variable] = place.variableValue
        // The supervisor speaks with systemd.
        for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] { environment[name] = nil }
        var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer {
            for text in arguments + variables { free(text) }
        }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, executable, &actions, &attributes, &arguments, &variables)
        guard failure == 0 else {
            close(ends[0])
            throw CommandRefusal("A worker cannot be started from \(executable): \(String(cString: strerror(failure))).")
        }
        let worker = WorkerProcess(place: place, pid: pid, line: ends[0])
        worker.listen(report)
        return worker
    }

    private func listen(_ report: @escaping @Sendable (pid_t, Report) -> Void) {
        let (pid, line) = (pid, line)
        Thread.detachNewThread {
            var byte: UInt8 = 0
            while true {
                let count = read(line, &byte, 1)
                if count == 1 { report(pid, byte == UInt8(ascii: "r") ? .ready : .alive) }
                if count == 0 || (count < 0 && errno != EINTR) { break }
            }
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            close(line)
            report(pid, .ended(status: status))
        }
    }

    /// How a process ended, in words.
    static func description(ofStatus status: Int32) -> String {
        let signal = status & 0x7f
        return signal == 0 ? "exit status \(status >> 8 & 0xff)" : "signal \(signal) (\(String(cString: strsignal(signal))))"
    }
}
