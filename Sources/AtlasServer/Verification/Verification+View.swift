// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation

/// The page of an institution's link as its template sees it.
struct VerificationView {
    enum Answer: String, CaseIterable, Sendable {
        case confirmed = "potwierdzono"
        case changed = "zmiany"

        /// Whether this was answered by the link.
        func isOf(_ link: VerificationVisit) -> Bool { link.answer == (self == .confirmed ? .confirmed : .changed) }
    }

    /// What the form says before its fields.
    enum Notice {
        case changedMeanwhile, nothingChanged, full
    }

    let institution: Institution
    let link: VerificationVisit
    let visit: PageVisit
    private let taxonomy: Taxonomy
    private let phrases: Phrases

    init(_ institution: Institution, _ link: VerificationVisit, _ visit: PageVisit, taxonomy: Taxonomy) {
        self.institution = institution
        self.link = link
        self.visit = visit
        self.taxonomy = taxonomy
        phrases = Phrases(visit.language)
    }

    private var language: Language { visit.language }

    private var head: TemplateValues {
        templateValues([
            "title": language.choose("Potwierdzenie wpisu", "Confirming an entry"), "name": institution.name,
            "institutionURL": visit.link("/instytucje/\(institution.id)"), "action": visit.link(visit.path),
            "verifiedText": phrases.verified(institution.verifiedOn),
        ])
    }

    static func nowhere(_ visit: PageVisit) -> TemplateValues {
        ["title": visit.language.choose("Ten link nie prowadzi do żadnego wpisu", "This link leads to no entry"), "isNowhere": true]
    }

    func expired() -> TemplateValues {
        var page = head
        page["isExpired"] = true
        page["suggestURL"] = visit.link("/instytucje/\(institution.id)/zglos")
        page["expiredText"] = language.choose("Link działał do ", "The link worked until ") + phrases.day(link.expiresAt) + "."
        return page
    }

    func thanks(_ answer: Answer) -> TemplateValues {
        var page = head
        page["isThanks"] = true
        page["isConfirmed"] = answer == .confirmed
        page["isChanged"] = answer == .changed
        return page
    }

    func form(version: DocumentVersion, changes: ChangedEntry? = nil, notice: Notice? = nil) -> TemplateValues {
        var page = head
        let services = institution.allServices(taxonomy).map { service in
            service.name ?? taxonomy.term(service.termID).map { language.of($0.name) } ?? service.termID
        }
        page.merge(
            templateValues([
                "isForm": true, "version": version.rawValue, "notice": notice.map(text), "hasErrors": !(changes?.faults.isEmpty ?? true),
                "errors": changes?.faults.map { ["text": $0.text, "target": "#\($0.name)"] as TemplateValues } ?? [],
                "facts": ChangedEntry.fields.map(fact), "services": services.isEmpty ? nil : services.joined(separator: ", "),
                "editor": ChangedEntry.fields.map { field($0, changes) }, "remark": changes?.remark ?? "",
                "remarkError": error(ChangedEntry.remarkName, changes), "isOpen": changes != nil,
                "answered": link.answeredAt.map { moment in
                    let day = phrases.day(moment)
                    return link.answer == .confirmed
                        ? language.choose("Wpis potwierdzono tym linkiem \(day).", "The entry was confirmed by this link on \(day).")
                        : language.choose("Zmiany wysłano tym linkiem \(day).", "Changes were sent by this link on \(day).")
                },
            ])
        ) { _, new in new }
        return page
    }

    private func fact(_ field: SuggestedField) -> TemplateValues {
        let lines = field.text(of: institution).split(whereSeparator: \.isNewline).map { ["line": String($0)] as TemplateValues }
        return templateValues(["label": language.of(field.label), "lines": lines.isEmpty ? nil : lines, "isEmpty": lines.isEmpty])
    }

    private func field(_ field: SuggestedField, _ changes: ChangedEntry?) -> TemplateValues {
        let text = changes?.texts[field] ?? field.text(of: institution)
        return templateValues([
            "fieldName": field.rawValue, "label": language.of(field.label), "text": text,
            "rows": String(max(1, min(8, text.split(whereSeparator: \.isNewline).count + (field == .name || field == .website || field == .address ? 0 : 1)))),
            "fault": error(field.rawValue, changes),
        ])
    }

    private func error(_ name: String, _ changes: ChangedEntry?) -> TemplateValues? {
        changes?.faults.first { $0.name == name }.map { ["faultText": $0.text] }
    }

    private func text(_ notice: Notice) -> String {
        switch notice {
        case .changedMeanwhile:
            language.choose(
                "Wpis zmienił się, gdy strona była otwarta. Poniżej jest jego obecna treść: sprawdź ją i\u{A0}potwierdź.",
                "The entry changed while the page was open. Below is what it says now: check and confirm it.")
        case .nothingChanged:
            language.choose(
                "W\u{A0}polach jest dokładnie to, co we wpisie. Zmień to, co nieaktualne, albo wybierz „Wszystko się zgadza”.",
                "The fields say exactly what the entry says. Change what is out of date, or choose “All is true”.")
        case .full:
            language.choose(
                "Czeka już bardzo wiele zmian tego wpisu. Spróbuj za kilka dni.", "Very many changes of this entry are waiting already. Try again in a few days.")
        }
    }
}
