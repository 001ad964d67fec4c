// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

extension AtlasMigrations {
    /// Observations as packed series instead of a row a value, where each indicator has values, and the log of imports
    /// with what each of them replaced.
    static func packSeries(_ db: Database) throws {
        try db.execute(
            sql: """
                -- Units are kept together by the 64, in the order of their codes when they are placed; a place is for good.
                -- Chunks 0…1023 are of the country, 1024… of województwa, 2048… of powiats, 3072… of gminas.
                CREATE TABLE unit_place (
                    unit_number INTEGER PRIMARY KEY CHECK (unit_number BETWEEN 0 AND 999999),
                    chunk_number INTEGER NOT NULL CHECK (chunk_number / 1024 =
                        CASE WHEN unit_number < 1 THEN 0 WHEN unit_number < 100 THEN 1 WHEN unit_number < 10000 THEN 2 ELSE 3 END),
                    slot INTEGER NOT NULL CHECK (slot BETWEEN 0 AND 63),
                    UNIQUE (chunk_number, slot)
                );

                -- All observations of one indicator for the units of one chunk. The key clusters: a level of an indicator is
                -- one range scan of a few dozen rows, all indicators of a unit are one row each.
                --
                -- cells, numbers little-endian: UInt8 format 1; UInt8 bytes of a value (1, 2, 4: whole numbers; 8: doubles); UInt8
                -- decimals by which whole numbers are divided; UInt8 number of slots; UInt16 number of periods; UInt32 number of
                -- runs; the periods in order as UInt32 (20210000 is 2021, 20141000 is 2014-10); runs of cells in the same state
                -- (UInt8 state, UInt16 length), slot after slot, all periods of a slot together; then the values of the cells
                -- that have one, in the same order.
                --
                -- state: 0 no observation; else 1 a plain value, 2 missing, 3 not applicable, 4 forecast, 5 derived, 6 estimated,
                -- 7 incomplete, 8 confidential, 9 not yet, 10 break, 11 imprecise, 12 joint; 128 more when the atlas computed it.
                CREATE TABLE series_chunk (
                    key INTEGER PRIMARY KEY CHECK (key = indicator_number * 4096 + chunk_number),
                    indicator_number INTEGER NOT NULL REFERENCES indicator (number),
                    chunk_number INTEGER NOT NULL CHECK (chunk_number BETWEEN 0 AND 4095),
                    cells BLOB NOT NULL CHECK (typeof(cells) = 'blob' AND length(cells) > 13)
                );

                -- Where there are values, so that nobody has to read them to know.
                CREATE TABLE coverage (
                    indicator_number INTEGER NOT NULL REFERENCES indicator (number) ON DELETE CASCADE,
                    level TEXT NOT NULL CHECK (level IN ('kraj', 'wojewodztwo', 'powiat', 'gmina')),
                    period TEXT NOT NULL CHECK (period GLOB '[12][0-9][0-9][0-9]*'),
                    value_count INTEGER NOT NULL CHECK (value_count > 0),
                    forecast_count INTEGER NOT NULL CHECK (forecast_count BETWEEN 0 AND value_count),
                    PRIMARY KEY (indicator_number, level, period)
                ) WITHOUT ROWID;

                CREATE TABLE import_log (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    kind TEXT NOT NULL CHECK (kind <> ''),
                    -- parted by line feeds
                    files TEXT NOT NULL,
                    note TEXT NOT NULL,
                    finished_at TEXT NOT NULL,
                    -- final: what it replaced is not kept (any more)
                    state TEXT NOT NULL CHECK (state IN ('applied', 'undone', 'final')),
                    undone_at TEXT CHECK ((undone_at IS NOT NULL) = (state = 'undone')),
                    values_added INTEGER NOT NULL CHECK (values_added >= 0),
                    values_changed INTEGER NOT NULL CHECK (values_changed >= 0),
                    values_unchanged INTEGER NOT NULL CHECK (values_unchanged >= 0),
                    indicators_added INTEGER NOT NULL CHECK (indicators_added >= 0),
                    indicators_changed INTEGER NOT NULL CHECK (indicators_changed >= 0),
                    indicators_unchanged INTEGER NOT NULL CHECK (indicators_unchanged >= 0),
                    -- some of the indicators that it changed, parted by line feeds
                    indicator_ids TEXT NOT NULL
                );

                -- The given values of a chunk before an import changed them; NULL: there were none.
                CREATE TABLE import_before_chunk (
                    import_id INTEGER NOT NULL REFERENCES import_log (id),
                    chunk_key INTEGER NOT NULL,
                    cells BLOB,
                    PRIMARY KEY (chunk_key, import_id)
                );
                CREATE INDEX import_before_chunk_import ON import_before_chunk (import_id);

                -- A row of the catalogue or of the sources before an import changed it (NULL: there was none) and after.
                CREATE TABLE import_before_definition (
                    import_id INTEGER NOT NULL REFERENCES import_log (id),
                    kind TEXT NOT NULL CHECK (kind IN ('source', 'indicator')),
                    id TEXT NOT NULL,
                    before TEXT,
                    after TEXT NOT NULL,
                    PRIMARY KEY (import_id, kind, id)
                ) WITHOUT ROWID;
                """)
        try placeUnits(db)
        try convertObservations(db)
        try db.execute(
            sql: """
                INSERT INTO coverage
                SELECT o.indicator_number, CASE WHEN o.unit_number < 1 THEN 'kraj' WHEN o.unit_number < 100 THEN 'wojewodztwo'
                        WHEN o.unit_number < 10000 THEN 'powiat' ELSE 'gmina' END AS level,
                    p.text, count(*), sum(o.flag IS 'forecast')
                FROM observation o JOIN period p ON p.number = o.period_number WHERE o.value IS NOT NULL GROUP BY 1, 2, 3;
                DROP TABLE observation;
                DROP TABLE period;
                """)
    }

    private static func placeUnits(_ db: Database) throws {
        let insert = try db.makeStatement(sql: "INSERT INTO unit_place VALUES (?, ?, ?)")
        let numbers = try Int.fetchAll(
            db, sql: "SELECT number FROM unit UNION SELECT DISTINCT unit_number FROM observation ORDER BY 1")
        var filled = [0, 0, 0, 0]
        for number in numbers {
            let level = number < 1 ? 0 : number < 100 ? 1 : number < 10_000 ? 2 : 3
            try insert.execute(arguments: [number, level * 1024 + filled[level] / 64, filled[level] % 64])
            filled[level] += 1
        }
    }

    /// Frozen as the format was when this step was released.
    private static func convertObservations(_ db: Database) throws {
        let codes: [String: UInt8] = ["missing": 2, "not-applicable": 3, "forecast": 4, "derived": 5]
        let insert = try db.makeStatement(sql: "INSERT INTO series_chunk VALUES (?, ?, ?, ?)")
        var current: (indicator: Int, chunk: Int)?
        var cells: [(slot: Int, period: String, state: UInt8, value: Double?)] = []
        func write() throws {
            guard let current else { return }
            try insert.execute(arguments: [
                current.indicator * 4096 + current.chunk, current.indicator, current.chunk, encode(cells),
            ])
        }
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT o.indicator_number, u.chunk_number, u.slot, p.text, o.value, o.flag, o.is_computed
                FROM observation o JOIN unit_place u ON u.unit_number = o.unit_number JOIN period p ON p.number = o.period_number
                ORDER BY 1, 2, 3, 4
                """)
        while let row = try rows.next() {
            let (indicator, chunk): (Int, Int) = (row[0], row[1])
            if current?.indicator != indicator || current?.chunk != chunk {
                try write()
                current = (indicator, chunk)
                cells = []
            }
            let flag: String? = row[5]
            let isComputed: Bool = row[6]
            cells.append((row[2], row[3], (flag.flatMap { codes[$0] } ?? 1) | (isComputed ? 128 : 0), row[4]))
        }
        try write()
    }

    private static func encode(_ cells: [(slot: Int, period: String, state: UInt8, value: Double?)]) -> Data {
        let periods = Set(cells.map(\.period)).sorted()
        let columns = Dictionary(uniqueKeysWithValues: periods.enumerated().map { ($0.element, $0.offset) })
        let slots = (cells.last?.slot ?? 0) + 1
        var states = [UInt8](repeating: 0, count: slots * periods.count)
        for cell in cells { states[cell.slot * periods.count + (columns[cell.period] ?? 0)] = cell.state }
        var runs: [(state: UInt8, length: UInt16)] = []
        for state in states {
            if let last = runs.last, last.state == state, last.length < .max {
                runs[runs.count - 1].length += 1
            } else {
                runs.append((state, 1))
            }
        }
        var data = Data()
        func append(_ number: some FixedWidthInteger) { withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) } }
        for byte in [1, 8, 0, slots] { append(UInt8(byte)) }
        append(UInt16(periods.count))
        append(UInt32(runs.count))
        for period in periods {
            let parts = period.split(separator: "-").compactMap { UInt32($0) } + [0, 0]
            append(parts[0] * 10_000 + parts[1] * 100 + parts[2])
        }
        for run in runs {
            append(run.state)
            append(run.length)
        }
        for cell in cells { if let value = cell.value { append(value.bitPattern) } }
        return data
    }
}
