// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Hummingbird

/// `/wskazniki` lists the indicators, `/wskazniki/{id}` explains one.
struct IndicatorPagesRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    static let documentation = [
        RouteDescription("/wskazniki", summary: "The indicators by topic", parameters: [.lang], contentType: "text/html"),
        RouteDescription("/wskazniki/{id}", summary: "One indicator explained", parameters: [.indicatorID, .lang], contentType: "text/html"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/wskazniki") { request, _ in
            let visit = try PageVisit(request)
            return try pages.render(
                "indicators", title: visit.language.choose("Wskaźniki", "Indicators"), section: .indicators,
                page: list(visit), visit: visit)
        }
        router.get("/wskazniki/:id") { request, context in
            let visit = try PageVisit(request)
            let coverage = try data.current.existing(try context.parameters.require("id"))
            return try pages.render(
                "indicator", title: visit.language.of(coverage.indicator.name), section: .indicators,
                page: try await detail(coverage, visit), visit: visit)
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

    /// The województwo that holds all units with a value, if there is just one: its map says more than a
    /// country of no data around it.
    private func onlyRegion(_ coverage: IndicatorCoverage, _ snapshot: AtlasSnapshot) async throws -> TERYTCode? {
        let columns = try await snapshot.table(coverage.indicator.id, level: coverage.defaultLevel)?.columns ?? []
        let units = snapshot.territory.units(at: coverage.defaultLevel)
        let regions = Set(
            units.indices.filter { index in columns.contains { $0.values[index] != nil } }
                .compactMap { units[$0].unit.code.ancestor(at: .wojewodztwo) })
        return regions.count == 1 ? regions.first : nil
    }

    /// `2021` or `2015–2040`.
    private func periodRange(_ coverage: IndicatorCoverage, _ phrases: Phrases) -> String {
        guard let first = coverage.periods.first, let last = coverage.periods.last else { return Phrases.noValue }
        return first == last ? phrases.period(first) : "\(phrases.period(first))–\(phrases.period(last))"
    }

    private func detail(_ coverage: IndicatorCoverage, _ visit: PageVisit) async throws -> TemplateValues {
        let snapshot = data.current
        let phrases = Phrases(visit.language)
        let indicator = coverage.indicator
        let source = snapshot.sources[indicator.sourceID]
        var levels: [TemplateValues] = []
        for level in coverage.levels {
            let columns = try await snapshot.table(indicator.id, level: level)?.columns ?? []
            let withValue = columns.map { $0.values.count { $0 != nil } }.max() ?? 0
            levels.append([
                "label": phrases.level(level), "unitCount": phrases.count(withValue),
                "periods": columns.map { column -> TemplateValues in
                    [
                        "label": phrases.period(column.period),
                        "mapURL": visit.link(
                            "/mapa", [("indicator", indicator.id.text), ("period", column.period.text), ("level", level.rawValue)]),
                    ]
                },
                "downloads": ["CSV", "JSON", "GeoJSON"].map { format -> TemplateValues in
                    let ending = ["CSV": ".csv", "JSON": "", "GeoJSON": ".geojson"][format] ?? ""
                    return ["label": format, "url": "/api/v1/indicators/\(indicator.id)/values\(ending)?level=\(level.rawValue)"]
                },
            ])
        }
        let countryColumns = try await snapshot.table(indicator.id, level: .kraj)?.columns ?? []
        let country = countryColumns.last { !$0.isForecast && $0.values.first != .some(nil) }
        var mapLink = [("indicator", indicator.id.text), ("level", coverage.defaultLevel.rawValue)]
        if let region = try await onlyRegion(coverage, snapshot) { mapLink.append(("within", region.stem)) }
        return templateValues([
            "id": indicator.id.text, "name": visit.language.of(indicator.name), "unit": visit.language.of(indicator.unit),
            "topic": visit.language.of(indicator.topic), "note": visit.language.of(indicator.note),
            "direction": phrases.direction(indicator.direction),
            "aggregation": phrases.aggregation(indicator.aggregation) { id in
                (try? IndicatorID(id)).flatMap { snapshot.coverage(of: $0) }.map { visit.language.of($0.indicator.name) } ?? id
            },
            "sourceName": source.map { visit.language.of($0.name) }, "sourceURL": source?.url, "licence": source.map { visit.language.of($0.licence) },
            "countryValue": country.flatMap { column in
                column.values.first.flatMap { $0 }.map { "\(phrases.value($0, indicator)) (\(phrases.period(column.period)))" }
            },
            "mapURL": visit.link("/mapa", mapLink),
            "staticMapURL": coverage.levels.isEmpty
                ? nil : visit.link("/api/v1/map.svg", mapLink + [("width", "420"), ("height", "420"), ("title", "0")]),
            "levels": levels,
        ])
    }
}
