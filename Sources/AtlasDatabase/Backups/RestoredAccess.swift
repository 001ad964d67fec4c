// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// What a restore did about who comes in and what is sent: an older file must not open again what was closed since.
public struct RestoredAccess: Sendable, Hashable {
    /// Whether the database that is replaced was asked what was closed since the backup.
    public enum Comparison: Sendable, Hashable {
        /// No database was there.
        case nothingReplaced
        case made
        /// It knows nothing later than the backup, so that nothing of it counts.
        case olderThanBackup
        /// It could not be read, and why.
        case unreadable(String)
    }

    public internal(set) var comparison = Comparison.nothingReplaced
    /// In the restored file: nobody is signed in any more, and no link that was sent works.
    public internal(set) var sessionsEnded = 0
    public internal(set) var linksEnded = 0
    /// Letters that wait for a word: they may have been sent since.
    public internal(set) var lettersHeld = 0
    /// Letters that the replaced database knows to be sent or withdrawn.
    public internal(set) var lettersEnded = 0
    /// What the replaced database had closed since.
    public internal(set) var accountsDeleted = 0
    public internal(set) var accountsDisabled = 0
    public internal(set) var rightsTaken = 0
    public internal(set) var keysRevoked = 0
    /// Accounts whose address, password, second step or spare codes are those of the replaced database.
    public internal(set) var waysInKept = 0
    /// Accounts of the replaced database that were made since the backup, and are not in it.
    public internal(set) var accountsMissing = 0
    /// Whether somebody can sign in who may let others in; true as well when there are no accounts at all.
    public internal(set) var hasAdministrator = true
}

/// What a database says of who may come in, to be held against an older copy of it.
struct LaterAccess: Sendable {
    struct AccountState: Sendable {
        let createdAt: String
        let disabledAt: String?
        let waysIn: WaysIn
        let rights: Set<Right>
        let identities: Set<Identity>
    }

    /// What its owner shows to come in, and where recovery goes.
    struct WaysIn: Sendable, Hashable {
        let email: String
        let emailKey: String
        let password: String?
        let passwordChangedAt: String?
        let secondStep: Data?
        let secondStepUsed: Int64?
        let secondStepAt: String?
        /// The hashes of the spare codes, with the moment of their use.
        let codes: [Data: String?]
    }

    struct Right: Sendable, Hashable {
        let role: String
        let powiat: String
        let institution: String
    }

    struct Identity: Sendable, Hashable {
        let issuer: String
        let subject: String
    }

    let accounts: [Int64: AccountState]
    /// By number: when the account was made and deleted.
    let deleted: [Int64: (createdAt: String, deletedAt: String)]
    /// By the hash of the key: when it was revoked.
    let revokedKeys: [Data: String]
    /// The identities of letters that are sent, given up or withdrawn.
    let endedLetters: Set<String>
    /// The latest moment that it knows of; nil when nothing ever happened in it.
    let latest: String?
    /// The last number that was given to an account.
    let lastNumber: Int64

    init(_ db: Database) throws {
        let hasAccounts = try db.tableExists("account")
        accounts = hasAccounts ? try Self.accounts(db) : [:]
        var deleted: [Int64: (createdAt: String, deletedAt: String)] = [:]
        if try db.tableExists("deleted_account") {
            for row in try Row.fetchAll(db, sql: "SELECT * FROM deleted_account") { deleted[row["number"]] = (row["created_at"], row["deleted_at"]) }
        }
        self.deleted = deleted
        var keys: [Data: String] = [:]
        if hasAccounts {
            for row in try Row.fetchAll(db, sql: "SELECT token_hash, revoked_at FROM api_key WHERE revoked_at IS NOT NULL") {
                keys[row["token_hash"]] = row["revoked_at"]
            }
        }
        revokedKeys = keys
        endedLetters =
            try db.tableExists("mail_message")
            ? try String.fetchSet(db, sql: "SELECT identity FROM mail_message WHERE state <> 'waiting'") : []
        latest = try Self.latestMoment(db)
        lastNumber = hasAccounts ? try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'account'") ?? 0 : 0
    }

    private static func accounts(_ db: Database) throws -> [Int64: AccountState] {
        var rights: [Int64: Set<Right>] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT * FROM account_grant") {
            rights[row["account_number"], default: []].insert(Right(role: row["role"], powiat: row["powiat_stem"], institution: row["institution_id"]))
        }
        var identities: [Int64: Set<Identity>] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT * FROM account_identity") {
            identities[row["account_number"], default: []].insert(Identity(issuer: row["issuer"], subject: row["subject"]))
        }
        var codes: [Int64: [Data: String?]] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT * FROM account_recovery_code") {
            codes[row["account_number"], default: [:]].updateValue(row["used_at"], forKey: row["code_hash"])
        }
        var accounts: [Int64: AccountState] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT * FROM account") {
            let number: Int64 = row["number"]
            accounts[number] = AccountState(
                createdAt: row["created_at"], disabledAt: row["disabled_at"],
                waysIn: WaysIn(
                    email: row["email"], emailKey: row["email_key"], password: row["password_hash"], passwordChangedAt: row["password_changed_at"],
                    secondStep: row["second_step_secret"], secondStepUsed: row["second_step_used"], secondStepAt: row["second_step_at"],
                    codes: codes[number] ?? [:]),
                rights: rights[number] ?? [], identities: identities[number] ?? [])
        }
        return accounts
    }

    /// By which of two copies of a database the later one is told.
    static func latestMoment(_ db: Database) throws -> String? {
        let moments = [
            ("account_event", "at"), ("session", "seen_at"), ("revision", "made_at"), ("account", "created_at"), ("account", "last_sign_in_at"),
            ("deleted_account", "deleted_at"), ("mail_message", "created_at"),
        ]
        return try moments.compactMap { table, column in
            try db.tableExists(table) ? try String.fetchOne(db, sql: "SELECT max(\(column)) FROM \(table)") : nil
        }.max()
    }

    /// Reads the database of a file that nobody has open.
    static func read(_ path: String) throws -> LaterAccess {
        try BackupCopy.withConnection(to: path) { db in try LaterAccess(db) }
    }
}

extension RestoredAccess {
    /// Closes what a file from a backup would open again: everybody signs in anew, links that were sent are void, letters that
    /// waited wait for a word. What the database in whose place it comes closed since stays closed.
    ///
    /// - Parameters:
    ///   - later: of the database that is replaced; nil when there is none that counts.
    ///   - comparison: what to say of it.
    init(closing db: Database, later: LaterAccess?, comparison: Comparison, at moment: Date) throws {
        let now = ImportLog.text(moment)
        func change(_ sql: String) throws -> Int {
            try db.execute(sql: sql)
            return db.changesCount
        }
        self.comparison = comparison
        if let later, let latest = later.latest {
            if let own = try LaterAccess.latestMoment(db), own > latest {
                self.comparison = .olderThanBackup
            } else {
                try takeOver(later, at: now, db)
            }
        }
        sessionsEnded = try change("DELETE FROM session")
        linksEnded = try change("DELETE FROM account_link") + change("DELETE FROM address_change")
        lettersHeld = try MailQueue.hold(at: now, db)
        if try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM account)") ?? false { hasAdministrator = try AccountRow.hasActiveAdministrator(db) }
    }

    private mutating func takeOver(_ later: LaterAccess, at now: String, _ db: Database) throws {
        let present = try LaterAccess(db)
        /// The same account, not only the same number.
        func isKnown(_ number: Int64, _ createdAt: String) -> Bool { present.accounts[number]?.createdAt == createdAt }
        for (number, dates) in later.deleted.sorted(by: { $0.key < $1.key }) {
            if isKnown(number, dates.createdAt) {
                if try AccountDeletion.delete(number, by: nil, at: dates.deletedAt, db) { accountsDeleted += 1 }
            } else if present.accounts[number] == nil {
                try db.execute(
                    sql: "INSERT OR IGNORE INTO deleted_account (number, created_at, deleted_at) VALUES (?, ?, ?)",
                    arguments: [number, dates.createdAt, dates.deletedAt])
            }
        }
        let common = later.accounts.filter { number, state in isKnown(number, state.createdAt) && later.deleted[number] == nil }
        accountsMissing = later.accounts.count(where: { number, state in !isKnown(number, state.createdAt) })
        // Addresses may have been exchanged: each gives up its own before any takes its new one.
        let moved = common.filter { number, state in present.accounts[number]?.waysIn.emailKey != state.waysIn.emailKey }.keys
        for number in moved { try db.execute(sql: "UPDATE account SET email_key = 'moving ' || number WHERE number = ?", arguments: [number]) }
        for (number, state) in common.sorted(by: { $0.key < $1.key }) {
            guard let before = present.accounts[number] else { continue }
            try takeOver(state, before, of: number, at: now, db)
        }
        for (key, revokedAt) in later.revokedKeys {
            try db.execute(sql: "UPDATE api_key SET revoked_at = ? WHERE token_hash = ? AND revoked_at IS NULL", arguments: [revokedAt, key])
            keysRevoked += db.changesCount
        }
        for identity in later.endedLetters {
            guard let number = try Int64.fetchOne(
                db, sql: "SELECT number FROM mail_message WHERE identity = ? AND state = 'waiting'", arguments: [identity])
            else { continue }
            try MailQueue.end(number, .cancelled, error: nil, at: try ImportLog.date(now), db)
            lettersEnded += 1
        }
        // A number that was given since must not be given to somebody else.
        try db.execute(sql: "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'account'", arguments: [later.lastNumber])
        if db.changesCount == 0 { try db.execute(sql: "INSERT INTO sqlite_sequence (name, seq) VALUES ('account', ?)", arguments: [later.lastNumber]) }
    }

    private mutating func takeOver(
        _ state: LaterAccess.AccountState, _ before: LaterAccess.AccountState, of number: Int64, at now: String, _ db: Database
    ) throws {
        if let disabledAt = state.disabledAt, before.disabledAt == nil {
            try db.execute(sql: "UPDATE account SET disabled_at = ? WHERE number = ?", arguments: [disabledAt, number])
            accountsDisabled += 1
        }
        for right in before.rights.subtracting(state.rights) {
            try db.execute(
                sql: "DELETE FROM account_grant WHERE account_number = ? AND role = ? AND powiat_stem = ? AND institution_id = ?",
                arguments: [number, right.role, right.powiat, right.institution])
            rightsTaken += 1
        }
        for identity in before.identities.subtracting(state.identities) {
            try db.execute(sql: "DELETE FROM account_identity WHERE issuer = ? AND subject = ?", arguments: [identity.issuer, identity.subject])
        }
        guard state.waysIn != before.waysIn else { return }
        let ways = state.waysIn
        // An account of another file may have the address: then the account keeps the one of the backup, which is free again.
        let isTaken = try Int.fetchOne(db, sql: "SELECT 1 FROM account WHERE email_key = ? AND number <> ?", arguments: [ways.emailKey, number]) != nil
        let address = isTaken ? before.waysIn : ways
        try db.execute(
            sql: """
                UPDATE account SET email = ?, email_key = ?, password_hash = ?, password_changed_at = ?, second_step_secret = ?,
                    second_step_used = ?, second_step_at = ?
                WHERE number = ?
                """,
            arguments: [
                address.email, address.emailKey, ways.password, ways.passwordChangedAt, ways.secondStep, ways.secondStepUsed, ways.secondStepAt,
                number,
            ])
        try db.execute(sql: "DELETE FROM account_recovery_code WHERE account_number = ?", arguments: [number])
        for (code, usedAt) in ways.codes {
            try db.execute(
                sql: "INSERT INTO account_recovery_code (account_number, code_hash, used_at) VALUES (?, ?, ?)", arguments: [number, code, usedAt])
        }
        waysInKept += 1
    }
}
