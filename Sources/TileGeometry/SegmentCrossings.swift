// SPDX-License-Identifier: Apache-2.0

extension TopologyValidator {
    private struct Segment {
        var arc: Int32
        var a: GridPoint
        var b: GridPoint
        var box: BoundingBox
    }

    /// Coordinates are compared on a lattice of 10⁻⁹ degree (0.1 mm), where orientation is exact.
    private static let cellsPerDegree = 1e9

    /// Pairs of segments that have more in common than an end.
    func crossings(in topology: Topology) -> [Issue] {
        var segments: [Segment] = []
        segments.reserveCapacity(topology.arcs.reduce(0) { $0 + $1.count })
        for (index, arc) in topology.arcs.enumerated() {
            for (from, to) in zip(arc, arc.dropFirst()) where from != to {
                segments.append(
                    Segment(
                        arc: Int32(index), a: Self.onLattice(from), b: Self.onLattice(to),
                        box: BoundingBox(
                            minX: min(from.x, to.x), minY: min(from.y, to.y),
                            maxX: max(from.x, to.x), maxY: max(from.y, to.y))))
            }
        }
        let grid = BucketGrid(boxes: segments.map(\.box))
        var issues: [Issue] = []
        for (index, segment) in segments.enumerated() {
            var partners: [Int] = []
            grid.forEach(near: segment.box) { other in
                if other > index, segments[other].box.intersects(segment.box),
                    Self.conflict(segment, segments[other]), !partners.contains(other)
                {
                    partners.append(other)
                }
                return true
            }
            for other in partners {
                issues.append(
                    .crossing(
                        firstArc: Int(segment.arc), secondArc: Int(segments[other].arc),
                        near: Point(
                            Double(segment.a.x) / Self.cellsPerDegree, Double(segment.a.y) / Self.cellsPerDegree)))
            }
        }
        return issues
    }

    private static func onLattice(_ point: Point) -> GridPoint {
        GridPoint(
            x: Int((point.x * cellsPerDegree).rounded()), y: Int((point.y * cellsPerDegree).rounded()))
    }

    private static func conflict(_ s: Segment, _ t: Segment) -> Bool {
        let sharesAA = s.a == t.a
        let sharesAB = s.a == t.b
        let sharesBA = s.b == t.a
        let sharesBB = s.b == t.b
        if (sharesAA && sharesBB) || (sharesAB && sharesBA) { return true }
        if sharesAA || sharesAB || sharesBA || sharesBB {
            // One common end: they conflict when they run along each other.
            let corner = sharesAA || sharesAB ? s.a : s.b
            let p = corner == s.a ? s.b : s.a
            let q = corner == t.a ? t.b : t.a
            guard side(corner, p, q) == 0 else { return false }
            return Int128(p.x - corner.x) * Int128(q.x - corner.x)
                + Int128(p.y - corner.y) * Int128(q.y - corner.y) > 0
        }
        let d1 = side(s.a, s.b, t.a)
        let d2 = side(s.a, s.b, t.b)
        if d1 * d2 > 0 { return false }
        let d3 = side(t.a, t.b, s.a)
        let d4 = side(t.a, t.b, s.b)
        if d3 * d4 > 0 { return false }
        // Collinear segments whose boxes touch overlap; all others cross or touch.
        return true
    }

    /// The sign of the turn a, b, c.
    private static func side(_ a: GridPoint, _ b: GridPoint, _ c: GridPoint) -> Int {
        let turn =
            Int128(b.x - a.x) * Int128(c.y - a.y) - Int128(b.y - a.y) * Int128(c.x - a.x)
        return turn > 0 ? 1 : (turn < 0 ? -1 : 0)
    }
}
