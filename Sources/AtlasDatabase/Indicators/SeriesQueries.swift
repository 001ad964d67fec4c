// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// All that the atlas knows of one indicator for one unit.
public struct UnitSeries: Sendable, Hashable {
    public let indicator: IndicatorID
    /// Periods for which there is an observation, in order.
    public let periods: [Period]
    /// One entry a period; nil where there is no value, `flags` then says why.
    public let values: [Double?]
    public let flags: [ObservationFlag?]
    /// Whether the atlas computed the value (a sum of parts, a ratio) rather than a source giving it.
    public let isComputed: [Bool]
}

/// One indicator in one period for all units of a level that have an observation.
public struct ObservationSlice: Sendable {
    public let indicator: IndicatorID
    public let level: UnitLevel
    public let period: Period
    /// Stems of TERC codes read as numbers (26, 2604, 260409), the `TERYTCode.featureID` of each unit; units come in the
    /// order in which the database keeps them, which is nearly but not always that of their codes.
    public let unitNumbers: [UInt32]
    /// In the order of `unitNumbers`; NaN where there is no value.
    public let values: [Double]
    /// In the order of `unitNumbers`.
    public let states: [CellState]
    /// That of the indicator, as in `AtlasVersions.indicators`, when this was read; empty without an indicator.
    public let version: String
}

/// All observations of one indicator at one level.
public struct ObservationTable: Sendable {
    public let indicator: IndicatorID
    public let level: UnitLevel
    /// For each row of the grid its unit: the stem of the code read as a number.
    public let unitNumbers: [UInt32]
    public let grid: ObservationGrid
    /// That of the indicator, as in `AtlasVersions.indicators`, when this was read.
    public let version: String
}

extension AtlasStore {
    /// Every indicator that has an observation of the unit, in the order of the catalogue: for a unit's profile.
    public func seriesOfAllIndicators(of code: TERYTCode) async throws -> [UnitSeries] {
        try await pool.read { db in
            guard let place = try Row.fetchOne(
                db, sql: "SELECT chunk_number, slot FROM unit_place WHERE unit_number = ?", arguments: [Int(code.featureID)])
            else { return [] }
            let (chunk, slot): (Int, Int) = (place[0], place[1])
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT i.id, s.cells FROM indicator i JOIN series_chunk s ON s.key = i.number * 4096 + ? ORDER BY i.position
                    """,
                arguments: [chunk])
            var known = KnownPeriods()
            var all: [UnitSeries] = []
            while let row = try rows.next() {
                let series = try row.withUnsafeData(atIndex: 1) { data in
                    try (data ?? Data()).withUnsafeBytes { try Self.series(of: IndicatorID(row[0]), $0, slot: slot, &known) }
                }
                if !series.periods.isEmpty { all.append(series) }
            }
            return all
        }
    }

    private static func series(
        of indicator: IndicatorID, _ cells: UnsafeRawBufferPointer, slot: Int, _ known: inout KnownPeriods
    ) throws -> UnitSeries {
        let reader = try SeriesChunkReader(cells)
        var found: [(period: Int, state: CellState, value: Double)] = []
        found.reserveCapacity(reader.periodCount)
        reader.forEachCell(inSlot: slot) { found.append(($0, $1, $2)) }
        return UnitSeries(
            indicator: indicator, periods: try found.map { try known.period(reader.period($0.period)) },
            values: found.map { $0.state.hasValue ? $0.value : nil }, flags: found.map(\.state.flag),
            isComputed: found.map(\.state.isComputed))
    }

    /// One indicator at one level in one period; empty when there is nothing.
    public func slice(of indicator: IndicatorID, level: UnitLevel, period: Period) async throws -> ObservationSlice {
        let wanted = PeriodCode(period)
        return try await pool.read { [layouts] db in
            var numbers: [UInt32] = []
            var values: [Double] = []
            var states: [CellState] = []
            var version = ""
            if let number = try Self.number(of: indicator, db) {
                version = try AtlasVersions.indicator(number, db) ?? ""
                let layout = try layouts.layout(of: level, db)
                for chunk in try SeriesStorage(db).chunks(of: number, levels: level.ordinal...level.ordinal) {
                    let firstRow = try layout.firstRow(ofChunk: chunk.number)
                    try chunk.cells.withUnsafeBytes { bytes in
                        let reader = try SeriesChunkReader(bytes)
                        guard let column = reader.periods.firstIndex(of: wanted) else { return }
                        reader.forEachCell { slot, period, state, value in
                            guard period == column else { return }
                            numbers.append(layout.unitNumbers[firstRow + slot])
                            values.append(value)
                            states.append(state)
                        }
                    }
                }
            }
            return ObservationSlice(
                indicator: indicator, level: level, period: period, unitNumbers: numbers, values: values, states: states, version: version)
        }
    }

    /// All observations of an indicator at a level in one read; nil for an indicator that is not in the catalogue.
    public func table(of indicator: IndicatorID, level: UnitLevel) async throws -> ObservationTable? {
        try await pool.read { [layouts] db in
            guard let number = try Self.number(of: indicator, db) else { return nil }
            let layout = try layouts.layout(of: level, db)
            var storage = try SeriesStorage(db)
            let grid = try storage.grid(try storage.chunks(of: number, levels: level.ordinal...level.ordinal), layout)
            return ObservationTable(indicator: indicator, level: level, unitNumbers: layout.unitNumbers, grid: grid,
                version: try AtlasVersions.indicator(number, db) ?? "")
        }
    }

    /// All observations of an indicator at a level, by period and code.
    public func observations(of indicator: IndicatorID, level: UnitLevel) async throws -> [Observation] {
        guard let table = try await table(of: indicator, level: level) else { return [] }
        return try Self.observations(of: indicator, table.grid, table.unitNumbers)
    }

    /// The observations of an indicator as the sources gave them, by period and code.
    public func givenObservations(of indicator: IndicatorID) async throws -> [Observation] {
        try await pool.read { db in
            guard let number = try Self.number(of: indicator, db) else { return [] }
            var storage = try SeriesStorage(db)
            return try Self.given(indicator, number, try GridLayout(db), &storage)
        }
    }

    /// All observations as the sources gave them, in the order of the catalogue. Of a large atlas these are gigabytes: see
    /// `givenObservations(of:)`.
    public func givenObservations() async throws -> [Observation] {
        try await pool.read { db in
            let layout = try GridLayout(db)
            var storage = try SeriesStorage(db)
            return try Row.fetchAll(db, sql: "SELECT id, number FROM indicator ORDER BY position").flatMap { row in
                try Self.given(IndicatorID(row[0]), row[1], layout, &storage)
            }
        }
    }

    private static func given(
        _ indicator: IndicatorID, _ number: Int64, _ layout: GridLayout, _ storage: inout SeriesStorage
    ) throws -> [Observation] {
        var grid = try storage.grid(try storage.chunks(of: number), layout)
        grid.removeComputed()
        return try observations(of: indicator, grid, layout.unitNumbers)
    }

    private static func number(of indicator: IndicatorID, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT number FROM indicator WHERE id = ?", arguments: [indicator.text])
    }

    private static func observations(of indicator: IndicatorID, _ grid: ObservationGrid, _ numbers: [UInt32]) throws -> [Observation] {
        // Codes of all levels in the order of their numbers, as they always were listed.
        let rows = numbers.indices.sorted { numbers[$0] < numbers[$1] }
        let codes = try numbers.map { try TERYTCode(unitNumber: Int($0)) }
        return grid.periods.indices.flatMap { column in
            rows.compactMap { row in
                let index = grid.index(period: column, unit: row)
                guard grid.states[index].isPresent else { return nil }
                return Observation(
                    indicator: indicator, period: grid.periods[column], code: codes[row],
                    value: grid.states[index].hasValue ? grid.values[index] : nil, flag: grid.states[index].flag)
            }
        }
    }
}

extension AtlasStore {
    /// Reads every chunk of every series, and compares the table of coverage with what is there.
    func checkSeries() async throws {
        let path = path
        try await pool.read { db in try Self.checkSeries(db, path: path) }
    }

    static func checkSeries(_ db: Database, path: String) throws {
        let layout = try GridLayout(db)
        let levels = UnitLevel.allCases.filter { layout.rows(of: $0) != nil }
        var storage = try SeriesStorage(db)
        do {
            for number in try Int64.fetchAll(db, sql: "SELECT number FROM indicator") {
                let grid = try storage.grid(try storage.chunks(of: number), layout)
                var values = 0
                for level in levels {
                    for column in grid.periods.indices {
                        values += (layout.rows(of: level) ?? 0..<0).count { grid.states[grid.index(period: column, unit: $0)].hasValue }
                    }
                }
                let known = try Int.fetchOne(
                    db, sql: "SELECT ifnull(sum(value_count), 0) FROM coverage WHERE indicator_number = ?", arguments: [number])
                guard values == known else {
                    throw AtlasStoreError.inconsistent("indicator \(number) has \(values) values, table coverage says \(known ?? 0)")
                }
            }
        } catch AtlasStoreError.inconsistent(let reason) {
            throw AtlasStoreError.damaged(path: path, reason: reason)
        }
    }
}
