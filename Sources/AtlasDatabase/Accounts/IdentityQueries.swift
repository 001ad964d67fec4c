// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// Whose account an identity of a provider is.
public enum IdentityAnswer: Sendable, Hashable {
    /// - Parameter isNew: whether it became known as this account's just now.
    case account(Account, isNew: Bool)
    /// Nobody invited the address.
    case noAccount
    case disabled
    /// The provider calls somebody else the owner of the address: an address that was given to another person, or a provider
    /// that was set up anew.
    case otherSubject(Account)
    /// The identity is new, and the provider does not vouch for an address.
    case needsVerifiedAddress
}

/// Who a provider says that somebody is.
public struct LinkedIdentity: Sendable, Hashable {
    public let issuer: String
    public let subject: String
    public let linkedAt: Date
}

extension AtlasStore {
    /// The account of an identity. Nobody has one by signing in alone: a new identity has to come with the address of an account
    /// that was made before, and belongs to it from then on, whatever address comes later. Invitations that are still open become
    /// void then.
    ///
    /// - Parameters:
    ///   - issuer: the provider, and `subject`: its own name of the person, which it never gives to another.
    ///   - verifiedEmail: nil when the provider does not say that it is the person's own.
    public func account(ofIdentity issuer: String, subject: String, verifiedEmail: EmailAddress?, at moment: Date) async throws -> IdentityAnswer {
        try await pool.write { db in
            let number = try Int64.fetchOne(
                db, sql: "SELECT account_number FROM account_identity WHERE issuer = ? AND subject = ?", arguments: [issuer, subject])
            if let number {
                guard let account = try AccountRow.fetchAll(db, where: "number = ?", [number]).first else { return .noAccount }
                return account.isActive ? .account(account, isNew: false) : .disabled
            }
            guard let verifiedEmail else { return .needsVerifiedAddress }
            guard let account = try AccountRow.fetchAll(db, where: "email_key = ?", [verifiedEmail.key]).first else { return .noAccount }
            guard account.isActive else { return .disabled }
            let hasAnother = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM account_identity WHERE issuer = ? AND account_number = ?)", arguments: [issuer, account.id])
            guard hasAnother != true else { return .otherSubject(account) }
            try db.execute(
                sql: "INSERT INTO account_identity (issuer, subject, account_number, linked_at) VALUES (?, ?, ?, ?)",
                arguments: [issuer, subject, account.id, ImportLog.text(moment)])
            try db.execute(sql: "DELETE FROM account_link WHERE account_number = ? AND purpose = 'invitation'", arguments: [account.id])
            return .account(account, isNew: true)
        }
    }

    /// The identities by which an account's owner may come in.
    public func identities(of account: Account.ID) async throws -> [LinkedIdentity] {
        try await pool.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM account_identity WHERE account_number = ? ORDER BY linked_at, issuer, subject", arguments: [account]
            ).map { LinkedIdentity(issuer: $0["issuer"], subject: $0["subject"], linkedAt: try ImportLog.date($0["linked_at"])) }
        }
    }
}
