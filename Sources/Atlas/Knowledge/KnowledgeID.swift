// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The identity of a practice, a recommendation or a person who leads innovation: 2…80 small Latin letters, digits and hyphens.
public struct KnowledgeID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Pages under `/wiedza/` that are no practices.
    public static let reserved: Set<String> = ["rekomendacje", "liderzy", "kalkulator"]

    public let text: String

    /// - Throws: `KnowledgeIDError` that says what was expected.
    public init(_ text: String) throws(KnowledgeIDError) {
        guard Slug.isValid(text), !Self.reserved.contains(text) else { throw KnowledgeIDError(text: text) }
        self.text = text
    }

    public var description: String { text }
    public static func < (a: KnowledgeID, b: KnowledgeID) -> Bool { a.text < b.text }
}

/// A text that cannot name an entry of the knowledge base.
public struct KnowledgeIDError: Error, Sendable, Equatable, LocalizedError {
    public let text: String
    public var errorDescription: String? {
        if KnowledgeID.reserved.contains(text) { return "“\(text)” is the address of a page of its own: choose another id" }
        let shown = text.count > 80 ? String(text.prefix(80)) + "…" : text
        return "“\(shown)” is not an id: expected 2…80 small letters a–z, digits and hyphens"
    }
}
