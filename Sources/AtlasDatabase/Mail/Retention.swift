// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// How long what people gave us about themselves is kept. Stated on the page about the atlas and in the documentation.
public enum RetentionRule {
    /// An address that came with a suggestion goes with the answer, and after so many days without one.
    public static let contactDays = 90
    /// A letter that could not be delivered, with its address; what is known of letters that were.
    public static let mailDays = 30
    /// What somebody wrote beside the correction itself, from the decision on.
    public static let remarkDays = 365
    /// Links by which institutions confirmed their entries, from their end on.
    public static let verificationDays = 3 * 365
}

/// What was let go of.
public struct Forgotten: Sendable, Hashable {
    public var contacts = 0
    public var letters = 0
    public var remarks = 0
    public var verifications = 0

    public init() {}

    public var isEmpty: Bool { self == Forgotten() }
}

extension AtlasStore {
    /// Lets go of what the rule allows no longer.
    public func forgetExpired(at now: Date) async throws -> Forgotten {
        func before(_ days: Int) -> String { ImportLog.text(now.addingTimeInterval(Double(-86_400 * days))) }
        let (contact, mail, remark, verification) = (
            before(RetentionRule.contactDays), before(RetentionRule.mailDays), before(RetentionRule.remarkDays),
            before(RetentionRule.verificationDays)
        )
        return try await pool.write { db in
            var forgotten = Forgotten()
            func change(_ sql: String, _ arguments: StatementArguments) throws -> Int {
                try db.execute(sql: sql, arguments: arguments)
                return db.changesCount
            }
            forgotten.contacts = try change(
                "UPDATE suggestion SET contact = NULL WHERE contact IS NOT NULL AND (state <> 'open' OR created_at < ?)", [contact])
            forgotten.letters = try change("DELETE FROM mail_message WHERE state <> 'waiting' AND ended_at < ?", [mail])
            forgotten.remarks = try change(
                """
                UPDATE suggestion SET remark = NULL, basis = NULL
                WHERE state <> 'open' AND decided_at < ? AND (remark IS NOT NULL OR basis IS NOT NULL)
                """, [remark])
            forgotten.verifications = try change("DELETE FROM verification WHERE expires_at < ?", [verification])
            return forgotten
        }
    }
}
