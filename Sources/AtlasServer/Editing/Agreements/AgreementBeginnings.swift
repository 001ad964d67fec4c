// SPDX-License-Identifier: Apache-2.0

import AgreementDocuments
import Atlas
import Cooperation
import PolishText

/// What the form of a new agreement begins with.
struct AgreementBeginnings {
    let matter: AgreementMatter

    /// Nothing but the parties that go without saying.
    func empty(parties: [InstitutionID]) -> EditorFields {
        var fields = EditorFields()
        fields.values = ["kind": AgreementKind.agreement.rawValue, "form": CooperationForm.jointAction.rawValue]
        fields.rows["parties"] = parties.map { ["member": $0.text, "role": AgreementParty.Role.partner.rawValue] }
        return fields
    }

    /// An agreement that goes on where another ends, for as long as that one: dates of its own, nothing reached yet.
    func renewal(of earlier: Agreement, today: Period) -> EditorFields {
        var next = earlier
        next.renews = earlier.id
        next.signed = nil
        next.terminatedOn = nil
        next.amendments = []
        next.attachments = []
        next.recordDate = nil
        next.verifiedOn = nil
        next.note = nil
        next.actions = earlier.actions.map { JointAction(description: $0.description, responsible: $0.responsible) }
        next.effects = earlier.effects.map { ExpectedEffect(description: $0.description, measure: $0.measure, target: $0.target) }
        let start = earlier.lastPeriod.map { CalendarDay(number: CalendarDay(last: $0).number + 1) } ?? CalendarDay(last: today)
        next.validFrom = start.period
        if case .on(let last) = earlier.end, let first = earlier.firstPeriod {
            let length = max(CalendarDay(last: last) - CalendarDay(first: first), 0)
            next.end = .on(CalendarDay(number: start.number + length).period)
            if let whole = Self.sameDates(first, last, start.period) { next.end = .on(whole) }
        }
        var fields = matter.fields(next)
        fields.values["id"] = ""
        return fields
    }

    /// Whole years stay whole years: of 1.01.2021–31.12.2023 the next end is 31.12.2026, leap years or not.
    private static func sameDates(_ first: Period, _ last: Period, _ start: Period) -> Period? {
        let end = CalendarDay(number: CalendarDay(last: last).number + 1).period
        let begin = CalendarDay(first: first).period
        guard end.month == begin.month, end.day == begin.day, end.year > begin.year else { return nil }
        let next = Period(year: start.year + end.year - begin.year, month: start.month, day: start.day)
        return CalendarDay(number: CalendarDay(first: next).number - 1).period
    }

    // MARK: Drafts of the generator

    /// A draft of the generator as the form of the registry.
    /// - Returns: also the parties that are in no entry of the directory, for the reader to find.
    func fields(of draft: AgreementDraft, templates: AgreementTemplates) -> (fields: EditorFields, strangers: [String]) {
        var fields = EditorFields()
        func period(_ name: String) -> String { EditorReader.period(draft[name]).formText }
        let isProgramme = draft.variant.hasPrefix("pai")
        fields.values = [
            "title": draft["title"], "kind": (draft.variant == "partnerstwo" ? AgreementKind.partnership : .agreement).rawValue,
            "form": (draft.variant == "wymiana-informacji" ? CooperationForm.information : .jointAction).rawValue, "signed": period("signed"),
            "valid_from": period("validFrom"), "valid_to": period("validTo"), "open_ended": draft["openEnded"].isEmpty ? "" : "1",
            "area": draft.items("area", separator: ",").joined(separator: "\n"), "open_to_join": draft["joining"],
            "exchange_scope": draft["exchangeScope"],
            "exchange_means": sentence([draft["exchangeMeans"], draft["exchangeTiming"]]),
            "exchange_safeguards": sentence([draft["exchangePurpose"], draft["exchangeWho"], draft["exchangeGuard"]]),
            "monitoring": sentence([draft["monitorWho"], draft["monitorHow"], draft["meetings"]]),
        ]
        let chosen = Set(draft.items("bases", separator: ","))
        fields.values["legal_basis"] = (templates.legalBases.filter { chosen.contains($0.id) }.map(\.citation) + draft.items("ownBases")).joined(separator: "\n")
        var subject = [draft["purpose"]]
        var targets: [String] = []
        for text in draft.items("targets") {
            let name = fold(text)
            if let term = matter.taxonomy.terms(of: .target).first(where: { fold($0.name.polish) == name }) { targets.append(term.id) } else { subject.append(text) }
        }
        fields.values["subject"] = subject.filter { !$0.isEmpty }.joined(separator: "\n")
        fields.lists = ["targets": targets]
        var programmes: [JointProgramme] = isProgramme ? [.activationAndIntegration] : []
        if !draft["exchangeSepi"].isEmpty { programmes.append(.sharedRegister) }
        fields.lists["programmes"] = programmes.map(\.rawValue)
        let strangers = addParties(of: draft, to: &fields)
        addRows(of: draft, to: &fields)
        return (fields, strangers)
    }

    private func sentence(_ parts: [String]) -> String { parts.filter { !$0.isEmpty }.joined(separator: "\n") }

    private func rows(_ draft: AgreementDraft, _ group: String) -> [[String: String]] {
        (draft.rows[group] ?? []).indices.map { place in
            Dictionary(uniqueKeysWithValues: (draft.rows[group]?[place] ?? [:]).keys.map { ($0, draft.text(group, place, $0)) })
        }
    }

    private func addParties(of draft: AgreementDraft, to fields: inout EditorFields) -> [String] {
        var strangers: [String] = []
        fields.rows["parties"] = rows(draft, "parties").compactMap { row -> [String: String]? in
            func value(_ name: String) -> String { row[name] ?? "" }
            guard let id = try? InstitutionID(value("institution")), let entry = matter.institutions[id] else {
                if !value("name").isEmpty { strangers.append(value("name")) }
                return nil
            }
            return [
                "member": id.text, "role": value("role").isEmpty ? "partner" : value("role"), "name": value("name") == entry.name ? "" : value("name"),
                "signatory": [value("function"), value("signatory")].filter { !$0.isEmpty }.joined(separator: ", "), "contact_name": "",
                "contact_role": value("contact"), "contact_phone": value("phone"), "contact_email": value("email"),
            ]
        }
        return strangers
    }

    private func addRows(of draft: AgreementDraft, to fields: inout EditorFields) {
        fields.rows["actions"] = rows(draft, "actions").compactMap { row in
            let description = [row["description"], row["when"]].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " – ")
            guard !description.isEmpty else { return nil }
            let who = row["who"] ?? ""
            let party = rows(draft, "parties").first { !who.isEmpty && $0["name"] == who }?["institution"]
            return [
                "description": description, "from": EditorReader.period(row["from"] ?? "").formText, "to": EditorReader.period(row["to"] ?? "").formText,
                "responsible": party ?? "",
            ]
        }
        if draft["noMoney"].isEmpty {
            fields.rows["funding"] = rows(draft, "funding").filter { !($0["source"] ?? "").isEmpty }.map {
                ["source": $0["source"] ?? "", "amount": $0["amount"] ?? "", "note": $0["note"] ?? ""]
            }
        }
        fields.rows["effects"] = rows(draft, "effects").filter { !($0["description"] ?? "").isEmpty }.map { row in
            let target = row["target"] ?? ""
            // A target in words stands with what is counted.
            let isNumber = EditorReader.number(target) != nil
            let measure = isNumber || target.isEmpty ? row["measure"] ?? "" : [row["measure"] ?? "", target].filter { !$0.isEmpty }.joined(separator: ": ")
            return ["description": row["description"] ?? "", "measure": measure, "target": isNumber ? target : ""]
        }
        fields.rows["deadlines"] = rows(draft, "deadlines").filter { !($0["duty"] ?? "").isEmpty }.map {
            ["duty": $0["duty"] ?? "", "event": $0["event"] ?? "", "direction": $0["direction"] ?? "po", "working_days": $0["days"] ?? ""]
        }
        fields.values["risks"] = rows(draft, "risks").compactMap { row in
            let parts = [row["risk"], row["response"]].compactMap { $0 }.filter { !$0.isEmpty }
            return parts.isEmpty ? nil : parts.joined(separator: " – ")
        }.joined(separator: "\n")
    }
}
