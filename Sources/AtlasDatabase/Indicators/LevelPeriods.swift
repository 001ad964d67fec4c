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
            var found: [String: [UnitLevel: [(period: Period, isMeasured: Bool)]]] = [:]
            try CoverageRow.forEach(db) { row in
                if let level = row.level { found[row.indicator, default: [:]][level, default: []].append((row.period, row.isMeasured)) }
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

/// An indicator, a level and a period with values.
struct CoverageRow {
    let indicator: String
    /// Nil for a level that this program does not know.
    let level: UnitLevel?
    let period: Period
    /// Whether some value is not a forecast.
    let isMeasured: Bool

    static func forEach(_ db: Database, _ body: (CoverageRow) throws -> Void) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT i.id, c.level, c.period, c.value_count > c.forecast_count
                FROM coverage c JOIN indicator i ON i.number = c.indicator_number
                """)
        // The same few periods for all.
        var known: [String: Period] = [:]
        while let row = try rows.next() {
            let text: String = row[2]
            let period = try known[text] ?? Period(text)
            known[text] = period
            try body(CoverageRow(indicator: row[0], level: UnitLevel(rawValue: row[1]), period: period, isMeasured: row[3]))
        }
    }
}
