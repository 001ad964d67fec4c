// SPDX-License-Identifier: Apache-2.0

/// Makes a set of segments meet only at their ends, on the lattice of a `QuantisationGrid`.
///
/// Every vertex, and every crossing rounded to the lattice, owns the cell around it ("hot pixel"); a
/// segment that passes through the cell is bent to go through the vertex. So T-junctions get their vertex
/// and crossings their node. The passes are repeated until nothing changes, as a bent segment may meet
/// another cell.
/// Source: J. D. Hobby, Practical segment intersection with finite precision output, Computational
/// Geometry 13 (4), 1999.
struct SnapRounding {
    /// Lattice nodes by vertex number; crossings are appended.
    private(set) var vertices: [GridPoint]
    private var vertexOf: [GridPoint: Int32]
    private(set) var crossingCount = 0
    private(set) var insertedCount = 0

    init(vertices: [GridPoint], vertexOf: [GridPoint: Int32]) {
        self.vertices = vertices
        self.vertexOf = vertexOf
    }

    private struct Segment: Hashable {
        var from: Int32
        var to: Int32
    }

    /// - Parameters:
    ///   - edges: vertex pairs, each with the smaller number first.
    ///   - toleranceCells: a vertex nearer than this to a segment is put on it, in cells.
    /// - Returns: for each edge, the chain of vertices from its first to its second end; `nil` when the
    ///   segments still cross after 32 passes.
    mutating func chains(
        of edges: [(from: Int32, to: Int32)], toleranceCells: Double
    ) -> [[Int32]]? {
        var chains = edges.map { [$0.from, $0.to] }
        var changed = Array(chains.indices)
        var segments: [Segment] = []
        var pass = 0
        // The first pass leaves crossings to the second.
        while !changed.isEmpty || pass < 2 {
            guard pass < 32 else { return nil }
            var seen = Set<Segment>(minimumCapacity: chains.count)
            segments.removeAll(keepingCapacity: true)
            for chain in chains {
                for (from, to) in zip(chain, chain.dropFirst()) where from != to {
                    let segment = Segment(from: min(from, to), to: max(from, to))
                    if seen.insert(segment).inserted { segments.append(segment) }
                }
            }
            let bends = bend(segments, toleranceCells: pass == 0 ? toleranceCells : 0)
            changed.removeAll(keepingCapacity: true)
            if !bends.isEmpty {
                for index in chains.indices where replace(in: &chains[index], bends) { changed.append(index) }
            }
            pass += 1
        }
        return chains
    }

    private func replace(in chain: inout [Int32], _ bends: [Segment: [Int32]]) -> Bool {
        var result: [Int32] = [chain[0]]
        var isChanged = false
        for (from, to) in zip(chain, chain.dropFirst()) {
            if let inner = bends[Segment(from: min(from, to), to: max(from, to))] {
                result.append(contentsOf: from < to ? inner : inner.reversed())
                isChanged = true
            }
            result.append(to)
        }
        if isChanged { chain = result }
        return isChanged
    }

    /// The vertices that each segment must go through, from its smaller to its larger end.
    private mutating func bend(_ segments: [Segment], toleranceCells: Double) -> [Segment: [Int32]] {
        let boxes = segments.map { box(of: $0) }
        // An end that reaches a little beyond an edge crosses it; putting it on the edge undoes that, so
        // the pass with the tolerance looks at vertices only.
        let crossings = toleranceCells > 0 ? [:] : addCrossings(of: segments, boxes: boxes)
        let vertexGrid = BucketGrid(
            boxes: vertices.map { BoundingBox(of: CollectionOfOne(Point(Double($0.x), Double($0.y)))) })
        let reach = max(1, toleranceCells)
        var bends: [Segment: [Int32]] = [:]
        for (index, segment) in segments.enumerated() {
            let a = vertices[Int(segment.from)]
            let b = vertices[Int(segment.to)]
            var hits: [(along: Double, vertex: Int32)] = []
            for vertex in crossings[index] ?? [] where vertex != segment.from && vertex != segment.to {
                hits.append((Self.along(vertices[Int(vertex)], a, b), vertex))
            }
            vertexGrid.forEach(near: boxes[index].insetBy(-reach)) { candidate in
                let vertex = Int32(candidate)
                guard vertex != segment.from, vertex != segment.to else { return true }
                if let along = Self.position(
                    of: vertices[candidate], on: a, b, toleranceCells: toleranceCells)
                {
                    if !hits.contains(where: { $0.vertex == vertex }) { hits.append((along, vertex)) }
                }
                return true
            }
            guard !hits.isEmpty else { continue }
            hits.sort { $0.along < $1.along || ($0.along == $1.along && $0.vertex < $1.vertex) }
            bends[segment] = hits.map(\.vertex)
            insertedCount += hits.count
        }
        return bends
    }

    /// The foot of a vertex on the segment, 0…1 from `a` to `b`.
    private static func along(_ vertex: GridPoint, _ a: GridPoint, _ b: GridPoint) -> Double {
        let dx = Double(b.x - a.x)
        let dy = Double(b.y - a.y)
        return min(
            max((Double(vertex.x - a.x) * dx + Double(vertex.y - a.y) * dy) / (dx * dx + dy * dy), 0), 1)
    }

    /// Where on the segment a vertex belongs (0…1), or `nil` when it is not near enough.
    private static func position(
        of vertex: GridPoint, on a: GridPoint, _ b: GridPoint, toleranceCells: Double
    ) -> Double? {
        let dx = Double(b.x - a.x)
        let dy = Double(b.y - a.y)
        let px = Double(vertex.x - a.x)
        let py = Double(vertex.y - a.y)
        let along = (px * dx + py * dy) / (dx * dx + dy * dy)
        // Twice the area over the length is the distance; whole numbers make zero exact.
        let distance = abs(Double(GridPoint.cross(a, b, vertex))) / (dx * dx + dy * dy).squareRoot()
        if along > 0, along < 1, distance <= toleranceCells { return along }
        return passesThroughCell(of: vertex, a, b) ? min(max(along, 0), 1) : nil
    }

    /// Whether the segment meets the open cell (half a cell to each side) around a vertex.
    private static func passesThroughCell(of vertex: GridPoint, _ a: GridPoint, _ b: GridPoint) -> Bool {
        // Doubled coordinates keep the half cells whole.
        let ax = 2 * (a.x - vertex.x)
        let ay = 2 * (a.y - vertex.y)
        let bx = 2 * (b.x - vertex.x)
        let by = 2 * (b.y - vertex.y)
        if max(ax, bx) <= -1 || min(ax, bx) >= 1 || max(ay, by) <= -1 || min(ay, by) >= 1 { return false }
        var above = 0
        var below = 0
        for (x, y) in [(-1, -1), (-1, 1), (1, -1), (1, 1)] {
            let side = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
            if side > 0 { above += 1 }
            if side < 0 { below += 1 }
        }
        return above > 0 && below > 0
    }

    /// Finds proper crossings, gives each a vertex, and says which segments must go through it. (A crossing
    /// half-way between lattice nodes lies on the edge of a cell, so the cell alone would not catch it.)
    private mutating func addCrossings(of segments: [Segment], boxes: [BoundingBox]) -> [Int: [Int32]] {
        let grid = BucketGrid(boxes: boxes)
        var through: [Int: [Int32]] = [:]
        for (index, segment) in segments.enumerated() {
            let a = vertices[Int(segment.from)]
            let b = vertices[Int(segment.to)]
            var found: [(other: Int, point: GridPoint)] = []
            grid.forEach(near: boxes[index]) { other in
                guard other > index, boxes[other].intersects(boxes[index]) else { return true }
                let c = vertices[Int(segments[other].from)]
                let d = vertices[Int(segments[other].to)]
                if let crossing = Self.crossing(a, b, c, d) { found.append((other, crossing)) }
                return true
            }
            for (other, point) in found {
                let vertex = vertexOf[point] ?? Int32(vertices.count)
                if Int(vertex) == vertices.count {
                    vertexOf[point] = vertex
                    vertices.append(point)
                    crossingCount += 1
                }
                for crossed in [index, other] where through[crossed]?.contains(vertex) != true {
                    through[crossed, default: []].append(vertex)
                }
            }
        }
        return through
    }

    /// The lattice node next to the point where two segments cross in their interiors.
    private static func crossing(_ a: GridPoint, _ b: GridPoint, _ c: GridPoint, _ d: GridPoint) -> GridPoint? {
        let abc = GridPoint.cross(a, b, c)
        let abd = GridPoint.cross(a, b, d)
        guard (abc > 0) != (abd > 0), abc != 0, abd != 0 else { return nil }
        let cda = GridPoint.cross(c, d, a)
        let cdb = GridPoint.cross(c, d, b)
        guard (cda > 0) != (cdb > 0), cda != 0, cdb != 0 else { return nil }
        let along = Double(cda) / Double(cda - cdb)
        return GridPoint(
            x: a.x + Int((along * Double(b.x - a.x)).rounded()),
            y: a.y + Int((along * Double(b.y - a.y)).rounded()))
    }

    private func box(of segment: Segment) -> BoundingBox {
        let a = vertices[Int(segment.from)]
        let b = vertices[Int(segment.to)]
        return BoundingBox(
            minX: Double(min(a.x, b.x)), minY: Double(min(a.y, b.y)),
            maxX: Double(max(a.x, b.x)), maxY: Double(max(a.y, b.y)))
    }
}
