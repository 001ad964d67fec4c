// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// What is kept of an account beside its name and address, by whether it goes when the account is deleted.
public struct AccountTraces: Sendable, Hashable {
    public var grants = 0
    public var sessions = 0
    public var keys = 0
    /// Forms that were begun and not saved.
    public var drafts = 0
    /// To the account, waiting or sent.
    public var letters = 0
    public var events = 0
    /// Changes of documents: they stay, with the number of the account in place of the name.
    public var revisions = 0
    /// Suggestions from the public that the account decided on: the decisions stay, with the number.
    public var decisions = 0

    public init() {}

    init(of account: Account.ID, _ db: Database) throws {
        func count(_ table: String, _ column: String = "account_number") throws -> Int {
            try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table) WHERE \(column) = ?", arguments: [account]) ?? 0
        }
        grants = try count("account_grant")
        sessions = try count("session")
        keys = try count("api_key")
        drafts = try count("edit_draft")
        letters = try count("mail_message")
        events = try count("account_event")
        revisions = try count("revision")
        decisions = try count("suggestion", "decided_by")
    }
}

extension AtlasStore {
    /// What would go with an account and what would stay.
    public func traces(of account: Account.ID) async throws -> AccountTraces {
        try await pool.read { db in try AccountTraces(of: account, db) }
    }

    /// Deletes an account with everything that says whose it was: name, address, password, second step, sessions, links, keys,
    /// identities, drafts, events, letters to it. What it changed stays, with its number in place of the name; the number is
    /// given to nobody else.
    ///
    /// - Parameter actor: the account that deletes it; nil for a command at the machine.
    /// - Returns: what went and what stayed.
    /// - Throws: `AccountRefusal` when there is no such account, or nobody would be left who can let others in: nobody deletes
    ///   their own account as the only administrator.
    @discardableResult
    public func deleteAccount(_ account: Account.ID, by actor: Account.ID?, at moment: Date) async throws -> AccountTraces {
        try await pool.write { db in
            let hadAdministrator = try AccountRow.hasActiveAdministrator(db)
            let traces = try AccountTraces(of: account, db)
            let others = actor == account ? nil : actor
            guard try AccountDeletion.delete(account, by: others, at: ImportLog.text(moment), db) else { throw AccountRefusal.noSuchAccount }
            let isLeftAlone = try !AccountRow.hasActiveAdministrator(db)
            guard !isLeftAlone || !(hadAdministrator || actor == account) else { throw AccountRefusal.lastAdministrator }
            // Where the one who did it finds it; of whose account it was, the number says enough.
            try db.execute(
                sql: "INSERT INTO account_event (at, account_number, kind, actor_number, detail) VALUES (?, ?, ?, ?, ?)",
                arguments: [ImportLog.text(moment), others, AccountEvent.Kind.accountDeleted.rawValue, others, String(account)])
            return traces
        }
    }

    /// The numbers of accounts that were deleted, with the moment.
    public func deletedAccounts() async throws -> [Account.ID: Date] {
        try await pool.read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT number, deleted_at FROM deleted_account")
            return Dictionary(uniqueKeysWithValues: try rows.map { ($0["number"], try ImportLog.date($0["deleted_at"])) })
        }
    }
}

enum AccountDeletion {
    /// - Returns: false when there is no such account.
    static func delete(_ number: Int64, by actor: Int64?, at moment: String, _ db: Database) throws -> Bool {
        guard let created = try String.fetchOne(db, sql: "SELECT created_at FROM account WHERE number = ?", arguments: [number]) else { return false }
        // SQLite leaves what was deleted in the file until something else is written there, unless it is told not to.
        let overwritten = try Int.fetchOne(db, sql: "PRAGMA secure_delete") ?? 0
        _ = try Int.fetchOne(db, sql: "PRAGMA secure_delete = 1")
        defer { _ = try? Int.fetchOne(db, sql: "PRAGMA secure_delete = \(overwritten)") }
        try forgetAuthor(number, db)
        // The references of all that belongs to an account take it along.
        try db.execute(sql: "DELETE FROM account WHERE number = ?", arguments: [number])
        try db.execute(
            sql: "INSERT OR REPLACE INTO deleted_account (number, created_at, deleted_at, deleted_by) VALUES (?, ?, ?, ?)",
            arguments: [number, created, moment, actor])
        return true
    }

    /// Replaces the names of a person in all revisions. The number stays, so that it can still be told which changes were one
    /// person's.
    static func forgetAuthor(_ number: Int64, _ db: Database) throws {
        try db.execute(sql: "UPDATE revision SET author_name = '' WHERE account_number = ? AND author_name <> ''", arguments: [number])
    }
}
