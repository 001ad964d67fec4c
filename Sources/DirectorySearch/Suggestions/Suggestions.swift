// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// Finds what a user may be about to type.
struct Suggestions {
    let contents: IndexContents

    private static let mostTrailingWords = 4
    private static let mostPrefixTerms = 96
    /// Of very many entries the first are as good as any.
    private static let mostLookedAt = 400
    private static let mostPlaceNames = 200

    func suggestions(for typed: String, limit: Int) -> [SearchSuggestion] {
        guard limit > 0 else { return [] }
        let words = QueryWords.scan(typed).words
        guard let last = words.last else { return [] }
        let concepts = concepts(words)
        let places = places(words)
        let institutions = last.folded.utf8.count > 1 || words.count > 1 ? institutions(words, limit: limit) : []

        // Each kind gets its share, and what one leaves goes to the others.
        var shares = [min(concepts.count, max(1, limit / 3)), min(places.count, max(1, limit / 3)), 0]
        shares[2] = min(institutions.count, max(0, limit - shares[0] - shares[1]))
        let available = [concepts.count, places.count, institutions.count]
        for kind in [0, 1] { shares[kind] = min(available[kind], shares[kind] + max(0, limit - shares.reduce(0, +))) }
        return Array((concepts.prefix(shares[0]) + places.prefix(shares[1]) + institutions.prefix(shares[2])).prefix(limit))
    }

    private func head(_ words: [QueryWord], before count: Int) -> String {
        words.dropLast(count).map(\.text).joined(separator: " ")
    }

    private func joined(_ head: String, _ tail: String) -> String { head.isEmpty ? tail : head + " " + tail }

    // MARK: Needs and sorts of institutions

    private func concepts(_ words: [QueryWord]) -> [SearchSuggestion] {
        let phrases = contents.reader.phrases.phrases
        var found: [(order: (Int, Int), phrase: Int, used: Int)] = []
        for used in 1...min(words.count, Self.mostTrailingWords) {
            let trailing = words.suffix(used).filter { !PlainWords.function.contains($0.folded) || ($0.isOpen && $0.folded.utf8.count > 1) }
                .map(\.folded)
            // Behind other words a letter or two may begin anything.
            guard let last = trailing.last, used == words.count || trailing.count > 1 || last.utf8.count > 2 else { continue }
            for (number, phrase) in phrases.enumerated() where phrase.words.count >= trailing.count {
                guard phrase.words[trailing.count - 1].folded.hasPrefix(last) else { continue }
                let matches = trailing.dropLast().enumerated().allSatisfy { offset, word in
                    phrase.words[offset].folded == word
                        || (word.utf8.count > 3
                            && contents.reader.lemmatiser.lemmas(of: word).contains(where: phrase.words[offset].lemmas.contains))
                }
                if matches {
                    let isType = phrase.concepts.contains { contents.concepts.kind($0) == nil }
                    // Official names stand before the thesaurus, whose editors put the commonest form first.
                    found.append(((-trailing.count, (phrase.isPolish ? 0 : 2) + (isType ? 0 : 1)), number, used))
                }
            }
        }
        found.sort { $0.order == $1.order ? $0.phrase < $1.phrase : $0.order < $1.order }
        var seen: Set<Int> = []
        var suggestions: [SearchSuggestion] = []
        for entry in found {
            let phrase = phrases[entry.phrase]
            guard let concept = phrase.concepts.first, seen.insert(concept).inserted else { continue }
            suggestions.append(
                SearchSuggestion(
                    kind: .concept(contents.concepts.concepts[concept]), text: phrase.text,
                    detail: detail(of: concept, besides: phrase.text),
                    query: joined(head(words, before: entry.used), phrase.text)))
            if suggestions.count >= 20 { break }
        }
        return suggestions
    }

    /// The name of the concept in Polish, when the phrase is another.
    private func detail(of concept: Int, besides text: String) -> String {
        let name: String =
            switch contents.concepts.concepts[concept] {
            case .type(let type): type.name.polish
            case .service(let id), .target(let id), .problem(let id): contents.concepts.taxonomy.term(id)?.name.polish ?? ""
            }
        return fold(name) == fold(text) ? "" : name
    }

    // MARK: Places

    private func places(_ words: [QueryWord]) -> [SearchSuggestion] {
        var suggestions: [SearchSuggestion] = []
        var seen: Set<QueryPlan.Place.Candidate> = []
        for used in stride(from: min(words.count, Self.mostTrailingWords), through: 1, by: -1) {
            let prefix = words.suffix(used).map(\.folded).joined(separator: " ")
            guard prefix.utf8.count > (used < words.count && used == 1 ? 2 : 1) else { continue }
            var level: UnitLevel?
            var taken = used
            if words.count > used {
                let before = words[words.count - used - 1].folded
                if before.hasPrefix("powia") || before == "pow" { level = .powiat }
                if before.hasPrefix("gmin") || before == "gm" { level = .gmina }
                if before.hasPrefix("wojew") || before == "woj" { level = .wojewodztwo }
                if level != nil { taken += 1 }
            }
            let names = contents.names.names(withPrefix: prefix, limit: Self.mostPlaceNames).map { contents.names.names[$0] }
                .filter { level == nil ? true : contents.units.places[$0.unit].code.level == level }
                .sorted { ($0.kind.rawValue, -$0.weight, $0.unit) < ($1.kind.rawValue, -$1.weight, $1.unit) }
            for name in names where suggestions.count < 20 {
                let candidate = QueryPlan.Place.Candidate(unit: name.unit, locality: name.locality)
                guard seen.insert(candidate).inserted else { continue }
                suggestions.append(suggestion(name, head: head(words, before: taken)))
            }
        }
        return suggestions
    }

    private func suggestion(_ name: PlaceName, head: String) -> SearchSuggestion {
        let place = contents.units.places[name.unit]
        let locality = name.locality.map { contents.names.localities[$0].name }
        let text = locality ?? place.fullName
        let detail =
            locality != nil
            ? place.fullName
            : place.code.level == .gmina
                ? contents.units.lineage(name.unit).lazy.map { contents.units.places[$0] }
                    .first { $0.kind == .powiat }?.fullName ?? "" : ""
        return SearchSuggestion(kind: .place(place.code, place.kind), text: text, detail: detail, query: joined(head, text))
    }

    // MARK: Institutions

    private func institutions(_ words: [QueryWord], limit: Int) -> [SearchSuggestion] {
        var terms: [[UInt32]] = []
        for (index, word) in words.enumerated() {
            if PlainWords.function.contains(word.folded), index < words.count - 1 || !word.isOpen || word.folded.utf8.count < 3 { continue }
            let lemmas = QueryReader.lemmas(word.folded, lemmatiser: contents.reader.lemmatiser, names: contents.names)
            var found = Set(lemmas.compactMap(contents.text.term))
            if word.isOpen { found.formUnion(contents.text.terms(withPrefix: word.folded, limit: Self.mostPrefixTerms)) }
            guard !found.isEmpty else { return [] }
            terms.append(found.sorted())
        }
        guard !terms.isEmpty else { return [] }
        let set = contents.text.entries(withAllOf: terms)
        let first = words[0].folded
        let wanted = terms.map(Set.init)
        var top = TopHits(limit: limit)
        var looked = 0
        for ordinal in set where looked < Self.mostLookedAt {
            looked += 1
            guard let weight = weight(ordinal, wanted) else { continue }
            let begins = contents.text.nameWords(of: ordinal).first.map { contents.text.foldedSpelled[Int($0)].hasPrefix(first) } ?? false
            top.offer(
                UInt64(begins ? 1 : 0) << 48 | UInt64(weight) << 32 | (UInt64(UInt32.max) - UInt64(contents.nameRanks[ordinal])), ordinal)
        }
        return top.sorted.map { hit in
            let entry = contents.entry(hit.ordinal)
            return SearchSuggestion(
                kind: .institution(entry.id, entry.type), text: entry.name, detail: entry.address.locality, query: entry.name)
        }
    }

    /// How telling the places are in which an entry has all the words; nil when some stand only where a list does not show them.
    private func weight(_ ordinal: Int, _ wanted: [Set<UInt32>]) -> Int? {
        var sum = 0
        for terms in wanted {
            let best = contents.text.words(of: ordinal, with: terms).map(\.field.rawValue).max() ?? 0
            guard best >= TextField.locality.rawValue else { return nil }
            sum += Int(best)
        }
        let length = contents.text.nameWords(of: ordinal).count
        return sum * 64 + max(0, 63 - length)
    }
}
