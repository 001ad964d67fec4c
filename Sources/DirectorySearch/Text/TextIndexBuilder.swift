// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// Words as they stand in entries, by number.
struct SpelledWords: Sendable {
    private var numbers = WordNumbers()
    /// By number: the word folded.
    private(set) var folded: [String] = []
    /// Words of texts that many entries share, such as the descriptions of one kind of service.
    private var wordsOfText: [String: [UInt32]] = [:]
    private var mostSharedTexts = 50_000

    /// Lets go of what only quickens the reading of many entries.
    mutating func forgetTexts() {
        wordsOfText = [:]
        mostSharedTexts = 0
    }

    var texts: [String] { numbers.texts }

    var count: Int { folded.count }

    /// The numbers of the words of a text, without those of which folding leaves nothing.
    mutating func words(of text: String) -> [UInt32] {
        guard !text.isEmpty else { return [] }
        if let known = wordsOfText[text] { return known }
        var found: [UInt32] = []
        for word in WordScanner.words(of: text) {
            let number = numbers.number(word.text)
            if Int(number) == folded.count { folded.append(fold(word.text)) }
            if !folded[Int(number)].isEmpty { found.append(number) }
        }
        if wordsOfText.count < mostSharedTexts { wordsOfText[text] = found }
        return found
    }
}

/// The words of one entry.
struct EntryWords {
    /// In order, the field in the first three bits.
    private(set) var words: [UInt32] = []
    /// Beside the words: the field in the first three bits, in the others how short the name is that they stand in.
    private(set) var weights: [UInt8] = []
    /// Hashes of its names.
    private(set) var names: [UInt64] = []

    /// - Parameter spelled: takes in words that it does not have yet.
    init(_ entry: DirectoryEntry, _ spelled: inout SpelledWords) {
        func append(_ text: String, _ field: TextField) {
            let numbers = spelled.words(of: text)
            // Of two names that have a word the one with fewer others fits it better.
            let isName = field == .name || field == .otherName
            let length = isName ? numbers.count { !PlainWords.function.contains(spelled.folded[Int($0)]) } : 32
            words.append(contentsOf: numbers.map { $0 | field.rawValue << TextIndex.fieldShift })
            weights.append(contentsOf: repeatElement(UInt8(field.rawValue << 5) | UInt8(31 / max(1, length)), count: numbers.count))
            if isName { names.append(TextIndex.nameHash(numbers.map { spelled.folded[Int($0)] })) }
        }

        append(entry.name, .name)
        for other in entry.otherNames { append(other, .otherName) }
        for service in entry.services {
            if let name = service.name { append(name, .service) }
            if let description = service.description { append(description, .description) }
            if let eligibility = service.eligibility { append(eligibility, .description) }
        }
        append(entry.address.locality, .locality)
        append(entry.address.street, .address)
        append(entry.address.building, .address)
        append(entry.address.postalCode, .address)
        if let runBy = entry.runBy { append(runBy, .runBy) }
        append(entry.description.polish, .description)
        append(entry.description.english, .description)
    }

    /// The terms of the words with the best weight of each.
    /// - Parameters:
    ///   - termsOfSpelled: by word.
    ///   - isBaseForm: whether a word stands as a base form of its.
    func terms(_ termsOfSpelled: PackedLists, isBaseForm: (_ word: Int, _ term: UInt32) -> Bool) -> [UInt32: UInt8] {
        var best: [UInt32: UInt8] = [:]
        for (packed, weight) in zip(words, weights) {
            let word = Int(packed & (1 << TextIndex.fieldShift - 1))
            for term in termsOfSpelled[word] {
                best[term] = max(best[term] ?? 0, TextIndex.weight(weight, isBaseForm: isBaseForm(word, term)))
            }
        }
        return best
    }
}

/// Gathers the words of entries, each distinct word once, and takes them to their base forms at the end.
struct TextIndexBuilder {
    private(set) var spelled = SpelledWords()
    private(set) var wordsOfEntry = PackedLists()
    /// Hashes of the names of entries.
    private(set) var names: [(key: UInt64, ordinal: UInt32)] = []
    /// Beside the words of `wordsOfEntry`, as `EntryWords` has them.
    private var weights: [UInt8] = []

    /// What `finish` makes of the words.
    struct Finished {
        var terms = WordNumbers()
        var postings = PackedLists()
        var weights: [UInt8] = []
        var termsOfSpelled = PackedLists()
        var vocabulary: [String] = []
        var termsOfVocabulary = PackedLists()
    }

    mutating func add(_ entry: DirectoryEntry, ordinal: Int) {
        let read = EntryWords(entry, &spelled)
        wordsOfEntry.append(read.words)
        weights += read.weights
        for name in read.names { names.append((name, UInt32(ordinal))) }
    }

    mutating func finish(lemmas: (String) -> [String]) -> Finished {
        spelled.forgetTexts()
        var finished = Finished()
        var termNumbers = WordNumbers()
        var termsOfFolded: [String: Set<UInt32>] = [:]
        var isBaseForm: [Bool] = []
        for (number, word) in spelled.texts.enumerated() {
            let folded = spelled.folded[number]
            guard !folded.isEmpty, !PlainWords.function.contains(folded) else {
                finished.termsOfSpelled.append([])
                continue
            }
            let bases = lemmas(word)
            finished.termsOfSpelled.append(bases.map { termNumbers.number($0) })
            isBaseForm.append(contentsOf: bases.map { $0 == folded })
            termsOfFolded[folded, default: []].formUnion(bases.map { termNumbers.number($0) })
        }
        finished.vocabulary = termsOfFolded.keys.sorted()
        for word in finished.vocabulary { finished.termsOfVocabulary.append((termsOfFolded[word] ?? []).sorted()) }
        finished.terms = termNumbers
        fillPostings(&finished, isBaseForm: isBaseForm, termCount: termNumbers.count)
        return finished
    }

    /// Two passes: count, then fill, so that nothing has to be sorted.
    /// - Parameter isBaseForm: beside the values of `termsOfSpelled`: whether the word stands there as that base form.
    private func fillPostings(_ finished: inout Finished, isBaseForm: [Bool], termCount: Int) {
        var best = [UInt8](repeating: 0, count: termCount)
        var touched: [UInt32] = []
        func forEachPosting(_ body: (_ term: Int, _ ordinal: Int, _ weight: UInt8) -> Void) {
            for ordinal in 0..<wordsOfEntry.count {
                touched.removeAll(keepingCapacity: true)
                for position in Int(wordsOfEntry.offsets[ordinal])..<Int(wordsOfEntry.offsets[ordinal + 1]) {
                    let word = Int(wordsOfEntry.values[position] & (1 << TextIndex.fieldShift - 1))
                    for base in Int(finished.termsOfSpelled.offsets[word])..<Int(finished.termsOfSpelled.offsets[word + 1]) {
                        let term = finished.termsOfSpelled.values[base]
                        let weight = TextIndex.weight(weights[position], isBaseForm: isBaseForm[base])
                        if best[Int(term)] == 0 { touched.append(term) }
                        best[Int(term)] = max(best[Int(term)], weight)
                    }
                }
                for term in touched {
                    body(Int(term), ordinal, best[Int(term)])
                    best[Int(term)] = 0
                }
            }
        }
        var counts = [Int](repeating: 0, count: termCount)
        forEachPosting { term, _, _ in counts[term] += 1 }
        var nexts = counts
        var total = 0
        for term in counts.indices {
            nexts[term] = total
            total += counts[term]
        }
        var ordinals = [UInt32](repeating: 0, count: total)
        finished.weights = [UInt8](repeating: 0, count: total)
        forEachPosting { term, ordinal, weight in
            ordinals[nexts[term]] = UInt32(ordinal)
            finished.weights[nexts[term]] = weight
            nexts[term] += 1
        }
        finished.postings = PackedLists(values: ordinals, counts: counts)
    }
}
