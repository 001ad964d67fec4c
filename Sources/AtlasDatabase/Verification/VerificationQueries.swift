// SPDX-License-Identifier: Apache-2.0

import Atlas
import Credentials
import Foundation
import GRDB

/// When institutions are asked whether their entries still hold.
public enum VerificationRule {
    /// An entry that was confirmed within so many days is left alone.
    public static let confirmedDays = 365
    /// Whoever did not answer is asked again after so many days,
    public static let reminderDays = 30
    /// but not more often than this within a year.
    public static let asksAYear = 3
    /// How long a link works.
    public static let linkDays = 90
    /// What counts as recently confirmed, in what the public is shown.
    public static let recentDays = 90
}

/// An institution as far as the question is concerned whether its entry still holds.
public struct VerificationStanding: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// Confirmed within a year.
        case confirmed
        /// Asked, and its link still works.
        case asked
        /// The institution says that something changed, by its last link.
        case changed
        /// The letter came back.
        case undelivered
        /// To be asked.
        case due
        /// Nobody to ask: the entry has no e-mail address.
        case unreachable
    }

    public let institution: InstitutionID
    public let name: String
    public let type: InstitutionType
    public let seat: TERYTCode?
    /// Its first e-mail address.
    public let email: String?
    public let verifiedOn: Period?
    public let lastAskedAt: Date?
    public let lastAnswer: VerificationAnswer?
    public let undelivered: String?
    /// Within the last year.
    public let asks: Int
    public let state: State
    /// Whether it is asked with the next letters.
    public let isDue: Bool
}

public enum VerificationAnswer: String, Sendable, Hashable {
    case confirmed, changed
}

/// What a link leads to.
public struct VerificationVisit: Sendable, Hashable {
    public let number: Int64
    public let institution: InstitutionID
    public let askedAt: Date
    public let expiresAt: Date
    public let answer: VerificationAnswer?
    public let answeredAt: Date?
}

/// A link that was just made. It is told this once.
public struct VerificationLink: Sendable, Hashable {
    public let standing: VerificationStanding
    public let token: SecretToken
    public let expiresAt: Date
}

extension AtlasStore {
    /// How every institution stands, by id.
    /// - Parameter day: today in Poland; `now` is the same moment.
    public func verificationStandings(on day: Period, at now: Date) async throws -> [VerificationStanding] {
        try await pool.read { db in try VerificationRows.standings(on: day, at: now, db) }
    }

    /// Makes links for institutions and puts the letters with them into the queue, in one transaction.
    /// - Parameter letters: the letters for the links that one address gets; nothing for links that are handed over otherwise.
    public func ask(
        _ standings: [VerificationStanding], at now: Date, letters: @escaping @Sendable ([VerificationLink]) -> QueuedMail?
    ) async throws -> [VerificationLink] {
        let expires = now.addingTimeInterval(Double(VerificationRule.linkDays * 86_400))
        var groups: [[VerificationStanding]] = []
        var places: [String: Int] = [:]
        for standing in standings {
            // One office often answers for several entries: one letter with all the links, but none that is endless.
            let key = standing.email?.lowercased() ?? standing.institution.text
            if let place = places[key], groups[place].count < 20 {
                groups[place].append(standing)
            } else {
                places[key] = groups.count
                groups.append([standing])
            }
        }
        return try await pool.write { [groups] db in
            var all: [VerificationLink] = []
            for group in groups {
                let links = group.map { VerificationLink(standing: $0, token: SecretToken(), expiresAt: expires) }
                let mail = try letters(links).map { try MailQueue.enqueue($0, at: now, db) }
                for link in links {
                    try db.execute(
                        sql: "INSERT INTO verification (institution_id, token_hash, asked_at, expires_at, mail_number) VALUES (?, ?, ?, ?, ?)",
                        arguments: [link.standing.institution.text, link.token.hash, ImportLog.text(now), ImportLog.text(expires), mail])
                }
                all += links
            }
            return all
        }
    }

    /// How many institutions got a letter with the question.
    public func institutionsAsked(since moment: Date) async throws -> Int {
        try await pool.read { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM verification WHERE asked_at >= ? AND mail_number IS NOT NULL", arguments: [ImportLog.text(moment)]) ?? 0
        }
    }

    /// What a link leads to; nil for an unknown one, or one whose institution is gone.
    public func verification(_ token: SecretToken) async throws -> VerificationVisit? {
        try await pool.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM verification WHERE token_hash = ?", arguments: [token.hash]).map(VerificationVisit.init)
        }
    }
}

enum VerificationRows {
    /// Notes what an institution answered by its link. A later answer takes the place of an earlier one.
    static func note(_ answer: VerificationAnswer, to number: Int64, at moment: Date, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE verification SET answer = ?, answered_at = ? WHERE number = ?", arguments: [answer.rawValue, ImportLog.text(moment), number])
    }

    /// What is known of the links of one institution.
    private struct Asked {
        /// Within the last year.
        var count = 0
        var lastAt = ""
        var expiresAt = ""
        var answer: VerificationAnswer?
        var undelivered: String?
    }

    private static func asked(since yearAgo: String, _ db: Database) throws -> [String: Asked] {
        var all: [String: Asked] = [:]
        let rows = try Row.fetchCursor(
            db, sql: "SELECT institution_id, asked_at, expires_at, answer, undelivered FROM verification ORDER BY asked_at, number")
        while let row = try rows.next() {
            let undelivered: String? = row["undelivered"]
            let at: String = row["asked_at"]
            var asked = all[row["institution_id"]] ?? Asked()
            if at > yearAgo, undelivered == nil { asked.count += 1 }
            asked.lastAt = at
            asked.expiresAt = row["expires_at"]
            asked.answer = (row["answer"] as String?).flatMap(VerificationAnswer.init)
            asked.undelivered = undelivered
            all[row["institution_id"]] = asked
        }
        return all
    }

    static func standings(on day: Period, at now: Date, _ db: Database) throws -> [VerificationStanding] {
        let moment = ImportLog.text(now)
        let yearAgo = ImportLog.text(now.addingTimeInterval(-365 * 86_400))
        let remindBefore = ImportLog.text(now.addingTimeInterval(Double(-VerificationRule.reminderDays * 86_400)))
        let links = try asked(since: yearAgo, db)
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT i.id, i.name, i.type, i.verified_on,
                    ifnull(julianday(?) - julianday(substr(i.verified_on || '-01-01', 1, 10)) < ?, 0) AS is_confirmed, e.email, l.gmina_stem
                FROM institution i
                    LEFT JOIN institution_email e ON e.institution_number = i.number AND e.position = 0
                    LEFT JOIN location l ON l.institution_number = i.number AND l.position = 0
                ORDER BY i.id
                """, arguments: [day.text, VerificationRule.confirmedDays])
        var result: [VerificationStanding] = []
        while let row = try rows.next() {
            let verified: String? = row["verified_on"]
            let verifiedOn = try verified.map { try Period($0) }
            let email: String? = row["email"]
            let known = links[row["id"]]
            let (answer, undelivered, asks) = (known?.answer, known?.undelivered, known?.count ?? 0)
            let stem: String? = row["gmina_stem"]
            let isConfirmed: Bool = row["is_confirmed"]
            let isAsked = answer == nil && undelivered == nil && (known.map { $0.expiresAt > moment } ?? false)
            let mayAsk = asks < VerificationRule.asksAYear && (known.map { $0.lastAt <= remindBefore } ?? true)
            let state: VerificationStanding.State =
                if isConfirmed {
                    .confirmed
                } else if answer == .changed, known.map({ $0.lastAt > yearAgo }) ?? false {
                    .changed
                } else if email == nil {
                    .unreachable
                } else if undelivered != nil {
                    .undelivered
                } else {
                    isAsked ? .asked : .due
                }
            result.append(
                VerificationStanding(
                    institution: try InstitutionID(row["id"]), name: row["name"], type: try SurveyRow.type(row["type"]),
                    seat: try stem.map { try TERYTCode($0) }, email: email, verifiedOn: verifiedOn,
                    lastAskedAt: try known.map { try ImportLog.date($0.lastAt) }, lastAnswer: answer, undelivered: undelivered, asks: asks,
                    state: state, isDue: !isConfirmed && email != nil && mayAsk && (state == .due || state == .asked || state == .undelivered)))
        }
        return result
    }
}

extension VerificationVisit {
    init(_ row: Row) throws {
        let answered: String? = row["answered_at"]
        self.init(
            number: row["number"], institution: try InstitutionID(row["institution_id"]), askedAt: try ImportLog.date(row["asked_at"]),
            expiresAt: try ImportLog.date(row["expires_at"]), answer: (row["answer"] as String?).flatMap(VerificationAnswer.init),
            answeredAt: try answered.map { try ImportLog.date($0) })
    }
}
