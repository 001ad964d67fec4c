// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography
import Hummingbird

/// `/api/v1/legend`: the classes of a map, with the same parameters as its tiles.
struct LegendRoutes: RouteGroup {
    let data: AtlasData

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/api/v1/legend", summary: "Class breaks, colours, counts and labels of a choropleth; period=* gives all periods",
            parameters: [.indicator, .period, .mappedLevel(required: false)] + RouteParameter.style + [.asOf, .lang]).shaped(AnswerSchemas.legend)
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/api/v1/legend") { request, _ in
            let query = try QueryReader(request)
            let snapshot = try await data.current.asOf(query)
            let language = try Language(request, query)
            let body =
                try query.text("period") == "*"
                ? try await allPeriods(query, language, snapshot)
                : JSONValue.legend(try await snapshot.classified(try await MapStyle(query: query, snapshot: snapshot)), language)
            var response = body.response()
            response.headers[.vary] = "Accept-Language"
            return response.cached()
        }
    }

    private func allPeriods(_ query: QueryReader, _ language: Language, _ snapshot: AtlasSnapshot) async throws -> JSONValue {
        let style = try await MapStyle(query: query.without("period"), snapshot: snapshot)
        let columns = try await snapshot.table(style.indicator, level: style.level)?.columns ?? []
        var legends: [(String, JSONValue)] = []
        for column in columns {
            legends.append((column.period.text, .legend(try await snapshot.classified(style.at(column.period)), language)))
        }
        return ["legends": .members(legends)]
    }
}

extension JSONValue {
    static func legend(_ map: ClassifiedMap, _ language: Language) -> JSONValue {
        let legend = map.legend
        let phrases = Phrases(language)
        let statistics = map.statistics
        var members: [(String, JSONValue)] = [
            ("breaks", .array(legend.breaks.innerLimits.map(JSONValue.number))),
            (
                "classes",
                .array(
                    legend.classes.map { entry in
                        [
                            "from": .number(entry.from), "to": .number(entry.to), "color": .string(entry.colour.hex),
                            "count": .integer(entry.count), "label": .string(language.of(entry.label)),
                            "category": JSONValue(entry.category),
                        ]
                    })
            ),
            ("no_data", ["color": .string(legend.noData.colour.hex), "count": .integer(legend.noData.count), "label": .string(phrases.noData)]),
            (
                "not_applicable",
                [
                    "color": .string(legend.notApplicable.colour.hex), "hatch": .string(MapColours.notApplicableHatch.hex),
                    "count": .integer(legend.notApplicable.count), "label": .string(phrases.notApplicable),
                ]
            ),
            ("outside", ["color": .string(MapColours.outsideRegion.hex)]),
        ]
        members.append(
            (
                "statistics",
                [
                    "mean": JSONValue(map.areaValue), "median": JSONValue(statistics?.median), "min": JSONValue(statistics?.minimum),
                    "max": JSONValue(statistics?.maximum), "count": .integer(statistics?.count ?? 0),
                ]
            ))
        if let axes = map.axes {
            // Classes go row by row, each from low to high.
            members.append(("matrix", ["x": .string(language.of(axes.columns)), "y": .string(language.of(axes.rows))]))
        }
        members += [
            (
                "histogram",
                .array(
                    legend.histogram.map { bin in
                        [
                            "from": .number(bin.from), "to": .number(bin.to), "count": .integer(bin.count),
                            "class": .integer(bin.classIndex),
                        ]
                    })
            ),
            ("indicator", .string(map.style.indicator.text)), ("period", .string(map.style.period.text)),
            ("level", .string(map.style.level.rawValue)),
        ]
        return .members(members)
    }
}
