// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// A document that people changed, added or removed since it was imported.
public struct HandEdit: Sendable, Hashable {
    public let reference: DocumentReference
    /// Whether an import gave the document at all.
    public let wasImported: Bool
    /// The fields that are not as the last import gave them.
    public let fields: [String]
    /// When people last changed it.
    public let editedAt: Date
    public let isRemoved: Bool
}

/// What people changed since the last import, in the transaction of the change.
enum HandEdits {
    /// What is kept of one document.
    struct Kept {
        /// What the last import gave; nil when none did.
        let imported: DocumentValue?
        let isRemoved: Bool
        /// ISO 8601.
        let editedAt: String

        init(_ row: Row) throws {
            imported = try RevisionRow.value(row["imported"])
            isRemoved = row["is_removed"]
            editedAt = row["edited_at"]
        }
    }

    static func fetch(_ kind: DocumentKind, _ id: String, _ db: Database) throws -> Kept? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT * FROM hand_edit WHERE kind = ? AND document_id = ?"), arguments: [kind.rawValue, id]
        ).map(Kept.init)
    }

    static func fetchAll(_ kind: DocumentKind, _ db: Database) throws -> [String: Kept] {
        var all: [String: Kept] = [:]
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM hand_edit WHERE kind = ?", arguments: [kind.rawValue])
        while let row = try rows.next() { all[row["document_id"]] = try Kept(row) }
        return all
    }

    /// Keeps in mind that people made a change.
    static func note(_ draft: RevisionRow.Draft, at moment: Date, _ db: Database) throws {
        let known = try fetch(draft.kind, draft.documentID, db)
        try write(
            draft.kind, draft.documentID, imported: known.map(\.imported) ?? draft.before, current: draft.after, at: ImportLog.text(moment), db)
    }

    /// Writes down how a document differs from what was imported, or forgets it when it does not.
    static func write(
        _ kind: DocumentKind, _ id: String, imported: DocumentValue?, current: DocumentValue?, at moment: String, _ db: Database
    ) throws {
        guard imported != current else { return try forget(kind, id, db) }
        let changes = RevisionRow.fieldChanges(from: imported ?? .record([:]), to: current ?? .record([:]))
        let fields = Set(changes.before.fields.keys).union(changes.after.fields.keys).sorted()
        try db.cachedStatement(
            sql: """
                INSERT INTO hand_edit (kind, document_id, imported, fields, edited_at, is_removed) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (kind, document_id) DO UPDATE SET imported = excluded.imported, fields = excluded.fields,
                    edited_at = excluded.edited_at, is_removed = excluded.is_removed
                """
        ).execute(arguments: [kind.rawValue, id, imported?.json, fields.joined(separator: " "), moment, current == nil])
    }

    static func forget(_ kind: DocumentKind, _ id: String, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM hand_edit WHERE kind = ? AND document_id = ?").execute(arguments: [kind.rawValue, id])
    }
}

extension AtlasStore {
    /// The documents of a kind that people changed, added or removed since they were imported, by id.
    public func handEdits(_ kind: DocumentKind) async throws -> [HandEdit] {
        try await pool.read { db in
            try Row.fetchAll(
                db, sql: "SELECT *, imported IS NOT NULL AS was_imported FROM hand_edit WHERE kind = ? ORDER BY document_id", arguments: [kind.rawValue]
            ).map(HandEdit.init)
        }
    }

    /// How people changed one document since it was imported; nil when it is as it was imported.
    public func handEdit(_ kind: DocumentKind, id: String) async throws -> HandEdit? {
        try await pool.read { db in
            try Row.fetchOne(
                db, sql: "SELECT *, imported IS NOT NULL AS was_imported FROM hand_edit WHERE kind = ? AND document_id = ?",
                arguments: [kind.rawValue, id]
            ).map(HandEdit.init)
        }
    }
}

extension HandEdit {
    init(_ row: Row) throws {
        let fields: String = row["fields"]
        self.init(
            reference: DocumentReference(kind: DocumentKind(rawValue: row["kind"]), id: row["document_id"]), wasImported: row["was_imported"],
            fields: fields.split(separator: " ").map(String.init), editedAt: try ImportLog.date(row["edited_at"]), isRemoved: row["is_removed"])
    }
}
