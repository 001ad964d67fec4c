// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Why a letter was not taken.
public struct SMTPFailure: Error, Sendable, Hashable, LocalizedError {
    public enum Kind: String, Sendable, Hashable {
        /// The server will never take this letter (5yz to the recipient or to the letter itself).
        case refused
        /// The server takes this letter perhaps later (4yz): greylisting, a full mailbox.
        case postponed
        /// There is no use in sending others now either: no connection, no certificate, a wrong password, a sender it does not know.
        case unreachable
        /// We stopped.
        case cancelled
    }

    public let kind: Kind
    /// The server's reply, such as 451; nil when none came.
    public let code: Int?
    /// What the server or the connection said, on one line.
    public let reason: String

    public init(kind: Kind, code: Int? = nil, reason: String) {
        self.kind = kind
        self.code = code
        self.reason = reason
    }

    public var errorDescription: String? { reason }
}
