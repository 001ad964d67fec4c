// SPDX-License-Identifier: Apache-2.0

import Atlas

/// All values of an indicator at one level: a column per period, a row per current unit of the level in
/// the order of codes. A unit without a row in the database is missing.
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
    let columns: [Column]

    init(indicator: Indicator, level: UnitLevel, observations: [Observation], positions: [String: Int], unitCount: Int) {
        self.indicator = indicator
        self.level = level
        var values: [Period: [Double?]] = [:]
        var flags: [Period: [ObservationFlag?]] = [:]
        for observation in observations {
            // A unit that no longer exists keeps its rows in the database but has no place on today's map.
            guard let position = positions[observation.code.stem], position < unitCount else { continue }
            if values[observation.period] == nil {
                values[observation.period] = Array(repeating: nil, count: unitCount)
                flags[observation.period] = Array(repeating: .missing, count: unitCount)
            }
            values[observation.period]?[position] = observation.value
            flags[observation.period]?[position] = observation.flag
        }
        columns = values.keys.sorted().compactMap { period in
            guard let columnValues = values[period], let columnFlags = flags[period] else { return nil }
            let withValue = columnFlags.filter { $0?.hasValue ?? true }
            return Column(
                period: period, values: columnValues, flags: columnFlags,
                isForecast: !withValue.isEmpty && withValue.allSatisfy { $0 == .forecast })
        }
    }

    func column(_ period: Period) -> Column? {
        columns.first { $0.period == period }
    }
}
