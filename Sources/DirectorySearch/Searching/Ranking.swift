// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Gives every entry a key, the higher the better, in which each aspect decides only between entries that are equal in
/// those before it:
///
/// | bits | aspect |
/// |---|---|
/// | 63 | the text is its name |
/// | 62 | it has to do with the place, not only with its name |
/// | 58–61 | how well it fits what is asked for: its type, a service it is made for, a duty among many |
/// | 52–57 | how close it is to the place: responsible, then in the place, then near |
/// | 42–51 | finer points of the words |
/// | 30–41 | the distance |
/// | 0–29 | its place in the alphabet, so that no two keys are equal |
struct Ranking {
    private let contents: IndexContents
    private let sort: SearchQuery.Sort
    private let groups: [Scored]
    /// By group and profile: how well it fits.
    private let fits: [UInt8]
    /// By group and entry: the weight of the word, for groups of one word.
    private let weights: [UInt8]
    private let closeness: [UInt8]
    private let exact: Set<Int>
    /// By entry: finer points for words that are not required.
    private let bonuses: [UInt8]
    /// The entries at the street that the text names.
    private let addressed: Set<Int>
    private let plane: PlaneDistances?
    /// Whether the distance decides how close an entry is, as no place is named.
    private let measuresCloseness: Bool

    /// The bits that break ties.
    static let tieBits: UInt64 = 30
    private static let largestTie: UInt64 = 1 << tieBits - 1

    private struct Scored {
        /// Where its fits begin; nil for a group of words.
        let fits: Int?
        /// Where its weights begin; nil for a group of several words.
        let weights: Int?
        let terms: [[UInt32]]
        let byWords: Bitset
        let loss: Int

        /// Puts together how well an entry fits by what it is and by its words. A name may have the words of a need without serving
        /// it: that is below what is made for the need and above a duty among many. Who does both is above all.
        @inline(__always) func fit(_ byConcept: Int, words: Int) -> Int {
            if fits == nil { return words }
            if byConcept == 0 { return min(words, 208) }
            return words >= TextField.otherName.fit ? 246 : max(byConcept, min(words, 208))
        }
    }

    /// - Parameters:
    ///   - groups: the parts of the text that count.
    ///   - closeness: by entry, to the place that is named; nil when none is.
    ///   - exact: the entries whose name is the text.
    ///   - addressed: the entries at the street that the text names.
    ///   - softTerms: words that move an entry up when its name has them.
    ///   - point: where distances are measured from.
    ///   - isPlaceNamed: whether the text names the place.
    init(
        _ contents: IndexContents, sort: SearchQuery.Sort, groups: [GroupMatch], closeness: [UInt8]?, exact: Set<Int>, addressed: Set<Int>,
        softTerms: [[UInt32]],
        point: SearchPoint?, isPlaceNamed: Bool
    ) {
        self.contents = contents
        self.sort = sort
        self.exact = exact
        self.addressed = addressed
        plane = point.map(PlaneDistances.init)
        measuresCloseness = point != nil && !isPlaceNamed
        var scored: [Scored] = []
        var fits: [UInt8] = []
        var weights: [UInt8] = []
        var bonuses: [UInt8] = []
        if sort == .relevance {
            for match in groups {
                var fitsStart: Int?
                if !match.group.concepts.isEmpty {
                    fitsStart = fits.count
                    fits += Self.best(match.group.concepts.map { contents.profiles.fits[$0] })
                }
                var weightsStart: Int?
                if match.group.terms.count == 1 {
                    weightsStart = weights.count
                    weights += contents.text.bestWeights(of: match.group.terms[0])
                }
                scored.append(
                    Scored(
                        fits: fitsStart, weights: weightsStart, terms: weightsStart == nil ? match.group.terms : [], byWords: match.byWords,
                        loss: match.group.isExact ? 0 : 16))
            }
            for terms in softTerms.prefix(6) {
                let more = contents.text.bestWeights(of: terms)
                if bonuses.isEmpty { bonuses = Array(repeating: 0, count: contents.count) }
                for ordinal in more.indices where more[ordinal] >> 5 >= UInt8(TextField.otherName.rawValue) { bonuses[ordinal] += 40 }
            }
        }
        self.groups = scored
        self.fits = fits
        self.weights = weights
        self.bonuses = bonuses
        self.closeness = closeness ?? []
    }

    private static func best(_ lists: [[UInt8]]) -> [UInt8] {
        guard var best = lists.first else { return [] }
        for list in lists.dropFirst() { for index in best.indices where best[index] < list[index] { best[index] = list[index] } }
        return best
    }

    /// Offers the entries of a set with keys below a bound.
    func rank(_ set: Bitset, below bound: UInt64, into top: inout TopHits) {
        switch sort {
        case .name:
            for ordinal in contents.byName where set.contains(Int(ordinal)) {
                let key = tie(Int(ordinal))
                guard key < bound else { continue }
                // The keys fall from here on.
                if top.isFull { return }
                top.offer(key, Int(ordinal))
            }
        case .distance:
            set.forEach { ordinal in
                let key = distanceKey(ordinal)
                if key < bound { top.offer(key, ordinal) }
            }
        case .relevance: rankByRelevance(set, below: bound, into: &top)
        }
    }

    @inline(__always) private func tie(_ ordinal: Int) -> UInt64 { Self.tie(rank: contents.nameRanks[ordinal]) }

    /// The part of a key that the alphabet decides.
    static func tie(rank: UInt32) -> UInt64 { largestTie - min(UInt64(rank), largestTie) }

    @inline(__always) private func distanceKey(_ ordinal: Int) -> UInt64 {
        guard let plane, contents.points.known.contains(ordinal) else { return tie(ordinal) }
        // Metres, up to 4294 km.
        let meters = min(plane.squared(to: contents.points.points[ordinal]).squareRoot() * 1000, 4_294_967_000)
        return (UInt64(UInt32.max) - UInt64(meters)) << Self.tieBits | tie(ordinal)
    }

    /// The arrays are looked up once for all entries, and the distance only for those that may still be among the best.
    private func rankByRelevance(_ set: Bitset, below bound: UInt64, into top: inout TopHits) {
        let count = max(groups.count, 1)
        let typeRanks = Self.typeRanks
        // One loss for all groups, as their fits are averaged.
        let loss = groups.reduce(0) { $0 + $1.loss }
        let ownClose = closeness.isEmpty ? -1 : Int(PlaceCloseness.Closeness.sureWords)
        fits.withUnsafeBufferPointer { fits in
            weights.withUnsafeBufferPointer { weights in
                closeness.withUnsafeBufferPointer { closeness in
                    bonuses.withUnsafeBufferPointer { bonuses in
                        contents.profiles.profiles.withUnsafeBufferPointer { profiles in
                            TextField.fits.withUnsafeBufferPointer { fieldFits in
                                contents.points.points.withUnsafeBufferPointer { points in
                                    set.forEach { ordinal in
                                        var fit = -loss
                                        var fine = 0
                                        let profile = Int(profiles[ordinal])
                                        for group in groups {
                                            var best = group.fits.map { Int(fits[$0 + profile]) } ?? 0
                                            if let start = group.weights {
                                                let weight = weights[start + ordinal]
                                                best = group.fit(best, words: Int(fieldFits[Int(weight >> 5)]))
                                                // A word of a name tells more than the word for what the institution is.
                                                fine += Int(weight & 31) * (group.fits == nil ? 6 : 2)
                                            } else if group.byWords.contains(ordinal) {
                                                best = group.fit(best, words: fitOfWords(group.terms, ordinal))
                                                fine += 24
                                            }
                                            fit += best
                                        }
                                        fit = max(fit, 0) / count
                                        if !addressed.isEmpty, addressed.contains(ordinal) {
                                            fit = groups.isEmpty ? 240 : min(fit + 16, 255)
                                        }
                                        fine = fine / count + (fit & 15) * 16
                                        if groups.isEmpty { fine = typeRanks[Int(contents.profiles.types[ordinal])] }
                                        if !bonuses.isEmpty { fine += Int(bonuses[ordinal]) }
                                        var close = closeness.isEmpty ? 0 : Int(closeness[ordinal])
                                        let isExact = !exact.isEmpty && exact.contains(ordinal)
                                        var near = 0
                                        func aspects() -> UInt64 {
                                            (isExact ? 1 << 33 : 0) | (close > ownClose ? 1 << 32 : 0) | UInt64(min(fit >> 4, 15)) << 28
                                                | UInt64(close) << 22
                                                | UInt64(min(fine, 1023)) << 12 | UInt64(near)
                                        }
                                        if let plane, contents.points.known.contains(ordinal) {
                                            if !measuresCloseness, (aspects() | 0xFFF) << Self.tieBits | Self.largestTie < top.lowest {
                                                return
                                            }
                                            let kilometers = plane.squared(to: points[ordinal]).squareRoot()
                                            near = 4095 - Int(min(kilometers * 4, 4094))
                                            if measuresCloseness {
                                                close = max(close, Int(PlaceCloseness.closeness(kilometers: kilometers)))
                                            }
                                        }
                                        let upper = aspects() << Self.tieBits
                                        guard upper | Self.largestTie >= top.lowest else { return }
                                        let key = upper | tie(ordinal)
                                        if key < bound { top.offer(key, ordinal) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Finer points for the type where only a place is asked for: the bodies that people look for first.
    private static let typeRanks: [Int] = ConceptTable.types.map { type in
        switch type {
        case .ops, .cus: 700
        case .pcpr: 650
        case .pup: 600
        case .oik: 500
        case .urzad: 450
        case .rops, .wup, .uw: 400
        default: 300
        }
    }

    /// The fit of the least telling place in which one of the words stands.
    private func fitOfWords(_ words: [[UInt32]], _ ordinal: Int) -> Int {
        let weakest = words.map { contents.text.bestWeight(of: $0, for: ordinal) }.min() ?? 0
        return Int(TextField.fits[Int(weakest >> 5)])
    }

    func distance(_ ordinal: Int) -> Double? { plane.flatMap { contents.points.distance(to: ordinal, from: $0) } }
}
