// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TileGeometry

/// Shared arcs as rows: binary, because the server reads all of them before it draws its first tile.
enum BoundaryStorage {
    /// Writes an edition's arcs, and its shapes both as lists of arcs and as geometries.
    static func write(_ topology: Topology, edition: Int, to db: Database) throws {
        let insertArc = try db.makeStatement(sql: "INSERT INTO boundary_arc (edition_number, id, coordinates) VALUES (?, ?, ?)")
        for (index, arc) in topology.arcs.enumerated() {
            try insertArc.execute(arguments: [edition, index, encode(arc)])
        }
        let insertShape = try db.makeStatement(
            sql: "INSERT INTO boundary_shape (edition_number, level, stem, polygons) VALUES (?, ?, ?, ?)")
        let insertGeometry = try db.makeStatement(
            sql: """
                INSERT INTO boundary_unit (edition_number, level, stem, area_km2, label_longitude, label_latitude, geometry)
                VALUES (?, ?, ?, ?, ?, ?, CastToMulti(GeomFromWKB(?, 4326)))
                """)
        for layer in topology.layers {
            for shape in layer.shapes {
                try insertShape.execute(arguments: [edition, layer.name, shape.code, encode(shape.polygons)])
                let label = topology.pointOfInaccessibility(of: shape)?.point
                try insertGeometry.execute(arguments: [
                    edition, layer.name, shape.code, topology.squareKilometers(of: shape), label?.x, label?.y,
                    WellKnownBinary.multiPolygon(shape, in: topology),
                ])
            }
        }
    }

    static func read(edition: Int, _ db: Database) throws -> Topology {
        var arcs: [[Point]] = []
        let arcRows = try Row.fetchCursor(
            db, sql: "SELECT coordinates FROM boundary_arc WHERE edition_number = ? ORDER BY id", arguments: [edition])
        while let row = try arcRows.next() {
            arcs.append(try row.withUnsafeData(atIndex: 0) { data in decodeArc(data ?? Data()) })
        }
        var layers: [String: [Topology.Shape]] = [:]
        let shapeRows = try Row.fetchCursor(
            db, sql: "SELECT level, stem, polygons FROM boundary_shape WHERE edition_number = ? ORDER BY level, stem", arguments: [edition])
        while let row = try shapeRows.next() {
            let polygons = try row.withUnsafeData(atIndex: 2) { data in
                try decodePolygons(data ?? Data(), arcCount: arcs.count)
            }
            layers[row[0], default: []].append(Topology.Shape(code: row[1], polygons: polygons))
        }
        return Topology(
            arcs: arcs,
            layers: ["wojewodztwo", "powiat", "gmina"].compactMap { name in
                layers[name].map { Topology.Layer(name: name, shapes: $0) }
            })
    }

    static func encode(_ arc: [Point]) -> Data {
        var words: [UInt64] = []
        words.reserveCapacity(arc.count * 2)
        for point in arc {
            words.append(point.x.bitPattern.littleEndian)
            words.append(point.y.bitPattern.littleEndian)
        }
        return words.withUnsafeBytes { Data($0) }
    }

    private static func decodeArc(_ data: Data) -> [Point] {
        data.withUnsafeBytes { bytes in
            (0..<bytes.count / 16).map { index in
                Point(
                    Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 16, as: UInt64.self))),
                    Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 16 + 8, as: UInt64.self))))
            }
        }
    }

    static func encode(_ polygons: [Topology.Polygon]) -> Data {
        var words: [Int32] = [Int32(polygons.count)]
        for polygon in polygons {
            words.append(Int32(polygon.rings.count))
            for ring in polygon.rings {
                words.append(Int32(ring.count))
                words.append(contentsOf: ring.map(\.encoded))
            }
        }
        return words.map(\.littleEndian).withUnsafeBytes { Data($0) }
    }

    private static func decodePolygons(_ data: Data, arcCount: Int) throws -> [Topology.Polygon] {
        let words: [Int32] = data.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map { Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Int32.self)) }
        }
        var position = 0
        func next() throws -> Int32 {
            guard position < words.count else {
                throw AtlasStoreError.inconsistent("table boundary_shape holds a shape that ends too early")
            }
            defer { position += 1 }
            return words[position]
        }
        return try (0..<next()).map { _ in
            Topology.Polygon(
                rings: try (0..<next()).map { _ in
                    try (0..<next()).map { _ in
                        let reference = Topology.ArcReference(encoded: try next())
                        guard reference.index < arcCount else {
                            throw AtlasStoreError.inconsistent("table boundary_shape names an arc that boundary_arc does not have")
                        }
                        return reference
                    }
                })
        }
    }
}

extension AtlasStore {
    /// The newest boundaries as shared arcs with the layers `wojewodztwo`, `powiat`, `gmina`; without any layer
    /// when the atlas has no boundaries.
    public func boundaries() async throws -> Topology {
        try await pool.read { db in
            guard let newest = try BoundaryEdition.all(db).last else { return Topology(arcs: [], layers: []) }
            return try BoundaryStorage.read(edition: newest.number, db)
        }
    }

    /// The boundaries of one edition.
    public func boundaries(edition: BoundaryEdition) async throws -> Topology {
        try await pool.read { db in try BoundaryStorage.read(edition: edition.number, db) }
    }
}
