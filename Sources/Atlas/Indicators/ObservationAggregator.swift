// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Fills the grid of an indicator with what follows from the given observations: values of larger units and ratios.
/// One indicator at a time, so that memory does not grow with their number. `aggregateObservations` has the rules.
public struct ObservationAggregator {
    private let division: PeriodicDivision
    /// For each unit of the division its row in the grids.
    private let rows: [Int]
    private let levels: [UnitLevel]
    private var existence: [Period: [Bool]] = [:]

    /// - Parameter rows: for each unit of the division its row in the grids; by default the same.
    public init(division: PeriodicDivision, rows: [Int]? = nil) {
        self.division = division
        self.rows = rows ?? Array(division.codes.indices)
        levels = division.codes.map(\.level)
    }

    /// Adds computed observations to the given ones.
    ///
    /// - Parameters:
    ///   - grid: given observations only; of all grids the same rows.
    ///   - numerator: for a ratio the complete grids of its parts; nil for a part that is not in the catalogue.
    /// - Returns: totals that contradict their parts.
    public mutating func fill(
        _ grid: inout ObservationGrid, of indicator: Indicator, numerator: ObservationGrid? = nil, denominator: ObservationGrid? = nil
    ) -> [TotalContradiction] {
        identifyCities(&grid)
        switch indicator.aggregation {
        case .none: return []
        case .sum: return grid.periods.indices.flatMap { sum(&grid, period: $0, indicator) }
        case .ratio(_, _, let factor):
            guard let numerator, let denominator else { return [] }
            for (top, period) in numerator.periods.enumerated() {
                guard let bottom = denominator.column(period) else { continue }
                ratio(&grid, period, numerator, top, denominator, bottom, factor)
            }
            return []
        }
    }

    private func identifyCities(_ grid: inout ObservationGrid) {
        let hasGminas = grid.periods.indices.contains { period in
            rows.indices.contains { levels[$0] == .gmina && grid.states[grid.index(period: period, unit: rows[$0])].isPresent }
        }
        guard hasGminas else { return }
        for period in grid.periods.indices {
            for city in division.cities {
                let powiat = grid.index(period: period, unit: rows[city.powiat])
                let gmina = grid.index(period: period, unit: rows[city.gmina])
                switch (grid.states[powiat].isPresent, grid.states[gmina].isPresent) {
                case (true, false): grid.set(grid.values[powiat], grid.states[powiat].computed(true), at: gmina)
                case (false, true): grid.set(grid.values[gmina], grid.states[gmina].computed(true), at: powiat)
                default: break
                }
            }
        }
    }

    private mutating func sum(_ grid: inout ObservationGrid, period: Int, _ indicator: Indicator) -> [TotalContradiction] {
        var contradictions: [TotalContradiction] = []
        let exists = existence(on: grid.periods[period])
        // Units are ordered from the smallest level up, so parts are ready before their whole.
        for whole in division.fromSmallest {
            var parts = 0
            var known = 0
            var applicable = 0
            var hasGap = false
            var total = 0.0
            var flags = FlagSet()
            for part in division.parts[whole] {
                let index = grid.index(period: period, unit: rows[part])
                let state = grid.states[index]
                guard exists[part] || state.hasValue else { continue }
                parts += 1
                guard state.isPresent else { continue }
                known += 1
                if state.hasValue {
                    applicable += 1
                    total += grid.values[index]
                    flags.insert(state)
                } else if state.flag != .notApplicable {
                    hasGap = true
                }
            }
            guard known > 0 else { continue }
            let computed: CellState =
                known < parts || hasGap
                ? CellState(.missing, isComputed: true)
                : applicable == 0 ? CellState(.notApplicable, isComputed: true) : CellState(flags.gravest, isComputed: true)
            let index = grid.index(period: period, unit: rows[whole])
            guard grid.states[index].isPresent else {
                grid.set(total, computed, at: index)
                continue
            }
            if grid.states[index].hasValue, computed.hasValue, abs(grid.values[index] - total) > Self.tolerance(indicator, parts: parts) {
                contradictions.append(
                    TotalContradiction(
                        indicator: indicator.id, period: grid.periods[period], code: division.codes[whole], given: grid.values[index],
                        sumOfParts: total))
            }
        }
        return contradictions
    }

    /// Counts are exact. Where values are rounded, every part and the total may each be off by half a last digit.
    private static func tolerance(_ indicator: Indicator, parts: Int) -> Double {
        indicator.decimals == 0 ? 0.5 : Double(parts + 1) * 0.5 * pow(10, -Double(indicator.decimals))
    }

    private func ratio(
        _ grid: inout ObservationGrid, _ period: Period, _ over: ObservationGrid, _ top: Int, _ under: ObservationGrid, _ bottom: Int,
        _ factor: Double
    ) {
        let known = observedLevels(over, top).intersection(observedLevels(under, bottom))
        guard !known.isEmpty else { return }
        let column = grid.addColumn(period)
        for unit in rows.indices where known.contains(levels[unit]) {
            let index = grid.index(period: column, unit: rows[unit])
            guard !grid.states[index].isPresent else { continue }
            let topIndex = over.index(period: top, unit: rows[unit])
            let bottomIndex = under.index(period: bottom, unit: rows[unit])
            let (topState, bottomState) = (over.states[topIndex], under.states[bottomIndex])
            guard topState.isPresent || bottomState.isPresent else { continue }
            if topState.flag == .notApplicable || bottomState.flag == .notApplicable {
                grid.set(.nan, CellState(.notApplicable, isComputed: true), at: index)
            } else if topState.hasValue, bottomState.hasValue {
                let denominator = under.values[bottomIndex]
                var flags = FlagSet()
                flags.insert(topState)
                flags.insert(bottomState)
                grid.set(
                    over.values[topIndex] / denominator * factor,
                    CellState(denominator == 0 ? .notApplicable : flags.gravest, isComputed: true), at: index)
            } else {
                grid.set(.nan, CellState(.missing, isComputed: true), at: index)
            }
        }
    }

    private func observedLevels(_ grid: ObservationGrid, _ period: Int) -> Set<UnitLevel> {
        var found = Set<UnitLevel>()
        for unit in rows.indices where grid.states[grid.index(period: period, unit: rows[unit])].isPresent && !found.contains(levels[unit]) {
            found.insert(levels[unit])
        }
        return found
    }

    private mutating func existence(on period: Period) -> [Bool] {
        if let known = existence[period] { return known }
        let made = division.existence(on: period)
        existence[period] = made
        return made
    }

    /// Flags met among values, as bits of their codes: sums run over millions of cells.
    private struct FlagSet {
        private var bits: UInt16 = 0

        mutating func insert(_ state: CellState) { bits |= 1 << UInt16(state.rawValue & 0x0F) }

        var gravest: ObservationFlag? {
            // Bit 1 is the plain value.
            guard bits & ~0b10 != 0 else { return nil }
            return ObservationFlag.gravest((2..<UInt8(16)).filter { bits & (1 << UInt16($0)) != 0 }.compactMap { CellState(rawValue: $0).flag })
        }
    }
}

/// The order in which indicators are computed: a ratio comes after its parts.
public struct EvaluationOrder: Sendable {
    /// Indices into the catalogue.
    public let indices: [Int]
    /// For each indicator the ratios that are computed from it directly.
    private let dependents: [[Int]]

    /// - Throws: when ratios lead back to themselves.
    public init(of indicators: [Indicator]) throws(RatioCycleError) {
        let positions = Dictionary(indicators.enumerated().map { ($0.element.id.text, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var dependents = [[Int]](repeating: [], count: indicators.count)
        var missing = [Int](repeating: 0, count: indicators.count)
        for (index, indicator) in indicators.enumerated() {
            guard case .ratio(let numerator, let denominator, _) = indicator.aggregation else { continue }
            // A part that is not in the catalogue has no values: the ratio then gets none either.
            for part in Set([numerator, denominator].compactMap { positions[$0] }) {
                dependents[part].append(index)
                missing[index] += 1
            }
        }
        var order = indicators.indices.filter { missing[$0] == 0 }
        var next = 0
        while next < order.count {
            for dependent in dependents[order[next]] {
                missing[dependent] -= 1
                if missing[dependent] == 0 { order.append(dependent) }
            }
            next += 1
        }
        guard order.count == indicators.count else {
            throw RatioCycleError(indicators: indicators.indices.filter { missing[$0] > 0 }.map { indicators[$0].id })
        }
        indices = order
        self.dependents = dependents
    }

    /// These indicators and all that are computed from them, in order.
    public func affected(by changed: some Sequence<Int>) -> [Int] {
        var found = Set(changed)
        for index in indices where found.contains(index) { found.formUnion(dependents[index]) }
        return indices.filter { found.contains($0) }
    }
}
