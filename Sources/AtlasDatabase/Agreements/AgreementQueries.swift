// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// An agreement that was not taken, and why. Nothing of the import was.
public struct AgreementRefusal: Error, Sendable, Hashable, LocalizedError {
    public let id: AgreementID
    /// What is wrong, for those who say it in another language; nil when it is no fault of the agreement itself.
    public let fault: AgreementFault?
    public let reason: String

    public init(id: AgreementID, reason: String) {
        self.id = id
        fault = nil
        self.reason = reason
    }

    public init(id: AgreementID, fault: AgreementFault) {
        self.id = id
        self.fault = fault
        reason = fault.localizedDescription
    }

    /// The field of the document to which it belongs, where one is known.
    public var field: String? { fault?.field }

    public var errorDescription: String? { "the agreement \(id): \(reason). All agreements were left as they were." }
}

/// What is known of all agreements without reading them.
public struct AgreementSpan: Sendable, Hashable {
    /// The year in which the first begins; nil when none has such a date.
    public let firstYear: Period?
    /// The source of most of them.
    public let sourceID: String
}

extension AtlasStore {
    /// All agreements, by id.
    public func agreements() async throws -> [Agreement] {
        try await pool.read { db in try AgreementRow.fetchAll(db).map(\.agreement) }
    }

    /// From when on there are agreements, and where most of them come from; nil when there are none.
    public func agreementSpan() async throws -> AgreementSpan? {
        try await pool.read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT (SELECT MIN(CAST(substr(COALESCE(valid_from, signed), 1, 4) AS INTEGER)) FROM agreement) AS since,
                        source_id FROM agreement GROUP BY source_id ORDER BY COUNT(*) DESC, source_id LIMIT 1
                    """)
            return row.map { row in
                let since: Int? = row[0]
                return AgreementSpan(firstYear: since.map { Period(year: $0) }, sourceID: row[1])
            }
        }
    }

    /// One agreement; nil when there is none with the id.
    public func agreement(_ id: AgreementID) async throws -> Agreement? {
        try await pool.read { db in
            try AgreementRow.fetchAll(db, where: "a.number = (SELECT number FROM agreement WHERE id = ?)", arguments: [id.text]).first?.agreement
        }
    }

    /// Adds agreements or changes those with the same id, all or none.
    /// - Throws: `AgreementRefusal` for an unknown party, unit or term, an end before the start, a party twice, a loop of renewals.
    public func importAgreements(
        _ agreements: [Agreement], sources: [Source] = [], edits: EditRules = EditRules(), dryRun: Bool = false
    ) async throws -> AgreementWriteSummary {
        try await importDocuments(
            "agreements", version: .agreementsVersion, sources: sources, edits: edits, dryRun: dryRun, failure: "the agreements were left as they were"
        ) { db, historic in try AgreementWriting.upsert(agreements, to: db, historic: historic) }
    }

    /// Takes agreements out; unknown ids are left out of the count.
    /// - Throws: `AgreementRefusal` when another agreement renews one of them.
    public func removeAgreements(_ ids: [AgreementID]) async throws -> Int {
        try await pool.writeWithoutTransaction { db in
            var count = 0
            try db.inTransaction(.immediate) {
                let gone = Set(ids.map(\.text))
                for id in ids {
                    let heirs = try String.fetchAll(db, sql: "SELECT id FROM agreement WHERE renews = ?", arguments: [id.text])
                    if let heir = heirs.first(where: { !gone.contains($0) }) {
                        throw AgreementRefusal(id: id, reason: "\(heir) renews it: change that one first")
                    }
                }
                count = try Self.removeWithRevision(Agreement.self, ids.map(\.text), .program("remove"), db)
                guard count > 0 else { return .rollback }
                try AtlasProperty.renewDataVersion(db)
                try AtlasProperty.renew(.agreementsVersion, db)
                return .commit
            }
            return count
        }
    }
}
