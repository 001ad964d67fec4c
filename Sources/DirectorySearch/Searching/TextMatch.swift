// SPDX-License-Identifier: Apache-2.0

/// The entries that the text of a query finds, before any filter.
struct TextMatch {
    let plan: QueryPlan
    let groups: [GroupMatch]
    let place: PlaceCloseness?
    /// The entries whose name is the text.
    let exact: Set<Int>
    /// The entries at the street and house that the text names.
    let addressed: Set<Int>
    private(set) var found: Bitset
    /// The groups that all entries of `found` match, by their numbers.
    private(set) var counted: [Int]
    private(set) var shortage: Shortage?
    /// Words that `found` lacks.
    private(set) var unmatched: [String] = []

    /// - Parameter relaxes: whether something else may be found when nothing matches the whole text.
    init(_ plan: QueryPlan, in contents: IndexContents, relaxes: Bool = true) {
        self.plan = plan
        groups = plan.groups.map { GroupMatch($0, in: contents) }
        place = plan.place.map { PlaceCloseness([$0] + plan.otherPlaces, in: contents) }
        let named = plan.foldedWords.isEmpty ? [] : contents.text.entries(named: plan.foldedWords)
        let identified = plan.id.flatMap(contents.columns.ordinal).map { [UInt32($0)] } ?? []
        exact = Set((named + identified).map(Int.init))
        addressed = Self.addressed(plan, contents)
        counted = Array(groups.indices)
        found = Bitset(capacity: contents.count, filled: true)
        if let phone = plan.phone {
            found = Bitset(capacity: contents.count)
            found.insert(contents.columns.entries(withPhone: phone))
        } else if !plan.isEmpty {
            found = Self.intersection(groups, place, capacity: contents.count)
        }
        found.insert(named)
        found.insert(identified)
        if found.isEmpty, relaxes { relax(contents) }
    }

    private static func addressed(_ plan: QueryPlan, _ contents: IndexContents) -> Set<Int> {
        guard !plan.streetTerms.isEmpty else { return [] }
        var found: Set<Int> = []
        for ordinal in contents.text.entries(withAllOf: plan.streetTerms) {
            let isAddress = plan.streetTerms.allSatisfy {
                contents.text.bestWeight(of: $0, for: ordinal) >> 5 >= UInt8(TextField.address.rawValue)
            }
            if isAddress { found.insert(ordinal) }
        }
        return found
    }

    /// The entries that match all of some groups, and the place when there is one.
    static func intersection(_ groups: some Sequence<GroupMatch>, _ place: PlaceCloseness?, capacity: Int) -> Bitset {
        var set = place?.all ?? Bitset(capacity: capacity, filled: true)
        for group in groups { set.formIntersection(group.all) }
        return set
    }

    /// Nothing matches the whole text: finds what matches as much of it as can be, but nothing away from the place.
    private mutating func relax(_ contents: IndexContents) {
        guard contents.count > 0 else {
            shortage = .emptyDirectory
            return
        }
        let usable = groups.indices.filter { !groups[$0].all.isEmpty }
        let unknown = groups.indices.filter { groups[$0].all.isEmpty }
        guard !usable.isEmpty || (place.map { !$0.all.isEmpty } ?? false) else {
            shortage = unknown.isEmpty ? notAtPlace(contents) : nobodyHas(unknown)
            unmatched = words(of: unknown)
            return
        }
        let rest = Self.intersection(usable.map { groups[$0] }, place, capacity: contents.count)
        if !unknown.isEmpty, !rest.isEmpty {
            // A place alone would answer something else than was asked.
            if usable.isEmpty {
                shortage = nobodyHas(unknown)
                unmatched = words(of: unknown)
                return
            }
            take(rest, usable, nobodyHas(unknown))
            return
        }
        // At the place what is essential must be there, the rest may be missing.
        // Words of names are essential when somebody has them all; otherwise some of them are no names.
        let isKnownTogether = place != nil && !Self.intersection(usable.map { groups[$0] }, nil, capacity: contents.count).isEmpty
        let essential = usable.filter { (isKnownTogether || !groups[$0].group.concepts.isEmpty) && groups[$0].isEssential(in: contents) }
        let within = Self.intersection(essential.map { groups[$0] }, place, capacity: contents.count)
        if place != nil, within.isEmpty {
            shortage = notAtPlace(contents)
            return
        }
        guard let best = bestCoverage(usable, within: place == nil ? nil : within, capacity: contents.count) else {
            shortage = place == nil ? nobodyHas(unknown) : notAtPlace(contents)
            return
        }
        let lost = groups.indices.filter { !best.contains($0) }
        take(Self.intersection(best.map { groups[$0] }, place, capacity: contents.count), best, .notTogether(without: words(of: lost)))
    }

    private mutating func take(_ set: Bitset, _ kept: [Int], _ shortage: Shortage) {
        found = set
        counted = kept
        self.shortage = shortage
        unmatched = words(of: groups.indices.filter { !kept.contains($0) })
    }

    /// A need is understood though nobody serves it; a word may be anything.
    private func nobodyHas(_ unknown: [Int]) -> Shortage {
        let words = words(of: unknown)
        return unknown.allSatisfy { !groups[$0].group.concepts.isEmpty } ? .nobodyOffers(words) : .unknownWords(words)
    }

    private func notAtPlace(_ contents: IndexContents) -> Shortage? {
        (plan.place?.candidates.first).map { .notAtPlace(contents.units.places[$0.unit]) }
    }

    func words(of numbers: [Int]) -> [String] { numbers.flatMap { groups[$0].group.words }.sorted().map { plan.words[$0].text } }

    /// The weightiest groups that some entry of a set matches together; nil when none matches any.
    private func bestCoverage(_ usable: [Int], within set: Bitset?, capacity: Int) -> [Int]? {
        let usable = Array(usable.prefix(31))
        var masks = [UInt32](repeating: 0, count: capacity)
        for (position, number) in usable.enumerated() { groups[number].all.forEach { masks[$0] |= 1 << UInt32(position) } }
        if let set { for ordinal in masks.indices where !set.contains(ordinal) { masks[ordinal] = 0 } }
        var best: (weight: Int, mask: UInt32) = (0, 0)
        var seen = SeenMasks(groups: usable.count)
        for mask in masks where mask != 0 && seen.insert(mask) {
            var weight = 0
            for (position, number) in usable.enumerated() where mask >> UInt32(position) & 1 == 1 {
                weight += groups[number].group.importance
            }
            // Of two equal ones that with the earlier words.
            if weight > best.weight || (weight == best.weight && mask.trailingZeroBitCount < best.mask.trailingZeroBitCount) {
                best = (weight, mask)
            }
        }
        guard best.weight > 0 else { return nil }
        return usable.enumerated().filter { best.mask >> UInt32($0.offset) & 1 == 1 }.map(\.element)
    }
}

/// Which sets of groups were met before: a table while it stays small.
private struct SeenMasks {
    private var table: [Bool]
    private var others: Set<UInt32> = []

    init(groups: Int) { table = Array(repeating: false, count: groups <= 12 ? 1 << groups : 0) }

    mutating func insert(_ mask: UInt32) -> Bool {
        guard Int(mask) < table.count else { return others.insert(mask).inserted }
        defer { table[Int(mask)] = true }
        return !table[Int(mask)]
    }
}
