// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Generalises borders without changing who borders whom.
///
/// Vertices are removed in the order of their effective area, the triangle with their current neighbours
/// on the arc, until the smallest exceeds the tolerance. A vertex stays while its triangle holds any other
/// vertex of any arc, so no arc can come to cross or touch another or itself. Ends of arcs stay, closed
/// arcs keep three corners, and of several arcs between the same two junctions at most one becomes the
/// straight segment. So no unit is lost and no gap or overlap arises at any tolerance.
/// Source of the order: M. Visvalingam, J. D. Whyatt, Line generalisation by repeated elimination of
/// points, The Cartographic Journal 30 (1), 1993.
public struct TopologySimplifier: Sendable {
    /// Vertices whose effective area is not larger are removed, in square metres on the ground; 0 removes
    /// those that lie straight between their neighbours.
    public var toleranceSquareMeters: Double

    public init(toleranceSquareMeters: Double) {
        self.toleranceSquareMeters = toleranceSquareMeters
    }

    /// The same topology with fewer vertices; shapes and the order of arcs stay as they are.
    public func simplify(_ topology: Topology) -> Topology {
        Self.simplify(topology, tolerancesSquareMeters: [toleranceSquareMeters])[0]
    }

    /// The same topology at several tolerances in one go, each made of the one before: whatever a tolerance
    /// removes is not there at a greater one.
    /// - Parameter tolerancesSquareMeters: rising.
    public static func simplify(_ topology: Topology, tolerancesSquareMeters: [Double]) -> [Topology] {
        var generalisation = Generalisation(topology.arcs, limitSquareMeters: tolerancesSquareMeters.last ?? 0)
        return tolerancesSquareMeters.map { tolerance in
            generalisation.run(toleranceSquareMeters: tolerance)
            return Topology(arcs: generalisation.result(), layers: topology.layers)
        }
    }
}

/// The working state: all vertices of all arcs in one array, linked along their arcs.
private struct Generalisation {
    private struct Candidate {
        var area: Double
        var vertex: Int32
        /// Tells a candidate from outdated ones of the same vertex.
        var version: Int32
    }

    private struct Ends: Hashable {
        var first: Point
        var second: Point
    }

    private var points: [Point] = []
    private var arcOf: [Int32] = []
    private var previous: [Int32] = []
    private var next: [Int32] = []
    private var versions: [Int32] = []
    /// Square metres in a square degree around each vertex.
    private var squareMeters: [Double] = []
    private var isAlive: [Bool] = []
    private var arcStarts: [Int32] = []
    private var arcEnds: [Int32] = []
    private var aliveInArc: [Int32] = []
    /// Pairs of junctions that a straight arc joins already.
    private var straight: Set<Ends> = []
    private var index: BucketGrid
    /// Vertices that may go by their area, the smallest first.
    private var heap = Heap<Candidate> { ($0.area, $0.vertex) < ($1.area, $1.vertex) }
    /// Vertices that must stay while another is in their triangle.
    private var blocked: [Candidate] = []
    /// The greatest tolerance that will be asked for.
    private let limitSquareMeters: Double

    init(_ arcs: [[Point]], limitSquareMeters: Double) {
        self.limitSquareMeters = limitSquareMeters
        let metersPerDegree = EllipsoidalArea.semiMajorAxis * .pi / 180
        for (number, arc) in arcs.enumerated() {
            let start = Int32(points.count)
            let end = start + Int32(arc.count) - 1
            arcStarts.append(start)
            arcEnds.append(end)
            aliveInArc.append(Int32(arc.count))
            for (offset, point) in arc.enumerated() {
                points.append(point)
                arcOf.append(Int32(number))
                previous.append(offset == 0 ? -1 : start + Int32(offset) - 1)
                next.append(offset == arc.count - 1 ? -1 : start + Int32(offset) + 1)
                squareMeters.append(metersPerDegree * metersPerDegree * cos(point.y * .pi / 180))
            }
        }
        versions = [Int32](repeating: 0, count: points.count)
        isAlive = [Bool](repeating: true, count: points.count)
        index = BucketGrid(boxes: points.map { BoundingBox(minX: $0.x, minY: $0.y, maxX: $0.x, maxY: $0.y) })
        for arc in arcStarts.indices where aliveInArc[arc] == 2 { straight.insert(ends(of: arc)) }
        for vertex in points.indices {
            if let candidate = candidate(Int32(vertex), atLeast: 0), candidate.area <= limitSquareMeters {
                heap.insert(candidate)
            }
        }
    }

    func result() -> [[Point]] {
        var arcs: [[Point]] = []
        arcs.reserveCapacity(arcStarts.count)
        for arc in arcStarts.indices {
            var line: [Point] = []
            line.reserveCapacity(Int(aliveInArc[arc]))
            var vertex = aliveInArc[arc] > 0 ? arcStarts[arc] : -1
            while vertex >= 0 {
                line.append(points[Int(vertex)])
                vertex = next[Int(vertex)]
            }
            arcs.append(line)
        }
        return arcs
    }

    /// Removes what a tolerance removes; the next must not be smaller.
    mutating func run(toleranceSquareMeters: Double) {
        var removedSinceBlocked = false
        while true {
            guard let first = heap.first, first.area <= toleranceSquareMeters, let current = heap.popFirst() else {
                // What blocked a vertex may be gone by now.
                guard removedSinceBlocked, !blocked.isEmpty else { return }
                for candidate in blocked { heap.insert(candidate) }
                blocked.removeAll(keepingCapacity: true)
                removedSinceBlocked = false
                continue
            }
            let vertex = Int(current.vertex)
            guard isAlive[vertex], versions[vertex] == current.version else { continue }
            guard mayRemove(vertex) else {
                blocked.append(current)
                continue
            }
            remove(vertex)
            removedSinceBlocked = true
            for neighbour in [previous[vertex], next[vertex]] {
                versions[Int(neighbour)] += 1
                if let candidate = candidate(neighbour, atLeast: current.area), candidate.area <= limitSquareMeters {
                    heap.insert(candidate)
                }
            }
        }
    }

    /// The effective area never falls below that of the vertex removed before, so that a tolerance selects
    /// a prefix of one order of removal.
    private func candidate(_ vertex: Int32, atLeast floor: Double) -> Candidate? {
        let before = previous[Int(vertex)]
        let after = next[Int(vertex)]
        guard before >= 0, after >= 0 else { return nil }
        let degrees = abs(Self.cross(points[Int(before)], points[Int(vertex)], points[Int(after)])) / 2
        return Candidate(
            area: max(floor, degrees * squareMeters[Int(vertex)]), vertex: vertex, version: versions[Int(vertex)])
    }

    private func mayRemove(_ vertex: Int) -> Bool {
        let arc = Int(arcOf[vertex])
        let ends = ends(of: arc)
        if ends.first == ends.second {
            if aliveInArc[arc] <= 4 { return false }
        } else if aliveInArc[arc] == 3, straight.contains(ends) {
            return false
        }
        let a = points[Int(previous[vertex])]
        let b = points[vertex]
        let c = points[Int(next[vertex])]
        let box = BoundingBox(of: [a, b, c])
        let turn = Self.cross(a, b, c)
        // Rounding of a product of differences: a vertex this near to a side counts as on it.
        let slack = (abs(turn) + box.width * box.height) * 1e-9 + 1e-15
        var isFree = true
        index.forEach(near: box) { other in
            let p = points[other]
            guard box.contains(p), p != a, p != b, p != c else { return true }
            let sign = turn < 0 ? -1.0 : 1.0
            if sign * Self.cross(a, b, p) >= -slack, sign * Self.cross(b, c, p) >= -slack,
                sign * Self.cross(c, a, p) >= -slack
            {
                isFree = false
            }
            return isFree
        }
        return isFree
    }

    private mutating func remove(_ vertex: Int) {
        let arc = Int(arcOf[vertex])
        let point = points[vertex]
        isAlive[vertex] = false
        index.remove(vertex, box: BoundingBox(minX: point.x, minY: point.y, maxX: point.x, maxY: point.y))
        next[Int(previous[vertex])] = next[vertex]
        previous[Int(next[vertex])] = previous[vertex]
        aliveInArc[arc] -= 1
        if aliveInArc[arc] == 2 { straight.insert(ends(of: arc)) }
    }

    private func ends(of arc: Int) -> Ends {
        let first = points[Int(arcStarts[arc])]
        let second = points[Int(arcEnds[arc])]
        return (first.x, first.y) <= (second.x, second.y)
            ? Ends(first: first, second: second) : Ends(first: second, second: first)
    }

    @inline(__always)
    private static func cross(_ a: Point, _ b: Point, _ c: Point) -> Double {
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    }
}
