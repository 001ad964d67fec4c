// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// An indicator at one level and period, as an analysis takes it: a value per unit of the level, nil where there is none
/// and outside the area asked for.
struct AnalysedIndicator: Sendable {
    let coverage: IndicatorCoverage
    let period: Period
    let values: [Double?]

    var indicator: Indicator { coverage.indicator }
    var id: String { coverage.indicator.id.text }
}

/// What an analysis is about: a level, perhaps an area, and indicators that go together.
struct AnalysisScope: Sendable {
    let level: UnitLevel
    let within: MappedUnit?
    /// All current units of the level, by code.
    let units: [TerritorialUnit]
    /// Whether each of them lies in the area.
    let isInArea: [Bool]
    let indicators: [AnalysedIndicator]

    /// Indicators that one query may ask for.
    static let maximumIndicators = 30
    static let indicatorForm = "the id of an indicator, or an expression; GET /api/v1/indicators lists the ids"

    /// - Parameters:
    ///   - coverages: at least one. The period asked for is that of the first; of the others the same period is taken, or
    ///     the nearest one they have.
    ///   - otherPeriod: a period for the second indicator.
    /// - Throws: 400 or 404 with what is accepted.
    init(
        _ coverages: [IndicatorCoverage], query: QueryReader, snapshot: AtlasSnapshot, defaultLevel: UnitLevel? = nil, otherPeriod: Period? = nil
    ) async throws {
        let level = try Self.level(coverages, asked: try query.mappedLevel(), preferred: defaultLevel)
        let area = try Self.area(query, level: level, snapshot: snapshot)
        let mapped = snapshot.territory.units(at: level)
        let isInArea = mapped.map { unit in area.map { unit.unit.code.isWithin($0.unit.code) } ?? true }
        var tables: [IndicatorTable] = []
        for coverage in coverages {
            guard let table = try await snapshot.table(coverage.indicator.id, level: level), !table.columns.isEmpty else {
                throw Problem.notFound("value of indicator", coverage.indicator.id.text)
            }
            tables.append(table)
        }
        let periods = try Self.periods(tables, asked: try query.period("period"), other: otherPeriod)
        self.level = level
        within = area
        units = mapped.map(\.unit)
        self.isInArea = isInArea
        indicators = coverages.indices.map { index in
            let values = tables[index].column(periods[index])?.values ?? []
            return AnalysedIndicator(
                coverage: coverages[index], period: periods[index],
                values: isInArea.indices.map { isInArea[$0] && $0 < values.count ? values[$0] : nil })
        }
    }

    /// The level asked for, or the first of powiat, gmina and województwo that all indicators have.
    private static func level(_ coverages: [IndicatorCoverage], asked: UnitLevel?, preferred: UnitLevel?) throws -> UnitLevel {
        let common = UnitLevel.mapped.filter { level in coverages.allSatisfy { $0.levels.contains(level) } }
        let accepted = coverages.map { coverage in
            "\(coverage.indicator.id) has \(coverage.levels.map(\.rawValue).joined(separator: ", "))"
        }.joined(separator: "; ")
        if let asked {
            guard common.contains(asked) else { throw Problem.badParameter("level", asked.rawValue, accepted: accepted) }
            return asked
        }
        if let preferred, common.contains(preferred) { return preferred }
        for level in [UnitLevel.powiat, .gmina, .wojewodztwo] where common.contains(level) { return level }
        throw Problem(
            status: .badRequest, detail: "the indicators have no level in common: \(accepted)", parameter: "level", accepted: accepted)
    }

    private static func area(_ query: QueryReader, level: UnitLevel, snapshot: AtlasSnapshot) throws -> MappedUnit? {
        guard let code = try query.code("within") else { return nil }
        guard code.level.codeLength < level.codeLength else {
            throw Problem.badParameter("within", code.description, accepted: "the TERC code of a unit larger than a \(level.rawValue)")
        }
        return try snapshot.territory.existing(code.description)
    }

    private static func periods(_ tables: [IndicatorTable], asked: Period?, other: Period?) throws -> [Period] {
        func existing(_ period: Period, _ table: IndicatorTable) throws -> Period {
            guard table.periods.contains(period) else {
                throw Problem.notFound(
                    "period", period.text,
                    accepted: "\(table.indicator.id) has \(table.periods.map(\.text).joined(separator: ", ")) at the level \(table.level.rawValue)")
            }
            return period
        }
        let first: Period
        if let asked {
            first = try existing(asked, tables[0])
        } else {
            let others = tables.dropFirst().map(\.periods)
            let common = tables[0].columns.filter { column in others.allSatisfy { $0.contains(column.period) } }
            let candidates = common.isEmpty ? tables[0].columns : common
            guard let newest = candidates.last(where: { !$0.isForecast }) ?? candidates.last else {
                throw Problem.notFound("value of indicator", tables[0].indicator.id.text)
            }
            first = newest.period
        }
        return try tables.enumerated().map { index, table in
            if index == 0 { return first }
            if index == 1, let other { return try existing(other, table) }
            return table.periods.nearest(to: first) ?? first
        }
    }

    /// Positions of the units in the area.
    var positions: [Int] { isInArea.indices.filter { isInArea[$0] } }
}

extension QueryReader {
    /// The indicator that a parameter names, by id or expression.
    func indicator(_ name: String, in snapshot: AtlasSnapshot) throws -> IndicatorCoverage {
        guard let text = try text(name, maximumLength: 1_000) else {
            throw Problem.badParameter(name, "", accepted: AnalysisScope.indicatorForm)
        }
        return try Self.amount(name, text, in: snapshot)
    }

    /// - Throws: 400 for a measure whose values are classes, which cannot be computed with.
    private static func amount(_ name: String, _ text: String, in snapshot: AtlasSnapshot) throws -> IndicatorCoverage {
        let coverage = try snapshot.existing(text)
        if (try? IndicatorExpression(coverage.indicator.id.text))?.isCategorical ?? false {
            throw Problem.badParameter(name, text, accepted: "a measure whose values are amounts and not classes")
        }
        return coverage
    }

    /// The indicators of a list parted by commas; commas within brackets belong to expressions.
    func indicators(_ name: String, in snapshot: AtlasSnapshot) throws -> [IndicatorCoverage] {
        let texts = IndicatorList.split(try text(name, maximumLength: 1_500) ?? "")
        guard (1...AnalysisScope.maximumIndicators).contains(texts.count) else {
            throw Problem.badParameter(
                name, "\(texts.count) indicators", accepted: "1…\(AnalysisScope.maximumIndicators) ids separated by commas")
        }
        return try texts.map { try Self.amount(name, $0, in: snapshot) }
    }
}

/// Lists of expressions.
enum IndicatorList {
    /// The parts between commas that stand in no brackets; empty ones are dropped.
    static func split(_ text: String) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            switch character {
            case "(": depth += 1
            case ")": depth -= 1
            default: break
            }
            if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts.map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    }
}
