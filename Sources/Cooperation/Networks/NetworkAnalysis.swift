// SPDX-License-Identifier: Apache-2.0

/// What can be measured in a network. All lists are in the order of the network's institutions.
public struct NetworkAnalysis: Sendable {
    /// Different partners (the degree).
    public let partnerCounts: [Int]
    /// Agreements.
    public let agreementCounts: [Int]
    /// Partners, each counted once for every agreement with it (the weighted degree).
    public let weightedDegrees: [Int]
    /// The group in `groups`.
    public let groupOf: [Int]
    /// Institutions that are joined by any number of ties (connected components), the largest first, equal ones by their first
    /// institution.
    public let groups: [[Int]]
    /// For institutions without which their group would fall apart (articulation points): the sizes of the parts, the largest first;
    /// empty for all others.
    public let partsWithout: [[Int]]
    /// For ties without which a group would fall apart: the sizes of the parts, the largest first; empty for all others. A tie of
    /// two that splits is a bridge.
    public let partsWithoutTie: [[Int]]
    /// On which share of the shortest ways between two others an institution lies, 0…1 (betweenness; Freeman 1977). Ways lead from
    /// tie to tie, and ties side by side are ways of their own.
    public let betweenness: [Double]
    /// Nil when betweenness is exact; else from how many institutions ways were counted.
    public let betweennessSample: Int?
    /// The share of possible pairs that are partners, 0…1; nil with fewer than two institutions.
    public let density: Double?

    /// - Parameter work: how many steps may be spent on betweenness, less than ten milliseconds by default; above it only ways from some
    ///   institutions are counted.
    public init(_ network: CooperationNetwork, betweennessWork work: Int = 600_000) {
        let count = network.institutions.count
        partnerCounts = Self.partnerCounts(network)
        agreementCounts = network.tiesOf.map { $0.reduce(0) { $0 + network.ties[$1].agreements.count } }
        weightedDegrees = network.tiesOf.map { $0.reduce(0) { $0 + network.ties[$1].agreements.count * (network.ties[$1].members.count - 1) } }
        let graph = IncidenceGraph(network)
        let (groups, groupOf) = graph.groups()
        self.groups = groups
        self.groupOf = groupOf
        let cuts = graph.cuts(groupSizes: groupOf.map { groups[$0].count })
        partsWithout = Array(cuts[..<count])
        partsWithoutTie = Array(cuts[count...])
        (betweenness, betweennessSample) = graph.betweenness(groupOf: groupOf, work: work)
        density = count < 2 ? nil : Double(partnerCounts.reduce(0, +)) / (Double(count) * Double(count - 1))
    }

    /// Institutions without which their group falls apart, the weightiest first: by how many lose touch with the largest part.
    public var connectors: [Int] {
        partsWithout.indices.filter { !partsWithout[$0].isEmpty }.sorted {
            let (a, b) = (partsWithout[$0].dropFirst().reduce(0, +), partsWithout[$1].dropFirst().reduce(0, +))
            return a != b ? a > b : $0 < $1
        }
    }

    /// Ties without which a group falls apart, the weightiest first.
    public var bridges: [Int] {
        partsWithoutTie.indices.filter { !partsWithoutTie[$0].isEmpty }.sorted {
            let (a, b) = (partsWithoutTie[$0].dropFirst().reduce(0, +), partsWithoutTie[$1].dropFirst().reduce(0, +))
            return a != b ? a > b : $0 < $1
        }
    }

    private static func partnerCounts(_ network: CooperationNetwork) -> [Int] {
        var marks = [Int32](repeating: -1, count: network.institutions.count)
        return network.tiesOf.enumerated().map { institution, ties in
            // The usual case, and the one in which the tie may be large.
            if ties.count == 1, let only = ties.first { return network.ties[only].members.count - 1 }
            var found = 0
            marks[institution] = Int32(institution)
            for tie in ties {
                for member in network.ties[tie].members where marks[member] != Int32(institution) {
                    marks[member] = Int32(institution)
                    found += 1
                }
            }
            return found
        }
    }
}
