// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Tells of single hits how far they are and why they were found.
struct HitDetails {
    private let contents: IndexContents
    private let ranking: Ranking
    private let groups: [QueryPlan.Group]
    private let exact: Set<Int>
    /// The units of the place asked for.
    private let units: [Int]
    private let isNeighbourhood: Bool
    private let terms: Set<UInt32>

    init(_ run: SearchRun, _ ranking: Ranking) {
        contents = run.contents
        self.ranking = ranking
        groups = run.match.counted.map { run.match.groups[$0].group }
        exact = run.match.exact
        let plan = run.match.plan
        let places = [plan.place].compactMap { $0 } + plan.otherPlaces
        var units = places.flatMap { $0.candidates.map(\.unit) }
        if let serves = run.query.serves, let unit = run.contents.knownUnit(serves) { units.append(unit) }
        self.units = units
        isNeighbourhood = places.contains(where: \.isNeighbourhood)
        var terms = Set(groups.flatMap { $0.terms.joined() })
        for place in places { terms.formUnion(place.terms.joined()) }
        for words in plan.softTerms { terms.formUnion(words) }
        self.terms = terms
    }

    func hit(_ ordinal: Int) -> SearchHit {
        let entry = contents.entry(ordinal)
        var reasons: [MatchReason] = exact.contains(ordinal) ? [.exactName] : []
        let concepts = conceptReasons(ordinal, entry)
        let places = placeReasons(entry)
        reasons += wordReasons(ordinal) + concepts + places
        let isResponsible = places.contains { if case .serves = $0 { true } else { false } }
        return SearchHit(entry: entry, distanceKilometers: ranking.distance(ordinal), isResponsible: isResponsible, matched: reasons)
    }

    private func wordReasons(_ ordinal: Int) -> [MatchReason] {
        guard !terms.isEmpty else { return [] }
        var names: [String] = []
        var address: [String] = []
        var other: [String] = []
        for (field, word) in contents.text.words(of: ordinal, with: terms) {
            switch field {
            case .name, .otherName: if !names.contains(word) { names.append(word) }
            case .locality, .address: if !address.contains(word) { address.append(word) }
            case .runBy, .service, .description: if !other.contains(word) { other.append(word) }
            }
        }
        return (names.isEmpty ? [] : [.nameWords(names)]) + (address.isEmpty ? [] : [.addressWords(address)])
            + (other.isEmpty ? [] : [.otherWords(other)])
    }

    private func conceptReasons(_ ordinal: Int, _ entry: DirectoryEntry) -> [MatchReason] {
        var reasons: [MatchReason] = []
        func add(_ reason: MatchReason) { if !reasons.contains(reason) { reasons.append(reason) } }
        let profile = Int(contents.profiles.profiles[ordinal])
        for concept in Set(groups.flatMap(\.concepts)).sorted() where contents.profiles.fits[concept][profile] > 0 {
            switch contents.concepts.concepts[concept] {
            case .type: add(.type(entry.type))
            case .problem(let id): add(.problem(id))
            case .service:
                let wanted = contents.concepts.narrower[concept]
                for service in entry.services where contents.concepts.term(service.termID).map(wanted.contains) ?? false {
                    add(.service(service.termID))
                }
            case .target(let id):
                let wanted = contents.concepts.narrower[concept]
                let found = entry.services.flatMap(\.targetIDs).filter { contents.concepts.term($0).map(wanted.contains) ?? false }
                if found.isEmpty { add(.target(id)) } else { for id in found { add(.target(id)) } }
            }
        }
        return reasons
    }

    private func placeReasons(_ entry: DirectoryEntry) -> [MatchReason] {
        guard !units.isEmpty else { return [] }
        var reasons: [MatchReason] = []
        for unit in units {
            let codes = contents.units.same(unit).map { contents.units.places[$0].code }
            let code = contents.units.places[unit].code
            if codes.contains(where: { entry.area(containing: $0) != nil }) {
                reasons.append(.serves(code))
            } else if entry.served.contains(where: { area in codes.contains { area.code.isWithin($0) } }) {
                reasons.append(.servesPart(of: code))
            }
            if let gmina = entry.gmina, codes.contains(where: gmina.isWithin) { reasons.append(.seat(in: code)) }
        }
        if reasons.isEmpty, isNeighbourhood { reasons.append(.near) }
        return reasons
    }
}
