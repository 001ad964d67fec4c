// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Hummingbird
import PolishText

/// `/`: what the atlas is and where to begin.
struct StartRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    static let access = RouteAccess.everyone

    static let documentation = [RouteDescription("/", summary: "Start page", parameters: [.lang], contentType: "text/html")]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/") { request, _ in
            let visit = try PageVisit(request)
            let snapshot = data.current
            let model = try await StartModel(snapshot, visit)
            return try pages.render("start", title: nil, section: .start, page: model.view(visit), visit: visit)
        }
    }
}

/// What the start page shows.
struct StartModel {
    struct ExampleMap {
        let indicator: Indicator
        let level: UnitLevel
        let period: Period
        let palette: String
        let within: String?
    }

    let snapshot: AtlasSnapshot
    let heroMap: ExampleMap?
    let exampleMaps: [ExampleMap]
    let agreements: Int

    /// Maps that show what the atlas can do, where the data are in the file.
    private static let examples: [(id: String, level: UnitLevel, palette: String, within: String?)] = [
        ("udzial-65-plus", .powiat, "YlGnBu", nil), ("udzial-profil-3", .powiat, "YlOrRd", "26"),
        ("obciazenie-osobami-starszymi", .wojewodztwo, "PuBuGn", nil), ("wyzsze-wyksztalcenie-na-1000", .powiat, "BuPu", nil),
        ("feminizacja", .powiat, "RdPu", nil),
    ]

    init(_ snapshot: AtlasSnapshot, _ visit: PageVisit) async throws {
        self.snapshot = snapshot
        agreements = try await snapshot.registry.agreements.count
        var maps: [ExampleMap] = []
        for example in Self.examples {
            guard let id = try? IndicatorID(example.id), let coverage = snapshot.coverage(of: id),
                let table = try await snapshot.table(id, level: example.level),
                let period = coverage.defaultPeriod(table)
            else { continue }
            maps.append(
                ExampleMap(
                    indicator: coverage.indicator, level: example.level, period: period, palette: example.palette, within: example.within))
        }
        if maps.isEmpty, let coverage = snapshot.indicators.first(where: { !$0.levels.isEmpty }), let period = coverage.periods.last {
            maps = [ExampleMap(indicator: coverage.indicator, level: coverage.defaultLevel, period: period, palette: "YlGnBu", within: nil)]
        }
        heroMap = maps.first
        exampleMaps = Array(maps.dropFirst().prefix(3))
    }

    func view(_ visit: PageVisit) -> TemplateValues {
        let phrases = Phrases(visit.language)
        return templateValues([
            "counts": [
                "powiats": phrases.count(snapshot.territory.units(at: .powiat).count),
                "gminas": phrases.count(snapshot.territory.units(at: .gmina).count),
                "indicators": phrases.count(snapshot.counts.indicators), "observations": phrases.count(snapshot.counts.observations),
                "institutions": phrases.count(snapshot.counts.institutions),
            ],
            "directory": [
                "count": phrases.count(snapshot.counts.institutions), "countText": phrases.institutions(snapshot.counts.institutions),
            ],
            "agreementsText": agreements > 0 ? phrases.agreements(agreements) : nil,
            "heroMap": heroMap.map { view($0, visit, side: 560) },
            "exampleMaps": exampleMaps.map { view($0, visit, side: 360) },
            "topics": IndicatorTopic.all(snapshot, visit.language).map { topic in
                [
                    "name": topic.name,
                    "indicators": topic.indicators.map { coverage in
                        [
                            "id": coverage.indicator.id.text, "name": visit.language.of(coverage.indicator.name),
                            "url": visit.link("/mapa", [("indicator", coverage.indicator.id.text)]),
                        ]
                    },
                ] as TemplateValues
            },
            "regions": regionLinks(snapshot, visit),
        ])
    }

    private func view(_ map: ExampleMap, _ visit: PageVisit, side: Int) -> TemplateValues {
        let phrases = Phrases(visit.language)
        var parameters = [
            ("indicator", map.indicator.id.text), ("period", map.period.text), ("level", map.level.rawValue), ("palette", map.palette),
        ]
        if let within = map.within { parameters.append(("within", within)) }
        let region = map.within.flatMap { try? TERYTCode($0) }.flatMap { snapshot.territory.unit($0)?.unit.name }
        return [
            "url": visit.link("/mapa", parameters), "title": visit.language.of(map.indicator.name),
            "subtitle": [phrases.period(map.period), region ?? phrases.level(map.level)].joined(separator: ", "),
            "imageURL": visit.link("/api/v1/map.svg", parameters + [("width", String(side)), ("height", String(side)), ("title", "0")]),
        ]
    }
}

/// Links to the profiles of the województwa, in the Polish alphabet.
func regionLinks(_ snapshot: AtlasSnapshot, _ visit: PageVisit) -> [TemplateValues] {
    snapshot.territory.units(at: .wojewodztwo).sortedInPolish { $0.unit.name }.map {
        ["terc": $0.unit.code.stem, "name": $0.unit.name, "url": visit.link("/jednostki/\($0.unit.code)")]
    }
}

/// The indicators of a topic, in the order of the catalogue.
struct IndicatorTopic {
    let name: String
    let indicators: [IndicatorCoverage]

    static func all(_ snapshot: AtlasSnapshot, _ language: Language) -> [IndicatorTopic] {
        var order: [String] = []
        var groups: [String: [IndicatorCoverage]] = [:]
        // An indicator without a single value has nothing to show.
        for coverage in snapshot.indicators where !coverage.levels.isEmpty {
            let name = language.of(coverage.indicator.topic)
            if groups[name] == nil { order.append(name) }
            groups[name, default: []].append(coverage)
        }
        return order.map { IndicatorTopic(name: $0, indicators: groups[$0] ?? []) }
    }
}
