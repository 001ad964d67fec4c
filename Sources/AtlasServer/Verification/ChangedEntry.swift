// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation

/// What an institution typed into the form of its entry: the fields that differ from the entry are suggestions.
struct ChangedEntry: Sendable {
    /// The fields that the form shows as text, in its order.
    static let fields: [SuggestedField] = [.phones, .hours, .emails, .website, .address, .coordinator, .name]
    static let remarkName = "uwagi"

    /// As typed, by field.
    let texts: [SuggestedField: String]
    let remark: String
    let drafts: [SuggestionDraft]
    let faults: [SuggestionForm.Fault]

    init(_ form: SubmittedForm, _ institution: Institution, _ link: VerificationVisit, _ language: Language) {
        var texts: [SuggestedField: String] = [:]
        var drafts: [SuggestionDraft] = []
        var faults: [SuggestionForm.Fault] = []
        func read(_ suggestion: SuggestionForm, at name: String) {
            let (draft, found) = suggestion.draft(of: institution, language, verification: link.number)
            if let draft { drafts.append(draft) }
            faults += found.map { SuggestionForm.Fault(name: name, text: $0.text) }
        }
        for field in Self.fields {
            // A field that the form did not have says nothing.
            guard form[field.rawValue] != nil else { continue }
            let text = SuggestionForm.clean(form[field.rawValue])
            texts[field] = text
            guard text != SuggestionForm.clean(field.text(of: institution)) else { continue }
            var suggestion = SuggestionForm(field: field)
            suggestion.proposed = text
            suggestion.saysNothing = text.isEmpty
            read(suggestion, at: field.rawValue)
        }
        remark = SuggestionForm.clean(form[Self.remarkName])
        if !remark.isEmpty {
            var suggestion = SuggestionForm(field: .other)
            suggestion.remark = remark
            read(suggestion, at: Self.remarkName)
        }
        self.texts = texts
        self.drafts = drafts
        self.faults = faults
    }
}
