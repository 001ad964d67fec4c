// SPDX-License-Identifier: Apache-2.0

import Atlas

/// A network that is too large to draw, seen from farther: units instead of the institutions in them.
public struct UnitNetwork: Sendable {
    public struct Node: Sendable, Hashable {
        public let code: TERYTCode
        /// Institutions of the network with their seat in it.
        public internal(set) var institutions = 0
        /// Agreements that bind one of them.
        public internal(set) var agreements = 0
        /// Those of the agreements that bind institutions of other units too.
        public internal(set) var outward = 0
        /// Units that agreements join it with.
        public internal(set) var partners = 0
    }

    public struct Line: Sendable, Hashable {
        /// Places in `nodes`, the smaller first.
        public let from: Int
        public let to: Int
        /// Agreements that bind institutions of both.
        public internal(set) var agreements: Int
    }

    /// By code.
    public let nodes: [Node]
    /// The weightiest first.
    public let lines: [Line]
    /// Institutions of the network whose seat is not known.
    public let unplaced: Int

    /// An agreement of more units is drawn from the one with most of its institutions to each other one.
    static let largestClique = 6

    /// - Parameters:
    ///   - level: of the units inside `unit`, and of all when it is nil.
    ///   - unit: what lies outside it is seen as whole województwa.
    public init(_ network: CooperationNetwork, in registry: AgreementRegistry, level: UnitLevel, within unit: TERYTCode? = nil) {
        var places: [TERYTCode: Int] = [:]
        var codes: [TERYTCode] = []
        var unplaced = 0
        func node(of seat: TERYTCode) -> Int? {
            guard let code = seat.ancestor(at: unit.map { seat.isWithin($0) } ?? true ? level : .wojewodztwo) else { return nil }
            if let known = places[code] { return known }
            places[code] = codes.count
            codes.append(code)
            return codes.count - 1
        }
        // All seats in a powiat are one node, unless gminas are shown.
        let isByPowiat = level != .gmina && unit?.level != .gmina
        var nodeOfPowiat = [Int?](repeating: nil, count: registry.powiats.count)
        let unitOf: [Int?] = network.institutions.map { place in
            guard let powiat = registry.powiatNumber(of: place) else {
                unplaced += 1
                return nil
            }
            guard isByPowiat else { return registry.institutions[place].gmina.flatMap(node) }
            if nodeOfPowiat[powiat] == nil { nodeOfPowiat[powiat] = node(of: registry.powiats[powiat]) }
            return nodeOfPowiat[powiat]
        }
        self.unplaced = unplaced
        var nodes = codes.map { Node(code: $0) }
        for case let node? in unitOf { nodes[node].institutions += 1 }
        struct Pair: Hashable {
            let from: Int
            let to: Int
        }
        var weights: [Pair: Int] = [:]
        for tie in network.ties {
            var counts: [Int: Int] = [:]
            for member in tie.members { if let node = unitOf[member] { counts[node, default: 0] += 1 } }
            for node in counts.keys {
                nodes[node].agreements += tie.agreements.count
                if counts.count > 1 { nodes[node].outward += tie.agreements.count }
            }
            guard counts.count > 1 else { continue }
            let units = counts.keys.sorted { codes[$0] < codes[$1] }
            func add(_ a: Int, _ b: Int) { weights[Pair(from: min(a, b), to: max(a, b)), default: 0] += tie.agreements.count }
            if units.count <= Self.largestClique {
                for (place, node) in units.enumerated() { for other in units[(place + 1)...] { add(node, other) } }
            } else if let middle = units.max(by: { counts[$0, default: 0] < counts[$1, default: 0] }) {
                for node in units where node != middle { add(middle, node) }
            }
        }
        for pair in weights.keys {
            nodes[pair.from].partners += 1
            nodes[pair.to].partners += 1
        }
        let order = nodes.indices.sorted { nodes[$0].code < nodes[$1].code }
        var ranks = [Int](repeating: 0, count: order.count)
        for (rank, node) in order.enumerated() { ranks[node] = rank }
        self.nodes = order.map { nodes[$0] }
        lines = weights.map { pair, agreements in
            Line(from: min(ranks[pair.from], ranks[pair.to]), to: max(ranks[pair.from], ranks[pair.to]), agreements: agreements)
        }.sorted { a, b in
            if a.agreements != b.agreements { return a.agreements > b.agreements }
            return a.from != b.from ? a.from < b.from : a.to < b.to
        }
    }

    /// Room between units on the drawing.
    public static func parted(_ points: [PlanePoint], least: Double) -> [PlanePoint] { StressLayout.parted(points, least: least) }
}
