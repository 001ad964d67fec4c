// SPDX-License-Identifier: Apache-2.0

import Atlas

/// An institution that could join two groups of a network that no agreement joins, and why it.
public struct GroupConnection: Sendable, Hashable {
    /// Where the institution stands now.
    public enum Standing: Sendable, Hashable {
        case inFirst, inSecond
        /// It has no agreement in the network.
        case outside
    }

    public enum Reason: Sendable, Hashable {
        /// Its area reaches to the other side's seat, in this unit.
        case serves(TERYTCode)
        /// The other side's area reaches to its seat, in this unit.
        case isServed(TERYTCode)
        /// Both have their seat in this powiat.
        case samePowiat(TERYTCode)
        /// The powiats of the two touch: its own, the other's.
        case neighbours(TERYTCode, TERYTCode)
        /// Terms of the taxonomy that services of both are for.
        case targets([String])
        /// Terms of the taxonomy that both offer.
        case services([String])
        /// It works with institutions of the other side's type already.
        case knowsType(InstitutionType)
        /// It holds its own group together already.
        case connects
    }

    /// One agreement that would do, or one of the two that an outsider would need.
    public struct Side: Sendable, Hashable {
        /// The place of the other party in the registry.
        public let partner: Int
        public let reasons: [Reason]
    }

    /// The place in the registry.
    public let institution: Int
    public let standing: Standing
    /// One side for a member of a group; for an outsider the side in the first group, then that in the second.
    public let sides: [Side]
    /// For the order only.
    public let score: Double
}

/// Looks for institutions that could join two groups.
public struct GroupConnector: Sendable {
    private let registry: AgreementRegistry
    private let network: CooperationNetwork
    private let analysis: NetworkAnalysis
    /// By the stem of a powiat the stems of those that touch it.
    private let neighbours: [String: Set<String>]

    /// How many institutions of a side are compared: those with most partners, near ones first.
    static let compared = 60

    public init(registry: AgreementRegistry, network: CooperationNetwork, analysis: NetworkAnalysis, neighbours: [String: Set<String>]) {
        self.registry = registry
        self.network = network
        self.analysis = analysis
        self.neighbours = neighbours
    }

    /// The best candidates, the best first.
    /// - Parameters:
    ///   - first: a group of the analysis.
    ///   - second: another one.
    public func connections(_ first: Int, _ second: Int, limit: Int = 8) -> [GroupConnection] {
        guard first != second, analysis.groups.indices.contains(first), analysis.groups.indices.contains(second) else { return [] }
        let sides = [side(first, near: second), side(second, near: first)]
        var terms = TermNumbers()
        let touching = TouchingPowiats(registry.powiats, neighbours)
        let profiles = sides.map { $0.map { profile($0, &terms, touching) } }
        var found: [GroupConnection] = []
        for (own, other) in [(0, 1), (1, 0)] {
            for candidate in profiles[own] {
                guard let best = best(for: candidate, among: profiles[other], terms) else { continue }
                var (score, reasons) = (best.score, best.side.reasons)
                if candidate.connects {
                    score += 0.5
                    reasons.append(.connects)
                }
                found.append(
                    GroupConnection(
                        institution: candidate.place, standing: own == 0 ? .inFirst : .inSecond,
                        sides: [GroupConnection.Side(partner: best.side.partner, reasons: reasons)], score: score))
            }
        }
        for place in outsiders(near: sides.joined()) {
            let candidate = profile(place, &terms, touching)
            guard let one = best(for: candidate, among: profiles[0], terms), let two = best(for: candidate, among: profiles[1], terms) else { continue }
            // Two agreements instead of one.
            found.append(
                GroupConnection(
                    institution: place, standing: .outside, sides: [one.side, two.side], score: 0.75 * min(one.score, two.score)))
        }
        let order = found.sorted { a, b in a.score != b.score ? a.score > b.score : a.institution < b.institution }
        return Self.varied(order, limit: limit)
    }

    /// The best of the order, but no other party more than twice: ten proposals to one office are one proposal.
    private static func varied(_ order: [GroupConnection], limit: Int) -> [GroupConnection] {
        var uses: [Int: Int] = [:]
        var chosen: [GroupConnection] = []
        var pairs = Set<[Int]>()
        for connection in order where chosen.count < limit {
            // The same agreement seen from its other side says nothing new.
            if connection.sides.count == 1, !pairs.insert([connection.institution, connection.sides[0].partner].sorted()).inserted { continue }
            guard connection.sides.allSatisfy({ uses[$0.partner, default: 0] < 2 }) else { continue }
            for side in connection.sides { uses[side.partner, default: 0] += 1 }
            chosen.append(connection)
        }
        return chosen
    }

    /// Members of a group as places in the registry: those near the other group first, then those with most partners.
    private func side(_ group: Int, near other: Int) -> [Int] {
        var isReached = [Bool](repeating: false, count: registry.powiats.count)
        for member in analysis.groups[other].prefix(5_000) {
            if let powiat = registry.powiatNumber(of: network.institutions[member]) { isReached[powiat] = true }
        }
        var close = Set<String>()
        for powiat in isReached.indices where isReached[powiat] {
            let stem = registry.powiats[powiat].stem
            close.insert(stem)
            close.formUnion(neighbours[stem] ?? [])
        }
        let isClose = registry.powiats.map { close.contains($0.stem) }
        let members = analysis.groups[group].map { member in
            (
                member: member, isClose: registry.powiatNumber(of: network.institutions[member]).map { isClose[$0] } ?? false,
                partners: analysis.partnerCounts[member]
            )
        }
        return members.sorted { a, b in
            if a.isClose != b.isClose { return a.isClose }
            return a.partners != b.partners ? a.partners > b.partners : a.member < b.member
        }.prefix(Self.compared).map { network.institutions[$0.member] }
    }

    /// Institutions without a tie in the powiats of the groups.
    private func outsiders(near places: some Sequence<Int>) -> [Int] {
        var found: [Int] = []
        for powiat in Set(places.compactMap { registry.powiatNumber(of: $0) }).sorted().prefix(12) {
            for place in registry.institutions(seatedIn: registry.powiats[powiat]) where network.institutions.firstPlace(of: place) == nil {
                let type = registry.type(of: place)
                if network.filter.types.isEmpty || network.filter.types.contains(type) { found.append(place) }
                if found.count >= 2 * Self.compared { return found }
            }
        }
        return found
    }

    // MARK: Pairs

    /// An object, as it is handed around for every pair.
    private final class Profile {
        let place: Int
        let gmina: TERYTCode?
        /// The number among the registry's powiats.
        let powiat: Int?
        /// The numbers of the powiats around it.
        let around: [Int]
        let area: [TERYTCode]
        let type: InstitutionType
        let targets: TermSet
        let services: TermSet
        let partnerTypes: Set<InstitutionType>
        let connects: Bool

        init(
            place: Int, entry: DirectoryEntry, powiat: Int?, around: [Int], targets: TermSet, services: TermSet, partnerTypes: Set<InstitutionType>,
            connects: Bool
        ) {
            self.place = place
            gmina = entry.gmina
            self.powiat = powiat
            self.around = around
            area = entry.area
            type = entry.type
            self.targets = targets
            self.services = services
            self.partnerTypes = partnerTypes
            self.connects = connects
        }
    }

    private func profile(_ place: Int, _ terms: inout TermNumbers, _ touching: TouchingPowiats) -> Profile {
        let entry = registry.institutions[place]
        var (targets, services) = (TermSet(), TermSet())
        for service in entry.services {
            services.insert(terms.number(service.termID))
            for target in service.targetIDs { targets.insert(terms.number(target)) }
        }
        let member = network.institutions.firstPlace(of: place)
        let partners = member.map { network.tiesOf[$0].flatMap { network.ties[$0].members.prefix(50) } } ?? []
        let powiat = registry.powiatNumber(of: place)
        return Profile(
            place: place, entry: entry, powiat: powiat, around: powiat.map(touching.around) ?? [], targets: targets, services: services,
            partnerTypes: Set(partners.filter { $0 != member }.map { registry.type(of: network.institutions[$0]) }),
            connects: member.map { !analysis.partsWithout[$0].isEmpty } ?? false)
    }

    private func best(for candidate: Profile, among others: [Profile], _ terms: TermNumbers) -> (side: GroupConnection.Side, score: Double)? {
        var best: (profile: Profile, score: Double)?
        for other in others where other.place != candidate.place {
            let score = compare(candidate, other, isTold: false, terms).score
            if score > best?.score ?? 1.4 { best = (other, score) }
        }
        guard let best else { return nil }
        return (GroupConnection.Side(partner: best.profile.place, reasons: compare(candidate, best.profile, isTold: true, terms).reasons), best.score)
    }

    /// How well two institutions would go together.
    /// - Parameter isTold: whether reasons are wanted.
    private func compare(_ one: Profile, _ other: Profile, isTold: Bool, _ terms: TermNumbers) -> (score: Double, reasons: [GroupConnection.Reason]) {
        var score = 0.0
        var reasons: [GroupConnection.Reason] = []
        func add(_ value: Double, _ reason: @autoclosure () -> GroupConnection.Reason) {
            score += value
            if isTold { reasons.append(reason()) }
        }
        if let seat = other.gmina, let reached = one.area.first(where: { seat.isWithin($0) }) {
            // The smaller the area, the more it says.
            add(reached.level == .kraj ? 0.5 : reached.level == .wojewodztwo ? 1.5 : 3, .serves(reached))
        }
        if let seat = one.gmina, let reached = other.area.first(where: { seat.isWithin($0) }) {
            add(reached.level == .kraj ? 0.5 : reached.level == .wojewodztwo ? 1.5 : 3, .isServed(reached))
        }
        if let own = one.powiat, let theirs = other.powiat {
            if own == theirs {
                add(2.5, .samePowiat(registry.powiats[own]))
            } else if one.around.contains(theirs) {
                add(1.5, .neighbours(registry.powiats[own], registry.powiats[theirs]))
            }
        }
        // What both do far from each other joins nobody, and two offices of one type share all that the law assigns to the type.
        guard score > 0 else { return (0, []) }
        let isOtherType = one.type != other.type
        let targets = isOtherType ? one.targets.sharedCount(with: other.targets) : 0
        if targets > 0 { add(min(3, Double(targets)) * 0.5, .targets(terms.texts(one.targets.intersection(other.targets)))) }
        let services = isOtherType ? one.services.sharedCount(with: other.services) : 0
        if services > 0 { add(min(3, Double(services)) * 0.3, .services(terms.texts(one.services.intersection(other.services)))) }
        if one.partnerTypes.contains(other.type) { add(1, .knowsType(other.type)) }
        return (score, reasons)
    }
}

/// Which powiats touch, by their numbers in the registry.
private struct TouchingPowiats {
    private let stems: [String]
    private let neighbours: [String: Set<String>]
    private let numbers: [String: Int]

    init(_ powiats: [TERYTCode], _ neighbours: [String: Set<String>]) {
        stems = powiats.map(\.stem)
        self.neighbours = neighbours
        numbers = Dictionary(stems.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    func around(_ powiat: Int) -> [Int] { (neighbours[stems[powiat]] ?? []).compactMap { numbers[$0] } }
}

/// Terms of the taxonomy by number, in the order in which they were met.
private struct TermNumbers {
    private var numbers: [String: Int] = [:]
    private var names: [String] = []

    mutating func number(_ text: String) -> Int {
        if let known = numbers[text] { return known }
        numbers[text] = names.count
        names.append(text)
        return names.count - 1
    }

    func texts(_ set: TermSet) -> [String] { names.indices.filter(set.contains).map { names[$0] } }
}

/// A set of small numbers, quick to intersect.
private struct TermSet {
    private var words: [UInt64] = []

    mutating func insert(_ number: Int) {
        while words.count <= number / 64 { words.append(0) }
        words[number / 64] |= 1 << UInt64(number % 64)
    }

    func contains(_ number: Int) -> Bool { number / 64 < words.count && words[number / 64] & (1 << UInt64(number % 64)) != 0 }

    func intersection(_ other: TermSet) -> TermSet {
        var shared = TermSet()
        shared.words = zip(words, other.words).map { $0 & $1 }
        return shared
    }

    /// How many numbers both hold: most pairs are only counted, so the shared set is not made for it.
    func sharedCount(with other: TermSet) -> Int {
        var count = 0
        for place in 0..<min(words.count, other.words.count) { count += (words[place] & other.words[place]).nonzeroBitCount }
        return count
    }
}

extension [Int] {
    /// The place of a number in an ascending list.
    func firstPlace(of number: Int) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == number ? low : nil
    }
}
