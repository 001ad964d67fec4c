// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// The registry prepared for questions: filters on arrays, words by their base forms, orders made once. Made once for a version of
/// the data; a question over 20,000 agreements takes some milliseconds.
public struct AgreementIndex: Sendable {
    public let registry: AgreementRegistry

    /// Where agreements work and whom they join.
    public let footprints: AgreementFootprints

    private let words: AgreementWords
    private var bonds: AgreementBonds { registry.bonds }
    /// Agreements by the stem of each unit in which they have an area or a seat, and of all units above it.
    private let touching: [String: [Int32]]
    /// Agreements by the stems of their areas, which hold for all units within.
    private let covering: [String: [Int32]]
    private let byTarget: [String: [Int32]]
    private let byEnd: [Int32]
    private let byBegin: [Int32]
    private let byTitle: [Int32]

    /// - Parameters:
    ///   - lemmatiser: for inflected words; without one only the spelling counts.
    ///   - unitName: the name of a unit, for words.
    ///   - termNames: the names of a term of the taxonomy, for words.
    public init(
        _ registry: AgreementRegistry, lemmatiser: Lemmatiser?, unitName: (TERYTCode) -> String? = { _ in nil },
        termNames: (String) -> [String] = { _ in [] }
    ) {
        self.registry = registry
        let agreements = registry.agreements
        footprints = AgreementFootprints(registry)
        words = AgreementWords(
            agreements.indices.map { Self.texts($0, registry, unitName: unitName, termNames: termNames) }, lemmatiser: lemmatiser)

        var touching: [String: [Int32]] = [:]
        var covering: [String: [Int32]] = [:]
        var byTarget: [String: [Int32]] = [:]
        for (place, agreement) in agreements.enumerated() {
            var stems = Set<String>()
            for code in agreement.area + registry.members[place].compactMap({ registry.institutions[$0.institution].gmina }) {
                for length in [2, 4, 6] where length <= code.stem.utf8.count { stems.insert(String(code.stem.prefix(length))) }
            }
            for stem in stems { touching[stem, default: []].append(Int32(place)) }
            for stem in Set(agreement.area.map(\.stem)) { covering[stem, default: []].append(Int32(place)) }
            for id in Set(agreement.targetIDs) { byTarget[id, default: []].append(Int32(place)) }
        }
        self.touching = touching
        self.covering = covering
        self.byTarget = byTarget

        let all = agreements.indices.map { Int32($0) }
        let titles = agreements.map { PolishCollation.key($0.title) }
        let byTitle = all.sorted { titles[Int($0)].lexicographicallyPrecedes(titles[Int($1)]) }
        // Those of the same day stand in the order of their titles: the places of that order, by place.
        var rank = [Int32](repeating: 0, count: all.count)
        for (position, place) in byTitle.enumerated() { rank[Int(place)] = Int32(position) }
        let (first, last) = (registry.bonds.firstDays, registry.bonds.lastDays)
        self.byTitle = byTitle
        byEnd = all.sorted { (last[Int($0)], rank[Int($0)]) < (last[Int($1)], rank[Int($1)]) }
        byBegin = all.sorted { first[Int($0)] == first[Int($1)] ? rank[Int($0)] < rank[Int($1)] : first[Int($0)] > first[Int($1)] }
    }

    /// The same index of a registry with the same agreements and bonds.
    /// - Parameter registry: made from that of `earlier`, with the same units and terms.
    /// - Returns: nil when an institution of an agreement has another name.
    public init?(_ earlier: AgreementIndex, registry: AgreementRegistry) {
        let before = earlier.registry.institutions
        for (place, agreements) in registry.agreementsOfInstitution.enumerated() where !agreements.isEmpty {
            let now = registry.institutions[place]
            guard now.name == before[place].name, now.otherNames == before[place].otherNames else { return nil }
        }
        self.registry = registry
        (footprints, words) = (earlier.footprints, earlier.words)
        (touching, covering, byTarget) = (earlier.touching, earlier.covering, earlier.byTarget)
        (byEnd, byBegin, byTitle) = (earlier.byEnd, earlier.byBegin, earlier.byTitle)
    }

    /// What an agreement can be found by.
    private static func texts(
        _ place: Int, _ registry: AgreementRegistry, unitName: (TERYTCode) -> String?, termNames: (String) -> [String]
    ) -> [(text: String, field: AgreementWords.Field)] {
        let agreement = registry.agreements[place]
        var texts: [(String, AgreementWords.Field)] = [(agreement.title, .title)]
        for member in registry.members[place] {
            let institution = registry.institutions[member.institution]
            texts.append((institution.name, .party))
            texts += institution.otherNames.map { ($0, .party) }
        }
        for party in agreement.parties {
            if let name = party.name { texts.append((name, .party)) }
            if case .all(let type, let code) = party.member {
                texts.append((type.name.polish, .party))
                texts.append((type.rawValue, .party))
                if let name = unitName(code) { texts.append((name, .party)) }
            }
        }
        texts.append((agreement.subject, .text))
        texts += agreement.programmes.flatMap { [($0.name.polish, .text), ($0.name.english, .text)] }
        texts += (agreement.targetIDs + agreement.serviceIDs).flatMap(termNames).map { ($0, .text) }
        texts += agreement.area.compactMap(unitName).map { ($0, .text) }
        texts += agreement.actions.map { ($0.description, .text) }
        texts += agreement.effects.map { ($0.description, .text) }
        texts += [(agreement.kind.name.polish, .text), (agreement.form.name.polish, .text)]
        if let note = agreement.note { texts.append((note, .text)) }
        return texts
    }

    // MARK: Questions

    /// Which filter an agreement does not meet, a bit each.
    private struct Miss {
        static let text: UInt16 = 1
        static let unit: UInt16 = 2
        static let institution: UInt16 = 4
        static let status: UInt16 = 8
        static let kind: UInt16 = 16
        static let form: UInt16 = 32
        static let programme: UInt16 = 64
        static let target: UInt16 = 128
        static let open: UInt16 = 256
    }

    /// How all agreements stand on a day, by place.
    public func statuses(on day: Period) -> [AgreementStatus] {
        let (today, bonds) = (Int32(day.lastDay), bonds)
        return registry.agreements.indices.map { bonds.status(of: $0, on: today) }
    }

    /// The places of agreements that work in a unit, ascending: as `AgreementRegistry.works(_:in:)`.
    public func places(workingIn code: TERYTCode) -> [Int] {
        if code.level == .kraj { return Array(registry.agreements.indices) }
        var found = Set(touching[code.stem] ?? [])
        found.formUnion(covering[TERYTCode.country.stem] ?? [])
        for length in [2, 4] where length < code.stem.utf8.count { found.formUnion(covering[String(code.stem.prefix(length))] ?? []) }
        return found.map { Int($0) }.sorted()
    }

    public func find(_ query: AgreementQuery) -> AgreementResult {
        let bonds = bonds
        let count = registry.agreements.count
        let statuses = statuses(on: query.day)
        var misses = [UInt16](repeating: 0, count: count)
        func restrict(to places: some Sequence<Int>, _ bit: UInt16) {
            for place in 0..<count { misses[place] |= bit }
            for place in places { misses[place] &= ~bit }
        }
        let scores = query.text.isEmpty ? nil : words.scores(for: query.text, count: count)
        if let scores { for place in 0..<count where scores[place] == 0 { misses[place] |= Miss.text } }
        if let unit = query.unit, unit.level != .kraj { restrict(to: places(workingIn: unit), Miss.unit) }
        if let id = query.institution { restrict(to: registry.place(of: id).map { registry.agreementsOfInstitution[$0] } ?? [], Miss.institution) }
        if !query.statuses.isEmpty { for place in 0..<count where !query.statuses.contains(statuses[place]) { misses[place] |= Miss.status } }
        if !query.kinds.isEmpty { for place in 0..<count where !query.kinds.contains(bonds.kinds[place]) { misses[place] |= Miss.kind } }
        if !query.forms.isEmpty { for place in 0..<count where !query.forms.contains(bonds.forms[place]) { misses[place] |= Miss.form } }
        if !query.programmes.isEmpty {
            let wanted = AgreementBonds.bits(of: query.programmes)
            for place in 0..<count where !bonds.isAbout(wanted, place) { misses[place] |= Miss.programme }
        }
        if !query.targets.isEmpty { restrict(to: query.targets.flatMap { byTarget[$0] ?? [] }.map { Int($0) }, Miss.target) }
        if let open = query.isOpenToJoin { for place in 0..<count where bonds.isOpenToJoin[place] != open { misses[place] |= Miss.open } }

        func counts<Case: CaseIterable & Hashable>(_ values: [Case], _ bit: UInt16) -> [Case: Int] {
            var counts: [Case: Int] = [:]
            for value in Case.allCases {
                var found = 0
                for place in 0..<count where misses[place] & ~bit == 0 && values[place] == value { found += 1 }
                if found > 0 { counts[value] = found }
            }
            return counts
        }
        var programmeCounts: [JointProgramme: Int] = [:]
        for programme in JointProgramme.allCases {
            let bit = AgreementBonds.bits(of: [programme])
            var found = 0
            for place in 0..<count where misses[place] & ~Miss.programme == 0 && bonds.isAbout(bit, place) { found += 1 }
            if found > 0 { programmeCounts[programme] = found }
        }
        let openToJoin = (0..<count).count { misses[$0] & ~Miss.open == 0 && bonds.isOpenToJoin[$0] == true }
        var targetCounts: [String: Int] = [:]
        for (id, places) in byTarget {
            let found = places.count { misses[Int($0)] & ~Miss.target == 0 }
            if found > 0 { targetCounts[id] = found }
        }
        return AgreementResult(
            places: order(query, scores, misses), statuses: statuses, statusCounts: counts(statuses, Miss.status), kindCounts: counts(bonds.kinds, Miss.kind),
            formCounts: counts(bonds.forms, Miss.form), programmeCounts: programmeCounts, targetCounts: targetCounts, openToJoinCount: openToJoin,
            unitCounts: unitCounts(below: query.unit, misses))
    }

    private func unitCounts(below parent: TERYTCode?, _ misses: [UInt16]) -> [String: Int] {
        let stem = parent.flatMap { $0.level == .kraj ? nil : $0.stem } ?? ""
        // A gmina has nothing below it: its siblings are the choice.
        let above = stem.utf8.count == 6 ? String(stem.prefix(4)) : stem
        var counts: [String: Int] = [:]
        // The number of the unit for which an agreement was counted last.
        var marks = [Int32](repeating: 0, count: misses.count)
        var unit: Int32 = 0
        for (other, places) in touching where other.utf8.count == above.utf8.count + 2 && other.hasPrefix(above) {
            unit += 1
            var found = 0
            func add(_ places: [Int32]?) {
                for place in places ?? [] where marks[Int(place)] != unit {
                    marks[Int(place)] = unit
                    if misses[Int(place)] & ~Miss.unit == 0 { found += 1 }
                }
            }
            add(places)
            if other.utf8.count > 2 { add(covering[String(other.prefix(2))]) }
            if other.utf8.count > 4 { add(covering[String(other.prefix(4))]) }
            add(covering[TERYTCode.country.stem])
            if found > 0 { counts[other] = found }
        }
        return counts
    }

    private func order(_ query: AgreementQuery, _ scores: [UInt8]?, _ misses: [UInt16]) -> [Int] {
        func found(_ order: some Sequence<Int32>) -> [Int] { order.lazy.map { Int($0) }.filter { misses[$0] == 0 } }
        switch query.effectiveSort {
        case .begin: return found(byBegin)
        case .title: return found(byTitle)
        case .end: return byEnd(from: query.day, misses)
        case .relevance:
            let places = byEnd(from: query.day, misses)
            guard let scores else { return places }
            return places.enumerated().sorted {
                (scores[$1.element], $0.offset) < (scores[$0.element], $1.offset)
            }.map(\.element)
        }
    }

    private func byEnd(from day: Period, _ misses: [UInt16]) -> [Int] {
        let today = Int32(day.lastDay)
        let split = byEnd.firstIndex { bonds.lastDays[Int($0)] >= today } ?? byEnd.count
        let places = Array(byEnd[split...]) + byEnd[..<split].reversed()
        return places.lazy.map { Int($0) }.filter { misses[$0] == 0 }
    }
}
