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
/// 6. A computed value has the gravest flag of the values that it is computed from: what comes from a forecast is a
///    forecast, what comes from an estimate an estimate.
public func aggregateObservations(
    _ observations: [Observation], indicators: [Indicator], units: [TerritorialUnit]
) throws(RatioCycleError) -> AggregatedObservations {
    let order = try EvaluationOrder(of: indicators)
    let division = PeriodicDivision(units)
    let positions = Dictionary(indicators.enumerated().map { ($0.element.id.text, $0.offset) }, uniquingKeysWith: { first, _ in first })
    var grids = [ObservationGrid](repeating: ObservationGrid(unitCount: division.codes.count), count: indicators.count)
    var unplaced: [Observation] = []
    for observation in observations {
        guard let indicator = positions[observation.indicator.text], let unit = division.index[observation.code] else {
            unplaced.append(observation)
            continue
        }
        let column = grids[indicator].addColumn(observation.period)
        grids[indicator].set(
            observation.value ?? .nan, CellState(observation.flag), at: grids[indicator].index(period: column, unit: unit))
    }
    var aggregator = ObservationAggregator(division: division)
    var contradictions: [TotalContradiction] = []
    for index in order.indices {
        var parts: (numerator: ObservationGrid?, denominator: ObservationGrid?) = (nil, nil)
        if case .ratio(let numerator, let denominator, _) = indicators[index].aggregation {
            parts = (positions[numerator].map { grids[$0] }, positions[denominator].map { grids[$0] })
        }
        contradictions += aggregator.fill(
            &grids[index], of: indicators[index], numerator: parts.numerator, denominator: parts.denominator)
    }
    return AggregatedObservations(
        observations: zip(indicators, grids).flatMap { $1.observations(of: $0.id, division) },
        contradictions: contradictions.sorted { ($0.indicator, $0.period, $0.code) < ($1.indicator, $1.period, $1.code) },
        unplaced: unplaced)
}

extension ObservationGrid {
    fileprivate func observations(of indicator: IndicatorID, _ division: PeriodicDivision) -> [Observation] {
        periods.indices.flatMap { period in
            division.byCode.compactMap { unit in
                let index = index(period: period, unit: unit)
                guard states[index].isPresent else { return nil }
                return Observation(
                    indicator: indicator, period: periods[period], code: division.codes[unit],
                    value: states[index].hasValue ? values[index] : nil, flag: states[index].flag)
            }
        }
    }
}
