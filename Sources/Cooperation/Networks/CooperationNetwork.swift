// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Who works with whom on a day: institutions and the ties that agreements make between them.
///
/// An agreement of many is one tie of many institutions (a hyperedge), not a line for each two of them: an agreement of all 180 welfare
/// centres of a voivodeship would be 16,110 lines. Agreements of exactly the same institutions are one tie that counts them. Two
/// institutions are partners when a tie holds both.
public struct CooperationNetwork: Sendable {
    /// One or more agreements of the same institutions.
    public struct Tie: Sendable, Hashable {
        /// Places of institutions in `institutions` of the network, ascending; two or more.
        public let members: [Int]
        /// Places of agreements in the registry, ascending.
        public internal(set) var agreements: [Int]
        /// The closest form among the agreements.
        public internal(set) var form: CooperationForm
    }

    public let filter: NetworkFilter
    /// Places in the registry of the institutions that have a tie, ascending.
    public let institutions: [Int]
    public let ties: [Tie]
    /// By institution: the places of its ties, ascending.
    public let tiesOf: [[Int]]
    /// The place in `institutions` of the one that the filter asks about; nil when it asks about none or it has no tie.
    public let focus: Int?
    /// How far from the focus the network reaches: less than asked for where more institutions than `focusLimit` would be in it.
    public let reachedDepth: Int?
    /// Whether partners of the focus itself had to be left out.
    public let isCut: Bool
    /// Agreements without any date that would count if they were known to be valid.
    public let undatedCount: Int

    /// How many institutions a network around one may have.
    public static let focusLimit = 300

    public init(_ registry: AgreementRegistry, filter: NetworkFilter) {
        self.filter = filter
        var selection = NetworkSelection(registry: registry, filter: filter)
        let reached = selection.select()
        reachedDepth = reached?.depth
        isCut = reached?.isCut ?? false
        undatedCount = selection.undatedCount()
        var numbers = [Int32](repeating: -1, count: registry.institutions.count)
        var present = [Bool](repeating: false, count: registry.institutions.count)
        for bound in selection.chosen { for place in bound.members { present[place] = true } }
        var institutions: [Int] = []
        for place in present.indices where present[place] {
            numbers[place] = Int32(institutions.count)
            institutions.append(place)
        }
        self.institutions = institutions
        focus = filter.focus.flatMap { registry.place(of: $0.institution) }.flatMap { numbers[$0] < 0 ? nil : Int(numbers[$0]) }
        var ties: [Tie] = []
        var known: [[Int]: Int] = [:]
        known.reserveCapacity(selection.chosen.count)
        for bound in selection.chosen {
            let members = bound.members.map { Int(numbers[$0]) }
            let form = registry.agreements[bound.agreement].form
            if let tie = known[members] {
                ties[tie].agreements.append(bound.agreement)
                if form > ties[tie].form { ties[tie].form = form }
            } else {
                known[members] = ties.count
                ties.append(Tie(members: members, agreements: [bound.agreement], form: form))
            }
        }
        self.ties = ties
        var tiesOf = [[Int]](repeating: [], count: institutions.count)
        for (number, tie) in ties.enumerated() { for member in tie.members { tiesOf[member].append(number) } }
        self.tiesOf = tiesOf
    }

    /// The same network with some of its institutions; ties that keep fewer than two of them go.
    /// - Parameter kept: places in `institutions`.
    public func restricted(to kept: [Int]) -> CooperationNetwork { CooperationNetwork(self, keeping: kept.sorted()) }

    private init(_ whole: CooperationNetwork, keeping kept: [Int]) {
        var numbers = [Int](repeating: -1, count: whole.institutions.count)
        for (number, place) in kept.enumerated() { numbers[place] = number }
        filter = whole.filter
        institutions = kept.map { whole.institutions[$0] }
        focus = whole.focus.flatMap { numbers[$0] < 0 ? nil : numbers[$0] }
        (reachedDepth, isCut, undatedCount) = (whole.reachedDepth, whole.isCut, whole.undatedCount)
        var ties: [Tie] = []
        var known: [[Int]: Int] = [:]
        for tie in whole.ties {
            let members = tie.members.map { numbers[$0] }.filter { $0 >= 0 }
            guard members.count > 1 else { continue }
            if let place = known[members] {
                ties[place].agreements += tie.agreements
                ties[place].form = max(ties[place].form, tie.form)
            } else {
                known[members] = ties.count
                ties.append(Tie(members: members, agreements: tie.agreements, form: tie.form))
            }
        }
        self.ties = ties
        var tiesOf = [[Int]](repeating: [], count: kept.count)
        for (number, tie) in ties.enumerated() { for member in tie.members { tiesOf[member].append(number) } }
        self.tiesOf = tiesOf
    }

    /// How many agreements the ties stand for.
    public var agreementCount: Int { ties.reduce(0) { $0 + $1.agreements.count } }

    /// The partners of an institution with the agreements it has with each, ascending.
    public func partners(of institution: Int) -> [(institution: Int, agreements: Int, form: CooperationForm)] {
        var found: [Int: (agreements: Int, form: CooperationForm)] = [:]
        for tie in tiesOf[institution] {
            for member in ties[tie].members where member != institution {
                let before = found[member]
                found[member] = ((before?.agreements ?? 0) + ties[tie].agreements.count, max(before?.form ?? .network, ties[tie].form))
            }
        }
        return found.map { ($0.key, $0.value.agreements, $0.value.form) }.sorted { $0.institution < $1.institution }
    }
}

/// Chooses agreements for a network.
private struct NetworkSelection {
    struct Bound {
        let agreement: Int
        /// Places in the registry, ascending.
        let members: [Int]
    }

    let registry: AgreementRegistry
    let filter: NetworkFilter
    private(set) var chosen: [Bound] = []
    /// 0 not looked at, 1 admitted, 2 refused.
    private var verdicts: [UInt8]

    init(registry: AgreementRegistry, filter: NetworkFilter) {
        self.registry = registry
        self.filter = filter
        verdicts = [UInt8](repeating: 0, count: registry.agreements.count)
    }

    private func isOfType(_ place: Int) -> Bool { filter.types.isEmpty || filter.types.contains(registry.institutions[place].type) }

    private mutating func admits(_ agreement: Int) -> Bool {
        if verdicts[agreement] == 0 { verdicts[agreement] = filter.admits(registry.agreements[agreement]) ? 1 : 2 }
        return verdicts[agreement] == 1
    }

    /// Whether it binds an institution of the unit.
    private func isInUnit(_ agreement: Int) -> Bool {
        guard let unit = filter.unit, unit.level != .kraj else { return true }
        return registry.members[agreement].contains { isOfType($0.institution) && registry.institutions[$0.institution].gmina?.isWithin(unit) ?? false }
    }

    /// The agreements that may count, ascending.
    private var candidates: [Int] {
        guard let unit = filter.unit, unit.level != .kraj else { return Array(registry.agreements.indices) }
        var seen = Set<Int>()
        for place in registry.institutions(seatedIn: unit) where isOfType(place) { seen.formUnion(registry.agreementsOfInstitution[place]) }
        return seen.sorted()
    }

    mutating func select() -> (depth: Int, isCut: Bool)? {
        if let focus = filter.focus { return selectAround(focus) }
        for agreement in candidates where admits(agreement) { choose(agreement) { _ in true } }
        return nil
    }

    private mutating func choose(_ agreement: Int, _ isIn: (Int) -> Bool) {
        let members = registry.members[agreement].map(\.institution).filter { isOfType($0) && isIn($0) }
        if members.count > 1 { chosen.append(Bound(agreement: agreement, members: members.sorted())) }
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
                    for member in registry.members[agreement] where isOfType(member.institution) && !included.contains(member.institution) {
                        next.insert(member.institution)
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

    /// Counted in the whole of the filter's unit, or at the focus.
    func undatedCount() -> Int {
        let focused = filter.focus.map { focus in registry.place(of: focus.institution).map { registry.agreementsOfInstitution[$0] } ?? [] }
        return (focused ?? candidates).count {
            let agreement = registry.agreements[$0]
            guard agreement.firstPeriod == nil, agreement.lastPeriod == nil else { return false }
            if let form = filter.minimumForm, agreement.form < form { return false }
            return filter.programmes.isEmpty || agreement.programmes.contains(where: filter.programmes.contains)
        }
    }
}
