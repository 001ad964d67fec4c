// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// Which of the letters that a restore holds.
public enum HeldMailChoice: Sendable, Hashable {
    case all
    case purpose(QueuedMail.Purpose)
    case numbers([Int64])

    fileprivate var condition: (sql: String, arguments: StatementArguments) {
        switch self {
        case .all: ("held_since IS NOT NULL", [])
        case .purpose(let purpose): ("held_since IS NOT NULL AND purpose = ?", [purpose.rawValue])
        case .numbers(let numbers):
            ("held_since IS NOT NULL AND number IN (\(databaseQuestionMarks(count: numbers.count)))", StatementArguments(numbers))
        }
    }
}

extension MailQueue {
    /// Keeps all letters that wait from being sent until somebody has looked at them.
    /// - Returns: how many are held now.
    static func hold(at now: String, _ db: Database) throws -> Int {
        try db.execute(
            sql: "UPDATE mail_message SET held_since = ifnull(held_since, ?), claimed_until = NULL WHERE state = 'waiting'", arguments: [now])
        return db.changesCount
    }
}

extension AtlasStore {
    /// Holds all letters that wait, as a restore does.
    /// - Returns: how many are held now.
    public func holdMail(at now: Date) async throws -> Int {
        try await pool.write { db in try MailQueue.hold(at: ImportLog.text(now), db) }
    }

    /// The letters that wait for a word after a restore, the earliest first.
    public func heldMail(_ choice: HeldMailChoice = .all) async throws -> [MailRecord] {
        try await pool.read { db in
            let (condition, arguments) = choice.condition
            return try Row.fetchAll(
                db, sql: "SELECT *, text IS NOT NULL AS has_text FROM mail_message WHERE \(condition) ORDER BY number", arguments: arguments
            ).map(MailRecord.init)
        }
    }

    /// Lets held letters go on their way.
    /// - Returns: how many.
    public func releaseHeldMail(_ choice: HeldMailChoice, at now: Date) async throws -> Int {
        try await pool.write { db in
            let (condition, arguments) = choice.condition
            let moment = ImportLog.text(now)
            // The time for which a letter is tried begins anew.
            try db.execute(
                sql: "UPDATE mail_message SET held_since = NULL, created_at = ?, not_before = max(not_before, ?) WHERE \(condition)",
                arguments: [moment, moment] + arguments)
            return db.changesCount
        }
    }

    /// Takes held letters out of the queue, with their texts.
    /// - Returns: how many.
    public func dropHeldMail(_ choice: HeldMailChoice, at now: Date) async throws -> Int {
        try await pool.write { db in
            let (condition, arguments) = choice.condition
            let numbers = try Int64.fetchAll(db, sql: "SELECT number FROM mail_message WHERE \(condition)", arguments: arguments)
            for number in numbers { try MailQueue.end(number, .cancelled, error: nil, at: now, db) }
            return numbers.count
        }
    }
}
