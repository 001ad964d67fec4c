// SPDX-License-Identifier: Apache-2.0

import Atlas
import Credentials
import Foundation
import GRDB

/// What a link that was sent is for.
public enum AccountLinkPurpose: String, Sendable, Hashable, CaseIterable {
    /// A new account chooses its password.
    case invitation
    /// Somebody who lost password or device comes back in.
    case recovery

    /// How long such a link lives.
    public var lifetime: TimeInterval {
        switch self {
        case .invitation: 14 * 86_400
        case .recovery: 86_400
        }
    }
}

/// What is kept of an account's ways in.
public struct AccountSecrets: Sendable, Hashable {
    public let password: PasswordHash?
    /// Sealed with the key of the server under `sealName`.
    public let secondStep: Data?
    /// The latest period of a code that was taken.
    public let secondStepUsed: Int64?
    /// Codes for a lost device that were not used yet.
    public let recoveryCodesLeft: Int

    /// The name under which an account's second step is sealed.
    public static func sealName(_ account: Account.ID) -> String { "second step of account \(account)" }
}

extension AtlasStore {
    /// Nil when there is no such account.
    public func secrets(of account: Account.ID) async throws -> AccountSecrets? {
        try await pool.read { db in
            guard let row = try Row.fetchOne(
                db, sql: "SELECT password_hash, second_step_secret, second_step_used FROM account WHERE number = ?", arguments: [account])
            else { return nil }
            let left = try Int.fetchOne(db, sql: "SELECT count(*) FROM account_recovery_code WHERE account_number = ? AND used_at IS NULL", arguments: [account])
            return AccountSecrets(
                password: (row["password_hash"] as String?).flatMap { PasswordHash($0) }, secondStep: row["second_step_secret"],
                secondStepUsed: row["second_step_used"], recoveryCodesLeft: left ?? 0)
        }
    }

    /// Gives an account a password. Links that were sent become void.
    public func setPassword(_ hash: PasswordHash, of account: Account.ID, at moment: Date) async throws {
        try await pool.write { db in
            try db.execute(
                sql: "UPDATE account SET password_hash = ?, password_changed_at = ? WHERE number = ?",
                arguments: [hash.text, ImportLog.text(moment), account])
            try db.execute(sql: "DELETE FROM account_link WHERE account_number = ?", arguments: [account])
        }
    }

    /// The same password under another salt or cost, made when its owner signed in.
    public func renewHash(_ hash: PasswordHash, of account: Account.ID, from old: PasswordHash) async throws {
        try await pool.write { db in
            try db.execute(
                sql: "UPDATE account SET password_hash = ? WHERE number = ? AND password_hash = ?", arguments: [hash.text, account, old.text])
        }
    }

    /// Sets up the second step, with codes for a lost device; nil takes it away.
    public func setSecondStep(_ sealed: Data?, recoveryCodes: [SecretToken], of account: Account.ID, at moment: Date) async throws {
        try await pool.write { db in
            try db.execute(
                sql: "UPDATE account SET second_step_secret = ?, second_step_used = NULL, second_step_at = ? WHERE number = ?",
                arguments: [sealed, sealed == nil ? nil : ImportLog.text(moment), account])
            try Self.replaceRecoveryCodes(recoveryCodes, of: account, db)
        }
    }

    /// Puts new codes for a lost device in the place of all that are left.
    public func setRecoveryCodes(_ codes: [SecretToken], of account: Account.ID) async throws {
        try await pool.write { db in try Self.replaceRecoveryCodes(codes, of: account, db) }
    }

    private static func replaceRecoveryCodes(_ codes: [SecretToken], of account: Account.ID, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM account_recovery_code WHERE account_number = ?", arguments: [account])
        for code in codes {
            try db.execute(sql: "INSERT INTO account_recovery_code (account_number, code_hash) VALUES (?, ?)", arguments: [account, code.hash])
        }
    }

    /// Takes a code's period, once.
    /// - Returns: false when it or a later one was taken already.
    public func takeSecondStep(_ step: Int64, of account: Account.ID) async throws -> Bool {
        try await pool.write { db in
            try db.execute(
                sql: "UPDATE account SET second_step_used = ? WHERE number = ? AND (second_step_used IS NULL OR second_step_used < ?)",
                arguments: [step, account, step])
            return db.changesCount == 1
        }
    }

    /// Takes a code for a lost device, once.
    public func takeRecoveryCode(_ code: SecretToken, of account: Account.ID, at moment: Date) async throws -> Bool {
        try await pool.write { db in
            try db.execute(
                sql: "UPDATE account_recovery_code SET used_at = ? WHERE account_number = ? AND code_hash = ? AND used_at IS NULL",
                arguments: [ImportLog.text(moment), account, code.hash])
            return db.changesCount == 1
        }
    }

    /// Makes a link; earlier ones of the same purpose become void.
    /// - Returns: its secret, which cannot be had again.
    public func makeLink(_ purpose: AccountLinkPurpose, of account: Account.ID, by actor: Account.ID?, at moment: Date) async throws -> SecretToken {
        let token = SecretToken()
        try await pool.write { db in
            try db.execute(
                sql: "DELETE FROM account_link WHERE expires_at < ? OR (account_number = ? AND purpose = ?)",
                arguments: [ImportLog.text(moment), account, purpose.rawValue])
            try db.execute(
                sql: "INSERT INTO account_link (token_hash, account_number, purpose, created_at, created_by, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [token.hash, account, purpose.rawValue, ImportLog.text(moment), actor, ImportLog.text(moment + purpose.lifetime)])
        }
        return token
    }

    /// The account of a link that is still good; nil otherwise.
    public func account(ofLink token: SecretToken, for purpose: AccountLinkPurpose, at moment: Date) async throws -> Account? {
        try await pool.read { db in
            let number = try Int64.fetchOne(
                db,
                sql: "SELECT account_number FROM account_link WHERE token_hash = ? AND purpose = ? AND used_at IS NULL AND expires_at > ?",
                arguments: [token.hash, purpose.rawValue, ImportLog.text(moment)])
            guard let number, let account = try AccountRow.fetchAll(db, where: "number = ?", [number]).first, account.isActive else { return nil }
            return account
        }
    }

    /// When the open invitation of each account ends.
    public func openInvitations(at moment: Date) async throws -> [Account.ID: Date] {
        try await pool.read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT account_number, max(expires_at) AS ends FROM account_link WHERE purpose = 'invitation' AND used_at IS NULL AND expires_at > ? GROUP BY account_number",
                arguments: [ImportLog.text(moment)])
            return Dictionary(uniqueKeysWithValues: try rows.map { ($0["account_number"], try ImportLog.date($0["ends"])) })
        }
    }

    /// Lets somebody sign in no more, or again. What they are signed in with now ends.
    /// - Throws: `AccountRefusal` when no administrator would be left.
    public func setDisabled(_ isDisabled: Bool, of account: Account.ID, at moment: Date) async throws {
        try await pool.write { db in
            let hadAdministrator = try AccountRow.hasActiveAdministrator(db)
            try db.execute(
                sql: "UPDATE account SET disabled_at = ? WHERE number = ?", arguments: [isDisabled ? ImportLog.text(moment) : nil, account])
            guard db.changesCount == 1 else { throw AccountRefusal.noSuchAccount }
            guard try AccountRow.hasActiveAdministrator(db) || !hadAdministrator else { throw AccountRefusal.lastAdministrator }
            if isDisabled {
                try db.execute(sql: "DELETE FROM session WHERE account_number = ?", arguments: [account])
                try db.execute(sql: "DELETE FROM account_link WHERE account_number = ?", arguments: [account])
                try db.execute(sql: "DELETE FROM address_change WHERE account_number = ?", arguments: [account])
            }
        }
    }

    /// Changes the name and language that an account shows.
    public func setName(_ name: String, language: String, of account: Account.ID) async throws {
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...200).contains(name.count) else { throw AccountRefusal.nameIsMissing }
        try await pool.write { db in
            try db.execute(sql: "UPDATE account SET name = ?, language = ? WHERE number = ?", arguments: [name, language, account])
        }
    }
}
