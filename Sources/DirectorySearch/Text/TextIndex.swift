// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// What part of an entry a word stands in, from the least telling to the most.
enum TextField: UInt32, CaseIterable, Sendable {
    case description = 1
    case address, runBy, locality, service, otherName, name

    /// How well an entry fits a word that stands there, 0…255.
    var fit: Int {
        switch self {
        case .name: 242
        case .otherName: 240
        case .service: 184
        case .locality: 176
        case .runBy: 150
        case .address: 144
        case .description: 92
        }
    }

    /// The fit by the first three bits of a weight.
    static let fits: [UInt8] = (0..<8).map { TextField(rawValue: $0).map { UInt8($0.fit) } ?? 0 }
}

/// The words of the entries and where they stand: from base forms to entries and back.
struct TextIndex: Sendable {
    private let terms: [String: UInt32]
    /// By term: the entries that have it, in order.
    private let postings: PackedLists
    /// Beside the entries of `postings`: the field in the first three bits; in the others how short the name is.
    private let weights: [UInt8]
    /// Words as they stand in entries.
    private let spelled: WordNumbers
    private let termsOfSpelled: PackedLists
    /// By entry: its words in order, the field in the first three bits.
    private let wordsOfEntry: PackedLists
    /// Folded words in order.
    let vocabulary: [String]
    private let termsOfVocabulary: PackedLists
    /// The entries of terms that very many have, anywhere and in a name.
    private let frequent: [UInt32: (anywhere: Bitset, named: Bitset)]
    /// Entries by the hash of a name of theirs.
    private let byName: NumberedEntries

    static let fieldShift: UInt32 = 29

    init(_ entries: [DirectoryEntry], order: [Int], lemmas: (String) -> [String]) {
        var builder = TextIndexBuilder()
        for (ordinal, position) in order.enumerated() { builder.add(entries[position], ordinal: ordinal) }
        let built = builder.finish(lemmas: lemmas)
        terms = built.terms
        postings = built.postings
        weights = built.weights
        spelled = builder.spelled
        termsOfSpelled = built.termsOfSpelled
        wordsOfEntry = builder.wordsOfEntry
        vocabulary = built.vocabulary
        termsOfVocabulary = built.termsOfVocabulary
        byName = NumberedEntries(builder.names)
        foldedSpelled = builder.foldedOfSpelled
        capacity = order.count
        var frequent: [UInt32: (anywhere: Bitset, named: Bitset)] = [:]
        for term in 0..<UInt32(built.postings.count) where built.postings[Int(term)].count > max(1000, order.count / 32) {
            var sets = (anywhere: Bitset(capacity: order.count), named: Bitset(capacity: order.count))
            for position in Int(built.postings.offsets[Int(term)])..<Int(built.postings.offsets[Int(term) + 1]) {
                sets.anywhere.insert(Int(built.postings.values[position]))
                if built.weights[position] >= Self.namedWeight { sets.named.insert(Int(built.postings.values[position])) }
            }
            frequent[term] = sets
        }
        self.frequent = frequent
    }

    /// From this weight on a word stands in the name of an institution or of a service of its own.
    static let namedWeight = UInt8(TextField.service.rawValue << 5)

    private let capacity: Int

    /// The entries that have one of the terms.
    /// - Parameter named: in the name of the institution or of a service of its own.
    func entries(withAnyOf terms: [UInt32], named: Bool = false) -> Bitset {
        var set = Bitset(capacity: capacity)
        for term in terms {
            if let known = frequent[term] {
                set.formUnion(named ? known.named : known.anywhere)
            } else if named {
                forEachEntry(with: term) { ordinal, weight in if weight >= Self.namedWeight { set.insert(ordinal) } }
            } else {
                set.insert(postings[Int(term)])
            }
        }
        return set
    }

    /// The entries that have one term of every word.
    func entries(withAllOf words: [[UInt32]], named: Bool = false) -> Bitset {
        guard !words.contains(where: \.isEmpty), var set = words.first.map({ entries(withAnyOf: $0, named: named) }) else {
            return Bitset(capacity: capacity)
        }
        for word in words.dropFirst() { set.formIntersection(entries(withAnyOf: word, named: named)) }
        return set
    }

    /// The highest weight of any of the terms for each entry, 0 for none.
    func bestWeights(of terms: [UInt32]) -> [UInt8] {
        var best = [UInt8](repeating: 0, count: capacity)
        best.withUnsafeMutableBufferPointer { best in
            for term in terms { forEachEntry(with: term) { ordinal, weight in if best[ordinal] < weight { best[ordinal] = weight } } }
        }
        return best
    }

    /// The highest weight of any of the terms for one entry.
    func bestWeight(of terms: [UInt32], for ordinal: Int) -> UInt8 {
        var best: UInt8 = 0
        for term in terms {
            var low = Int(postings.offsets[Int(term)])
            var high = Int(postings.offsets[Int(term) + 1])
            let end = high
            while low < high {
                let middle = (low + high) / 2
                if postings.values[middle] < UInt32(ordinal) { low = middle + 1 } else { high = middle }
            }
            if low < end, postings.values[low] == UInt32(ordinal) { best = max(best, weights[low]) }
        }
        return best
    }

    func term(_ lemma: String) -> UInt32? { terms[lemma] }

    /// The entries with a term.
    func entries(with term: UInt32) -> ArraySlice<UInt32> { postings[Int(term)] }

    func frequency(_ term: UInt32) -> Int { postings[Int(term)].count }

    /// The entries with a term and the weights of the places where it stands.
    func forEachEntry(with term: UInt32, _ body: (_ ordinal: Int, _ weight: UInt8) -> Void) {
        let range = Int(postings.offsets[Int(term)])..<Int(postings.offsets[Int(term) + 1])
        postings.values.withUnsafeBufferPointer { ordinals in
            weights.withUnsafeBufferPointer { weights in
                for position in range { body(Int(ordinals[position]), weights[position]) }
            }
        }
    }

    /// How many entries have a word of the vocabulary, in any form.
    func frequency(ofWord word: Int) -> Int { termsOfVocabulary[word].map(frequency).max() ?? 0 }

    /// The words of the vocabulary that begin so.
    func words(withPrefix prefix: String) -> Range<Int> {
        func firstIndex(where isBehind: (String) -> Bool) -> Int {
            var low = 0
            var high = vocabulary.count
            while low < high {
                let middle = (low + high) / 2
                if isBehind(vocabulary[middle]) { high = middle } else { low = middle + 1 }
            }
            return low
        }
        let first = firstIndex { $0 >= prefix }
        let last = firstIndex { $0 > prefix && !$0.hasPrefix(prefix) }
        return first..<max(first, last)
    }

    /// The terms of words that begin so, at most `limit`, the most frequent first.
    func terms(withPrefix prefix: String, limit: Int) -> [UInt32] {
        var found: Set<UInt32> = []
        for word in words(withPrefix: prefix).prefix(limit * 8) { found.formUnion(termsOfVocabulary[word]) }
        guard found.count > limit else { return found.sorted() }
        return Array(found.sorted { (frequency($1), $0) < (frequency($0), $1) }.prefix(limit))
    }

    /// The entries one of whose names has these folded words and no others.
    func entries(named foldedWords: [String]) -> [UInt32] { Array(byName[Self.nameHash(foldedWords)]) }

    static func nameHash(_ foldedWords: [String]) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for word in foldedWords {
            for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = (hash ^ 32) &* 0x100_0000_01b3
        }
        return hash
    }

    /// The words of an entry that have one of the terms, as they stand there, by field.
    func words(of ordinal: Int, with wanted: Set<UInt32>) -> [(field: TextField, text: String)] {
        var found: [(field: TextField, text: String)] = []
        for packed in wordsOfEntry[ordinal] {
            let word = packed & (1 << Self.fieldShift - 1)
            guard termsOfSpelled[Int(word)].contains(where: wanted.contains), let field = TextField(rawValue: packed >> Self.fieldShift)
            else { continue }
            found.append((field, spelled.texts[Int(word)]))
        }
        return found
    }

    /// The words of an entry's name in order.
    func nameWords(of ordinal: Int) -> [UInt32] {
        wordsOfEntry[ordinal].prefix { $0 >> Self.fieldShift == TextField.name.rawValue }.map { $0 & (1 << Self.fieldShift - 1) }
    }

    /// Words as they stand in entries, by number.
    var spelledWords: [String] { spelled.texts }

    /// The same, folded.
    let foldedSpelled: [String]
}
