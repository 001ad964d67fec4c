// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// The queue as statements, for transactions that have a letter as their consequence.
enum MailQueue {
    /// - Returns: the number of the letter.
    @discardableResult
    static func enqueue(_ mail: QueuedMail, at now: Date, _ db: Database) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO mail_message (purpose, is_bulk, is_private, recipient, subject, text, language, identity, created_at, not_before,
                    account_number)
                VALUES (?, ?, ?, ?, ?, ?, ?, lower(hex(randomblob(12))), ?, ?, ?)
                """,
            arguments: [
                mail.purpose.rawValue, mail.isBulk, mail.isPrivate, mail.recipient, mail.subject, mail.text, mail.language,
                ImportLog.text(now), ImportLog.text(mail.notBefore ?? now), mail.account,
            ])
        return db.lastInsertedRowID
    }

    /// A letter that is gone: its text may hold a secret link, and who got it is nobody's business if it was a private person.
    static func end(_ number: Int64, _ state: MailRecord.State, error: String?, at now: Date, _ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE mail_message SET state = ?, ended_at = ?, last_error = ?, claimed_until = NULL, held_since = NULL, attempts = attempts + ?,
                    text = CASE WHEN ? THEN text END,
                    recipient = CASE WHEN is_private AND NOT ? THEN NULL ELSE recipient END
                WHERE number = ? AND state = 'waiting'
                """,
            arguments: [
                state.rawValue, ImportLog.text(now), error, state == .cancelled ? 0 : 1, state == .givenUp, state == .givenUp, number,
            ])
    }
}

extension AtlasStore {
    /// Puts letters into the queue; the server sends them, now or when it next runs.
    /// - Returns: their numbers.
    @discardableResult
    public func enqueue(_ mail: [QueuedMail], at now: Date) async throws -> [Int64] {
        try await pool.write { db in try mail.map { try MailQueue.enqueue($0, at: now, db) } }
    }

    /// The next letter whose time has come, for this process alone until the lease ends; nil when there is none.
    /// - Parameter leaseSeconds: longer than an attempt can last. A process that dies meanwhile leaves the letter to another.
    public func claimMail(at now: Date, leaseSeconds: Int = 300) async throws -> ClaimedMail? {
        let moment = ImportLog.text(now)
        let condition = "state = 'waiting' AND held_since IS NULL AND not_before <= ? AND (claimed_until IS NULL OR claimed_until <= ?)"
        let next = "SELECT number FROM mail_message WHERE \(condition) ORDER BY is_bulk, not_before, number LIMIT 1"
        // Asked often and mostly in vain: readers do not disturb whoever writes.
        let isDue = try await pool.read { db in try Int64.fetchOne(db, sql: next, arguments: [moment, moment]) != nil }
        guard isDue else { return nil }
        return try await pool.write { db in
            guard let number = try Int64.fetchOne(db, sql: next, arguments: [moment, moment]) else { return nil }
            try db.execute(
                sql: "UPDATE mail_message SET claimed_until = ? WHERE number = ?",
                arguments: [ImportLog.text(now.addingTimeInterval(Double(leaseSeconds))), number])
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM mail_message WHERE number = ?", arguments: [number]),
                let purpose = QueuedMail.Purpose(rawValue: row["purpose"])
            else { throw AtlasStoreError.inconsistent("table mail_message holds a purpose that this version does not know") }
            return ClaimedMail(
                number: number,
                mail: QueuedMail(
                    purpose: purpose, recipient: row["recipient"], subject: row["subject"], text: row["text"], language: row["language"],
                    notBefore: nil, account: row["account_number"]),
                identity: row["identity"], createdAt: try ImportLog.date(row["created_at"]), attempts: row["attempts"])
        }
    }

    /// The mail server has taken it.
    public func noteMailSent(_ number: Int64, at now: Date) async throws {
        try await pool.write { db in try MailQueue.end(number, .sent, error: nil, at: now, db) }
    }

    /// An attempt has failed.
    /// - Parameter retryAt: nil when it is given up.
    public func noteMailFailed(_ number: Int64, _ reason: String, retryAt: Date?, at now: Date) async throws {
        try await pool.write { db in
            guard let retryAt else {
                try MailQueue.end(number, .givenUp, error: reason, at: now, db)
                try db.execute(sql: "UPDATE verification SET undelivered = ? WHERE mail_number = ?", arguments: [reason, number])
                return
            }
            try db.execute(
                sql: """
                    UPDATE mail_message SET attempts = attempts + 1, last_error = ?, not_before = ?, claimed_until = NULL
                    WHERE number = ? AND state = 'waiting'
                    """,
                arguments: [reason, ImportLog.text(retryAt), number])
        }
    }

    /// Gives a claimed letter back as it was: it was not tried.
    public func releaseMail(_ number: Int64) async throws {
        try await pool.write { db in
            try db.execute(sql: "UPDATE mail_message SET claimed_until = NULL WHERE number = ? AND state = 'waiting'", arguments: [number])
        }
    }

    /// Tries a letter again at once that waits, is held, or was given up and is still there.
    /// - Returns: whether there is such a letter.
    public func retryMail(_ number: Int64, at now: Date) async throws -> Bool {
        try await pool.write { db in
            try db.execute(
                sql: """
                    UPDATE mail_message SET state = 'waiting', ended_at = NULL, not_before = ?, held_since = NULL,
                        created_at = CASE WHEN state = 'given-up' OR held_since IS NOT NULL THEN ? ELSE created_at END
                    WHERE number = ? AND state IN ('waiting', 'given-up') AND text IS NOT NULL AND recipient IS NOT NULL
                    """,
                arguments: [ImportLog.text(now), ImportLog.text(now), number])
            guard db.changesCount > 0 else { return false }
            try db.execute(sql: "UPDATE verification SET undelivered = NULL WHERE mail_number = ?", arguments: [number])
            return true
        }
    }

    /// Tries all letters that wait for another attempt at once, as after a change of the mail server's settings.
    /// - Returns: how many.
    public func retryWaitingMail(at now: Date) async throws -> Int {
        try await pool.write { db in
            let moment = ImportLog.text(now)
            try db.execute(
                sql: "UPDATE mail_message SET not_before = ? WHERE state = 'waiting' AND held_since IS NULL AND attempts > 0 AND not_before > ?", arguments: [moment, moment])
            return db.changesCount
        }
    }

    /// Takes a letter out of the queue; its text and, for a private person, the address go.
    /// - Returns: whether it was there.
    public func cancelMail(_ number: Int64, at now: Date) async throws -> Bool {
        try await pool.write { db in
            try db.execute(
                sql: """
                    UPDATE mail_message SET state = 'cancelled', ended_at = ?, text = NULL, claimed_until = NULL, held_since = NULL,
                        recipient = CASE WHEN is_private THEN NULL ELSE recipient END
                    WHERE number = ? AND state IN ('waiting', 'given-up')
                    """,
                arguments: [ImportLog.text(now), number])
            return db.changesCount > 0
        }
    }

    /// The letters of some states, the latest first.
    public func mail(_ states: Set<MailRecord.State> = Set(MailRecord.State.allCases), limit: Int = 200) async throws -> [MailRecord] {
        try await pool.read { db in
            let marks = databaseQuestionMarks(count: states.count)
            return try Row.fetchAll(
                db, sql: "SELECT *, text IS NOT NULL AS has_text FROM mail_message WHERE state IN (\(marks)) ORDER BY number DESC LIMIT ?",
                arguments: StatementArguments(states.map(\.rawValue).sorted()) + [limit]
            ).map(MailRecord.init)
        }
    }

    public func mailSummary(at now: Date) async throws -> MailSummary {
        try await pool.read { db in
            var summary = MailSummary()
            if let row = try Row.fetchOne(
                db, sql: "SELECT count(*), ifnull(sum(attempts > 0), 0), min(created_at) FROM mail_message WHERE state = 'waiting' AND held_since IS NULL")
            {
                summary.waiting = row[0]
                summary.retrying = row[1]
                let oldest: String? = row[2]
                summary.oldestWaiting = try oldest.map { try ImportLog.date($0) }
            }
            summary.held = try Int.fetchOne(db, sql: "SELECT count(*) FROM mail_message WHERE held_since IS NOT NULL") ?? 0
            summary.latestError = try String.fetchOne(
                db, sql: "SELECT last_error FROM mail_message WHERE state = 'waiting' AND held_since IS NULL AND last_error IS NOT NULL ORDER BY not_before DESC LIMIT 1")
            let dayBefore = ImportLog.text(now.addingTimeInterval(-86_400))
            summary.givenUp = try Int.fetchOne(db, sql: "SELECT count(*) FROM mail_message WHERE state = 'given-up'") ?? 0
            summary.sentLastDay =
                try Int.fetchOne(db, sql: "SELECT count(*) FROM mail_message WHERE state = 'sent' AND ended_at > ?", arguments: [dayBefore]) ?? 0
            return summary
        }
    }
}
