// SPDX-License-Identifier: Apache-2.0

/// Finds well-typed words near a word with slips.
///
/// Two words within a distance of d have a common rest after taking at most d letters out of each. So every word is
/// stored under all such rests of its first letters (symmetric deletion, W. Garbe), and a typed word is looked up under
/// its own: a few dozen look-ups, however many words there are.
struct SpellingIndex: Sendable {
    /// A word that the typed one may stand for.
    struct Candidate: Sendable, Hashable {
        let word: String
        /// Letters changed, put in, left out, or swapped with their neighbour.
        let distance: Int
        /// The distance with common Polish slips counted less: `u` for `ó`, `h` for `ch`, `ż` for `rz`.
        let cost: Double
        /// How important the word is: 0…255.
        let importance: UInt8
    }

    /// The letters of all words, one behind the other.
    private var letters: [UInt8] = []
    private var offsets: [UInt32] = [0]
    private var importances: [UInt8] = []
    /// Hashes of rests in the upper half, words in the lower, in order.
    private var rests: [UInt64] = []
    /// Where the rests with each value of the upper 16 bits begin.
    private var starts: [UInt32] = []

    private static let prefixLength = 7
    private static let longestWord = 32

    /// How many letters may be wrong in a word of so many.
    static func allowedDistance(length: Int) -> Int { length < 4 ? 0 : length < 7 ? 1 : 2 }

    /// - Parameter words: folded, each once; those with anything but Latin letters are left out.
    init(_ words: [(word: String, importance: UInt8)]) {
        for entry in words {
            let bytes = Array(entry.word.utf8)
            guard (3...Self.longestWord).contains(bytes.count), bytes.allSatisfy({ (97...122).contains($0) }) else { continue }
            letters.append(contentsOf: bytes)
            offsets.append(UInt32(letters.count))
            importances.append(entry.importance)
        }
        for number in importances.indices {
            let word = letters(of: number)
            // A word with one letter more or less than typed may allow one slip more.
            Self.rests(of: word.prefix(Self.prefixLength), distance: Self.allowedDistance(length: word.count + 1)) { hash in
                rests.append(UInt64(hash) << 32 | UInt64(number))
            }
        }
        rests.sort()
        starts = Array(repeating: 0, count: 65_537)
        for rest in rests { starts[Int(rest >> 48) + 1] += 1 }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
    }

    private func letters(of number: Int) -> ArraySlice<UInt8> { letters[Int(offsets[number])..<Int(offsets[number + 1])] }

    private static func rests(of prefix: ArraySlice<UInt8>, distance: Int, _ body: (UInt32) -> Void) {
        let letters = Array(prefix)
        body(hash(letters, -1, -1))
        guard distance > 0 else { return }
        for first in letters.indices {
            body(hash(letters, first, -1))
            guard distance > 1 else { continue }
            for second in first + 1..<letters.count { body(hash(letters, first, second)) }
        }
    }

    private static func hash(_ letters: [UInt8], _ first: Int, _ second: Int) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for (index, letter) in letters.enumerated() where index != first && index != second { hash = (hash ^ UInt32(letter)) &* 16_777_619 }
        return hash ^ (hash >> 15)
    }

    /// The words within the distance that the length of `word` allows, the likeliest first.
    func candidates(for word: String, maximumDistance: Int? = nil, limit: Int = 5) -> [Candidate] {
        Self.likeliest(candidates(around: word, maximumDistance: maximumDistance), limit)
    }

    fileprivate static func likeliest(_ candidates: [Candidate], _ limit: Int) -> [Candidate] {
        func rank(_ candidate: Candidate) -> Double { candidate.cost - Double(candidate.importance) / 400 }
        return Array(candidates.sorted { rank($0) == rank($1) ? $0.word < $1.word : rank($0) < rank($1) }.prefix(limit))
    }

    /// All words within the distance, in no order.
    fileprivate func candidates(around word: String, maximumDistance: Int?) -> [Candidate] {
        let typed = Array(word.utf8)
        let allowed = min(Self.allowedDistance(length: typed.count), maximumDistance ?? 2)
        guard allowed > 0, typed.count <= Self.longestWord, typed.allSatisfy({ (97...122).contains($0) }) else { return [] }
        var numbers: Set<Int> = []
        Self.rests(of: typed.prefix(Self.prefixLength), distance: allowed) { hash in
            let bucket = Int(hash >> 16)
            var low = Int(starts[bucket])
            var high = Int(starts[bucket + 1])
            let wanted = UInt64(hash) << 32
            while low < high {
                let middle = (low + high) / 2
                if rests[middle] < wanted { low = middle + 1 } else { high = middle }
            }
            while low < rests.count, rests[low] >> 32 == UInt64(hash) {
                numbers.insert(Int(rests[low] & 0xFFFF_FFFF))
                low += 1
            }
        }
        var found: [Candidate] = []
        for number in numbers {
            let known = letters(of: number)
            guard abs(known.count - typed.count) <= allowed else { continue }
            let (distance, cost) = Self.distance(typed, Array(known))
            guard distance <= allowed, distance > 0 else { continue }
            found.append(
                Candidate(word: String(decoding: known, as: UTF8.self), distance: distance, cost: cost, importance: importances[number]))
        }
        return found
    }

    /// All words with their importance.
    fileprivate var words: [(word: String, importance: UInt8)] {
        importances.indices.map { (String(decoding: letters(of: $0), as: UTF8.self), importances[$0]) }
    }

    /// The Damerau–Levenshtein distance (of optimal string alignment), and with common slips counted less.
    static func distance(_ a: [UInt8], _ b: [UInt8]) -> (distance: Int, cost: Double) {
        guard !a.isEmpty, !b.isEmpty else { return (max(a.count, b.count), Double(max(a.count, b.count))) }
        let width = b.count + 1
        var counts = [Int](repeating: 0, count: (a.count + 1) * width)
        var costs = [Double](repeating: 0, count: (a.count + 1) * width)
        for row in 0...a.count {
            for column in 0...b.count where row == 0 || column == 0 {
                counts[row * width + column] = row + column
                costs[row * width + column] = Double(row + column)
            }
        }
        for row in 1...a.count {
            for column in 1...b.count {
                let (left, right) = (a[row - 1], b[column - 1])
                let here = row * width + column
                let same = left == right
                var count = min(counts[here - width] + 1, counts[here - 1] + 1, counts[here - width - 1] + (same ? 0 : 1))
                var cost = min(
                    costs[here - width] + gap(left, after: row > 1 ? a[row - 2] : 0, before: row < a.count ? a[row] : 0),
                    costs[here - 1] + gap(right, after: column > 1 ? b[column - 2] : 0, before: column < b.count ? b[column] : 0),
                    costs[here - width - 1] + (same ? 0 : exchange(left, right)))
                if row > 1, column > 1, left == b[column - 2], a[row - 2] == right {
                    count = min(count, counts[here - 2 * width - 2] + (same ? 0 : 1))
                    cost = min(cost, costs[here - 2 * width - 2] + (same ? 0 : 0.7))
                }
                counts[here] = count
                costs[here] = cost
            }
        }
        let last = counts.count - 1
        // People seldom get the first letter wrong.
        return (counts[last], costs[last] + (a[0] == b[0] ? 0 : 0.5))
    }

    /// What a letter too many or too few costs: little where it is not heard.
    private static func gap(_ letter: UInt8, after: UInt8, before: UInt8) -> Double {
        let (c, h, r, z) = (UInt8(ascii: "c"), UInt8(ascii: "h"), UInt8(ascii: "r"), UInt8(ascii: "z"))
        if letter == c, before == h { return 0.4 }
        if letter == r, before == z { return 0.4 }
        return letter == after || letter == before ? 0.6 : 1
    }

    /// What a letter for another costs: little where both sound alike.
    private static func exchange(_ a: UInt8, _ b: UInt8) -> Double {
        let pair = (min(a, b), max(a, b))
        switch pair {
        case (UInt8(ascii: "o"), UInt8(ascii: "u")): return 0.4
        case (UInt8(ascii: "i"), UInt8(ascii: "y")), (UInt8(ascii: "i"), UInt8(ascii: "j")), (UInt8(ascii: "k"), UInt8(ascii: "q")),
            (UInt8(ascii: "v"), UInt8(ascii: "w")):
            return 0.5
        case (UInt8(ascii: "f"), UInt8(ascii: "w")), (UInt8(ascii: "s"), UInt8(ascii: "z")), (UInt8(ascii: "d"), UInt8(ascii: "t")),
            (UInt8(ascii: "b"), UInt8(ascii: "p")), (UInt8(ascii: "g"), UInt8(ascii: "k")):
            return 0.7
        default: return 1
        }
    }
}

/// Well-typed words of which some change now and then: the words of one state, and beside them those that came, went or became more
/// or less important since.
struct ChangingSpelling: Sendable {
    private let base: SpellingIndex
    /// The importance of words that have another than in the base; 0 for those that went.
    private var others: [String: UInt8] = [:]
    private var other: SpellingIndex?

    /// With more words than this beside it the base is made anew.
    private static let mostOthers = 4_000

    init(_ words: [(word: String, importance: UInt8)]) { base = SpellingIndex(words) }

    /// - Parameter changed: words with their importance, 0 for those that went.
    init(_ earlier: ChangingSpelling, changed: [String: UInt8]) {
        let others = earlier.others.merging(changed) { _, new in new }
        if others.count > Self.mostOthers {
            base = SpellingIndex(
                earlier.base.words.filter { others[$0.word] == nil } + others.filter { $0.value > 0 }.map { (word: $0.key, importance: $0.value) })
            return
        }
        base = earlier.base
        self.others = others
        other = changed.isEmpty ? earlier.other : SpellingIndex(others.filter { $0.value > 0 }.map { (word: $0.key, importance: $0.value) })
    }

    /// As those of `SpellingIndex`.
    func candidates(for word: String, maximumDistance: Int? = nil, limit: Int = 5) -> [SpellingIndex.Candidate] {
        guard let other else { return base.candidates(for: word, maximumDistance: maximumDistance, limit: limit) }
        let unchanged = base.candidates(around: word, maximumDistance: maximumDistance).filter { others[$0.word] == nil }
        return SpellingIndex.likeliest(unchanged + other.candidates(around: word, maximumDistance: maximumDistance), limit)
    }
}
