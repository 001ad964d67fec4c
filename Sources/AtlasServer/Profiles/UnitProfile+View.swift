// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import PolishText

/// A profile as its template sees it. The tables of indicators are made in `UnitProfile+Topics.swift`, what stands
/// beside them (highlights, similar units, another unit) in `UnitProfile+Context.swift`.
struct UnitProfileView {
    let profile: UnitProfile
    let comparison: UnitComparison
    let compared: [IndicatorID: UnitProfile.Entry]
    let similar: SimilarUnits?
    let cooperation: UnitCooperation?
    let snapshot: AtlasSnapshot
    let visit: PageVisit
    let phrases: Phrases
    let sentences: ProfileSentences

    init(
        _ profile: UnitProfile, comparison: UnitComparison, compared: UnitProfile?, similar: SimilarUnits?, cooperation: UnitCooperation? = nil, in snapshot: AtlasSnapshot,
        _ visit: PageVisit
    ) {
        self.profile = profile
        self.comparison = comparison
        self.compared = Dictionary((compared?.entries ?? []).map { ($0.indicator.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.similar = similar
        self.cooperation = cooperation
        self.snapshot = snapshot
        self.visit = visit
        phrases = Phrases(visit.language)
        sentences = ProfileSentences(visit.language, profile.unit)
    }

    var unit: TerritorialUnit { profile.unit }
    var language: Language { visit.language }
    var isCountry: Bool { unit.level == .kraj }
    var unitCount: Int { snapshot.territory.units(at: profile.background).count }

    /// New names and kinds, across which series go on, and changes of the area, at which they break.
    private var changes: [String] {
        profile.changes.filter { $0.kind == .renamed || $0.kind == .retyped }.map(phrases.change)
            + profile.continuity.breaks.map { language.of($0.sentence) }
    }

    func values() -> TemplateValues {
        let topics = topicViews()
        let comparisonTopics = comparisonViews()
        return templateValues([
            "name": unit.name, "fullName": title, "kindName": isCountry ? nil : phrases.kind(unit.peerKind),
            "terc": isCountry ? nil : unit.code.description,
            "parents": parentViews, "area": unit.areaSquareKilometers.map(phrases.area), "population": population,
            "validFrom": unit.validFrom.map(phrases.period),
            "changes": changes.map { ["text": $0] }, "hasChanges": !changes.isEmpty,
            "hasBoundary": unit.hasBoundary || isCountry,
            "mapURL": unit.hasBoundary || isCountry ? mapURL : nil,
            "staticMapURL": unit.hasBoundary && !isCountry
                ? visit.link("/api/v1/units/\(unit.code)/location.svg", [("width", "360"), ("height", "360")]) : nil,
            "children": profile.children.map(\.unit).sortedInPolish { $0.name }.map {
                ["name": childName($0), "url": visit.link("/jednostki/\($0.code)")] as TemplateValues
            },
            "hasChildren": !profile.children.isEmpty,
            "childrenTitle": isCountry ? language.choose("Województwa", "Voivodeships") : phrases.childrenTitle(of: unit.level),
            "institutions": institutionsView, "cooperation": cooperation?.view(visit), "highlights": highlightsView, "similar": similarView, "compare": compareForm,
            "comparison": comparisonTopics, "topics": comparisonTopics == nil ? topics : [], "hasTopics": !topics.isEmpty,
            "hasTOC": topics.count > 1 && comparisonTopics == nil,
            "toc": topics.map { ["name": $0["name"] ?? "", "id": $0["id"] ?? ""] as TemplateValues },
            "downloads": downloads, "isCountry": isCountry, "pagePath": "/jednostki/\(unit.code)",
        ])
    }

    /// A city's profile says that it is a city: the headings of Kielce and of powiat kielecki are easily mixed up.
    private var title: String {
        isCountry ? language.choose("Polska", "Poland") : unit.fullName
    }

    private var parentViews: [TemplateValues] {
        guard !isCountry else { return [] }
        let country: TemplateValues = ["name": language.choose("Polska", "Poland"), "url": visit.link("/jednostki/00")]
        return [country] + profile.parents.map { ["name": $0.unit.fullName, "url": visit.link("/jednostki/\($0.unit.code)")] }
    }

    /// The newest count of residents: the indicator `ludnosc` by convention of the catalogue.
    private var population: String? {
        guard let entry = profile.entries.first(where: { $0.indicator.id.text == "ludnosc" }), let value = entry.value else { return nil }
        return "\(phrases.value(value, entry.indicator)) (\(phrases.period(entry.current.period)))"
    }

    private var mapURL: String {
        guard !isCountry else { return visit.link("/mapa") }
        var parameters = [("level", unit.level.rawValue), ("unit", unit.code.stem)]
        if let indicator = profile.entries.first(where: \.isRate)?.indicator ?? profile.entries.first?.indicator {
            parameters.insert(("indicator", indicator.id.text), at: 0)
        }
        if unit.level != .wojewodztwo, let region = unit.code.ancestor(at: .wojewodztwo) { parameters.append(("within", region.stem)) }
        return visit.link("/mapa", parameters)
    }

    /// Names of gminas repeat within a powiat (town and rural gmina Bochnia), so the kind stands with them.
    private func childName(_ child: TerritorialUnit) -> String {
        if child.level == .wojewodztwo { return child.name }
        let isRepeated = profile.children.count { $0.unit.name == child.name } > 1
        return isRepeated ? "\(child.name) (\(phrases.kind(child.kind)))" : child.level == .gmina ? child.name : child.fullName
    }

    private var downloads: [TemplateValues] {
        [("CSV", ".csv"), ("XLSX", ".xlsx"), ("JSON", "")].map { label, ending in
            ["label": label, "url": "/api/v1/units/\(unit.code)/profile\(ending)" + visit.languageQuery]
        }
    }

    /// How many institutions stand on the profile; the rest are in the directory.
    private static let institutionCount = 6

    private var institutionsView: TemplateValues? {
        let institutions = profile.institutions
        guard !institutions.isEmpty else { return nil }
        let counts = Dictionary(institutions.map { ($0.type, 1) }, uniquingKeysWith: +)
        return [
            "title": language.choose("Instytucje, które tu działają", "Institutions that work here"),
            "types": InstitutionType.allCases.compactMap { type -> TemplateValues? in
                counts[type].map { count in
                    [
                        "label": language.of(type.label), "name": language.of(type.name), "count": phrases.count(count),
                        "url": visit.link("/katalog", [("type", type.rawValue), ("serves", unit.code.stem)]),
                    ]
                }
            },
            "rows": institutions.prefix(Self.institutionCount).map { entry -> TemplateValues in
                [
                    "name": entry.name, "url": visit.link("/instytucje/\(entry.id)"), "typeLabel": language.of(entry.type.label),
                    "address": entry.address.oneLine,
                ]
            },
            "moreURL": visit.link("/katalog", [("serves", unit.code.stem)]),
            "moreText": language.choose("W\u{A0}katalogu: ", "In the directory: ") + phrases.institutions(institutions.count),
            "responsibleURL": visit.link("/kto-odpowiada", [("terc", unit.code.description)]),
            "verificationText": VerificationShare(institutions, on: PolishClock.now.day).sentence(phrases),
        ]
    }
}
