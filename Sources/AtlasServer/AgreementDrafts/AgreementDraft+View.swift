// SPDX-License-Identifier: Apache-2.0

import AgreementDocuments
import Atlas
import Foundation

/// The pages of the generator as templates see them.
struct AgreementDraftView {
    let visit: PageVisit
    let templates: AgreementTemplates

    private var language: Language { visit.language }
    private var action: String { visit.link(AgreementDraftRoutes.path) }

    /// The page on which a sort of agreement is chosen.
    func choice() -> TemplateValues {
        [
            "isChoice": true, "loadAction": visit.link(AgreementDraftRoutes.path + "/wczytaj"),
            "variants": templates.variants.map { variant in
                templateValues([
                    "url": visit.link(AgreementDraftRoutes.path, [("wariant", variant.id)]), "name": language.of(variant.name.localized),
                    "summary": language.of(variant.summary.localized), "caution": variant.caution.map { language.of($0.localized) },
                ])
            },
        ]
    }

    /// The form.
    /// - Parameters:
    ///   - isChecked: whether fields say that they are missing; at first they are left in peace.
    ///   - found: institutions that a search for a party found; nil without a search.
    func form(_ draft: AgreementDraft, isChecked: Bool, found: [DirectoryEntry]?, searched: String) -> TemplateValues {
        guard let variant = templates.variant(draft.variant) else { return choice() }
        let review = DraftReview(draft, templates: templates)
        let ready = review.contents.filter(\.isReady).count
        var page = templateValues([
            "isForm": true, "action": action, "loadAction": visit.link(AgreementDraftRoutes.path + "/wczytaj"), "variant": variant.id,
            "variantName": language.of(variant.name.localized), "choiceURL": action,
            "others": templates.variants.filter { $0.id != variant.id }.map { ["id": $0.id, "name": language.of($0.name.localized)] },
            "readyText": language.choose("Gotowe \(ready) z\u{a0}\(review.contents.count) wymaganych treści", "\(ready) of \(review.contents.count) required contents are ready"),
            "ready": ready, "total": review.contents.count, "isComplete": review.missing.isEmpty,
            "contents": review.contents.map { content in
                [
                    "label": language.of(content.label), "isReady": content.isReady, "missing": content.missing.map { ["anchor": $0.anchor, "label": language.of($0.label)] },
                ] as TemplateValues
            },
            "cautions": review.cautions.map { language.of($0) },
            "groups": templates.groups(of: variant).map { group($0, draft, variant, review, isChecked: isChecked) },
        ])
        if isChecked, !review.faults.isEmpty {
            page["faults"] = review.faults.map { ["anchor": $0.place.anchor, "label": language.of($0.place.label), "message": language.of($0.message)] }
            page["hasFaults"] = true
        }
        if let found {
            page["found"] = [
                "none": found.isEmpty, "entries": found.map { ["id": $0.id.text, "name": $0.name, "address": $0.address.oneLine, "type": language.of($0.type.label)] },
            ] as TemplateValues
        }
        page["searched"] = searched
        return page
    }

    /// The document as it will be, with the draft in a hidden field.
    func preview(_ draft: AgreementDraft, _ review: DraftReview, _ document: AgreementDocument, failure: DocumentError?) throws -> TemplateValues {
        templateValues([
            "action": action, "draft": String(decoding: try DraftFile(draft).data(isPretty: false), as: UTF8.self), "document": document.html(headingLevel: 2),
            "isComplete": review.missing.isEmpty, "cautions": review.cautions.map { language.of($0) },
            "missing": review.missing.map { content in
                [
                    "label": language.of(content.label), "fields": content.missing.map { ["anchor": $0.anchor, "label": language.of($0.label), "action": action] },
                ] as TemplateValues
            },
            "failure": failure.map(failureText),
        ])
    }

    private func failureText(_ error: DocumentError) -> String {
        guard language == .polish else { return error.localizedDescription }
        switch error {
        case .missingProgram(let name, let package):
            return "PDF tworzy program \(name), którego na tym serwerze brakuje: administrator doda go poleceniem „apt install \(package)”. ODT, DOCX i\u{a0}podgląd działają bez niego."
        case .timeLimit(let seconds): return "Tworzenie PDF trwało ponad \(seconds)\u{a0}s i\u{a0}zostało przerwane. Skróć dokument albo pobierz ODT lub DOCX."
        case .busy: return "Powstaje teraz zbyt wiele plików PDF. Spróbuj za minutę albo pobierz ODT lub DOCX."
        case .cannotPack, .programFailed: return "Nie udało się utworzyć pliku. Spróbuj innego formatu. (\(error.localizedDescription))"
        }
    }

    // MARK: Groups and fields

    private func group(_ group: DraftGroup, _ draft: AgreementDraft, _ variant: DraftVariant, _ review: DraftReview, isChecked: Bool) -> TemplateValues {
        var values = templateValues([
            "id": group.id, "title": language.of(group.title.localized), "help": group.help.map { language.of($0.localized) }, "isParties": group.id == "parties" ? true : nil,
            "action": action,
        ])
        let faults = Dictionary(review.faults.map { ($0.place.path, language.of($0.message)) }) { first, _ in first }
        let missing = Set(review.missing.flatMap { $0.missing.map(\.path) })
        func field(_ field: DraftField, path: String, value: String) -> TemplateValues {
            self.field(
                field, path: path, value: value, variant: variant, error: isChecked ? faults[path] : nil,
                isMissing: isChecked && missing.contains(path))
        }
        guard let limits = group.rows else {
            values["fields"] = group.fields.map { field($0, path: $0.id, value: draft.values[$0.id] ?? "") }
            return values
        }
        let rows = draft.rows[group.id] ?? []
        values["isRepeated"] = true
        values["addText"] = rows.count < limits.max ? language.of(limits.add.localized) : nil
        values["rows"] = rows.enumerated().map { place, row in
            templateValues([
                "title": "\(language.of(limits.one.localized)) \(place + 1)", "group": group.id, "place": place, "action": action,
                "name": row["name"].flatMap { $0.isEmpty ? nil : $0 }, "canGo": rows.count > limits.min || place > 0 ? true : nil,
                "institutionURL": row["institution"].flatMap { (try? InstitutionID($0)).map { visit.link("/instytucje/\($0)") } },
                "fields": group.fields.map { field($0, path: "\(group.id).\(place).\($0.id)", value: row[$0.id] ?? "") },
            ])
        }
        return values
    }

    private func field(_ field: DraftField, path: String, value: String, variant: DraftVariant, error: String?, isMissing: Bool) -> TemplateValues {
        let id = path.replacing(".", with: "-")
        var values = templateValues([
            "id": id, "name": path, "label": language.of(field.label.localized), "hint": field.help.map { language.of($0.localized) }, "value": value,
            "error": error, "isMissing": isMissing && error == nil ? true : nil, "describedBy": [field.help.map { _ in "\(id)-help" }, error.map { _ in "\(id)-error" }]
                .compactMap { $0 }.joined(separator: " "),
        ])
        values["hasDescription"] = (values["describedBy"] as? String)?.isEmpty == false
        func options(_ all: [(value: String, label: String)]) -> [TemplateValues] {
            all.map { ["value": $0.value, "label": $0.label, "isSelected": $0.value == value] }
        }
        switch field.kind {
        case .line: values["isLine"] = true
        case .email: values["isLine"] = true
        case .text, .list: values["isText"] = true
        case .date: values["isDate"] = true
        case .money: values["isLine"] = true
        case .number:
            values["isNumber"] = true
            values["min"] = field.min ?? 0
            values["max"] = field.max ?? 1_000_000
        case .flag:
            values["isFlag"] = true
            values["isChecked"] = !value.isEmpty
        case .hidden: values["isHidden"] = true
        case .choice:
            values["isChoice"] = true
            values["options"] = options((field.options ?? []).map { ($0.value, language.of($0.label.localized)) })
        case .side:
            values["isChoice"] = true
            values["options"] = options(variant.sides.map { ($0.id, language.of($0.label.localized)) })
        case .bases:
            values["isBases"] = true
            let chosen = Set(value.split(separator: ",").map(String.init))
            values["bases"] = templates.legalBases.map { basis in
                templateValues([
                    "id": basis.id, "citation": basis.citation, "note": language.of(basis.note.localized), "checkedOn": basis.checkedOn, "until": basis.until,
                    "isChosen": chosen.contains(basis.id),
                ])
            }
        }
        return values
    }
}
