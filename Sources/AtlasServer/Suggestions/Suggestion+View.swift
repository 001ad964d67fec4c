// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// The form of suggestions as its template sees it.
struct SuggestionView {
    /// What the form says before its fields.
    enum Notice {
        case tooFast, tooOld, full
    }

    let institution: Institution
    let visit: PageVisit

    init(_ institution: Institution, _ visit: PageVisit) {
        self.institution = institution
        self.visit = visit
    }

    private var language: Language { visit.language }

    private var head: TemplateValues {
        [
            "name": institution.name, "institutionURL": visit.link("/instytucje/\(institution.id)"),
            "action": visit.link("/instytucje/\(institution.id)/zglos"),
        ]
    }

    func thanks() -> TemplateValues {
        var page = head
        page["isThanks"] = true
        return page
    }

    func form(_ form: SuggestionForm, faults: [SuggestionForm.Fault] = [], notice: Notice? = nil, stamp: String) -> TemplateValues {
        var page = head
        func error(_ name: String) -> TemplateValues? { faults.first { $0.name == name }.map { ["text": $0.text] } }
        let values = templateValues([
            "isForm": true, "stamp": stamp, "trapName": SuggestionForm.Name.trap,
            "notice": notice.map(text), "hasErrors": !faults.isEmpty,
            "errors": faults.map { ["text": $0.text, "target": "#\($0.name)"] },
            "fieldError": error(SuggestionForm.Name.field), "proposedError": error(SuggestionForm.Name.proposed),
            "nothingError": error(SuggestionForm.Name.nothing), "remarkError": error(SuggestionForm.Name.remark),
            "basisError": error(SuggestionForm.Name.basis), "contactError": error(SuggestionForm.Name.contact),
            "fields": SuggestedField.allCases.map { field(for: $0, isChosen: form.field == $0) },
            "proposed": form.proposed, "saysNothing": form.saysNothing, "remark": form.remark, "basis": form.basis, "contact": form.contact,
            "textLimit": String(SuggestionDraft.textLimit), "basisLimit": String(SuggestionDraft.basisLimit),
            "contactDays": String(RetentionRule.contactDays),
        ])
        page.merge(values) { _, new in new }
        return page
    }

    private func field(for field: SuggestedField, isChosen: Bool) -> TemplateValues {
        let present = field.text(of: institution)
        let lines = present.split(whereSeparator: \.isNewline).map { ["line": String($0)] as TemplateValues }
        return templateValues([
            "value": field.rawValue, "label": language.of(field.label), "isChosen": isChosen, "hasProposal": field.hasProposal,
            "lines": lines.isEmpty ? nil : lines,
            "isEmpty": lines.isEmpty && field.hasProposal,
        ])
    }

    private func text(_ notice: Notice) -> String {
        switch notice {
        case .tooFast:
            language.choose(
                "Formularz przyszedł tak szybko, jakby wysłał go program. Sprawdź tekst i\u{A0}wyślij jeszcze raz.",
                "The form came as fast as if a program had sent it. Check the text and send it once more.")
        case .tooOld:
            language.choose(
                "Formularz był otwarty zbyt długo. Tekst jest na miejscu: wyślij go jeszcze raz.",
                "The form was open too long. The text is still there: send it once more.")
        case .full:
            language.choose(
                "O\u{A0}tym wpisie czeka już bardzo wiele zgłoszeń. Spróbuj za kilka dni, gdy zostaną rozpatrzone.",
                "Very many reports about this entry are waiting already. Try again in a few days, when they have been dealt with.")
        }
    }
}
