// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The identity of a survey in addresses and tables: 2…80 small Latin letters, digits and hyphens.
public struct SurveyID: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String

    /// - Throws: `SurveyIDError` that says what was expected.
    public init(_ text: String) throws(SurveyIDError) {
        guard Slug.isValid(text) else { throw SurveyIDError(text: text) }
        self.text = text
    }

    public var description: String { text }
    public static func < (a: SurveyID, b: SurveyID) -> Bool { a.text < b.text }
}

/// A text that cannot name a survey.
public struct SurveyIDError: Error, Sendable, Equatable, LocalizedError {
    public let text: String
    public var errorDescription: String? {
        let shown = text.count > 80 ? String(text.prefix(80)) + "…" : text
        return "“\(shown)” is not a survey id: expected 2…80 small letters a–z, digits and hyphens"
    }
}

/// The names of questions and options: 1…60 small Latin letters, digits and hyphens, so that they can stand in addresses.
enum SurveyWord {
    static func isValid(_ text: String) -> Bool {
        Slug.isValid(text, lengths: 1...60)
    }
}
