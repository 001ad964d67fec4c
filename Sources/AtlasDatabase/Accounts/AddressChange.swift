// SPDX-License-Identifier: Apache-2.0

import Atlas
import Credentials
import Foundation
import GRDB

/// The address that an account is to have, once whoever reads it has said so.
public struct AddressChange: Sendable, Hashable {
    /// How long its link lives.
    public static let lifetime: TimeInterval = 7 * 86_400

    /// As it is until then.
    public let account: Account
    public let email: EmailAddress
    public let expiresAt: Date
}

/// What came of a link that confirms an address.
public enum AddressAnswer: Sendable, Hashable {
    case changed(before: Account, after: Account)
    /// The address became another account's since the link was made. Nothing was changed, and the link is void.
    case taken(Account)
    /// The link is unknown, used or over.
    case over
}

extension AtlasStore {
    /// Begins to change an account's address: until the link is followed the old one holds. An earlier link becomes void.
    ///
    /// - Parameter actor: the account that asks; nil for a command at the machine.
    /// - Returns: the secret of the link, for the new address alone; it cannot be had again.
    /// - Throws: `AccountRefusal` when it is the account's own address or another account's.
    public func askAddressChange(of account: Account.ID, to email: EmailAddress, by actor: Account.ID?, at moment: Date) async throws -> SecretToken {
        let token = SecretToken()
        try await pool.write { db in
            guard let found = try AccountRow.fetchAll(db, where: "number = ?", [account]).first else { throw AccountRefusal.noSuchAccount }
            guard found.email.text != email.text else { throw AccountRefusal.addressIsTheSame }
            guard try !Self.isTaken(email, by: account, db) else { throw AccountRefusal.emailIsTaken(email) }
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO address_change (account_number, token_hash, email, asked_at, asked_by, expires_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [account, token.hash, email.text, ImportLog.text(moment), actor, ImportLog.text(moment + AddressChange.lifetime)])
        }
        return token
    }

    /// The change that a link is for; nil when the link is unknown, used or over, or the account is disabled.
    public func addressChange(ofLink token: SecretToken, at moment: Date) async throws -> AddressChange? {
        try await pool.read { db in try Self.addressChange(where: "token_hash = ?", [token.hash], at: moment, db) }
    }

    /// The change of an account's address that waits to be confirmed.
    public func addressChange(of account: Account.ID, at moment: Date) async throws -> AddressChange? {
        try await pool.read { db in try Self.addressChange(where: "account_number = ?", [account], at: moment, db) }
    }

    /// Makes the link of a change void.
    public func cancelAddressChange(of account: Account.ID) async throws {
        try await pool.write { db in try db.execute(sql: "DELETE FROM address_change WHERE account_number = ?", arguments: [account]) }
    }

    /// Takes the new address, once: links that were sent to the old one are void, and sessions end.
    ///
    /// - Parameter kept: the session of whoever confirms, if it is the account's own; it goes on.
    public func confirmAddressChange(_ token: SecretToken, keeping kept: Session.ID? = nil, at moment: Date) async throws -> AddressAnswer {
        try await pool.write { db in
            guard let change = try Self.addressChange(where: "token_hash = ?", [token.hash], at: moment, db) else { return .over }
            let number = change.account.id
            try db.execute(sql: "DELETE FROM address_change WHERE account_number = ?", arguments: [number])
            guard try !Self.isTaken(change.email, by: number, db) else { return .taken(change.account) }
            try db.execute(
                sql: "UPDATE account SET email = ?, email_key = ? WHERE number = ?", arguments: [change.email.text, change.email.key, number])
            try db.execute(sql: "DELETE FROM account_link WHERE account_number = ?", arguments: [number])
            try db.execute(sql: "DELETE FROM session WHERE account_number = ? AND number IS NOT ?", arguments: [number, kept])
            guard let after = try AccountRow.fetchAll(db, where: "number = ?", [number]).first else { return .over }
            return .changed(before: change.account, after: after)
        }
    }

    private static func isTaken(_ email: EmailAddress, by account: Account.ID, _ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "SELECT 1 FROM account WHERE email_key = ? AND number <> ?", arguments: [email.key, account]) != nil
    }

    private static func addressChange(
        where condition: String, _ arguments: StatementArguments, at moment: Date, _ db: Database
    ) throws -> AddressChange? {
        let row = try Row.fetchOne(
            db, sql: "SELECT * FROM address_change WHERE \(condition) AND expires_at > ?", arguments: arguments + [ImportLog.text(moment)])
        guard let row, let account = try AccountRow.fetchAll(db, where: "number = ?", [row["account_number"]]).first, account.isActive else { return nil }
        guard let email = EmailAddress(row["email"]) else {
            throw AtlasStoreError.inconsistent("table address_change holds a text that is no e-mail address")
        }
        return AddressChange(account: account, email: email, expiresAt: try ImportLog.date(row["expires_at"]))
    }
}
