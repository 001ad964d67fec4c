// SPDX-License-Identifier: Apache-2.0

/// An agreement of institutions about working together.
public struct Agreement: Sendable, Hashable {
    /// Until when it holds.
    public enum End: Sendable, Hashable {
        /// To the last day of the period.
        case on(Period)
        /// Until somebody gives notice.
        case open
        /// The source does not say: it counts as valid, and readers are told.
        case notStated
    }

    public var id: AgreementID
    public var kind: AgreementKind
    public var title: String
    public var form: CooperationForm
    /// What it is about, in a sentence.
    public var subject: String
    public var parties: [AgreementParty]
    /// When it was signed; often only the month or year is known.
    public var signed: Period?
    /// From the first day of the period; nil when not known.
    public var validFrom: Period?
    public var end: End
    /// Given notice of, or ended before its time.
    public var terminatedOn: Period?
    /// The agreement that this one renews.
    public var renews: AgreementID?
    public var legalBasis: [String]
    /// The units in which it works.
    public var area: [TERYTCode]
    /// Terms of the taxonomy of kind `target`.
    public var targetIDs: [String]
    /// Terms of the taxonomy of kind `service` that it is about.
    public var serviceIDs: [String]
    public var programmes: [JointProgramme]
    public var actions: [JointAction]
    public var funding: [AgreementFunding]
    public var effects: [ExpectedEffect]
    public var deadlines: [AgreementDeadline]
    public var informationExchange: InformationExchange?
    /// What happens when something goes wrong.
    public var risks: String?
    /// How it is controlled and monitored.
    public var monitoring: String?
    /// Whether others can join; nil when it is not said.
    public var isOpenToJoin: Bool?
    public var amendments: [AgreementAmendment]
    public var attachments: [AgreementAttachment]
    public var sourceID: String
    /// The state that the source shows.
    public var recordDate: Period?
    /// When somebody last checked it with a party.
    public var verifiedOn: Period?
    /// A caveat for the reader.
    public var note: String?

    public init(
        id: AgreementID, kind: AgreementKind, title: String, form: CooperationForm, subject: String = "", parties: [AgreementParty],
        signed: Period? = nil, validFrom: Period? = nil, end: End = .notStated, terminatedOn: Period? = nil, renews: AgreementID? = nil,
        legalBasis: [String] = [], area: [TERYTCode] = [], targetIDs: [String] = [], serviceIDs: [String] = [],
        programmes: [JointProgramme] = [], actions: [JointAction] = [], funding: [AgreementFunding] = [], effects: [ExpectedEffect] = [],
        deadlines: [AgreementDeadline] = [], informationExchange: InformationExchange? = nil, risks: String? = nil,
        monitoring: String? = nil, isOpenToJoin: Bool? = nil, amendments: [AgreementAmendment] = [],
        attachments: [AgreementAttachment] = [], sourceID: String, recordDate: Period? = nil, verifiedOn: Period? = nil, note: String? = nil
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.form = form
        self.subject = subject
        self.parties = parties
        self.signed = signed
        self.validFrom = validFrom
        self.end = end
        self.terminatedOn = terminatedOn
        self.renews = renews
        self.legalBasis = legalBasis
        self.area = area
        self.targetIDs = targetIDs
        self.serviceIDs = serviceIDs
        self.programmes = programmes
        self.actions = actions
        self.funding = funding
        self.effects = effects
        self.deadlines = deadlines
        self.informationExchange = informationExchange
        self.risks = risks
        self.monitoring = monitoring
        self.isOpenToJoin = isOpenToJoin
        self.amendments = amendments
        self.attachments = attachments
        self.sourceID = sourceID
        self.recordDate = recordDate
        self.verifiedOn = verifiedOn
        self.note = note
    }

    /// The last period of validity that is known: notice given before the agreed end counts.
    public var lastPeriod: Period? {
        let agreed: Period? = if case .on(let period) = end { period } else { nil }
        guard let terminatedOn else { return agreed }
        return agreed.map { $0.lastDay < terminatedOn.lastDay ? $0 : terminatedOn } ?? terminatedOn
    }

    /// From when it counts as valid: a day of signature stands in for a missing begin.
    public var firstPeriod: Period? { validFrom ?? signed }
}
