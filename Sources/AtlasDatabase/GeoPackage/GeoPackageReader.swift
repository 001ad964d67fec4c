// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TileGeometry

/// Polygons and their attributes from a layer of a GeoPackage.
/// Source: OGC GeoPackage Encoding Standard 1.3 (12-128r17), clauses 1.1.2, 2.1.
public enum GeoPackageReader {
    /// A layer of features.
    public struct Layer: Sendable, Hashable {
        public let name: String
        let geometryColumn: String
        /// `EPSG:2180` and the like; nil when the file leaves it undefined.
        public let referenceSystem: String?
    }

    /// - Parameters:
    ///   - path: of the file, which is only read.
    ///   - layer: its name; without one the only layer, or the only one whose name holds `hint`.
    ///   - hint: a part of a layer's name, such as `gmin`.
    /// - Throws: `GeoPackageError`.
    public static func read(path: String, layer name: String? = nil, hint: String? = nil) throws -> GeoJSON {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.prepareDatabase { db in try SpatiaLiteConnection.prepare(db) }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try queue.read { db in
                let layer = try choose(layers(db), name, hint)
                return GeoJSON(crsName: layer.referenceSystem, features: try features(layer, db))
            }
        } catch let error as DatabaseError {
            throw GeoPackageError.damaged(error.resultCode == .SQLITE_NOTADB ? "it is no SQLite file" : error.message ?? "\(error)")
        }
    }

    private static func layers(_ db: Database) throws -> [Layer] {
        guard try db.tableExists("gpkg_contents"), try db.tableExists("gpkg_geometry_columns"), try db.tableExists("gpkg_spatial_ref_sys") else {
            throw GeoPackageError.damaged("it has no tables of a GeoPackage")
        }
        return try Row.fetchAll(
            db,
            sql: """
                SELECT c.table_name, g.column_name, s.organization, s.organization_coordsys_id, g.srs_id
                FROM gpkg_contents c JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
                LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
                WHERE c.data_type = 'features' ORDER BY c.table_name
                """
        ).map { row in
            let srs: Int = row["srs_id"]
            let organisation: String? = row["organization"]
            let code: Int? = row["organization_coordsys_id"]
            // Clause 1.1.2.1.2: −1 and 0 are undefined systems.
            return Layer(
                name: row["table_name"], geometryColumn: row["column_name"],
                referenceSystem: srs > 0 ? "\(organisation?.uppercased() ?? "EPSG"):\(code ?? srs)" : nil)
        }
    }

    private static func choose(_ layers: [Layer], _ name: String?, _ hint: String?) throws -> Layer {
        let names = layers.map(\.name)
        if let name {
            guard let found = layers.first(where: { $0.name == name }) else { throw GeoPackageError.noSuchLayer(name, present: names) }
            return found
        }
        let fitting = layers.count == 1 ? layers : layers.filter { layer in hint.map { layer.name.lowercased().contains($0) } ?? false }
        guard let only = fitting.first, fitting.count == 1 else {
            throw layers.isEmpty ? GeoPackageError.noLayers : GeoPackageError.severalLayers(names)
        }
        return only
    }

    private static func features(_ layer: Layer, _ db: Database) throws -> [GeoJSON.Feature] {
        let table = layer.name.quotedDatabaseIdentifier
        let column = layer.geometryColumn.quotedDatabaseIdentifier
        let rows = try Row.fetchCursor(
            db, sql: "SELECT *, AsBinary(CastToXY(GeomFromGPB(\(column)))) AS powiatlas_wkb, \(column) IS NULL AS powiatlas_empty FROM \(table)")
        var features: [GeoJSON.Feature] = []
        while let row = try rows.next() {
            var properties: [String: String] = [:]
            for (name, value) in row where name != layer.geometryColumn && !name.hasPrefix("powiatlas_") {
                switch value.storage {
                case .string(let text): properties[name] = text
                case .int64(let number): properties[name] = String(number)
                case .double(let number): properties[name] = Int(exactly: number).map(String.init) ?? String(number)
                case .null, .blob: break
                }
            }
            let binary: Data? = row["powiatlas_wkb"]
            let isEmpty: Bool = row["powiatlas_empty"]
            let geometry: (type: String, polygons: [[[Point]]]) = binary.map(WellKnownBinary.polygons) ?? (isEmpty ? "" : "unreadable", [])
            features.append(GeoJSON.Feature(properties: properties, geometryType: geometry.type, polygons: geometry.polygons))
        }
        return features
    }
}

/// Why a file could not be read as a GeoPackage.
public enum GeoPackageError: Error, Sendable, Equatable, LocalizedError {
    case damaged(String)
    case noLayers
    case noSuchLayer(String, present: [String])
    case severalLayers([String])

    public var errorDescription: String? {
        switch self {
        case .damaged(let reason): "this is no GeoPackage, or it is damaged: \(reason)"
        case .noLayers: "the GeoPackage has no layer of features"
        case .noSuchLayer(let name, let present): "the GeoPackage has no layer “\(name)”; its layers are: \(present.joined(separator: ", "))"
        case .severalLayers(let names): "the GeoPackage has several layers; say --layer with one of: \(names.joined(separator: ", "))"
        }
    }
}

extension WellKnownBinary {
    /// Polygons of a little- or big-endian geometry without Z and M.
    /// - Returns: the type as GeoJSON names it, and for polygons their rings; other types have none.
    static func polygons(_ data: Data) -> (type: String, polygons: [[[Point]]]) {
        var reader = Reader(data)
        guard let (type, isLittle) = reader.head() else { return ("unreadable", []) }
        switch type {
        case 3: return ("Polygon", reader.polygon(isLittle).map { [$0] } ?? [])
        case 6:
            guard let count = reader.count(isLittle) else { return ("MultiPolygon", []) }
            var polygons: [[[Point]]] = []
            for _ in 0..<count {
                guard let (part, isLittle) = reader.head(), part == 3, let polygon = reader.polygon(isLittle) else { return ("MultiPolygon", []) }
                polygons.append(polygon)
            }
            return ("MultiPolygon", polygons)
        case 1: return ("Point", [])
        case 2: return ("LineString", [])
        case 4: return ("MultiPoint", [])
        case 5: return ("MultiLineString", [])
        case 7: return ("GeometryCollection", [])
        default: return ("type \(type)", [])
        }
    }

    private struct Reader {
        private let data: Data
        private var position: Int

        init(_ data: Data) {
            self.data = data
            position = data.startIndex
        }

        private mutating func integer<Number: FixedWidthInteger>(_ type: Number.Type, _ isLittle: Bool) -> Number? {
            let size = MemoryLayout<Number>.size
            guard position + size <= data.endIndex else { return nil }
            let raw = data.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position - data.startIndex, as: Number.self) }
            position += size
            return isLittle ? Number(littleEndian: raw) : Number(bigEndian: raw)
        }

        mutating func head() -> (type: UInt32, isLittle: Bool)? {
            guard let order = integer(UInt8.self, true) else { return nil }
            return integer(UInt32.self, order == 1).map { ($0, order == 1) }
        }

        mutating func count(_ isLittle: Bool) -> Int? { integer(UInt32.self, isLittle).map(Int.init) }

        mutating func polygon(_ isLittle: Bool) -> [[Point]]? {
            guard let rings = count(isLittle) else { return nil }
            var polygon: [[Point]] = []
            for _ in 0..<rings {
                guard let points = count(isLittle), points * 16 <= data.endIndex - position else { return nil }
                var ring: [Point] = []
                ring.reserveCapacity(points)
                for _ in 0..<points {
                    guard let x = integer(UInt64.self, isLittle), let y = integer(UInt64.self, isLittle) else { return nil }
                    ring.append(Point(Double(bitPattern: x), Double(bitPattern: y)))
                }
                polygon.append(ring)
            }
            return polygon
        }
    }
}
