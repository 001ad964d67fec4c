// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// An entry of the directory that was not taken, and why. Nothing was written.
public struct InstitutionRefusal: Error, Sendable, Hashable, LocalizedError {
    public let id: InstitutionID
    /// What is wrong, for those who say it in another language; nil when it is no fault of the entry itself.
    public let fault: InstitutionFault?
    public let reason: String

    public init(id: InstitutionID, fault: InstitutionFault) {
        self.id = id
        self.fault = fault
        reason = fault.localizedDescription
    }

    public init(id: InstitutionID, reason: String) {
        self.id = id
        fault = nil
        self.reason = reason
    }

    /// The field of the document to which it belongs, where one is known.
    public var field: String? { fault?.field }

    public var errorDescription: String? { "the institution \(id): \(reason). It was left as it was." }
}

extension Institution: StoredDocument {
    static func fetch(id: String, _ db: Database) throws -> Institution? {
        guard let number = try Int64.fetchOne(db.cachedStatement(sql: "SELECT number FROM institution WHERE id = ?"), arguments: [id]) else { return nil }
        return try InstitutionRow.fetchAll(db, where: InstitutionRow.ofOne, arguments: [number]).first?.institution
    }

    func check(before: Institution?, _ db: Database) throws {
        func refuse(_ fault: InstitutionFault) -> InstitutionRefusal { InstitutionRefusal(id: id, fault: fault) }
        // An entry from a register may have stood with what a form would not take: it must not keep anybody from correcting the rest.
        let known = Set(before?.faults ?? [])
        if let fault = faults.first(where: { !known.contains($0) }) { throw refuse(fault) }
        let names = try StoredNames(db, readingAll: false)
        let earlier = Set((before?.area.map(\.code) ?? []) + (before?.locations.compactMap(\.gmina) ?? []))
        for area in area where area.code != .country && !earlier.contains(area.code) {
            if !(try names.hasUnit(area.code)) { throw refuse(.unknownUnit(area.code, field: "area")) }
        }
        for gmina in locations.compactMap(\.gmina) where !earlier.contains(gmina) {
            if !(try names.hasUnit(gmina)) { throw refuse(.unknownUnit(gmina, field: "locations")) }
        }
        for service in services {
            if !(try names.isTerm(service.termID, .service)) { throw refuse(.unknownTerm(service.termID, .service)) }
            for target in service.targetIDs where !(try names.isTerm(target, .target)) { throw refuse(.unknownTerm(target, .target)) }
        }
        if !(try names.hasSource(sourceID)) { throw refuse(.unknownSource(sourceID)) }
        try checkWholes(db, refuse)
    }

    private func checkWholes(_ db: Database, _ refuse: (InstitutionFault) -> InstitutionRefusal) throws {
        var passed = [id]
        var next = parentID
        while let whole = next {
            passed.append(whole)
            if whole == id { throw refuse(.partOfItself(passed)) }
            // A circle that is there already and that this entry only leads into is none of its own.
            if passed.dropLast().contains(whole) { return }
            let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT parent_id FROM institution WHERE id = ?"), arguments: [whole.text])
            guard let row else { throw refuse(.unknownParent(whole)) }
            let parent: String? = row[0]
            next = try parent.map { try InstitutionID($0) }
        }
    }

    static func checkRemoval(id: String, _ db: Database) throws {
        let references = [
            ("SELECT id FROM institution WHERE parent_id = ?", "is part of it"),
            ("SELECT a.id FROM agreement a JOIN agreement_party p ON p.agreement_number = a.number WHERE p.institution_id = ?", "has it as a party"),
            (
                "SELECT a.id FROM agreement a JOIN agreement_action t ON t.agreement_number = a.number WHERE t.responsible_id = ?",
                "names it as responsible"
            ),
            ("SELECT id FROM practice WHERE lead_id = ?", "is led by it"),
            ("SELECT p.id FROM practice p JOIN practice_place t ON t.practice_number = p.number WHERE t.institution_id = ?", "is in use there"),
            (
                """
                SELECT r.id FROM recommendation r JOIN recommendation_progress t ON t.recommendation_number = r.number
                WHERE t.institution_id = ?
                """, "reports on it"
            ),
            ("SELECT id FROM innovation_leader WHERE institution_id = ?", "works there"),
        ]
        for (sql, relation) in references {
            if let other = try String.fetchOne(db, sql: sql + " LIMIT 1", arguments: [id]) {
                throw InstitutionRefusal(id: try InstitutionID(id), reason: "\(other) \(relation): change or remove that one first")
            }
        }
    }

    func insert(_ db: Database) throws { try InstitutionStatements(db).insert(self) }

    func replace(_ db: Database) throws {
        guard let number = try Int64.fetchOne(db, sql: "SELECT number FROM institution WHERE id = ?", arguments: [id.text]) else {
            throw AtlasStoreError.inconsistent("the institution \(id) is not there any more")
        }
        try InstitutionStatements(db).update(self, number: number)
    }

    static func delete(id: String, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM institution WHERE id = ?", arguments: [id])
    }

    static var versionProperty: AtlasProperty { .directoryVersion }

    static func renewVersion(changed: String, _ db: Database) throws {
        try DirectorySteps.renewVersion(changed: [try InstitutionID(changed)], db)
    }
}
