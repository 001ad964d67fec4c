// SPDX-License-Identifier: Apache-2.0

extension IncidenceGraph {
    /// Betweenness of institutions among institutions (Brandes 2001), as a share of the ways between all pairs of others. Ties are
    /// passed through and neither begin nor end a way.
    ///
    /// Most institutions have one tie. No way leads through them, and ways from and to those of one tie are the same: they are
    /// counted there together, and only institutions with more ties are vertices.
    /// - Parameters:
    ///   - groupOf: the connected component of each institution.
    ///   - work: steps along edges that may be spent; from how many institutions ways are counted follows from it. They are taken at
    ///     equal distances, so that the same network gives the same figures (Brandes and Pich 2007 compare ways to choose).
    func betweenness(groupOf: [Int], work: Int) -> (shares: [Double], sample: Int?) {
        let count = institutionCount
        guard count > 2 else { return ([Double](repeating: 0, count: count), nil) }
        let core = CoreGraph(self)
        let steps = core.steps(groupOf: groupOf)
        let wanted = max(16, steps <= work ? count : Int(Double(count) * Double(work) / Double(steps)))
        var begins = [Int](repeating: 0, count: core.vertexCount)
        if wanted >= count {
            for institution in 0..<count { begins[core.vertexOf[institution]] += 1 }
        } else {
            for number in 0..<wanted { begins[core.vertexOf[number * count / wanted]] += 1 }
        }
        let totals = core.dependencies(begins: begins)
        // Each source stands for count / sources institutions; of a pair both ends are sources.
        let sources = min(wanted, count)
        let scale = Double(count) / Double(sources) / (Double(count - 1) * Double(count - 2))
        let shares = (0..<count).map { degree(of: $0) > 1 ? totals[core.vertexOf[$0]] * scale : 0 }
        return (shares, sources == count ? nil : sources)
    }
}

/// The institutions with two ties or more, and all ties; an institution with one tie is part of the tie.
private struct CoreGraph {
    let vertexCount: Int
    /// By institution: its own vertex, or that of its only tie.
    let vertexOf: [Int]
    /// By vertex: how many institutions it stands for.
    private let weights: [Double]
    private let isInstitution: [Bool]
    private let starts: [Int32]
    private let targets: [Int32]

    init(_ graph: IncidenceGraph) {
        var vertexOf = [Int](repeating: 0, count: graph.institutionCount)
        var members: [Int] = []
        for institution in vertexOf.indices where graph.degree(of: institution) > 1 {
            vertexOf[institution] = members.count
            members.append(institution)
        }
        let tieCount = graph.vertexCount - graph.institutionCount
        let shift = graph.institutionCount - members.count
        var weights = [Double](repeating: 1, count: members.count) + [Double](repeating: 0, count: tieCount)
        for institution in vertexOf.indices where graph.degree(of: institution) == 1 {
            guard let tie = graph.neighbours(of: institution).first else { continue }
            vertexOf[institution] = Int(tie) - shift
            weights[Int(tie) - shift] += 1
        }
        var starts: [Int32] = [0]
        var targets: [Int32] = []
        for institution in members {
            for tie in graph.neighbours(of: institution) { targets.append(tie - Int32(shift)) }
            starts.append(Int32(targets.count))
        }
        for tie in graph.institutionCount..<graph.vertexCount {
            for member in graph.neighbours(of: tie) where graph.degree(of: Int(member)) > 1 { targets.append(Int32(vertexOf[Int(member)])) }
            starts.append(Int32(targets.count))
        }
        vertexCount = members.count + tieCount
        isInstitution = [Bool](repeating: true, count: members.count) + [Bool](repeating: false, count: tieCount)
        self.vertexOf = vertexOf
        self.weights = weights
        self.starts = starts
        self.targets = targets
    }

    /// How many steps along edges it takes to count the ways from all institutions.
    func steps(groupOf: [Int]) -> Int {
        let groups = (groupOf.max() ?? -1) + 1
        var (edges, sources) = ([Int](repeating: 0, count: groups), [Int](repeating: 0, count: groups))
        var isSeen = [Bool](repeating: false, count: vertexCount)
        for (institution, group) in groupOf.enumerated() {
            let vertex = vertexOf[institution]
            guard !isSeen[vertex] else { continue }
            isSeen[vertex] = true
            sources[group] += 1
            // Each edge is walked from both ends, there and back.
            if isInstitution[vertex] { edges[group] += 4 * Int(starts[vertex + 1] - starts[vertex]) }
        }
        return zip(edges, sources).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// By vertex, how much of the ways from the sources lead through it.
    /// - Parameter begins: by vertex, how many ways begin there.
    func dependencies(begins: [Int]) -> [Double] {
        var totals = [Double](repeating: 0, count: vertexCount)
        // Side by side in memory, as each step along an edge looks at all three.
        var visits = [Visit](repeating: Visit(), count: vertexCount)
        var order: [Int32] = []
        order.reserveCapacity(vertexCount)
        for source in begins.indices where begins[source] > 0 {
            order.removeAll(keepingCapacity: true)
            order.append(Int32(source))
            visits[source] = Visit(distance: 0, ways: 1)
            var head = 0
            while head < order.count {
                let vertex = Int(order[head])
                head += 1
                let (next, ways) = (visits[vertex].distance + 1, visits[vertex].ways)
                for edge in Int(starts[vertex])..<Int(starts[vertex + 1]) {
                    let other = Int(targets[edge])
                    if visits[other].distance < 0 {
                        visits[other].distance = next
                        order.append(Int32(other))
                    }
                    if visits[other].distance == next { visits[other].ways += ways }
                }
            }
            let share = Double(begins[source])
            for place in order.reversed() {
                let vertex = Int(place)
                let visit = visits[vertex]
                let carried = (weights[vertex] + visit.dependency) / visit.ways
                let before = visit.distance - 1
                for edge in Int(starts[vertex])..<Int(starts[vertex + 1]) {
                    let other = Int(targets[edge])
                    if visits[other].distance == before { visits[other].dependency += visits[other].ways * carried }
                }
                if vertex != source { totals[vertex] += share * visit.dependency }
            }
            for place in order { visits[Int(place)] = Visit() }
        }
        return totals
    }

    /// What is known of a vertex while the ways from one source are counted.
    private struct Visit {
        /// Steps from the source; negative until it is reached.
        var distance: Int32 = -1
        /// Shortest ways that lead here from the source.
        var ways = 0.0
        /// How much of the ways to vertices behind it leads through it.
        var dependency = 0.0
    }
}
