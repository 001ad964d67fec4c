// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TileGeometry

@Suite struct TopologyBuilderTests {
    private typealias Unit = TopologyBuilder.Unit

    private func build(
        _ units: [TopologyBuilder.Unit], builder: TopologyBuilder = TopologyBuilder()
    ) throws -> (topology: Topology, report: TopologyBuildReport) {
        let result = try builder.build(layer: "gmina", units: units)
        #expect(TopologyValidator().issues(in: result.topology) == [])
        return result
    }

    private func area(_ code: String, in topology: Topology) throws -> Double {
        topology.squareKilometers(of: try #require(topology.layers[0].shapes.first { $0.code == code }))
    }

    @Test("Two neighbours share one arc, walked in both directions")
    func sharedArc() throws {
        let (topology, report) = try build([
            Unit("020102", rectangle(20, 50, 20.1, 50.1)), Unit("020101", rectangle(19.9, 50, 20, 50.1)),
        ])
        #expect(topology.arcs.count == 3)
        #expect(topology.layers[0].shapes.map(\.code) == ["020101", "020102"])
        #expect(topology.neighbours(in: topology.layers[0]) == [[1], [0]])
        let shared = topology.sides(in: topology.layers[0]).filter { $0.left >= 0 && $0.right >= 0 }
        #expect(shared.count == 1)
        #expect(report.irregularities == [])
        #expect(report.insertedVertexCount == 0)
    }

    @Test("A town in the hole of its rural gmina is a closed arc of its own")
    func enclave() throws {
        let town = rectangle(20.02, 50.02, 20.05, 50.05)
        // Source files often give holes in the direction of exteriors.
        let (topology, _) = try build([
            Unit("020101", town), Unit("020102", rectangle(20, 50, 20.1, 50.1), town),
        ])
        #expect(topology.arcs.map { $0.first == $0.last } == [true, true])
        #expect(topology.layers[0].shapes[1].polygons[0].rings.count == 2)
        #expect(topology.neighbours(in: topology.layers[0]) == [[1], [0]])
    }

    @Test("A hole may touch the exterior ring in a point")
    func holeTouchesExterior() throws {
        let hole = [Point(20, 50.05), Point(20.05, 50.02), Point(20.05, 50.08), Point(20, 50.05)]
        let outside = [
            Point(20, 50), Point(20.1, 50), Point(20.1, 50.1), Point(20, 50.1), Point(20, 50.05), Point(20, 50),
        ]
        let (topology, _) = try build([Unit("020101", hole), Unit("020102", outside, hole)])
        let polygons = topology.layers[0].shapes[1].polygons
        #expect(polygons.count == 1)
        #expect(polygons[0].rings.count == 2)
    }

    @Test("Polygons that touch in a corner stay two polygons")
    func cornerTouch() throws {
        let unit = Unit(
            code: "020101", polygons: [[rectangle(20, 50, 20.1, 50.1)], [rectangle(20.1, 50.1, 20.2, 50.2)]])
        let (topology, _) = try build([unit])
        #expect(topology.layers[0].shapes[0].polygons.map(\.rings.count) == [1, 1])
    }

    @Test("A neighbour's vertex on an edge is put on it", arguments: [0, 0.4e-6, -0.4e-6, 0.9e-6, -0.9e-6])
    func tJunction(offset: Double) throws {
        // Three on the left, one on the right: two corners lie in the middle of the right one's edge.
        let x = 20 + offset
        let (topology, report) = try build([
            Unit("020101", [Point(19.9, 50), Point(20, 50), Point(x, 50.03), Point(19.9, 50.03), Point(19.9, 50)]),
            Unit(
                "020102",
                [Point(19.9, 50.03), Point(x, 50.03), Point(x, 50.06), Point(19.9, 50.06), Point(19.9, 50.03)]),
            Unit("020103", [Point(19.9, 50.06), Point(x, 50.06), Point(20, 50.1), Point(19.9, 50.1), Point(19.9, 50.06)]),
            Unit("020104", rectangle(20, 50, 20.1, 50.1)),
        ])
        #expect(report.irregularities == [])
        #expect(report.insertedVertexCount == 2)
        #expect(topology.neighbours(in: topology.layers[0])[3] == [0, 1, 2])
    }

    @Test("A wider tolerance closes wider misfits")
    func tolerance() throws {
        let units = [
            Unit("020101", [Point(19.9, 50), Point(20, 50), Point(19.99998, 50.05), Point(20, 50.1), Point(19.9, 50.1), Point(19.9, 50)]),
            Unit("020102", rectangle(20, 50, 20.1, 50.1)),
        ]
        #expect(try build(units).report.remainingGaps.count == 1)
        let wide = TopologyBuilder(snapToleranceDegrees: 3e-5)
        #expect(try build(units, builder: wide).report.irregularities == [])
    }

    @Test("Repeated points, spikes and rings without area are cleaned away and counted")
    func cleaning() throws {
        let ring = [
            Point(20, 50), Point(20.1, 50), Point(20.1, 50), Point(20.1, 50.05), Point(20.3, 50.05), Point(20.1, 50.05),
            Point(20.1, 50.1), Point(20, 50.1), Point(20, 50),
        ]
        let flat = [Point(20.4, 50), Point(20.5, 50), Point(20.45, 50), Point(20.4, 50)]
        let unit = Unit(code: "020101", polygons: [[ring], [flat]])
        let (topology, report) = try build([unit])
        #expect(report.repeatedPointCount >= 1)
        #expect(report.spikeCount >= 1)
        #expect(report.degenerateRingCount == 1)
        #expect(topology.layers[0].shapes[0].polygons.count == 1)
        #expect(BoundingBox(of: topology.arcs.joined()).maxX == 20.1)
    }

    @Test("A spike at the seam of the ring goes too")
    func seamSpike() throws {
        let ring = [
            Point(20.3, 50.05), Point(20.1, 50.05), Point(20.1, 50.1), Point(20, 50.1), Point(20, 50), Point(20.1, 50),
            Point(20.1, 50.05), Point(20.3, 50.05),
        ]
        let (topology, report) = try build([Unit("020101", ring)])
        #expect(report.spikeCount >= 1)
        #expect(BoundingBox(of: topology.arcs.joined()).maxX == 20.1)
    }

    @Test("A there-and-back line with different vertices cancels out")
    func thereAndBack() throws {
        let ring = [
            Point(20, 50), Point(20.1, 50), Point(20.1, 50.05), Point(20.3, 50.05), Point(20.2, 50.05),
            Point(20.1, 50.05), Point(20.1, 50.1), Point(20, 50.1), Point(20, 50),
        ]
        let (topology, report) = try build([Unit("020101", ring)])
        #expect(report.cancelledSegmentCount > 0)
        #expect(BoundingBox(of: topology.arcs.joined()).maxX == 20.1)
    }

    @Test("A gap is reported with its place, area and neighbours, and stays")
    func gap() throws {
        let units = frame
        let (topology, report) = try build(units)
        let gap = try #require(report.remainingGaps.first)
        #expect(report.irregularities.count == 1)
        #expect(gap.codes == ["020101", "020102"])
        #expect(BoundingBox(minX: 20.04, minY: 50.04, maxX: 20.06, maxY: 50.06).contains(gap.location))
        let expected = EllipsoidalArea.squareMeters(of: rectangle(20.04, 50.04, 20.06, 50.06))
        #expect(abs(gap.squareMeters - expected) < 1)
        #expect(abs(try total(topology) * 1e6 + expected - whole) < 1)
    }

    @Test("A gap below the limit is given to the neighbour with the longest border")
    func gapFill() throws {
        let builder = TopologyBuilder(gapFillSquareMeters: 1e7)
        let (topology, report) = try build(frame, builder: builder)
        #expect(report.remainingGaps == [])
        #expect(report.irregularities.map(\.givenTo) == ["020102"])
        #expect(abs(try total(topology) * 1e6 - whole) < 1)
    }

    /// A square of two units with a hole in the middle, most of whose border is with the second.
    private var frame: [TopologyBuilder.Unit] {
        [
            Unit(
                "020101",
                [
                    Point(20, 50), Point(20.05, 50), Point(20.05, 50.04), Point(20.04, 50.04), Point(20.04, 50.045),
                    Point(20, 50.045), Point(20, 50),
                ]),
            Unit(
                "020102",
                [
                    Point(20.05, 50), Point(20.1, 50), Point(20.1, 50.1), Point(20, 50.1), Point(20, 50.045),
                    Point(20.04, 50.045), Point(20.04, 50.06), Point(20.06, 50.06), Point(20.06, 50.04),
                    Point(20.05, 50.04), Point(20.05, 50),
                ]),
        ]
    }

    private let whole = EllipsoidalArea.squareMeters(of: rectangle(20, 50, 20.1, 50.1))

    private func total(_ topology: Topology) throws -> Double {
        topology.layers[0].shapes.reduce(0) { $0 + topology.squareKilometers(of: $1) }
    }

    @Test("An overlap is reported and belongs to one unit only")
    func overlap() throws {
        let (topology, report) = try build([
            Unit("020101", rectangle(20, 50, 20.1, 50.1)), Unit("020102", rectangle(20.09, 50, 20.15, 50.1)),
        ])
        let overlap = try #require(report.irregularities.first)
        #expect(report.irregularities.count == 1)
        #expect(overlap.kind == .overlap)
        #expect(overlap.codes == ["020101", "020102"])
        // The smaller unit keeps it.
        #expect(overlap.givenTo == "020102")
        #expect(abs(try area("020102", in: topology) * 1e6 - EllipsoidalArea.squareMeters(of: rectangle(20.09, 50, 20.15, 50.1))) < 1)
        #expect(abs(overlap.squareMeters - EllipsoidalArea.squareMeters(of: rectangle(20.09, 50, 20.1, 50.1))) < 1)
    }

    @Test("A rural gmina without a hole loses the town's area, not the town")
    func missingHole() throws {
        let town = rectangle(20.02, 50.02, 20.05, 50.05)
        let (topology, report) = try build([
            Unit("020102", rectangle(20, 50, 20.1, 50.1)), Unit("020101", town),
        ])
        #expect(report.irregularities.map(\.givenTo) == ["020101"])
        #expect(topology.layers[0].shapes[1].polygons[0].rings.count == 2)
        #expect(abs(try area("020101", in: topology) * 1e6 - EllipsoidalArea.squareMeters(of: town)) < 1)
    }

    @Test("Borders that cross get a node where they do")
    func crossing() throws {
        let (topology, report) = try build([
            Unit("020101", [Point(20, 50), Point(20.1, 50), Point(20.1001, 50.1), Point(20, 50.1), Point(20, 50)]),
            Unit("020102", [Point(20.1001, 50), Point(20.2, 50), Point(20.2, 50.1), Point(20.1, 50.1), Point(20.1001, 50)]),
        ])
        #expect(report.crossingCount == 1)
        #expect(report.irregularities.map(\.kind) == [.overlap])
        #expect(topology.layers[0].shapes.count == 2)
    }

    @Test("What cannot be a topology is refused by name")
    func errors() {
        let square = rectangle(20, 50, 20.1, 50.1)
        #expect(throws: TopologyBuildError.duplicateCode("020101")) {
            try TopologyBuilder().build(layer: "gmina", units: [Unit("020101", square), Unit("020101", square)])
        }
        #expect(throws: TopologyBuildError.coordinateOutOfRange(code: "020101", Point(500_000, 50))) {
            try TopologyBuilder().build(layer: "gmina", units: [Unit("020101", rectangle(500_000, 50, 500_001, 51))])
        }
        #expect(throws: TopologyBuildError.unitWithoutArea(code: "020101")) {
            try TopologyBuilder().build(
                layer: "gmina", units: [Unit("020101", rectangle(20, 50, 20, 50.1)), Unit("020102", square)])
        }
        // Two units on the same ground: one would vanish.
        #expect(throws: TopologyBuildError.unitWithoutArea(code: "020102")) {
            try TopologyBuilder().build(layer: "gmina", units: [Unit("020101", square), Unit("020102", square)])
        }
    }

    @Test("Dissolving an unknown layer names those there are")
    func unknownLayer() throws {
        var (topology, _) = try build([Unit("020101", rectangle(20, 50, 20.1, 50.1))])
        #expect(throws: TopologyLayerError(missing: "powiat", present: ["gmina"])) {
            try topology.dissolve(layer: "powiat", into: "wojewodztwo") { String($0.prefix(2)) }
        }
    }
}
