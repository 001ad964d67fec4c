// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// How revisions are written and read.
enum RevisionRow {
    /// A revision that is to be written.
    struct Draft {
        let kind: DocumentKind
        let documentID: String
        /// Nil for a new document.
        let before: DocumentValue?
        /// Nil for a removed document.
        let after: DocumentValue?
        let name: String
        var reverts: Int64?
    }

    /// Who writes revisions, when and why.
    struct Occasion {
        let author: Author
        let why: String
        let moment: Date

        /// What somebody writes about a change is for people to read, not a store of its own.
        static let longestWhy = 2_000

        init(author: Author, why: String, moment: Date) {
            self.author = author
            self.why = String(why.trimmingCharacters(in: .whitespacesAndNewlines).prefix(Self.longestWhy))
            self.moment = moment
        }

        var madeAt: String { ImportLog.text(moment) }
    }

    /// - Returns: its number, and the version of the state after; nil for a removed document.
    static func write(_ draft: Draft, _ occasion: Occasion, _ db: Database) throws -> (number: Int64, version: DocumentVersion?) {
        let version = draft.after.map { DocumentVersion(of: $0) }
        var before = draft.before
        var after = draft.after
        var whole: DocumentValue?
        if let earlier = draft.before, let later = draft.after {
            let changes = fieldChanges(from: earlier, to: later)
            after = changes.after
            before = changes.before
            if try leavesGap(draft, before: earlier, db) { whole = earlier }
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO revision (kind, document_id, name, made_at, author_kind, author_number, account_number, author_name, why, reverts,
                    before, after, whole_before, version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            draft.kind.rawValue, draft.documentID, draft.name, occasion.madeAt, occasion.author.kind.rawValue, occasion.author.number,
            occasion.author.account, occasion.author.name, occasion.why, draft.reverts, before?.json, after?.json, whole?.json, version?.rawValue,
        ])
        return (db.lastInsertedRowID, version)
    }

    /// Whether the state before is not the one that the latest revision of the document left.
    private static func leavesGap(_ draft: Draft, before: DocumentValue, _ db: Database) throws -> Bool {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT version FROM revision WHERE kind = ? AND document_id = ? ORDER BY number DESC LIMIT 1"),
            arguments: [draft.kind.rawValue, draft.documentID])
        guard let row else { return false }
        let version: String? = row[0]
        return version != DocumentVersion(of: before).rawValue
    }

    /// The fields that differ, as records of their own.
    static func fieldChanges(from earlier: DocumentValue, to later: DocumentValue) -> (before: DocumentValue, after: DocumentValue) {
        let (old, new) = (earlier.fields, later.fields)
        return (.record(old.filter { new[$0.key] != $0.value }), .record(new.filter { old[$0.key] != $0.value }))
    }

    static let columns = """
        number, kind, document_id, name, made_at, author_kind, author_number, account_number, author_name, why, reverts, before, after,
        whole_before, version
        """

    static func revision(from row: Row) throws -> Revision {
        let version: String? = row["version"]
        return Revision(
            number: row["number"], kind: DocumentKind(rawValue: row["kind"]), documentID: row["document_id"], name: row["name"],
            madeAt: try ImportLog.date(row["made_at"]), author: try author(from: row), why: row["why"], reverts: row["reverts"],
            before: try value(row["before"]), after: try value(row["after"]), version: version.map { DocumentVersion(rawValue: $0) })
    }

    static func value(_ text: String?) throws -> DocumentValue? { try text.map { try DocumentValue(json: $0) } }

    private static func author(from row: Row) throws -> Author {
        let name: String = row["author_name"]
        let number: Int64? = row["author_number"]
        let account: Int64? = row["account_number"]
        switch Author.Kind(rawValue: row["author_kind"]) {
        case .account: return .account(account ?? 0, name)
        case .importing: return .importing(number.map { Int($0) }, name)
        case .suggestion: return .suggestion(number ?? 0, acceptedBy: account, name: name)
        case .institution: return .institution(try InstitutionID(name))
        case .program, nil: return .program(name)
        }
    }
}

extension Author {
    /// The number of the import or the suggestion.
    fileprivate var number: Int64? {
        switch self {
        case .importing(let number, _): number.map { Int64($0) }
        case .suggestion(let number, _, _): number
        default: nil
        }
    }
}
