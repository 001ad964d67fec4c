// SPDX-License-Identifier: Apache-2.0

import Atlas

/// A page of what a search found, and how it understood the question.
public struct SearchResult: Sendable, Hashable {
    /// In the order asked for.
    public let hits: [SearchHit]
    /// How many institutions match, on all pages.
    public let total: Int
    public let facets: SearchFacets
    /// Where the next page begins; nil after the last.
    public let next: String?
    public let understood: Understanding
    /// Why there is little or nothing; nil when enough was found.
    public let shortage: Shortage?
    /// What to try instead, the most promising first; empty when enough was found.
    public let alternatives: [Alternative]
    /// The order of the hits: `relevance` when the distance was asked for and there is nothing to measure it from.
    public let sort: SearchQuery.Sort

    public init(
        hits: [SearchHit], total: Int, facets: SearchFacets, next: String?, understood: Understanding, shortage: Shortage?,
        alternatives: [Alternative], sort: SearchQuery.Sort
    ) {
        self.hits = hits
        self.total = total
        self.facets = facets
        self.next = next
        self.understood = understood
        self.shortage = shortage
        self.alternatives = alternatives
        self.sort = sort
    }
}

/// An institution that matches.
public struct SearchHit: Sendable, Hashable {
    public let entry: DirectoryEntry
    /// From `SearchQuery.near`, or else from the place that the text names; nil without either or without a point.
    public let distanceKilometers: Double?
    /// Whether its area contains the place that the text or `SearchQuery.serves` names.
    public let isResponsible: Bool
    /// Why it was found; empty for a search without text.
    public let matched: [MatchReason]

    public init(entry: DirectoryEntry, distanceKilometers: Double?, isResponsible: Bool, matched: [MatchReason]) {
        self.entry = entry
        self.distanceKilometers = distanceKilometers
        self.isResponsible = isResponsible
        self.matched = matched
    }
}

/// Why an institution was found.
public enum MatchReason: Sendable, Hashable {
    /// The text is its name or one of its other names.
    case exactName
    /// Words of its name or other names, as they stand there.
    case nameWords([String])
    case type(InstitutionType)
    /// A service of its own or by law, by the id of the term that it has.
    case service(String)
    case target(String)
    case problem(String)
    /// Its area contains the unit.
    case serves(TERYTCode)
    /// Its area is a part of the unit.
    case servesPart(of: TERYTCode)
    /// Its seat lies in the unit.
    case seat(in: TERYTCode)
    /// It is close to the place that the text names.
    case near
    /// Words of its address, as they stand there.
    case addressWords([String])
    /// Words of who runs it, of a service or of the description, as they stand there.
    case otherWords([String])
}
