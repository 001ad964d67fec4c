// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Hummingbird

/// `/wskazniki` lists the indicators, `/wskazniki/{id}` explains one.
struct IndicatorPagesRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription("/wskazniki", summary: "The indicators by topic", parameters: [.lang], contentType: "text/html"),
        RouteDescription(
            "/wskazniki/{id}",
            summary: "One indicator: definition, key figures, distribution, trend and ranking of a level, period and area",
            parameters: [
                .indicatorID, .mappedLevel(required: false), .period,
                .init("within", "TERC code of a województwo or powiat; 00 is the whole country"), .init("unit", "TERC code of a unit to mark"),
                .init("sort", "order of the ranking", form: .choice(RankingRequest.Order.allCases.map(\.rawValue))),
                .init("rows", "all: the whole ranking", form: .choice(["all"])), .lang,
            ], contentType: "text/html"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/wskazniki") { request, _ in
            let visit = try PageVisit(request)
            return try pages.render(
                "indicators", title: visit.language.choose("Wskaźniki", "Indicators"), section: .indicators,
                page: list(visit), visit: visit)
        }
        router.get("/wskazniki/:id") { request, context in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            let snapshot = data.current
            let coverage = try snapshot.existing(try context.parameters.require("id"))
            let model = try await IndicatorPageModel(query, coverage, in: snapshot)
            let view = IndicatorPageView(model, try RankingRequest(query), visit)
            return try pages.render(
                "indicator", title: visit.language.of(coverage.indicator.name), section: .indicators, page: view.values(), visit: visit)
        }
    }

    private func list(_ visit: PageVisit) -> TemplateValues {
        let snapshot = data.current
        let phrases = Phrases(visit.language)
        let topics = IndicatorTopic.all(snapshot, visit.language)
        return [
            "count": phrases.count(topics.reduce(0) { $0 + $1.indicators.count }),
            "topics": topics.map { topic -> TemplateValues in
                [
                    "name": topic.name,
                    "rows": topic.indicators.map { coverage -> TemplateValues in
                        let indicator = coverage.indicator
                        return [
                            "id": indicator.id.text, "name": visit.language.of(indicator.name), "unit": visit.language.of(indicator.unit),
                            "levels": coverage.levels.map(phrases.level).joined(separator: ", "),
                            "periods": periodRange(coverage, phrases),
                            "source": snapshot.sources[indicator.sourceID].map { visit.language.of($0.name) } ?? Phrases.noValue,
                            "url": visit.link("/wskazniki/\(indicator.id)"),
                            "mapURL": visit.link("/mapa", [("indicator", indicator.id.text)]),
                            "csvURL": "/api/v1/indicators/\(indicator.id)/values.csv?level=\(coverage.defaultLevel.rawValue)",
                        ]
                    },
                ]
            },
        ]
    }

    /// `2021` or `2015–2040`.
    private func periodRange(_ coverage: IndicatorCoverage, _ phrases: Phrases) -> String {
        guard let first = coverage.periods.first, let last = coverage.periods.last else { return Phrases.noValue }
        return phrases.range(first, last)
    }
}
