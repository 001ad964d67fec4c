// SPDX-License-Identifier: Apache-2.0

import Atlas
import Credentials
import Foundation
import GRDB

/// A key that cannot be as asked, and why. Nothing was changed.
public enum KeyRefusal: Error, Sendable, Hashable, LocalizedError {
    case nameIsMissing
    case tooMany(Int)

    public var errorDescription: String? {
        switch self {
        case .nameIsMissing: "the name is missing: write which program the key is for, up to 100 characters"
        case .tooMany(let limit): "the account has \(limit) keys already: revoke one that is no longer used"
        }
    }
}

extension AtlasStore {
    /// Keys of an account that are valid at once.
    public static let keyLimit = 20

    /// Makes a key for a program.
    ///
    /// - Parameters:
    ///   - name: which program it is for.
    ///   - expiresAt: nil for one that is valid until it is revoked.
    /// - Returns: its secret, which cannot be had again, and what is kept of it.
    /// - Throws: `KeyRefusal`.
    public func makeKey(_ name: String, of account: Account.ID, expiresAt: Date?, at moment: Date) async throws -> (secret: SecretToken, key: APIKey) {
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...100).contains(name.count) else { throw KeyRefusal.nameIsMissing }
        let secret = SecretToken()
        let key = try await pool.write { db -> APIKey? in
            let now = ImportLog.text(moment)
            let valid = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM api_key WHERE account_number = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)",
                arguments: [account, now])
            guard valid ?? 0 < Self.keyLimit else { throw KeyRefusal.tooMany(Self.keyLimit) }
            try db.execute(
                sql: "INSERT INTO api_key (account_number, token_hash, hint, name, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [account, secret.hash, String(secret.text.prefix(4)), name, now, expiresAt.map { ImportLog.text($0) }])
            return try Row.fetchOne(db, sql: "SELECT * FROM api_key WHERE number = ?", arguments: [db.lastInsertedRowID]).map(APIKey.init)
        }
        guard let key else { throw AtlasStoreError.inconsistent("table api_key lost a row that was just written") }
        return (secret, key)
    }

    /// The keys of an account that were not revoked, the latest first.
    public func keys(of account: Account.ID) async throws -> [APIKey] {
        try await pool.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM api_key WHERE account_number = ? AND revoked_at IS NULL ORDER BY number DESC", arguments: [account])
                .map(APIKey.init)
        }
    }

    /// Makes a key of the account void.
    /// - Returns: its name; nil when there is no such key.
    public func revokeKey(_ number: APIKey.ID, of account: Account.ID, at moment: Date) async throws -> String? {
        try await pool.write { db in
            let name = try String.fetchOne(
                db, sql: "SELECT name FROM api_key WHERE number = ? AND account_number = ? AND revoked_at IS NULL", arguments: [number, account])
            try db.execute(
                sql: "UPDATE api_key SET revoked_at = ? WHERE number = ? AND account_number = ? AND revoked_at IS NULL",
                arguments: [ImportLog.text(moment), number, account])
            return name
        }
    }
}
