// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// Words of a text that name a place.
struct PlaceSpan: Sendable {
    /// The words of the name, and those that go with it: `powiat`, `koło`, `20 km od`.
    var words: [Int]
    /// Only the words of the name.
    let name: Range<Int>
    /// Numbers of `PlaceNames.names`, the likeliest first; or units when a level asks for others.
    var candidates: [QueryPlan.Place.Candidate]
    /// What sort of name each candidate has.
    var kinds: [PlaceName.Kind] = []
    /// What speaks for a place beside the name: prepositions, the word for a level. Capitals do not, as few people type them.
    var evidence: Int
    var isNeighbourhood = false
    var radiusKilometers: Double?
    /// Whether all its words are ordinary words as well: `Dobra`, `Police`.
    var isCommon: Bool
    /// Whether a word was completed, as the text ends within it.
    var isCompleted: Bool

    /// Whether it is the name of a gmina exactly as the register has it.
    var isNominative = false

    /// An ordinary word is a place only when something beside it says so, or when it is a name to the letter.
    var isEligible: Bool { evidence >= (isCommon ? 2 : 0) || (isCommon && isNominative) }
    var isSure: Bool { !isCompleted && evidence >= (isCommon ? 4 : 0) }
    /// Whether names that have the word come before the place.
    var isDoubtful: Bool { isCommon && evidence < 2 }
}

/// Finds the names of places in a text.
struct PlaceReader: Sendable {
    let names: PlaceNames
    let units: UnitTable
    let lemmatiser: Lemmatiser
    /// Whether a word means something by itself to the thesaurus.
    let isPhraseWord: @Sendable (QueryWord) -> Bool

    /// How far a neighbourhood reaches when the text does not say.
    static let neighbourhoodKilometers = 25.0

    private enum Level {
        case wojewodztwo, powiat, gmina, town, village
    }

    /// - Parameters:
    ///   - streets: words that belong to the name of a street or a patron.
    ///   - hasType: whether the text names a sort of institution, after which a place is likely.
    ///   - hasOffice: whether it is one that bears the name of its place.
    /// - Returns: the longest name that begins at each word.
    func spans(in words: [QueryWord], streets: Set<Int>, hasType: Bool, hasOffice: Bool) -> [PlaceSpan] {
        var spans: [PlaceSpan] = []
        let content = words.indices.filter { !words[$0].isFunction && !words[$0].isFiller }
        for start in words.indices where !words[start].isFunction && !words[start].isNumber && !streets.contains(start) {
            guard !announcesPlace(start, in: words), let found = longestNames(at: start, in: words, streets: streets) else { continue }
            if var span = span(found.names, start..<start + found.length, isCompleted: found.isCompleted, in: words) {
                // "gops klucze" is the place, "stowarzyszenie klucz" is not.
                if hasOffice || (hasType && (!span.isCommon || span.isNominative || span.evidence > 0)) { span.evidence += 2 }
                if content.allSatisfy(span.name.contains) { span.evidence += 2 }
                // A word of the thesaurus means what the thesaurus says.
                if span.name.contains(where: { isPhraseWord(words[$0]) }) { span.isNominative = false }
                if span.isEligible { spans.append(span) }
            }
        }
        return spans
    }

    /// Whether a word such as `koło`, which is a town as well, stands before the name of another place.
    private func announcesPlace(_ index: Int, in words: [QueryWord]) -> Bool {
        guard PlainWords.nearPlace.contains(words[index].folded) else { return false }
        if index + 1 < words.count, PlainWords.me.contains(words[index + 1].folded) { return true }
        var next = index + 1
        while next < words.count, words[next].isFunction || level(words[next]) != nil { next += 1 }
        return next < words.count && !words[index].endsPart && !names.words(with: words[next].folded).isEmpty
    }

    private func longestNames(at start: Int, in words: [QueryWord], streets: Set<Int>) -> (names: [Int], length: Int, isCompleted: Bool)? {
        var best: (names: [Int], length: Int, isCompleted: Bool)?
        for word in names.words(with: words[start].folded) {
            for name in names.names(beginningWith: word) {
                let parts = names.names[name].words
                guard start + parts.count <= words.count else { continue }
                var isCompleted = false
                var matches = true
                for offset in parts.indices.dropFirst() {
                    let position = start + offset
                    let typed = words[position]
                    guard !streets.contains(position), !words[position - 1].endsPart else {
                        matches = false
                        break
                    }
                    if names.words(with: typed.folded).contains(parts[offset]) { continue }
                    let isBeginning = typed.folded.utf8.count >= 2 && names.foldedWord(parts[offset]).hasPrefix(typed.folded)
                    if isBeginning, typed.isOpen || typed.endsWithDot {
                        isCompleted = isCompleted || !typed.endsWithDot
                    } else {
                        matches = false
                        break
                    }
                }
                guard matches else { continue }
                if let known = best, parts.count < known.length || (parts.count == known.length && isCompleted && !known.isCompleted) {
                    continue
                }
                if let known = best, parts.count == known.length, isCompleted == known.isCompleted {
                    best?.names.append(name)
                } else {
                    best = ([name], parts.count, isCompleted)
                }
            }
        }
        return best
    }

    private func span(_ found: [Int], _ range: Range<Int>, isCompleted: Bool, in words: [QueryWord]) -> PlaceSpan? {
        var members = Array(range)
        var evidence = range.count > 1 ? 4 : 0
        var level: Level?
        var before = range.lowerBound - 1
        if before >= 0, let known = self.level(words[before]) {
            level = known
            members.append(before)
            before -= 1
        } else if range.upperBound < words.count, let known = self.level(words[range.upperBound]),
            range.upperBound + 1 == words.count || names.words(with: words[range.upperBound + 1].folded).isEmpty
        {
            level = known
            members.append(range.upperBound)
        }
        if level != nil { evidence += 6 }

        var span = PlaceSpan(words: [], name: range, candidates: [], evidence: 0, isCommon: false, isCompleted: isCompleted)
        // "w pobliżu Tarnowa", "niedaleko od Bochni", "20 km od Krakowa"
        var marker = before
        while marker >= 0, words[marker].isFunction, !PlainWords.nearPlace.contains(words[marker].folded), before - marker < 2 {
            marker -= 1
        }
        if marker >= 0, PlainWords.nearPlace.contains(words[marker].folded) {
            span.isNeighbourhood = true
            evidence += 5
            members.append(contentsOf: marker...before)
            before = marker - 1
            if before >= 0, words[before].folded == "w" { members.append(before) }
        } else if before >= 0, PlainWords.inPlace.contains(words[before].folded) {
            evidence += 4
        }
        if let distance = self.distance(before: range.lowerBound, in: words) {
            span.isNeighbourhood = true
            span.radiusKilometers = distance.kilometers
            evidence += 5
            members.append(contentsOf: distance.words)
        }
        if range.lowerBound > 0, words[range.lowerBound - 1].endsPart || words[range.lowerBound - 1].isPostalCode { evidence += 2 }

        var usable = candidates(found, level: level)
        let full = usable.filter { names.names[$0.name].kind != .shortened }
        // "Dąbrowa" may be short for Dąbrowa Tarnowska, if the directory knows nothing of a Dąbrowa without more.
        if full.contains(where: { names.names[$0.name].weight > 0 })
            || (!full.isEmpty && usable.allSatisfy { names.names[$0.name].weight == 0 })
        {
            usable = full
        }
        removeNamesakes(&usable, level: level)
        if usable.isEmpty { return nil }
        // "Dobra" is no form of Dobre where Dobra itself is a place, unless a preposition asks for another case.
        func isNominative(_ found: Usable) -> Bool {
            range.enumerated().allSatisfy { words[$0.element].folded == names.foldedWord(names.names[found.name].words[$0.offset]) }
        }
        if before < 0 || !PlainWords.function.contains(words[before].folded), !span.isNeighbourhood {
            let exact = usable.filter(isNominative)
            if !exact.isEmpty { usable = exact }
        }
        let first = names.names[usable[0].name]
        if isNominative(usable[0]) {
            evidence += 1
            span.isNominative = [.town, .townAndVillages, .ruralGmina, .wojewodztwo].contains(first.kind)
        }
        if first.kind == .wojewodztwo { evidence += 2 }
        if first.kind == .shortened { evidence -= 2 }
        // An adjective by itself is a powiat only when nothing better is there.
        if first.kind == .powiat, level == nil { evidence -= 3 }
        if range.count == 1, level == nil, usable.contains(where: { names.names[$0.name].kind != .powiat }) {
            usable.removeAll { names.names[$0.name].kind == .powiat }
        }
        span.words = Array(Set(members)).sorted()
        span.evidence = evidence
        span.isCommon = range.allSatisfy { lemmatiser.isCommonWord(words[$0].folded) }
        var seen: Set<QueryPlan.Place.Candidate> = []
        usable = usable.filter { seen.insert($0.candidate).inserted }
        span.candidates = usable.map(\.candidate)
        span.kinds = usable.map { names.names[$0.name].kind }
        return span
    }

    /// Towns before gminas; of several gminas that in whose powiat the directory knows most.
    private func order(_ name: PlaceName, _ rank: Int) -> (Int, Int, Int, Int) {
        let isTown = name.kind == .town || name.kind == .wojewodztwo || name.kind == .cityPowiat
        let isGmina = name.kind == .townAndVillages || name.kind == .ruralGmina
        let known =
            isGmina
            ? units.places[name.unit].code.ancestor(at: .powiat).flatMap(units.number).map { names.entriesByUnit[$0] ?? 0 } ?? 0
            : name.weight
        return (isTown ? 0 : isGmina ? 1 : 2 + rank, -known, rank, name.unit)
    }

    /// A village with the name of a town nearby is the town itself under the gmina of somebody's seat.
    private func removeNamesakes(_ usable: inout [Usable], level: Level?) {
        guard level != .village else { return }
        let powiats = Set(
            usable.filter { $0.candidate.locality == nil }.compactMap { units.places[$0.candidate.unit].code.ancestor(at: .powiat) })
        usable.removeAll { found in
            guard found.candidate.locality != nil, let powiat = units.places[found.candidate.unit].code.ancestor(at: .powiat) else {
                return false
            }
            return powiats.contains(powiat)
        }
    }

    private typealias Usable = (name: Int, candidate: QueryPlan.Place.Candidate)

    /// The names that the level allows, the likeliest first.
    private func candidates(_ found: [Int], level: Level?) -> [Usable] {
        func usable(_ kinds: [PlaceName.Kind]) -> [Usable] {
            var usable: [(usable: Usable, order: (Int, Int, Int, Int))] = []
            for number in found {
                let name = names.names[number]
                guard let rank = kinds.firstIndex(of: name.kind) else { continue }
                usable.append(
                    (
                        (number, QueryPlan.Place.Candidate(unit: name.unit, locality: name.locality)),
                        level == nil ? order(name, rank) : (rank, -name.weight, 0, name.unit)
                    ))
            }
            return usable.sorted { $0.order < $1.order }.map(\.usable)
        }
        let ordinary: [PlaceName.Kind] = [.wojewodztwo, .town, .townAndVillages, .ruralGmina, .shortened, .locality, .powiat]
        switch level {
        case .wojewodztwo: return usable([.wojewodztwo])
        case .powiat:
            let powiats = usable([.powiat, .cityPowiat])
            // "powiat bochnia": the powiat in which Bochnia lies.
            let around = usable([.town, .townAndVillages, .ruralGmina, .shortened, .locality]).compactMap { found -> Usable? in
                guard let code = units.places[found.candidate.unit].code.ancestor(at: .powiat), let unit = units.number(code) else {
                    return nil
                }
                return (found.name, QueryPlan.Place.Candidate(unit: unit, locality: nil))
            }
            return powiats + around
        case .gmina:
            let gminas = usable([.ruralGmina, .townAndVillages, .town, .shortened])
            return gminas.isEmpty ? usable(ordinary) : gminas
        case .town:
            let towns = usable([.town, .townAndVillages, .locality, .shortened])
            return towns.isEmpty ? usable(ordinary) : towns
        case .village: return usable([.locality, .ruralGmina, .townAndVillages, .town])
        case nil: return usable(ordinary)
        }
    }

    private func level(_ word: QueryWord) -> Level? {
        func isOne(of words: Set<String>) -> Bool { words.contains(word.folded) || word.lemmas.contains(where: words.contains) }
        if isOne(of: PlainWords.powiatWords) { return .powiat }
        if isOne(of: PlainWords.gminaWords) { return .gmina }
        if isOne(of: PlainWords.wojewodztwoWords) { return .wojewodztwo }
        if isOne(of: PlainWords.townWords) { return .town }
        if isOne(of: PlainWords.villageWords) { return .village }
        return nil
    }

    /// `20 km od`, `w promieniu 15 km od` before a name.
    private func distance(before start: Int, in words: [QueryWord]) -> (kilometers: Double, words: [Int])? {
        var position = start - 1
        var used: [Int] = []
        // Between the distance and the name stand only prepositions and words such as gmina.
        while position >= 0,
            words[position].isFunction || level(words[position]) != nil || PlainWords.nearPlace.contains(words[position].folded),
            used.count < 3
        {
            used.append(position)
            position -= 1
        }
        guard position > 0, ["km", "kilometrow", "kilometry", "kilometra", "kilometers", "kilometres"].contains(words[position].folded),
            let kilometers = Double(words[position - 1].folded), SearchLimits.radiusKilometers.contains(kilometers)
        else { return nil }
        used += [position, position - 1]
        position -= 2
        if position >= 0, ["promieniu", "radius"].contains(words[position].folded) { used.append(position) }
        return (kilometers, used)
    }
}
