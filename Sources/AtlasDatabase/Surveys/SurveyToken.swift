// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation

/// The secret in an institution's link to a survey: 26 letters and digits, 130 random bits. The alphabet has no letters that
/// people mistake for digits, as links are also typed from paper.
public struct SurveyToken: Sendable, Hashable, CustomStringConvertible {
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
    var hash: Data { Data(SHA256.hash(data: Data(text.utf8))) }
}
