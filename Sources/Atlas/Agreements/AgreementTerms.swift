// SPDX-License-Identifier: Apache-2.0

/// Something that the parties do together.
public struct JointAction: Sendable, Hashable {
    public var description: String
    public var from: Period?
    public var to: Period?
    /// Who does it; nil when all do, or when it is not said.
    public var responsible: InstitutionID?

    public init(description: String, from: Period? = nil, to: Period? = nil, responsible: InstitutionID? = nil) {
        self.description = description
        self.from = from
        self.to = to
        self.responsible = responsible
    }
}

/// Money for an agreement.
public struct AgreementFunding: Sendable, Hashable {
    /// Where it comes from: `Fundusz Pracy`, `budżet gminy`, `EFS`.
    public var source: String
    /// Hundredths of a złoty; nil when the agreement names no amount.
    public var amountGrosze: Int?
    public var note: String?

    public init(source: String, amountGrosze: Int? = nil, note: String? = nil) {
        self.source = source
        self.amountGrosze = amountGrosze
        self.note = note
    }
}

/// What an agreement is to bring about, how that is measured and what was reached.
public struct ExpectedEffect: Sendable, Hashable {
    public var description: String
    /// What is counted: `osoby, które podjęły pracę`.
    public var measure: String?
    public var target: Double?
    public var reached: Double?
    /// When `reached` was counted.
    public var reachedOn: Period?

    public init(description: String, measure: String? = nil, target: Double? = nil, reached: Double? = nil, reachedOn: Period? = nil) {
        self.description = description
        self.measure = measure
        self.target = target
        self.reached = reached
        self.reachedOn = reachedOn
    }
}

/// A time limit that the parties set each other, in working days.
public struct AgreementDeadline: Sendable, Hashable {
    public enum Direction: String, Sendable, Hashable, CaseIterable, Codable {
        /// So many days before the event.
        case before = "przed"
        /// So many days after it.
        case after = "po"
    }

    /// What has to be done, and by whom: `PCPR zawiadamia PUP o zamiarze użycia instrumentu`.
    public var duty: String
    /// What the days are counted from: `użycie instrumentu`.
    public var event: String
    public var direction: Direction
    public var workingDays: Int

    public init(duty: String, event: String, direction: Direction, workingDays: Int) {
        self.duty = duty
        self.event = event
        self.direction = direction
        self.workingDays = workingDays
    }
}

/// How the parties exchange information about clients and themselves.
public struct InformationExchange: Sendable, Hashable {
    /// Which information.
    public var scope: String
    /// How: a platform, forms, meetings.
    public var means: String?
    /// On what ground in law, and with which safeguards.
    public var safeguards: String?

    public init(scope: String, means: String? = nil, safeguards: String? = nil) {
        self.scope = scope
        self.means = means
        self.safeguards = safeguards
    }
}

/// A later change of an agreement in writing.
public struct AgreementAmendment: Sendable, Hashable {
    public var date: Period
    public var subject: String

    public init(date: Period, subject: String) {
        self.date = date
        self.subject = subject
    }
}

/// A document that lies elsewhere.
public struct AgreementAttachment: Sendable, Hashable {
    public var title: String
    /// With its scheme, https or http.
    public var address: String

    public init(title: String, address: String) {
        self.title = title
        self.address = address
    }
}
