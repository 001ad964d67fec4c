// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import PolishText
import Statistics

/// One indicator at one level and period, for the country or an area of it.
struct IndicatorPageModel: Sendable {
    let snapshot: AtlasSnapshot
    let coverage: IndicatorCoverage
    let selection: IndicatorSelection
    /// The periods of the level, in order.
    let columns: [IndicatorTable.Column]
    /// Nil when the level has no values.
    let column: IndicatorTable.Column?
    /// The measured period before the shown one.
    let previous: IndicatorTable.Column?
    /// The units of the area with their values.
    let rows: [Row]
    let summary: ColumnSummary
    let countryValue: Double?
    let areaValue: Double?
    let groups: [Group]
    let lines: [TrendLine]
    let projection: TrendProjection?
    /// What the values stand for where they are names: clusters, cells of a bivariate legend. Such values have neither
    /// mean nor rank.
    let categories: MapCategories?
    /// Classes and colours as on the map; nil without values.
    let map: ClassifiedMap?

    var indicator: Indicator { coverage.indicator }
    var area: TerritorialUnit? { selection.area }

    struct Row: Sendable {
        let unit: TerritorialUnit
        let value: Double?
        let flag: ObservationFlag?
        let previous: Double?
        /// From the highest within the area; nil without a value.
        let place: Int?
        let placeInCountry: Int?
        /// Within the own województwo and powiat, with the number of units that have a value.
        let placeInWojewodztwo: (place: Int, count: Int)?
        let placeInPowiat: (place: Int, count: Int)?
        let colour: Colour?
    }

    /// Units of one part of the area, for a box plot.
    struct Group: Sendable {
        let unit: TerritorialUnit
        let numbers: FiveNumbers
        let count: Int
        let outliers: [(value: Double, unit: TerritorialUnit)]
    }

    init(_ query: QueryReader, _ coverage: IndicatorCoverage, in snapshot: AtlasSnapshot) async throws {
        self.snapshot = snapshot
        self.coverage = coverage
        let wanted = try IndicatorRequest(query, coverage, in: snapshot)
        let table = try await snapshot.table(coverage.indicator.id, level: wanted.level)
        columns = table?.columns ?? []
        let categories = table?.categories
        self.categories = categories
        let selection = IndicatorSelection(wanted, table, columns: columns, coverage, in: snapshot)
        self.selection = selection
        let column = selection.period.flatMap { table?.column($0) }
        self.column = column
        previous = column.flatMap { shown in table?.columns.last { $0.period < shown.period && !$0.isForecast } }
        let map = try await Self.map(coverage, selection, query, snapshot)
        self.map = map
        rows = Self.rows(selection, column, previous: previous, map: map, in: snapshot)
        summary = ColumnSummary(values: rows.map(\.value), flags: rows.map(\.flag))
        countryValue = try await Self.value(coverage, .country, selection, snapshot)
        if let area = selection.area {
            areaValue = try await Self.value(coverage, area.code, selection, snapshot)
        } else {
            areaValue = nil
        }
        groups = categories == nil ? Self.groups(rows, selection, in: snapshot) : []
        lines = categories == nil ? try await TrendLine.lines(coverage, selection, columns: columns, in: snapshot) : []
        projection = TrendProjection(lines, coverage.indicator)
    }

    private static func value(
        _ coverage: IndicatorCoverage, _ code: TERYTCode, _ selection: IndicatorSelection, _ snapshot: AtlasSnapshot
    ) async throws -> Double? {
        guard let period = selection.period, let position = snapshot.territory.positions[code.stem] else { return nil }
        return try await snapshot.table(coverage.indicator.id, of: code, beside: selection.level)?.column(period)?.values[position]
    }

    private static func map(
        _ coverage: IndicatorCoverage, _ selection: IndicatorSelection, _ query: QueryReader, _ snapshot: AtlasSnapshot
    ) async throws -> ClassifiedMap? {
        guard let period = selection.period else { return nil }
        // The map of a powiat's gminas is the map of its województwo.
        let within = selection.area?.code.ancestor(at: .wojewodztwo)?.stem
        let parameters = within.map { "within=\($0)" } ?? ""
        let style = try MapStyle(
            indicator: coverage.indicator.id, period: period, level: selection.level, query: try QueryReader(query: Substring(parameters)),
            snapshot: snapshot)
        return try await snapshot.classified(style)
    }

    private static func rows(
        _ selection: IndicatorSelection, _ column: IndicatorTable.Column?, previous: IndicatorTable.Column?, map: ClassifiedMap?, in snapshot: AtlasSnapshot
    ) -> [Row] {
        guard let column else { return [] }
        let units = snapshot.territory.units(at: selection.level)
        let inside = units.indices.filter { index in selection.area.map { units[index].unit.code.isWithin($0.code) } ?? true }
        func places(_ indices: [Int]) -> (places: [Int: Int], count: Int) {
            let ranking = Ranking(indices.map { column.values[$0] })
            return (Dictionary(uniqueKeysWithValues: zip(indices, ranking.places).compactMap { index, place in place.map { (index, $0) } }), ranking.count)
        }
        let country = places(Array(units.indices))
        let own = selection.area == nil ? country : places(inside)
        /// Within each unit of a larger level.
        func placesWithin(_ level: UnitLevel) -> [Int: (place: Int, count: Int)] {
            guard level.codeLength < selection.level.codeLength else { return [:] }
            var result: [Int: (place: Int, count: Int)] = [:]
            for indices in Dictionary(grouping: units.indices, by: { units[$0].unit.code.stem.prefix(level.codeLength) }).values {
                let (places, count) = places(indices)
                for (index, place) in places { result[index] = (place, count) }
            }
            return result
        }
        let inWojewodztwo = placesWithin(.wojewodztwo)
        let inPowiat = selection.level == .gmina ? placesWithin(.powiat) : [:]
        return inside.map { index in
            Row(
                unit: units[index].unit, value: column.values[index], flag: column.flags[index], previous: previous?.values[index],
                place: own.places[index], placeInCountry: country.places[index], placeInWojewodztwo: inWojewodztwo[index],
                placeInPowiat: inPowiat[index], colour: map?.unitColours[index])
        }
    }

    /// Powiats or gminas by województwo; within a województwo gminas by powiat.
    private static func groups(_ rows: [Row], _ selection: IndicatorSelection, in snapshot: AtlasSnapshot) -> [Group] {
        let level: UnitLevel
        switch (selection.area?.level, selection.level) {
        case (nil, .powiat), (nil, .gmina): level = .wojewodztwo
        case (.wojewodztwo, .gmina): level = .powiat
        default: return []
        }
        let parts = Dictionary(grouping: rows.filter { $0.value != nil }, by: { $0.unit.code.ancestor(at: level)?.stem ?? "" })
        let groups: [Group] = parts.compactMap { stem, rows in
            guard let unit = (try? TERYTCode(stem)).flatMap({ snapshot.territory.unit($0) })?.unit,
                let distribution = Distribution(rows.map(\.value))
            else { return nil }
            let whiskers = distribution.whiskers
            return Group(
                unit: unit,
                numbers: FiveNumbers(
                    minimum: distribution.minimum, lowerQuartile: distribution.lowerQuartile, median: distribution.median,
                    upperQuartile: distribution.upperQuartile, maximum: distribution.maximum, low: whiskers.lowerBound, high: whiskers.upperBound),
                count: distribution.count,
                outliers: rows.compactMap { row in row.value.flatMap { whiskers.contains($0) ? nil : ($0, row.unit) } })
        }
        return groups.count > 1 ? groups.sorted { ($0.numbers.median, $1.unit.name) > ($1.numbers.median, $0.unit.name) } : []
    }

    /// The category of a value; nil where values are amounts.
    func category(_ value: Double?) -> MapCategory? {
        guard let all = categories?.all, let value, let index = Int(exactly: value), all.indices.contains(index) else { return nil }
        return all[index]
    }

    /// How many units of the area have each category, for those that occur.
    var categoryCounts: [(category: MapCategory, count: Int)] {
        (categories?.all ?? []).enumerated().compactMap { index, category in
            let count = rows.count { $0.value == Double(index) }
            return count > 0 ? (category, count) : nil
        }
    }

    /// The units that share an extreme of the area.
    func units(with value: Double?) -> [TerritorialUnit] {
        guard let value else { return [] }
        return rows.filter { $0.value == value }.map(\.unit)
    }
}
