// SPDX-License-Identifier: Apache-2.0

import PolishText

/// The words of agreements by their base forms, so that “oddłużenia” finds „Oddłużenie” and “Zator” finds „w Zatorze”.
struct AgreementWords: Sendable {
    /// How much a word tells of an agreement, by where it stands.
    enum Field: UInt32 {
        case text = 1
        case party = 2
        case title = 3
    }

    /// Places of agreements in the upper bits and the best field in the lower two, ascending.
    private var postings: [[UInt32]] = []
    private var numbers: [String: Int] = [:]
    /// All folded words as they stand in texts, in the order of their bytes, for beginnings of words.
    private var vocabulary: [(word: String, terms: [Int])] = []
    private let lemmatiser: Lemmatiser?

    /// Said in every question: never looked for.
    private static let functionWords: Set<String> = ["a", "and", "dla", "do", "i", "na", "o", "of", "od", "oraz", "po", "pod", "przy", "the", "u", "w", "we", "z", "za", "ze"]

    /// - Parameters:
    ///   - texts: of each agreement, with where they stand.
    ///   - lemmatiser: without one only the spelling counts.
    init(_ texts: [[(text: String, field: Field)]], lemmatiser: Lemmatiser?) {
        self.lemmatiser = lemmatiser
        var termsOfWord: [String: [Int]] = [:]
        // Names of institutions and of programmes stand in many agreements.
        var wordsOfText: [String: [Int]] = [:]
        for (place, fields) in texts.enumerated() {
            for (text, field) in fields {
                let terms: [Int]
                if let known = wordsOfText[text] {
                    terms = known
                } else {
                    var found: [Int] = []
                    for word in Self.words(of: text) where !Self.functionWords.contains(word.folded) {
                        let key = word.spelled
                        if let known = termsOfWord[key] {
                            found += known
                            continue
                        }
                        let forms = Set((lemmatiser?.lemmas(ofSpelled: word.spelled) ?? []) + [word.folded]).sorted()
                        let numbers = forms.map { self.number(of: $0) }
                        termsOfWord[key] = numbers
                        vocabulary.append((word.folded, numbers))
                        found += numbers
                    }
                    terms = Array(Set(found))
                    wordsOfText[text] = terms
                }
                let entry = UInt32(place) << 2 | field.rawValue
                for term in terms {
                    if let last = postings[term].last, last >> 2 == UInt32(place) {
                        if last < entry { postings[term][postings[term].count - 1] = entry }
                    } else {
                        postings[term].append(entry)
                    }
                }
            }
        }
        vocabulary.sort { $0.word < $1.word }
    }

    private mutating func number(of term: String) -> Int {
        if let known = numbers[term] { return known }
        numbers[term] = postings.count
        postings.append([])
        return postings.count - 1
    }

    /// How well each agreement fits a question: 0 for those that lack one of its words; nil when the question has no words.
    func scores(for question: String, count: Int) -> [UInt8]? {
        let words = Self.words(of: question).map(\.folded).filter { !Self.functionWords.contains($0) }.prefix(12)
        guard !words.isEmpty else { return nil }
        var total = [UInt8](repeating: 0, count: count)
        for (order, word) in words.enumerated() {
            var found = [UInt8](repeating: 0, count: count)
            var terms = Set((lemmatiser?.lemmas(of: word) ?? []) + [word]).compactMap { numbers[$0] }
            // The beginning of a word is enough once three letters are typed.
            if word.utf8.count >= 3 { terms += self.terms(beginningWith: word) }
            for term in Set(terms) {
                for entry in postings[term] { found[Int(entry >> 2)] = max(found[Int(entry >> 2)], UInt8(entry & 3)) }
            }
            for place in 0..<count {
                total[place] = found[place] == 0 || (order > 0 && total[place] == 0) ? 0 : total[place] &+ found[place]
            }
        }
        return total
    }

    private func terms(beginningWith start: String) -> [Int] {
        var low = 0
        var high = vocabulary.count
        while low < high {
            let middle = (low + high) / 2
            if vocabulary[middle].word < start { low = middle + 1 } else { high = middle }
        }
        var found: [Int] = []
        while low < vocabulary.count, found.count < 2_000, vocabulary[low].word.hasPrefix(start) {
            found += vocabulary[low].terms
            low += 1
        }
        return found
    }

    /// Letters and digits; everything else parts words.
    private static func words(of text: String) -> [(spelled: String, folded: String)] {
        text.split { !($0.isLetter || $0.isNumber) }.map { (String($0), fold(String($0))) }
    }
}
