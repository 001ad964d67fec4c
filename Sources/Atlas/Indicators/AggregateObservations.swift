// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Observations of all levels, made from what the sources give.
public struct AggregatedObservations: Sendable {
    /// Given and computed observations, ordered by indicator (in the order of the catalogue), period and code.
    public let observations: [Observation]
    /// Totals of a source that differ from the sum of their parts; the source's total stands.
    public let contradictions: [TotalContradiction]
    /// Observations of codes that are no unit, and of indicators that are not in the catalogue. They are left out.
    public let unplaced: [Observation]
}

/// A total given by a source that is not the sum of the parts given by it.
public struct TotalContradiction: Sendable, Hashable, CustomStringConvertible {
    public let indicator: IndicatorID
    public let period: Period
    public let code: TERYTCode
    public let given: Double
    public let sumOfParts: Double

    public var description: String {
        "\(indicator) \(period) \(code): the source gives \(given), its parts add up to \(sumOfParts)"
    }
}

/// Ratios that cannot be computed because each needs another one first.
public struct RatioCycleError: Error, Sendable, Hashable, LocalizedError {
    public let indicators: [IndicatorID]
    public var errorDescription: String? {
        "these ratios lead back to themselves: \(indicators.map(\.text).joined(separator: ", ")); build each from counts"
    }
}

/// Computes the values of larger units and of ratios.
///
/// 1. What a source gives stands. A total that its complete parts contradict by more than rounding is reported.
/// 2. A `sum` is the sum of the parts one level below: all of those that exist on the period's last day, and any
///    other that has a value. One part without a value makes the sum missing; a part to which the question does
///    not apply adds nothing, and if it applies to none, the sum is not applicable either. A unit none of whose
///    parts has an observation gets none.
/// 3. A `ratio` is computed from the unit's own numerator and denominator, at every level, for the periods
///    and levels in which both have observations. A denominator of zero makes it not applicable.
/// 4. `none` is never computed for a larger unit.
/// 5. A city with powiat rights and its gmina are one and the same: when an indicator has observations of gminas
///    at all, what is given for one of the two holds for the other.
/// 6. A value computed from a forecast is a forecast; one computed from a derived value is derived.
public func aggregateObservations(
    _ observations: [Observation], indicators: [Indicator], units: [TerritorialUnit]
) throws(RatioCycleError) -> AggregatedObservations {
    var aggregator = ObservationAggregator(indicators: indicators, division: PeriodicDivision(units))
    aggregator.place(observations)
    for index in try evaluationOrder(of: indicators) { aggregator.compute(indicator: index) }
    return aggregator.result()
}

/// Indicators so ordered that a ratio comes after its parts; indices into `indicators`.
private func evaluationOrder(of indicators: [Indicator]) throws(RatioCycleError) -> [Int] {
    let positions = Dictionary(indicators.enumerated().map { ($0.element.id.text, $0.offset) }, uniquingKeysWith: { first, _ in first })
    var order: [Int] = []
    var done = Set<Int>()
    var waiting = Array(indicators.indices)
    while !waiting.isEmpty {
        let ready = waiting.filter { index in
            guard case .ratio(let numerator, let denominator, _) = indicators[index].aggregation else { return true }
            // A part that is not in the catalogue has no values: the ratio then gets none either.
            return [numerator, denominator].allSatisfy { positions[$0].map(done.contains) ?? true }
        }
        guard !ready.isEmpty else { throw RatioCycleError(indicators: waiting.map { indicators[$0].id }) }
        order += ready
        done.formUnion(ready)
        waiting.removeAll { done.contains($0) }
    }
    return order
}

/// One cell of a table of units by period.
private struct Cell {
    var value: Double?
    var flag: ObservationFlag?

    static let missing = Cell(value: nil, flag: .missing)
    static let notApplicable = Cell(value: nil, flag: .notApplicable)

    var isNotApplicable: Bool { value == nil && flag == .notApplicable }

    /// The flag of a value computed from cells with these flags.
    static func flag(of cells: [Cell]) -> ObservationFlag? {
        if cells.contains(where: { $0.flag == .forecast }) { return .forecast }
        if cells.contains(where: { $0.flag == .derived }) { return .derived }
        return nil
    }
}

extension PeriodicDivision {
    /// The levels at which a table has observations.
    fileprivate func levels(_ cells: [Cell?]) -> Set<UnitLevel> {
        Set(cells.indices.filter { cells[$0] != nil }.map { codes[$0].level })
    }
}

private struct ObservationAggregator {
    let indicators: [Indicator]
    let division: PeriodicDivision
    private let positions: [String: Int]
    /// For each indicator and period one cell a unit; nil where there is no observation.
    private var tables: [[Period: [Cell?]]]
    private var contradictions: [TotalContradiction] = []
    private var unplaced: [Observation] = []

    init(indicators: [Indicator], division: PeriodicDivision) {
        self.indicators = indicators
        self.division = division
        positions = Dictionary(indicators.enumerated().map { ($0.element.id.text, $0.offset) }, uniquingKeysWith: { first, _ in first })
        tables = Array(repeating: [:], count: indicators.count)
    }

    mutating func place(_ observations: [Observation]) {
        let empty = [Cell?](repeating: nil, count: division.codes.count)
        for observation in observations {
            guard let indicator = positions[observation.indicator.text], let unit = division.index[observation.code] else {
                unplaced.append(observation)
                continue
            }
            tables[indicator][observation.period, default: empty][unit] = Cell(value: observation.value, flag: observation.flag)
        }
    }

    mutating func compute(indicator index: Int) {
        switch indicators[index].aggregation {
        case .none: identifyCities(index)
        case .sum:
            identifyCities(index)
            for period in tables[index].keys.sorted() { sum(index, period) }
        case .ratio(let numerator, let denominator, let factor):
            identifyCities(index)
            guard let top = positions[numerator], let bottom = positions[denominator] else { return }
            for (period, over) in tables[top] {
                guard let under = tables[bottom][period] else { continue }
                ratio(index, period, over: over, under: under, factor: factor)
            }
        }
    }

    private mutating func identifyCities(_ index: Int) {
        let hasGminas = tables[index].values.contains { cells in
            cells.indices.contains { cells[$0] != nil && division.codes[$0].level == .gmina }
        }
        guard hasGminas else { return }
        for (period, cells) in tables[index] {
            var cells = cells
            for (powiat, gmina) in division.cities {
                if cells[gmina] == nil { cells[gmina] = cells[powiat] } else if cells[powiat] == nil { cells[powiat] = cells[gmina] }
            }
            tables[index][period] = cells
        }
    }

    private mutating func sum(_ index: Int, _ period: Period) {
        guard var cells = tables[index][period] else { return }
        let exists = division.existence(on: period)
        // Units are ordered from the smallest level up, so parts are ready before their whole.
        for whole in division.fromSmallest {
            let parts = division.parts[whole].filter { exists[$0] || cells[$0]?.value != nil }
            let known = parts.compactMap { cells[$0] }
            guard !known.isEmpty else { continue }
            let computed: Cell
            if known.count < parts.count || known.contains(where: { $0.value == nil && !$0.isNotApplicable }) {
                computed = .missing
            } else {
                let applicable = known.filter { $0.value != nil }
                computed =
                    applicable.isEmpty
                    ? .notApplicable
                    : Cell(value: applicable.reduce(0) { $0 + ($1.value ?? 0) }, flag: Cell.flag(of: applicable))
            }
            guard let given = cells[whole] else {
                cells[whole] = computed
                continue
            }
            if let total = given.value, let parted = computed.value, abs(total - parted) > tolerance(index, parts: parts.count) {
                contradictions.append(
                    TotalContradiction(
                        indicator: indicators[index].id, period: period, code: division.codes[whole], given: total, sumOfParts: parted))
            }
        }
        tables[index][period] = cells
    }

    /// Counts are exact. Where values are rounded, every part and the total may each be off by half a last digit.
    private func tolerance(_ index: Int, parts: Int) -> Double {
        let decimals = indicators[index].decimals
        return decimals == 0 ? 0.5 : Double(parts + 1) * 0.5 * pow(10, -Double(decimals))
    }

    private mutating func ratio(_ index: Int, _ period: Period, over: [Cell?], under: [Cell?], factor: Double) {
        var cells = tables[index][period] ?? Array(repeating: nil, count: division.codes.count)
        let levels = division.levels(over).intersection(division.levels(under))
        for unit in cells.indices where cells[unit] == nil && levels.contains(division.codes[unit].level) {
            let top = over[unit]
            let bottom = under[unit]
            guard top != nil || bottom != nil else { continue }
            if top?.isNotApplicable == true || bottom?.isNotApplicable == true {
                cells[unit] = .notApplicable
            } else if let top, let bottom, let numerator = top.value, let denominator = bottom.value {
                cells[unit] =
                    denominator == 0
                    ? .notApplicable : Cell(value: numerator / denominator * factor, flag: Cell.flag(of: [top, bottom]))
            } else {
                cells[unit] = .missing
            }
        }
        tables[index][period] = cells
    }

    func result() -> AggregatedObservations {
        var observations: [Observation] = []
        for (index, indicator) in indicators.enumerated() {
            for (period, cells) in tables[index].sorted(by: { $0.key < $1.key }) {
                for unit in division.byCode {
                    guard let cell = cells[unit] else { continue }
                    observations.append(
                        Observation(
                            indicator: indicator.id, period: period, code: division.codes[unit], value: cell.value, flag: cell.flag))
                }
            }
        }
        return AggregatedObservations(
            observations: observations,
            contradictions: contradictions.sorted {
                ($0.indicator, $0.period, $0.code) < ($1.indicator, $1.period, $1.code)
            }, unplaced: unplaced)
    }
}
