// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What a search looks for. Filters of one kind are alternatives; filters of different kinds must all hold.
public struct SearchQuery: Sendable, Hashable {
    public enum Sort: String, Sendable, Hashable, CaseIterable, Codable {
        /// What fits best first.
        case relevance
        /// The nearest first, from `near` or from the place that the text names; institutions without a point last.
        case distance
        /// The Polish alphabet.
        case name
    }

    /// What the user typed, as it is. Of a long text only the beginning counts (`SearchLimits`).
    public var text: String
    public var types: Set<InstitutionType>
    /// Terms of kind `service`; a broader term finds what has a narrower one.
    public var services: Set<String>
    /// Terms of kind `target`; a broader term finds what has a narrower one.
    public var targets: Set<String>
    /// Terms of kind `problem`: finds what has a service or a target group that stands beside the problem.
    public var problems: Set<String>
    /// The seat lies within this unit.
    public var unit: TERYTCode?
    /// The area served contains this unit.
    public var serves: TERYTCode?
    /// Distances are measured from here.
    public var near: SearchPoint?
    /// Only institutions this close to `near`; needs `near`.
    public var radiusKilometers: Double?
    /// Open at the moment of the search.
    public var openNow: Bool
    /// Checked with the institution within so many days.
    public var verifiedWithinDays: Int?
    /// At least one service has free places.
    public var freePlaces: Bool
    public var sort: Sort
    /// How many hits a page has.
    public var limit: Int
    /// `SearchResult.next` of the page before; nil for the first page.
    public var cursor: String?

    public init(
        text: String = "", types: Set<InstitutionType> = [], services: Set<String> = [], targets: Set<String> = [],
        problems: Set<String> = [], unit: TERYTCode? = nil, serves: TERYTCode? = nil, near: SearchPoint? = nil,
        radiusKilometers: Double? = nil, openNow: Bool = false, verifiedWithinDays: Int? = nil, freePlaces: Bool = false,
        sort: Sort = .relevance, limit: Int = 20, cursor: String? = nil
    ) {
        self.text = text
        self.types = types
        self.services = services
        self.targets = targets
        self.problems = problems
        self.unit = unit
        self.serves = serves
        self.near = near
        self.radiusKilometers = radiusKilometers
        self.openNow = openNow
        self.verifiedWithinDays = verifiedWithinDays
        self.freePlaces = freePlaces
        self.sort = sort
        self.limit = limit
        self.cursor = cursor
    }
}

/// The bounds of a search.
public enum SearchLimits {
    public static let limit = 1...1000
    public static let radiusKilometers = 0.1...1000.0
    public static let verifiedWithinDays = 1...36_500
    /// Of a longer text the rest is left out, and `Understanding.isShortened` says so.
    public static let textCharacters = 400
    /// Of a text with more words the rest is left out, and `Understanding.isShortened` says so.
    public static let words = 24
}

/// What a search can be narrowed by.
public enum SearchDimension: String, Sendable, Hashable, CaseIterable, Codable {
    case type, service, target, problem, unit, serves, radius, openNow, verified, freePlaces
}
