// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// The periods in which an indicator has values at one level.
public struct LevelPeriods: Sendable, Hashable {
    /// In order, at least one.
    public let periods: [Period]
    /// The newest that is not wholly a forecast, or else the newest.
    public let newest: Period
}

extension AtlasStore {
    /// For each indicator and level with values the periods in which there are some: less than a map of every period
    /// and level would promise, as a series may be longer for larger units.
    public func levelPeriods() async throws -> [IndicatorID: [UnitLevel: LevelPeriods]] {
        try await pool.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT i.id, c.level, c.period, c.value_count > c.forecast_count
                    FROM coverage c JOIN indicator i ON i.number = c.indicator_number
                    """)
            var found: [String: [UnitLevel: [(period: Period, isMeasured: Bool)]]] = [:]
            // The same few periods for all.
            var known: [String: Period] = [:]
            while let row = try rows.next() {
                guard let level = UnitLevel(rawValue: row[1]) else { continue }
                let text: String = row[2]
                let period = try known[text] ?? Period(text)
                known[text] = period
                found[row[0], default: [:]][level, default: []].append((period, row[3]))
            }
            return try Dictionary(
                uniqueKeysWithValues: found.map { id, levels in
                    (
                        try IndicatorID(id),
                        levels.compactMapValues { entries in
                            let sorted = entries.sorted { $0.period < $1.period }
                            guard let newest = sorted.last(where: \.isMeasured) ?? sorted.last else { return nil }
                            return LevelPeriods(periods: sorted.map(\.period), newest: newest.period)
                        }
                    )
                })
        }
    }
}
