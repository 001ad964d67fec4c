// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

enum ObservationWriting {
    /// Adds observations as a source gave them, or changes those for the same indicator, period and unit.
    static func apply(_ observations: [Observation], to db: Database) throws -> WriteSummary {
        var summary = WriteSummary()
        let indicatorNumbers = try numbers(db, "SELECT id, number FROM indicator")
        var periodNumbers = try numbers(db, "SELECT text, number FROM period")
        let find = try db.makeStatement(
            sql: """
                SELECT value, flag FROM observation
                WHERE indicator_number = ? AND period_number = ? AND unit_number = ? AND is_computed = 0
                """)
        let write = try db.makeStatement(sql: upsertSQL)
        for observation in observations {
            guard let indicator = indicatorNumbers[observation.indicator.text] else {
                throw AtlasStoreError.inconsistent("there is no indicator \(observation.indicator)")
            }
            let period = try periodNumbers[observation.period.text] ?? addPeriod(observation.period, db, to: &periodNumbers)
            let unit = Int(observation.code.featureID)
            if let row = try Row.fetchOne(find, arguments: [indicator, period, unit]) {
                let value: Double? = row[0]
                let flag: String? = row[1]
                if value == observation.value && flag == observation.flag?.rawValue {
                    summary.unchanged += 1
                    continue
                }
                summary.changed += 1
            } else {
                summary.added += 1
            }
            try write.execute(arguments: [indicator, period, unit, observation.value, observation.flag?.rawValue, 0])
        }
        return summary
    }

    /// Computes anew what larger units and ratios are, from all that the sources gave.
    /// - Returns: remarks: totals that contradict their parts, and rows of units that do not exist.
    @discardableResult
    static func aggregate(_ db: Database) throws -> [String] {
        let indicators = try IndicatorRow.fetchAll(db)
        let given = try ObservationRow.fetchAll(db, where: "is_computed = 0")
        // Earlier states too: a gmina that became a town in 2026 was a part of its powiat in 2015.
        let units = try Row.fetchAll(db, sql: "SELECT \(UnitRow.columns) FROM unit").map(UnitRow.unit)
        let result = try aggregateObservations(given, indicators: indicators, units: units)

        try db.execute(sql: "DELETE FROM observation WHERE is_computed = 1")
        let indicatorNumbers = try numbers(db, "SELECT id, number FROM indicator")
        let periodNumbers = try numbers(db, "SELECT text, number FROM period")
        let write = try db.makeStatement(sql: insertComputedSQL)
        for observation in result.observations {
            guard let indicator = indicatorNumbers[observation.indicator.text], let period = periodNumbers[observation.period.text]
            else { continue }
            try write.execute(arguments: [
                indicator, period, Int(observation.code.featureID), observation.value, observation.flag?.rawValue,
            ])
        }
        return result.contradictions.map(\.description)
            + result.unplaced.map { "\($0.indicator) \($0.period) \($0.code): there is no such unit; the row is kept but nothing is computed from it" }
    }

    private static let upsertSQL = """
        INSERT INTO observation (indicator_number, period_number, unit_number, value, flag, is_computed) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET value = excluded.value, flag = excluded.flag, is_computed = excluded.is_computed
        """

    /// What a source gave stands: a computed value never replaces it.
    private static let insertComputedSQL = """
        INSERT INTO observation (indicator_number, period_number, unit_number, value, flag, is_computed) VALUES (?, ?, ?, ?, ?, 1)
        ON CONFLICT DO NOTHING
        """

    private static func numbers(_ db: Database, _ sql: String) throws -> [String: Int64] {
        var numbers: [String: Int64] = [:]
        let rows = try Row.fetchCursor(db, sql: sql)
        while let row = try rows.next() { numbers[row[0]] = row[1] }
        return numbers
    }

    private static func addPeriod(_ period: Period, _ db: Database, to numbers: inout [String: Int64]) throws -> Int64 {
        try db.execute(sql: "INSERT INTO period (text) VALUES (?)", arguments: [period.text])
        numbers[period.text] = db.lastInsertedRowID
        return db.lastInsertedRowID
    }
}

extension AtlasStore {
    /// Adds or changes indicators and their sources in one transaction.
    public func importIndicators(sources: [Source], indicators: [Indicator], dryRun: Bool = false) async throws -> WriteSummary {
        try await change(dryRun: dryRun) { db in
            try IndicatorWriting.upsert(sources: sources, indicators: indicators, to: db)
        }
    }

    /// Adds or changes observations in one transaction; values computed from them follow.
    public func importObservations(_ observations: [Observation], dryRun: Bool = false) async throws -> WriteSummary {
        try await change(dryRun: dryRun) { db in
            try ObservationWriting.apply(observations, to: db)
        }
    }

    private func change(dryRun: Bool, _ write: @Sendable @escaping (Database) throws -> WriteSummary) async throws -> WriteSummary {
        try await pool.writeWithoutTransaction { db in
            var result = WriteSummary()
            try db.inTransaction(.immediate) {
                result = try write(db)
                if result.added + result.changed > 0 {
                    try ObservationWriting.aggregate(db)
                    try AtlasProperty.renewDataVersion(db)
                }
                return dryRun ? .rollback : .commit
            }
            return result
        }
    }
}
