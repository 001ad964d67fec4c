// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

/// How a log names clients. An address is personal data, so by default only its network stands in the log.
public enum ClientAddress: String, CaseIterable, Sendable {
    /// The network: 24 bits of an IPv4 address, 48 of an IPv6 address.
    case network
    case full
    case none

    /// - Parameter trustsProxy: whether the last address that a proxy wrote down is the client.
    func text(_ request: Request, remote: SocketAddress?, trustsProxy: Bool) -> String? {
        guard self != .none else { return nil }
        let passedOn = trustsProxy ? HTTPField.Name("X-Forwarded-For").flatMap { request.headers[$0] } : nil
        // Only the last entry is the trusted proxy's; those before are whatever the client sent.
        let named = passedOn?.split(separator: ",").last.map { $0.filter { !$0.isWhitespace } }
        guard let address = named ?? remote?.ipAddress else { return nil }
        return Self.network(address).map { self == .full ? address : $0 }
    }

    /// - Returns: the network of an address as people write it; nil when it is none.
    static func network(_ address: String) -> String? {
        let plain = address.hasPrefix("::ffff:") && address.contains(".") ? String(address.dropFirst(7)) : address
        guard let parsed = try? SocketAddress(ipAddress: plain, port: 0) else { return nil }
        switch parsed {
        case .v4:
            return plain.split(separator: ".").prefix(3).joined(separator: ".") + ".0/24"
        case .v6(let address):
            return withUnsafeBytes(of: address.address.sin6_addr) { bytes in
                let groups = (0..<3).map { UInt16(bytes[2 * $0]) << 8 | UInt16(bytes[2 * $0 + 1]) }
                return groups.map { String($0, radix: 16) }.joined(separator: ":") + "::/48"
            }
        case .unixDomainSocket:
            return nil
        }
    }
}
