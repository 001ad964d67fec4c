// SPDX-License-Identifier: Apache-2.0

import Atlas
import Credentials
import Foundation
import GRDB

/// How long somebody stays signed in.
public enum SessionLifetime {
    /// Without a request.
    public static let idle: TimeInterval = 2 * 3600
    /// In all.
    public static let whole: TimeInterval = 12 * 3600
    /// A session's last use is written down at most this often.
    static let noteEvery: TimeInterval = 60
}

/// Somebody who is signed in, or on the way.
public struct Session: Sendable, Hashable, Identifiable {
    public enum Stage: String, Sendable, Hashable {
        case complete
        /// The password was right, the code is still to come.
        case secondStep = "second-step"
        /// The password was right, and the account has to set up its second step.
        case setUpSecondStep = "set-up-second-step"
    }

    public let id: Int64
    public let account: Account.ID
    public var stage: Stage
    public let createdAt: Date
    public let seenAt: Date
    public let expiresAt: Date
    public let network: String?
    public let browser: String?
    /// `password` or the name of a provider.
    public let means: String
}

/// A program's key.
public struct APIKey: Sendable, Hashable, Identifiable {
    public let id: Int64
    public let account: Account.ID
    public let name: String
    /// Its first four letters.
    public let hint: String
    public let createdAt: Date
    public let expiresAt: Date?
    public let lastUsedOn: String?
    public let revokedAt: Date?
}

extension AtlasStore {
    /// Opens a session. Sessions that are over are removed on the way.
    /// - Returns: the secret for the cookie; it cannot be had again.
    public func openSession(
        of account: Account.ID, stage: Session.Stage, means: String, network: String? = nil, browser: String? = nil, at moment: Date
    ) async throws -> SecretToken {
        let token = SecretToken()
        try await pool.write { db in
            try db.execute(
                sql: "DELETE FROM session WHERE expires_at < ? OR seen_at < ?",
                arguments: [ImportLog.text(moment), ImportLog.text(moment - SessionLifetime.idle)])
            try db.execute(
                sql: """
                    INSERT INTO session (token_hash, account_number, stage, created_at, seen_at, expires_at, network, browser, means)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    token.hash, account, stage.rawValue, ImportLog.text(moment), ImportLog.text(moment), ImportLog.text(moment + SessionLifetime.whole),
                    network, browser.map { String($0.prefix(200)) }, means,
                ])
            if stage == .complete {
                try db.execute(sql: "UPDATE account SET last_sign_in_at = ? WHERE number = ?", arguments: [ImportLog.text(moment), account])
            }
        }
        return token
    }

    /// The session of a cookie and its account; nil when it is over, was ended, or the account was disabled. Its use is written
    /// down now and then.
    public func session(_ token: SecretToken, at moment: Date) async throws -> (session: Session, account: Account)? {
        let found = try await pool.read { db -> (session: Session, account: Account)? in
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM session WHERE token_hash = ?", arguments: [token.hash]) else { return nil }
            let session = try Session(row)
            guard session.expiresAt > moment, session.seenAt + SessionLifetime.idle > moment,
                let account = try AccountRow.fetchAll(db, where: "number = ?", [session.account]).first, account.isActive
            else { return nil }
            return (session, account)
        }
        guard let found else { return nil }
        if moment.timeIntervalSince(found.session.seenAt) > SessionLifetime.noteEvery {
            // Reading goes on when nothing can be written, as on a full disk: the session then ends a little early.
            try? await pool.write { db in
                try db.execute(sql: "UPDATE session SET seen_at = ? WHERE number = ?", arguments: [ImportLog.text(moment), found.session.id])
            }
        }
        return found
    }

    /// The sessions of an account that are not over, the latest first.
    public func sessions(of account: Account.ID, at moment: Date) async throws -> [Session] {
        try await pool.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM session WHERE account_number = ? AND expires_at > ? AND seen_at > ? ORDER BY seen_at DESC, number DESC",
                arguments: [account, ImportLog.text(moment), ImportLog.text(moment - SessionLifetime.idle)]
            ).map(Session.init)
        }
    }

    /// Ends the session of a cookie.
    public func endSession(_ token: SecretToken) async throws {
        try await pool.write { db in try db.execute(sql: "DELETE FROM session WHERE token_hash = ?", arguments: [token.hash]) }
    }

    /// Ends sessions of an account.
    /// - Parameters:
    ///   - id: one of them; nil for all.
    ///   - kept: one that stays.
    public func endSessions(of account: Account.ID, id: Session.ID? = nil, except kept: Session.ID? = nil) async throws {
        try await pool.write { db in
            try db.execute(
                sql: "DELETE FROM session WHERE account_number = ? AND (? IS NULL OR number = ?) AND (? IS NULL OR number <> ?)",
                arguments: [account, id, id, kept, kept])
        }
    }

    /// Puts a session one step on: with the code that was asked for it is complete. A new secret takes the place of the old one.
    public func completeSession(_ token: SecretToken, at moment: Date) async throws -> SecretToken? {
        let next = SecretToken()
        return try await pool.write { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM session WHERE token_hash = ?", arguments: [token.hash]) else { return nil }
            let session = try Session(row)
            try db.execute(
                sql: "UPDATE session SET token_hash = ?, stage = 'complete', seen_at = ? WHERE number = ?",
                arguments: [next.hash, ImportLog.text(moment), session.id])
            try db.execute(sql: "UPDATE account SET last_sign_in_at = ? WHERE number = ?", arguments: [ImportLog.text(moment), session.account])
            return next
        }
    }

    /// The key that a program shows, and its account; nil for one that is unknown, revoked or over.
    public func apiKey(_ token: SecretToken, at moment: Date) async throws -> (key: APIKey, account: Account)? {
        let found = try await pool.read { db -> (key: APIKey, account: Account)? in
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM api_key WHERE token_hash = ?", arguments: [token.hash]) else { return nil }
            let key = try APIKey(row)
            guard key.revokedAt == nil, key.expiresAt.map({ $0 > moment }) ?? true,
                let account = try AccountRow.fetchAll(db, where: "number = ?", [key.account]).first, account.isActive
            else { return nil }
            return (key, account)
        }
        guard let found else { return nil }
        let day = String(ImportLog.text(moment).prefix(10))
        if found.key.lastUsedOn != day {
            try? await pool.write { db in try db.execute(sql: "UPDATE api_key SET last_used_on = ? WHERE number = ?", arguments: [day, found.key.id]) }
        }
        return found
    }
}

extension Session {
    init(_ row: Row) throws {
        guard let stage = Stage(rawValue: row["stage"]) else { throw AtlasStoreError.inconsistent("table session holds an unknown stage") }
        self.init(
            id: row["number"], account: row["account_number"], stage: stage, createdAt: try ImportLog.date(row["created_at"]),
            seenAt: try ImportLog.date(row["seen_at"]), expiresAt: try ImportLog.date(row["expires_at"]), network: row["network"],
            browser: row["browser"], means: row["means"])
    }
}

extension APIKey {
    init(_ row: Row) throws {
        let (expires, revoked): (String?, String?) = (row["expires_at"], row["revoked_at"])
        self.init(
            id: row["number"], account: row["account_number"], name: row["name"], hint: row["hint"], createdAt: try ImportLog.date(row["created_at"]),
            expiresAt: try expires.map { try ImportLog.date($0) }, lastUsedOn: row["last_used_on"],
            revokedAt: try revoked.map { try ImportLog.date($0) })
    }
}
