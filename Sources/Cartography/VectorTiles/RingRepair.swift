// SPDX-License-Identifier: Apache-2.0

/// Makes rings simple again that rounding to the grid has folded: a vertex that came to lie on another
/// edge becomes a vertex of that edge, edges that came to cross get their crossing, rounded, as a vertex
/// of both (a snap rounding of one ring). Splitting the ring where it comes back to a vertex then leaves
/// simple rings. At the zooms where units are dozens of grid steps wide, this finds nothing to do.
enum RingRepair {
    typealias Ring = PolygonClipping.Ring

    static func simpleRings(_ ring: Ring) -> [Ring] {
        var ring = ring
        // A new vertex can bend an edge across another one, which the next pass finds.
        for _ in 0..<8 {
            let insertions = missingVertices(ring)
            if insertions.isEmpty { break }
            ring = inserting(insertions, into: ring)
        }
        return PolygonClipping.simpleRings(ring)
    }

    private struct Edge {
        var a: GridPoint
        var b: GridPoint
        var index: Int
        var minX: Int32
        var maxX: Int32
        var minY: Int32
        var maxY: Int32
    }

    private static func missingVertices(_ ring: Ring) -> [(edge: Int, point: GridPoint)] {
        var edges: [Edge] = []
        edges.reserveCapacity(ring.count)
        for index in ring.indices {
            let a = ring[index]
            let b = ring[index + 1 == ring.count ? 0 : index + 1]
            edges.append(
                Edge(
                    a: a, b: b, index: index, minX: min(a.x, b.x), maxX: max(a.x, b.x), minY: min(a.y, b.y),
                    maxY: max(a.y, b.y)))
        }
        // Western ends and numbers together sort without a comparison function.
        var order = edges.indices.map { UInt64(UInt32(bitPattern: edges[$0].minX) ^ 1 << 31) << 32 | UInt64($0) }
        order.sort()
        var found: [(edge: Int, point: GridPoint)] = []
        edges.withUnsafeBufferPointer { edges in
            order.withUnsafeBufferPointer { order in
                for i in order.indices {
                    let first = edges[Int(order[i] & 0xFFFF_FFFF)]
                    var j = i + 1
                    while j < order.count {
                        let second = edges[Int(order[j] & 0xFFFF_FFFF)]
                        if second.minX > first.maxX { break }
                        j += 1
                        if second.maxY < first.minY || second.minY > first.maxY { continue }
                        meet(first, second, &found)
                    }
                }
            }
        }
        return found
    }

    private static func meet(_ p: Edge, _ q: Edge, _ found: inout [(edge: Int, point: GridPoint)]) {
        let d1 = side(p.a, p.b, q.a)
        let d2 = side(p.a, p.b, q.b)
        let d3 = side(q.a, q.b, p.a)
        let d4 = side(q.a, q.b, p.b)
        if d1 == 0, isBetween(q.a, p) { found.append((p.index, q.a)) }
        if d2 == 0, isBetween(q.b, p) { found.append((p.index, q.b)) }
        if d3 == 0, isBetween(p.a, q) { found.append((q.index, p.a)) }
        if d4 == 0, isBetween(p.b, q) { found.append((q.index, p.b)) }
        guard (d1 > 0 && d2 < 0) || (d1 < 0 && d2 > 0), (d3 > 0 && d4 < 0) || (d3 < 0 && d4 > 0) else { return }
        let share = Double(d3) / Double(d3 - d4)
        let crossing = GridPoint(
            x: Int32((Double(p.a.x) + share * Double(p.b.x - p.a.x)).rounded()),
            y: Int32((Double(p.a.y) + share * Double(p.b.y - p.a.y)).rounded()))
        if crossing != p.a, crossing != p.b { found.append((p.index, crossing)) }
        if crossing != q.a, crossing != q.b { found.append((q.index, crossing)) }
    }

    /// Twice the signed area of the triangle.
    private static func side(_ a: GridPoint, _ b: GridPoint, _ c: GridPoint) -> Int64 {
        Int64(b.x - a.x) * Int64(c.y - a.y) - Int64(b.y - a.y) * Int64(c.x - a.x)
    }

    /// Whether a point on the edge's line lies between its ends and is neither.
    private static func isBetween(_ point: GridPoint, _ edge: Edge) -> Bool {
        point != edge.a && point != edge.b && point.x >= edge.minX && point.x <= edge.maxX && point.y >= edge.minY
            && point.y <= edge.maxY
    }

    private static func inserting(_ insertions: [(edge: Int, point: GridPoint)], into ring: Ring) -> Ring {
        var byEdge: [Int: Ring] = [:]
        for (edge, point) in insertions { byEdge[edge, default: []].append(point) }
        var result: Ring = []
        for (index, start) in ring.enumerated() {
            if start != result.last { result.append(start) }
            guard let points = byEdge[index] else { continue }
            func distance(_ point: GridPoint) -> Int64 {
                let dx = Int64(point.x - start.x)
                let dy = Int64(point.y - start.y)
                return dx * dx + dy * dy
            }
            for point in points.sorted(by: { distance($0) < distance($1) }) where point != result.last {
                result.append(point)
            }
        }
        while result.count > 1, result.first == result.last { result.removeLast() }
        return result
    }
}
