// SPDX-License-Identifier: Apache-2.0

import Atlas
import Credentials
import Foundation
import GRDB

/// Which accounts a list holds. Conditions that are nil hold for all.
public struct AccountFilter: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// Signs in.
        case active
        /// Has not chosen a password yet.
        case invited
        case disabled
        /// Can sign in and did not for so long that it is a question whether it is needed: see `RetentionRule.unusedAccountDays`.
        case unused
    }

    public var role: Role?
    /// With a right in this powiat: its coordinators, and editors of institutions seated there.
    public var powiat: TERYTCode?
    /// Its editors.
    public var institution: InstitutionID?
    public var state: State?
    /// Part of the name or the address, whatever its capitals.
    public var text: String?
    /// Only accounts with a right in one of these powiats; nil for all accounts.
    public var scope: [TERYTCode]?

    public init(
        role: Role? = nil, powiat: TERYTCode? = nil, institution: InstitutionID? = nil, state: State? = nil, text: String? = nil,
        scope: [TERYTCode]? = nil
    ) {
        self.role = role
        self.powiat = powiat
        self.institution = institution
        self.state = state
        self.text = text
        self.scope = scope
    }

    fileprivate var condition: (sql: String, arguments: StatementArguments) {
        var parts: [String] = []
        var arguments = StatementArguments()
        func add(_ sql: String, _ values: StatementArguments = StatementArguments()) {
            parts.append(sql)
            arguments += values
        }
        if let role { add("EXISTS (SELECT 1 FROM account_grant g WHERE g.account_number = account.number AND g.role = ?)", [role.rawValue]) }
        if let institution {
            add("EXISTS (SELECT 1 FROM account_grant g WHERE g.account_number = account.number AND g.institution_id = ?)", [institution.text])
        }
        if let powiat { add(Self.rightIn, [powiat.stem, powiat.stem]) }
        if let scope {
            add("(" + (["0"] + scope.map { _ in Self.rightIn }).joined(separator: " OR ") + ")", StatementArguments(scope.flatMap { [$0.stem, $0.stem] }))
        }
        switch state {
        case .active: add("disabled_at IS NULL AND \(AccountRow.canSignIn)")
        case .invited: add("disabled_at IS NULL AND NOT \(AccountRow.canSignIn)")
        case .disabled: add("disabled_at IS NOT NULL")
        case .unused:
            let limit = Date(timeIntervalSinceNow: Double(-86_400 * RetentionRule.unusedAccountDays))
            add("disabled_at IS NULL AND ifnull(last_sign_in_at, created_at) < ?", [ImportLog.text(limit)])
        case nil: break
        }
        if let text = text?.lowercased(), !text.isEmpty {
            // SQLite knows capitals of ASCII only; what people look for is also found as they typed it.
            add("(instr(lower(name), ?) OR instr(name, ?) OR instr(email_key, ?))", [text, self.text ?? text, text])
        }
        return (parts.isEmpty ? "1" : parts.joined(separator: " AND "), arguments)
    }

    private static let rightIn = """
        EXISTS (SELECT 1 FROM account_grant g WHERE g.account_number = account.number AND (g.powiat_stem = ? OR g.institution_id <> '' AND EXISTS (
            SELECT 1 FROM institution i JOIN location l ON l.institution_number = i.number AND l.position = 0
            WHERE i.id = g.institution_id AND substr(l.gmina_stem, 1, 4) = ?)))
        """
}

extension AtlasStore {
    /// Accounts by name, a page of them.
    /// - Returns: the accounts, and how many there are on all pages.
    public func accounts(_ filter: AccountFilter, limit: Int = 100, offset: Int = 0) async throws -> (accounts: [Account], total: Int) {
        try await pool.read { db in
            let (sql, arguments) = filter.condition
            let total = try Int.fetchOne(db, sql: "SELECT count(*) FROM account WHERE \(sql)", arguments: arguments) ?? 0
            let numbers = try Int64.fetchAll(
                db, sql: "SELECT number FROM account WHERE \(sql) ORDER BY name COLLATE NOCASE, number LIMIT ? OFFSET ?",
                arguments: arguments + [limit, offset])
            guard !numbers.isEmpty else { return ([], total) }
            let marks = databaseQuestionMarks(count: numbers.count)
            let found = try AccountRow.fetchAll(db, where: "number IN (\(marks))", StatementArguments(numbers))
            let byNumber = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
            return (numbers.compactMap { byNumber[$0] }, total)
        }
    }

    /// The names of accounts.
    public func names(of accounts: [Account.ID]) async throws -> [Account.ID: String] {
        guard !accounts.isEmpty else { return [:] }
        return try await pool.read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT number, name FROM account WHERE number IN (\(databaseQuestionMarks(count: accounts.count)))", arguments: StatementArguments(accounts))
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["number"], $0["name"]) })
        }
    }

    /// Gives an account further rights. Those that it has already stay as they were given.
    /// - Throws: `AccountRefusal`.
    public func addGrants(_ grants: [Grant], to account: Account.ID, by actor: Account.ID?, at moment: Date) async throws {
        try await pool.write { db in
            guard try Int.fetchOne(db, sql: "SELECT 1 FROM account WHERE number = ?", arguments: [account]) != nil else { throw AccountRefusal.noSuchAccount }
            try AccountRow.insert(grants, of: account, by: actor, at: ImportLog.text(moment), db)
        }
    }

    /// Takes a right away.
    /// - Throws: `AccountRefusal` when no administrator would be left.
    public func removeGrant(_ grant: Grant, from account: Account.ID) async throws {
        try await pool.write { db in
            let hadAdministrator = try AccountRow.hasActiveAdministrator(db)
            let (powiat, institution) = AccountRow.places(of: grant)
            try db.execute(
                sql: "DELETE FROM account_grant WHERE account_number = ? AND role = ? AND powiat_stem = ? AND institution_id = ?",
                arguments: [account, grant.role.rawValue, powiat, institution])
            guard try AccountRow.hasActiveAdministrator(db) || !hadAdministrator else { throw AccountRefusal.lastAdministrator }
        }
    }

    /// Whether somebody can sign in who may invite all others.
    public func hasAdministrator() async throws -> Bool {
        try await pool.read { db in try AccountRow.hasActiveAdministrator(db) }
    }

    /// Lets the holder of a link choose a password: the link is used up, all others of the account become void, and whoever
    /// was signed in is no longer.
    ///
    /// - Returns: the account; nil when the link is over, and nothing was changed.
    public func redeem(
        _ token: SecretToken, for purpose: AccountLinkPurpose, password: PasswordHash, at moment: Date
    ) async throws -> Account? {
        try await pool.write { db in
            let now = ImportLog.text(moment)
            let number = try Int64.fetchOne(
                db,
                sql: """
                    SELECT l.account_number FROM account_link l JOIN account a ON a.number = l.account_number
                    WHERE l.token_hash = ? AND l.purpose = ? AND l.used_at IS NULL AND l.expires_at > ? AND a.disabled_at IS NULL
                    """, arguments: [token.hash, purpose.rawValue, now])
            guard let number else { return nil }
            try db.execute(
                sql: "UPDATE account SET password_hash = ?, password_changed_at = ? WHERE number = ?", arguments: [password.text, now, number])
            try db.execute(sql: "DELETE FROM account_link WHERE account_number = ?", arguments: [number])
            try db.execute(sql: "DELETE FROM session WHERE account_number = ?", arguments: [number])
            // Whoever comes next from a provider of identities with the account's address is linked anew.
            if purpose == .recovery { try db.execute(sql: "DELETE FROM account_identity WHERE account_number = ?", arguments: [number]) }
            return try AccountRow.fetchAll(db, where: "number = ?", [number]).first
        }
    }
}
