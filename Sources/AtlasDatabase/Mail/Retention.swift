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
    /// After so many days without signing in, lists of accounts ask whether one is still needed.
    public static let unusedAccountDays = 2 * 365
}

/// What was let go of.
public struct Forgotten: Sendable, Hashable {
    public var contacts = 0
    public var letters = 0
    public var remarks = 0
    public var verifications = 0
    /// Sessions, links, events and drafts of accounts whose time is over.
    public var accountTraces = 0

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
        let (event, draft) = (before(Self.accountEventDays), before(Self.editDraftDays))
        let (moment, idle) = (ImportLog.text(now), ImportLog.text(now - SessionLifetime.idle))
        return try await pool.write { db in
            var forgotten = Forgotten()
            func change(_ sql: String, _ arguments: StatementArguments) throws -> Int {
                try db.execute(sql: sql, arguments: arguments)
                return db.changesCount
            }
            forgotten.contacts = try change(
                "UPDATE suggestion SET contact = NULL WHERE contact IS NOT NULL AND (state <> 'open' OR created_at < ?)", [contact])
            // Nobody wanted the letters that a restore brought back.
            forgotten.letters = try change(
                "DELETE FROM mail_message WHERE (state <> 'waiting' AND ended_at < ?) OR held_since < ?", [mail, mail])
            forgotten.remarks = try change(
                """
                UPDATE suggestion SET remark = NULL, basis = NULL
                WHERE state <> 'open' AND decided_at < ? AND (remark IS NOT NULL OR basis IS NOT NULL)
                """, [remark])
            forgotten.verifications = try change("DELETE FROM verification WHERE expires_at < ?", [verification])
            forgotten.accountTraces =
                try change("DELETE FROM session WHERE expires_at < ? OR seen_at < ?", [moment, idle])
                + change("DELETE FROM account_link WHERE expires_at < ?", [moment])
                + change("DELETE FROM address_change WHERE expires_at < ?", [moment])
                + change("DELETE FROM account_event WHERE at < ?", [event])
                + change("DELETE FROM edit_draft WHERE saved_at < ?", [draft])
            return forgotten
        }
    }
}
