// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Where each agreement works and whom it joins, for maps of many agreements: prepared as numbers, so that a map of any of them is
/// counted and not worked out again.
public final class AgreementFootprints: Sendable {
    /// Two institutions that agreements join.
    public struct Link: Sendable, Hashable {
        /// The place in the registry's `institutions` of the one that leads in the first agreement of both, and of the other.
        public let from: Int
        public let to: Int
        /// How many of the agreements asked about join them, and the places of the first of these, in the order asked about.
        public let count: Int
        public let agreements: [Int]
    }

    /// How many agreements work in units.
    public struct AreaCounts: Sendable, Hashable {
        /// By the stem of a unit, how many agreements name it; of units within one another the same agreement names only the outer one.
        public let named: [String: Int]
        /// By the stem of a powiat, how many agreements name gminas in it instead of the whole.
        public let inPart: [String: Int]
    }

    /// Units that agreements name, and by agreement the places there of its own.
    private let units: [String]
    private let namedUnits: PackedLists
    private let powiats: [String]
    private let powiatsInPart: PackedLists
    /// Pairs of institutions, and by agreement the places there of its own.
    private let pairs: [(from: Int32, to: Int32)]
    private let joinedPairs: PackedLists

    /// Of an agreement that binds more institutions, only those that are named themselves are joined.
    private static let mostMembers = 40
    /// Without a lead so many work all with all; of more the first stands for the centre.
    private static let largestCircle = 5

    public init(_ registry: AgreementRegistry) {
        let outer = registry.agreements.map { Self.outer($0.area) }
        (units, namedUnits) = Self.numbered(outer.map { $0.map(\.stem) })
        (powiats, powiatsInPart) = Self.numbered(
            outer.map { codes in Set(codes.lazy.filter { $0.level == .gmina }.compactMap { $0.ancestor(at: .powiat)?.stem }).sorted() })

        let joined = registry.agreements.indices.map { Self.pairs(of: $0, registry) }
        // In the order of both institutions; whoever leads in the first agreement stays in front.
        var directions: [Int: (from: Int32, to: Int32)] = [:]
        let institutions = registry.institutions.count
        func key(_ pair: (from: Int32, to: Int32)) -> Int { Int(min(pair.from, pair.to)) * institutions + Int(max(pair.from, pair.to)) }
        for pair in joined.joined() where directions[key(pair)] == nil { directions[key(pair)] = pair }
        let keys = directions.keys.sorted()
        let numbers = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($0.element, Int32($0.offset)) })
        pairs = keys.compactMap { directions[$0] }
        joinedPairs = PackedLists(joined.map { $0.compactMap { numbers[key($0)] } })
    }

    /// The units of an area that lie in no other of them, each once.
    private static func outer(_ area: [TERYTCode]) -> [TERYTCode] {
        // Most have one.
        guard area.count > 1 else { return area }
        let units = Set(area)
        return units.filter { code in !units.contains { $0 != code && code.isWithin($0) } }.sorted()
    }

    private static func pairs(of agreement: Int, _ registry: AgreementRegistry) -> [(from: Int32, to: Int32)] {
        let parties = registry.agreements[agreement].parties
        var members = registry.members[agreement]
        if members.count > mostMembers { members = members.filter { parties[$0.party].institution != nil } }
        let leads = members.filter { parties[$0.party].role == .lead }
        let centres = leads.isEmpty ? (members.count <= largestCircle ? members : Array(members.prefix(1))) : leads
        var pairs: [(from: Int32, to: Int32)] = []
        for (number, centre) in centres.enumerated() {
            // Two centres are one pair.
            for other in members where other != centre && !centres[..<number].contains(other) {
                pairs.append((Int32(centre.institution), Int32(other.institution)))
            }
        }
        return pairs
    }

    private static func numbered(_ lists: [[String]]) -> (names: [String], lists: PackedLists) {
        let names = Set(lists.joined()).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, Int32($0.offset)) })
        return (names, PackedLists(lists.map { $0.compactMap { numbers[$0] } }))
    }

    /// - Parameter agreements: places in the registry.
    public func areas(of agreements: [Int]) -> AreaCounts {
        func counts(_ names: [String], _ lists: PackedLists) -> [String: Int] {
            let counts = lists.counts(of: agreements, among: names.count)
            return Dictionary(uniqueKeysWithValues: names.indices.lazy.filter { counts[$0] > 0 }.map { (names[$0], Int(counts[$0])) })
        }
        return AreaCounts(named: counts(units, namedUnits), inPart: counts(powiats, powiatsInPart))
    }

    /// The links with the most agreements, the strongest first.
    /// - Parameters:
    ///   - agreements: places in the registry.
    ///   - limit: how many links.
    ///   - listed: how many agreements of each link are named.
    /// - Returns: the links, and whether there are more.
    public func links(of agreements: [Int], limit: Int, listed: Int) -> (links: [Link], isTruncated: Bool) {
        let counts = joinedPairs.counts(of: agreements, among: pairs.count)
        let (chosen, isTruncated) = Self.mostCounted(counts, limit: limit)
        var ranks = [Int32](repeating: -1, count: pairs.count)
        for (rank, pair) in chosen.enumerated() { ranks[pair] = Int32(rank) }
        var named = [[Int]](repeating: [], count: chosen.count)
        for agreement in agreements {
            for pair in joinedPairs[agreement] {
                let rank = Int(ranks[Int(pair)])
                if rank >= 0, named[rank].count < listed { named[rank].append(agreement) }
            }
        }
        let links = zip(chosen, named).map { pair, named in
            Link(from: Int(pairs[pair].from), to: Int(pairs[pair].to), count: Int(counts[pair]), agreements: named)
        }
        return (links, isTruncated)
    }

    /// The places of the highest counts, the highest first, equal ones by place; zeros never. Only as many are sorted as are wanted
    /// and as have the count of the last of these.
    static func mostCounted(_ counts: [Int32], limit: Int) -> (places: [Int], isTruncated: Bool) {
        var frequencies = [Int](repeating: 0, count: Int(counts.max() ?? 0) + 1)
        for count in counts { frequencies[Int(count)] += 1 }
        let present = counts.count - frequencies[0]
        var (least, reached) = (frequencies.count, 0)
        while reached < limit, least > 1 {
            least -= 1
            reached += frequencies[least]
        }
        let order = counts.indices.filter { Int(counts[$0]) >= least && counts[$0] > 0 }.sorted { counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1 }
        return (Array(order.prefix(limit)), present > limit)
    }
}

extension AgreementRegistry {
    /// The institutions that most of some agreements bind, the busiest first.
    /// - Parameters:
    ///   - agreements: places.
    ///   - limit: how many institutions.
    /// - Returns: places with the number of agreements, and whether there are more.
    public func busiestInstitutions(of agreements: [Int], limit: Int) -> (institutions: [(institution: Int, count: Int)], isTruncated: Bool) {
        var counts = [Int32](repeating: 0, count: institutions.count)
        for agreement in agreements { for place in bonds.institutions(of: agreement) { counts[Int(place)] += 1 } }
        let (chosen, isTruncated) = AgreementFootprints.mostCounted(counts, limit: limit)
        return (chosen.map { ($0, Int(counts[$0])) }, isTruncated)
    }
}
