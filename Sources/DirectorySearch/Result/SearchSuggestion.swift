// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Something to choose while typing.
public struct SearchSuggestion: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// Opens its page.
        case institution(InstitutionID, InstitutionType)
        case place(TERYTCode, UnitKind)
        case concept(SearchConcept)
    }

    public let kind: Kind
    /// What the user sees: a name, `gmina Bochnia`, a phrase of the thesaurus.
    public let text: String
    /// What tells equal texts apart: the town of an institution, the powiat of a gmina; empty when nothing is needed.
    public let detail: String
    /// The text of the search that the choice stands for; words typed before stay.
    public let query: String

    public init(kind: Kind, text: String, detail: String, query: String) {
        self.kind = kind
        self.text = text
        self.detail = detail
        self.query = query
    }
}
