// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What clauses see of a draft: every field by its name, a blank where nothing was written, and Polish wording of what was.
struct ClauseContext {
    let draft: AgreementDraft
    let variant: DraftVariant
    let templates: AgreementTemplates

    var values: [String: Any] {
        var values: [String: Any] = [:]
        var has: [String: Bool] = [:]
        for group in templates.groups(of: variant) {
            if group.rows != nil {
                values[group.id] = draft.rowsThatCount(group).map { row(group, $0) }
                continue
            }
            for field in group.fields {
                has[field.id] = !draft[field.id].isEmpty
                values[field.id] = field.kind == .list ? list(field) : text(field, draft[field.id], path: field.id)
            }
        }
        values["has"] = has
        values["noun"] = ["nom": variant.noun.nom, "gen": variant.noun.gen, "loc": variant.noun.loc, "acc": variant.noun.acc, "concluded": variant.noun.concluded]
        values["parties"] = parties
        values["sides"] = variant.sides.map { ["term": $0.term, "definition": $0.definition] }
        values["hasLead"] = variant.needsLead
        values["legalBases"] = legalBases
        values["isOpen"] = draft["joining"] == "tak"
        values["isClosed"] = draft["joining"] == "nie"
        values["isUndecided"] = !["tak", "nie"].contains(draft["joining"])
        if draft["joining"].isEmpty { values["joining"] = BlankMark.text("joining") }
        values["copies"] = Int(draft["copies"]).map(String.init) ?? "\(max(parties.count, 2)), po jednym dla każdej ze Stron"
        number("notice", in: &values) { PolishWording.counted($0, one: "miesiąc", few: "miesiące", many: "miesięcy") }
        number("months", in: &values) { PolishWording.counted($0, one: "miesiąc", few: "miesiące", many: "miesięcy") }
        number("hoursActivation", in: &values) { "\($0)\u{a0}godzin" }
        number("hoursIntegration", in: &values) { "\($0)\u{a0}godzin" }
        number("participants", in: &values) { PolishWording.counted($0, one: "osobę", few: "osoby", many: "osób") }
        addFunding(to: &values)
        return values
    }

    /// The parties with their defined terms, for signatures too.
    var parties: [[String: Any]] {
        guard let group = templates.groups.first(where: { $0.id == "parties" }) else { return [] }
        let places = draft.rowsThatCount(group)
        func side(_ place: Int) -> DraftVariant.Side? {
            variant.sides.first { $0.id == draft.text("parties", place, "side") } ?? variant.sides.last
        }
        func isLead(_ place: Int) -> Bool { draft.text("parties", place, "role") == "lider" }
        func isNamedLead(_ place: Int) -> Bool { variant.needsLead && isLead(place) }
        var counted: [String: Int] = [:]
        return places.map { place in
            var values = row(group, place)
            let gender = PolishWording.Gender(rawValue: draft.text("parties", place, "gender"))
                ?? PolishWording.Gender(name: draft.text("parties", place, "name"))
            values["represented"] = gender.choose("reprezentowany", "reprezentowana", "reprezentowane")
            values["called"] = gender.choose("zwany", "zwana", "zwane")
            values["acting"] = gender.choose("działający", "działająca", "działające")
            values["isLead"] = isLead(place)
            values["isSupporter"] = draft.text("parties", place, "role") == "wspierajacy"
            values["aliasIsLead"] = isNamedLead(place)
            if isNamedLead(place) {
                values["alias"] = "Liderem"
                values["term"] = "Lider"
            } else if let side = side(place) {
                let beside = places.count { !isNamedLead($0) && draft.text("parties", $0, "side") == side.id }
                counted[side.id, default: 0] += 1
                let number = beside > 1 ? "\u{a0}\(counted[side.id] ?? 1)" : ""
                values["alias"] = side.instrumental + number
                values["term"] = side.term + number
            }
            let reach = ["phone", "email"].map { draft.text("parties", place, $0) }.filter { !$0.isEmpty }
            let named = zip(["tel.\u{a0}", "e-mail: "], ["phone", "email"]).compactMap { prefix, field in
                draft.text("parties", place, field).isEmpty ? nil : prefix + DraftText.oneLine(draft.text("parties", place, field))
            }
            values["reach"] = reach.isEmpty ? BlankMark.text("parties.\(place).phone") : named.joined(separator: ", ")
            return values
        }
    }

    private var legalBases: [[String: String]] {
        let chosen = Set(draft.items("bases", separator: ","))
        let texts = templates.legalBases.filter { chosen.contains($0.id) }.map(\.citation) + draft.items("ownBases").map(DraftText.oneLine)
        return (texts.isEmpty ? [BlankMark.text("bases")] : texts).map { ["text": $0] }
    }

    private func list(_ field: DraftField) -> [[String: String]] {
        let items = draft.items(field.id).map(DraftText.oneLine)
        return (items.isEmpty ? [BlankMark.text(field.id)] : items).map { ["text": Self.withoutStop($0)] }
    }

    private func row(_ group: DraftGroup, _ place: Int) -> [String: Any] {
        var values: [String: Any] = [:]
        var has: [String: Bool] = [:]
        for field in group.fields {
            let written = draft.text(group.id, place, field.id)
            has[field.id] = !written.isEmpty
            values[field.id] = text(field, written, path: "\(group.id).\(place).\(field.id)")
        }
        values["has"] = has
        switch group.id {
        case "actions": values["schedule"] = schedule(place)
        case "deadlines":
            values["isBefore"] = draft.text("deadlines", place, "direction") == "przed"
            let days = Int(draft.text("deadlines", place, "days"))
            let blank = BlankMark.text("deadlines.\(place).days")
            values["daysGenitive"] = days.map { $0 == 1 ? "1\u{a0}dnia roboczego" : "\($0)\u{a0}dni roboczych" } ?? blank
            values["daysAccusative"] = days.map { $0 == 1 ? "1\u{a0}dzień roboczy" : "\($0)\u{a0}dni roboczych" } ?? blank
        default: break
        }
        return values
    }

    private func schedule(_ place: Int) -> String {
        let from = PolishWording.date(draft.text("actions", place, "from")).map { "od \($0)" }
        let to = PolishWording.date(draft.text("actions", place, "to")).map { "do \($0)" }
        let words = DraftText.oneLine(draft.text("actions", place, "when"))
        let dates = [from, to].compactMap { $0 }.joined(separator: " ")
        let parts = [dates, words.isEmpty ? "" : Self.withoutStop(words)].filter { !$0.isEmpty }
        return parts.isEmpty ? BlankMark.text("actions.\(place).when") : parts.joined(separator: ", ")
    }

    private func text(_ field: DraftField, _ written: String, path: String) -> String {
        let line = DraftText.oneLine(written)
        guard !line.isEmpty else { return BlankMark.text(path) }
        switch field.kind {
        case .date: return PolishWording.date(line) ?? line
        case .money: return PolishWording.grosze(line).map(PolishWording.amount) ?? line
        case .text: return Self.withoutStop(line)
        default: return line
        }
    }

    private func number(_ field: String, in values: inout [String: Any], _ wording: (Int) -> String) {
        if let number = Int(draft[field]) { values[field] = wording(number) }
    }

    private func addFunding(to values: inout [String: Any]) {
        let rows = (draft.rows["funding"] ?? []).indices
        let isWritten = rows.contains { !draft.text("funding", $0, "source").isEmpty || !draft.text("funding", $0, "amount").isEmpty }
        values["showsFunding"] = draft["noMoney"].isEmpty || isWritten
        let amounts = rows.compactMap { PolishWording.grosze(draft.text("funding", $0, "amount")) }
        if amounts.count > 1 { values["fundingTotal"] = PolishWording.amount(grosze: amounts.reduce(0, +)) }
    }

    /// The clause goes on behind it.
    private static func withoutStop(_ text: String) -> String {
        var text = text
        while let last = text.last, ".;, ".contains(last), !text.hasSuffix(" r."), !text.hasSuffix("\u{a0}r."), !text.hasSuffix("np.") { text.removeLast() }
        return text.isEmpty ? "–" : text
    }
}
