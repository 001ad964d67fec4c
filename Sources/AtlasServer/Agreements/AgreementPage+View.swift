// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

extension AgreementPageModel {
    func view(_ visit: PageVisit) -> TemplateValues {
        let phrases = Phrases(visit.language)
        let rows = AgreementRowView(names: names, visit: visit, day: day)
        let agreement = agreement
        let maps = agreement.area.compactMap { names.territory.unit($0)?.unit }.filter { $0.hasBoundary && $0.level != .kraj }.prefix(3)
        var values = rows.view(place)
        values.merge(
            templateValues([
                "kindURL": visit.link("/porozumienia", [("kind", agreement.kind.rawValue)]), "isToday": isToday, "dayText": phrases.period(day),
                "signedText": agreement.signed.map(phrases.period), "fromText": agreement.validFrom.map(phrases.period), "toText": endText(phrases),
                "terminatedText": agreement.terminatedOn.map(phrases.period), "steps": steps(visit),
                "partyList": names.order(agreement).map { party($0, visit, phrases) }, "partyCount": phrases.partiesCount(agreement.parties.count),
                "hasChain": chain.count > 1, "chain": chain.map { link($0, rows) }, "related": related.map { link($0, rows) }, "hasRelated": !related.isEmpty,
                "area": agreement.area.map { ["name": names.unit($0), "url": visit.link("/jednostki/\(names.territory.unit($0)?.unit.code ?? $0)")] as TemplateValues },
                "hasArea": !agreement.area.isEmpty,
                "maps": maps.map {
                    ["url": "/api/v1/units/\($0.code)/location.svg", "alt": visit.language.choose("Położenie na mapie: ", "On the map: ") + $0.fullName] as TemplateValues
                }, "hasMaps": !maps.isEmpty,
                "targets": agreement.targetIDs.map { terms($0, "target", visit) }, "hasTargets": !agreement.targetIDs.isEmpty,
                "services": agreement.serviceIDs.map { ["name": names.term($0), "url": visit.link("/katalog", [("service", $0)])] as TemplateValues },
                "hasServices": !agreement.serviceIDs.isEmpty,
                "programmes": agreement.programmes.map {
                    ["name": visit.language.of($0.name), "url": visit.link("/porozumienia", [("programme", $0.rawValue)])] as TemplateValues
                }, "hasProgrammes": !agreement.programmes.isEmpty,
            ])
        ) { _, new in new }
        values.merge(contents(visit, phrases)) { _, new in new }
        values.merge(record(visit, phrases)) { _, new in new }
        return values
    }

    /// Whether a calendar of the agreement has anything in it.
    private var hasDates: Bool {
        agreement.validFrom != nil || agreement.lastPeriod != nil || agreement.actions.contains { $0.from != nil || $0.to != nil }
    }

    private func endText(_ phrases: Phrases) -> String {
        switch agreement.end {
        case .on(let period): phrases.period(period)
        case .open: phrases.language.choose("bezterminowo", "open-ended")
        case .notStated: phrases.language.choose("nie podano", "not stated")
        }
    }

    private func terms(_ id: String, _ name: String, _ visit: PageVisit) -> TemplateValues {
        ["name": names.term(id), "url": visit.link("/porozumienia", [(name, id)])]
    }

    private func link(_ place: Int, _ rows: AgreementRowView) -> TemplateValues {
        var values = rows.view(place)
        values["isCurrent"] = place == self.place
        return values
    }

    /// The six steps of cooperation, this one marked.
    private func steps(_ visit: PageVisit) -> [TemplateValues] {
        CooperationForm.allCases.map { form in
            [
                "number": String(form.step), "name": visit.language.of(form.name), "group": visit.language.of(form.group.name),
                "isCurrent": form == agreement.form, "isReached": form <= agreement.form,
            ]
        }
    }

    private func party(_ index: Int, _ visit: PageVisit, _ phrases: Phrases) -> TemplateValues {
        let party = agreement.parties[index]
        let contact = party.contact.map { contact in
            templateValues([
                "contactName": contact.name, "contactRole": contact.role, "phone": contact.phone?.view,
                "email": contact.email.map { ["text": $0, "href": "mailto:\($0)"] },
            ])
        }
        var values = templateValues([
            "name": names.name(party), "roleText": visit.language.of(party.role.name), "isLead": party.role == .lead,
            "url": party.institution.map { visit.link("/instytucje/\($0)") }, "signatory": party.signatory, "contact": contact,
            "hasNoContact": contact == nil,
        ])
        if let id = party.institution, let place = registry.place(of: id) {
            let entry = registry.institutions[place]
            values["typeLabel"] = visit.language.of(entry.type.label)
            if let name = party.name, name != entry.name { values["directoryName"] = entry.name }
        }
        if case .all(let type, let code) = party.member {
            let bound = registry.members[place].filter { $0.party == index }.map { registry.institutions[$0.institution] }
            values["group"] = [
                "what": "\(visit.language.of(type.name)) – \(names.unit(code))", "count": phrases.institutions(bound.count), "isEmpty": bound.isEmpty,
                "members": bound.sortedInPolish { $0.name }.map { ["name": $0.name, "url": visit.link("/instytucje/\($0.id)")] as TemplateValues },
            ] as TemplateValues
        }
        return values
    }

    // MARK: Contents

    private func contents(_ visit: PageVisit, _ phrases: Phrases) -> TemplateValues {
        let agreement = agreement
        let amounts = agreement.funding.compactMap(\.amountGrosze)
        return templateValues([
            "actions": agreement.actions.map { action -> TemplateValues in
                let dates = [action.from, action.to].compactMap { $0 }.map(phrases.period)
                let responsible = action.responsible.flatMap { registry.place(of: $0) }.map { registry.institutions[$0] }
                return templateValues([
                    "text": action.description, "dates": dates.isEmpty ? nil : dates.joined(separator: " – "),
                    "responsible": responsible.map { ["name": $0.name, "url": visit.link("/instytucje/\($0.id)")] as TemplateValues },
                ])
            }, "hasActions": !agreement.actions.isEmpty,
            "funding": agreement.funding.map {
                templateValues(["source": $0.source, "amount": $0.amountGrosze.map { phrases.money(grosze: $0) }, "note": $0.note])
            }, "hasFunding": !agreement.funding.isEmpty,
            "fundingTotal": amounts.count > 1 ? phrases.money(grosze: amounts.reduce(0, +)) : nil,
            "effects": agreement.effects.map { effect($0, phrases) }, "hasEffects": !agreement.effects.isEmpty,
            "exchange": agreement.informationExchange.map {
                templateValues(["scope": $0.scope, "means": $0.means, "safeguards": $0.safeguards])
            },
            "deadlines": agreement.deadlines.map { deadline -> TemplateValues in
                let days = phrases.workingDays(deadline.workingDays)
                return [
                    "duty": deadline.duty,
                    "when": deadline.direction == .before
                        ? phrases.language.choose("\(days) przed: \(deadline.event)", "\(days) before: \(deadline.event)")
                        : phrases.language.choose("\(days) po: \(deadline.event)", "\(days) after: \(deadline.event)"),
                ]
            }, "hasDeadlines": !agreement.deadlines.isEmpty, "risks": agreement.risks, "monitoring": agreement.monitoring,
            "legalBasis": agreement.legalBasis.map { ["text": $0] }, "hasLegalBasis": !agreement.legalBasis.isEmpty,
            "attachments": agreement.attachments.map { ["title": $0.title, "url": $0.address] }, "hasAttachments": !agreement.attachments.isEmpty,
            "amendments": agreement.amendments.map { ["date": phrases.period($0.date), "subject": $0.subject] }, "hasAmendments": !agreement.amendments.isEmpty,
            "joinText": agreement.isOpenToJoin.map {
                $0
                    ? phrases.language.choose("Tak. Zgłoś się do lidera lub osoby do kontaktu jednej ze stron.", "Yes. Turn to the lead or a contact person of a party.")
                    : phrases.language.choose("Nie, porozumienie jest zamknięte.", "No, the agreement is closed.")
            } ?? phrases.language.choose("Źródło tego nie podaje.", "The source does not say."),
        ])
    }

    /// Bars with a width of 0…100 of the larger of what was expected and what was reached.
    private func effect(_ effect: ExpectedEffect, _ phrases: Phrases) -> TemplateValues {
        let largest = max(effect.target ?? 0, effect.reached ?? 0)
        func number(_ value: Double) -> String { phrases.numbers.string(value, decimals: value == value.rounded() ? 0 : 1) }
        func width(_ value: Double?) -> String? { value.flatMap { largest > 0 ? String(Int(($0 / largest * 100).rounded())) : nil } }
        let share = effect.target.flatMap { target in effect.reached.flatMap { target > 0 ? phrases.numbers.string($0 / target * 100) + "%" : nil } }
        return templateValues([
            "text": effect.description, "measure": effect.measure, "target": effect.target.map(number), "reached": effect.reached.map(number),
            "reachedOn": effect.reachedOn.map(phrases.period), "targetWidth": width(effect.target), "reachedWidth": width(effect.reached),
            "share": share, "hasBars": effect.target != nil || effect.reached != nil,
        ])
    }

    private func record(_ visit: PageVisit, _ phrases: Phrases) -> TemplateValues {
        let agreement = agreement
        let first = names.order(agreement).lazy.compactMap { agreement.parties[$0].institution }.first
        return templateValues([
            "sourceName": source.map { visit.language.of($0.name) } ?? agreement.sourceID, "sourceURL": source?.url,
            "recordDateText": agreement.recordDate.map(phrases.period),
            "verifiedText": agreement.verifiedOn.map {
                phrases.language.choose("potwierdzono ze stroną porozumienia \(phrases.period($0))", "confirmed with a party \(phrases.period($0))")
            } ?? phrases.language.choose("niepotwierdzone ze stronami", "not confirmed with the parties"),
            "note": agreement.note, "apiURL": "/api/v1/agreements/\(agreement.id)",
            "renewURL": visit.link("/porozumienia/nowe", [("wzor", agreement.id.text)]),
            "renewIsUrgent": (status == .valid && (agreement.daysLeft(on: day) ?? .max) <= 90 || status == .expired) && registry.renewedBy[place] == nil,
            "calendarURL": hasDates ? visit.link("/porozumienia/kalendarz.ics", [("porozumienie", agreement.id.text)]) : nil,
            "networkURL": first.map { visit.link("/porozumienia/siec", [("institution", $0.text)]) },
            "timelineURL": first.map { visit.link("/porozumienia", [("institution", $0.text), ("view", "timeline")]) },
        ])
    }
}
