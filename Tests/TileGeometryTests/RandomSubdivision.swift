// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import TileGeometry

/// A generator whose numbers depend on nothing but its seed.
/// Source: G. L. Steele, D. Lea, C. H. Flood, Fast splittable pseudorandom number generators, 2014.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// An invented country: a grid of cells with crooked shared borders, enclaves (units in a hole of another
/// one), exclaves (a unit of two cells that may not touch) and islands off the coast. All coordinates lie
/// on the lattice of 10⁻⁶ degree.
struct RandomSubdivision {
    static let columns = 6
    static let rows = 5

    private(set) var units: [TopologyBuilder.Unit] = []
    private var generator: SplitMix64
    private var corners: [[Point]] = []

    init(seed: UInt64) {
        generator = SplitMix64(state: seed)
        corners = (0...Self.rows).map { row in
            (0...Self.columns).map { column in
                jittered(19 + Double(column) * 0.2, 50 + Double(row) * 0.2, by: 0.04)
            }
        }
        var polygonsOf: [String: [[[Point]]]] = [:]
        for row in 0..<Self.rows {
            for column in 0..<Self.columns {
                let own = Self.code(column, row)
                // Now and then a cell belongs to a unit elsewhere.
                let owner =
                    Int.random(in: 0..<8, using: &generator) == 0
                    ? Self.code(
                        .random(in: 0..<Self.columns, using: &generator), .random(in: 0..<Self.rows, using: &generator))
                    : own
                var polygon = [cell(column, row)]
                if Int.random(in: 0..<4, using: &generator) == 0 {
                    let hole = blob(around: Self.middle(column, row), radius: 0.03)
                    polygon.append(hole)
                    polygonsOf[String(own.prefix(4)) + "9\(column)", default: []].append([hole])
                }
                polygonsOf[owner, default: []].append(polygon.map { shuffled($0) })
            }
        }
        for island in 0..<3 {
            let owner = Self.code(.random(in: 0..<Self.columns, using: &generator), 0)
            let center = Point(19.2 + Double(island) * 0.4, 49.8)
            polygonsOf[owner, default: []].append([shuffled(blob(around: center, radius: 0.05))])
        }
        units = polygonsOf.map { TopologyBuilder.Unit(code: $0, polygons: $1) }.shuffled(using: &generator)
    }

    static func code(_ column: Int, _ row: Int) -> String {
        "\(column < 3 ? "02" : "04")0\(row / 2 + 1)\(column + 1)\(row + 1)"
    }

    private static func middle(_ column: Int, _ row: Int) -> Point {
        Point(19.1 + Double(column) * 0.2, 50.1 + Double(row) * 0.2)
    }

    private mutating func jittered(_ x: Double, _ y: Double, by amount: Double) -> Point {
        onLattice(
            x + .random(in: -amount...amount, using: &generator), y + .random(in: -amount...amount, using: &generator))
    }

    private func onLattice(_ x: Double, _ y: Double) -> Point {
        Point((x * 1e6).rounded() / 1e6, (y * 1e6).rounded() / 1e6)
    }

    /// The crooked line between two neighbouring corners, the same from both sides.
    private func border(_ from: Point, _ to: Point) -> [Point] {
        let (low, high) = (from.x, from.y) <= (to.x, to.y) ? (from, to) : (to, from)
        var bends = SplitMix64(state: UInt64(bitPattern: Int64((low.x + low.y * 7 + high.x * 13) * 1e6)))
        let inner = (1..<12).map { step in
            let along = Double(step) / 12
            let offset = Double.random(in: -0.008...0.008, using: &bends)
            let dx = high.x - low.x
            let dy = high.y - low.y
            let length = (dx * dx + dy * dy).squareRoot()
            return onLattice(
                low.x + along * dx - offset * dy / length, low.y + along * dy + offset * dx / length)
        }
        return [from] + (low == from ? inner : inner.reversed())
    }

    private func cell(_ column: Int, _ row: Int) -> [Point] {
        let a = corners[row][column]
        let b = corners[row][column + 1]
        let c = corners[row + 1][column + 1]
        let d = corners[row + 1][column]
        return border(a, b) + border(b, c) + border(c, d) + border(d, a) + [a]
    }

    private mutating func blob(around center: Point, radius: Double) -> [Point] {
        var points = (0..<20).map { step in
            let angle = Double(step) / 20 * 2 * .pi
            let reach = radius * .random(in: 0.5...1, using: &generator)
            return onLattice(center.x + reach * cos(angle), center.y + reach * sin(angle))
        }
        points.append(points[0])
        return points
    }

    /// The same ring from another start, in either direction.
    private mutating func shuffled(_ ring: [Point]) -> [Point] {
        var open = Array(ring.dropLast())
        let start = Int.random(in: 0..<open.count, using: &generator)
        open = Array(open[start...] + open[..<start])
        if Bool.random(using: &generator) { open.reverse() }
        return open + [open[0]]
    }

    /// The area of a unit's polygons in square kilometres, straight from its rings.
    static func squareKilometers(of unit: TopologyBuilder.Unit) -> Double {
        unit.polygons.reduce(0) { total, polygon in
            let areas = polygon.map { abs(EllipsoidalArea.squareMeters(of: $0)) / 1e6 }
            return total + areas[0] - areas.dropFirst().reduce(0, +)
        }
    }
}

/// A closed axis-parallel rectangle.
func rectangle(_ minX: Double, _ minY: Double, _ maxX: Double, _ maxY: Double) -> [Point] {
    [Point(minX, minY), Point(maxX, minY), Point(maxX, maxY), Point(minX, maxY), Point(minX, minY)]
}

extension TopologyBuilder.Unit {
    init(_ code: String, _ rings: [Point]...) {
        self.init(code: code, polygons: [rings])
    }
}
