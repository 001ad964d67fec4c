// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import Foundation

/// The form of an agreement as its template sees it.
struct AgreementFormPage {
    let matter: AgreementMatter
    let state: AgreementFormState
    /// The state in the registry; nil for a new agreement.
    let stored: Agreement?
    let visit: PageVisit

    private var language: Language { visit.language }

    /// - Parameter saved: the number of the change that was just made, 0 when nothing changed.
    func values(saved: Int?) -> TemplateValues {
        let sections = AgreementFormSchema.sections(isNew: stored == nil)
        let view = EditorFormView(
            sections: sections, fields: state.fields, faults: state.faults, language: language, options: { field, _ in options(field) }, rowHead: { rowHead($0, $1) })
        let path = stored.map { "\(AgreementDeskRoutes.path)/\($0.id)" } ?? AgreementDeskRoutes.path + "/nowe"
        let today = PolishClock.now.day
        return templateValues([
            "action": visit.link(path), "listURL": visit.link(AgreementDeskRoutes.path), "isNew": stored == nil ? true : nil, "version": state.version,
            "documentTitle": stored?.title, "publicURL": stored.map { visit.link("/porozumienia/\($0.id)") }, "documentID": stored?.id.text,
            "renewURL": stored.map { visit.link(AgreementDeskRoutes.path + "/nowe", [("wzor", $0.id.text)]) },
            "statusText": stored.map { language.of($0.status(on: today).name) }, "datesText": stored.map { Phrases(language).validity($0) },
            "sections": view.values(), "contents": sections.map { ["anchor": $0.id, "contentTitle": $0.title.text(language)] as TemplateValues },
            "hasFaults": state.faults.isEmpty ? nil : true, "faults": view.summary(), "why": state.why,
            "notices": state.notices.map { ["noticeText": $0.text(language)] as TemplateValues },
            "isSaved": saved.map { $0 > 0 } == true ? true : nil, "isUnchanged": saved == 0 ? true : nil,
            "revisionURL": saved.flatMap { $0 > 0 && matter.powers.mayReadHistory ? visit.link("/panel/historia/\($0)") : nil },
            "draftText": state.draftedAt.map(draftText),
            "searched": state.searched, "found": state.found.map(found), "own": ownParties, "hasOwn": ownParties.isEmpty ? nil : true,
            "groupTypes": InstitutionType.allCases.map {
                ["optionValue": $0.rawValue, "optionLabel": language.of($0.label), "isChosen": $0.rawValue == state.groupType] as TemplateValues
            }, "groupUnit": state.groupUnit, "groupFault": state.groupFault?.text(language), "isGroupOpen": state.groupFault == nil ? nil : true,
            "mayRemove": stored != nil && matter.powers.isAdministrator ? true : nil, "removalFault": state.removalFault?.text(language),
            "reasons": Self.reasons.map { ["reason": $0.text(language)] as TemplateValues },
        ])
    }

    private func draftText(_ date: Date) -> String {
        let moment = PolishMoment(date)
        let phrases = Phrases(language)
        let (day, time) = (phrases.period(moment.day), phrases.time(moment.minute))
        return language.choose(
            "Szkic z\u{A0}\(day), godz.\u{A0}\(time). Nie jest jeszcze zapisany w\u{A0}rejestrze.", "Draft of \(day), \(time). It is not in the registry yet.")
    }

    private static let reasons = [
        EditorText("poprawka błędu", "correction of an error"), EditorText("aneks", "amendment"), EditorText("nowa osoba do kontaktu", "new contact person"),
        EditorText("wypowiedzenie lub rozwiązanie", "notice or termination"), EditorText("sprawozdanie z efektów", "report on effects"),
    ]

    private func found(_ entries: [(member: String, name: String, detail: String)]) -> TemplateValues {
        let present = Set(state.fields.partyMembers.map(\.formText))
        return [
            "none": entries.isEmpty,
            "entries": entries.map {
                ["entryAction": "strona:\($0.member)", "entryName": $0.name, "entryDetail": $0.detail, "isPresent": present.contains($0.member)] as TemplateValues
            },
        ]
    }

    /// The account's institutions that are no party yet, one press away.
    private var ownParties: [TemplateValues] {
        let present = Set(state.fields.institutions)
        return matter.powers.institutions.filter { !present.contains($0) }.prefix(10).compactMap { id in
            matter.institutions[id].map { ["entryAction": "strona:\(id)", "entryName": $0.name] }
        }
    }

    private func rowHead(_ group: EditorGroup, _ row: [String: String]) -> TemplateValues {
        guard group.id == "parties" else { return [:] }
        guard let member = AgreementParty.Member(formText: row["member"] ?? "") else { return ["rowName": row["member"] ?? ""] }
        switch member {
        case .institution(let id):
            return templateValues([
                "rowName": matter.name(member, language), "rowURL": matter.institutions[id] == nil ? nil : visit.link("/instytucje/\(id)"),
                "rowNote": matter.institutions[id].map { [language.of($0.type.label), $0.seat?.address.locality ?? ""].filter { !$0.isEmpty }.joined(separator: " · ") },
            ])
        case .all:
            return [
                "rowName": matter.name(member, language),
                "rowNote": language.choose("wszystkie instytucje tego rodzaju w\u{A0}tej jednostce", "all institutions of this type in this unit"),
            ]
        }
    }

    // MARK: Options

    private func options(_ field: EditorField) -> [EditorOption] {
        switch field.id {
        case "kind": return AgreementKind.allCases.map { EditorOption(value: $0.rawValue, label: language.of($0.name)) }
        case "form":
            return CooperationForm.allCases.map {
                EditorOption(value: $0.rawValue, label: "\($0.step). \(language.of($0.name))", help: $0.explanation.text(language))
            }
        case "role": return AgreementParty.Role.allCases.map { EditorOption(value: $0.rawValue, label: language.of($0.name)) }
        case "renews": return renewable()
        case "targets": return terms(.target)
        case "services": return terms(.service)
        case "programmes": return JointProgramme.allCases.map { EditorOption(value: $0.rawValue, label: language.of($0.name)) }
        case "responsible":
            return [EditorOption(value: "", label: language.choose("wszystkie strony lub nie podano", "all parties, or not said"))]
                + state.fields.institutions.map { EditorOption(value: $0.text, label: matter.institutions[$0]?.name ?? $0.text) }
        case "direction":
            return [
                EditorOption(value: "po", label: language.choose("najpóźniej tyle dni po", "at most so many days after")),
                EditorOption(value: "przed", label: language.choose("co najmniej tyle dni przed", "at least so many days before")),
            ]
        case "open_to_join":
            return [
                EditorOption(value: "", label: language.choose("nie podano", "not said")), EditorOption(value: "tak", label: language.choose("tak", "yes")),
                EditorOption(value: "nie", label: language.choose("nie", "no")),
            ]
        default: return []
        }
    }

    private func renewable() -> [EditorOption] {
        let phrases = Phrases(language)
        var options = [EditorOption(value: "", label: language.choose("żadnego", "none"))]
        options += matter.renewable(state.fields, besides: stored?.id).map { EditorOption(value: $0.id.text, label: "\($0.title) (\(phrases.validity($0)))") }
        let chosen = state.fields["renews"]
        if !chosen.isEmpty, !options.contains(where: { $0.value == chosen }) { options.append(EditorOption(value: chosen, label: chosen)) }
        return options
    }

    private func terms(_ kind: TaxonomyTerm.Kind) -> [EditorOption] {
        matter.taxonomy.terms(of: kind).map { EditorOption(value: $0.id, label: language.of($0.name)) }
    }
}
