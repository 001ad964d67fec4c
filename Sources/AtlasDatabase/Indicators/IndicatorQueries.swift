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

    public init(indicator: Indicator, levels: [UnitLevel], periods: [Period], forecastPeriods: [Period]) {
        self.indicator = indicator
        self.levels = levels
        self.periods = periods
        self.forecastPeriods = forecastPeriods
    }
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
            var levels: [String: Set<UnitLevel>] = [:]
            var periods: [String: Set<Period>] = [:]
            var measured: [String: Set<Period>] = [:]
            try CoverageRow.forEach(db) { row in
                if let level = row.level { levels[row.indicator, default: []].insert(level) }
                periods[row.indicator, default: []].insert(row.period)
                if row.isMeasured { measured[row.indicator, default: []].insert(row.period) }
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

    public func counts() async throws -> AtlasCounts {
        try await pool.read { db in
            func count(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
            return AtlasCounts(
                units: try count("SELECT count(*) FROM unit WHERE valid_to IS NULL AND level <> 'kraj'"),
                indicators: try count("SELECT count(*) FROM indicator"),
                observations: try count("SELECT ifnull(sum(value_count), 0) FROM coverage"),
                institutions: try count("SELECT count(*) FROM institution"))
        }
    }
}

extension UnitLevel {
    /// The numbers of the level's units are a range: the country 0, województwa to 99, powiats to 9999, gminas from 10000.
    init(unitNumber: Int) {
        switch unitNumber {
        case ..<1: self = .kraj
        case ..<100: self = .wojewodztwo
        case ..<10_000: self = .powiat
        default: self = .gmina
        }
    }
}

extension TERYTCode {
    /// The unit with this number (26, 2604, 260409).
    init(unitNumber: Int) throws {
        let digits = String(unitNumber)
        try self.init(String(repeating: "0", count: max(0, UnitLevel(unitNumber: unitNumber).codeLength - digits.count)) + digits)
    }
}
