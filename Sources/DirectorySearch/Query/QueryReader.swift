// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// Reads the text of a search: which words name a place, which a need, and which are words of a name.
struct QueryReader: Sendable {
    let concepts: ConceptTable
    let phrases: PhraseBook
    let text: TextIndex
    let names: PlaceNames
    let units: UnitTable
    let spelling: ChangingSpelling
    let lemmatiser: Lemmatiser
    /// Whether some entry has the telephone number.
    let isPhone: @Sendable (String) -> Bool

    private enum Importance {
        static let type = 6
        static let concept = 5
        static let word = 4
    }

    /// Types whose institutions have names like `Nadzieja`; the others are called after their place.
    private static let typesWithOwnNames: Set<InstitutionType> = [.ngo, .pes, .agencja, .szkolenie, .inne]
    static let mostPrefixTerms = 48
    private static let mostCandidates = 12

    func read(_ typed: String) -> QueryPlan {
        var plan = QueryPlan()
        let (scanned, isShortened) = QueryWords.scan(typed)
        plan.words = scanned
        plan.understanding.isShortened = isShortened
        plan.foldedWords = scanned.map(\.folded)
        plan.id = try? InstitutionID(typed.trimmingCharacters(in: .whitespaces))
        plan.phone = Self.phone(scanned).flatMap { isPhone($0) ? $0 : nil }
        guard plan.phone == nil else { return plan }
        joinAbbreviationEndings(&plan, typed)
        for index in plan.words.indices { analyse(&plan.words[index]) }
        correct(&plan)

        let words = plan.words
        let address = AddressWords.find(in: words) { isUncommonPlace(words[$0]) }
        let matches = conceptMatches(plan.words, excluding: address.streets.union(address.patrons))
        let types = matches.flatMap { phrases.phrases[$0.phrase].concepts }.compactMap { concept -> InstitutionType? in
            if case .type(let type) = concepts.concepts[concept] { type } else { nil }
        }
        let spans = placeReader.spans(
            in: plan.words, streets: address.streets.union(address.patrons), hasType: !types.isEmpty,
            hasOffice: types.contains { !Self.typesWithOwnNames.contains($0) })
        var used = choose(matches, spans, &plan)
        readPostalCodes(&plan, &used)
        readNearness(&plan, &used)
        addWords(&plan, streets: address.streets, used: used)
        finish(&plan)
        return plan
    }

    var placeReader: PlaceReader {
        PlaceReader(names: names, units: units, lemmatiser: lemmatiser) { [phrases] word in
            word.lemmas.contains(where: phrases.isPhrase) || phrases.isAbbreviation(word.folded)
        }
    }

    func isUncommonPlace(_ word: QueryWord) -> Bool {
        !names.words(with: word.folded).isEmpty && !lemmatiser.isCommonWord(word.folded)
    }

    /// Nine digits, or the seven of an old number, and nothing else.
    private static func phone(_ words: [QueryWord]) -> String? {
        guard !words.isEmpty, words.allSatisfy({ $0.folded.utf8.allSatisfy { (48...57).contains($0) || $0 == 45 } }) else { return nil }
        var digits = words.map(\.folded).joined().filter { $0 != "-" }
        if digits.count == 11, digits.hasPrefix("48") { digits = String(digits.dropFirst(2)) }
        return (7...9).contains(digits.count) ? digits : nil
    }

    // MARK: Words

    /// The base forms of a word, those that names of places have included.
    static func lemmas(_ folded: String, spelled: String? = nil, lemmatiser: Lemmatiser, names: PlaceNames) -> [String] {
        var lemmas = spelled.map { lemmatiser.lemmas(ofSpelled: $0) } ?? lemmatiser.lemmas(of: folded)
        // Names that the dictionary lacks, or knows in one case only, as Oświęcim.
        if !lemmatiser.isCommonWord(folded) { for lemma in names.lemmas(of: folded) where !lemmas.contains(lemma) { lemmas.append(lemma) } }
        return lemmas
    }

    func analyse(_ word: inout QueryWord) {
        word.lemmas = Self.lemmas(word.folded, lemmatiser: lemmatiser, names: names)
        word.terms = word.lemmas.compactMap(text.term)
        let isAbbreviation = phrases.isAbbreviation(word.folded)
        word.isFunction = !isAbbreviation && PlainWords.function.contains(word.folded)
        word.isFiller =
            !isAbbreviation && (PlainWords.filler.contains(word.folded) || word.lemmas.contains(where: PlainWords.filler.contains))
    }

    // MARK: Concepts and places

    private func conceptMatches(_ words: [QueryWord], excluding excluded: Set<Int>) -> [PhraseBook.Match] {
        // Prepositions do not part the words of a phrase.
        let content = words.indices.filter {
            !words[$0].isFunction && !words[$0].isNumber && !excluded.contains($0) || phrases.isAbbreviation(words[$0].folded)
        }
        let usable = content.map { (folded: words[$0].folded, lemmas: words[$0].lemmas) as (folded: String, lemmas: [String])? }
        return phrases.matches(usable).map { match in
            var mask: UInt64 = 0
            for (position, index) in content.enumerated() where match.words >> UInt64(position) & 1 == 1 { mask |= 1 << UInt64(index) }
            return PhraseBook.Match(phrase: match.phrase, words: mask, score: match.score)
        }
    }

    /// Gives each word to the longest phrase or name that wants it.
    /// - Returns: the words given.
    private func choose(_ matches: [PhraseBook.Match], _ spans: [PlaceSpan], _ plan: inout QueryPlan) -> Set<Int> {
        enum Choice {
            case concept([PhraseBook.Match])
            case place(PlaceSpan)
        }
        var choices: [(score: Int, mask: UInt64, choice: Choice)] = []
        for (mask, group) in Dictionary(grouping: matches, by: \.words) {
            choices.append((group.map(\.score).max() ?? 0, mask, .concept(group)))
        }
        for span in spans {
            var mask: UInt64 = 0
            for index in span.name { mask |= 1 << UInt64(index) }
            choices.append((span.name.count * 10 + min(span.evidence, 8), mask, .place(span)))
        }
        choices.sort { ($1.score, $0.mask) < ($0.score, $1.mask) }
        var used: UInt64 = 0
        var places: [PlaceSpan] = []
        for choice in choices where choice.mask & used == 0 {
            switch choice.choice {
            case .concept(let group):
                let words = plan.words.indices.filter { choice.mask >> UInt64($0) & 1 == 1 }
                // "pomoc" alone is no need, though it may be a word of a phrase.
                if words.allSatisfy({ plan.words[$0].isFiller }),
                    group.allSatisfy({ phrases.phrases[$0.phrase].words.count == 1 && choices.count > 1 })
                {
                    continue
                }
                addConcepts(group, words, &plan)
            case .place(let span): places.append(span)
            }
            used |= choice.mask
        }
        var taken = Set(plan.words.indices.filter { used >> UInt64($0) & 1 == 1 })
        for index in places.indices {
            let name = places[index].name
            places[index].words.removeAll { !name.contains($0) && taken.contains($0) }
            taken.formUnion(places[index].words)
        }
        setPlaces(places, &plan)
        return taken
    }

    private func addConcepts(_ matches: [PhraseBook.Match], _ words: [Int], _ plan: inout QueryPlan) {
        var found: [Int] = []
        for match in matches.sorted(by: { ($1.score, $0.phrase) < ($0.score, $1.phrase) }) {
            for concept in phrases.phrases[match.phrase].concepts where !found.contains(concept) { found.append(concept) }
        }
        let isType = found.contains { concepts.kind($0) == nil }
        plan.groups.append(
            QueryPlan.Group(
                words: words, concepts: found, terms: words.map { plan.words[$0].terms },
                isExact: words.allSatisfy { !plan.words[$0].isCorrected }, importance: isType ? Importance.type : Importance.concept))
        plan.understanding.concepts.append(.init(words: plan.text(of: words), concepts: found.map { concepts.concepts[$0] }))
    }

    private func setPlaces(_ spans: [PlaceSpan], _ plan: inout QueryPlan) {
        var places = spans.sorted { $0.name.lowerBound < $1.name.lowerBound }.map { span in
            QueryPlan.Place(
                words: span.words, candidates: span.candidates, isNeighbourhood: span.isNeighbourhood,
                radiusKilometers: span.isNeighbourhood ? span.radiusKilometers ?? PlaceReader.neighbourhoodKilometers : nil,
                isSure: span.isSure, isDoubtful: span.isDoubtful, terms: span.name.map { plan.words[$0].terms })
        }
        // "Dobra, powiat limanowski": the larger place tells which of several is meant, and asks for nothing itself.
        var index = 0
        while index < places.count {
            let inner = places[index]
            let outer = places.indices.first { other in
                other != index && places[other].candidates.contains { around in inner.candidates.contains { isInside($0, around) } }
            }
            if let outer {
                let around = places[outer].candidates
                places[index].candidates = inner.candidates.filter { candidate in around.contains { isInside(candidate, $0) } }
                places[index].words += places[outer].words
                places[index].isSure = true
                places.remove(at: outer)
                index = 0
            } else {
                index += 1
            }
        }
        let prefersRural = plan.words.contains {
            ["gops", "gcus", "gminny"].contains($0.folded) || $0.lemmas.contains("gminny") || $0.lemmas.contains("gops")
        }
        for index in places.indices {
            if prefersRural, let first = places[index].candidates.first, units.places[first.unit].kind == .urbanGmina,
                let rural = places[index].candidates.firstIndex(where: { units.places[$0.unit].kind == .ruralGmina })
            {
                places[index].candidates.swapAt(0, rural)
            }
            places[index].candidates = Array(places[index].candidates.prefix(Self.mostCandidates))
        }
        plan.place = places.first
        plan.otherPlaces = Array(places.dropFirst())
    }

    func isInside(_ inner: QueryPlan.Place.Candidate, _ outer: QueryPlan.Place.Candidate) -> Bool {
        outer.locality == nil && inner != outer && units.contains(outer.unit, inner.unit)
            && (inner.unit != outer.unit || inner.locality != nil)
            && !(units.same(outer.unit).contains(inner.unit) && inner.locality == nil)
    }

    private func readPostalCodes(_ plan: inout QueryPlan, _ used: inout Set<Int>) {
        for index in plan.words.indices where plan.words[index].isPostalCode {
            guard let known = names.postalCodes[plan.words[index].folded] else { continue }
            used.insert(index)
            let candidates = known.map { QueryPlan.Place.Candidate(unit: $0.unit, locality: nil) }
            if let place = plan.place {
                let narrowed = place.candidates.filter { candidate in candidates.contains { units.contains(candidate.unit, $0.unit) } }
                if !narrowed.isEmpty { plan.place?.candidates = narrowed }
                plan.place?.words.append(index)
            } else {
                plan.place = QueryPlan.Place(words: [index], candidates: candidates, terms: [plan.words[index].terms])
            }
        }
    }

    // MARK: The rest

    private func readNearness(_ plan: inout QueryPlan, _ used: inout Set<Int>) {
        var near: [Int] = []
        for index in plan.words.indices where !used.contains(index) {
            let word = plan.words[index]
            if PlainWords.nearMe.contains(word.folded) || word.lemmas.contains(where: PlainWords.nearMe.contains) { near.append(index) }
            if PlainWords.nearPlace.contains(word.folded), index + 1 < plan.words.count,
                PlainWords.me.contains(plan.words[index + 1].folded)
            {
                near += [index, index + 1]
            }
        }
        guard !near.isEmpty else { return }
        used.formUnion(near)
        if plan.place != nil {
            let radius = plan.place?.radiusKilometers ?? PlaceReader.neighbourhoodKilometers
            plan.place?.isNeighbourhood = true
            plan.place?.radiusKilometers = radius
        } else {
            plan.understanding.nearWanted = true
        }
    }

    private func addWords(_ plan: inout QueryPlan, streets: Set<Int>, used: Set<Int>) {
        let rest = plan.words.indices.filter { !used.contains($0) && !plan.words[$0].isFunction }
        func isSoft(_ index: Int) -> Bool {
            let word = plan.words[index]
            return word.isFiller || streets.contains(index) || (word.isNumber && !word.isPostalCode)
                || PlainWords.nearPlace.contains(word.folded)
        }
        let hard = rest.filter { !isSoft($0) }
        for index in hard { addWord(index, &plan) }
        let soft = rest.filter(isSoft)
        if plan.groups.isEmpty, plan.place == nil || streets.isDisjoint(with: soft), plan.place == nil {
            // Nothing else is asked for: then these are what is meant.
            for index in soft where !PlainWords.street.contains(plan.words[index].folded) { addWord(index, &plan) }
        } else {
            plan.softTerms += soft.filter { !streets.contains($0) }.map { plan.words[$0].terms }.filter { !$0.isEmpty }
            plan.streetTerms = soft.filter {
                streets.contains($0) && !plan.words[$0].isNumber && !PlainWords.street.contains(plan.words[$0].folded)
            }
            .map { plan.words[$0].terms }
            plan.understanding.ignored = soft.filter { !streets.contains($0) }.map { plan.words[$0].text }
        }
        for index in plan.words.indices where phrases.isAbbreviation(plan.words[index].folded) {
            plan.softTerms += Self.spelledOut(plan.words[index].folded).map { $0.compactMap(text.term) }.filter { !$0.isEmpty }
        }
    }

    /// What the first letters of an abbreviation say beside the type: a `mops` is `miejski`.
    private static func spelledOut(_ abbreviation: String) -> [[String]] {
        if abbreviation.hasPrefix("mgops") || abbreviation.hasPrefix("gmops") { return [["miejski"], ["gminny"]] }
        if abbreviation.hasPrefix("mopr") { return [["miejski"], ["rodzina"]] }
        if abbreviation.hasPrefix("mops") || abbreviation.hasPrefix("mup") || abbreviation.hasPrefix("mcus") { return [["miejski"]] }
        if abbreviation.hasPrefix("gops") || abbreviation.hasPrefix("gcus") { return [["gminny"]] }
        if abbreviation.hasPrefix("gup") { return [["grodzki"]] }
        if abbreviation.hasPrefix("sup") { return [["sadecki"]] }
        return []
    }

    private func addWord(_ index: Int, _ plan: inout QueryPlan) {
        let word = plan.words[index]
        var group = QueryPlan.Group(
            words: [index], terms: [word.terms], isExact: !word.isCorrected && !word.isPrefix, importance: Importance.word)
        if word.isPrefix {
            let completions = phrases.phrases(withPrefix: word.folded).prefix { phrases.phrases[$0].words.count == 1 }.prefix(6)
            for phrase in completions {
                for concept in phrases.phrases[phrase].concepts where !group.concepts.contains(concept) { group.concepts.append(concept) }
            }
            if !group.concepts.isEmpty {
                plan.understanding.concepts.append(.init(words: word.text, concepts: group.concepts.map { concepts.concepts[$0] }))
            } else if plan.place == nil, word.folded.utf8.count >= 3 {
                let places = names.names(withPrefix: word.folded, limit: 40).map { names.names[$0] }.filter { $0.kind != .powiat }
                    .sorted { ($0.kind.rawValue, -$0.weight) < ($1.kind.rawValue, -$1.weight) }
                if !places.isEmpty {
                    plan.place = QueryPlan.Place(
                        words: [index],
                        candidates: places.prefix(8).map { QueryPlan.Place.Candidate(unit: $0.unit, locality: $0.locality) },
                        isSure: false, terms: [word.terms])
                    return
                }
            }
        }
        if group.concepts.isEmpty { plan.understanding.words.append(word.text) }
        plan.groups.append(group)
    }

    private func finish(_ plan: inout QueryPlan) {
        func shown(_ place: QueryPlan.Place) -> Understanding.Place {
            Understanding.Place(
                words: plan.text(of: place.words), units: place.candidates.map { units.places[$0.unit] },
                locality: place.candidates.first?.locality.map { names.localities[$0].name }, isNeighbourhood: place.isNeighbourhood,
                radiusKilometers: place.radiusKilometers)
        }
        plan.understanding.place = plan.place.map(shown)
        plan.understanding.otherPlaces = plan.otherPlaces.map(shown)
        plan.groups.sort { ($0.words.first ?? 0) < ($1.words.first ?? 0) }
    }
}
