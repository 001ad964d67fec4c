// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// A letter for the queue.
public struct QueuedMail: Sendable, Hashable {
    /// What letters are sent for.
    public enum Purpose: String, Sendable, Hashable, CaseIterable {
        /// An invitation to an account, a way back into one.
        case account
        /// The yearly question whether an entry still holds.
        case verification
        /// What became of a suggestion.
        case answer
        /// An operator's try.
        case test
    }

    public var purpose: Purpose
    /// An e-mail address; the sender checks it.
    public var recipient: String
    public var subject: String
    public var text: String
    /// `pl` or `en`.
    public var language: String
    /// Nil for at once.
    public var notBefore: Date?
    /// The number of the account that it is about, which takes it along when it is deleted.
    public var account: Int64?

    public init(
        purpose: Purpose, recipient: String, subject: String, text: String, language: String, notBefore: Date? = nil, account: Int64? = nil
    ) {
        self.purpose = purpose
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.language = language
        self.notBefore = notBefore
        self.account = account
    }

    var isBulk: Bool { purpose == .verification }
    var isPrivate: Bool { purpose == .answer }
}

/// A letter of the queue as the operator sees it: without its text.
public struct MailRecord: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        case waiting, sent
        case givenUp = "given-up"
        case cancelled
    }

    public let number: Int64
    public let purpose: QueuedMail.Purpose
    /// Nil once nobody needs to know it.
    public let recipient: String?
    public let subject: String
    public let createdAt: Date
    /// When it is sent, or tried again.
    public let notBefore: Date
    public let attempts: Int
    /// Of the last attempt.
    public let lastError: String?
    public let state: State
    public let endedAt: Date?
    /// Since when it waits for a word of the operator, as it came back with a backup; nil for one that is simply waiting.
    public let heldSince: Date?
    /// Whether the letter is still there, to be tried again.
    public let hasText: Bool
}

/// A letter that this process is to send now.
public struct ClaimedMail: Sendable, Hashable {
    public let number: Int64
    public let mail: QueuedMail
    /// The same at every attempt.
    public let identity: String
    public let createdAt: Date
    /// Before this one.
    public let attempts: Int
}

/// The queue in numbers.
public struct MailSummary: Sendable, Hashable {
    public var waiting = 0
    /// Letters that came back with a backup and wait for a word, beside those.
    public var held = 0
    /// Of those that wait, that failed at least once.
    public var retrying = 0
    public var givenUp = 0
    public var sentLastDay = 0
    public var oldestWaiting: Date?
    /// What the latest failed attempt said, of letters that still wait.
    public var latestError: String?

    public init() {}
}

extension MailRecord {
    init(_ row: Row) throws {
        guard let purpose = QueuedMail.Purpose(rawValue: row["purpose"]), let state = State(rawValue: row["state"]) else {
            throw AtlasStoreError.inconsistent("table mail_message holds a purpose or state that this version does not know")
        }
        let (ended, held): (String?, String?) = (row["ended_at"], row["held_since"])
        self.init(
            number: row["number"], purpose: purpose, recipient: row["recipient"], subject: row["subject"],
            createdAt: try ImportLog.date(row["created_at"]), notBefore: try ImportLog.date(row["not_before"]), attempts: row["attempts"],
            lastError: row["last_error"], state: state, endedAt: try ended.map { try ImportLog.date($0) },
            heldSince: try held.map { try ImportLog.date($0) }, hasText: row["has_text"])
    }
}
