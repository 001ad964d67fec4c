// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// An institution and its number in the file.
struct StoredInstitution {
    let number: Int64
    var institution: Institution
}

/// How rows become institutions. Each table is read once, in the order of the institutions, so that a
/// hundred thousand of them need no more statements than one.
enum InstitutionRow {
    /// The condition for one institution by its number.
    static let ofOne = "i.number = ?"

    /// - Parameter condition: a condition on `i.number`, such as `i.number = ?`; nil for all.
    static func fetchAll(_ db: Database, where condition: String? = nil, arguments: StatementArguments = []) throws -> [StoredInstitution] {
        let filter = condition.map { "WHERE \($0)" } ?? ""
        // Asking for one by one, as editors do, prepares each statement once.
        let isRepeated = condition == Self.ofOne
        func cursor(_ sql: String) throws -> RowCursor {
            try isRepeated
                ? Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments) : Row.fetchCursor(db, sql: sql, arguments: arguments)
        }
        var all: [StoredInstitution] = []
        var positions: [Int64: Int] = [:]
        let rows = try cursor(
            """
                SELECT number, id, type, name, parent_id, run_by, area_note, website, coordinator_name, coordinator_role, coordinator_phone,
                    coordinator_phone_number, coordinator_phone_extension, coordinator_email, description_pl, description_en, source_id,
                    record_date, verified_on, note
                FROM institution i \(filter) ORDER BY id
            """)
        while let row = try rows.next() {
            let stored = try institution(from: row)
            positions[stored.number] = all.count
            all.append(stored)
        }
        func parts(_ columns: String, _ table: String, owner: String = "t.institution_number", join: String = "", order: String) throws -> RowCursor {
            try cursor("SELECT i.number, \(columns) FROM \(table) t \(join) JOIN institution i ON i.number = \(owner) \(filter) ORDER BY \(order)")
        }
        try each(parts("t.name", "institution_name", order: "t.institution_number, t.position"), positions, &all) {
            $0.otherNames.append($1[1])
        }
        try each(parts("t.email", "institution_email", order: "t.institution_number, t.position"), positions, &all) {
            $0.emails.append($1[1])
        }
        try each(parts("t.stem, t.basis", "service_area", order: "t.institution_number, t.position"), positions, &all) { institution, row in
            guard let basis = ServedArea.Basis(rawValue: row[2]) else {
                throw AtlasStoreError.inconsistent("table service_area holds an unknown basis")
            }
            institution.area.append(ServedArea(code: try TERYTCode(row[1]), basis: basis))
        }
        var phones: [Int64: [Phone]] = [:]
        let phoneRows = try parts(
            "t.location_number, t.text, t.number, t.extension", "location_phone", owner: "l.institution_number",
            join: "JOIN location l ON l.number = t.location_number", order: "t.location_number, t.position")
        while let row = try phoneRows.next() {
            phones[row[1], default: []].append(Phone(text: row[2], number: row[3], extensionNumber: row[4]))
        }
        try each(
            parts(
                """
                t.number, t.name, t.street, t.building, t.postal_code, t.locality, t.gmina_stem, t.point_precision, t.hours_text, t.schedule,
                ST_X(t.geometry), ST_Y(t.geometry)
                """, "location", order: "t.institution_number, t.position"), positions, &all
        ) { institution, row in
            institution.locations.append(try location(from: row, phones: phones[row[1]] ?? []))
        }
        var targets: [Int64: [String]] = [:]
        let targetRows = try parts(
            "t.service_number, t.term_id", "service_target", owner: "s.institution_number",
            join: "JOIN service s ON s.number = t.service_number", order: "t.service_number, t.position")
        while let row = try targetRows.next() { targets[row[1], default: []].append(row[2]) }
        try each(
            parts(
                "t.number, t.term_id, t.name, t.description, t.eligibility, t.cost, t.capacity, t.free_places, t.free_places_on", "service",
                order: "t.institution_number, t.position"), positions, &all
        ) { institution, row in
            institution.services.append(
                Service(
                    termID: row[2], name: row[3], description: row[4], targetIDs: targets[row[1]] ?? [], eligibility: row[5], cost: row[6],
                    capacity: row[7], freePlaces: row[8], freePlacesOn: try period(row[9])))
        }
        return all
    }

    private static func each(
        _ rows: RowCursor, _ positions: [Int64: Int], _ all: inout [StoredInstitution],
        _ body: (inout Institution, Row) throws -> Void
    ) throws {
        while let row = try rows.next() {
            guard let position = positions[row[0]] else { continue }
            try body(&all[position].institution, row)
        }
    }

    private static func period(_ text: String?) throws -> Period? { try text.map { try Period($0) } }

    private static func institution(from row: Row) throws -> StoredInstitution {
        guard let type = InstitutionType(rawValue: row[2]) else {
            throw AtlasStoreError.inconsistent("table institution holds an unknown type")
        }
        let parent: String? = row[4]
        let phoneText: String? = row[10]
        let institution = Institution(
            id: try InstitutionID(row[1]), type: type, name: row[3], parentID: try parent.map { try InstitutionID($0) }, runBy: row[5],
            areaNote: row[6], website: row[7],
            coordinator: CooperationCoordinator(
                name: row[8], role: row[9], phone: phoneText.map { Phone(text: $0, number: row[11], extensionNumber: row[12]) },
                email: row[13]),
            description: LocalizedText(polish: row[14], english: row[15]), sourceID: row[16], recordDate: try period(row[17]),
            verifiedOn: try period(row[18]), note: row[19])
        return StoredInstitution(number: row[0], institution: institution)
    }

    private static func location(from row: Row, phones: [Phone]) throws -> Location {
        let gmina: String? = row[7]
        var point: InstitutionPoint?
        if let longitude: Double = row[11], let latitude: Double = row[12] {
            let precision = (row[8] as String?).flatMap(PointPrecision.init) ?? .gminaCentre
            point = InstitutionPoint(longitude: longitude, latitude: latitude, precision: precision)
        }
        let hours = (row[9] as String?).map { text in
            OpeningHours(text: text, schedule: (row[10] as String?).flatMap(WeeklySchedule.init(encoded:)))
        }
        return Location(
            name: row[2],
            address: PostalAddress(street: row[3], building: row[4], postalCode: row[5], locality: row[6]),
            gmina: try gmina.map { try TERYTCode($0) }, point: point, phones: phones, hours: hours)
    }
}
