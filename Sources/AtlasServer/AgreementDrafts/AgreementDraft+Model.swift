// SPDX-License-Identifier: Apache-2.0

import AgreementDocuments
import Atlas
import DirectorySearch
import Foundation

/// Fills drafts from the directory and from agreements that there are.
struct AgreementDraftModel {
    let snapshot: AtlasSnapshot
    let templates: AgreementTemplates

    private static let foundLimit = 8

    /// A new draft for institutions.
    /// - Parameter variant: nil takes what suits their types.
    /// - Throws: 404 for an unknown institution.
    func draft(_ variant: DraftVariant?, parties ids: [String]) async throws -> AgreementDraft {
        var institutions: [Institution] = []
        for id in ids where !institutions.contains(where: { $0.id.text == id }) { institutions.append(try await snapshot.existingInstitution(id)) }
        guard let variant = variant ?? suitable(institutions.map(\.type), programmes: [], form: nil) else { return AgreementDraft(variant: "") }
        var draft = templates.newDraft(variant)
        // In the order in which the variant names its sides.
        let order = Dictionary(uniqueKeysWithValues: variant.sides.enumerated().map { ($0.element.id, $0.offset) })
        let rows = institutions.map { party($0, variant) }.enumerated()
            .sorted { (order[$0.element["side"] ?? ""] ?? 0, $0.offset) < (order[$1.element["side"] ?? ""] ?? 0, $1.offset) }.map(\.element)
        if !rows.isEmpty { draft.rows["parties"] = rows }
        draft.values["area"] = area(of: institutions)
        if let seat = institutions.first?.seat?.address.locality, !seat.isEmpty { draft.values["place"] = seat }
        return templates.tidied(draft)
    }

    /// A draft with one more party, in the first row that is empty.
    /// - Throws: 404 for an unknown institution.
    func adding(_ id: String, to draft: AgreementDraft) async throws -> AgreementDraft {
        guard let variant = templates.variant(draft.variant) else { return draft }
        let institution = try await snapshot.existingInstitution(id)
        var draft = draft
        var rows = draft.rows["parties"] ?? []
        let row = party(institution, variant)
        if let free = rows.firstIndex(where: { ($0["name"] ?? "").allSatisfy(\.isWhitespace) }) { rows[free] = row } else { rows.append(row) }
        draft.rows["parties"] = rows
        if draft["area"].isEmpty { draft.values["area"] = area(of: [institution]) }
        return templates.tidied(draft)
    }

    /// The draft as another sort of agreement: what was written stays, what is empty gets what the new one starts with.
    func changed(_ draft: AgreementDraft, to variant: DraftVariant) -> AgreementDraft {
        let old = templates.variant(draft.variant).map(templates.newDraft)
        var changed = draft
        changed.variant = variant.id
        for (field, value) in variant.values where draft[field].isEmpty || draft[field] == old?[field] { changed.values[field] = value }
        for (group, rows) in variant.rows {
            let written = draft.rows[group] ?? []
            if written == old?.rows[group] || written.allSatisfy({ $0["duty"]?.isEmpty ?? true }) { changed.rows[group] = rows }
        }
        return templates.tidied(changed)
    }

    func search(_ text: String) async throws -> [DirectoryEntry] {
        let text = String(text.trimmingCharacters(in: .whitespacesAndNewlines).prefix(200))
        guard !text.isEmpty else { return [] }
        return try await snapshot.directory.search(SearchQuery(text: text, limit: Self.foundLimit), now: PolishClock.now).hits.map(\.entry)
    }

    // MARK: Parties

    private func party(_ institution: Institution, _ variant: DraftVariant, as side: AgreementParty? = nil) -> [String: String] {
        let contact = side?.contact ?? institution.coordinator
        let person = [contact?.name, contact?.role].compactMap { $0 }.joined(separator: ", ")
        return [
            "institution": institution.id.text, "name": side?.name ?? institution.name, "address": institution.seat?.address.oneLine ?? "",
            "behalf": Self.behalf(institution), "side": variant.side(for: institution.type), "role": side?.role.rawValue ?? "partner",
            "function": side?.signatory ?? Self.usualOffice(institution), "contact": person,
            "phone": contact?.phone?.text ?? institution.phones.first?.text ?? "", "email": contact?.email ?? institution.emails.first ?? "",
        ]
    }

    /// Who runs it, in the genitive, where that is sure.
    private static func behalf(_ institution: Institution) -> String {
        guard institution.tier != .local, let runBy = institution.runBy else { return "" }
        if runBy.hasPrefix("Gmina ") { return "Gminy " + runBy.dropFirst(6) }
        if let name = runBy.wholeMatch(of: /Powiat (\p{L}+[sc]k)i/)?.1 { return "Powiatu \(name)iego" }
        return ""
    }

    /// The office whose holder usually signs for a type; the form lets people change it.
    private static func usualOffice(_ institution: Institution) -> String {
        switch institution.type {
        case .ops: institution.name.lowercased().hasPrefix("gminny") || institution.name.lowercased().hasPrefix("miejsko-gminny") ? "Kierownik" : "Dyrektor"
        case .cis, .kis, .wtz, .sds, .schronisko, .noclegownia: "Kierownik"
        case .ngo, .pes: "Prezes Zarządu"
        case .pup, .pcpr, .cus, .wup, .rops, .dps, .oik, .uw: "Dyrektor"
        default: ""
        }
    }

    /// The units that the first of them serves, those above left out: the second usually serves more.
    private func area(of institutions: [Institution]) -> String {
        let areas = institutions.map { $0.area.map(\.code) }.filter { !$0.isEmpty }
        guard var codes = areas.min(by: { ($0.map(\.stem.utf8.count).min() ?? 0) > ($1.map(\.stem.utf8.count).min() ?? 0) }) else { return "" }
        for others in areas where institutions.count > 2 { codes += others.filter { code in !codes.contains { code.isWithin($0) || $0.isWithin(code) } } }
        return names(of: codes)
    }

    private func names(of codes: [TERYTCode]) -> String {
        codes.prefix(20).compactMap { snapshot.territory.unit($0)?.unit.fullName }.joined(separator: ", ")
    }

    // MARK: Renewal

    /// A draft with all that an agreement says, to renew it. Dates and signatures are new.
    /// - Throws: 404 for an unknown agreement.
    func draft(renewing text: String, variant chosen: DraftVariant?) async throws -> AgreementDraft {
        let registry = try await snapshot.registry
        guard let id = try? AgreementID(text), let place = registry.place(of: id) else {
            throw Problem.notFound("agreement", text, accepted: "GET /api/v1/agreements lists them")
        }
        let agreement = registry.agreements[place]
        let members = registry.members[place].prefix(40).map { (registry.institutions[$0.institution], agreement.parties[$0.party]) }
        guard let variant = chosen ?? suitable(members.map(\.0.type), programmes: agreement.programmes, form: agreement.form) else { return AgreementDraft(variant: "") }
        var draft = templates.newDraft(variant)
        var parties: [[String: String]] = []
        var institutions: [Institution] = []
        let stored = try await snapshot.whole(\.directory) { try await snapshot.store.institutions(members.map(\.0.id)) }
        let found = Dictionary(stored.map { ($0.id, $0) }) { first, _ in first }
        for (entry, side) in members {
            guard let institution = found[entry.id] else { continue }
            institutions.append(institution)
            // What an agreement says of a group it does not say of each.
            parties.append(party(institution, variant, as: side.institution == nil ? AgreementParty(side.member, role: side.role) : side))
        }
        draft.rows["parties"] = parties
        draft.values["title"] = agreement.title
        if !agreement.subject.isEmpty { draft.values["purpose"] = agreement.subject }
        draft.values["area"] = agreement.area.isEmpty ? area(of: institutions) : names(of: agreement.area)
        draft.values["place"] = institutions.first?.seat?.address.locality ?? ""
        draft.values["renews"] = agreement.title + (agreement.signed ?? agreement.validFrom).map { " (\($0))" }.orEmpty
        addValidity(agreement, &draft)
        addContents(agreement, &draft, try await snapshot.directory.taxonomy)
        return templates.tidied(draft)
    }

    private func addValidity(_ agreement: Agreement, _ draft: inout AgreementDraft) {
        if case .open = agreement.end { draft.values["openEnded"] = "1" }
        // The new one goes on where the old one ends, if that day is still ahead.
        if let last = agreement.lastPeriod, last.day != nil, let next = last.nextDay, next > PolishClock.now.day { draft.values["validFrom"] = next.text }
        draft.values["joining"] = agreement.isOpenToJoin.map { $0 ? "tak" : "nie" } ?? draft["joining"]
    }

    private func addContents(_ agreement: Agreement, _ draft: inout AgreementDraft, _ taxonomy: Taxonomy) {
        if !agreement.legalBasis.isEmpty { draft.values["ownBases"] = agreement.legalBasis.joined(separator: "\n") }
        let targets = agreement.targetIDs.compactMap { taxonomy.term($0)?.name.polish }
        if !targets.isEmpty { draft.values["targets"] = targets.joined(separator: "\n") }
        if !agreement.actions.isEmpty {
            draft.rows["actions"] = agreement.actions.map { ["description": $0.description, "who": $0.responsible.flatMap { id in draft.rows["parties"]?.first { $0["institution"] == id.text }?["name"] } ?? ""] }
        }
        if !agreement.funding.isEmpty {
            draft.values["noMoney"] = ""
            draft.rows["funding"] = agreement.funding.map { money in
                ["source": money.source, "amount": money.amountGrosze.map { "\($0 / 100)" + ($0 % 100 == 0 ? "" : $0 % 100 < 10 ? ",0\($0 % 100)" : ",\($0 % 100)") } ?? "", "note": money.note ?? ""]
            }
        }
        if !agreement.effects.isEmpty {
            draft.rows["effects"] = agreement.effects.map { ["description": $0.description, "measure": $0.measure ?? "", "target": $0.target.map { JSONValue.number($0).text.replacing(".", with: ",") } ?? ""] }
        }
        if !agreement.deadlines.isEmpty {
            draft.rows["deadlines"] = agreement.deadlines.map { ["duty": $0.duty, "days": String($0.workingDays), "direction": $0.direction.rawValue, "event": $0.event] }
        }
        if let exchange = agreement.informationExchange {
            draft.values["exchangeScope"] = exchange.scope
            if let means = exchange.means { draft.values["exchangeMeans"] = means }
            if let safeguards = exchange.safeguards { draft.values["exchangeGuard"] = safeguards }
        }
        if agreement.programmes.contains(.sharedRegister) { draft.values["exchangeSepi"] = "1" }
        if let risks = agreement.risks { draft.rows["risks"] = [["risk": risks]] }
        if let monitoring = agreement.monitoring { draft.values["monitorHow"] = monitoring }
    }

    /// The variant for institutions of these types.
    private func suitable(_ types: [InstitutionType], programmes: [JointProgramme], form: CooperationForm?) -> DraftVariant? {
        let types = Set(types)
        let id: String
        if programmes.contains(.activationAndIntegration) {
            id = types.isDisjoint(with: [.ngo, .pes, .cis, .kis]) ? "pai-ops" : "pai-ngo"
        } else if form == .information, types.isSubset(of: [.ops, .cus, .pcpr, .pup]) {
            id = "wymiana-informacji"
        } else if types.isSubset(of: [.ops, .cus, .pup]) {
            id = "ops-pup"
        } else {
            id = types.isSubset(of: [.pcpr, .pup]) ? "pcpr-pup" : "partnerstwo"
        }
        return templates.variant(id)
    }
}

extension String? {
    fileprivate var orEmpty: String { self ?? "" }
}

extension Period {
    /// The day after a day; nil for a longer period.
    fileprivate var nextDay: Period? {
        guard let month, let day else { return nil }
        let later = Period(year: year, month: month, day: day + 1)
        if later != self { return later }
        return month == 12 ? Period(year: year + 1, month: 1, day: 1) : Period(year: year, month: month + 1, day: 1)
    }
}
