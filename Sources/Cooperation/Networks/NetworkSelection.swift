// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Chooses agreements for a network.
struct NetworkSelection {
    private let registry: AgreementRegistry
    private let bonds: AgreementBonds
    private let filter: NetworkFilter
    private let day: Int32
    private let programmes: UInt16
    /// Places of the chosen agreements, ascending.
    private(set) var agreements: [Int] = []
    /// Places in the registry of those that they bind, one agreement's after the other's, ascending in each.
    private(set) var members: [Int32] = []
    private var ends: [Int] = []

    init(registry: AgreementRegistry, filter: NetworkFilter) {
        self.registry = registry
        bonds = registry.bonds
        self.filter = filter
        day = Int32(filter.day.lastDay)
        programmes = AgreementBonds.bits(of: filter.programmes)
    }

    /// Those that a chosen agreement binds.
    /// - Parameter number: its place in `agreements`.
    func members(_ number: Int) -> ArraySlice<Int32> { members[(number == 0 ? 0 : ends[number - 1])..<ends[number]] }

    private func isOfType(_ place: Int) -> Bool { filter.types.isEmpty || filter.types.contains(bonds.types[place]) }

    /// Whether an agreement is of the form and about a programme asked for.
    private func isWanted(_ agreement: Int) -> Bool {
        if let form = filter.minimumForm, bonds.forms[agreement] < form { return false }
        return programmes == 0 || bonds.isAbout(programmes, agreement)
    }

    /// Whether an agreement counts, wherever its institutions are.
    private func admits(_ agreement: Int) -> Bool { isWanted(agreement) && bonds.status(of: agreement, on: day) == .valid }

    /// Whether it binds an institution of the unit.
    private func isInUnit(_ agreement: Int) -> Bool {
        guard let unit = filter.unit, unit.level != .kraj else { return true }
        return bonds.institutions(of: agreement).contains { place in
            isOfType(Int(place)) && registry.institutions[Int(place)].gmina?.isWithin(unit) ?? false
        }
    }

    /// The agreements that may count, ascending.
    private var candidates: [Int] {
        guard let unit = filter.unit, unit.level != .kraj else { return Array(registry.agreements.indices) }
        var isFound = [Bool](repeating: false, count: registry.agreements.count)
        for place in registry.institutions(seatedIn: unit) where isOfType(place) {
            for agreement in registry.agreementsOfInstitution[place] { isFound[agreement] = true }
        }
        return isFound.indices.filter { isFound[$0] }
    }

    /// - Returns: round an institution, how far was reached, and whether partners of its own were left out.
    mutating func select() -> (depth: Int, isCut: Bool)? {
        if let focus = filter.focus { return selectAround(focus) }
        for agreement in candidates where admits(agreement) { choose(agreement) { _ in true } }
        return nil
    }

    private mutating func choose(_ agreement: Int, _ isIn: (Int) -> Bool) {
        let before = members.count
        for place in bonds.institutions(of: agreement) where isOfType(Int(place)) && isIn(Int(place)) { members.append(place) }
        if members.count > before + 1 {
            agreements.append(agreement)
            ends.append(members.count)
        } else {
            members.removeLast(members.count - before)
        }
    }

    private mutating func selectAround(_ focus: NetworkFilter.Focus) -> (depth: Int, isCut: Bool) {
        guard let start = registry.place(of: focus.institution), isOfType(start) else { return (0, false) }
        var included: Set<Int> = [start]
        var outermost = [start]
        var agreements = Set<Int>()
        var depth = 0
        var isCut = false
        while depth < focus.depth {
            var next = Set<Int>()
            for place in outermost {
                for agreement in registry.agreementsOfInstitution[place] where admits(agreement) && isInUnit(agreement) {
                    for member in bonds.institutions(of: agreement) where isOfType(Int(member)) && !included.contains(Int(member)) {
                        next.insert(Int(member))
                    }
                }
            }
            if included.count + next.count > CooperationNetwork.focusLimit {
                // Whole rings only, but never without any partner.
                guard depth == 0 else { break }
                isCut = true
                next = Set(next.sorted().prefix(CooperationNetwork.focusLimit - 1))
            }
            depth += 1
            included.formUnion(next)
            outermost = next.sorted()
            if next.isEmpty || isCut { break }
        }
        for place in included { agreements.formUnion(registry.agreementsOfInstitution[place]) }
        for agreement in agreements.sorted() where admits(agreement) && isInUnit(agreement) { choose(agreement, included.contains) }
        return (depth, isCut)
    }

    /// Agreements without any date that would count if they were known to be valid: in the whole of the filter's unit, or at the focus.
    func undatedCount() -> Int {
        func isUndated(_ agreement: Int) -> Bool {
            bonds.firstDays[agreement] == AgreementBonds.noBegin && bonds.lastDays[agreement] == AgreementBonds.noEnd && isWanted(agreement)
        }
        if let focus = filter.focus { return registry.place(of: focus.institution).map { registry.agreementsOfInstitution[$0].count(where: isUndated) } ?? 0 }
        return candidates.count(where: isUndated)
    }
}
