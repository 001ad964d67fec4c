// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB
import PolishText
import TileGeometry

enum UnitWriting {
    /// Writes all states of all units; current states get the geometry, area and label point of the
    /// boundary with the same stem.
    static func write(units: [TerritorialUnit], changes: [UnitChange], boundaries: Topology, to db: Database) throws {
        var shapes: [String: Topology.Shape] = [:]
        for layer in boundaries.layers {
            for shape in layer.shapes { shapes[shape.code] = shape }
        }
        let insert = try db.makeStatement(
            sql: """
                INSERT INTO unit (number, stem, terc, level, kind, parent_stem, name, folded_name, valid_from, valid_to,
                    area_km2, label_longitude, label_latitude, geometry)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CastToMulti(GeomFromWKB(?, 4326)))
                """)
        var all = units
        if !all.contains(where: { $0.level == .kraj }) {
            all.insert(TerritorialUnit(code: .country, kind: .kraj, name: "Polska"), at: 0)
        }
        for unit in all {
            // The boundaries are those of the current territory; an earlier state keeps none of its own.
            let shape = unit.validTo == nil ? shapes[unit.code.stem] : nil
            let label = shape.flatMap { boundaries.pointOfInaccessibility(of: $0)?.point }
            try insert.execute(arguments: [
                Int(unit.code.featureID), unit.code.stem, unit.code.description, unit.level.rawValue, unit.kind.rawValue,
                unit.code.parent?.stem, unit.name, fold(unit.name),
                unit.validFrom?.text, unit.validTo?.text,
                shape.map { boundaries.squareKilometers(of: $0) }, label?.x, label?.y,
                shape.map { WellKnownBinary.multiPolygon($0, in: boundaries) },
            ])
        }
        let insertChange = try db.makeStatement(
            sql: """
                INSERT INTO unit_change (stem, kind, before_text, after_text, not_before, not_after) VALUES (?, ?, ?, ?, ?, ?)
                """)
        for change in changes {
            try insertChange.execute(arguments: [
                change.code.stem, change.kind.rawValue, change.before, change.after, change.notBefore.text, change.notAfter.text,
            ])
        }
    }
}
