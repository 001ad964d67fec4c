// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography

/// All values of an indicator at one level: a column per period, a row per current unit of the level in
/// the order of codes. A unit without a row in the database is missing.
///
/// Columns lie packed in memory, some three bytes a value, so that those of hundreds of indicators fit; what `columns` and
/// `column(_:)` give is unpacked for the caller, who keeps it for as long as it is worked with.
struct IndicatorTable: Sendable {
    struct Column: Sendable {
        let period: Period
        /// One entry per unit; nil where there is no value.
        let values: [Double?]
        let flags: [ObservationFlag?]
        let isForecast: Bool
    }

    let indicator: Indicator
    let level: UnitLevel
    /// What the values stand for where they are names: a cluster, a cell of a bivariate legend.
    let categories: MapCategories?
    private let packed: [PackedColumn]

    init(indicator: Indicator, level: UnitLevel, columns: [Column], categories: MapCategories? = nil) {
        self.indicator = indicator
        self.level = level
        self.categories = categories
        packed = columns.map(PackedColumn.init)
    }

    /// - Parameters:
    ///   - stored: what the database has.
    ///   - places: for each of its rows the place among the level's current units; nil for a unit that no longer exists:
    ///     it keeps its rows in the database but has no place on today's map.
    init(indicator: Indicator, stored: ObservationTable, places: [Int?], unitCount: Int) {
        self.indicator = indicator
        level = stored.level
        categories = nil
        packed = stored.grid.periods.indices.compactMap { period in
            var values = [Double](repeating: .nan, count: unitCount)
            var states = [CellState](repeating: .absent, count: unitCount)
            for (row, place) in places.enumerated() {
                guard let place else { continue }
                let index = stored.grid.index(period: period, unit: row)
                values[place] = stored.grid.values[index]
                states[place] = stored.grid.states[index]
            }
            guard states.contains(where: \.isPresent) else { return nil }
            return PackedColumn(period: stored.grid.periods[period], values: values, states: states)
        }
    }

    /// All columns in the order of their periods.
    var columns: [Column] { packed.map(\.column) }

    var periods: [Period] { packed.map(\.period) }

    /// The newest that is not a forecast, or else the newest; nil without values.
    var newestPeriod: Period? { (packed.last { !$0.isForecast } ?? packed.last)?.period }

    func column(_ period: Period) -> Column? { packed.first { $0.period == period }?.column }

    /// What the table takes in memory, for the budget of a cache.
    var costBytes: Int { packed.reduce(512) { $0 + $1.costBytes } }
}

/// A column as it is kept.
private struct PackedColumn: Sendable {
    let period: Period
    let isForecast: Bool
    private let values: PackedNumbers
    /// Nil where every unit has a plain value.
    private let states: [CellState]?

    init(_ column: IndicatorTable.Column) {
        self.init(
            period: column.period, values: column.values.map { $0 ?? .nan },
            states: zip(column.values, column.flags).map { value, flag in CellState(value == nil ? flag ?? .missing : flag) },
            isForecast: column.isForecast)
    }

    init(period: Period, values: [Double], states: [CellState]) {
        let flags = states.lazy.filter(\.hasValue).map(\.flag)
        self.init(
            period: period, values: values, states: states.map { $0.isPresent ? $0.computed(false) : CellState(.missing) },
            isForecast: !flags.isEmpty && flags.allSatisfy { $0 == .forecast })
    }

    private init(period: Period, values: [Double], states: [CellState], isForecast: Bool) {
        self.period = period
        self.isForecast = isForecast
        self.values = PackedNumbers(values)
        self.states = states.allSatisfy { $0 == .plain } ? nil : states
    }

    var column: IndicatorTable.Column {
        IndicatorTable.Column(
            period: period, values: values.unpacked(), flags: states?.map(\.flag) ?? Array(repeating: nil, count: values.count),
            isForecast: isForecast)
    }

    var costBytes: Int { 160 + values.bytes.count + (states?.count ?? 0) }
}
