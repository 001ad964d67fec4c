// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What is asked of the registry. Values of one filter are alternatives; different filters must all be met.
public struct AgreementQuery: Sendable, Hashable {
    public enum Sort: String, Sendable, Hashable, CaseIterable {
        /// Those that end next come first, then those without an end, then those that have ended, the latest first.
        case end
        /// The latest begin first, those without one last.
        case begin
        /// The Polish alphabet.
        case title
        /// How well the words fit; without words as `end`.
        case relevance
    }

    public var text = ""
    /// Works in it: the area contains the unit or lies within it, or an institution that is bound has its seat there.
    public var unit: TERYTCode?
    /// Is bound by it.
    public var institution: InstitutionID?
    public var statuses: Set<AgreementStatus> = []
    public var kinds: Set<AgreementKind> = []
    public var forms: Set<CooperationForm> = []
    public var programmes: Set<JointProgramme> = []
    /// Terms of the taxonomy of kind `target`.
    public var targets: Set<String> = []
    public var isOpenToJoin: Bool?
    /// The day of which the status is told.
    public var day: Period
    /// nil: by fit where words are asked for, by end otherwise.
    public var sort: Sort?

    public init(day: Period) { self.day = day }

    public var effectiveSort: Sort { sort ?? (text.isEmpty ? .end : .relevance) }
}

/// What was found, with the counts that other choices of each filter would have.
public struct AgreementResult: Sendable {
    /// Places in the registry's `agreements`, in the order asked for.
    public let places: [Int]
    /// How the found and all others stand on the day, by place.
    public let statuses: [AgreementStatus]
    /// Counts with all filters but the one on the status.
    public let statusCounts: [AgreementStatus: Int]
    public let kindCounts: [AgreementKind: Int]
    public let formCounts: [CooperationForm: Int]
    public let programmeCounts: [JointProgramme: Int]
    public let targetCounts: [String: Int]
    public let openToJoinCount: Int
    /// By stem, of units one level below the one asked for; województwa when none is.
    public let unitCounts: [String: Int]
}
