// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// Gathers the words of entries, each distinct word once, and takes them to their base forms at the end.
struct TextIndexBuilder {
    private(set) var spelled = WordNumbers()
    private(set) var wordsOfEntry = PackedLists()
    /// Hashes of the names of entries.
    private(set) var names: [(key: UInt64, ordinal: UInt32)] = []
    /// Beside the words of `wordsOfEntry`: the field in the first three bits, in the others how short the name is that they stand in.
    private var weights: [UInt8] = []
    private(set) var foldedOfSpelled: [String] = []
    /// Words of texts that many entries share, such as the descriptions of one kind of service.
    private var wordsOfText: [String: [UInt32]] = [:]
    private static let mostSharedTexts = 50_000

    /// What `finish` makes of the words.
    struct Finished {
        var terms: [String: UInt32] = [:]
        var postings = PackedLists()
        var weights: [UInt8] = []
        var termsOfSpelled = PackedLists()
        var vocabulary: [String] = []
        var termsOfVocabulary = PackedLists()
    }

    mutating func add(_ entry: DirectoryEntry, ordinal: Int) {
        var words: [UInt32] = []
        func append(_ numbers: [UInt32], _ field: TextField) {
            words.append(contentsOf: numbers.map { $0 | field.rawValue << TextIndex.fieldShift })
            // Of two names that have a word the one with fewer others fits it better.
            let isName = field == .name || field == .otherName
            let length = isName ? numbers.count { !PlainWords.function.contains(foldedOfSpelled[Int($0)]) } : 32
            weights.append(contentsOf: repeatElement(UInt8(field.rawValue << 5) | UInt8(31 / max(1, length)), count: numbers.count))
        }

        let name = numbers(entry.name)
        append(name, .name)
        remember(name, ordinal)
        for other in entry.otherNames {
            let other = numbers(other)
            append(other, .otherName)
            remember(other, ordinal)
        }
        for service in entry.services {
            if let name = service.name { append(numbers(name), .service) }
            if let description = service.description { append(numbers(description), .description) }
            if let eligibility = service.eligibility { append(numbers(eligibility), .description) }
        }
        append(numbers(entry.address.locality), .locality)
        append(numbers(entry.address.street), .address)
        append(numbers(entry.address.building), .address)
        append(numbers(entry.address.postalCode), .address)
        if let runBy = entry.runBy { append(numbers(runBy), .runBy) }
        append(numbers(entry.description.polish), .description)
        append(numbers(entry.description.english), .description)
        wordsOfEntry.append(words)
    }

    private mutating func remember(_ name: [UInt32], _ ordinal: Int) {
        let hash = TextIndex.nameHash(name.map { foldedOfSpelled[Int($0)] })
        names.append((hash, UInt32(ordinal)))
    }

    private mutating func numbers(_ text: String) -> [UInt32] {
        guard !text.isEmpty else { return [] }
        if let known = wordsOfText[text] { return known }
        var numbers: [UInt32] = []
        for word in WordScanner.words(of: text) {
            let number = spelled.number(word.text)
            if Int(number) == foldedOfSpelled.count { foldedOfSpelled.append(fold(word.text)) }
            if !foldedOfSpelled[Int(number)].isEmpty { numbers.append(number) }
        }
        if wordsOfText.count < Self.mostSharedTexts { wordsOfText[text] = numbers }
        return numbers
    }

    func finish(lemmas: (String) -> [String]) -> Finished {
        var finished = Finished()
        var termNumbers = WordNumbers()
        var termsOfFolded: [String: Set<UInt32>] = [:]
        var isBaseForm: [Bool] = []
        for (number, word) in spelled.texts.enumerated() {
            let folded = foldedOfSpelled[number]
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
        finished.terms = Dictionary(termNumbers.texts.enumerated().map { ($0.element, UInt32($0.offset)) }) { first, _ in first }
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
                        // "KLUCZ" has the word klucz, "w Kluczach" may have another with the same forms.
                        let weight = isBaseForm[base] ? weights[position] : weights[position] & 0xE0 | (weights[position] & 31) / 4
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
