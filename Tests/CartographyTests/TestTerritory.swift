// SPDX-License-Identifier: Apache-2.0

import Foundation
import TileGeometry

@testable import Cartography

/// Small deterministic pseudo-random numbers (SplitMix64), so that a failing case can be repeated.
struct TestRandom: RandomNumberGenerator {
    var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A made-up country of crooked cells: gminas are cells (one of them with another inside, as a town in its
/// rural gmina), powiats are blocks of 2 × 2, województwa blocks of 4 × 4.
enum TestTerritory {
    /// The town in the middle of the first cell has this index among the gminas, the last.
    static let columns = 8
    static let rows = 8
    static var townIndex: Int { columns * rows }

    static let topology: Topology = make()

    private static func make() -> Topology {
        var random = TestRandom(7)
        func jitter(_ amount: Double) -> Double { Double.random(in: -amount...amount, using: &random) }
        let step = 0.35
        var corners: [[Point]] = []
        for row in 0...rows {
            corners.append(
                (0...columns).map { column in
                    Point(19 + (Double(column) + jitter(0.2)) * step, 51 + (Double(row) + jitter(0.2)) * step * 0.65)
                })
        }
        var arcs: [[Point]] = []
        func arc(_ a: Point, _ b: Point) -> Int {
            var points = [a]
            for part in 1..<8 {
                let t = Double(part) / 8
                points.append(
                    Point(a.x + (b.x - a.x) * t + jitter(0.014), a.y + (b.y - a.y) * t + jitter(0.01)))
            }
            points.append(b)
            arcs.append(points)
            return arcs.count - 1
        }
        // East-west arcs below each cell, south-north arcs to the left of each cell.
        var eastward: [[Int]] = []
        for row in 0...rows { eastward.append((0..<columns).map { arc(corners[row][$0], corners[row][$0 + 1]) }) }
        var northward: [[Int]] = []
        for column in 0...columns { northward.append((0..<rows).map { arc(corners[$0][column], corners[$0 + 1][column]) }) }
        let center = Point((corners[0][0].x + corners[1][1].x) / 2, (corners[0][0].y + corners[1][1].y) / 2)
        arcs.append(
            (0...12).map { part in
                let angle = Double(part % 12) / 12 * 2 * .pi
                return Point(center.x + cos(angle) * 0.06, center.y + sin(angle) * 0.04)
            })
        let town = arcs.count - 1

        func block(_ column: Int, _ row: Int, _ size: Int, code: String) -> Topology.Shape {
            var ring: [Topology.ArcReference] = []
            for i in column..<(column + size) { ring.append(.init(index: eastward[row][i], isReversed: false)) }
            for i in row..<(row + size) { ring.append(.init(index: northward[column + size][i], isReversed: false)) }
            for i in (column..<(column + size)).reversed() {
                ring.append(.init(index: eastward[row + size][i], isReversed: true))
            }
            for i in (row..<(row + size)).reversed() { ring.append(.init(index: northward[column][i], isReversed: true)) }
            return Topology.Shape(code: code, polygons: [.init(rings: [ring])])
        }
        func blocks(_ size: Int, _ digits: Int) -> [Topology.Shape] {
            var shapes: [Topology.Shape] = []
            for row in stride(from: 0, to: rows, by: size) {
                for column in stride(from: 0, to: columns, by: size) {
                    shapes.append(block(column, row, size, code: String(format: "%0\(digits)d", shapes.count * 2 + 2)))
                }
            }
            return shapes
        }
        var gminas = blocks(1, 6)
        gminas[0].polygons[0].rings.append([.init(index: town, isReversed: true)])
        gminas.append(
            Topology.Shape(code: "900000", polygons: [.init(rings: [[.init(index: town, isReversed: false)]])]))
        return Topology(
            arcs: arcs,
            layers: [
                .init(name: "gmina", shapes: gminas), .init(name: "powiat", shapes: blocks(2, 4)),
                .init(name: "wojewodztwo", shapes: blocks(4, 2)),
            ])
    }

    /// The repository's own boundaries.
    static func poland() throws -> Topology {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try TopoJSON.decode(Data(contentsOf: folder.appending(path: "GeoData/boundaries/poland.topojson")))
    }

    /// The tiles of a zoom that the made-up country touches.
    static func tiles(zoom: Int) throws -> [TileCoordinate] {
        let box = BoundingBox(
            of: topology.arcs.joined().map { WebMercator.project(longitude: $0.x, latitude: $0.y) })
        let side = Double(1 << zoom)
        var tiles: [TileCoordinate] = []
        for x in Int(box.minX * side)...Int(box.maxX * side) {
            for y in Int(box.minY * side)...Int(box.maxY * side) {
                tiles.append(try TileCoordinate(zoom: zoom, x: x, y: y))
            }
        }
        return tiles
    }

    /// A colouring of the gminas by their index.
    static func colouring(classes: Int = 5, reversed: Bool = false, slot: (Int) -> UInt8? = { _ in nil }) throws -> UnitColouring {
        let count = topology.layers[0].shapes.count
        return UnitColouring(
            slots: (0..<count).map { slot($0) ?? UInt8($0 * 7 % classes) },
            classColours: try ColourScheme.named("YlOrRd").colours(classes: classes, reversed: reversed))
    }
}
