// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB
import PolishText

enum UnitWriting {
    /// Writes all states of all units; current states get the geometry, area and label point of the newest
    /// boundaries, which must be written before.
    static func write(units: [TerritorialUnit], changes: [UnitChange], to db: Database) throws {
        var all = units
        if !all.contains(where: { $0.level == .kraj }) {
            all.insert(TerritorialUnit(code: .country, kind: .kraj, name: "Polska"), at: 0)
        }
        try insert(all, edition: BoundaryEdition.all(db).last?.number, to: db)
        try write(changes, to: db)
        // The days of changes are no days of registers.
        let dated = Set(changes.filter(\.isDayKnown).map(\.notAfter))
        let told = days(units, changes)
        let shown = told.subtracting(dated)
        for day in shown.isEmpty ? told : shown { try addRegisterState(day, to: db) }
    }

    /// The days of which states and changes tell.
    static func days(_ units: [TerritorialUnit], _ changes: [UnitChange]) -> Set<Period> {
        var days = Set<Period>()
        for unit in units {
            for day in [unit.validFrom, unit.validTo] { if let day { days.insert(day.asFirstDay) } }
        }
        for change in changes {
            days.insert(change.notBefore.asFirstDay)
            days.insert(change.notAfter.asFirstDay)
        }
        return days
    }

    /// - Parameter edition: of the newest boundaries; nil when there are none.
    static func insert(_ units: [TerritorialUnit], edition: Int?, to db: Database) throws {
        // The boundaries are those of the current territory; an earlier state has those of its edition only.
        let insert = try db.makeStatement(
            sql: """
                INSERT INTO unit (number, stem, terc, level, kind, parent_stem, name, folded_name, valid_from, valid_to,
                    area_km2, label_longitude, label_latitude, geometry)
                SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, b.area_km2, b.label_longitude, b.label_latitude, b.geometry
                FROM (SELECT 1) LEFT JOIN boundary_unit b ON b.edition_number = ? AND b.stem = ?
                """)
        for unit in units {
            try insert.execute(arguments: [
                Int(unit.code.featureID), unit.code.stem, unit.code.description, unit.level.rawValue, unit.kind.rawValue,
                unit.code.parent?.stem, unit.name, fold(unit.name), unit.validFrom?.text, unit.validTo?.text,
                unit.validTo == nil ? edition : nil, unit.code.stem,
            ])
        }
    }

    static func write(_ changes: [UnitChange], to db: Database) throws {
        let insertChange = try db.makeStatement(
            sql: """
                INSERT INTO unit_change (stem, kind, before_text, after_text, not_before, not_after) VALUES (?, ?, ?, ?, ?, ?)
                """)
        let insertPart = try db.makeStatement(
            sql: "INSERT INTO unit_change_part (change_id, stem, share, origin) VALUES (?, ?, ?, ?)")
        for change in changes {
            try insertChange.execute(arguments: [
                change.code.stem, change.kind.rawValue, change.before, change.after, change.notBefore.text, change.notAfter.text,
            ])
            let id = db.lastInsertedRowID
            for part in change.parts {
                try insertPart.execute(arguments: [id, part.code.stem, part.share, part.origin.rawValue])
            }
        }
    }

    static func addRegisterState(_ day: Period, to db: Database) throws {
        try db.execute(sql: "INSERT OR IGNORE INTO register_state (date) VALUES (?)", arguments: [day.text])
    }
}
