// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cooperation
import PolishText

/// The page: the form, and the list when the registry holds agreements. A level or area that the indicator does not have is
/// replaced, and the page says so.
struct NeedsPage {
    private let snapshot: AtlasSnapshot
    private let measure: CooperationMeasure
    private let share: Int
    private let lack: NeedsQuestion.Lack
    private let need: IndicatorCoverage?
    private let model: NeedsModel?
    private let askedLevel: UnitLevel?
    private let isAreaDropped: Bool

    init(_ query: QueryReader, _ snapshot: AtlasSnapshot) async throws {
        self.snapshot = snapshot
        measure = try query.choice("kind", CooperationMeasure.self) ?? .welfareWithLabour
        share = try query.integer("share", in: 1...100) ?? 25
        lack = try query.choice("lack", NeedsQuestion.Lack.self) ?? .none
        askedLevel = try query.mappedLevel()
        let area = try query.code("unit").map { try snapshot.territory.existing($0.description).unit.code }
        guard let cooperation = try? snapshot.existing(IndicatorExpression.cooperation(measure).text) else {
            (need, model, isAreaDropped) = (nil, nil, false)
            return
        }
        let question = try await NeedsQuestion(query, cooperation: cooperation, measure: measure, snapshot: snapshot)
        need = question.need
        let common = UnitLevel.mapped.filter { question.need.levels.contains($0) && cooperation.levels.contains($0) }
        let level = askedLevel.flatMap { common.contains($0) ? $0 : nil } ?? (common.contains(.powiat) ? .powiat : common.last)
        let fits = area.map { $0.level.codeLength < (level?.codeLength ?? 0) } ?? true
        isAreaDropped = !fits
        model = try await NeedsModel(
            question, query: query.scope(level: level?.rawValue, within: fits ? area?.stem : nil), snapshot: snapshot)
    }

    func view(_ visit: PageVisit) -> TemplateValues {
        let language = visit.language
        let phrases = Phrases(language)
        var notices: [String] = []
        if let model, let askedLevel, askedLevel != model.scope.level {
            notices.append(
                language.choose(
                    "Dla poziomu „\(phrases.level(askedLevel))” nie ma obu miar; pokazujemy: \(phrases.level(model.scope.level)).",
                    "Both measures are not known for \(phrases.level(askedLevel)); shown are \(phrases.level(model.scope.level))."))
        }
        if isAreaDropped {
            notices.append(
                language.choose("Wybrany obszar nie zawiera jednostek tego poziomu, więc pokazujemy cały kraj.", "The area holds no units of this level: the whole country is shown."))
        }
        return templateValues([
            "form": form(visit), "notices": notices.map { ["text": $0] }, "isEmpty": model == nil,
            "emptyText": model == nil ? emptyText(language) : nil, "result": model?.view(visit),
            "dateText": phrases.period(snapshot.today),
        ])
    }

    private func emptyText(_ language: Language) -> String {
        measure.hasHistory
            ? language.choose(
                "W\u{A0}rejestrze nie ma jeszcze porozumień, więc nie da się powiedzieć, gdzie ich brakuje.",
                "The registry holds no agreements yet, so nobody can say where they are missing.")
            : language.choose("Katalog instytucji jest pusty.", "The directory is empty.")
    }

    private func form(_ visit: PageVisit) -> TemplateValues {
        let language = visit.language
        let phrases = Phrases(language)
        let chosen = need?.indicator.id.text ?? ""
        let topics = IndicatorTopic.all(snapshot, language).compactMap { topic -> TemplateValues? in
            let items = topic.indicators.filter { coverage in
                coverage.indicator.direction != .neutral && UnitLevel.mapped.contains { coverage.levels.contains($0) && measure.levels.contains($0) }
            }
            guard !items.isEmpty else { return nil }
            return [
                "name": topic.name,
                "items": items.map { coverage -> TemplateValues in
                    let id = coverage.indicator.id.text
                    return ["id": id, "name": language.of(coverage.indicator.name), "selected": id == chosen]
                },
            ]
        }
        let isListed = snapshot.catalogued(need?.indicator.id ?? IndicatorID(.cooperation(measure))).map { $0.indicator.direction != .neutral } ?? false
        let area = model?.scope.within?.unit
        var areas = snapshot.territory.units(at: .wojewodztwo).map(\.unit)
        if let area, area.code.level == .powiat { areas.append(area) }
        return templateValues([
            "topics": topics,
            "other": isListed ? nil : need.map { ["id": chosen, "name": language.of($0.indicator.name)] as TemplateValues },
            "kinds": CooperationMeasure.allCases.map { kind -> TemplateValues in
                ["value": kind.rawValue, "name": language.of(kind.missing).uppercasedFirst, "selected": kind == measure]
            },
            "levels": UnitLevel.mapped.reversed().filter(measure.levels.contains).map { level -> TemplateValues in
                ["value": level.rawValue, "name": phrases.level(level), "selected": level == model?.scope.level]
            },
            "areas": areas.map { unit -> TemplateValues in
                ["value": unit.code.stem, "name": unit.fullName, "selected": unit.code == area?.code]
            },
            "shares": Set(NeedsQuestion.shares + [share]).sorted().map { part -> TemplateValues in
                ["value": String(part), "name": Self.shareName(part, phrases), "selected": part == share]
            },
            "lacks": NeedsQuestion.Lack.allCases.map { lack -> TemplateValues in
                ["value": lack.rawValue, "name": lack.name(language), "selected": lack == self.lack]
            },
        ])
    }

    private static func shareName(_ share: Int, _ phrases: Phrases) -> String {
        let names: [Int: (String, String)] = [
            10: ("górne 10%", "upper 10%"), 25: ("górna ćwiartka", "upper quarter"), 33: ("górna jedna trzecia", "upper third"), 50: ("górna połowa", "upper half"),
        ]
        return names[share].map { phrases.language.choose($0.0, $0.1) } ?? phrases.language.choose("górne \(share)%", "upper \(share)%")
    }
}

extension NeedsQuestion.Lack {
    fileprivate func name(_ language: Language) -> String {
        switch self {
        case .none: language.choose("nie ma wcale", "none at all")
        case .low: language.choose("jest mało", "little")
        }
    }
}

extension CooperationMeasure {
    /// What is missing where the measure is 0.
    var missing: LocalizedText {
        switch self {
        case .welfareWithLabour: LocalizedText(polish: "porozumienie OPS z\u{A0}PUP", english: "agreement of the OPS with the PUP")
        case .familyWithLabour: LocalizedText(polish: "porozumienie PCPR z\u{A0}PUP", english: "agreement of the PCPR with the PUP")
        case .partnerships: LocalizedText(polish: "partnerstwo z\u{A0}organizacją społeczną", english: "partnership with an NGO")
        case .programmes: LocalizedText(polish: "wspólny program", english: "joint programme")
        case .coordinators: LocalizedText(polish: "koordynator współpracy", english: "coordinator of cooperation")
        }
    }
}

// MARK: The list

extension NeedsModel {
    func view(_ visit: PageVisit) -> TemplateValues {
        let language = visit.language
        let phrases = Phrases(language)
        let need = scope.indicators[0]
        let parameters = addressParameters
        let isGmina = scope.level == .gmina
        return templateValues([
            "title": title(phrases), "sentence": sentence(phrases), "basis": basis(phrases),
            "needName": language.of(need.indicator.name), "needUnit": language.of(need.indicator.unit),
            "needURL": visit.link("/wskazniki/\(need.id)"), "cooperationName": language.of(scope.indicators[1].indicator.name),
            "note": language.of(scope.indicators[1].indicator.note),
            "hasRows": !rows.isEmpty,
            "rows": rows.prefix(Self.shownRows).map { row(for: $0, visit, phrases, showsParent: isGmina || scope.within == nil) },
            "moreRows": rows.count > Self.shownRows
                ? phrases.language.choose(
                    "Pokazano pierwsze \(Self.shownRows) z\u{A0}\(phrases.count(rows.count)); wszystkie są w\u{A0}pliku CSV.",
                    "The first \(Self.shownRows) of \(phrases.count(rows.count)) are shown; the CSV file has all of them.") : nil,
            "noneText": rows.isEmpty ? noneText(phrases) : nil,
            "unknown": unknown.isEmpty ? nil : unknownView(visit, phrases),
            "mapURL": visit.link("/mapa", mapParameters), "csvURL": "/api/v1/cooperation-gaps.csv?" + parameters.query,
            "jsonURL": visit.link("/api/v1/cooperation-gaps", parameters),
        ])
    }

    /// The question as an address asks it.
    var addressParameters: [(String, String)] {
        var parameters = [
            ("need", scope.indicators[0].id), ("kind", question.measure.rawValue), ("level", scope.level.rawValue),
            ("period", scope.indicators[0].period.text), ("share", String(question.share)), ("lack", question.lack.rawValue),
        ]
        if let within = scope.within { parameters.append(("unit", within.unit.code.stem)) }
        return parameters
    }

    private func title(_ phrases: Phrases) -> String {
        let place = scope.within.map { $0.unit.fullName } ?? phrases.language.choose("Polska", "Poland")
        return "\(place): " + units(rows.count, phrases)
    }

    private func units(_ count: Int, _ phrases: Phrases) -> String {
        let forms: (String, String, String)
        let english: (String, String)
        switch scope.level {
        case .gmina: (forms, english) = (("gmina", "gminy", "gmin"), ("gmina", "gminas"))
        case .powiat: (forms, english) = (("powiat", "powiaty", "powiatów"), ("powiat", "powiats"))
        default: (forms, english) = (("województwo", "województwa", "województw"), ("voivodeship", "voivodeships"))
        }
        return phrases.count(count) + "\u{A0}"
            + phrases.language.choose(PolishPlural(count).choose(forms.0, forms.1, forms.2), count == 1 ? english.0 : english.1)
    }

    private func sentence(_ phrases: Phrases) -> String {
        let need = scope.indicators[0]
        let least = phrases.value(threshold, need.indicator) + "\u{A0}" + phrases.language.of(need.indicator.unit)
        let isReversed = need.indicator.direction == .higherIsBetter
        return phrases.language.choose(
            "Dużą potrzebę ma \(units(highCount, phrases)) z\u{A0}\(phrases.count(comparedCount)) porównywanych: "
                + "\(isReversed ? "co najwyżej" : "co najmniej") \(least) (\(phrases.period(need.period))).",
            "High need: \(units(highCount, phrases)) of the \(phrases.count(comparedCount)) compared, with \(isReversed ? "at most" : "at least") "
                + "\(least) (\(phrases.period(need.period))).")
    }

    /// What is known and what is not.
    private func basis(_ phrases: Phrases) -> String {
        var text = phrases.language.choose(
            "Porozumienia: stan na \(phrases.period(day)).", "Agreements as of \(phrases.period(day)).")
        if withoutNeed > 0 {
            text += phrases.language.choose(
                " Bez danych o\u{A0}potrzebie: \(units(withoutNeed, phrases)); nie są porównywane.",
                " Without data on need: \(units(withoutNeed, phrases)), which are not compared.")
        }
        return text
    }

    private func noneText(_ phrases: Phrases) -> String {
        if highCount == 0 { return phrases.language.choose("Dla tego wyboru nie ma danych o\u{A0}potrzebie.", "There are no data on need for this choice.") }
        return unknown.count == highCount
            ? phrases.language.choose(
                "O\u{A0}żadnej jednostce z\u{A0}dużą potrzebą rejestr nie wie, czy ma porozumienie.",
                "Of none of the units with high need does the registry know whether it has an agreement.")
            : phrases.language.choose(
                "W\u{A0}żadnej jednostce z\u{A0}dużą potrzebą, o\u{A0}której coś wiadomo, współpracy nie brakuje.",
                "No unit with high need of which something is known lacks cooperation.")
    }

    private func unknownView(_ visit: PageVisit, _ phrases: Phrases) -> TemplateValues {
        [
            "title": phrases.language.choose(
                "Duża potrzeba, o\u{A0}porozumieniach nic nie wiadomo: \(units(unknown.count, phrases))",
                "High need, nothing known of agreements: \(units(unknown.count, phrases))"),
            "items": unknown.map { position -> TemplateValues in
                [
                    "name": unit(position).fullName, "url": visit.link("/jednostki/\(unit(position).code)"),
                    "value": phrases.value(scope.indicators[0].values[position], scope.indicators[0].indicator),
                ]
            },
        ]
    }

    private func row(for row: Row, _ visit: PageVisit, _ phrases: Phrases, showsParent: Bool) -> TemplateValues {
        let unit = unit(row.position)
        let parent = unit.code.parent.flatMap { snapshot.territory.unit($0)?.unit }
        let cooperation = scope.indicators[1].indicator
        return templateValues([
            "rank": String(row.rank), "name": unit.name, "url": visit.link("/jednostki/\(unit.code)"),
            "parent": showsParent && parent?.code.level != .kraj ? parent?.fullName : nil,
            "need": phrases.value(need(row), scope.indicators[0].indicator),
            "cooperation": row.count.map { count in
                phrases.language.choose("\(count.present) z\u{A0}\(count.total)", "\(count.present) of\u{A0}\(count.total)")
            } ?? (phrases.value(self.cooperation(row), cooperation)
                + (cooperation.unit.polish == "%" ? "%" : "")),
            "groups": groups(row.partners, visit, phrases), "hasPartners": !row.partners.isEmpty, "draftURL": draftURL(row, visit),
            "expired": row.expired.map { expired -> TemplateValues in
                let agreement = registry.agreements[expired.agreement]
                return [
                    "title": agreement.title, "url": visit.link("/porozumienia/\(agreement.id)"),
                    "text": phrases.language.choose("wygasło \(phrases.period(expired.ended))", "expired \(phrases.period(expired.ended))")
                        + (expired.isRenewed ? "" : phrases.language.choose(", nieprzedłużone", ", not renewed")),
                    "renewURL": visit.link("/porozumienia/nowe", [("wzor", agreement.id.text)]),
                ]
            },
        ])
    }

    /// More are in the CSV file.
    private static let shownRows = 200
    /// More are folded away.
    private static let shownPartners = 5
    /// Sides of one draft; an address has to stay short.
    private static let draftSides = 24

    /// Those with the same labour offices together, the offices first.
    private func groups(_ partners: [Partner], _ visit: PageVisit, _ phrases: Phrases) -> [TemplateValues] {
        let isTied = question.measure != .partnerships && question.measure != .coordinators
        let groups = Dictionary(grouping: partners, by: \.offices)
        return groups.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { offices in
            let members = groups[offices] ?? []
            // A single one more takes no more room than the word that it is folded away.
            let shown = members.count <= Self.shownPartners + 1 ? members.count : Self.shownPartners
            let rest = members.dropFirst(shown)
            return templateValues([
                "offices": offices.map { place -> TemplateValues in
                    ["name": registry.institutions[place].name, "url": visit.link("/instytucje/\(registry.institutions[place].id)")]
                },
                "hasOffices": !offices.isEmpty, "officeUnknown": isTied && offices.isEmpty,
                "partners": members.prefix(shown).map { partner($0, visit) }, "rest": rest.map { partner($0, visit) }, "hasRest": !rest.isEmpty,
                "restText": phrases.language.choose("i\u{A0}jeszcze \(rest.count)", "and \(rest.count) more"),
            ])
        }
    }

    private func partner(_ partner: Partner, _ visit: PageVisit) -> TemplateValues {
        let institution = registry.institutions[partner.institution]
        return templateValues([
            "name": institution.name, "url": visit.link("/instytucje/\(institution.id)"),
            "findURL": question.measure == .partnerships ? visit.link("/partnerzy", [("institution", institution.id.text)]) : nil,
        ])
    }

    /// One draft for all of the unit with their labour office; nil where there is nobody to conclude it, or more than one office.
    private func draftURL(_ row: Row, _ visit: PageVisit) -> String? {
        let variant: String
        switch question.measure {
        case .welfareWithLabour: variant = "ops-pup"
        case .familyWithLabour: variant = "pcpr-pup"
        case .programmes: variant = "pai-ops"
        case .partnerships, .coordinators: return nil
        }
        let tied = row.partners.filter { !$0.offices.isEmpty }
        guard !tied.isEmpty else { return nil }
        let sides = Set(tied.flatMap(\.offices)).sorted() + tied.map(\.institution)
        return visit.link(
            "/porozumienia/nowe", [("wariant", variant)] + sides.prefix(Self.draftSides).map { ("strona", registry.institutions[$0].id.text) })
    }

    // MARK: For programs

    func json(_ language: Language) -> JSONValue {
        func described(_ analysed: AnalysedIndicator) -> JSONValue {
            [
                "id": .string(analysed.id), "name": .string(language.of(analysed.indicator.name)), "unit": .string(language.of(analysed.indicator.unit)),
                "period": .string(analysed.period.text),
            ]
        }
        return [
            "need": described(scope.indicators[0]), "cooperation": described(scope.indicators[1]), "kind": .string(question.measure.rawValue),
            "day": .string(day.text), "level": .string(scope.level.rawValue), "unit": JSONValue(scope.within?.unit.code.stem),
            "share": .integer(question.share), "lack": .string(question.lack.rawValue), "threshold": JSONValue(threshold),
            "compared": .integer(comparedCount), "without_need": .integer(withoutNeed), "high_need": .integer(highCount), "total": .integer(rows.count),
            "units": .array(
                rows.map { row in
                    let unit = unit(row.position)
                    return [
                        "rank": .integer(row.rank), "terc": .string(unit.code.description), "name": .string(unit.name),
                        "parent": JSONValue(unit.code.parent?.stem), "need": JSONValue(need(row)), "cooperation": JSONValue(cooperation(row)),
                        "institutions": .array(
                            row.partners.map { partner in
                                let institution = registry.institutions[partner.institution]
                                return [
                                    "id": .string(institution.id.text), "name": .string(institution.name), "type": .string(institution.type.rawValue),
                                    "labour_offices": .array(partner.offices.map { .string(registry.institutions[$0].id.text) }),
                                ]
                            }),
                        "last_expired": row.expired.map { expired in
                            [
                                "id": .string(registry.agreements[expired.agreement].id.text),
                                "title": .string(registry.agreements[expired.agreement].title), "ended": .string(expired.ended.text),
                                "renewed": .bool(expired.isRenewed),
                            ]
                        } ?? .null,
                    ]
                }),
            "unknown": .array(
                unknown.map { position in
                    [
                        "terc": .string(unit(position).code.description), "name": .string(unit(position).name),
                        "need": JSONValue(scope.indicators[0].values[position]),
                    ]
                }),
        ]
    }

    /// RFC 4180, UTF-8; units of which nothing is known at the end, without a value of cooperation.
    var csv: String {
        func field(_ text: String) -> String {
            text.contains { ",\"\r\n".contains($0) } ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
        }
        var lines = ["rank,terc,name,parent,need,need_period,cooperation,cooperation_day,institutions,labour_offices,last_expired,ended"]
        let period = scope.indicators[0].period.text
        for row in rows {
            let unit = unit(row.position)
            let institutions = row.partners.map { registry.institutions[$0.institution].id.text }.joined(separator: " | ")
            let offices = Set(row.partners.flatMap(\.offices)).sorted().map { registry.institutions[$0].id.text }.joined(separator: " | ")
            lines.append(
                [
                    String(row.rank), unit.code.description, unit.name, unit.code.parent?.stem ?? "", need(row).map { JSONValue.number($0).text } ?? "",
                    period, cooperation(row).map { JSONValue.number($0).text } ?? "", day.text, institutions, offices,
                    row.expired.map { registry.agreements[$0.agreement].id.text } ?? "", row.expired?.ended.text ?? "",
                ].map(field).joined(separator: ","))
        }
        for position in unknown {
            let unit = unit(position)
            let need = scope.indicators[0].values[position].map { JSONValue.number($0).text } ?? ""
            lines.append(["", unit.code.description, unit.name, unit.code.parent?.stem ?? "", need, period, "", day.text, "", "", "", ""].map(field).joined(separator: ","))
        }
        return lines.joined(separator: "\r\n") + "\r\n"
    }
}
