// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// Where an indicator has values.
public struct IndicatorCoverage: Sendable, Hashable {
    public let indicator: Indicator
    /// Mapped levels with at least one value, from województwo down.
    public let levels: [UnitLevel]
    /// Periods with at least one value, in order.
    public let periods: [Period]
    /// Those of them in which every value is a forecast.
    public let forecastPeriods: [Period]
}

/// How much there is in the file.
public struct AtlasCounts: Sendable, Hashable {
    /// Current units without the country.
    public let units: Int
    public let indicators: Int
    /// Observations with a value, computed ones included.
    public let observations: Int
    public let institutions: Int
}

extension AtlasStore {
    /// The catalogue in its order, with the levels and periods for which there are values.
    public func indicators() async throws -> [IndicatorCoverage] {
        try await pool.read { db in
            // Levels are ranges of unit numbers, see the table's comment.
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT DISTINCT i.id, p.text,
                        CASE WHEN o.unit_number < 1 THEN 'kraj' WHEN o.unit_number < 100 THEN 'wojewodztwo'
                             WHEN o.unit_number < 10000 THEN 'powiat' ELSE 'gmina' END,
                        o.flag IS 'forecast'
                    FROM observation o JOIN indicator i ON i.number = o.indicator_number JOIN period p ON p.number = o.period_number
                    WHERE o.value IS NOT NULL
                    """)
            var levels: [String: Set<UnitLevel>] = [:]
            var periods: [String: Set<Period>] = [:]
            var measured: [String: Set<Period>] = [:]
            while let row = try rows.next() {
                let id: String = row[0]
                if let level = UnitLevel(rawValue: row[2]) { levels[id, default: []].insert(level) }
                let period = try Period(row[1])
                periods[id, default: []].insert(period)
                if row[3] == false { measured[id, default: []].insert(period) }
            }
            return try IndicatorRow.fetchAll(db).map { indicator in
                IndicatorCoverage(
                    indicator: indicator,
                    levels: UnitLevel.mapped.filter { levels[indicator.id.text]?.contains($0) ?? false },
                    periods: (periods[indicator.id.text] ?? []).sorted(),
                    forecastPeriods: (periods[indicator.id.text] ?? []).subtracting(measured[indicator.id.text] ?? []).sorted())
            }
        }
    }

    public func sources() async throws -> [Source] {
        try await pool.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM source ORDER BY id").map { row in
                Source(
                    id: row["id"], name: LocalizedText(polish: row["name_pl"], english: row["name_en"]),
                    publisher: row["publisher"], url: row["url"], date: try Period(row["date"]),
                    licence: LocalizedText(polish: row["licence_pl"], english: row["licence_en"]))
            }
        }
    }

    /// All observations of an indicator at a level, by period and code: one range scan per period.
    public func observations(of indicator: IndicatorID, level: UnitLevel) async throws -> [Observation] {
        let range = level.unitNumbers
        return try await pool.read { db in
            try ObservationRow.fetchAll(
                db, where: "i.id = ? AND o.unit_number BETWEEN ? AND ?",
                arguments: [indicator.text, range.lowerBound, range.upperBound])
        }
    }

    /// All observations as the sources gave them, in the order of the catalogue, for `export`.
    public func givenObservations() async throws -> [Observation] {
        try await pool.read { db in try ObservationRow.fetchAll(db, where: "is_computed = 0") }
    }

    public func counts() async throws -> AtlasCounts {
        try await pool.read { db in
            func count(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
            return AtlasCounts(
                units: try count("SELECT count(*) FROM unit WHERE valid_to IS NULL AND level <> 'kraj'"),
                indicators: try count("SELECT count(*) FROM indicator"),
                observations: try count("SELECT count(*) FROM observation WHERE value IS NOT NULL"),
                institutions: try count("SELECT count(*) FROM institution"))
        }
    }
}

extension UnitLevel {
    /// The numbers of the level's units, see table `observation`.
    var unitNumbers: ClosedRange<Int> {
        switch self {
        case .kraj: 0...0
        case .wojewodztwo: 1...99
        case .powiat: 100...9_999
        case .gmina: 10_000...999_999
        }
    }

    init(unitNumber: Int) {
        self = UnitLevel.allCases.first { $0.unitNumbers.contains(unitNumber) } ?? .gmina
    }
}

/// A row of the table of observations and how it becomes a value.
enum ObservationRow {
    static func fetchAll(_ db: Database, where condition: String, arguments: StatementArguments = []) throws -> [Observation] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT i.id, p.text, o.unit_number, o.value, o.flag
                FROM observation o JOIN indicator i ON i.number = o.indicator_number JOIN period p ON p.number = o.period_number
                WHERE \(condition)
                ORDER BY i.position, p.text, o.unit_number
                """,
            arguments: arguments)
        var observations: [Observation] = []
        // Ids and periods repeat by the hundred: each text is checked once.
        var ids: [String: IndicatorID] = [:]
        var periods: [String: Period] = [:]
        while let row = try rows.next() {
            let idText: String = row[0]
            let periodText: String = row[1]
            let id = try ids[idText] ?? IndicatorID(idText)
            let period = try periods[periodText] ?? Period(periodText)
            ids[idText] = id
            periods[periodText] = period
            let flag: String? = row[4]
            observations.append(
                Observation(
                    indicator: id, period: period, code: try code(unitNumber: row[2]), value: row[3],
                    flag: flag.flatMap(ObservationFlag.init(rawValue:))))
        }
        return observations
    }

    private static func code(unitNumber: Int) throws -> TERYTCode {
        let level = UnitLevel(unitNumber: unitNumber)
        let digits = String(unitNumber)
        return try TERYTCode(String(repeating: "0", count: max(0, level.codeLength - digits.count)) + digits)
    }
}
