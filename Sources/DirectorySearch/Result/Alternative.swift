// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Why a search found nothing, or not what was asked for.
public enum Shortage: Sendable, Hashable {
    /// The directory is empty.
    case emptyDirectory
    /// No institution has these words, and nothing close to them.
    case unknownWords([String])
    /// The need or the sort of institution that these words name is understood, but no institution is or does that.
    case nobodyOffers([String])
    /// Each part of the text is found, but not together; the results match the rest without these words.
    case notTogether(without: [String])
    /// It exists, but not at the place that the text names.
    case notAtPlace(SearchPlace)
    /// It exists, but not within the radius.
    case notWithinRadius(kilometers: Double)
    /// Institutions match the text, but not with these filters.
    case filters([SearchDimension])
}

/// Another search that finds something, to be offered to the user.
public struct Alternative: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// The same without one filter.
        case withoutFilter(SearchDimension)
        /// The same without any filter.
        case withoutFilters
        /// The same without these words.
        case withoutWords([String])
        /// The same within a larger radius, in kilometres.
        case widerRadius(Double)
        /// The same in the unit around the place.
        case largerUnit(SearchPlace)
        /// The nearest that fit, wherever they are.
        case nearest
        /// A service beside the one asked for: broader, narrower or for the same problem.
        case relatedService(String)
        /// The same with other spelling.
        case corrected(String)
    }

    public let kind: Kind
    /// The search to run for all of it.
    public let query: SearchQuery
    /// How many institutions that search finds.
    public let count: Int
    /// The first of them, three at most.
    public let hits: [SearchHit]

    public init(kind: Kind, query: SearchQuery, count: Int, hits: [SearchHit]) {
        self.kind = kind
        self.query = query
        self.count = count
        self.hits = hits
    }
}
