// SPDX-License-Identifier: Apache-2.0

/// The plane cut into faces by segments that meet only at their ends, and which units cover each face.
///
/// Half-edge `2e` walks edge `e` from its first to its second vertex, `2e + 1` back; the face of a
/// half-edge is the one to its left. Cycles of half-edges bound the faces; a component that lies inside a
/// face of another one (an enclave, an island) is joined to that face by looking west from its leftmost
/// vertex.
struct PlanarSubdivision {
    /// An edge and how often each unit's rings walk it forward minus backward (never zero).
    struct Edge {
        var from: Int32
        var to: Int32
        var walks: [(unit: Int32, net: Int32)]
    }

    let vertices: [GridPoint]
    let edges: [Edge]
    /// The face to the left of each half-edge.
    private(set) var faceOf: [Int32] = []
    /// Some half-edges of each face: one for each cycle that bounds it.
    private(set) var cyclesOf: [[Int32]] = []
    /// The face that has no outer bound.
    private(set) var unboundedFace: Int32 = 0
    /// The units that cover each face, ascending.
    private(set) var coverage: [[Int32]] = []

    private var following: [Int32] = []

    init(vertices: [GridPoint], edges: [Edge]) {
        self.vertices = vertices
        self.edges = edges
        guard !edges.isEmpty else {
            coverage = [[]]
            cyclesOf = [[]]
            return
        }
        linkHalfEdges()
        traceFaces()
        spreadCoverage()
    }

    @inline(__always)
    func origin(_ halfEdge: Int32) -> Int32 {
        let edge = edges[Int(halfEdge >> 1)]
        return halfEdge & 1 == 0 ? edge.from : edge.to
    }

    /// The half-edges of the cycle that starts with `start`.
    func cycle(from start: Int32) -> [Int32] {
        var result: [Int32] = []
        var halfEdge = start
        repeat {
            result.append(halfEdge)
            halfEdge = following[Int(halfEdge)]
        } while halfEdge != start
        return result
    }

    // MARK: Construction

    private mutating func linkHalfEdges() {
        var outgoing = [[Int32]](repeating: [], count: vertices.count)
        for halfEdge in 0..<Int32(edges.count * 2) { outgoing[Int(origin(halfEdge))].append(halfEdge) }
        following = [Int32](repeating: 0, count: edges.count * 2)
        for star in outgoing where !star.isEmpty {
            let sorted = star.count < 2 ? star : star.sorted { isBefore($0, $1) }
            for (position, halfEdge) in sorted.enumerated() {
                // Arriving over the twin of `halfEdge`, the left face continues with the next one clockwise.
                following[Int(halfEdge ^ 1)] = sorted[position == 0 ? sorted.count - 1 : position - 1]
            }
        }
    }

    /// Counterclockwise order of two half-edges that leave the same vertex, from the positive x axis.
    private func isBefore(_ first: Int32, _ second: Int32) -> Bool {
        let center = vertices[Int(origin(first))]
        let a = vertices[Int(origin(first ^ 1))]
        let b = vertices[Int(origin(second ^ 1))]
        let aIsLower = a.y < center.y || (a.y == center.y && a.x < center.x)
        let bIsLower = b.y < center.y || (b.y == center.y && b.x < center.x)
        if aIsLower != bIsLower { return !aIsLower }
        return GridPoint.cross(center, a, b) > 0
    }

    private mutating func traceFaces() {
        var cycleOf = [Int32](repeating: -1, count: edges.count * 2)
        var starts: [Int32] = []
        var outer: [(cycle: Int32, leftmost: Int32)] = []
        for start in 0..<Int32(edges.count * 2) where cycleOf[Int(start)] < 0 {
            let number = Int32(starts.count)
            starts.append(start)
            var doubledArea = 0
            let base = vertices[Int(origin(start))]
            var leftmost = origin(start)
            var halfEdge = start
            repeat {
                cycleOf[Int(halfEdge)] = number
                let from = vertices[Int(origin(halfEdge))]
                let to = vertices[Int(origin(halfEdge ^ 1))]
                // Partial sums may wrap; the total, twice the area, fits.
                doubledArea = doubledArea &+ GridPoint.cross(base, from, to)
                let best = vertices[Int(leftmost)]
                if from.x < best.x || (from.x == best.x && from.y < best.y) { leftmost = origin(halfEdge) }
                halfEdge = following[Int(halfEdge)]
            } while halfEdge != start
            if doubledArea <= 0 { outer.append((number, leftmost)) }
        }

        var parents = UnionFind(count: starts.count + 1)
        let unbounded = starts.count
        let westward = BucketGrid(boxes: edges.map(box))
        let minX = vertices.lazy.map(\.x).min() ?? 0
        for (cycle, leftmost) in outer {
            if let halfEdge = nearestToTheWest(of: leftmost, minX: minX, in: westward) {
                parents.join(Int(cycle), Int(cycleOf[Int(halfEdge)]))
            } else {
                parents.join(Int(cycle), unbounded)
            }
        }
        var numberOf: [Int: Int32] = [:]
        var faceOfCycle: [Int32] = []
        for cycle in 0...starts.count {
            let root = parents.root(cycle)
            let number = numberOf[root] ?? Int32(numberOf.count)
            numberOf[root] = number
            faceOfCycle.append(number)
        }
        unboundedFace = faceOfCycle[unbounded]
        faceOf = cycleOf.map { faceOfCycle[Int($0)] }
        cyclesOf = [[Int32]](repeating: [], count: numberOf.count)
        for (cycle, start) in starts.enumerated() { cyclesOf[Int(faceOfCycle[cycle])].append(start) }
    }

    private func box(of edge: Edge) -> BoundingBox {
        let a = vertices[Int(edge.from)]
        let b = vertices[Int(edge.to)]
        return BoundingBox(
            minX: Double(min(a.x, b.x)), minY: Double(min(a.y, b.y)),
            maxX: Double(max(a.x, b.x)), maxY: Double(max(a.y, b.y)))
    }

    /// The half-edge that has, to its left, what lies directly west of a vertex.
    private func nearestToTheWest(of vertex: Int32, minX: Int, in grid: BucketGrid) -> Int32? {
        let target = vertices[Int(vertex)]
        let ray = BoundingBox(
            minX: Double(minX), minY: Double(target.y), maxX: Double(target.x), maxY: Double(target.y))
        var best: (x: Double, slope: Double, halfEdge: Int32)?
        grid.forEach(near: ray) { index in
            var a = vertices[Int(edges[index].from)]
            var b = vertices[Int(edges[index].to)]
            let isUpward = a.y < b.y
            if !isUpward { swap(&a, &b) }
            // Half-open in y: the ray runs infinitely little above its vertices.
            guard a.y <= target.y, target.y < b.y, min(a.x, b.x) < target.x else { return true }
            let slope = Double(b.x - a.x) / Double(b.y - a.y)
            let x = Double(a.x) + Double(target.y - a.y) * slope
            guard x < Double(target.x) else { return true }
            if let found = best, (x, slope) <= (found.x, found.slope) { return true }
            // The east side is to the left of the half-edge that runs down.
            best = (x, slope, Int32(index * 2) + (isUpward ? 1 : 0))
            return true
        }
        return best?.halfEdge
    }

    private mutating func spreadCoverage() {
        var windings = [[(unit: Int32, count: Int32)]?](repeating: nil, count: cyclesOf.count)
        windings[Int(unboundedFace)] = []
        var queue = [unboundedFace]
        while let face = queue.popLast() {
            let here = windings[Int(face)] ?? []
            for start in cyclesOf[Int(face)] {
                for halfEdge in cycle(from: start) {
                    let across = faceOf[Int(halfEdge ^ 1)]
                    guard windings[Int(across)] == nil else { continue }
                    var there = here
                    for walk in edges[Int(halfEdge >> 1)].walks {
                        // A walk forward has the unit on its left: crossing to the right leaves the unit.
                        let change = halfEdge & 1 == 0 ? -walk.net : walk.net
                        if let known = there.firstIndex(where: { $0.unit == walk.unit }) {
                            there[known].count += change
                        } else {
                            there.append((walk.unit, change))
                        }
                    }
                    there.removeAll { $0.count == 0 }
                    windings[Int(across)] = there
                    queue.append(across)
                }
            }
        }
        coverage = windings.map { ($0 ?? []).map(\.unit).sorted() }
    }
}

/// Sets of numbers that are joined step by step.
struct UnionFind {
    private var parents: [Int]

    init(count: Int) { parents = Array(0..<count) }

    mutating func root(_ item: Int) -> Int {
        var item = item
        while parents[item] != item {
            parents[item] = parents[parents[item]]
            item = parents[item]
        }
        return item
    }

    mutating func join(_ first: Int, _ second: Int) {
        parents[root(first)] = root(second)
    }
}
