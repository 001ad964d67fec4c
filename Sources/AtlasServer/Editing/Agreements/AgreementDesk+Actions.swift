// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation

/// What the button that was pressed in the form asks for: the value of `_akcja`.
enum AgreementFormAction: Equatable {
    case save, search, addGroup, remove, resolve, keepDraft, discardDraft
    case addParty(String)
    case addRow(String)
    case removeRow(String, Int)
    case unknown(String)

    static let accepted = "zapisz, szkic, porzuc-szkic, szukaj, grupa, usun-wpis, rozstrzygnij, strona:ID, dodaj:GROUP, usun:GROUP:ROW"

    init(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first ?? "", parts.count) {
        case ("", _), ("zapisz", 1): self = .save
        case ("szkic", 1): self = .keepDraft
        case ("porzuc-szkic", 1): self = .discardDraft
        case ("szukaj", 1): self = .search
        case ("grupa", 1): self = .addGroup
        case ("usun-wpis", 1): self = .remove
        case ("rozstrzygnij", 1): self = .resolve
        case ("strona", 2): self = .addParty(parts[1])
        case ("dodaj", 2): self = .addRow(parts[1])
        case ("usun", 3): self = Int(parts[2]).map { .removeRow(parts[1], $0) } ?? .unknown(text)
        default: self = .unknown(text)
        }
    }
}

/// What stands in the form beside the fields of the agreement.
struct AgreementFormState {
    var fields: EditorFields
    var faults: [EditorFault] = []
    var why = ""
    /// What was looked for among institutions; empty without a search.
    var searched = ""
    /// nil without a search.
    var found: [(member: String, name: String, detail: String)]?
    /// What was typed for a party that stands for many.
    var groupType = ""
    var groupUnit = ""
    var groupFault: EditorText?
    var removalFault: EditorText?
    /// The version that was opened; nil for a new agreement.
    var version: String?
    /// Something to know before all else.
    var notices: [EditorText] = []
    /// When the draft was kept that stands in the form; nil for none.
    var draftedAt: Date?
}

extension AgreementFormState {
    /// What somebody typed and did not save.
    init(_ draft: EditDraft, isNew: Bool) {
        fields = EditorFields(draft.fields, AgreementFormSchema.sections(isNew: isNew))
        why = draft.fields["_dlaczego"]?.first ?? ""
        version = draft.base?.rawValue
        draftedAt = draft.savedAt
    }

    /// What is kept of a form that was sent: the fields, and why.
    static func draftFields(_ sent: [String: [String]]) -> [String: [String]] {
        sent.filter { !$0.key.hasPrefix("_") || $0.key == "_dlaczego" }
    }
}
