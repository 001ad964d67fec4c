// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What a text asks for, in terms of the index.
struct QueryPlan: Sendable {
    /// A part of the text that an entry should match: by what it is and does, or by its words.
    struct Group: Sendable {
        /// Words of the text, by their numbers.
        var words: [Int]
        var concepts: [Int] = []
        /// The terms of each word: an entry matches by words when it has one term of every word.
        var terms: [[UInt32]] = []
        /// Whether the words are certain: not put right, not completed.
        var isExact = true
        /// How much is lost when the group is left out.
        var importance: Int
    }

    /// A place in the text.
    struct Place: Sendable {
        struct Candidate: Sendable, Hashable {
            let unit: Int
            /// A number of `PlaceNames.localities`.
            let locality: Int?
        }

        var words: [Int]
        /// The likeliest first; never empty.
        var candidates: [Candidate]
        var isNeighbourhood = false
        var radiusKilometers: Double?
        /// Whether the words can hardly mean anything but the place.
        var isSure = true
        /// Whether names that have the words come before the place.
        var isDoubtful = false
        /// The terms of each of its words, for names that hold them.
        var terms: [[UInt32]] = []
    }

    var words: [QueryWord] = []
    var groups: [Group] = []
    var place: Place?
    /// Places beside the first: entries of any of them match.
    var otherPlaces: [Place] = []
    /// Words that move an entry up but are not required.
    var softTerms: [[UInt32]] = []
    /// The words of the street, without its number.
    var streetTerms: [[UInt32]] = []
    /// The folded words of the whole text, to be found as a name.
    var foldedWords: [String] = []
    /// The text as the id of an institution; nil when it cannot be one.
    var id: InstitutionID?
    /// The digits of a telephone number; nil when the text is none.
    var phone: String?
    /// How the text was read, without what only the results tell.
    var understanding = Understanding()

    var isEmpty: Bool { groups.isEmpty && place == nil && phone == nil }

    func text(of words: [Int]) -> String { words.sorted().map { self.words[$0].text }.joined(separator: " ") }
}
