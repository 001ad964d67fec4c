// SPDX-License-Identifier: Apache-2.0

import Atlas

extension AgreementParty.Member {
    /// As forms carry it: the id of an institution, or a type and a unit, `OPS:1203`.
    var formText: String {
        switch self {
        case .institution(let id): id.text
        case .all(let type, let code): "\(type.rawValue):\(code.stem)"
        }
    }

    init?(formText: String) {
        let parts = formText.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2 {
            guard let type = InstitutionType(rawValue: parts[0]), let code = try? TERYTCode(parts[1]) else { return nil }
            self = .all(type, code)
        } else {
            guard let id = try? InstitutionID(formText) else { return nil }
            self = .institution(id)
        }
    }
}

extension EditorFields {
    /// An agreement as its form shows it.
    /// - Parameter unitName: the name of a unit of today.
    init(_ agreement: Agreement, unitName: (TERYTCode) -> String?) {
        self.init()
        values = [
            "id": agreement.id.text, "title": agreement.title, "kind": agreement.kind.rawValue, "form": agreement.form.rawValue, "subject": agreement.subject,
            "signed": agreement.signed.formText, "valid_from": agreement.validFrom.formText, "terminated_on": agreement.terminatedOn.formText,
            "renews": agreement.renews?.text ?? "", "legal_basis": agreement.legalBasis.joined(separator: "\n"),
            "area": agreement.area.map { code in unitName(code).map { "\(code.stem) \($0)" } ?? code.stem }.joined(separator: "\n"),
            "exchange_scope": agreement.informationExchange?.scope ?? "", "exchange_means": agreement.informationExchange?.means ?? "",
            "exchange_safeguards": agreement.informationExchange?.safeguards ?? "", "risks": agreement.risks ?? "", "monitoring": agreement.monitoring ?? "",
            "open_to_join": agreement.isOpenToJoin.map { $0 ? "tak" : "nie" } ?? "", "record_date": agreement.recordDate.formText,
            "verified_on": agreement.verifiedOn.formText, "note": agreement.note ?? "",
        ]
        switch agreement.end {
        case .on(let period): values["valid_to"] = Optional(period).formText
        case .open: values["open_ended"] = "1"
        case .notStated: break
        }
        lists = ["targets": agreement.targetIDs, "services": agreement.serviceIDs, "programmes": agreement.programmes.map(\.rawValue)]
        rows["parties"] = agreement.parties.map { party in
            [
                "member": party.member.formText, "role": party.role.rawValue, "name": party.name ?? "", "signatory": party.signatory ?? "",
                "contact_name": party.contact?.name ?? "", "contact_role": party.contact?.role ?? "", "contact_phone": party.contact?.phone?.text ?? "",
                "contact_email": party.contact?.email ?? "",
            ]
        }
        rows["actions"] = agreement.actions.map {
            ["description": $0.description, "from": $0.from.formText, "to": $0.to.formText, "responsible": $0.responsible?.text ?? ""]
        }
        rows["funding"] = agreement.funding.map { ["source": $0.source, "amount": $0.amountGrosze.map(EditorReader.text(grosze:)) ?? "", "note": $0.note ?? ""] }
        rows["effects"] = agreement.effects.map {
            [
                "description": $0.description, "measure": $0.measure ?? "", "target": $0.target.map { EditorReader.text($0) } ?? "",
                "reached": $0.reached.map { EditorReader.text($0) } ?? "", "reached_on": $0.reachedOn.formText,
            ]
        }
        rows["deadlines"] = agreement.deadlines.map {
            ["duty": $0.duty, "event": $0.event, "direction": $0.direction.rawValue, "working_days": String($0.workingDays)]
        }
        rows["amendments"] = agreement.amendments.map { ["date": Optional($0.date).formText, "subject": $0.subject] }
        rows["attachments"] = agreement.attachments.map { ["title": $0.title, "address": $0.address] }
    }

    /// The members of the parties that can be read.
    var partyMembers: [AgreementParty.Member] { (rows["parties"] ?? []).compactMap { AgreementParty.Member(formText: $0["member"] ?? "") } }

    /// The institutions that stand in the form, each once.
    var institutions: [InstitutionID] {
        var ids: [InstitutionID] = []
        for member in partyMembers { if case .institution(let id) = member, !ids.contains(id) { ids.append(id) } }
        for row in rows["actions"] ?? [] {
            if let id = try? InstitutionID(row["responsible"] ?? ""), !ids.contains(id) { ids.append(id) }
        }
        return ids
    }
}

extension Period? {
    /// As people in Poland write dates: `17.12.2024`, `12.2024`, `2024`.
    var formText: String {
        guard let self else { return "" }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return [self.day.map(two), self.month.map(two), String(self.year)].compactMap { $0 }.joined(separator: ".")
    }
}
