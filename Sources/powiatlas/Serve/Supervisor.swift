// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasServer
import Foundation
import Logging
import UnixSignals

/// Keeps a number of worker processes up that share one port: starts them, replaces what dies or hangs, replaces all
/// one by one on SIGHUP, and ends them in order on SIGTERM and SIGINT. It answers no request itself.
struct Supervisor {
    let count: Int
    let shutdownSeconds: Int
    let logger: Logger

    /// A worker that lived this long died by accident, not because it cannot live.
    private static let steadyLife = Duration.seconds(60)
    private static let pauses: ClosedRange<Double> = 0.5...30
    /// Without a sign of life for so long a worker hangs.
    private static let longestSilence = Duration.seconds(60)
    /// A worker that starts reads the whole territory first.
    private static let longestStart = Duration.seconds(120)

    private enum Event: Sendable {
        case signal(UnixSignal)
        case worker(pid_t, WorkerProcess.Report)
        case start(index: Int)
        case tick
    }

    /// A place for a worker, and who is in it.
    private struct Slot {
        var current: WorkerProcess?
        /// On the way to taking the place of `current`.
        var successor: WorkerProcess?
        var pause = Supervisor.pauses.lowerBound
    }

    func run(host: String, port: Int, place: String, announce: (Int) -> Void) async throws {
        let socket = try ListeningSocket.open(host: host, port: port, backlog: Int32(WorkerBoard.backlog), place: place)
        defer { close(socket.descriptor) }
        let board = try WorkerBoard.make()
        defer { board.remove() }
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let forwarding = Task {
            for await signal in signals { continuation.yield(.signal(signal)) }
        }
        let clock = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: .seconds(1))
                continuation.yield(.tick)
            }
        }
        defer {
            forwarding.cancel()
            clock.cancel()
        }
        var state = State(supervisor: self, socket: socket, board: board, continuation: continuation)
        try state.start(0)
        for await event in events {
            try state.take(event, announce: announce)
            if state.isOver { break }
        }
        if let status = state.exitStatus { throw ExitCode(status) }
    }

    private struct State {
        let supervisor: Supervisor
        let socket: ListeningSocket
        let board: WorkerBoard
        let continuation: AsyncStream<Event>.Continuation
        let executable = (Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])).path

        var slots: [Slot]
        /// Told to end, not yet gone.
        var leaving: [pid_t: WorkerProcess] = [:]
        var ready: Set<pid_t> = []
        var lastSign: [pid_t: ContinuousClock.Instant] = [:]
        var isAnnounced = false
        /// The places whose workers are still to be replaced.
        var replacing: [Int] = []
        var endingSince: ContinuousClock.Instant?
        var exitStatus: Int32?
        var restarts = 0
        var logger: Logger { supervisor.logger }

        init(supervisor: Supervisor, socket: ListeningSocket, board: WorkerBoard, continuation: AsyncStream<Event>.Continuation) {
            self.supervisor = supervisor
            self.socket = socket
            self.board = board
            self.continuation = continuation
            slots = Array(repeating: Slot(), count: supervisor.count)
            board.publish(restarts: 0)
        }

        var isOver: Bool {
            endingSince != nil && leaving.isEmpty && slots.allSatisfy { $0.current == nil && $0.successor == nil }
        }

        mutating func start(_ index: Int, asSuccessor: Bool = false) throws {
            let place = WorkerPlace(index: index, count: slots.count, folder: board.folder)
            let worker = try WorkerProcess.start(place, executable: executable, listeningSocket: socket.descriptor) { [continuation] pid, report in
                continuation.yield(.worker(pid, report))
            }
            lastSign[worker.pid] = .now
            if asSuccessor { slots[index].successor = worker } else { slots[index].current = worker }
        }

        mutating func take(_ event: Event, announce: (Int) -> Void) throws {
            switch event {
            case .signal(.sighup): replaceAll()
            case .signal: end()
            case .start(let index):
                if endingSince == nil, slots[index].current == nil { startAgain(index) }
            case .tick: look()
            case .worker(let pid, .alive): lastSign[pid] = .now
            case .worker(let pid, .ready):
                ready.insert(pid)
                lastSign[pid] = .now
                try isReady(pid, announce: announce)
            case .worker(let pid, .ended(let status)):
                board.retire(pid: pid)
                ready.remove(pid)
                lastSign[pid] = nil
                hasEnded(pid, status)
            }
        }

        private mutating func isReady(_ pid: pid_t, announce: (Int) -> Void) throws {
            if let index = slots.firstIndex(where: { $0.successor?.pid == pid }) {
                if let before = slots[index].current { tellToEnd(before) }
                slots[index].current = slots[index].successor
                slots[index].successor = nil
                logger.notice("a worker was replaced", metadata: ["worker": "\(index)", "pid": "\(pid)"])
                replaceNext()
            }
            guard !isAnnounced, endingSince == nil else { return }
            // The first one shows that it can be done, and brings the database up to date alone.
            for index in slots.indices where slots[index].current == nil { try start(index) }
            if slots.allSatisfy({ $0.current.map { ready.contains($0.pid) } ?? false }) {
                isAnnounced = true
                announce(socket.port)
            }
        }

        private mutating func hasEnded(_ pid: pid_t, _ status: Int32) {
            if leaving.removeValue(forKey: pid) != nil { return }
            if let index = slots.firstIndex(where: { $0.successor?.pid == pid }) {
                slots[index].successor = nil
                replacing = []
                logger.error(
                    "a new worker could not start; those before stay",
                    metadata: ["worker": "\(index)", "reason": "\(WorkerProcess.description(ofStatus: status))"])
                return
            }
            guard let index = slots.firstIndex(where: { $0.current?.pid == pid }), let worker = slots[index].current else { return }
            slots[index].current = nil
            guard endingSince == nil else { return }
            guard isAnnounced else {
                // It has said why: a refused database, a port.
                exitStatus = status & 0x7f == 0 && status >> 8 & 0xff != 0 ? status >> 8 & 0xff : 1
                if status & 0x7f != 0 { logger.critical("a worker died while starting", metadata: ["reason": "\(WorkerProcess.description(ofStatus: status))"]) }
                return end()
            }
            let pause = worker.started.duration(to: .now) > Supervisor.steadyLife ? Supervisor.pauses.lowerBound : slots[index].pause
            slots[index].pause = min(pause * 2, Supervisor.pauses.upperBound)
            logger.error(
                "a worker ended and is started again",
                metadata: ["worker": "\(index)", "pid": "\(pid)", "reason": "\(WorkerProcess.description(ofStatus: status))", "pause_seconds": "\(pause)"])
            restarts += 1
            board.publish(restarts: restarts)
            let continuation = continuation
            Task {
                try? await Task.sleep(for: .seconds(pause))
                continuation.yield(.start(index: index))
            }
        }

        private mutating func startAgain(_ index: Int) {
            do { try start(index) } catch {
                logger.error("a worker cannot be started", metadata: ["worker": "\(index)", "error": "\(error.localizedDescription)"])
                let (continuation, pause) = (continuation, slots[index].pause)
                slots[index].pause = min(pause * 2, Supervisor.pauses.upperBound)
                Task {
                    try? await Task.sleep(for: .seconds(pause))
                    continuation.yield(.start(index: index))
                }
            }
        }

        private mutating func replaceAll() {
            guard endingSince == nil, isAnnounced, replacing.isEmpty, !slots.contains(where: { $0.successor != nil }) else { return }
            logger.notice("workers are replaced one by one")
            replacing = Array(slots.indices)
            replaceNext()
        }

        private mutating func replaceNext() {
            guard endingSince == nil, !replacing.isEmpty else { return }
            let index = replacing.removeFirst()
            do { try start(index, asSuccessor: true) } catch {
                replacing = []
                logger.error("a new worker could not start; those before stay", metadata: ["worker": "\(index)", "error": "\(error.localizedDescription)"])
            }
        }

        private mutating func tellToEnd(_ worker: WorkerProcess) {
            leaving[worker.pid] = worker
            kill(worker.pid, SIGTERM)
        }

        private mutating func end() {
            guard endingSince == nil else { return }
            endingSince = .now
            replacing = []
            ServiceManager.notify("STOPPING=1")
            for index in slots.indices {
                for worker in [slots[index].current, slots[index].successor] {
                    if let worker { tellToEnd(worker) }
                }
                slots[index].current = nil
                slots[index].successor = nil
            }
        }

        /// Once a second.
        private mutating func look() {
            if let endingSince {
                let limit = Duration.seconds(supervisor.shutdownSeconds + ShutdownLimit.graceSeconds + 3)
                if endingSince.duration(to: .now) > limit { for pid in leaving.keys { kill(pid, SIGKILL) } }
                return
            }
            let workers = slots.flatMap { [$0.current, $0.successor] }.compactMap { $0 }
            let hanging = workers.filter { worker in
                guard let sign = lastSign[worker.pid] else { return false }
                return sign.duration(to: .now) > (ready.contains(worker.pid) ? Supervisor.longestSilence : Supervisor.longestStart)
            }
            for worker in hanging {
                logger.error("a worker gives no sign of life and is killed", metadata: ["worker": "\(worker.place.index)", "pid": "\(worker.pid)"])
                kill(worker.pid, SIGKILL)
            }
            if hanging.isEmpty, isAnnounced { ServiceManager.notify("WATCHDOG=1") }
        }
    }
}
