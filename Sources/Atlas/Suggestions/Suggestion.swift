// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What somebody without an account says is wrong with an entry.
public struct SuggestionDraft: Sendable, Hashable {
    public var institution: InstitutionID
    public var field: SuggestedField
    /// What the entry said when the form was opened.
    public var present: String
    /// What it should say; empty for a field that is only described, and to say that there is nothing (no telephone).
    public var proposed: String
    /// What is wrong, in words.
    public var remark: String?
    /// How whoever says so knows.
    public var basis: String?
    /// Where the answer goes.
    public var contact: String?
    public var isEnglish: Bool
    /// The institution's own link that it came by; nil for one from the public.
    public var verification: Int64?

    /// Characters of `proposed` and of `remark`.
    public static let textLimit = 2_000
    /// Characters of `basis`.
    public static let basisLimit = 500

    public init(
        institution: InstitutionID, field: SuggestedField, present: String, proposed: String = "", remark: String? = nil, basis: String? = nil,
        contact: String? = nil, isEnglish: Bool = false, verification: Int64? = nil
    ) {
        self.institution = institution
        self.field = field
        self.present = present
        self.proposed = proposed
        self.remark = remark
        self.basis = basis
        self.contact = contact
        self.isEnglish = isEnglish
        self.verification = verification
    }
}

/// A suggestion as moderators see it.
public struct Suggestion: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        case open, accepted, rejected
    }

    public let number: Int64
    public let draft: SuggestionDraft
    /// Whether the institution itself said so, by its own link.
    public let isFromInstitution: Bool
    public let createdAt: Date
    /// How often the same was said.
    public let times: Int
    public let state: State
    public let decidedAt: Date?
    /// The number of the account.
    public let decidedBy: Int64?
    public let reply: String?
    /// What was written into the entry.
    public let applied: String?

    public init(
        number: Int64, draft: SuggestionDraft, isFromInstitution: Bool, createdAt: Date, times: Int, state: State, decidedAt: Date?,
        decidedBy: Int64?, reply: String?, applied: String?
    ) {
        self.number = number
        self.draft = draft
        self.isFromInstitution = isFromInstitution
        self.createdAt = createdAt
        self.times = times
        self.state = state
        self.decidedAt = decidedAt
        self.decidedBy = decidedBy
        self.reply = reply
        self.applied = applied
    }
}
