// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TileGeometry

/// A layer of polygons with attributes, to be written as a GeoPackage.
public struct GeoPackageLayer: Sendable {
    public enum Value: Sendable, Hashable {
        case null
        case text(String)
        case number(Double)
    }

    public struct Column: Sendable, Hashable {
        public enum Kind: String, Sendable { case text = "TEXT", number = "DOUBLE" }
        /// Small Latin letters, digits and underscores, not a digit first.
        public let name: String
        public let kind: Kind
        /// What geographic information systems show instead of the name.
        public let title: String

        public init(_ name: String, kind: Kind, title: String = "") {
            self.name = name
            self.kind = kind
            self.title = title
        }
    }

    public struct Feature: Sendable {
        /// nil for a unit whose boundary is not known: its row has no geometry.
        public let shape: Topology.Shape?
        public let values: [Value]

        public init(shape: Topology.Shape?, values: [Value]) {
            self.shape = shape
            self.values = values
        }
    }

    /// The name of the table; as names of columns.
    public let name: String
    /// What a list of layers shows.
    public let title: String
    public let description: String
    public let columns: [Column]
    public let features: [Feature]
    /// Facts about the data (source, licence), kept in a table of attributes `notes`.
    public let notes: [(name: String, text: String)]
    /// ISO 8601 in UTC, such as `2021-03-31T00:00:00.000Z`.
    public let lastChange: String

    public init(
        name: String, title: String, description: String, columns: [Column], features: [Feature], notes: [(name: String, text: String)],
        lastChange: String
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.columns = columns
        self.features = features
        self.notes = notes
        self.lastChange = lastChange
    }
}

/// Writes OGC GeoPackage 1.3 (OGC 12-128r17): one table of features in EPSG:4326 and one of notes.
public enum GeoPackageWriter {
    /// The letters “GPKG” (requirement 2).
    static let applicationID: Int32 = 0x4750_4B47
    /// Version 1.3.0 as 10300 (requirement 2).
    static let userVersion = 10_300
    private static let referenceSystem: Int32 = 4326

    /// The bytes of the file. The same layer gives the same bytes.
    /// - Throws: `GeoPackageWritingError` for a name that no table can have; errors of SQLite when the temporary folder is full.
    public static func write(_ layer: GeoPackageLayer, topology: Topology) throws -> Data {
        for name in [layer.name] + layer.columns.map(\.name) where !isName(name) { throw GeoPackageWritingError.name(name) }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("powiatlas-\(UUID().uuidString).gpkg")
        defer { for suffix in ["", "-journal", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) } }
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            // Nobody reads the file before it is complete.
            try db.execute(sql: "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
        }
        let queue = try DatabaseQueue(path: file.path, configuration: configuration)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(userVersion)")
        }
        try queue.write { db in
            try createCatalogue(db)
            try write(layer, topology, to: db)
            try write(layer.notes, lastChange: layer.lastChange, to: db)
        }
        try queue.close()
        return try Data(contentsOf: file)
    }

    private static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return (1...60).contains(bytes.count) && !(48...57).contains(bytes[0])
            && bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    }

    /// The tables that every GeoPackage has, as in annex C of the specification.
    private static func createCatalogue(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE gpkg_spatial_ref_sys (
                    srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
                    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
                CREATE TABLE gpkg_contents (
                    table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
                    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
                    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
                    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
                CREATE TABLE gpkg_geometry_columns (
                    table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
                    z TINYINT NOT NULL, m TINYINT NOT NULL,
                    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
                    CONSTRAINT uk_gc_table_name UNIQUE (table_name),
                    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
                    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
                CREATE TABLE gpkg_extensions (
                    table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
                    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
                CREATE TABLE gpkg_data_columns (
                    table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
                    constraint_name TEXT,
                    CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
                    CONSTRAINT gdc_tn UNIQUE (table_name, name));
                CREATE TABLE gpkg_data_column_constraints (
                    constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
                    max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
                    CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
                """)
        let systems: [(name: String, id: Int32, organization: String, definition: String, description: String)] = [
            (
                "WGS 84 geodetic", 4326, "EPSG",
                #"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]"#,
                "longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid"
            ),
            ("Undefined Cartesian SRS", -1, "NONE", "undefined", "undefined Cartesian coordinate reference system"),
            ("Undefined geographic SRS", 0, "NONE", "undefined", "undefined geographic coordinate reference system"),
        ]
        for system in systems {
            try db.execute(
                sql: "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [system.name, system.id, system.organization, system.id, system.definition, system.description])
        }
        for table in ["gpkg_data_columns", "gpkg_data_column_constraints"] {
            try db.execute(
                sql: "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', 'http://www.geopackage.org/spec/#extension_schema', 'read-write')",
                arguments: [table])
        }
    }

    private static func write(_ layer: GeoPackageLayer, _ topology: Topology, to db: Database) throws {
        // Names were checked, so they can stand in the statements.
        let columns = layer.columns.map { "\"\($0.name)\" \($0.kind.rawValue)" }.joined(separator: ", ")
        try db.execute(
            sql: "CREATE TABLE \"\(layer.name)\" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom MULTIPOLYGON, \(columns))")
        var extent = BoundingBox.empty
        let insertion = try db.makeStatement(
            sql: "INSERT INTO \"\(layer.name)\" (geom, \(layer.columns.map { "\"\($0.name)\"" }.joined(separator: ", "))) VALUES "
                + "(?\(String(repeating: ", ?", count: layer.columns.count)))")
        for feature in layer.features {
            var arguments: [(any DatabaseValueConvertible)?] = []
            if let shape = feature.shape {
                let box = boundingBox(shape, topology)
                extent.formUnion(box)
                arguments.append(blob(shape, box, topology))
            } else {
                arguments.append(nil)
            }
            for value in feature.values {
                switch value {
                case .null: arguments.append(nil)
                case .text(let text): arguments.append(text)
                case .number(let number): arguments.append(number)
                }
            }
            try insertion.execute(arguments: StatementArguments(arguments))
        }
        let hasExtent = !extent.isEmpty
        try db.execute(
            sql: "INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                layer.name, layer.title, layer.description, layer.lastChange, hasExtent ? extent.minX : nil, hasExtent ? extent.minY : nil,
                hasExtent ? extent.maxX : nil, hasExtent ? extent.maxY : nil, referenceSystem,
            ])
        try db.execute(
            sql: "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'MULTIPOLYGON', ?, 0, 0)", arguments: [layer.name, referenceSystem])
        for column in layer.columns where !column.title.isEmpty {
            try db.execute(
                sql: "INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES (?, ?, ?, ?)",
                arguments: [layer.name, column.name, column.name, column.title])
        }
    }

    /// A table of attributes (clause 2.4) that travels with the data.
    private static func write(_ notes: [(name: String, text: String)], lastChange: String, to db: Database) throws {
        guard !notes.isEmpty else { return }
        try db.execute(sql: "CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL)")
        for note in notes { try db.execute(sql: "INSERT INTO notes (name, text) VALUES (?, ?)", arguments: [note.name, note.text]) }
        try db.execute(
            sql: "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) VALUES ('notes', 'attributes', 'notes', ?, ?)",
            arguments: ["Source, licence and definition of the values", lastChange])
    }

    private static func boundingBox(_ shape: Topology.Shape, _ topology: Topology) -> BoundingBox {
        var box = BoundingBox.empty
        for polygon in shape.polygons {
            for ring in polygon.rings { for reference in ring { box.formUnion(BoundingBox(of: topology.arcs[reference.index])) } }
        }
        return box
    }

    /// `StandardGeoPackageBinary` (clause 2.1.3): a header with the envelope, then well-known binary.
    private static func blob(_ shape: Topology.Shape, _ box: BoundingBox, _ topology: Topology) -> Data {
        var data = Data("GP".utf8)
        // Version 0; flags: little-endian (bit 0), envelope of min x, max x, min y, max y (bits 3…1 = 1).
        data.append(contentsOf: [0, 0b0000_0011])
        withUnsafeBytes(of: referenceSystem.littleEndian) { data.append(contentsOf: $0) }
        for side in [box.minX, box.maxX, box.minY, box.maxY] {
            withUnsafeBytes(of: side.bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }
        data.append(WellKnownBinary.multiPolygon(shape, in: topology))
        return data
    }
}

/// Why a GeoPackage was not written.
public enum GeoPackageWritingError: Error, Sendable, Equatable, LocalizedError {
    case name(String)

    public var errorDescription: String? {
        switch self {
        case .name(let name):
            "“\(name)” cannot name a table or column: expected 1…60 small letters a–z, digits and underscores, not a digit first"
        }
    }
}
