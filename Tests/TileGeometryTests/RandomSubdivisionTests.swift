// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TileGeometry

/// Properties that hold for any country, checked on invented ones.
@Suite struct RandomSubdivisionTests {
    static let seeds = Array(UInt64(1)...12)

    private func built(_ seed: UInt64) throws -> (units: [TopologyBuilder.Unit], topology: Topology) {
        let units = RandomSubdivision(seed: seed).units
        var (topology, report) = try TopologyBuilder().build(layer: "gmina", units: units)
        #expect(report.irregularities == [])
        try topology.dissolve(layer: "gmina", into: "powiat") { String($0.prefix(4)) }
        try topology.dissolve(layer: "powiat", into: "wojewodztwo") { String($0.prefix(2)) }
        return (units, topology)
    }

    @Test("Building keeps every unit and its area", arguments: seeds)
    func buildKeepsAreas(seed: UInt64) throws {
        let (units, topology) = try built(seed)
        #expect(TopologyValidator().issues(in: topology) == [])
        let layer = try #require(topology.layer(named: "gmina"))
        #expect(layer.shapes.map(\.code) == units.map(\.code).sorted())
        for unit in units {
            let shape = try #require(layer.shapes.first { $0.code == unit.code })
            let expected = RandomSubdivision.squareKilometers(of: unit)
            #expect(abs(topology.squareKilometers(of: shape) - expected) < expected * 1e-9)
        }
    }

    @Test("No vertex is lost or invented: the arcs have the vertices of the rings", arguments: seeds)
    func buildKeepsVertices(seed: UInt64) throws {
        let (units, topology) = try built(seed)
        // Borders inside a unit of several cells vanish, so arcs may have fewer.
        let given = Set(units.flatMap { $0.polygons.joined().joined() })
        #expect(Set(topology.arcs.joined()).subtracting(given) == [])
    }

    @Test("At any tolerance: no crossing, no lost unit, no gap, no overlap", arguments: seeds)
    func simplifyKeepsTopology(seed: UInt64) throws {
        let (_, topology) = try built(seed)
        var pointCounts: [Int] = []
        for tolerance in [0, 1e4, 1e5, 1e6, 1e7, 1e8, 1e15] {
            let simplified = TopologySimplifier(toleranceSquareMeters: tolerance).simplify(topology)
            let decoded = try TopoJSON.decode(TopoJSON.encode(simplified))
            #expect(decoded == simplified)
            #expect(TopologyValidator().issues(in: decoded) == [])
            #expect(decoded.layers.map { $0.shapes.map(\.code) } == topology.layers.map { $0.shapes.map(\.code) })
            #expect(decoded.arcs.map(\.first) == topology.arcs.map(\.first))
            #expect(decoded.arcs.map(\.last) == topology.arcs.map(\.last))
            try expectHullEqualsSum(decoded)
            pointCounts.append(decoded.arcs.reduce(0) { $0 + $1.count })
        }
        #expect(pointCounts == pointCounts.sorted(by: >))
        #expect(pointCounts[6] < pointCounts[0] / 4)
    }

    /// The units fill the outline of the whole: dissolving all of them leaves the outer arcs only.
    private func expectHullEqualsSum(_ topology: Topology) throws {
        var whole = topology
        try whole.dissolve(layer: "gmina", into: "kraj") { _ in "00" }
        let country = try #require(whole.layer(named: "kraj")?.shapes.first)
        let parts = try #require(topology.layer(named: "gmina")).shapes
            .reduce(0) { $0 + topology.squareKilometers(of: $1) }
        #expect(abs(whole.squareKilometers(of: country) - parts) < parts * 1e-9)
        // The mainland and three islands, and no holes.
        #expect(country.polygons.count == 4)
        #expect(country.polygons.allSatisfy { $0.rings.count == 1 })
    }

    @Test("Shapes merge into one area as a layer dissolves, whatever layers they are from", arguments: seeds)
    func mergingAnySelection(seed: UInt64) throws {
        let (_, topology) = try built(seed)
        let gminas = try #require(topology.layer(named: "gmina")).shapes
        let powiats = try #require(topology.layer(named: "powiat")).shapes
        // One whole powiat and every other gmina of the rest.
        let first = try #require(powiats.first)
        let chosen = [first] + gminas.filter { !$0.code.hasPrefix(first.code) }.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        let whole = Topology.Shape(code: "x", polygons: topology.merged(chosen + [first]))
        let parts = chosen.reduce(0) { $0 + topology.squareKilometers(of: $1) }
        #expect(abs(topology.squareKilometers(of: whole) - parts) < parts * 1e-9)
        // No border runs inside: no arc is walked both ways, and every ring is closed.
        let walked = whole.polygons.flatMap(\.rings).joined().map(\.index)
        #expect(Set(walked).count == walked.count)
        #expect(whole.polygons.flatMap(\.rings).allSatisfy { topology.points(of: $0).first == topology.points(of: $0).last })
        let outline = topology.merged(gminas)
        #expect(outline.count == 4 && outline.allSatisfy { $0.rings.count == 1 })
        #expect(topology.merged([]).isEmpty)
    }

    @Test("A coarser lattice may merge vertices, but never crosses borders or loses a unit", arguments: seeds)
    func coarseLattice(seed: UInt64) throws {
        let units = RandomSubdivision(seed: seed).units
        for cells in [100_000, 10_000, 1_000, 300] {
            let grid = try #require(QuantisationGrid(cellsPerDegree: cells))
            let (topology, _) = try TopologyBuilder(grid: grid).build(layer: "gmina", units: units)
            #expect(TopologyValidator().issues(in: topology) == [])
            #expect(topology.layers[0].shapes.count == units.count)
            #expect(try TopoJSON.decode(TopoJSON.encode(topology, grid: grid)) == topology)
        }
    }

    @Test("A label lies inside its unit", arguments: seeds)
    func labels(seed: UInt64) throws {
        let (_, topology) = try built(seed)
        for shape in topology.layers.flatMap(\.shapes) {
            let label = try #require(topology.pointOfInaccessibility(of: shape))
            let rings = shape.polygons.flatMap(\.rings).map { topology.points(of: $0) }
            let containing = rings.count { RingContainment.contains($0, label.point) }
            #expect(!containing.isMultiple(of: 2))
            #expect(label.clearanceMeters > 0)
        }
    }
}
