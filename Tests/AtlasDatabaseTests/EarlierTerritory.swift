// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB
import TileGeometry

@testable import AtlasDatabase

/// The territory as files held it before boundaries had editions (migrations up to 0004).
enum EarlierTerritory {
    static func write(_ contents: AtlasContents, to db: Database) throws {
        let shapes = Dictionary(uniqueKeysWithValues: contents.boundaries.layers.flatMap(\.shapes).map { ($0.code, $0) })
        try db.execute(
            sql: """
                INSERT INTO unit (number, stem, terc, level, kind, parent_stem, name, folded_name)
                VALUES (0, '00', '00', 'kraj', 'kraj', NULL, 'Polska', 'polska')
                """)
        for unit in contents.units {
            let shape = unit.validTo == nil ? shapes[unit.code.stem] : nil
            try db.execute(
                sql: """
                    INSERT INTO unit (number, stem, terc, level, kind, parent_stem, name, folded_name, valid_from, valid_to, area_km2, geometry)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CastToMulti(GeomFromWKB(?, 4326)))
                    """,
                arguments: [
                    Int(unit.code.featureID), unit.code.stem, unit.code.description, unit.level.rawValue, unit.kind.rawValue,
                    unit.code.parent?.stem, unit.name, unit.name.lowercased(), unit.validFrom?.text, unit.validTo?.text,
                    shape.map { contents.boundaries.squareKilometers(of: $0) },
                    shape.map { WellKnownBinary.multiPolygon($0, in: contents.boundaries) },
                ])
        }
        for change in contents.changes {
            try db.execute(
                sql: "INSERT INTO unit_change (stem, kind, before_text, after_text, not_before, not_after) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    change.code.stem, change.kind.rawValue, change.before, change.after, change.notBefore.text, change.notAfter.text,
                ])
        }
        for (index, arc) in contents.boundaries.arcs.enumerated() {
            try db.execute(
                sql: "INSERT INTO boundary_arc (id, coordinates) VALUES (?, ?)", arguments: [index, BoundaryStorage.encode(arc)])
        }
        for layer in contents.boundaries.layers {
            for shape in layer.shapes {
                try db.execute(
                    sql: "INSERT INTO boundary_shape (level, stem, polygons) VALUES (?, ?, ?)",
                    arguments: [layer.name, shape.code, BoundaryStorage.encode(shape.polygons)])
            }
        }
    }
}
