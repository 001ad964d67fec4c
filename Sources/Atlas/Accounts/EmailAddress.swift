// SPDX-License-Identifier: Apache-2.0

import Foundation

/// An address that mail can be sent to. What stands in it can break neither a header nor a line of the mail protocol.
public struct EmailAddress: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The host in small letters.
    public let text: String

    /// Nil for anything else than one address `name@host` (RFC 5321, without quoted names), the host of at least two labels.
    public init?(_ text: String) {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, let host = Self.host(halves[1]) else { return nil }
        let name = halves[0]
        let isName =
            (1...64).contains(name.count) && name.first != "." && name.last != "." && !name.contains("..")
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".!#$%&'*+/=?^_`{}~-".contains($0)) }
        guard isName else { return nil }
        self.text = "\(name)@\(host)"
    }

    /// A host name of at least two labels in small letters; nil for anything else.
    public static func host(_ text: Substring) -> String? {
        let small = text.lowercased()
        let labels = small.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, small.count <= 253, let last = labels.last, last.count >= 2, !last.contains(where: \.isNumber) else { return nil }
        let isHost = labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != "-" && label.last != "-"
                && label.allSatisfy { ($0.isASCII && ($0.isLetter || $0.isNumber)) || $0 == "-" || (!$0.isASCII && $0.isLetter) }
        }
        return isHost ? small : nil
    }

    /// The same for every way of writing capitals: accounts are found by it.
    public var key: String { text.lowercased() }

    public var description: String { text }
    public static func < (a: EmailAddress, b: EmailAddress) -> Bool { a.key < b.key }
}
