// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore

/// A socket that worker processes share. As it belongs to the supervisor, what waits in its queue outlives every worker.
struct ListeningSocket {
    let descriptor: Int32
    let port: Int

    /// - Parameter place: how refusals name the address.
    static func open(host: String, port: Int, backlog: Int32, place: String) throws -> ListeningSocket {
        let address: SocketAddress
        do { address = try SocketAddress.makeAddressResolvingHost(host, port: port) } catch {
            throw ListeningRefusal.make(place, unknownHost: host)
        }
        let family = if case .v6 = address { AF_INET6 } else { AF_INET }
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw ListeningRefusal.make(place, errno: errno) }
        var isReused: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size))
        let failure = address.withSockAddr { pointer, length in
            bind(descriptor, pointer, socklen_t(length)) == 0 && listen(descriptor, backlog) == 0 ? 0 : errno
        }
        guard failure == 0 else {
            close(descriptor)
            throw ListeningRefusal.make(place, errno: failure)
        }
        return ListeningSocket(descriptor: descriptor, port: boundPort(of: descriptor) ?? port)
    }

    private static func boundPort(of descriptor: Int32) -> Int? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard getsockname(descriptor, address, &length) == 0 else { return nil }
                // The port stands at the same place in both kinds of address.
                return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { Int(UInt16(bigEndian: $0.pointee.sin_port)) }
            }
        }
    }
}
