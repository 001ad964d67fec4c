// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Statistics

/// The values of one indicator in one period for all units of a level, with their order statistics.
struct SummarisedColumn: Sendable {
    let period: Period
    /// In the order of the level's units.
    let values: [Double?]
    let flags: [ObservationFlag?]
    let isForecast: Bool
    let summary: ColumnSummary

    init(_ column: IndicatorTable.Column) {
        period = column.period
        values = column.values
        flags = column.flags
        isForecast = column.isForecast
        summary = ColumnSummary(values: column.values, flags: column.flags)
    }

    /// A slice as the database keeps it, in the order of the level's units; units without an observation are missing.
    init(_ slice: ObservationSlice, positions: [UInt32: Int], unitCount: Int) {
        var values = [Double?](repeating: nil, count: unitCount)
        var flags = [ObservationFlag?](repeating: .missing, count: unitCount)
        for (index, number) in slice.unitNumbers.enumerated() {
            // A unit that no longer exists has no place among today's.
            guard let position = positions[number] else { continue }
            let state = slice.states[index]
            values[position] = state.hasValue ? slice.values[index] : nil
            flags[position] = state.flag
        }
        period = slice.period
        self.values = values
        self.flags = flags
        summary = ColumnSummary(values: values, flags: flags)
        isForecast = summary.count > 0 && zip(values, flags).allSatisfy { $0 == nil || $1 == .forecast }
    }

    var costBytes: Int { values.count * 10 + summary.count * 8 + 200 }
}

/// Order statistics of the values of several units.
struct ColumnSummary: Sendable {
    /// Nil without a value.
    let distribution: Distribution?
    /// Why the other units have none.
    let withoutValue: [ObservationFlag: Int]

    init(values: some Collection<Double?>, flags: some Collection<ObservationFlag?>) {
        distribution = Distribution(Array(values))
        withoutValue = Dictionary(
            zip(values, flags).compactMap { value, flag in value == nil ? (flag ?? .missing, 1) : nil }, uniquingKeysWith: +)
    }

    var count: Int { distribution?.count ?? 0 }

    /// The extremes and quartiles; a box plot's lines end at the last values within the fences.
    var numbers: FiveNumbers? {
        distribution.map { known in
            FiveNumbers(
                minimum: known.minimum, lowerQuartile: known.lowerQuartile, median: known.median, upperQuartile: known.upperQuartile,
                maximum: known.maximum, low: known.whiskers.lowerBound, high: known.whiskers.upperBound)
        }
    }

    /// How many values lie in a range, its ends included.
    func count(of range: ClosedRange<Double>) -> Int {
        guard let sorted = distribution?.sorted else { return 0 }
        return sorted.partitionPoint { $0 <= range.upperBound } - sorted.partitionPoint { $0 < range.lowerBound }
    }

    /// The place of a value from the highest; equal values share the better place.
    func place(of value: Double) -> Int {
        guard let sorted = distribution?.sorted else { return 1 }
        return sorted.count - sorted.partitionPoint { $0 <= value } + 1
    }

    /// How many standard deviations a value lies above the mean; nil where all values are the same.
    func standardScore(of value: Double) -> Double? {
        guard let distribution, distribution.standardDeviation > 0 else { return nil }
        return (value - distribution.mean) / distribution.standardDeviation
    }
}

extension Array {
    /// The first index at which a condition no longer holds, where it holds for a beginning of the array only.
    fileprivate func partitionPoint(_ holds: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Keeps the columns that profiles read: a profile looks at one column of every indicator, which is sorted once.
final class SummarisedColumns: Sendable {
    private struct Key: Hashable {
        let version: String
        let indicator: String
        let level: UnitLevel
        let period: Period
    }

    private struct PositionsKey: Hashable {
        let version: String
        let level: UnitLevel
    }

    private let columns: LeastRecentlyUsed<Key, SummarisedColumn>
    private let positions: LeastRecentlyUsed<PositionsKey, [UInt32: Int]>
    private let budgetBytes: Int

    init(budget: MemoryBudget) {
        budgetBytes = budget.bytes(.columns)
        columns = LeastRecentlyUsed(budget: budgetBytes / 8 * 7) { $0.costBytes }
        positions = LeastRecentlyUsed(budget: budgetBytes / 8) { 160 + $0.count * 32 }
    }

    var use: CacheUse {
        var use = CacheUse(part: .columns, columns, budgetBytes: budgetBytes)
        use.bytes += positions.totalCost
        return use
    }

    /// Nil when the indicator has no values of this level and period.
    func column(_ indicator: IndicatorID, _ level: UnitLevel, _ period: Period, in snapshot: AtlasSnapshot) async throws -> SummarisedColumn? {
        let key = Key(version: snapshot.version(of: indicator), indicator: indicator.text, level: level, period: period)
        if let known = columns[key] { return known }
        let column: SummarisedColumn
        if let table = snapshot.loadedTable(indicator, level: level) {
            guard let known = table.column(period) else { return nil }
            column = SummarisedColumn(known)
        } else {
            // One period of hundreds of indicators: whole tables would push all others out of memory.
            let slice = try await snapshot.slice(of: indicator, level: level, period: period)
            guard !slice.unitNumbers.isEmpty else { return nil }
            column = SummarisedColumn(
                slice, positions: positions(of: level, in: snapshot), unitCount: snapshot.territory.units(at: level).count)
        }
        columns.store(column, for: key)
        return column
    }

    private func positions(of level: UnitLevel, in snapshot: AtlasSnapshot) -> [UInt32: Int] {
        let key = PositionsKey(version: snapshot.territoryVersion, level: level)
        if let known = positions[key] { return known }
        let units = snapshot.territory.units(at: level)
        let made = Dictionary(
            units.enumerated().map { (UInt32(truncatingIfNeeded: $0.element.unit.code.featureID), $0.offset) }, uniquingKeysWith: { first, _ in first })
        positions.store(made, for: key)
        return made
    }
}
