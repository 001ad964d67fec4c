// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB
import Synchronization

/// Where units stand in the chunks of a series. A place is a chunk's number times 64 plus a slot.
struct UnitPlaces {
    /// By the unit's number, −1 where there is none: every value of an import asks.
    private var places: [Int32]
    /// For each level the number of places given.
    private var filled: [Int]

    private static let chunksOfALevel = 1_024

    init(_ db: Database) throws {
        places = Array(repeating: -1, count: 1_000_000)
        filled = Array(repeating: 0, count: UnitLevel.allCases.count)
        let rows = try Row.fetchCursor(db, sql: "SELECT unit_number, chunk_number, slot FROM unit_place")
        while let row = try rows.next() {
            let (number, chunk, slot): (Int, Int, Int) = (row[0], row[1], row[2])
            places[number] = Int32(chunk * SeriesChunkReader.slots + slot)
            filled[chunk / Self.chunksOfALevel] += 1
        }
        try placeUnits(db)
    }

    /// Gives places to the units of the territory that have none, in the order of their codes.
    private mutating func placeUnits(_ db: Database) throws {
        let numbers = try Int.fetchAll(
            db, sql: "SELECT DISTINCT number FROM unit WHERE number NOT IN (SELECT unit_number FROM unit_place) ORDER BY number")
        for number in numbers { _ = try add(number, db) }
    }

    /// The place of a unit, given to it when it has none. Codes that are no unit (yet) have places too.
    mutating func place(of number: Int, _ db: Database) throws -> Int {
        let known = places[number]
        return known >= 0 ? Int(known) : try add(number, db)
    }

    private mutating func add(_ number: Int, _ db: Database) throws -> Int {
        let level = UnitLevel(unitNumber: number).ordinal
        let place = level * Self.chunksOfALevel * SeriesChunkReader.slots + filled[level]
        filled[level] += 1
        places[number] = Int32(place)
        try db.execute(
            sql: "INSERT INTO unit_place (unit_number, chunk_number, slot) VALUES (?, ?, ?)",
            arguments: [number, place / SeriesChunkReader.slots, place % SeriesChunkReader.slots])
        return place
    }
}

/// The rows of grids: the placed units of some levels in the order of their places.
struct GridLayout: Sendable {
    struct Chunk: Sendable {
        let number: Int
        let rows: Range<Int>
    }

    let chunks: [Chunk]
    /// By chunk number the chunk's first row.
    private let firstRows: [Int: Int]
    /// By row the unit's number.
    let unitNumbers: [UInt32]
    let rowOfUnit: [UInt32: Int]

    init(_ db: Database, levels: ClosedRange<UnitLevel.Ordinal> = 0...3) throws {
        var chunks: [Chunk] = []
        var numbers: [UInt32] = []
        let rows = try Row.fetchCursor(
            db, sql: "SELECT chunk_number, unit_number FROM unit_place WHERE chunk_number BETWEEN ? AND ? ORDER BY chunk_number, slot",
            arguments: [levels.lowerBound * 1_024, levels.upperBound * 1_024 + 1_023])
        while let row = try rows.next() {
            let chunk: Int = row[0]
            numbers.append(row[1])
            if let last = chunks.last, last.number == chunk {
                chunks[chunks.count - 1] = Chunk(number: chunk, rows: last.rows.lowerBound..<numbers.count)
            } else {
                chunks.append(Chunk(number: chunk, rows: numbers.count - 1..<numbers.count))
            }
        }
        self.chunks = chunks
        unitNumbers = numbers
        firstRows = Dictionary(uniqueKeysWithValues: chunks.map { ($0.number, $0.rows.lowerBound) })
        rowOfUnit = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($0.element, $0.offset) })
    }

    func firstRow(ofChunk number: Int) throws -> Int {
        guard let row = firstRows[number] else {
            throw AtlasStoreError.inconsistent("table series_chunk holds chunk \(number), in which no unit has a place")
        }
        return row
    }
}

extension UnitLevel {
    typealias Ordinal = Int

    /// 0 for the country … 3 for gminas: the thousands of chunk numbers.
    var ordinal: Ordinal {
        switch self {
        case .kraj: 0
        case .wojewodztwo: 1
        case .powiat: 2
        case .gmina: 3
        }
    }
}

extension GridLayout {
    /// The rows of a level; nil when none of its units has a place.
    func rows(of level: UnitLevel) -> Range<Int>? {
        let range = level.ordinal * 1_024...level.ordinal * 1_024 + 1_023
        guard let first = chunks.first(where: { range.contains($0.number) }), let last = chunks.last(where: { range.contains($0.number) })
        else { return nil }
        return first.rows.lowerBound..<last.rows.upperBound
    }
}

/// Layouts of single levels, kept as long as the data are the same: a slice is read faster than its layout.
final class KnownLayouts: Sendable {
    private let known = Mutex<(version: String, layouts: [UnitLevel: GridLayout])>(("", [:]))

    func layout(of level: UnitLevel, _ db: Database) throws -> GridLayout {
        let version = try AtlasProperty.read(.dataVersion, db) ?? ""
        if let layout = known.withLock({ $0.version == version ? $0.layouts[level] : nil }) { return layout }
        let layout = try GridLayout(db, levels: level.ordinal...level.ordinal)
        known.withLock { known in
            if known.version != version { known = (version, [:]) }
            known.layouts[level] = layout
        }
        return layout
    }
}
