// SPDX-License-Identifier: Apache-2.0

import Atlas
import Credentials
import Foundation
import GRDB

/// An account that cannot be as asked, and why. Nothing was changed.
public enum AccountRefusal: Error, Sendable, Hashable, LocalizedError {
    case emailIsTaken(EmailAddress)
    case nameIsMissing
    case unknownInstitution(InstitutionID)
    case notAPowiat(TERYTCode)
    case noSuchAccount
    /// The account has the address already.
    case addressIsTheSame
    /// Nobody could let others in any more.
    case lastAdministrator

    public var errorDescription: String? {
        switch self {
        case .emailIsTaken(let email): "there is an account of \(email) already: change its rights instead"
        case .nameIsMissing: "the name is missing: write the name that colleagues will see beside changes, up to 200 characters"
        case .unknownInstitution(let id): "there is no institution “\(id)” in the directory: an editor needs one that is there"
        case .notAPowiat(let code): "\(code) is not a powiat: a coordinator needs its four digits, such as 1206"
        case .noSuchAccount: "there is no such account"
        case .addressIsTheSame: "the account has this address already"
        case .lastAdministrator: "this is the last administrator who can sign in: make another one first"
        }
    }
}

extension AtlasStore {
    /// All accounts, by name.
    public func accounts() async throws -> [Account] {
        try await pool.read { db in try AccountRow.fetchAll(db).sorted { ($0.name, $0.id) < ($1.name, $1.id) } }
    }

    /// Nil when there is none.
    public func account(_ id: Account.ID) async throws -> Account? {
        try await pool.read { db in try AccountRow.fetchAll(db, where: "number = ?", [id]).first }
    }

    /// The account of an address, however its capitals are written; nil when there is none.
    public func account(of email: EmailAddress) async throws -> Account? {
        try await pool.read { db in try AccountRow.fetchAll(db, where: "email_key = ?", [email.key]).first }
    }

    /// Makes an account without a password: its owner chooses one by an invitation.
    ///
    /// - Parameter actor: the account that makes it; nil for a command at the machine.
    /// - Throws: `AccountRefusal`.
    public func createAccount(
        email: EmailAddress, name: String, grants: [Grant], language: String = "pl", by actor: Account.ID? = nil, at moment: Date
    ) async throws -> Account {
        try await pool.write { db in
            let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
            guard (1...200).contains(name.count) else { throw AccountRefusal.nameIsMissing }
            guard try Int.fetchOne(db, sql: "SELECT 1 FROM account WHERE email_key = ?", arguments: [email.key]) == nil else {
                throw AccountRefusal.emailIsTaken(email)
            }
            let now = ImportLog.text(moment)
            try db.execute(
                sql: "INSERT INTO account (email, email_key, name, language, created_at) VALUES (?, ?, ?, ?, ?)",
                arguments: [email.text, email.key, name, language, now])
            let number = db.lastInsertedRowID
            try AccountRow.write(grants, of: number, by: actor, at: now, db)
            guard let account = try AccountRow.fetchAll(db, where: "number = ?", [number]).first else { throw AccountRefusal.noSuchAccount }
            return account
        }
    }

    /// Gives an account these rights and no others.
    ///
    /// - Throws: `AccountRefusal`, also when no administrator would be left.
    public func setGrants(_ grants: [Grant], of account: Account.ID, by actor: Account.ID?, at moment: Date) async throws {
        try await pool.write { db in
            guard try Int.fetchOne(db, sql: "SELECT 1 FROM account WHERE number = ?", arguments: [account]) != nil else { throw AccountRefusal.noSuchAccount }
            let hadAdministrator = try AccountRow.hasActiveAdministrator(db)
            try AccountRow.write(grants, of: account, by: actor, at: ImportLog.text(moment), db)
            guard try AccountRow.hasActiveAdministrator(db) || !hadAdministrator else { throw AccountRefusal.lastAdministrator }
        }
    }
}

enum AccountRow {
    /// - Parameter condition: about columns of `account`.
    static func fetchAll(_ db: Database, where condition: String = "1", _ arguments: StatementArguments = StatementArguments()) throws -> [Account] {
        let rows = try Row.fetchAll(db, sql: "SELECT * FROM account WHERE \(condition) ORDER BY number", arguments: arguments)
        guard !rows.isEmpty else { return [] }
        var grants: [Int64: [Grant]] = [:]
        // One account is the usual question, all of them the only other one.
        let one: Int64? = rows.count == 1 ? rows[0]["number"] : nil
        let given = try Row.fetchAll(
            db, sql: "SELECT * FROM account_grant" + (one == nil ? "" : " WHERE account_number = ?"),
            arguments: one.map { [$0] } ?? StatementArguments())
        for row in given { grants[row["account_number"], default: []].append(try grant(row)) }
        return try rows.map { row in
            let number: Int64 = row["number"]
            guard let email = EmailAddress(row["email"]) else { throw AtlasStoreError.inconsistent("table account holds a text that is no e-mail address") }
            let (lastSignIn, disabled): (String?, String?) = (row["last_sign_in_at"], row["disabled_at"])
            return Account(
                id: number, email: email, name: row["name"], grants: grants[number] ?? [], language: row["language"],
                hasPassword: (row["password_hash"] as String?) != nil, hasSecondStep: (row["second_step_at"] as String?) != nil,
                createdAt: try ImportLog.date(row["created_at"]), lastSignInAt: try lastSignIn.map { try ImportLog.date($0) },
                disabledAt: try disabled.map { try ImportLog.date($0) })
        }
    }

    private static func grant(_ row: Row) throws -> Grant {
        switch Role(rawValue: row["role"]) {
        case .administrator: .administrator
        case .coordinator: .coordinator(try TERYTCode(row["powiat_stem"] as String))
        case .editor: .editor(try InstitutionID(row["institution_id"] as String))
        case .reader: .reader
        case nil: throw AtlasStoreError.inconsistent("table account_grant holds an unknown role")
        }
    }

    /// Where a right holds, as columns have it.
    static func places(of grant: Grant) -> (powiat: String, institution: String) {
        switch grant {
        case .administrator, .reader: ("", "")
        case .coordinator(let code): (code.stem, "")
        case .editor(let id): ("", id.text)
        }
    }

    /// Gives these rights and no others.
    /// - Throws: `AccountRefusal` for an institution or powiat that does not exist.
    static func write(_ grants: [Grant], of account: Int64, by actor: Int64?, at moment: String, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM account_grant WHERE account_number = ?", arguments: [account])
        try insert(grants, of: account, by: actor, at: moment, db)
    }

    /// Gives these rights too.
    /// - Throws: `AccountRefusal` for an institution or powiat that does not exist.
    static func insert(_ grants: [Grant], of account: Int64, by actor: Int64?, at moment: String, _ db: Database) throws {
        for grant in Set(grants) {
            switch grant {
            case .administrator, .reader: break
            case .coordinator(let code):
                guard code.level == .powiat, try Int.fetchOne(db, sql: "SELECT 1 FROM unit WHERE stem = ? AND valid_to IS NULL", arguments: [code.stem]) != nil
                else { throw AccountRefusal.notAPowiat(code) }
            case .editor(let id):
                guard try Int.fetchOne(db, sql: "SELECT 1 FROM institution WHERE id = ?", arguments: [id.text]) != nil else { throw AccountRefusal.unknownInstitution(id) }
            }
            let (powiat, institution) = places(of: grant)
            try db.execute(
                sql: "INSERT OR IGNORE INTO account_grant (account_number, role, powiat_stem, institution_id, granted_at, granted_by) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [account, grant.role.rawValue, powiat, institution, moment, actor])
        }
    }

    /// Whether an account has a way in, as a condition on `account`.
    static let canSignIn =
        "(account.password_hash IS NOT NULL OR EXISTS (SELECT 1 FROM account_identity o WHERE o.account_number = account.number))"

    /// Whether somebody is left who can let others in. An invitation that nobody has accepted does not count.
    static func hasActiveAdministrator(_ db: Database) throws -> Bool {
        try Int.fetchOne(
            db,
            sql: """
                SELECT 1 FROM account_grant g JOIN account ON account.number = g.account_number
                WHERE g.role = 'administrator' AND account.disabled_at IS NULL AND \(canSignIn) LIMIT 1
                """) != nil
    }
}
