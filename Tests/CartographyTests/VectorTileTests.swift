// SPDX-License-Identifier: Apache-2.0

import TileGeometry
import Testing

@testable import Cartography

@Suite struct VectorTileTests {
    /// Two neighbours, given by corners in the grid of tile 10/570/340.
    private func twoSquares() throws -> (Topology, TileCoordinate) {
        let tile = try TileCoordinate(zoom: 10, x: 570, y: 340)
        func at(_ x: Double, _ y: Double) -> Point {
            let side = tile.tilesPerSide
            return WebMercator.unproject(Point((570 + x / 4096) / side, (340 + y / 4096) / side))
        }
        // Arcs run north to south along the common border, and around each square.
        let arcs = [
            [at(1000, 500), at(1100, 700), at(1000, 900)],
            [at(1000, 500), at(600, 500), at(600, 900), at(1000, 900)],
            [at(1000, 900), at(5000, 900), at(5000, 500), at(1000, 500)],
        ]
        // South along the border and around the east with the square to the left, as on a map with north up.
        let west = Topology.Shape(
            code: "26", polygons: [.init(rings: [[.init(index: 1, isReversed: false), .init(index: 0, isReversed: true)]])])
        let east = Topology.Shape(
            code: "28", polygons: [.init(rings: [[.init(index: 0, isReversed: false), .init(index: 2, isReversed: false)]])])
        return (Topology(arcs: arcs, layers: [.init(name: "wojewodztwo", shapes: [west, east])]), tile)
    }

    @Test func readsAsWritten() throws {
        let (topology, tile) = try twoSquares()
        let bytes = try VectorTileRenderer(topology: topology).units(
            layer: "wojewodztwo", tile: tile,
            attributes: [
                UnitAttributes(featureID: 26, terc: "26", name: "świętokrzyskie"),
                UnitAttributes(featureID: 28, terc: "28", name: "warmińsko-mazurskie"),
            ])
        #expect(
            DecodedVectorTile(bytes)?.text == """
                layer wojewodztwo version 2 extent 4096
                26 type 3 name=świętokrzyskie terc=26: 1000,500 1100,700 1000,900 600,900 600,500
                28 type 3 name=warmińsko-mazurskie terc=28: 4161,900 1000,900 1100,700 1000,500 4161,500
                """)
    }

    @Test func storesKeysAndValuesOnce() throws {
        let topology = TestTerritory.topology
        let attributes = topology.layers[0].shapes.map { UnitAttributes(featureID: UInt64($0.code) ?? 0, terc: $0.code, name: "Nowa") }
        let tile = try #require(
            DecodedVectorTile(
                VectorTileRenderer(topology: topology).units(
                    layer: "gmina", tile: TestTerritory.tiles(zoom: 6)[0], attributes: attributes)))
        #expect(tile.keys == ["terc", "name"])
        #expect(Set(tile.values).count == tile.values.count)
        #expect(tile.features.count > 10)
        #expect(tile.features.allSatisfy { $0.attributes["name"] == "Nowa" && UInt64($0.attributes["terc"] ?? "") == $0.id })
    }

    private func area(_ ring: [[Int]]) -> Int {
        ring.indices.reduce(0) { sum, index in
            let (a, b) = (ring[index], ring[(index + 1) % ring.count])
            return sum + a[0] * b[1] - b[0] * a[1]
        }
    }

    @Test func ringsAreSimpleWoundAndTogetherCoverTheTile() throws {
        let topology = TestTerritory.topology
        let renderer = VectorTileRenderer(topology: topology)
        for layer in topology.layers {
            let attributes = layer.shapes.map { UnitAttributes(featureID: UInt64($0.code) ?? 0, terc: $0.code, name: $0.code) }
            for zoom in [3, 6, 8, 9, 11, 14] {
                for coordinate in try TestTerritory.tiles(zoom: zoom).prefix(12) {
                    guard let tile = try DecodedVectorTile(renderer.units(layer: layer.name, tile: coordinate, attributes: attributes))
                    else { continue }
                    var edges: [[Int]: Int] = [:]
                    for feature in tile.features {
                        #expect(!feature.parts.isEmpty)
                        #expect(area(feature.parts[0]) > 0, "the first ring is an exterior one")
                        #expect(feature.parts.reduce(0) { $0 + area($1) } > 0)
                        for ring in feature.parts {
                            #expect(area(ring) != 0)
                            #expect(Set(ring).count == ring.count, "no vertex twice")
                            #expect(ring.allSatisfy { (-65...4161).contains($0[0]) && (-65...4161).contains($0[1]) })
                            for index in ring.indices {
                                let (a, b) = (ring[index], ring[(index + 1) % ring.count])
                                edges[a.lexicographicallyPrecedes(b) ? a + b : b + a, default: 0] += a.lexicographicallyPrecedes(b) ? 1 : -1
                            }
                        }
                    }
                    // Where two units meet, each edge is walked once in either direction. What is left is
                    // the outline of the country and of the buffer.
                    let open = edges.filter { $0.value != 0 }.keys.filter { edge in
                        let inside = (0...4096).contains(edge[0]) && (0...4096).contains(edge[1])
                        return inside && (0...4096).contains(edge[2]) && (0...4096).contains(edge[3])
                    }
                    let outline = outlineEdges(layer, zoom: zoom, coordinate)
                    #expect(open.allSatisfy { outline.contains($0) }, "crack in \(layer.name) \(zoom)")
                }
            }
        }
    }

    /// The edges of the country's outline on the grid of a tile.
    private func outlineEdges(_ layer: Topology.Layer, zoom: Int, _ tile: TileCoordinate) -> Set<[Int]> {
        let topology = TestTerritory.topology
        let arcs = MapGeometry(topology: topology).arcs(zoom: zoom + 2)
        let grid = TileGrid(arcs: [], tile: tile)
        var edges: Set<[Int]> = []
        for (index, side) in topology.sides(in: layer).enumerated() where side.isBorder && (side.left < 0 || side.right < 0) {
            let points = arcs[index].map { grid.gridPoint($0) }.map { [Int($0.x), Int($0.y)] }
            for (a, b) in zip(points, points.dropFirst()) where a != b { edges.insert(a.lexicographicallyPrecedes(b) ? a + b : b + a) }
        }
        return edges
    }

    @Test func cutsAPolygonWithAHoleAndSeveralPieces() {
        // A comb that reaches into the tile from the north three times, and a hole across its edge.
        let comb: [GridPoint] = [
            .init(x: -300, y: -500), .init(x: 4000, y: -500), .init(x: 4000, y: 300), .init(x: 3000, y: 300),
            .init(x: 3000, y: -300), .init(x: 2000, y: -300), .init(x: 2000, y: 300), .init(x: 1000, y: 300),
            .init(x: 1000, y: -300), .init(x: 0, y: -300), .init(x: 0, y: 300), .init(x: -300, y: 300),
        ]
        let hole: [GridPoint] = [
            .init(x: 3200, y: -100), .init(x: 3200, y: 100), .init(x: 3600, y: 100), .init(x: 3600, y: -100),
        ]
        let rings = PolygonClipping.ordered(PolygonClipping.clip([comb, hole]))
        #expect(rings.count == 3)
        #expect(rings.allSatisfy { PolygonClipping.doubleArea($0) > 0 })
        let area = rings.reduce(0) { $0 + PolygonClipping.doubleArea($1) } / 2
        #expect(area == 1000 * 365 - 400 * 165 + 1000 * 365 + 65 * 365)
        // A polygon around the whole tile leaves the box, with a hole that stays.
        let around: [GridPoint] = [
            .init(x: -900, y: -900), .init(x: 9000, y: -900), .init(x: 9000, y: 9000), .init(x: -900, y: 9000),
        ]
        let inner: [GridPoint] = [.init(x: 5, y: 5), .init(x: 5, y: 9), .init(x: 9, y: 9), .init(x: 9, y: 5)]
        let boxed = PolygonClipping.ordered(PolygonClipping.clip([around, inner]))
        #expect(boxed.map { PolygonClipping.doubleArea($0) } == [2 * 4226 * 4226, -32])
        #expect(PolygonClipping.clip([around.map { .init(x: $0.x + 20_000, y: $0.y) }]).isEmpty)
    }

    @Test func unfoldsRingsThatRoundingHasFolded() {
        // A bow tie, a spike, and a vertex on another edge.
        let bow: [GridPoint] = [.init(x: 0, y: 0), .init(x: 10, y: 10), .init(x: 10, y: 0), .init(x: 0, y: 10)]
        let halves = RingRepair.simpleRings(bow)
        #expect(halves.count == 2)
        #expect(halves.allSatisfy { $0.count == 3 })
        let spike: [GridPoint] = [.init(x: 0, y: 0), .init(x: 8, y: 0), .init(x: 20, y: 0), .init(x: 8, y: 0), .init(x: 8, y: 8)]
        #expect(RingRepair.simpleRings(spike) == [[.init(x: 0, y: 0), .init(x: 8, y: 0), .init(x: 8, y: 8)]])
        let pinched: [GridPoint] = [
            .init(x: 0, y: 0), .init(x: 10, y: 0), .init(x: 10, y: 10), .init(x: 5, y: 0), .init(x: 0, y: 10),
        ]
        #expect(RingRepair.simpleRings(pinched).count == 2)
    }

    @Test func eachLabelIsInOneTileOfAZoom() throws {
        let topology = TestTerritory.topology
        let labels = try topology.layers[0].shapes.enumerated().map { index, shape in
            UnitLabel(
                unit: UnitAttributes(featureID: UInt64(shape.code) ?? 0, terc: shape.code, name: "gmina \(index)"), rank: index,
                position: try #require(topology.pointOfInaccessibility(of: shape)).point)
        }
        let tileset = LabelTileset(labels: labels)
        for zoom in [5, 8, 11] {
            let found = try TestTerritory.tiles(zoom: zoom).flatMap { DecodedVectorTile(tileset.tile($0))?.features ?? [] }
            #expect(found.map(\.id).sorted() == labels.map(\.unit.featureID).sorted())
            #expect(found.allSatisfy { $0.type == 1 && $0.attributes["rank"] != nil })
        }
        #expect(tileset.tile(try TileCoordinate(zoom: 5, x: 0, y: 0)).isEmpty)
    }

    @Test func farAwayThereIsNothing() throws {
        let renderer = VectorTileRenderer(topology: TestTerritory.topology)
        #expect(try renderer.units(layer: "powiat", tile: TileCoordinate(zoom: 9, x: 1, y: 1), attributes: []).isEmpty)
        #expect(throws: ChoroplethTileError.self) {
            try renderer.units(layer: "osiedle", tile: TileCoordinate(zoom: 9, x: 1, y: 1), attributes: [])
        }
    }
}

@Suite struct DeflateTests {
    @Test func gzipComesBack() throws {
        let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
        let packed = Deflate.gzip(bytes)
        #expect(packed.count < bytes.count)
        #expect(Deflate.gunzip(packed) == bytes)
        var damaged = packed
        damaged[30] ^= 1
        #expect(Deflate.gunzip(damaged) == nil)
        #expect(Deflate.gunzip(Deflate.gzip([])) == [])
    }
}
