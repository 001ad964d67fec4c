// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// A form that somebody filled in and has not saved yet.
public struct EditDraft: Sendable, Hashable {
    public let kind: DocumentKind
    /// Empty for a document that is still to be added.
    public let documentID: String
    /// The fields of the form by name.
    public let fields: [String: [String]]
    /// The state of the document that the author saw; nil for a new one.
    public let base: DocumentVersion?
    public let savedAt: Date
}

/// A draft that is too long to be kept.
public struct EditDraftTooLong: Error, Sendable, Hashable, LocalizedError {
    public let bytes: Int
    public var errorDescription: String? {
        "the draft has \(bytes >> 10) kB: drafts of up to \(AtlasStore.editDraftByteLimit >> 10) kB are kept, shorten the texts or save the form"
    }
}

extension AtlasStore {
    /// How long a draft is kept after it was last saved.
    public static let editDraftDays = 30
    /// The longest draft, as JSON.
    public static let editDraftByteLimit = 512 << 10

    /// Keeps what somebody typed, in the place of what was kept of this form before. Old drafts of all accounts go.
    /// - Parameters:
    ///   - id: of the document; empty for a new one.
    ///   - base: the state of the document that the author saw; nil for a new one.
    /// - Throws: `EditDraftTooLong`.
    public func saveDraft(
        kind: DocumentKind, id: String, account: Account.ID, fields: [String: [String]], base: DocumentVersion?, at moment: Date = Date()
    ) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(fields), as: UTF8.self)
        guard json.utf8.count <= Self.editDraftByteLimit else { throw EditDraftTooLong(bytes: json.utf8.count) }
        try await pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO edit_draft (account_number, kind, document_id, fields, base_version, saved_at) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (account_number, kind, document_id) DO UPDATE SET fields = excluded.fields, base_version = excluded.base_version,
                        saved_at = excluded.saved_at
                    """, arguments: [account, kind.rawValue, id, json, base?.rawValue, ImportLog.text(moment)])
            try db.execute(sql: "DELETE FROM edit_draft WHERE saved_at < ?", arguments: [Self.oldestDraft(at: moment)])
        }
    }

    /// What somebody typed into the form of a document; nil when nothing is kept.
    public func draft(kind: DocumentKind, id: String, account: Account.ID, at moment: Date = Date()) async throws -> EditDraft? {
        try await pool.read { db in
            try Row.fetchOne(
                db, sql: "SELECT * FROM edit_draft WHERE account_number = ? AND kind = ? AND document_id = ? AND saved_at >= ?",
                arguments: [account, kind.rawValue, id, Self.oldestDraft(at: moment)]
            ).map(EditDraft.init)
        }
    }

    /// All drafts of an account, the newest first.
    public func drafts(account: Account.ID, at moment: Date = Date()) async throws -> [EditDraft] {
        try await pool.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM edit_draft WHERE account_number = ? AND saved_at >= ? ORDER BY saved_at DESC, kind, document_id",
                arguments: [account, Self.oldestDraft(at: moment)]
            ).map(EditDraft.init)
        }
    }

    /// Forgets a draft: it was saved, or is not wanted any more.
    public func discardDraft(kind: DocumentKind, id: String, account: Account.ID) async throws {
        try await pool.write { db in
            try db.execute(
                sql: "DELETE FROM edit_draft WHERE account_number = ? AND kind = ? AND document_id = ?", arguments: [account, kind.rawValue, id])
        }
    }

    private static func oldestDraft(at moment: Date) -> String { ImportLog.text(moment - Double(editDraftDays) * 86_400) }
}

extension EditDraft {
    init(_ row: Row) throws {
        let json: String = row["fields"]
        let base: String? = row["base_version"]
        self.init(
            kind: DocumentKind(rawValue: row["kind"]), documentID: row["document_id"],
            fields: try JSONDecoder().decode([String: [String]].self, from: Data(json.utf8)), base: base.map { DocumentVersion(rawValue: $0) },
            savedAt: try ImportLog.date(row["saved_at"]))
    }
}
