// SPDX-License-Identifier: Apache-2.0

/// All observations of one indicator as a table of units by periods. Which unit a row is, the owner of the grid knows.
public struct ObservationGrid: Sendable, Equatable {
    public let unitCount: Int
    /// In order.
    public private(set) var periods: [Period]
    /// Period after period; NaN where there is no value.
    public private(set) var values: [Double]
    /// In the order of `values`.
    public private(set) var states: [CellState]

    public init(unitCount: Int, periods: [Period] = []) {
        self.unitCount = unitCount
        self.periods = periods.sorted()
        values = Array(repeating: .nan, count: unitCount * periods.count)
        states = Array(repeating: .absent, count: unitCount * periods.count)
    }

    public static func == (a: ObservationGrid, b: ObservationGrid) -> Bool {
        a.unitCount == b.unitCount && a.periods == b.periods && a.states == b.states
            && zip(a.values, b.values).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    }

    /// The place of a cell in `values` and `states`.
    public func index(period: Int, unit: Int) -> Int { period * unitCount + unit }

    /// The column of a period; nil when there is none.
    public func column(_ period: Period) -> Int? {
        var (low, high) = (0, periods.count)
        while low < high {
            let middle = (low + high) / 2
            if periods[middle] < period { low = middle + 1 } else { high = middle }
        }
        return low < periods.count && periods[low] == period ? low : nil
    }

    /// The column of a period, made when there is none.
    public mutating func addColumn(_ period: Period) -> Int {
        if let known = column(period) { return known }
        let place = periods.firstIndex { period < $0 } ?? periods.count
        periods.insert(period, at: place)
        values.insert(contentsOf: repeatElement(.nan, count: unitCount), at: place * unitCount)
        states.insert(contentsOf: repeatElement(.absent, count: unitCount), at: place * unitCount)
        return place
    }

    /// Puts an observation into a cell. A state without a value drops the number.
    public mutating func set(_ value: Double, _ state: CellState, at index: Int) {
        values[index] = state.hasValue ? value : .nan
        states[index] = state
    }

    /// Takes out what the atlas computed.
    public mutating func removeComputed() {
        for index in states.indices where states[index].isComputed {
            states[index] = .absent
            values[index] = .nan
        }
    }
}
