// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// Practices, to be found by words as people type them: inflection, diacritics and slips do not matter, and the words of the
/// directory's thesaurus stand for problems, groups and services here too.
///
/// A query is matched whole: every word has to be in a practice, as a word, as a term of the taxonomy or as the place where it works.
public struct KnowledgeIndex: Sendable {
    /// What of a practice is searched.
    public struct Document: Sendable {
        public let id: KnowledgeID
        /// Texts by how much a word in them says: 1…8.
        public let texts: [(text: String, weight: Int)]
        public let terms: Set<String>
        public let units: [TERYTCode]

        public init(id: KnowledgeID, texts: [(text: String, weight: Int)], terms: Set<String>, units: [TERYTCode]) {
            self.id = id
            self.texts = texts
            self.terms = terms
            self.units = units
        }
    }

    /// A practice that was found.
    public struct Hit: Sendable, Hashable {
        /// Its place among the documents.
        public let place: Int
        public let score: Int
    }

    public struct Result: Sendable, Hashable {
        /// The best first.
        public let hits: [Hit]
        /// Words read as others.
        public let corrections: [Understanding.Correction]
    }

    private let documents: [Document]
    /// By base form: the places of documents with the best weight there, ascending.
    private let postings: [String: [(place: Int, weight: Int)]]
    /// All words as they stand, in order, for what is typed in part.
    private let words: [(word: String, lemmas: [String])]
    private let spelling: SpellingIndex
    private let lemmatiser: Lemmatiser

    /// The weight of words of names: the largest.
    public static let nameWeight = 8
    private static let termWeight = 5
    private static let placeWeight = 3

    public init(documents: [Document], lemmatiser: Lemmatiser) {
        self.documents = documents
        self.lemmatiser = lemmatiser
        var weights: [String: [Int: Int]] = [:]
        var words: [String: [String]] = [:]
        for (place, document) in documents.enumerated() {
            for (text, weight) in document.texts {
                for scanned in WordScanner.words(of: text) {
                    let folded = fold(scanned.text)
                    guard !folded.isEmpty, !PlainWords.function.contains(folded) else { continue }
                    let lemmas = lemmatiser.lemmas(ofSpelled: scanned.text)
                    // A word stands under the same base form whichever way its spelling is read.
                    words[folded] = Array(Set(words[folded] ?? []).union(lemmas)).sorted()
                    for key in Set(lemmas + [folded]) {
                        weights[key, default: [:]][place] = max(weights[key]?[place] ?? 0, weight)
                    }
                }
            }
        }
        postings = weights.mapValues { places in places.sorted { $0.key < $1.key }.map { (place: $0.key, weight: $0.value) } }
        self.words = words.sorted { $0.key < $1.key }.map { (word: $0.key, lemmas: $0.value) }
        spelling = SpellingIndex(self.words.map { (word: $0.word, importance: 100) })
    }

    /// Finds practices.
    /// - Parameter understood: how the directory read the same text; what it took for needs, groups and places counts here as well.
    public func search(_ text: String, understood: Understanding) -> Result {
        let scanned = QueryWords.scan(text).words
        let asked = scanned.filter { !PlainWords.function.contains($0.folded) || scanned.count == 1 }
        let strong = asked.filter { word in
            !PlainWords.filler.contains(word.folded) && !lemmatiser.lemmas(of: word.folded).contains(where: PlainWords.filler.contains)
        }
        let wanted = strong.isEmpty ? asked : strong
        guard !wanted.isEmpty else { return Result(hits: documents.indices.map { Hit(place: $0, score: 0) }, corrections: []) }
        let meanings = Meanings(understood)
        var corrections: [Understanding.Correction] = []
        var scores: [Int: Int]?
        for word in wanted {
            var found = match(word)
            for (place, weight) in matches(of: meanings, for: word.folded) { found[place] = max(found[place] ?? 0, weight) }
            if found.isEmpty, let better = spelling.candidates(for: word.folded, limit: 1).first {
                found = match(better.word)
                corrections.append(Understanding.Correction(typed: word.text, used: better.word))
            }
            guard let known = scores else {
                scores = found
                continue
            }
            var kept: [Int: Int] = [:]
            for (place, score) in known { if let more = found[place] { kept[place] = score + more } }
            scores = kept
        }
        let hits = (scores ?? [:]).map { Hit(place: $0.key, score: $0.value) }
        return Result(hits: hits.sorted { $0.score == $1.score ? $0.place < $1.place : $0.score > $1.score }, corrections: corrections)
    }

    /// The places of documents whose names have all the words, the last of them perhaps half typed.
    public func named(_ text: String) -> [Int] {
        let words = QueryWords.scan(text).words.filter { !PlainWords.function.contains($0.folded) }
        guard !words.isEmpty else { return [] }
        var places: Set<Int>?
        for word in words {
            let found = Set(match(word).filter { $0.value == Self.nameWeight }.keys)
            places = places?.intersection(found) ?? found
        }
        return (places ?? []).sorted()
    }

    private func match(_ word: QueryWord) -> [Int: Int] {
        var found = match(word.folded)
        // The last word may be half typed.
        guard word.isOpen, word.folded.utf8.count > 2 else { return found }
        var position = words.partitioningIndex { $0.word >= word.folded }
        while position < words.count, words[position].word.hasPrefix(word.folded) {
            for key in words[position].lemmas {
                for posting in postings[key] ?? [] { found[posting.place] = max(found[posting.place] ?? 0, posting.weight) }
            }
            position += 1
        }
        return found
    }

    private func match(_ folded: String) -> [Int: Int] {
        var found: [Int: Int] = [:]
        for key in Set(lemmatiser.lemmas(of: folded) + [folded]) {
            for posting in postings[key] ?? [] { found[posting.place] = max(found[posting.place] ?? 0, posting.weight) }
        }
        return found
    }

    /// What words of a text stand for.
    private struct Meanings {
        var terms: [String: Set<String>] = [:]
        var units: [String: [TERYTCode]] = [:]

        init(_ understood: Understanding) {
            for concept in understood.concepts {
                let ids = concept.concepts.compactMap { concept -> String? in
                    switch concept {
                    case .service(let id), .target(let id), .problem(let id): id
                    case .type: nil
                    }
                }
                for word in WordScanner.words(of: concept.words) { terms[fold(word.text), default: []].formUnion(ids) }
            }
            for place in [understood.place].compactMap({ $0 }) + understood.otherPlaces {
                for word in WordScanner.words(of: place.words) { units[fold(word.text), default: []] += place.units.map(\.code) }
            }
        }
    }

    private func matches(of meanings: Meanings, for word: String) -> [(Int, Int)] {
        var found: [(Int, Int)] = []
        if let terms = meanings.terms[word], !terms.isEmpty {
            for (place, document) in documents.enumerated() where !document.terms.isDisjoint(with: terms) { found.append((place, Self.termWeight)) }
        }
        if let units = meanings.units[word] {
            for (place, document) in documents.enumerated()
            where document.units.contains(where: { unit in units.contains { unit.isWithin($0) } }) {
                found.append((place, Self.placeWeight))
            }
        }
        return found
    }
}

extension Array {
    /// The first index at which `belongs` holds, in an array where it holds from some place on.
    fileprivate func partitioningIndex(_ belongs: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension DirectoryIndex {
    /// How the directory reads a text.
    public func understanding(of text: String) -> Understanding { plans.plan(for: text, read: contents.reader.read).understanding }
}
