// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Hummingbird
import NIOCore

/// `/api/v1/indicators…`: the catalogue and its values.
struct IndicatorsRoutes: RouteGroup {
    let data: AtlasData

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription("/api/v1/indicators", summary: "The catalogue of indicators", parameters: [.lang]).shaped(AnswerSchemas.indicators),
        RouteDescription("/api/v1/indicators/{id}", summary: "One indicator: definition, source, how it adds up", parameters: [.indicatorID, .lang]).shaped(AnswerSchemas.indicator),
        RouteDescription(
            "/api/v1/indicators/{id}/values", summary: "Values by unit", parameters: [.indicatorID, .mappedLevel(required: false), .period, .parent, .asOf]).shaped(AnswerSchemas.values),
        RouteDescription(
            "/api/v1/indicators/{id}/series", summary: "All periods of a level as arrays, for maps",
            parameters: [.indicatorID, .mappedLevel(required: false), .asOf]),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/api/v1/indicators") { request, _ in try list(request) }
        router.get("/api/v1/indicators/:id") { request, context in try one(request, try context.parameters.require("id")) }
        router.get("/api/v1/indicators/:id/series") { request, context in
            try await series(request, try context.parameters.require("id"))
        }
        router.get("/api/v1/indicators/:id/values") { request, context in
            try await values(request, try context.parameters.require("id"))
        }
    }

    private func list(_ request: Request) throws -> Response {
        let snapshot = data.current
        let language = try Language(request, try QueryReader(request))
        let body: JSONValue = [
            "indicators": .array(snapshot.indicators.map { .members(summary($0, language, snapshot)) }),
            "total": .integer(snapshot.indicators.count),
        ]
        var response = body.response()
        response.headers[.vary] = "Accept-Language"
        return response.cached()
    }

    private func one(_ request: Request, _ id: String) throws -> Response {
        let snapshot = data.current
        let language = try Language(request, try QueryReader(request))
        let coverage = try snapshot.existing(id)
        let indicator = coverage.indicator
        var members = summary(coverage, language, snapshot)
        members += [
            ("name_pl", .string(indicator.name.polish)), ("name_en", .string(indicator.name.english)),
            ("aggregation", .aggregation(indicator.aggregation)),
            ("style", snapshot.usualStyle(of: indicator.id).json),
            ("source_details", snapshot.sources[indicator.sourceID].map { .source($0, language) } ?? .null),
        ]
        var response = JSONValue.members(members).response()
        response.headers[.vary] = "Accept-Language"
        return response.cached()
    }

    private func summary(_ coverage: IndicatorCoverage, _ language: Language, _ snapshot: AtlasSnapshot) -> [(String, JSONValue)] {
        let indicator = coverage.indicator
        let source = snapshot.sources[indicator.sourceID]
        return [
            ("id", .string(indicator.id.text)), ("name", .string(language.of(indicator.name))),
            ("unit", .string(language.of(indicator.unit))), ("topic", .string(language.of(indicator.topic))),
            ("levels", .array(coverage.levels.map { .string($0.rawValue) })),
            ("periods", .array(coverage.periods.map { .string($0.text) })),
            ("direction", .string(indicator.direction.rawValue)), ("decimals", .integer(indicator.decimals)),
            ("note", .string(language.of(indicator.note))),
            ("source", .string(indicator.sourceID)), ("source_name", JSONValue(source.map { language.of($0.name) })),
            ("source_url", JSONValue(source?.url)), ("licence", JSONValue(source.map { language.of($0.licence) })),
            ("forecast_periods", .array(coverage.forecastPeriods.map { .string($0.text) })),
        ]
    }

    private func values(_ request: Request, _ id: String) async throws -> Response {
        let query = try QueryReader(request)
        let snapshot = try await data.current.asOf(query)
        let coverage = try snapshot.existing(id)
        let level = try query.mappedLevel() ?? coverage.finestLevel
        let table = try await snapshot.table(coverage.indicator.id, level: level)
        let column = try requestedColumn(table, try query.period("period"), coverage)
        let parent = try query.code("parent", allowsCountry: true)
        if let parent, parent != .country { _ = try snapshot.territory.existing(parent.description) }
        let units = snapshot.territory.units(at: level)
        let rows = units.indices.filter { parent == nil || units[$0].unit.code.isWithin(parent ?? .country) }.map { index in
            ValueRow(unit: units[index].unit, value: column?.values[index], flag: column.map { $0.flags[index] } ?? .missing)
        }
        let slice = ValueSlice(
            indicator: coverage.indicator, level: level, period: column?.period ?? coverage.periods.last, rows: rows)
        return slice.json().cached()
    }

    /// The column of the period asked for, or the newest one; nil when the level has no values at all.
    private func requestedColumn(
        _ table: IndicatorTable?, _ period: Period?, _ coverage: IndicatorCoverage
    ) throws -> IndicatorTable.Column? {
        guard let period else { return table.flatMap { table in table.newestPeriod.flatMap(table.column) } }
        return table?.column(try coverage.existing(period))
    }

    private func series(_ request: Request, _ id: String) async throws -> Response {
        let query = try QueryReader(request)
        let snapshot = try await data.current.asOf(query)
        let coverage = try snapshot.existing(id)
        let level = try query.mappedLevel() ?? coverage.finestLevel
        let language = try Language(request, query)
        let tag = StrongETag.make(snapshot.version(of: coverage.indicator.id), language.rawValue, level.rawValue)
        // The longest answer that maps ask for: whoever has it is told so before it is made.
        var known = Response(status: .ok, headers: [.contentType: "application/json; charset=utf-8", .vary: "Accept-Language"])
            .cached(tag: tag, for: request)
        if known.status == .notModified { return known }
        let columns = try await snapshot.table(coverage.indicator.id, level: level)?.columns ?? []
        let body: JSONValue = [
            "indicator": .string(coverage.indicator.id.text), "level": .string(level.rawValue),
            "decimals": .integer(coverage.indicator.decimals),
            "unit": .string(language.of(coverage.indicator.unit)),
            "terc": .array(snapshot.territory.units(at: level).map { .string($0.unit.code.stem) }),
            "periods": .array(columns.map { .string($0.period.text) }),
            "forecast": .array(columns.map { .bool($0.isForecast) }),
            "values": .array(columns.map { .array($0.values.map { JSONValue($0) }) }),
            "flags": .array(
                columns.map { column in
                    .members(
                        column.flags.enumerated().compactMap { index, flag in
                            guard let flag, flag != .missing else { return nil }
                            return (String(index), .string(flag.rawValue))
                        })
                }),
        ]
        known.body = .init(byteBuffer: ByteBuffer(string: body.text))
        return known
    }
}

extension IndicatorCoverage {
    /// The level that a map shows when none is asked for: powiats where there are any.
    var defaultLevel: UnitLevel { levels.contains(.powiat) ? .powiat : finestLevel }

    var finestLevel: UnitLevel { levels.last ?? .powiat }

    /// What a reader expects first: the newest period of a level that is not a forecast.
    func defaultPeriod(_ table: IndicatorTable?) -> Period? { table?.newestPeriod ?? periods.last }

    /// A period that a path or query names.
    /// - Throws: 404 with the periods that there are.
    func existing(_ period: Period) throws -> Period {
        guard periods.contains(period) else { throw unknown("period", period.text) }
        return period
    }

    /// A period that is not there, or of which there is none.
    func unknown(_ what: String, _ text: String) -> Problem {
        .notFound(what, text, accepted: "\(indicator.id) has \(periods.map(\.text).joined(separator: ", "))")
    }
}

extension JSONValue {
    static func aggregation(_ aggregation: Aggregation) -> JSONValue {
        switch aggregation {
        case .sum: ["method": "sum"]
        case .none: ["method": "none"]
        case .ratio(let numerator, let denominator, let factor):
            [
                "method": "ratio", "numerator": .string(numerator), "denominator": .string(denominator), "factor": .number(factor),
            ]
        }
    }

    static func source(_ source: Source, _ language: Language) -> JSONValue {
        [
            "id": .string(source.id), "name": .string(language.of(source.name)), "publisher": .string(source.publisher),
            "url": JSONValue(source.url), "date": .string(source.date.text), "licence": .string(language.of(source.licence)),
        ]
    }
}
