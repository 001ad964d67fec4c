// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// What came of a suggestion.
public enum SuggestionTaking: Sendable, Hashable {
    /// With its number.
    case taken(Int64)
    /// Somebody has said the same and nobody has decided yet; it counts once more.
    case known(Int64)
    /// So many wait for this entry that another would help nobody.
    case full
}

/// Which suggestions a moderator looks at.
public struct SuggestionFilter: Sendable, Hashable {
    public var states: Set<Suggestion.State>
    /// Nil for all.
    public var institution: InstitutionID?
    public var limit: Int

    public init(states: Set<Suggestion.State> = [.open], institution: InstitutionID? = nil, limit: Int = 500) {
        self.states = states
        self.institution = institution
        self.limit = limit
    }
}

/// What a moderator decides.
public struct SuggestionDecision: Sendable, Hashable {
    public var isAccepted: Bool
    /// The number of the account; nil for a program.
    public var account: Int64?
    /// Why, for whoever asked for an answer.
    public var reply: String?
    /// What was written into the entry; nil when it was mended by hand or not at all.
    public var applied: String?
    /// The letter to whoever asked for an answer, in the same transaction.
    public var answer: QueuedMail?

    public init(isAccepted: Bool, account: Int64?, reply: String? = nil, applied: String? = nil, answer: QueuedMail? = nil) {
        self.isAccepted = isAccepted
        self.account = account
        self.reply = reply
        self.applied = applied
        self.answer = answer
    }
}

extension AtlasStore {
    /// More open suggestions than this about one entry are not taken.
    public static let openSuggestionLimit = 40

    /// Takes what somebody says is wrong.
    /// - Throws: `AtlasStoreError.inconsistent` for an institution that there is not.
    public func take(_ draft: SuggestionDraft, at now: Date) async throws -> SuggestionTaking {
        try await pool.write { db in try SuggestionWriting.take(draft, at: now, db) }
    }

    /// Suggestions, those of institutions themselves first, then the oldest.
    public func suggestions(_ filter: SuggestionFilter = SuggestionFilter()) async throws -> [Suggestion] {
        try await pool.read { db in
            var sql = "SELECT * FROM suggestion WHERE state IN (\(databaseQuestionMarks(count: filter.states.count)))"
            var arguments = StatementArguments(filter.states.map(\.rawValue).sorted())
            if let institution = filter.institution {
                sql += " AND institution_id = ?"
                arguments += [institution.text]
            }
            // What is decided is looked up by its day, what is open is worked off in turn.
            sql += filter.states == [.open] ? " ORDER BY from_institution DESC, created_at, number" : " ORDER BY ifnull(decided_at, created_at) DESC, number DESC"
            sql += " LIMIT ?"
            arguments += [filter.limit]
            return try Row.fetchAll(db, sql: sql, arguments: arguments).map(Suggestion.init)
        }
    }

    /// One suggestion; nil when there is none with the number.
    public func suggestion(_ number: Int64) async throws -> Suggestion? {
        try await pool.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM suggestion WHERE number = ?", arguments: [number]).map(Suggestion.init)
        }
    }

    /// How many nobody has decided on yet, by institution.
    public func openSuggestionCounts() async throws -> [InstitutionID: Int] {
        try await pool.read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT institution_id, count(*) FROM suggestion WHERE state = 'open' GROUP BY institution_id")
            return Dictionary(uniqueKeysWithValues: try rows.map { (try InstitutionID($0[0] as String), $0[1] as Int) })
        }
    }

    /// Notes a decision; the address for the answer goes with it.
    /// - Returns: false when somebody else has decided meanwhile; nothing was changed then.
    public func decide(_ number: Int64, _ decision: SuggestionDecision, at now: Date) async throws -> Bool {
        try await pool.write { db in try SuggestionWriting.decide(number, decision, at: now, db) }
    }
}

enum SuggestionWriting {
    static func take(_ draft: SuggestionDraft, at now: Date, _ db: Database) throws -> SuggestionTaking {
        let id = draft.institution.text
        guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM institution WHERE id = ?)", arguments: [id]) == true else {
            throw AtlasStoreError.inconsistent("there is no institution \(id) to suggest a change of")
        }
        let same = try Int64.fetchOne(
            db,
            sql: """
                SELECT number FROM suggestion WHERE institution_id = ? AND state = 'open' AND field = ? AND proposed = ?
                    AND from_institution = ? AND ifnull(remark, '') = ifnull(?, '') LIMIT 1
                """, arguments: [id, draft.field.rawValue, draft.proposed, draft.verification != nil, draft.remark])
        if let same {
            try db.execute(
                sql: "UPDATE suggestion SET times = times + 1, contact = ifnull(contact, ?), basis = ifnull(basis, ?) WHERE number = ?",
                arguments: [draft.contact, draft.basis, same])
            return .known(same)
        }
        let open = try Int.fetchOne(
            db, sql: "SELECT count(*) FROM suggestion WHERE institution_id = ? AND state = 'open' AND from_institution = ?",
            arguments: [id, draft.verification != nil]) ?? 0
        guard open < AtlasStore.openSuggestionLimit else { return .full }
        try db.execute(
            sql: """
                INSERT INTO suggestion (institution_id, field, present, proposed, remark, basis, contact, language, verification_number,
                    from_institution, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, draft.field.rawValue, draft.present, draft.proposed, draft.remark, draft.basis, draft.contact, draft.isEnglish ? "en" : "pl",
                draft.verification, draft.verification != nil, ImportLog.text(now),
            ])
        return .taken(db.lastInsertedRowID)
    }

    static func decide(_ number: Int64, _ decision: SuggestionDecision, at now: Date, _ db: Database) throws -> Bool {
        try db.execute(
            sql: """
                UPDATE suggestion SET state = ?, decided_at = ?, decided_by = ?, reply = ?, applied = ?, contact = NULL
                WHERE number = ? AND state = 'open'
                """,
            arguments: [
                decision.isAccepted ? "accepted" : "rejected", ImportLog.text(now), decision.account, decision.reply, decision.applied, number,
            ])
        guard db.changesCount > 0 else { return false }
        if let answer = decision.answer { try MailQueue.enqueue(answer, at: now, db) }
        return true
    }
}

extension Suggestion {
    init(_ row: Row) throws {
        guard let field = SuggestedField(rawValue: row["field"]), let state = State(rawValue: row["state"]) else {
            throw AtlasStoreError.inconsistent("table suggestion holds a field or state that this version does not know")
        }
        let decided: String? = row["decided_at"]
        self.init(
            number: row["number"],
            draft: SuggestionDraft(
                institution: try InstitutionID(row["institution_id"]), field: field, present: row["present"], proposed: row["proposed"],
                remark: row["remark"], basis: row["basis"], contact: row["contact"], isEnglish: row["language"] == "en",
                verification: row["verification_number"]),
            isFromInstitution: row["from_institution"], createdAt: try ImportLog.date(row["created_at"]), times: row["times"], state: state,
            decidedAt: try decided.map { try ImportLog.date($0) }, decidedBy: row["decided_by"], reply: row["reply"], applied: row["applied"])
    }
}
