// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// Chunks of series in the table and grids in memory.
struct SeriesStorage {
    private let db: Database
    private let fetchRange: Statement
    private let fetchOne: Statement
    private let upsert: Statement
    private let delete: Statement
    private let renewVersion: Statement
    private var writer = SeriesChunkWriter()
    private var periods = KnownPeriods()

    init(_ db: Database) throws {
        self.db = db
        fetchRange = try db.cachedStatement(sql: "SELECT chunk_number, cells FROM series_chunk WHERE key BETWEEN ? AND ? ORDER BY key")
        fetchOne = try db.cachedStatement(sql: "SELECT cells FROM series_chunk WHERE key = ?")
        upsert = try db.cachedStatement(
            sql: """
                INSERT INTO series_chunk (key, indicator_number, chunk_number, cells) VALUES (?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET cells = excluded.cells
                """)
        delete = try db.cachedStatement(sql: "DELETE FROM series_chunk WHERE key = ?")
        renewVersion = try db.cachedStatement(
            sql: """
                INSERT INTO atlas_property (name, value) VALUES ('series-version/' || ?, hex(randomblob(8)))
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """)
    }

    static func key(indicator: Int64, chunk: Int) -> Int64 { indicator * 4_096 + Int64(chunk) }

    /// The stored chunks of an indicator by number, for some levels.
    func chunks(of indicator: Int64, levels: ClosedRange<UnitLevel.Ordinal> = 0...3) throws -> [(number: Int, cells: Data)] {
        let range = Self.key(indicator: indicator, chunk: levels.lowerBound * 1_024)...Self.key(
            indicator: indicator, chunk: levels.upperBound * 1_024 + 1_023)
        let rows = try Row.fetchCursor(fetchRange, arguments: [range.lowerBound, range.upperBound])
        var chunks: [(number: Int, cells: Data)] = []
        while let row = try rows.next() { chunks.append((row[0], row[1])) }
        return chunks
    }

    func cells(_ key: Int64) throws -> Data? { try Data.fetchOne(fetchOne, arguments: [key]) }

    /// A grid of these chunks. Rows are those of the layout.
    mutating func grid(_ chunks: [(number: Int, cells: Data)], _ layout: GridLayout) throws -> ObservationGrid {
        var codes = Set<PeriodCode>()
        for chunk in chunks { try chunk.cells.withUnsafeBytes { codes.formUnion(try SeriesChunkReader($0).periods) } }
        var grid = ObservationGrid(unitCount: layout.unitNumbers.count, periods: try codes.map { try periods.period($0) })
        for chunk in chunks { try Self.fill(&grid, chunk.cells, firstRow: try layout.firstRow(ofChunk: chunk.number)) }
        return grid
    }

    /// A grid of the 64 slots of one chunk with at least these periods.
    mutating func grid(ofChunk cells: Data?, periods wanted: Set<Period> = []) throws -> ObservationGrid {
        var all = wanted
        if let cells {
            let codes = try cells.withUnsafeBytes { try SeriesChunkReader($0).periods }
            for code in codes { all.insert(try periods.period(code)) }
        }
        var grid = ObservationGrid(unitCount: SeriesChunkReader.slots, periods: Array(all))
        if let cells { try Self.fill(&grid, cells, firstRow: 0) }
        return grid
    }

    private static func fill(_ grid: inout ObservationGrid, _ cells: Data, firstRow: Int) throws {
        try cells.withUnsafeBytes { bytes in
            let reader = try SeriesChunkReader(bytes)
            guard firstRow + reader.slotCount <= grid.unitCount else {
                throw AtlasStoreError.inconsistent("table series_chunk holds values of units that have no place")
            }
            // Both are in order, so one walk finds every column.
            var columns: [Int] = []
            var column = 0
            for code in reader.periods {
                while PeriodCode(grid.periods[column]) < code { column += 1 }
                columns.append(column)
            }
            let unitCount = grid.unitCount
            reader.forEachCell { slot, period, state, value in
                grid.set(value, state, at: columns[period] * unitCount + firstRow + slot)
            }
        }
    }

    mutating func encode(_ grid: ObservationGrid, rows: Range<Int>) -> Data? { writer.encode(grid, rows: rows) }

    /// The chunk as it is without what the atlas computed; nil when nothing is left.
    mutating func givenOnly(_ cells: Data?) throws -> Data? {
        guard let cells, try cells.withUnsafeBytes({ try SeriesChunkReader($0).hasComputed }) else { return cells }
        let grid = try grid(ofChunk: cells)
        return writer.encode(grid, rows: 0..<SeriesChunkReader.slots) { !$0.isComputed }
    }

    /// Writes or, without cells, removes a chunk. The indicator's values then have another version.
    func write(_ cells: Data?, indicator: Int64, chunk: Int) throws {
        try renewVersion.execute(arguments: [indicator])
        let key = Self.key(indicator: indicator, chunk: chunk)
        guard let cells else { return try delete.execute(arguments: [key]) }
        try upsert.execute(arguments: [key, indicator, chunk, cells])
    }
}
