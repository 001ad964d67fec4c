// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import PolishText

extension Phrases {
    func offers(_ count: Int) -> String {
        let noun = language == .polish ? PolishPlural(count).choose("oferta", "oferty", "ofert") : count == 1 ? "offer" : "offers"
        return "\(self.count(count))\u{A0}\(noun)"
    }

    fileprivate func positions(_ count: Int) -> String {
        let noun = language == .polish ? PolishPlural(count).choose("miejsce", "miejsca", "miejsc") : count == 1 ? "place" : "places"
        return "\(self.count(count))\u{A0}\(noun)"
    }
}

extension PostedVacancy {
    func view(_ visit: PageVisit) -> TemplateValues {
        let phrases = Phrases(visit.language)
        return templateValues([
            "number": String(number), "kind": vacancy.kind.rawValue, "kindName": visit.language.of(vacancy.kind.name), "title": vacancy.title,
            "employer": vacancy.employer, "place": vacancy.place, "positions": vacancy.positions.map(phrases.positions), "wage": vacancy.wage,
            "hours": vacancy.hours, "requirements": vacancy.requirements, "description": vacancy.description, "contact": vacancy.contact,
            "phone": vacancy.phone?.text, "phoneURL": vacancy.phone?.number.map { "tel:\($0)" }, "email": vacancy.email,
            "until": vacancy.validTo.map { phrases.period($0) }, "link": vacancy.link, "feed": feed.name, "reference": vacancy.reference ?? String(number),
            "hasContact": vacancy.phone != nil || vacancy.email != nil || vacancy.contact != nil,
        ])
    }

    var json: JSONValue {
        var members: [(String, JSONValue)] = [("id", .string(vacancy.id)), ("number", .integer(Int(number))), ("kind", .string(vacancy.kind.rawValue))]
        members.append(("title", .string(vacancy.title)))
        members.append(("unit", .string(vacancy.unit.stem)))
        members.append(("positions", vacancy.positions.map { JSONValue.integer($0) } ?? .null))
        let texts: [(String, String?)] = [
            ("employer", vacancy.employer), ("place", vacancy.place), ("wage", vacancy.wage), ("hours", vacancy.hours),
            ("requirements", vacancy.requirements), ("description", vacancy.description), ("contact", vacancy.contact), ("email", vacancy.email),
            ("valid_from", vacancy.validFrom?.text), ("valid_to", vacancy.validTo?.text), ("link", vacancy.link),
        ]
        members += texts.map { ($0.0, JSONValue($0.1)) }
        members.append(("phone", vacancy.phone.map { JSONValue.phone($0) } ?? .null))
        members.append(("feed", ["id": .string(feed.id), "name": .string(feed.name), "date": .string(feed.date.text)]))
        return .members(members)
    }
}

extension VacancyBoard {
    private func path(_ view: String = "") -> String { "/oferty/\(place.code.stem)\(view)" }

    private func common(_ visit: PageVisit) -> TemplateValues {
        let phrases = Phrases(visit.language)
        return templateValues([
            "place": place.fullName, "listURL": visit.link(path()), "kioskURL": visit.link(path("/kiosk")),
            "sheetURL": visit.link(path("/tablica"), kind.map { [("kind", $0.rawValue)] } ?? []), "chooseURL": visit.link("/oferty"),
            "dateText": date.map(phrases.period), "publishers": publishers.joined(separator: ", "), "hasOffers": !all.isEmpty, "isEmpty": all.isEmpty,
            "countText": phrases.offers(shown.count),
        ])
    }

    func list(_ visit: PageVisit, page number: Int, size: Int) -> TemplateValues {
        var values = common(visit)
        let last = max(1, (shown.count + size - 1) / size)
        let number = min(number, last)
        let kept = (query.map { [("q", $0)] } ?? []) + (kind.map { [("kind", $0.rawValue)] } ?? [])
        values["offers"] = shown.dropFirst((number - 1) * size).prefix(size).map { $0.view(visit) }
        values["query"] = query ?? ""
        values["kinds"] = Vacancy.Kind.allCases.map { kind in
            ["value": kind.rawValue, "name": "\(visit.language.of(kind.name)) (\(count(kind)))", "isChosen": kind == self.kind] as [String: Any]
        }
        values["noMatch"] = shown.isEmpty && !all.isEmpty
        values["previousURL"] = number > 1 ? visit.link(path(), kept + [("page", String(number - 1))]) : nil
        values["nextURL"] = number < last ? visit.link(path(), kept + [("page", String(number + 1))]) : nil
        values["pageText"] = last > 1 ? visit.language.choose("Strona \(number) z\u{A0}\(last)", "Page \(number) of \(last)") : nil
        return values
    }

    /// The kiosk's start, a page of its list, or one offer.
    func kiosk(_ visit: PageVisit, page number: Int?, offer: Int64?) -> TemplateValues {
        var values = common(visit)
        let size = 4
        let kept = kind.map { [("kind", $0.rawValue)] } ?? []
        values["startURL"] = visit.link(path("/kiosk"))
        // Whoever comes next finds it in Polish, whatever the one before has chosen.
        values["homeURL"] = path("/kiosk") + "?lang=pl"
        values["otherLanguageURL"] = visit.otherLanguageURL
        let chosen = offer.flatMap { number in all.first { $0.number == number } }
        values["offer"] = chosen.map { $0.view(visit) }
        values["isGone"] = offer != nil && chosen == nil
        values["isStart"] = offer == nil && number == nil
        values["isList"] = offer == nil && number != nil
        values["choices"] = [nil, Vacancy.Kind.job, .training, .internship, .other].compactMap { kind -> [String: Any]? in
            let number = kind.map { self.count($0) } ?? all.count
            if number == 0 { return nil }
            let name = kind.map { kioskName($0, visit.language) } ?? visit.language.choose("Wszystkie oferty", "All offers")
            return [
                "name": name, "countText": Phrases(visit.language).offers(number),
                "url": visit.link(path("/kiosk"), (kind.map { [("kind", $0.rawValue)] } ?? []) + [("page", "1")]),
            ]
        }
        let last = max(1, (shown.count + size - 1) / size)
        let page = min(number ?? 1, last)
        values["offers"] = shown.dropFirst((page - 1) * size).prefix(size).map { offer -> TemplateValues in
            var view = offer.view(visit)
            view["url"] = visit.link(path("/kiosk"), kept + [("page", String(page)), ("offer", String(offer.number))])
            return view
        }
        values["listTitle"] = kind.map { kioskName($0, visit.language) } ?? visit.language.choose("Wszystkie oferty", "All offers")
        values["backURL"] = visit.link(path("/kiosk"), kept + [("page", String(page))])
        values["previousURL"] = page > 1 ? visit.link(path("/kiosk"), kept + [("page", String(page - 1))]) : nil
        values["nextURL"] = page < last ? visit.link(path("/kiosk"), kept + [("page", String(page + 1))]) : nil
        values["pageText"] = visit.language.choose("Strona \(page) z\u{A0}\(last)", "Page \(page) of \(last)")
        return values
    }

    private func kioskName(_ kind: Vacancy.Kind, _ language: Language) -> String {
        switch kind {
        case .job: language.choose("Praca", "Jobs")
        case .training: language.choose("Szkolenia", "Training")
        case .internship: language.choose("Staże", "Internships")
        case .other: language.choose("Inne oferty", "Other offers")
        }
    }

    func sheet(_ visit: PageVisit, limit: Int) -> TemplateValues {
        var values = common(visit)
        values["printedOn"] = Phrases(visit.language).period(day)
        values["offers"] = shown.prefix(limit).map { offer -> TemplateValues in
            var view = offer.view(visit)
            let contact = offer.vacancy.phone?.text ?? offer.vacancy.email ?? offer.vacancy.contact
            view["strips"] = contact.map { text in (0..<4).map { _ in ["title": offer.vacancy.title, "text": text, "reference": offer.vacancy.reference ?? ""] } }
            return view
        }
        values["moreText"] = shown.count > limit
            ? visit.language.choose("Na kartce jest \(limit) z\u{A0}\(shown.count) ofert.", "The sheet has \(limit) of \(shown.count) offers.") : nil
        return values
    }
}

/// The choice of a powiat.
struct VacancyChoice {
    let counts: [TERYTCode: [Vacancy.Kind: Int]]
    let territory: Territory

    func view(_ visit: PageVisit) -> TemplateValues {
        let phrases = Phrases(visit.language)
        let powiats = territory.units(at: .powiat).map(\.unit)
        let regions = territory.units(at: .wojewodztwo).map(\.unit)
        let withOffers = powiats.filter { counts[$0.code] != nil }
        func region(_ code: TERYTCode) -> String { regions.first { $0.code == code.parent }?.fullName ?? "" }
        return templateValues([
            "hasOffers": !withOffers.isEmpty, "isEmpty": withOffers.isEmpty,
            "totalText": phrases.offers(counts.values.reduce(0) { $0 + $1.values.reduce(0, +) }),
            "powiats": withOffers.map { unit -> [String: Any] in
                [
                    "name": unit.fullName, "region": region(unit.code), "url": visit.link("/oferty/\(unit.code.stem)"),
                    "countText": phrases.offers((counts[unit.code] ?? [:]).values.reduce(0, +)),
                ]
            },
            "regions": regions.map { region -> [String: Any] in
                [
                    "name": region.fullName,
                    "powiats": powiats.filter { $0.code.parent == region.code }.map { ["code": $0.code.stem, "name": $0.fullName] },
                ]
            },
        ])
    }
}
