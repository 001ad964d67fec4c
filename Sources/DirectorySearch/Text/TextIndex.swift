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
    private let terms: WordNumbers
    /// By term: the entries that have it, in order. Terms of earlier states have none.
    private let postings: PackedLists
    /// Beside the entries of `postings`: the field in the first three bits; in the others how short the name is.
    private let weights: [UInt8]
    /// Words as they stand in entries, those of earlier states included.
    private let spelled: SpelledWords
    /// By spelled word: how often it stands in entries.
    private let uses: [UInt32]
    private let termsOfSpelled: PackedLists
    /// By entry: its words in order, the field in the first three bits.
    private let wordsOfEntry: PackedLists
    /// Folded words in order.
    let vocabulary: [String]
    private let termsOfVocabulary: PackedLists
    /// Beside the vocabulary: how many binary digits the number of entries with the word has.
    private let frequencyDigits: [UInt8]
    /// The entries of terms that very many have, anywhere and in a name.
    private let frequent: [UInt32: (anywhere: Bitset, named: Bitset)]
    /// Entries by the hash of a name of theirs.
    private let byName: NumberedEntries

    static let fieldShift: UInt32 = 29
    private static let wordMask: UInt32 = 1 << fieldShift - 1

    init(_ entries: [DirectoryEntry], order: [Int], lemmas: (String) -> [String]) {
        var builder = TextIndexBuilder()
        for (ordinal, position) in order.enumerated() { builder.add(entries[position], ordinal: ordinal) }
        let built = builder.finish(lemmas: lemmas)
        terms = built.terms
        postings = built.postings
        weights = built.weights
        spelled = builder.spelled
        var uses = [UInt32](repeating: 0, count: builder.spelled.count)
        for packed in builder.wordsOfEntry.values { uses[Int(packed & Self.wordMask)] += 1 }
        self.uses = uses
        termsOfSpelled = built.termsOfSpelled
        wordsOfEntry = builder.wordsOfEntry
        vocabulary = built.vocabulary
        termsOfVocabulary = built.termsOfVocabulary
        frequencyDigits = Self.frequencyDigits(built.termsOfVocabulary, built.postings)
        byName = NumberedEntries(builder.names)
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

    /// More entries than this are not read again one by one.
    private static let mostReadAgain = 2_000

    /// The words after some entries changed.
    /// - Parameters:
    ///   - otherForms: folded words that have other base forms than before.
    ///   - entry: gives an entry by its ordinal after.
    ///   - lemmas: the base forms of a word as it is spelled.
    ///   - reweighed: gets the words of the vocabulary that came, went, or are much more or less frequent than before.
    /// - Returns: nil when so much changes that all had better be read again.
    init?(
        _ earlier: TextIndex, change: EntryChange, otherForms: Set<String>, entry: (Int) -> DirectoryEntry, lemmas: (String) -> [String],
        reweighed: inout Set<String>
    ) {
        let move = change.move
        var spelled = earlier.spelled
        var uses = earlier.uses
        var termsOfSpelled = earlier.termsOfSpelled
        var terms = earlier.terms
        func isTelling(_ word: Int) -> Bool { !spelled.folded[word].isEmpty && !PlainWords.function.contains(spelled.folded[word]) }
        func termNumbers(_ word: Int) -> [UInt32] { isTelling(word) ? lemmas(spelled.texts[word]).map { terms.number($0) } : [] }

        // Words that have other base forms, and the entries in which they stand.
        var otherTerms: [Int: [UInt32]] = [:]
        if !otherForms.isEmpty {
            for word in spelled.folded.indices where otherForms.contains(spelled.folded[word]) {
                let numbers = termNumbers(word)
                if !numbers.elementsEqual(earlier.termsOfSpelled[word]) { otherTerms[word] = numbers }
            }
        }
        var before = Set(change.before.keys.map(UInt32.init))
        var after = change.after
        if !otherTerms.isEmpty {
            var isOther = [Bool](repeating: false, count: spelled.count)
            for word in otherTerms.keys { isOther[word] = true }
            for old in 0..<earlier.wordsOfEntry.count where !before.contains(UInt32(old)) {
                guard earlier.wordsOfEntry[old].contains(where: { isOther[Int($0 & Self.wordMask)] }), let new = move.new(UInt32(old)) else { continue }
                before.insert(UInt32(old))
                after[Int(new)] = entry(Int(new))
                guard after.count <= Self.mostReadAgain else { return nil }
            }
        }

        // What stands in those entries, before and after.
        var edits: [Int: ListEdit] = [:]
        var touched = Set(otherTerms.keys)
        for old in before {
            for packed in earlier.wordsOfEntry[Int(old)] {
                let word = Int(packed & Self.wordMask)
                uses[word] -= 1
                if uses[word] == 0 { touched.insert(word) }
                for term in earlier.termsOfSpelled[word] { edits[Int(term), default: ListEdit()].gone.insert(old) }
            }
        }
        var read: [Int: EntryWords] = [:]
        for (ordinal, entry) in after { read[ordinal] = EntryWords(entry, &spelled) }
        for word in earlier.spelled.count..<spelled.count {
            uses.append(0)
            termsOfSpelled.append(termNumbers(word))
        }
        termsOfSpelled = termsOfSpelled.replacing(otherTerms)
        for (ordinal, read) in read {
            for packed in read.words {
                let word = Int(packed & Self.wordMask)
                if uses[word] == 0 { touched.insert(word) }
                uses[word] += 1
            }
            let best = read.terms(termsOfSpelled) { terms.texts[Int($1)] == spelled.folded[$0] }
            for (term, weight) in best { edits[Int(term), default: ListEdit()].added.append((UInt32(ordinal), weight)) }
        }
        var weights = earlier.weights
        let postings = move.lists(earlier.postings, edits: edits, count: terms.count, weights: &weights)

        var frequent = move.isIdentity
            ? earlier.frequent : earlier.frequent.mapValues { (anywhere: move.set($0.anywhere), named: move.set($0.named)) }
        for (term, edit) in edits {
            guard var sets = frequent.removeValue(forKey: UInt32(term)) else { continue }
            for ordinal in edit.gone.compactMap(move.new) {
                sets.anywhere.set(Int(ordinal), false)
                sets.named.set(Int(ordinal), false)
            }
            for (ordinal, weight) in edit.added {
                sets.anywhere.set(Int(ordinal), true)
                sets.named.set(Int(ordinal), weight >= Self.namedWeight)
            }
            frequent[UInt32(term)] = sets
        }

        let words = Self.vocabulary(earlier, touched: touched, spelled: spelled, uses: uses, termsOfSpelled: termsOfSpelled)
        let digits = Self.frequencyDigits(words.terms, postings)
        for (place, before) in words.before.enumerated() where before.map({ earlier.frequencyDigits[$0] != digits[place] }) ?? true {
            reweighed.insert(words.texts[place])
        }
        reweighed.formUnion(words.gone)
        byName = move.numbered(
            earlier.byName, gone: before, added: read.flatMap { ordinal, read in read.names.map { (key: $0, ordinal: UInt32(ordinal)) } })
        wordsOfEntry = move.rows(earlier.wordsOfEntry, fresh: read.mapValues(\.words))
        capacity = move.count
        self.terms = terms
        self.postings = postings
        self.weights = weights
        self.spelled = spelled
        self.uses = uses
        self.termsOfSpelled = termsOfSpelled
        vocabulary = words.texts
        termsOfVocabulary = words.terms
        frequencyDigits = digits
        self.frequent = frequent
    }

    private struct Vocabulary {
        var texts: [String] = []
        var terms = PackedLists()
        /// Beside the words: their places before; nil for those that came.
        var before: [Int?] = []
        var gone: [String] = []
    }

    /// The vocabulary after some spelled words came, went or got other terms.
    private static func vocabulary(
        _ earlier: TextIndex, touched: Set<Int>, spelled: SpelledWords, uses: [UInt32], termsOfSpelled: PackedLists
    ) -> Vocabulary {
        let folded = Set(touched.map { spelled.folded[$0] }).filter { !$0.isEmpty && !PlainWords.function.contains($0) }
        var terms: [String: Set<UInt32>] = [:]
        if !folded.isEmpty {
            for word in spelled.folded.indices where uses[word] > 0 && folded.contains(spelled.folded[word]) {
                terms[spelled.folded[word], default: []].formUnion(termsOfSpelled[word])
            }
        }
        var result = Vocabulary()
        result.texts.reserveCapacity(earlier.vocabulary.count + folded.count)
        result.before.reserveCapacity(earlier.vocabulary.count + folded.count)
        result.terms = PackedLists(reserving: earlier.vocabulary.count + folded.count, values: earlier.termsOfVocabulary.values.count)
        var next = 0
        func copy(upTo end: Int) {
            result.texts.append(contentsOf: earlier.vocabulary[next..<end])
            result.before.append(contentsOf: (next..<end).lazy.map(Optional.some))
            result.terms.append(earlier.termsOfVocabulary, next..<end)
            next = end
        }
        for word in folded.sorted() {
            var low = next
            var high = earlier.vocabulary.count
            while low < high {
                let middle = (low + high) / 2
                if earlier.vocabulary[middle] < word { low = middle + 1 } else { high = middle }
            }
            copy(upTo: low)
            let wasThere = low < earlier.vocabulary.count && earlier.vocabulary[low] == word
            if let numbers = terms[word] {
                result.texts.append(word)
                result.before.append(wasThere ? low : nil)
                result.terms.append(numbers.sorted())
            } else if wasThere {
                result.gone.append(word)
            }
            if wasThere { next = low + 1 }
        }
        copy(upTo: earlier.vocabulary.count)
        return result
    }

    private static func frequencyDigits(_ termsOfVocabulary: PackedLists, _ postings: PackedLists) -> [UInt8] {
        (0..<termsOfVocabulary.count).map { word in
            var most: UInt32 = 0
            for position in Int(termsOfVocabulary.offsets[word])..<Int(termsOfVocabulary.offsets[word + 1]) {
                let term = Int(termsOfVocabulary.values[position])
                most = max(most, postings.offsets[term + 1] - postings.offsets[term])
            }
            return UInt8(UInt32.bitWidth - most.leadingZeroBitCount)
        }
    }

    /// The weight of a word for one of its base forms: "KLUCZ" has the word klucz, "w Kluczach" may have another with the same forms.
    static func weight(_ weight: UInt8, isBaseForm: Bool) -> UInt8 { isBaseForm ? weight : weight & 0xE0 | (weight & 31) / 4 }

    /// Words that stand in no entry any more, and terms that none has.
    var idleWords: Int { uses.count { $0 == 0 } }

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

    /// Nil for one that no entry has.
    func term(_ lemma: String) -> UInt32? { terms.existing(lemma).flatMap { postings[Int($0)].isEmpty ? nil : $0 } }

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

    /// How many binary digits the number of entries has that have a word of the vocabulary, in its most frequent base form.
    func frequencyDigits(ofWord word: Int) -> Int { Int(frequencyDigits[word]) }

    /// The place of a folded word in the vocabulary.
    func place(ofWord folded: String) -> Int? {
        var low = 0
        var high = vocabulary.count
        while low < high {
            let middle = (low + high) / 2
            if vocabulary[middle] < folded { low = middle + 1 } else { high = middle }
        }
        return low < vocabulary.count && vocabulary[low] == folded ? low : nil
    }

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
        let sorted = found.sorted { a, b in
            frequency(a) == frequency(b) ? terms.texts[Int(a)] < terms.texts[Int(b)] : frequency(a) > frequency(b)
        }
        return Array(sorted.prefix(limit))
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
    var foldedSpelled: [String] { spelled.folded }
}
