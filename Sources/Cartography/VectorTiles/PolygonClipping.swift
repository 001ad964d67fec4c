// SPDX-License-Identifier: Apache-2.0

/// Polygons on a tile's grid, cut at the tile's buffer.
///
/// The cut runs half a grid step outside the buffer, so no vertex ever lies on it and no case is
/// degenerate. Pieces of rings inside are joined along the cut (K. Weiler, P. Atherton, “Hidden surface
/// removal using polygon area sorting”, SIGGRAPH 1977, for a rectangle), so a cut polygon falls into
/// separate rings instead of being tied together by edges along the border.
enum PolygonClipping {
    typealias Ring = [GridPoint]

    /// The bounds of the cut: vertices are inside when strictly between them.
    static let low = -Double(VectorTileLayer.buffer) - 0.5
    static let high = Double(VectorTileLayer.extent + VectorTileLayer.buffer) + 0.5

    /// A part of a ring within the box, from where it enters to where it leaves.
    private struct Chain {
        var points: Ring
        /// Positions along the box, clockwise as seen from its north-western corner.
        var entry: Double
        var exit: Double
    }

    /// Cuts one polygon.
    /// - Parameter rings: without repetition of the first point, the polygon to the **right** of the walk
    ///   as seen with y to the south: exterior rings have positive area by the surveyor's formula.
    /// - Returns: simple rings of non-zero area, exterior rings positive, holes negative.
    static func clip(_ rings: [Ring]) -> [Ring] {
        var result: [Ring] = []
        var chains: [Chain] = []
        var hasCut = false
        for ring in rings where ring.count > 2 {
            var minX = Int32.max
            var minY = Int32.max
            var maxX = Int32.min
            var maxY = Int32.min
            for point in ring {
                minX = min(minX, point.x)
                maxX = max(maxX, point.x)
                minY = min(minY, point.y)
                maxY = max(maxY, point.y)
            }
            if Double(maxX) < low || Double(maxY) < low || Double(minX) > high || Double(minY) > high { continue }
            if Double(minX) > low, Double(minY) > low, Double(maxX) < high, Double(maxY) < high {
                result.append(ring)
            } else {
                let found = cut(ring)
                if !found.isEmpty { hasCut = true }
                chains += found
            }
        }
        if hasCut {
            result += join(chains)
        } else if contains(rings, x: low, y: low) {
            result.append(boxCorners)
        }
        return result.flatMap(RingRepair.simpleRings)
    }

    private static let boxCorners: Ring = {
        let low = outward(PolygonClipping.low)
        let high = outward(PolygonClipping.high)
        return [
            GridPoint(x: low, y: low), GridPoint(x: high, y: low), GridPoint(x: high, y: high), GridPoint(x: low, y: high),
        ]
    }()

    private static func outward(_ bound: Double) -> Int32 {
        Int32(bound < 0 ? bound - 0.5 : bound + 0.5)
    }

    /// Even-odd test.
    private static func contains(_ rings: [Ring], x: Double, y: Double) -> Bool {
        var isInside = false
        for ring in rings {
            guard var previous = ring.last else { continue }
            for point in ring {
                let y0 = Double(previous.y)
                let y1 = Double(point.y)
                if (y0 > y) != (y1 > y) {
                    let crossing = Double(previous.x) + (y - y0) / (y1 - y0) * Double(point.x - previous.x)
                    if crossing > x { isInside.toggle() }
                }
                previous = point
            }
        }
        return isInside
    }

    private static func isInside(_ point: GridPoint) -> Bool {
        let x = Double(point.x)
        let y = Double(point.y)
        return x > low && x < high && y > low && y < high
    }

    /// The parts of a ring inside the box.
    private static func cut(_ ring: Ring) -> [Chain] {
        // Start outside, so that no chain runs over the ring's seam.
        guard let start = ring.firstIndex(where: { !isInside($0) }) else { return [] }
        var chains: [Chain] = []
        var open: Chain?
        for step in 0..<ring.count {
            let a = ring[(start + step) % ring.count]
            let b = ring[(start + step + 1) % ring.count]
            let aInside = open != nil
            let bInside = isInside(b)
            if aInside, bInside {
                open?.points.append(b)
            } else if aInside || bInside {
                guard let crossing = crossings(a, b).map({ aInside ? $0.leave : $0.enter }) else { continue }
                if aInside {
                    open?.points.append(crossing.point)
                    open?.exit = crossing.position
                    if let finished = open { chains.append(finished) }
                    open = nil
                } else {
                    open = Chain(points: [crossing.point, b], entry: crossing.position, exit: 0)
                }
            } else if let through = crossings(a, b) {
                chains.append(
                    Chain(
                        points: [through.enter.point, through.leave.point], entry: through.enter.position,
                        exit: through.leave.position))
            }
        }
        return chains
    }

    private typealias Crossing = (point: GridPoint, position: Double)

    /// Where the edge enters and leaves the box (Liang and Barsky's parametric clipping). The edge is taken
    /// in the same direction by both its neighbours, so they get the same points.
    private static func crossings(_ a: GridPoint, _ b: GridPoint) -> (enter: Crossing, leave: Crossing)? {
        let isTurned = (b.x, b.y) < (a.x, a.y)
        let (from, to) = isTurned ? (b, a) : (a, b)
        let x = Double(from.x)
        let y = Double(from.y)
        let dx = Double(to.x) - x
        let dy = Double(to.y) - y
        var first = 0.0
        var last = 1.0
        for (start, delta) in [(x, dx), (y, dy)] {
            if delta == 0 {
                if start < low || start > high { return nil }
            } else {
                let t0 = (low - start) / delta
                let t1 = (high - start) / delta
                first = max(first, min(t0, t1))
                last = min(last, max(t0, t1))
            }
        }
        guard first < last else { return nil }
        let near = boundary(x + dx * first, y + dy * first)
        let far = boundary(x + dx * last, y + dy * last)
        return isTurned ? (far, near) : (near, far)
    }

    private static func boundary(_ x: Double, _ y: Double) -> Crossing {
        let length = high - low
        // The nearest side of the box is the one that the point lies on but for rounding.
        let distances = [abs(y - low), abs(x - high), abs(y - high), abs(x - low)]
        let side = distances.indices.min { distances[$0] < distances[$1] } ?? 0
        let position =
            switch side {
            case 0: x - low
            case 1: length + (y - low)
            case 2: 2 * length + (high - x)
            default: 3 * length + (high - y)
            }
        let gridX = side == 1 ? outward(high) : side == 3 ? outward(low) : Int32(x.rounded())
        let gridY = side == 0 ? outward(low) : side == 2 ? outward(high) : Int32(y.rounded())
        return (GridPoint(x: gridX, y: gridY), min(max(position, 0), 4 * length))
    }

    /// Joins chains along the box, clockwise as seen, which keeps the polygon on the right.
    private static func join(_ chains: [Chain]) -> [Ring] {
        let order = chains.indices.sorted { chains[$0].entry < chains[$1].entry }
        var isUsed = [Bool](repeating: false, count: chains.count)
        let length = high - low
        var rings: [Ring] = []
        for start in chains.indices where !isUsed[start] {
            var ring: Ring = []
            var current = start
            while !isUsed[current] {
                isUsed[current] = true
                ring += chains[current].points
                let exit = chains[current].exit
                let next = order.first { chains[$0].entry >= exit } ?? order[0]
                let entry = chains[next].entry
                var distance = entry - exit
                if distance < 0 { distance += 4 * length }
                // Corners passed on the way: corner k lies at position k · length.
                var corner = Int((exit / length).rounded(.down)) + 1
                while Double(corner) * length < exit + distance {
                    ring.append(boxCorners[corner % 4])
                    corner += 1
                }
                current = next
            }
            rings.append(ring)
        }
        return rings
    }

    /// Splits a ring where it comes back to a vertex, drops what has no area, and points on straight runs.
    static func simpleRings(_ ring: Ring) -> [Ring] {
        if !hasRepetition(ring) { return doubleArea(ring) != 0 ? [ring] : [] }
        var rings: [Ring] = []
        var stack: Ring = []
        var places: [GridPoint: Int] = [:]
        for point in ring {
            if let place = places[point] {
                let loop = Array(stack[place...])
                for inner in loop.dropFirst() { places[inner] = nil }
                stack.removeSubrange((place + 1)...)
                if doubleArea(loop) != 0 { rings.append(loop) }
            } else {
                places[point] = stack.count
                stack.append(point)
            }
        }
        if doubleArea(stack) != 0 { rings.append(stack) }
        return rings
    }

    /// Whether some vertex occurs twice. A ring of a few hundred vertices hashes them in less time than a set takes.
    private static func hasRepetition(_ ring: Ring) -> Bool {
        var bits = 4
        while 1 << bits < ring.count * 2 { bits += 1 }
        let mask = 1 << bits - 1
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: mask + 1) { table in
            table.initialize(repeating: 0)
            for point in ring {
                // The two coordinates side by side; 0, which only a y of -2^31 could give, is an empty place.
                let key = (UInt64(UInt32(bitPattern: point.y)) << 32 | UInt64(UInt32(bitPattern: point.x))) ^ 1 << 63
                var place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - bits))
                while table[place] != 0 {
                    if table[place] == key { return true }
                    place = (place + 1) & mask
                }
                table[place] = key
            }
            return false
        }
    }

    /// Twice the area by the surveyor's formula; positive for exterior rings (section 4.3.4.4).
    static func doubleArea(_ ring: Ring) -> Int64 {
        guard ring.count > 2, var previous = ring.last else { return 0 }
        var sum: Int64 = 0
        for point in ring {
            sum += Int64(previous.x) * Int64(point.y) - Int64(point.x) * Int64(previous.y)
            previous = point
        }
        return sum
    }

    /// Rings in the order of the specification: each exterior ring is followed by its holes.
    static func ordered(_ rings: [Ring]) -> [Ring] {
        if rings.count == 1 { return doubleArea(rings[0]) > 0 ? rings : [] }
        let exteriors = rings.filter { doubleArea($0) > 0 }
        let holes = rings.filter { doubleArea($0) < 0 }
        if holes.isEmpty || exteriors.isEmpty { return exteriors }
        var holesOf = [[Ring]](repeating: [], count: exteriors.count)
        for hole in holes {
            // The smallest exterior ring around the hole; a turned loop that none surrounds is left out.
            // A point between two vertices is not likely to
            // lie on that ring, which the hole may touch with a vertex.
            let x = (Double(hole[0].x) + Double(hole[1].x)) / 2
            let y = (Double(hole[0].y) + Double(hole[1].y)) / 2
            let around = exteriors.indices.filter { contains([exteriors[$0]], x: x, y: y) }
            if let owner = around.min(by: { doubleArea(exteriors[$0]) < doubleArea(exteriors[$1]) }) {
                holesOf[owner].append(hole)
            }
        }
        return exteriors.indices.flatMap { [exteriors[$0]] + holesOf[$0] }
    }
}
