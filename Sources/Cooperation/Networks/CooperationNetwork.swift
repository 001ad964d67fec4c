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
    public static let focusLimit = 250

    public init(_ registry: AgreementRegistry, filter: NetworkFilter) {
        self.filter = filter
        var selection = NetworkSelection(registry: registry, filter: filter)
        let reached = selection.select()
        reachedDepth = reached?.depth
        isCut = reached?.isCut ?? false
        undatedCount = selection.undatedCount()
        var numbers = [Int32](repeating: -1, count: registry.institutions.count)
        for place in selection.members { numbers[Int(place)] = 0 }
        var institutions: [Int] = []
        for place in numbers.indices where numbers[place] == 0 {
            numbers[place] = Int32(institutions.count)
            institutions.append(place)
        }
        self.institutions = institutions
        focus = filter.focus.flatMap { registry.place(of: $0.institution) }.flatMap { numbers[$0] < 0 ? nil : Int(numbers[$0]) }
        var ties = TieList(capacity: selection.agreements.count)
        for (chosen, agreement) in selection.agreements.enumerated() {
            ties.add(selection.members(chosen).map { Int(numbers[Int($0)]) }, [agreement], registry.bonds.forms[agreement])
        }
        self.ties = ties.ties
        tiesOf = Self.tiesOf(institutions.count, ties.ties)
    }

    private static func tiesOf(_ count: Int, _ ties: [Tie]) -> [[Int]] {
        var tiesOf = [[Int]](repeating: [], count: count)
        for (number, tie) in ties.enumerated() { for member in tie.members { tiesOf[member].append(number) } }
        return tiesOf
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
        var ties = TieList(capacity: kept.count)
        for tie in whole.ties {
            let members = tie.members.map { numbers[$0] }.filter { $0 >= 0 }
            if members.count > 1 { ties.add(members, tie.agreements, tie.form) }
        }
        self.ties = ties.ties
        tiesOf = Self.tiesOf(kept.count, ties.ties)
    }

    /// How many agreements the ties stand for.
    public var agreementCount: Int { ties.reduce(0) { $0 + $1.agreements.count } }

    /// Institutions of one type that have no tie.
    public struct Untied: Sendable, Hashable {
        public let type: InstitutionType
        public let count: Int
        /// Places in the registry of the first of them, ascending.
        public let sample: [Int]
    }

    /// The institutions of the filter's unit and types without a tie, by type in the order of all types.
    /// - Parameters:
    ///   - registry: that of which the network was made.
    ///   - size: how many of a type the sample holds at most.
    public func untied(in registry: AgreementRegistry, sample size: Int) -> [Untied] {
        let bonds = registry.bonds
        var isTied = [Bool](repeating: false, count: registry.institutions.count)
        for place in institutions { isTied[place] = true }
        let types = InstitutionType.allCases
        let isWanted = types.map { filter.types.isEmpty || filter.types.contains($0) }
        var counts = [Int](repeating: 0, count: types.count)
        var samples = [[Int]](repeating: [], count: types.count)
        for place in registry.institutions(seatedIn: filter.unit ?? .country) where !isTied[place] {
            let type = Int(bonds.typeNumbers[place])
            guard isWanted[type] else { continue }
            if counts[type] < size { samples[type].append(place) }
            counts[type] += 1
        }
        return types.indices.filter { counts[$0] > 0 }.map { Untied(type: types[$0], count: counts[$0], sample: samples[$0]) }
    }

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

/// Ties while they are gathered: one for each set of institutions.
private struct TieList {
    private(set) var ties: [CooperationNetwork.Tie] = []
    /// By key the latest tie with it, and by tie the one before with the same key.
    private var latest: [Int: Int] = [:]
    private var earlier: [Int] = []

    init(capacity: Int) {
        ties.reserveCapacity(capacity)
        latest.reserveCapacity(capacity)
    }

    /// - Parameter members: ascending.
    mutating func add(_ members: [Int], _ agreements: [Int], _ form: CooperationForm) {
        let key = Self.key(members)
        var place = latest[key] ?? -1
        while place >= 0 {
            if ties[place].members == members {
                ties[place].agreements += agreements
                ties[place].form = max(ties[place].form, form)
                return
            }
            place = earlier[place]
        }
        earlier.append(latest[key] ?? -1)
        latest[key] = ties.count
        ties.append(CooperationNetwork.Tie(members: members, agreements: agreements, form: form))
    }

    /// Both ends and the length tell nearly all sets apart.
    private static func key(_ members: [Int]) -> Int { ((members.first ?? 0) << 32) ^ ((members.last ?? 0) << 10) ^ members.count }
}
