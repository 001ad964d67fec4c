// SPDX-License-Identifier: Apache-2.0

/// Institutions and ties as the vertices of one graph: institutions first, then ties; an edge for each membership. Its size is the
/// number of memberships, however large an agreement is. Two institutions hang together in it exactly when they do through partners,
/// and an institution cuts it exactly when it cuts the network of partners.
struct IncidenceGraph {
    let institutionCount: Int
    private let starts: [Int]
    private let targets: [Int32]

    var vertexCount: Int { starts.count - 1 }

    /// Of an institution its ties, of a tie its institutions.
    func neighbours(of vertex: Int) -> ArraySlice<Int32> { targets[starts[vertex]..<starts[vertex + 1]] }

    func degree(of vertex: Int) -> Int { starts[vertex + 1] - starts[vertex] }

    init(_ network: CooperationNetwork) {
        institutionCount = network.institutions.count
        var starts = [0]
        var targets: [Int32] = []
        starts.reserveCapacity(institutionCount + network.ties.count + 1)
        for ties in network.tiesOf {
            for tie in ties { targets.append(Int32(institutionCount + tie)) }
            starts.append(targets.count)
        }
        for tie in network.ties {
            for member in tie.members { targets.append(Int32(member)) }
            starts.append(targets.count)
        }
        self.starts = starts
        self.targets = targets
    }

    /// The institutions of each connected component, and the component of each institution.
    func groups() -> (groups: [[Int]], groupOf: [Int]) {
        var group = [Int32](repeating: -1, count: vertexCount)
        var found: [[Int]] = []
        var queue: [Int] = []
        for start in 0..<institutionCount where group[start] < 0 {
            let number = Int32(found.count)
            var members: [Int] = []
            group[start] = number
            queue = [start]
            while let vertex = queue.popLast() {
                if vertex < institutionCount { members.append(vertex) }
                for edge in starts[vertex]..<starts[vertex + 1] {
                    let other = Int(targets[edge])
                    if group[other] < 0 {
                        group[other] = number
                        queue.append(other)
                    }
                }
            }
            found.append(members.sorted())
        }
        let order = found.indices.sorted { found[$0].count != found[$1].count ? found[$0].count > found[$1].count : found[$0][0] < found[$1][0] }
        var places = [Int](repeating: 0, count: found.count)
        for (place, number) in order.enumerated() { places[number] = place }
        return (order.map { found[$0] }, (0..<institutionCount).map { places[Int(group[$0])] })
    }

    /// For each vertex the numbers of institutions in the parts that its component falls into without it, the largest first; empty
    /// when the component stays whole. Depth-first search with low points (Tarjan 1972; Hopcroft and Tarjan 1973), without recursion.
    /// - Parameter groupSizes: by institution.
    func cuts(groupSizes: [Int]) -> [[Int]] {
        var parts = [[Int]](repeating: [], count: vertexCount)
        var discovery = [Int](repeating: 0, count: vertexCount)
        var low = [Int](repeating: 0, count: vertexCount)
        var below = [Int](repeating: 0, count: vertexCount)
        var parent = [Int](repeating: -1, count: vertexCount)
        var next = starts
        var time = 0
        var path: [Int] = []
        var visited: [Int] = []
        for root in 0..<institutionCount where discovery[root] == 0 {
            visited.removeAll(keepingCapacity: true)
            visited.append(root)
            path.append(root)
            time += 1
            discovery[root] = time
            low[root] = time
            below[root] = 1
            while let vertex = path.last {
                if next[vertex] < starts[vertex + 1] {
                    let other = Int(targets[next[vertex]])
                    next[vertex] += 1
                    if discovery[other] == 0 {
                        parent[other] = vertex
                        time += 1
                        discovery[other] = time
                        low[other] = time
                        below[other] = other < institutionCount ? 1 : 0
                        path.append(other)
                        visited.append(other)
                    } else if other != parent[vertex] {
                        low[vertex] = min(low[vertex], discovery[other])
                    }
                } else {
                    path.removeLast()
                    let above = parent[vertex]
                    guard above >= 0 else { continue }
                    below[above] += below[vertex]
                    low[above] = min(low[above], low[vertex])
                    // What hangs below can go up only through the vertex above.
                    if low[vertex] >= discovery[above] { parts[above].append(below[vertex]) }
                }
            }
            for vertex in visited {
                // Beside what hangs below there is what lies above.
                let rest = groupSizes[root] - (vertex < institutionCount ? 1 : 0) - parts[vertex].reduce(0, +)
                if rest > 0 { parts[vertex].append(rest) }
                parts[vertex] = parts[vertex].count > 1 ? parts[vertex].sorted(by: >) : []
            }
        }
        return parts
    }
}
