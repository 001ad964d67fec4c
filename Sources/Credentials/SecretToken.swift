// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation

/// A secret that stands for a right: in a link that was sent, in the cookie of a session, in a program's key. 26 letters and
/// digits, 130 random bits. The alphabet has no letters that people mistake for digits, as links are also typed from paper.
public struct SecretToken: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    private static let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)
    private static let length = 26

    /// One that nobody can guess.
    public init() {
        var generator = SystemRandomNumberGenerator()
        text = String(
            decoding: (0..<Self.length).map { _ in Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &generator)] }, as: UTF8.self)
    }

    /// Nil for a text that cannot be one, so that the database need not be asked.
    public init?(_ text: String) {
        guard text.utf8.count == Self.length, text.utf8.allSatisfy(Self.alphabet.contains) else { return nil }
        self.text = text
    }

    public var description: String { text }

    /// What the database keeps of it. So many random bits need neither salt nor a slow function.
    public var hash: Data { Data(SHA256.hash(data: Data(text.utf8))) }

    /// Another secret that only the holder of this one can know, for one purpose: the token of a session's forms.
    public func derived(for purpose: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data(purpose.utf8), using: SymmetricKey(data: Data(text.utf8)))
        return Data(code).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

extension String {
    /// Whether two secrets are the same, without saying by the time it takes how much of them was right.
    public func isSameSecret(as other: String) -> Bool {
        // Hashes of equal length: not even the lengths of the secrets show.
        SHA256.hash(data: Data(utf8)) == SHA256.hash(data: Data(other.utf8))
    }
}
