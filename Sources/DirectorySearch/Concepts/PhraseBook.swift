// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// The words under which people look for types, services, target groups and problems: names of the taxonomy, names and
/// abbreviations of types, and the thesaurus.
struct PhraseBook: Sendable {
    struct Phrase: Sendable {
        struct Word: Sendable {
            let folded: String
            let lemmas: [String]
            let isFiller: Bool
        }

        /// As an editor wrote it.
        let text: String
        /// Without prepositions.
        let words: [Word]
        fileprivate(set) var concepts: [Int]
        let isAbbreviation: Bool
        /// Whether the dictionary has all its words.
        let isPolish: Bool
    }

    let phrases: [Phrase]
    /// By base form: the phrases that have it, and at which word.
    private let byLemma: [String: [(phrase: Int, word: Int)]]
    /// Abbreviations in all their cases (`mopsie`, `pupu`).
    private let abbreviations: [String: [Int]]
    private static let mostWords = 8

    init(concepts: ConceptTable, thesaurus: [ThesaurusEntry], isKnown: (String) -> Bool, lemmas: (String) -> [String]) {
        var phrases: [Phrase] = []
        var numbers: [String: Int] = [:]
        func add(_ text: String, _ concept: Int) {
            let scanned = WordScanner.words(of: text, limit: Self.mostWords)
            let isAbbreviation =
                scanned.count == 1 && text.count > 1 && text.count < 8 && text == text.uppercased() && text != text.lowercased()
            var words: [Phrase.Word] = []
            for word in scanned {
                let folded = fold(word.text)
                guard !folded.isEmpty, scanned.count == 1 || !PlainWords.function.contains(folded) else { continue }
                let bases = isAbbreviation ? [folded] : lemmas(folded)
                words.append(
                    Phrase.Word(
                        folded: folded, lemmas: bases,
                        isFiller: PlainWords.filler.contains(folded) || bases.contains(where: PlainWords.filler.contains)))
            }
            guard !words.isEmpty else { return }
            let key = (isAbbreviation ? "!" : "") + words.map(\.folded).joined(separator: " ")
            if let known = numbers[key] {
                if !phrases[known].concepts.contains(concept) { phrases[known].concepts.append(concept) }
            } else {
                numbers[key] = phrases.count
                phrases.append(
                    Phrase(
                        text: text, words: words, concepts: [concept], isAbbreviation: isAbbreviation,
                        isPolish: isAbbreviation || words.allSatisfy { isKnown($0.folded) }))
            }
        }
        for type in InstitutionType.allCases where type != .inne {
            let number = ConceptTable.number(type)
            for text in type.abbreviations + [type.name.polish, type.name.english, type.label.polish, type.label.english] {
                add(text, number)
            }
        }
        for term in concepts.taxonomy.terms {
            guard let number = concepts.term(term.id) else { continue }
            add(term.name.polish, number)
            add(term.name.english, number)
        }
        for row in thesaurus {
            guard let number = concepts.number(thesaurus: row.concept) else { continue }
            for form in row.forms { add(form, number) }
        }

        var byLemma: [String: [(phrase: Int, word: Int)]] = [:]
        var abbreviations: [String: [Int]] = [:]
        for (number, phrase) in phrases.enumerated() {
            if phrase.isAbbreviation {
                for form in Self.cases(ofAbbreviation: phrase.words[0].folded) { abbreviations[form, default: []].append(number) }
            } else {
                for (position, word) in phrase.words.enumerated() {
                    for lemma in word.lemmas { byLemma[lemma, default: []].append((number, position)) }
                }
            }
        }
        self.phrases = phrases
        self.byLemma = byLemma
        self.abbreviations = abbreviations
    }

    /// `mops`: `mopsu`, `mopsie`, `mopsem`, `mopsy`…
    private static func cases(ofAbbreviation folded: String) -> [String] {
        let endings = ["", "u", "a", "owi", "em", "ie", "y", "ow", "ach", "ami", "om"]
        var forms = endings.map { folded + $0 }
        if folded.hasSuffix("r") { forms.append(folded + "ze") }
        if folded.hasSuffix("z") { forms.append(folded.dropLast() + "cie") }
        if folded.hasSuffix("k") || folded.hasSuffix("g") { forms += [folded + "iem", folded + "i"] }
        return forms
    }

    func isAbbreviation(_ folded: String) -> Bool { abbreviations[folded] != nil }

    /// Whether a word is a phrase by itself.
    func isPhrase(lemma: String) -> Bool { byLemma[lemma]?.contains { phrases[$0.phrase].words.count == 1 } ?? false }

    /// Whether one of some folded words stands in a phrase as it is.
    func hasWord(of folded: Set<String>) -> Bool { phrases.contains { $0.words.contains { folded.contains($0.folded) } } }

    /// Whether a word stands in a phrase.
    func knows(lemma: String) -> Bool { byLemma[lemma] != nil }

    /// A phrase found in a text.
    struct Match: Sendable {
        let phrase: Int
        /// The words of the text that it takes, a bit a word.
        let words: UInt64
        /// The more words and the closer they stand, the higher.
        let score: Int
    }

    /// The phrases whose words all stand in a text, near each other, in any order.
    /// - Parameter words: the folded words and their base forms; nil for words that are not to be used.
    func matches(_ words: [(folded: String, lemmas: [String])?]) -> [Match] {
        var matches: [Match] = []
        // By phrase: the words of the text that may be each of its words.
        var places: [Int: [UInt64]] = [:]
        for (index, word) in words.enumerated() {
            guard let word, index < 64 else { continue }
            for phrase in abbreviations[word.folded] ?? [] { matches.append(Match(phrase: phrase, words: 1 << UInt64(index), score: 12)) }
            var seen: Set<Int> = []
            for lemma in word.lemmas {
                for (phrase, position) in byLemma[lemma] ?? [] where seen.insert(phrase << 4 | position).inserted {
                    places[phrase, default: Array(repeating: 0, count: phrases[phrase].words.count)][position] |= 1 << UInt64(index)
                }
            }
        }
        for (number, positions) in places where !positions.contains(0) {
            if let match = bestMatch(number, positions) { matches.append(match) }
        }
        return matches
    }

    /// Takes each word of the text as the start once, and for the others the nearest that is free.
    private func bestMatch(_ number: Int, _ positions: [UInt64]) -> Match? {
        let phrase = phrases[number]
        var best: Match?
        for start in 0..<64 where positions[0] >> UInt64(start) & 1 == 1 {
            var taken: UInt64 = 1 << UInt64(start)
            var previous = start
            var disorder = 0
            for position in positions.dropFirst() {
                let free = position & ~taken
                guard let nearest = Self.nearest(to: previous + 1, in: free) else {
                    taken = 0
                    break
                }
                taken |= 1 << UInt64(nearest)
                if nearest < previous { disorder += 1 }
                previous = nearest
            }
            guard taken != 0 else { continue }
            let span = 64 - taken.leadingZeroBitCount - taken.trailingZeroBitCount
            let gaps = span - phrase.words.count
            // Words far apart are not one phrase.
            guard gaps <= 4 else { continue }
            let score = phrase.words.reduce(0) { $0 + ($1.isFiller ? 4 : 10) } + 2 * (phrase.words.count - 1) - gaps - 2 * disorder
            if best.map({ score > $0.score }) ?? true { best = Match(phrase: number, words: taken, score: score) }
        }
        return best
    }

    /// The set bit nearest to a position, of two equally near the higher.
    private static func nearest(to position: Int, in bits: UInt64) -> Int? {
        let above = position < 64 ? bits >> UInt64(position) : 0
        let below = position < 64 ? bits & (1 << UInt64(position) &- 1) : bits
        let up = above == 0 ? nil : position + above.trailingZeroBitCount
        let down = below == 0 ? nil : 63 - below.leadingZeroBitCount
        guard let up, let down else { return up ?? down }
        return up - position <= position - down ? up : down
    }

    /// The phrases one of whose words begins so, the shortest first.
    func phrases(withPrefix prefix: String) -> [Int] {
        phrases.indices.filter { phrases[$0].words.contains { $0.folded.hasPrefix(prefix) } }
            .sorted {
                (phrases[$0].words.count, phrases[$0].text.utf8.count, $0) < (phrases[$1].words.count, phrases[$1].text.utf8.count, $1)
            }
    }
}
