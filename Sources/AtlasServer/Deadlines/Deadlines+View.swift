// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

extension DeadlinesModel {
    /// How many agreements of a group the page shows beside other groups, and on a page of its own.
    private static let shownTogether = 15
    private static let shownAlone = 100
    private static let calendarHorizon = 365
    private static let horizonChoices = [30, 60, 90, 180, 365, 730]

    func view(
        _ visit: PageVisit, group: AgreementExpiry.Group?, page: Int, reckoning: WorkingDaysModel, origin: String
    ) throws -> TemplateValues {
        let wording = DeadlineWording(language: visit.language, territory: snapshot.territory)
        let perPage = group == nil ? Self.shownTogether : Self.shownAlone
        let shown = expiry.groups.filter { group == nil || $0.group == group }
        let soon = [AgreementExpiry.Group.week, .month, .nextMonth, .later].reduce(0) { $0 + expiry.items(in: $1).count }
        let groups = shown.map { entry -> TemplateValues in
            let start = group == nil ? 0 : (page - 1) * perPage
            let items = entry.items.dropFirst(start).prefix(perPage)
            let rest = entry.items.count - start - items.count
            return templateValues([
                "id": entry.group.rawValue, "title": wording.group(entry.group), "count": Phrases(visit.language).count(entry.items.count),
                "help": wording.groupHelp(entry.group), "isUrgent": entry.group == .week || entry.group == .expired,
                "items": items.map { view($0, visit, wording) },
                "moreURL": rest > 0
                    ? visit.link("/porozumienia/terminy", parameters + [("group", entry.group.rawValue), ("page", String(group == nil ? 1 : page + 1))])
                    : nil,
                "moreText": rest > 0 ? visit.language.choose("Jeszcze \(wording.agreements(rest))", "\(wording.agreements(rest)) more") : nil,
            ])
        }
        return templateValues([
            "form": form(visit), "groups": groups, "isEmpty": groups.isEmpty,
            "allURL": group == nil ? nil : visit.link("/porozumienia/terminy", parameters),
            "summary": visit.language.choose(
                "W ciągu \(wording.days(scope.horizon)) od \(Phrases(.polish).periodGenitive(scope.day.period)) kończy się: \(wording.agreements(soon)).",
                "Within \(wording.days(scope.horizon)) from \(Phrases(.english).period(scope.day.period)), \(wording.agreements(soon)) end."),
            "scopeText": scopeText, "clearURL": scopeText == nil ? nil : visit.link("/porozumienia/terminy", [("dni", String(scope.horizon))]),
            "calendar": calendar(visit, origin), "working": reckoning.view(visit, choices: withDeadlines.map { registry.agreements[$0] }),
            "apiURL": visit.link("/api/v1/deadlines", [("days", String(scope.horizon))] + scopeParameters),
        ])
    }

    /// Agreements of the scope that set deadlines of their own, by place.
    private var withDeadlines: [Int] {
        let takes = scope.filter(in: registry)
        return registry.agreements.indices.filter { !registry.agreements[$0].deadlines.isEmpty && takes($0) }
    }

    /// Whose agreements they are, when not everybody's.
    private var scopeText: String? {
        let parts = [scope.institution.map { registry.institutions[$0].name }, scope.unit?.unit.fullName].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private var scopeParameters: [(String, String)] {
        var list: [(String, String)] = []
        if let unit = scope.unit { list.append(("unit", unit.unit.code.stem)) }
        if let institution = scope.institution { list.append(("institution", registry.institutions[institution].id.text)) }
        if let kind = scope.kind { list.append(("kind", kind.rawValue)) }
        return list
    }

    private var parameters: [(String, String)] { [("dni", String(scope.horizon))] + scopeParameters }

    private func form(_ visit: PageVisit) -> TemplateValues {
        let language = visit.language
        let wording = DeadlineWording(language: language, territory: snapshot.territory)
        let chosen = scope.unit?.unit.code
        var horizons = Set(Self.horizonChoices)
        horizons.insert(scope.horizon)
        let regions = snapshot.territory.units(at: .wojewodztwo).map { region -> TemplateValues in
            let units = [region] + snapshot.territory.units(at: .powiat, within: region.unit.code)
            return [
                "name": region.unit.fullName,
                "units": units.map { ["code": $0.unit.code.stem, "name": $0.unit.fullName, "isChosen": $0.unit.code == chosen] as TemplateValues },
            ]
        }
        return templateValues([
            "horizons": horizons.sorted().map {
                ["value": String($0), "text": wording.days($0), "isChosen": $0 == scope.horizon] as TemplateValues
            },
            "regions": regions,
            "gmina": chosen?.level == .gmina ? templateValues(["code": chosen?.stem, "name": scope.unit?.unit.fullName]) : nil,
            "kinds": AgreementKind.allCases.map {
                ["value": $0.rawValue, "text": language.of($0.name), "isChosen": $0 == scope.kind] as TemplateValues
            },
            "institution": scope.institution.map { registry.institutions[$0].id.text },
        ])
    }

    private func view(_ item: AgreementExpiry.Item, _ visit: PageVisit, _ wording: DeadlineWording) -> TemplateValues {
        let agreement = registry.agreements[item.agreement]
        let isOver = item.group == .expired
        return templateValues([
            "id": agreement.id.text, "title": agreement.title, "url": visit.link("/porozumienia/\(agreement.id)"),
            "kind": visit.language.of(agreement.kind.name), "when": wording.end(item, agreement), "left": wording.left(item),
            "parties": PartyContact.all(of: item.agreement, in: registry, wording).map { view($0, visit, wording) },
            "renewURL": item.group == .planned ? nil : visit.link("/porozumienia/nowe", [("wzor", agreement.id.text)]),
            "renewText": isOver
                ? visit.language.choose("Przygotuj nowe na tej podstawie", "Prepare a new one from it")
                : visit.language.choose("Przygotuj przedłużenie", "Prepare the renewal"),
            "note": agreement.note,
            "reckonURL": agreement.deadlines.isEmpty
                ? nil : visit.link("/porozumienia/terminy", parameters + [("porozumienie", agreement.id.text)]) + "#dni-robocze",
        ])
    }

    private func view(_ contact: PartyContact, _ visit: PageVisit, _ wording: DeadlineWording) -> TemplateValues {
        templateValues([
            "name": contact.name, "institutionURL": contact.institution.map { visit.link("/instytucje/\($0.id)") },
            "isLead": contact.role == .lead,
            "size": contact.groupSize.map { Phrases(visit.language).institutions($0) },
            "person": contact.person?.name, "role": contact.person?.role, "email": contact.person?.email, "phone": contact.phone?.view,
            "hasNoContact": contact.person == nil && contact.phone == nil && contact.groupSize == nil,
            "isOfDirectory": contact.person != nil && !contact.isOfAgreement,
        ])
    }

    private func calendar(_ visit: PageVisit, _ origin: String) -> TemplateValues {
        func address(_ more: [(String, String)]) -> String {
            // A calendar outlives the visit: it asks for a year ahead whatever the page shows.
            origin + visit.link("/porozumienia/kalendarz.ics", [("dni", String(Self.calendarHorizon))] + scopeParameters + [("przypomnienie", "60")] + more)
        }
        let (plain, withEntries) = (address([]), address([("wpisy", "1")]))
        func webcal(_ address: String) -> String { "webcal:" + (address.split(separator: ":", maxSplits: 1).last ?? "") }
        let left = ExpiryCalendar.ending(scope.within(Self.calendarHorizon), calendar, in: registry).left
        let wording = DeadlineWording(language: visit.language, territory: snapshot.territory)
        return templateValues([
            "url": plain, "webcal": webcal(plain), "entriesURL": withEntries, "entriesWebcal": webcal(withEntries),
            "left": left == 0
                ? nil
                : visit.language.choose(
                    "Kalendarz mieści najbliższe terminy, razem: \(wording.agreements(ExpiryCalendar.mostAgreements)). Nie obejmuje dalszych: \(wording.agreements(left)). Wybierz wyżej województwo, powiat lub rodzaj, a kalendarz będzie pełny.",
                    "The calendar holds the nearest dates, \(wording.agreements(ExpiryCalendar.mostAgreements)) in all. It leaves out \(wording.agreements(left)) with later ones. Choose a voivodeship, a powiat or a kind above, and the calendar is complete."),
        ])
    }
}

extension DeadlinesModel {
    func json(_ language: Language, group: AgreementExpiry.Group?, from start: Int, limit: Int) -> JSONValue {
        let wording = DeadlineWording(language: language, territory: snapshot.territory)
        let items = expiry.groups.filter { group == nil || $0.group == group }.flatMap(\.items)
        let shown = items.dropFirst(start).prefix(limit)
        let next = start + shown.count
        return .members([
            ("day", .string(scope.day.description)), ("days", .integer(scope.horizon)), ("total", .integer(items.count)),
            ("groups", .members(expiry.groups.map { ($0.group.rawValue, .integer($0.items.count)) })),
            ("deadlines", .array(shown.map { json($0, language, wording) })),
            ("next", next < items.count ? .string(String(next)) : .null),
        ])
    }

    private func json(_ item: AgreementExpiry.Item, _ language: Language, _ wording: DeadlineWording) -> JSONValue {
        let agreement = registry.agreements[item.agreement]
        return .members([
            ("id", .string(agreement.id.text)), ("title", .string(agreement.title)), ("kind", .string(agreement.kind.rawValue)),
            ("status", .string(agreement.status(on: scope.day.period).rawValue)), ("group", .string(item.group.rawValue)),
            ("valid_from", JSONValue(agreement.firstPeriod?.text)), ("valid_to", JSONValue(agreement.lastPeriod?.text)),
            ("day_known", .bool(item.isDayKnown)), ("days", item.days.map(JSONValue.integer) ?? .null),
            ("working_days", item.workingDays.map(JSONValue.integer) ?? .null), ("text", .string(wording.end(item, agreement))),
            (
                "parties",
                .array(
                    PartyContact.all(of: item.agreement, in: registry, wording).map { contact in
                        [
                            "name": .string(contact.name), "institution": JSONValue(contact.institution?.id.text),
                            "role": .string(contact.role.rawValue), "contact": JSONValue(contact.person?.name ?? contact.person?.role),
                            "phone": contact.phone.map(JSONValue.phone) ?? .null, "email": JSONValue(contact.person?.email),
                        ]
                    })
            ), ("renewal", .string("/porozumienia/nowe?wzor=\(agreement.id)")),
        ])
    }
}
