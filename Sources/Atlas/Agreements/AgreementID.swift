// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The identity of an agreement in addresses and tables: 2…80 small Latin letters, digits and hyphens.
public struct AgreementID: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String

    /// - Throws: `AgreementIDError` that says what was expected.
    public init(_ text: String) throws(AgreementIDError) {
        guard Slug.isValid(text) else { throw AgreementIDError(text: text) }
        self.text = text
    }

    public var description: String { text }
    public static func < (a: AgreementID, b: AgreementID) -> Bool { a.text < b.text }
}

/// A text that cannot name an agreement.
public struct AgreementIDError: Error, Sendable, Equatable, LocalizedError {
    public let text: String
    public var errorDescription: String? {
        let shown = text.count > 80 ? String(text.prefix(80)) + "…" : text
        return "“\(shown)” is not an agreement id: expected 2…80 small letters a–z, digits and hyphens"
    }
}
