// SPDX-License-Identifier: Apache-2.0

/// Somebody who brings new ways of working into an area and can be asked. Stands here by consent only.
public struct InnovationLeader: Sendable, Hashable {
    public var id: KnowledgeID
    /// The person; nil when only the function is named.
    public var name: String?
    /// What the person or post is: `koordynatorka ds. innowacji społecznych`.
    public var function: LocalizedText
    public var institutionID: InstitutionID?
    /// What the person is good for, in words.
    public var field: LocalizedText
    /// Problems of the taxonomy that the work is about.
    public var problemIDs: [String]
    public var area: [TERYTCode]
    public var phone: Phone?
    public var email: String?
    /// The day on which the person agreed to be shown: without one there is no entry.
    public var consentOn: Period
    public var sourceID: String
    public var recordDate: Period?

    public init(
        id: KnowledgeID, name: String? = nil, function: LocalizedText, institutionID: InstitutionID? = nil, field: LocalizedText,
        problemIDs: [String] = [], area: [TERYTCode] = [], phone: Phone? = nil, email: String? = nil, consentOn: Period, sourceID: String,
        recordDate: Period? = nil
    ) {
        self.id = id
        self.name = name
        self.function = function
        self.institutionID = institutionID
        self.field = field
        self.problemIDs = problemIDs
        self.area = area
        self.phone = phone
        self.email = email
        self.consentOn = consentOn
        self.sourceID = sourceID
        self.recordDate = recordDate
    }
}

/// All that is known of what works, what was asked for, and who leads.
public struct KnowledgeBase: Sendable, Hashable {
    /// By id.
    public var practices: [Practice]
    public var recommendations: [Recommendation]
    public var leaders: [InnovationLeader]

    public init(practices: [Practice] = [], recommendations: [Recommendation] = [], leaders: [InnovationLeader] = []) {
        self.practices = practices
        self.recommendations = recommendations
        self.leaders = leaders
    }

    public var isEmpty: Bool { practices.isEmpty && recommendations.isEmpty && leaders.isEmpty }
}
