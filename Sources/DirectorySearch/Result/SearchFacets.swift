// SPDX-License-Identifier: Apache-2.0

import Atlas

/// How many of the institutions found have a property.
public struct FacetCount<Value: Sendable & Hashable>: Sendable, Hashable {
    public let value: Value
    public let count: Int

    public init(value: Value, count: Int) {
        self.value = value
        self.count = count
    }
}

/// What the institutions found have in common. Every list holds what occurs, the most frequent first, and is
/// counted without the filter of its own kind, so that a reader sees what ticking another box would add.
public struct SearchFacets: Sendable, Hashable {
    public let types: [FacetCount<InstitutionType>]
    /// Terms of kind `service`; a broader term counts what has a narrower one.
    public let services: [FacetCount<String>]
    public let targets: [FacetCount<String>]
    public let problems: [FacetCount<String>]
    /// Of the seats.
    public let wojewodztwa: [FacetCount<TERYTCode>]
    /// Of the seats.
    public let powiats: [FacetCount<TERYTCode>]
    public let openNow: Int
    /// Within the days of the query, or 90.
    public let verified: Int
    public let freePlaces: Int

    public init(
        types: [FacetCount<InstitutionType>], services: [FacetCount<String>], targets: [FacetCount<String>],
        problems: [FacetCount<String>], wojewodztwa: [FacetCount<TERYTCode>], powiats: [FacetCount<TERYTCode>], openNow: Int,
        verified: Int, freePlaces: Int
    ) {
        self.types = types
        self.services = services
        self.targets = targets
        self.problems = problems
        self.wojewodztwa = wojewodztwa
        self.powiats = powiats
        self.openNow = openNow
        self.verified = verified
        self.freePlaces = freePlaces
    }

    public static let empty = SearchFacets(
        types: [], services: [], targets: [], problems: [], wojewodztwa: [], powiats: [], openNow: 0, verified: 0, freePlaces: 0)
}
