// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB
import TileGeometry

/// The boundaries of all units as they were on one day.
public struct BoundaryEdition: Sendable, Hashable {
    public let number: Int
    /// The day whose boundaries these are.
    public let date: Period
    /// The name of the file that they came from; empty when unknown.
    public let source: String
    /// Another text whenever the edition's content is another one.
    public let version: String

    /// All editions, the newest last.
    static func all(_ db: Database) throws -> [BoundaryEdition] {
        try Row.fetchAll(db, sql: "SELECT number, date, source, version FROM boundary_edition ORDER BY date").map { row in
            BoundaryEdition(number: row["number"], date: try Period(row["date"]), source: row["source"], version: row["version"])
        }
    }

    /// The edition that shows a day: the newest one that is not younger, else the earliest.
    /// - Parameter day: as `Period.firstDay` numbers days.
    public static func showing(_ day: Int, of editions: [BoundaryEdition]) -> BoundaryEdition? {
        editions.last { $0.date.firstDay <= day } ?? editions.first
    }

    /// Writes the boundaries of a new file. Without a date they count as those of the earliest day that is known.
    static func first(
        _ boundaries: Topology, date: Period?, units: [TerritorialUnit], changes: [UnitChange], to db: Database
    ) throws {
        guard !boundaries.layers.isEmpty else { return }
        let earliest = UnitWriting.days(units, changes).min { $0.firstDay < $1.firstDay }
        // The division into three levels began on 1 January 1999.
        let day = (date ?? earliest ?? Period(year: 1999)).asFirstDay
        try write(boundaries, date: day, source: "", to: db)
    }

    /// Writes an edition, replacing one of the same day.
    static func write(_ boundaries: Topology, date: Period, source: String, to db: Database) throws {
        try db.execute(sql: "DELETE FROM boundary_edition WHERE date = ?", arguments: [date.text])
        try db.execute(
            sql: "INSERT INTO boundary_edition (date, source, version) VALUES (?, ?, ?)",
            arguments: [date.text, source, String(UInt64.random(in: .min ... .max), radix: 36)])
        try BoundaryStorage.write(boundaries, edition: Int(db.lastInsertedRowID), to: db)
    }
}

extension AtlasStore {
    /// The editions of boundaries, the newest last.
    public func boundaryEditions() async throws -> [BoundaryEdition] {
        try await pool.read { db in try BoundaryEdition.all(db) }
    }

    /// The first and the last day of which the atlas knows the territorial division. Changes take effect on
    /// 1 January, so a register tells of its whole year.
    public func knownTerritoryDays() async throws -> ClosedRange<Int> {
        try await pool.read { db in
            let texts = try String.fetchAll(db, sql: "SELECT date FROM register_state UNION SELECT date FROM boundary_edition ORDER BY date")
            guard let first = texts.first, let last = texts.last else { return 1999_01_01...2199_12_31 }
            return try Period(first).firstDay...(Period(last).year * 10_000 + 1231)
        }
    }

    /// All units of a day with the boundaries of an edition, the country included, ordered by level and code.
    /// - Parameter day: as `Period.firstDay` numbers days.
    public func units(on day: Int, edition: BoundaryEdition?) async throws -> [MappedUnit] {
        try await pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT u.terc, u.kind, u.name, u.valid_from, u.valid_to, b.area_km2, b.geometry IS NOT NULL AS has_boundary,
                        u.folded_name, b.label_longitude, b.label_latitude,
                        MbrMinX(b.geometry) AS west, MbrMinY(b.geometry) AS south, MbrMaxX(b.geometry) AS east, MbrMaxY(b.geometry) AS north
                    FROM unit u LEFT JOIN boundary_unit b ON b.edition_number = ? AND b.stem = u.stem
                    ORDER BY length(u.stem), u.level <> 'kraj', u.stem
                    """,
                arguments: [edition?.number]
            ).map(MappedUnit.init(row:)).filter { $0.unit.isValid(on: day) }
        }
    }

    /// The gmina, powiat and województwo that covered a point on a day; nil outside the country.
    public func units(
        atLongitude longitude: Double, latitude: Double, on day: Int, edition: BoundaryEdition
    ) async throws -> UnitsAtPoint? {
        try await pool.read { db in
            let stem = try String.fetchOne(
                db,
                sql: """
                    SELECT stem FROM boundary_unit
                    WHERE edition_number = :edition AND level = 'gmina'
                      AND id IN (SELECT pkid FROM idx_boundary_unit_geometry
                                 WHERE xmin <= :longitude AND xmax >= :longitude AND ymin <= :latitude AND ymax >= :latitude)
                      AND ST_Intersects(geometry, MakePoint(:longitude, :latitude, 4326))
                    ORDER BY stem LIMIT 1
                    """,
                arguments: ["edition": edition.number, "longitude": longitude, "latitude": latitude])
            guard let stem else { return nil }
            let states = try Row.fetchAll(
                db, sql: "SELECT \(UnitRow.columns) FROM unit WHERE stem IN (?, ?, ?) ORDER BY length(stem)",
                arguments: [stem.prefix(2).description, stem.prefix(4).description, stem]
            ).map(UnitRow.unit).filter { $0.isValid(on: day) }
            // Boundaries may be a little older or younger than the division of the day.
            guard states.count == 3 else { return nil }
            return UnitsAtPoint(wojewodztwo: states[0], powiat: states[1], gmina: states[2])
        }
    }

    /// The boundary of a unit in an edition as a GeoJSON geometry, in the form of `boundaryGeoJSON(of:)`.
    public func boundaryGeoJSON(of code: TERYTCode, edition: BoundaryEdition) async throws -> String? {
        try await pool.read { db in
            try String.fetchOne(
                db, sql: "SELECT AsGeoJSON(geometry, 6) FROM boundary_unit WHERE edition_number = ? AND stem = ?",
                arguments: [edition.number, code.stem])
        }
    }

    /// The boundaries of a level in an edition as GeoJSON geometries, by stem.
    public func boundariesGeoJSON(level: UnitLevel, edition: BoundaryEdition) async throws -> [String: String] {
        try await pool.read { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT stem, AsGeoJSON(geometry, 6) FROM boundary_unit WHERE edition_number = ? AND level = ?",
                arguments: [edition.number, level.rawValue])
            var geometries: [String: String] = [:]
            while let row = try rows.next() { geometries[row[0]] = row[1] }
            return geometries
        }
    }
}
