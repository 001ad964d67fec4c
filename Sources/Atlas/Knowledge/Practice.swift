// SPDX-License-Identifier: Apache-2.0

/// Something that works somewhere and that others can take over: a good practice, an innovation, a tool, a programme.
public struct Practice: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        case practice, innovation, tool, programme

        public var name: LocalizedText {
            switch self {
            case .practice: LocalizedText(polish: "dobra praktyka", english: "good practice")
            case .innovation: LocalizedText(polish: "innowacja", english: "innovation")
            case .tool: LocalizedText(polish: "narzędzie", english: "tool")
            case .programme: LocalizedText(polish: "program", english: "programme")
            }
        }
    }

    public var id: KnowledgeID
    public var kind: Kind
    /// Its number in a catalogue; nil when it stands in none.
    public var number: Int?
    /// The larger whole that it is an instrument of.
    public var partOf: KnowledgeID?
    public var name: LocalizedText
    /// One or two sentences for lists.
    public var summary: LocalizedText
    /// What it does, in plain words; lines are paragraphs. Both texts empty when the summary says it all.
    public var description: LocalizedText
    /// What it takes: people, money, agreements, law. Both texts empty when not known.
    public var conditions: LocalizedText
    /// Terms of the taxonomy of kind `problem`.
    public var problemIDs: [String]
    /// Terms of kind `target`.
    public var targetIDs: [String]
    /// Terms of kind `service`.
    public var serviceIDs: [String]
    public var results: [PracticeResult]
    public var places: [PracticePlace]
    public var materials: [PracticeMaterial]
    public var contact: CooperationCoordinator?
    /// Agreements on which it rests. They may end or be taken out, the practice stays.
    public var agreementIDs: [AgreementID]
    /// Who leads it.
    public var leadID: InstitutionID?
    public var sourceID: String
    /// The state that the source shows.
    public var recordDate: Period?
    /// When somebody last checked it with the lead.
    public var verifiedOn: Period?
    /// A caveat for the reader; both texts empty when there is none.
    public var note: LocalizedText

    public init(
        id: KnowledgeID, kind: Kind, number: Int? = nil, partOf: KnowledgeID? = nil, name: LocalizedText, summary: LocalizedText,
        description: LocalizedText = .nothing, conditions: LocalizedText = .nothing, problemIDs: [String] = [], targetIDs: [String] = [],
        serviceIDs: [String] = [], results: [PracticeResult] = [], places: [PracticePlace] = [], materials: [PracticeMaterial] = [],
        contact: CooperationCoordinator? = nil, agreementIDs: [AgreementID] = [], leadID: InstitutionID? = nil, sourceID: String,
        recordDate: Period? = nil, verifiedOn: Period? = nil, note: LocalizedText = .nothing
    ) {
        self.id = id
        self.kind = kind
        self.number = number
        self.partOf = partOf
        self.name = name
        self.summary = summary
        self.description = description
        self.conditions = conditions
        self.problemIDs = problemIDs
        self.targetIDs = targetIDs
        self.serviceIDs = serviceIDs
        self.results = results
        self.places = places
        self.materials = materials
        self.contact = contact
        self.agreementIDs = agreementIDs
        self.leadID = leadID
        self.sourceID = sourceID
        self.recordDate = recordDate
        self.verifiedOn = verifiedOn
        self.note = note
    }

    /// The institutions that lead or use it, each once.
    public var institutionIDs: [InstitutionID] {
        var ids: [InstitutionID] = []
        for id in [leadID].compactMap({ $0 }) + places.compactMap(\.institution) where !ids.contains(id) { ids.append(id) }
        return ids
    }
}

extension LocalizedText {
    /// No text in either language.
    public static let nothing = LocalizedText(polish: "", english: "")

    public var isEmpty: Bool { polish.isEmpty && english.isEmpty }
}

/// What came of a practice, as a number.
public struct PracticeResult: Sendable, Hashable {
    /// What was counted: `osoby, które znalazły pracę`.
    public var measure: LocalizedText
    public var value: Double
    /// What stands after the number: `osób`, `%`, `zł`.
    public var unit: LocalizedText
    public var period: Period?

    public init(measure: LocalizedText, value: Double, unit: LocalizedText, period: Period? = nil) {
        self.measure = measure
        self.value = value
        self.unit = unit
        self.period = period
    }
}

/// Where a practice is or was in use.
public struct PracticePlace: Sendable, Hashable {
    public enum Member: Sendable, Hashable {
        case institution(InstitutionID)
        /// A województwo, powiat or gmina; `00` is the whole country.
        case unit(TERYTCode)
    }

    public var member: Member
    public var since: Period?
    /// Nil while it goes on, or when the source does not say.
    public var until: Period?
    public var note: LocalizedText

    public init(_ member: Member, since: Period? = nil, until: Period? = nil, note: LocalizedText = .nothing) {
        self.member = member
        self.since = since
        self.until = until
        self.note = note
    }

    public var institution: InstitutionID? { member.institution }
    public var unit: TERYTCode? { member.unit }
}

/// A document or page to learn more from.
public struct PracticeMaterial: Sendable, Hashable {
    public var title: String
    /// With its scheme.
    public var address: String

    public init(title: String, address: String) {
        self.title = title
        self.address = address
    }
}
