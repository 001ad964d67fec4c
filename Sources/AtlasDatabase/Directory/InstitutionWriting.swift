// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

enum InstitutionWriting {
    /// Adds institutions or changes those with the same id.
    /// - Parameter historic: nil while a file is made.
    static func upsert(
        _ institutions: [Institution], to db: Database, historic: HistoricImport? = nil, progress: (Int) -> Void
    ) throws -> DirectoryWriteSummary {
        let known = Dictionary(uniqueKeysWithValues: try InstitutionRow.fetchAll(db).map { ($0.institution.id, $0) })
        var result = DirectoryWriteSummary()
        let writer = try InstitutionStatements(db)
        var documents = try ImportedDocuments<Institution>(db, historic)
        for (done, given) in institutions.enumerated() {
            if done.isMultiple(of: 1_000) { progress(done) }
            let before = known[given.id]
            let resolved = try documents.resolve(given, current: before?.institution) { merged in
                !Set(merged.faults).isSubset(of: given.faults)
            }
            guard let institution = resolved else {
                result.summary.unchanged += 1
                continue
            }
            if before?.institution == institution {
                result.summary.unchanged += 1
                continue
            }
            result.changes.append(
                InstitutionChange(
                    id: institution.id, name: institution.name, differences: before.map { institution.differences(from: $0.institution) }))
            if let before {
                result.summary.changed += 1
                try writer.update(institution, number: before.number)
            } else {
                result.summary.added += 1
                try writer.insert(institution)
            }
            try documents.note(before: before?.institution, after: institution)
        }
        result.kept = documents.kept
        result.hasNewEdits = documents.hasNewEdits
        progress(institutions.count)
        let sources = Set(institutions.map(\.sourceID))
        let named = Set(institutions.map(\.id))
        result.notMentioned =
            known.values.map(\.institution).filter { sources.contains($0.sourceID) && !named.contains($0.id) }.map(\.id).sorted()
        return result
    }
}

/// The statements of one import, prepared once.
struct InstitutionStatements {
    private let db: Database
    private let insertInstitution: Statement
    private let updateInstitution: Statement
    private let insertName: Statement
    private let insertEmail: Statement
    private let insertArea: Statement
    private let insertLocation: Statement
    private let insertPhone: Statement
    private let insertService: Statement
    private let insertTarget: Statement

    private static let columns = [
        "id", "type", "name", "parent_id", "run_by", "area_note", "website", "coordinator_name", "coordinator_role", "coordinator_phone",
        "coordinator_phone_number", "coordinator_phone_extension", "coordinator_email", "description_pl", "description_en", "source_id",
        "record_date", "verified_on", "note",
    ]

    init(_ db: Database) throws {
        self.db = db
        func insertion(_ table: String, _ columns: [String], values: String? = nil) throws -> Statement {
            let marks = values ?? columns.map { _ in "?" }.joined(separator: ", ")
            return try db.cachedStatement(sql: "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))")
        }
        insertInstitution = try insertion("institution", Self.columns)
        updateInstitution = try db.cachedStatement(
            sql: "UPDATE institution SET \(Self.columns.map { "\($0) = ?" }.joined(separator: ", ")) WHERE number = ?")
        insertName = try insertion("institution_name", ["institution_number", "position", "name"])
        insertEmail = try insertion("institution_email", ["institution_number", "position", "email"])
        insertArea = try insertion("service_area", ["institution_number", "position", "stem", "basis"])
        let location = [
            "institution_number", "position", "name", "street", "building", "postal_code", "locality", "gmina_stem", "point_precision",
            "hours_text", "schedule", "geometry",
        ]
        // MakePoint of a null is null: a place without a point.
        insertLocation = try insertion("location", location, values: "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, MakePoint(?, ?, 4326)")
        insertPhone = try insertion("location_phone", ["location_number", "position", "text", "number", "extension"])
        insertService = try insertion(
            "service",
            [
                "institution_number", "position", "term_id", "name", "description", "eligibility", "cost", "capacity", "free_places",
                "free_places_on",
            ])
        insertTarget = try insertion("service_target", ["service_number", "position", "term_id"])
    }

    func insert(_ institution: Institution) throws {
        try insertInstitution.execute(arguments: Self.arguments(institution))
        try insertParts(institution, number: db.lastInsertedRowID)
    }

    func update(_ institution: Institution, number: Int64) throws {
        try updateInstitution.execute(arguments: Self.arguments(institution) + [number])
        for table in ["institution_name", "institution_email", "service_area", "location", "service"] {
            try db.cachedStatement(sql: "DELETE FROM \(table) WHERE institution_number = ?").execute(arguments: [number])
        }
        try insertParts(institution, number: number)
    }

    private static func arguments(_ institution: Institution) -> StatementArguments {
        let coordinator = institution.coordinator
        var arguments: StatementArguments = [
            institution.id.text, institution.type.rawValue, institution.name, institution.parentID?.text, institution.runBy,
            institution.areaNote, institution.website,
        ]
        arguments += [
            coordinator?.name, coordinator?.role, coordinator?.phone?.text, coordinator?.phone?.number,
            coordinator?.phone?.extensionNumber, coordinator?.email,
        ]
        arguments += [
            institution.description.polish, institution.description.english, institution.sourceID, institution.recordDate?.text,
            institution.verifiedOn?.text, institution.note,
        ]
        return arguments
    }

    private func insertParts(_ institution: Institution, number: Int64) throws {
        for (position, name) in institution.otherNames.enumerated() {
            try insertName.execute(arguments: [number, position, name])
        }
        for (position, email) in institution.emails.enumerated() {
            try insertEmail.execute(arguments: [number, position, email])
        }
        for (position, area) in institution.area.enumerated() {
            try insertArea.execute(arguments: [number, position, area.code.stem, area.basis.rawValue])
        }
        for (position, location) in institution.locations.enumerated() {
            try insert(location, position: position, institution: number)
        }
        for (position, service) in institution.services.enumerated() {
            try insertService.execute(arguments: [
                number, position, service.termID, service.name, service.description, service.eligibility, service.cost,
                service.capacity, service.freePlaces, service.freePlacesOn?.text,
            ])
            let serviceNumber = db.lastInsertedRowID
            for (position, target) in service.targetIDs.enumerated() {
                try insertTarget.execute(arguments: [serviceNumber, position, target])
            }
        }
    }

    private func insert(_ location: Location, position: Int, institution: Int64) throws {
        var arguments: StatementArguments = [
            institution, position, location.name, location.address.street, location.address.building, location.address.postalCode,
            location.address.locality, location.gmina?.stem,
        ]
        arguments += [
            location.point?.precision.rawValue, location.hours?.text, location.hours?.schedule?.encoded, location.point?.longitude,
            location.point?.latitude,
        ]
        try insertLocation.execute(arguments: arguments)
        let number = db.lastInsertedRowID
        for (position, phone) in location.phones.enumerated() {
            try insertPhone.execute(arguments: [number, position, phone.text, phone.number, phone.extensionNumber])
        }
    }
}
