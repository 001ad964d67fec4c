// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a password has to be: long, and not one that everybody tries. Nothing about digits or signs (NIST SP 800-63B, section 5.1.1.2).
public enum PasswordRule {
    public static let lengths = 12...200

    public enum Fault: Sendable, Hashable {
        case tooShort(Int)
        case tooLong(Int)
        /// Made of the person's own name, address or the name of the atlas.
        case guessable
        /// One letter again and again, or a row of the keyboard.
        case monotonous
        /// It stands on a list of passwords that were stolen elsewhere.
        case breached
    }

    /// - Parameters:
    ///   - words: what somebody would try first: name, address.
    ///   - isBreached: whether a password is on a list.
    /// - Returns: nil for a good one.
    public static func fault(_ password: String, words: [String], isBreached: (String) -> Bool = { _ in false }) -> Fault? {
        let count = password.count
        guard count >= lengths.lowerBound else { return .tooShort(count) }
        guard count <= lengths.upperBound, password.utf8.count <= 4 * lengths.upperBound else { return .tooLong(count) }
        let folded = password.lowercased()
        guard Set(folded).count >= 5, !isRow(folded) else { return .monotonous }
        let known = (words + ["powiatlas"]).flatMap { $0.lowercased().split { !$0.isLetter && !$0.isNumber } }.filter { $0.count >= 4 }
        let rest = known.reduce(folded) { $0.replacing($1, with: "") }
        guard rest.count >= 8 else { return .guessable }
        if isBreached(password) || isBreached(folded) { return .breached }
        return nil
    }

    private static let rows = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz"].map(Array.init)

    /// Whether most letters stand beside the one before in a row of the keyboard or of the alphabet.
    private static func isRow(_ text: String) -> Bool {
        let letters = Array(text)
        let neighbours = zip(letters, letters.dropFirst()).count { a, b in
            a == b || rows.contains { row in row.firstIndex(of: a).flatMap { place in row.firstIndex(of: b).map { abs($0 - place) == 1 } } ?? false }
        }
        return neighbours * 4 >= (letters.count - 1) * 3
    }
}
