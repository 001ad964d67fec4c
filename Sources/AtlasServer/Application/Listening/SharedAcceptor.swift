// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// Accepts connections from a listening socket that several processes share, on a thread of its own. Every process wakes
/// for a connection and one gets it; the framework's server channel takes it for a fault of the program when there is
/// nothing left to accept.
final class SharedAcceptor: Sendable {
    private let socket: Int32
    /// A byte in this pipe ends the thread.
    private let pipe: (reading: Int32, writing: Int32)

    /// How often it looks whether there is room again, in milliseconds.
    private static let pauseMilliseconds: Int32 = 50

    /// - Parameter socket: listening and without blocking; closed when the acceptor has stopped.
    init(socket: Int32) throws {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EMFILE) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        self.socket = socket
        pipe = (ends[0], ends[1])
    }

    deinit { close(pipe.writing) }

    /// - Parameters:
    ///   - hasRoom: whether a further connection can be taken; the system's queue holds it back otherwise.
    ///   - accepted: gets each connection's descriptor, which is its own to close.
    ///   - ended: called last.
    func start(
        hasRoom: @escaping @Sendable () -> Bool, accepted: @escaping @Sendable (Int32) -> Void, ended: @escaping @Sendable () -> Void
    ) {
        let (socket, stopping) = (socket, pipe.reading)
        Thread.detachNewThread {
            while true {
                let isOpen = hasRoom()
                var sources = [
                    pollfd(fd: isOpen ? socket : -1, events: Int16(POLLIN), revents: 0), pollfd(fd: stopping, events: Int16(POLLIN), revents: 0),
                ]
                let count = poll(&sources, 2, isOpen ? -1 : Self.pauseMilliseconds)
                if count > 0, sources[1].revents != 0 { break }
                guard count > 0, sources[0].revents != 0 else { continue }
                let connection = accept(socket, nil, nil)
                if connection >= 0 {
                    _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                    _ = fcntl(connection, F_SETFL, fcntl(connection, F_GETFL) | O_NONBLOCK)
                    accepted(connection)
                } else if errno != EAGAIN, errno != EINTR, errno != ECONNABORTED {
                    // No descriptors left, for instance: trying at once again would only burn the processor.
                    usleep(useconds_t(Self.pauseMilliseconds) * 1_000)
                }
            }
            close(socket)
            close(stopping)
            ended()
        }
    }

    /// Accepts no more; what waits is for the other processes.
    func stop() {
        var byte: UInt8 = 0
        _ = write(pipe.writing, &byte, 1)
    }
}
