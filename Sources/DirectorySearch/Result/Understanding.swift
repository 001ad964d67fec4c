// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Something that words of the thesaurus stand for.
public enum SearchConcept: Sendable, Hashable {
    case type(InstitutionType)
    case service(String)
    case target(String)
    case problem(String)
}

/// How the search read the text.
public struct Understanding: Sendable, Hashable {
    /// A place in the text.
    public struct Place: Sendable, Hashable {
        /// As typed.
        public let words: String
        /// The unit or units of the name, the likeliest first. Never empty.
        public let units: [SearchPlace]
        /// A town or village smaller than its gmina; nil when the words name a unit.
        public let locality: String?
        /// Asked for with `koło`, `blisko`, `w pobliżu`: in the neighbourhood, not only the place itself.
        public let isNeighbourhood: Bool
        /// How far the neighbourhood reaches; nil when it is not one.
        public let radiusKilometers: Double?

        public init(words: String, units: [SearchPlace], locality: String?, isNeighbourhood: Bool, radiusKilometers: Double?) {
            self.words = words
            self.units = units
            self.locality = locality
            self.isNeighbourhood = isNeighbourhood
            self.radiusKilometers = radiusKilometers
        }
    }

    /// A need, a sort of institution or a group of people in the text.
    public struct Concept: Sendable, Hashable {
        /// As typed.
        public let words: String
        public let concepts: [SearchConcept]

        public init(words: String, concepts: [SearchConcept]) {
            self.words = words
            self.concepts = concepts
        }
    }

    /// A word read as another.
    public struct Correction: Sendable, Hashable {
        public let typed: String
        public let used: String

        public init(typed: String, used: String) {
            self.typed = typed
            self.used = used
        }
    }

    public var place: Place?
    /// Places beside the first, which is no part of them: `Bochnia Brzesko`. What is in any of them is found.
    public var otherPlaces: [Place]
    public var concepts: [Concept]
    /// Words that were taken as slips of typing.
    public var corrections: [Correction]
    /// Words looked for in names, addresses and descriptions.
    public var words: [String]
    /// Words without weight beside the others: `dla`, `gdzie`, `pomoc`.
    public var ignored: [String]
    /// Words that no result has, since nothing has all of them; empty when every result matches the whole text.
    public var unmatched: [String]
    /// `blisko mnie`, `najbliższy`: the user wants what is near him, and the text names no place.
    public var nearWanted: Bool
    /// Whether the end of a long text was left out.
    public var isShortened: Bool

    public init(
        place: Place? = nil, otherPlaces: [Place] = [], concepts: [Concept] = [], corrections: [Correction] = [], words: [String] = [],
        ignored: [String] = [],
        unmatched: [String] = [], nearWanted: Bool = false, isShortened: Bool = false
    ) {
        self.place = place
        self.otherPlaces = otherPlaces
        self.concepts = concepts
        self.corrections = corrections
        self.words = words
        self.ignored = ignored
        self.unmatched = unmatched
        self.nearWanted = nearWanted
        self.isShortened = isShortened
    }
}
