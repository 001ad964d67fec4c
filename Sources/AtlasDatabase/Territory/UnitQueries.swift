// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB
import TileGeometry

/// A current unit with what its boundary says.
public struct MappedUnit: Sendable, Hashable {
    public let unit: TerritorialUnit
    /// Lower case without diacritics, for search.
    public let foldedName: String
    /// West, south, east, north in degrees (EPSG:4326); nil without a boundary.
    public let bounds: GeographicBounds?
    /// The point inside the boundary that is farthest from it, longitude and latitude in degrees.
    public let labelPoint: GeographicPoint?

    public struct GeographicPoint: Sendable, Hashable {
        public let longitude: Double
        public let latitude: Double
    }

    public struct GeographicBounds: Sendable, Hashable {
        public let west: Double
        public let south: Double
        public let east: Double
        public let north: Double
    }
}

extension MappedUnit {
    init(row: Row) throws {
        var bounds: GeographicBounds?
        if let west: Double = row["west"], let south: Double = row["south"], let east: Double = row["east"],
            let north: Double = row["north"]
        {
            bounds = .init(west: west, south: south, east: east, north: north)
        }
        var label: GeographicPoint?
        if let longitude: Double = row["label_longitude"], let latitude: Double = row["label_latitude"] {
            label = .init(longitude: longitude, latitude: latitude)
        }
        self.init(unit: try UnitRow.unit(from: row), foldedName: row["folded_name"], bounds: bounds, labelPoint: label)
    }
}

/// The units of all levels at one point.
public struct UnitsAtPoint: Sendable, Hashable {
    public let wojewodztwo: TerritorialUnit
    public let powiat: TerritorialUnit
    public let gmina: TerritorialUnit
}

extension AtlasStore {
    /// All current units, the country included, ordered by level and code.
    public func currentUnits() async throws -> [MappedUnit] {
        try await pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(UnitRow.columns), folded_name, label_longitude, label_latitude,
                        MbrMinX(geometry) AS west, MbrMinY(geometry) AS south, MbrMaxX(geometry) AS east, MbrMaxY(geometry) AS north
                    FROM unit WHERE valid_to IS NULL ORDER BY length(stem), level <> 'kraj', stem
                    """
            ).map(MappedUnit.init(row:))
        }
    }

    /// Earlier states of units, by code and first day.
    public func earlierUnits() async throws -> [TerritorialUnit] {
        try await pool.read { db in
            try Row.fetchAll(
                db, sql: "SELECT \(UnitRow.columns) FROM unit WHERE valid_to IS NOT NULL ORDER BY stem, valid_from"
            ).map(UnitRow.unit)
        }
    }

    /// The recorded changes of the territorial division, by code and day.
    public func unitChanges() async throws -> [UnitChange] {
        try await pool.read { db in try UnitChangeRow.fetchAll(db) }
    }

    /// The gmina, powiat and województwo that cover a point given in degrees; nil outside the country.
    /// A point on a border belongs to the unit with the lower code.
    public func units(atLongitude longitude: Double, latitude: Double) async throws -> UnitsAtPoint? {
        try await pool.read { db in
            // The R*Tree narrows 2,500 gminas down to a handful, ST_Intersects decides among them.
            let stem = try String.fetchOne(
                db,
                sql: """
                    SELECT stem FROM unit
                    WHERE level = 'gmina' AND valid_to IS NULL
                      AND id IN (SELECT pkid FROM idx_unit_geometry
                                 WHERE xmin <= :longitude AND xmax >= :longitude AND ymin <= :latitude AND ymax >= :latitude)
                      AND ST_Intersects(geometry, MakePoint(:longitude, :latitude, 4326))
                    ORDER BY stem LIMIT 1
                    """,
                arguments: ["longitude": longitude, "latitude": latitude])
            guard let stem else { return nil }
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT \(UnitRow.columns) FROM unit WHERE valid_to IS NULL AND stem IN (?, ?, ?) ORDER BY length(stem)",
                arguments: [stem.prefix(2).description, stem.prefix(4).description, stem])
            guard rows.count == 3 else {
                throw AtlasStoreError.inconsistent("unit \(stem) lacks its powiat or województwo")
            }
            return UnitsAtPoint(
                wojewodztwo: try UnitRow.unit(from: rows[0]), powiat: try UnitRow.unit(from: rows[1]),
                gmina: try UnitRow.unit(from: rows[2]))
        }
    }

    /// The boundary of a current unit as a GeoJSON geometry (RFC 7946: a MultiPolygon, 6 decimals of a
    /// degree, exterior rings counterclockwise); nil when the atlas does not know it.
    public func boundaryGeoJSON(of code: TERYTCode) async throws -> String? {
        try await pool.read { db in
            try String.fetchOne(
                db, sql: "SELECT AsGeoJSON(geometry, 6) FROM unit WHERE stem = ? AND valid_to IS NULL", arguments: [code.stem])
        }
    }

    /// The boundaries of all current units of a level as GeoJSON geometries, by stem.
    public func boundariesGeoJSON(level: UnitLevel) async throws -> [String: String] {
        try await pool.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: "SELECT stem, AsGeoJSON(geometry, 6) FROM unit WHERE level = ? AND valid_to IS NULL AND geometry IS NOT NULL",
                arguments: [level.rawValue])
            var geometries: [String: String] = [:]
            while let row = try rows.next() { geometries[row[0]] = row[1] }
            return geometries
        }
    }
}

/// The columns of a unit and how they become a value.
enum UnitRow {
    static let columns = "terc, kind, name, valid_from, valid_to, area_km2, geometry IS NOT NULL AS has_boundary"

    static func unit(from row: Row) throws -> TerritorialUnit {
        guard let kind = UnitKind(rawValue: row["kind"]) else {
            throw AtlasStoreError.inconsistent("table unit holds an unknown kind")
        }
        let validFrom: String? = row["valid_from"]
        let validTo: String? = row["valid_to"]
        return TerritorialUnit(
            code: try TERYTCode(row["terc"]), kind: kind, name: row["name"],
            validFrom: try validFrom.map { try Period($0) }, validTo: try validTo.map { try Period($0) },
            areaSquareKilometers: row["area_km2"], hasBoundary: row["has_boundary"])
    }
}

enum UnitChangeRow {
    static func fetchAll(_ db: Database) throws -> [UnitChange] {
        var parts: [Int64: [UnitChange.Part]] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT change_id, stem, share, origin FROM unit_change_part ORDER BY change_id, stem") {
            guard let origin = UnitChange.Part.Origin(rawValue: row["origin"]) else {
                throw AtlasStoreError.inconsistent("table unit_change_part holds an unknown origin")
            }
            parts[row["change_id"], default: []].append(
                UnitChange.Part(code: try TERYTCode(row["stem"]), share: row["share"], origin: origin))
        }
        return try Row.fetchAll(
            db, sql: "SELECT id, stem, kind, before_text, after_text, not_before, not_after FROM unit_change ORDER BY stem, not_after, kind"
        ).map { row in
            guard let kind = UnitChange.Kind(rawValue: row["kind"]) else {
                throw AtlasStoreError.inconsistent("table unit_change holds an unknown kind")
            }
            return UnitChange(
                code: try TERYTCode(row["stem"]), kind: kind, before: row["before_text"], after: row["after_text"],
                notBefore: try Period(row["not_before"]), notAfter: try Period(row["not_after"]), parts: parts[row["id"]] ?? [])
        }
    }
}
