// SPDX-License-Identifier: Apache-2.0

/// Words under which people look for something: a row of the thesaurus that experts edit.
public struct ThesaurusEntry: Sendable, Hashable {
    /// What the words stand for: the id of a taxonomy term, or `type:` and the raw value of an institution type (`type:OPS`).
    public let concept: String
    /// Words and phrases in their base form or as people type them, abbreviations among them.
    public let forms: [String]
    /// A remark of the editor; empty when there is none.
    public let note: String

    public init(concept: String, forms: [String], note: String = "") {
        self.concept = concept
        self.forms = forms
        self.note = note
    }
}
