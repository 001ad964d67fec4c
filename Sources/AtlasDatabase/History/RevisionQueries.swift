// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// Some revisions, the newest first, and how many there are in all.
public struct RevisionPage: Sendable, Hashable {
    public let revisions: [Revision]
    public let total: Int
}

extension AtlasStore {
    /// Revisions, the newest first.
    ///
    /// - Parameters:
    ///   - limit: how many at most.
    ///   - offset: how many of the newest to leave out.
    public func revisions(_ filter: RevisionFilter = RevisionFilter(), limit: Int = 50, offset: Int = 0) async throws -> RevisionPage {
        let question = RevisionQuestion(filter)
        return try await pool.read { db in
            let total = try Int.fetchOne(db, sql: "SELECT count(*) FROM revision \(question.condition)", arguments: question.arguments) ?? 0
            // The newest are found from the end of the table, not by sorting all of a kind.
            let rows = try Row.fetchAll(
                db, sql: "SELECT \(RevisionRow.columns) FROM revision \(question.orderedCondition) ORDER BY number DESC LIMIT ? OFFSET ?",
                arguments: question.arguments + [limit, offset])
            return RevisionPage(revisions: try rows.map(RevisionRow.revision), total: total)
        }
    }

    /// One revision; nil when there is none with the number.
    public func revision(_ number: Int64) async throws -> Revision? {
        try await pool.read { db in try RevisionQuestion.revision(number, db) }
    }

    /// The accounts that made changes, with the name that they had last, by name.
    public func revisionAuthors() async throws -> [(account: Int64, name: String)] {
        try await pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT account_number, author_name, max(number) FROM revision
                    WHERE account_number IS NOT NULL AND author_name <> '' GROUP BY account_number ORDER BY author_name
                    """
            ).map { ($0[0], $0[1]) }
        }
    }

    /// The whole document as it was before or after a revision; nil when there was none then.
    /// - Throws: `RevertRefusal.noSuchRevision`, `.unknownKind`.
    public func documentState(_ side: RevisionSide, revision number: Int64) async throws -> DocumentValue? {
        try await pool.read { db in
            guard let revision = try RevisionQuestion.revision(number, db) else { throw RevertRefusal.noSuchRevision(number) }
            return try EarlierStates.state(side, of: revision, db)
        }
    }
}

/// The time before or after a revision.
public enum RevisionSide: String, Sendable, Hashable, CaseIterable, Codable {
    case before, after
}

/// A filter as a condition in SQL.
struct RevisionQuestion {
    let condition: String
    let arguments: StatementArguments
    /// The same for a question in the order of time: an index on the kind alone would have all of a kind sorted (the unary plus of
    /// SQLite keeps it out).
    var orderedCondition: String { isOfOneDocument ? condition : condition.replacing(" kind = ?", with: " +kind = ?") }
    private let isOfOneDocument: Bool

    init(_ filter: RevisionFilter) {
        var parts: [String] = []
        var arguments = StatementArguments()
        func add(_ condition: String, _ values: (any DatabaseValueConvertible)...) {
            parts.append(condition)
            arguments += StatementArguments(values)
        }
        isOfOneDocument = filter.documentID != nil
        let kinds = filter.kind.map { [$0] } ?? (isOfOneDocument ? DocumentKind.known : [])
        if kinds.count == 1 {
            add("kind = ?", kinds[0].rawValue)
        } else if !kinds.isEmpty {
            parts.append("kind IN (\(databaseQuestionMarks(count: kinds.count)))")
            arguments += StatementArguments(kinds.map(\.rawValue))
        }
        if let id = filter.documentID { add("document_id = ?", id) }
        if let documents = filter.documents {
            // One JSON text instead of thousands of question marks.
            let names = DocumentValue.list(documents.map { .text("\($0.kind.rawValue) \($0.id)") })
            add("kind || ' ' || document_id IN (SELECT value FROM json_each(?))", names.json)
        }
        if let account = filter.account { add("account_number = ?", account) }
        if let kind = filter.authorKind { add("author_kind = ?", kind.rawValue) }
        if let since = filter.since { add("made_at >= ?", ImportLog.text(since)) }
        if let until = filter.until { add("made_at < ?", ImportLog.text(until)) }
        if let text = filter.text, !text.isEmpty {
            let pattern = "%" + text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%"
            add("(name LIKE ? ESCAPE '\\' OR document_id LIKE ? ESCAPE '\\')", pattern, pattern)
        }
        condition = parts.isEmpty ? "" : "WHERE " + parts.joined(separator: " AND ")
        self.arguments = arguments
    }

    static func revision(_ number: Int64, _ db: Database) throws -> Revision? {
        try Row.fetchOne(db, sql: "SELECT \(RevisionRow.columns) FROM revision WHERE number = ?", arguments: [number]).map(RevisionRow.revision)
    }
}

/// The states that a document had: later revisions are taken back one by one from how it is now.
enum EarlierStates {
    static func state(_ side: RevisionSide, of wanted: Revision, _ db: Database) throws -> DocumentValue? {
        guard let type = StoredDocuments.type(of: wanted.kind) else { throw RevertRefusal.unknownKind(wanted.kind) }
        if side == .before, wanted.before == nil { return nil }
        if side == .after, wanted.after == nil { return nil }
        var state = try type.fetch(id: wanted.documentID, db)?.documentValue
        let later = try Row.fetchCursor(
            db, sql: "SELECT \(RevisionRow.columns) FROM revision WHERE kind = ? AND document_id = ? AND number >= ? ORDER BY number DESC",
            arguments: [wanted.kind.rawValue, wanted.documentID, wanted.number])
        while let row = try later.next() {
            let revision = try RevisionRow.revision(from: row)
            if revision.number == wanted.number, side == .after { break }
            if let whole = try RevisionRow.value(row["whole_before"]) {
                state = whole
            } else if revision.action == .changed {
                state = state.map { undo(revision, in: $0) }
            } else {
                state = revision.before
            }
        }
        return state
    }

    /// The state with the fields of a change as they were before it.
    static func undo(_ revision: Revision, in state: DocumentValue) -> DocumentValue {
        var fields = state.fields
        for key in revision.fields { fields[key] = revision.before?[key] }
        return .record(fields)
    }
}

extension AtlasStore {
    /// Agreements to which one of the institutions is a party by name, and those with all institutions of a type as a party.
    public func agreements(naming institutions: [InstitutionID]) async throws -> [Agreement] {
        guard !institutions.isEmpty else { return [] }
        let marks = databaseQuestionMarks(count: institutions.count)
        return try await pool.read { db in
            try AgreementRow.fetchAll(
                db,
                where: "a.number IN (SELECT agreement_number FROM agreement_party WHERE institution_id IN (\(marks)) OR group_type IS NOT NULL)",
                arguments: StatementArguments(institutions.map(\.text))
            ).map(\.agreement)
        }
    }

    /// How many changes of the same document came after one.
    public func laterRevisions(than revision: Revision) async throws -> Int {
        try await pool.read { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM revision WHERE kind = ? AND document_id = ? AND number > ?",
                arguments: [revision.kind.rawValue, revision.documentID, revision.number]) ?? 0
        }
    }
}
