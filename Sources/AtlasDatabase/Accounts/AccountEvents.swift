// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// What happened to an account: for its owner and for administrators.
public struct AccountEvent: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case invited, identityLinked = "identity-linked", signedIn = "signed-in", signInFailed = "sign-in-failed", signedOut = "signed-out"
        case passwordChanged = "password-changed", recoveryAsked = "recovery-asked", recovered
        case secondStepSet = "second-step-set", secondStepRemoved = "second-step-removed", recoveryCodeUsed = "recovery-code-used"
        case grantsChanged = "grants-changed", disabled, enabled, keyMade = "key-made", keyRevoked = "key-revoked", sessionsEnded = "sessions-ended"
        case addressChangeAsked = "address-change-asked", addressChanged = "address-changed"
        /// The address that was to be confirmed is another account's by now.
        case addressTaken = "address-taken"
        /// Another account, whose number is the detail.
        case accountDeleted = "account-deleted"

        /// Whether only administrators may see it: it would tell the owner of an account who else has one.
        public var isForAdministrators: Bool { self == .addressTaken }
    }

    public let at: Date
    public let account: Account.ID?
    public let kind: Kind
    /// Another account that did it.
    public let actor: Account.ID?
    public let network: String?
    public let detail: String?
}

extension AtlasStore {
    /// How long events are kept: long enough to notice a theft, short enough for data about persons.
    public static let accountEventDays = 180

    /// Writes down what happened. Old events go.
    public func note(
        _ kind: AccountEvent.Kind, account: Account.ID?, by actor: Account.ID? = nil, network: String? = nil, detail: String? = nil, at moment: Date
    ) async throws {
        try await pool.write { db in
            try db.execute(
                sql: "INSERT INTO account_event (at, account_number, kind, actor_number, network, detail) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [ImportLog.text(moment), account, kind.rawValue, actor, network, detail])
            try db.execute(
                sql: "DELETE FROM account_event WHERE at < ?", arguments: [ImportLog.text(moment - Double(Self.accountEventDays) * 86_400)])
        }
    }

    /// The latest events of an account, newest first.
    public func events(of account: Account.ID, limit: Int = 50) async throws -> [AccountEvent] {
        try await pool.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM account_event WHERE account_number = ? ORDER BY number DESC LIMIT ?", arguments: [account, limit]
            ).compactMap { row in
                // A newer version may know more kinds.
                guard let kind = AccountEvent.Kind(rawValue: row["kind"]) else { return nil }
                return AccountEvent(
                    at: try ImportLog.date(row["at"]), account: row["account_number"], kind: kind, actor: row["actor_number"], network: row["network"],
                    detail: row["detail"])
            }
        }
    }

    /// How often signing in to an account failed since a moment, over all processes of the server.
    public func failedSignIns(of account: Account.ID, since moment: Date) async throws -> Int {
        try await pool.read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM account_event WHERE account_number = ? AND kind = 'sign-in-failed' AND at > max(?, ifnull((
                        SELECT max(at) FROM account_event WHERE account_number = ? AND kind = 'signed-in'), ''))
                    """, arguments: [account, ImportLog.text(moment), account]) ?? 0
        }
    }
}
