// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TileGeometry

/// Every invariant is broken once on purpose: a validator that finds nothing proves nothing.
@Suite struct TopologyValidatorTests {
    private func sound() throws -> Topology {
        var (topology, _) = try TopologyBuilder().build(
            layer: "gmina",
            units: [
                TopologyBuilder.Unit("020101", rectangle(20, 50, 20.1, 50.1)),
                TopologyBuilder.Unit("020102", rectangle(20.1, 50, 20.2, 50.1), rectangle(20.14, 50.04, 20.16, 50.06)),
                TopologyBuilder.Unit("020103", rectangle(20.14, 50.04, 20.16, 50.06)),
            ])
        try topology.dissolve(layer: "gmina", into: "powiat") { String($0.prefix(4)) }
        #expect(TopologyValidator().issues(in: topology) == [])
        return topology
    }

    private func issues(_ topology: Topology) -> [TopologyValidator.Issue] {
        let issues = TopologyValidator().issues(in: topology)
        #expect(issues.allSatisfy { $0.errorDescription?.isEmpty == false })
        return issues
    }

    private func closedArc(_ topology: Topology) throws -> Int {
        try #require(topology.arcs.firstIndex { $0.first == $0.last })
    }

    @Test func crossingOfTwoArcs() throws {
        var topology = try sound()
        let enclave = try closedArc(topology)
        let corner = try #require(topology.arcs[enclave].firstIndex(of: Point(20.16, 50.06)))
        topology.arcs[enclave][corner] = Point(20.21, 50.06)
        #expect(issues(topology).contains { if case .crossing = $0 { true } else { false } })
    }

    @Test func crossingOfAnArcWithItself() throws {
        let bow = [Point(20, 50), Point(20.1, 50.1), Point(20.1, 50), Point(20, 50.1), Point(20, 50)]
        #expect(issues(Topology(arcs: [bow], layers: [])) == [.crossing(firstArc: 0, secondArc: 0, near: Point(20, 50))])
    }

    @Test func touchInAVertex() {
        let first = [Point(20, 50), Point(20.1, 50.1), Point(20.2, 50)]
        let second = [Point(20, 50.2), Point(20.1, 50.1), Point(20.2, 50.2)]
        #expect(
            issues(Topology(arcs: [first, second], layers: []))
                == [.crossing(firstArc: 0, secondArc: 1, near: Point(20.1, 50.1))])
    }

    @Test func touchOnAnEdge() {
        let first = [Point(20, 50), Point(20.2, 50)]
        let second = [Point(20, 50.2), Point(20.1, 50), Point(20.2, 50.2)]
        #expect(issues(Topology(arcs: [first, second], layers: [])).count == 2)
    }

    @Test func sameSegmentTwice() {
        let first = [Point(20, 50), Point(20.2, 50)]
        #expect(issues(Topology(arcs: [first, first.reversed()], layers: [])).count == 1)
    }

    @Test func segmentsAlongEachOther() {
        let first = [Point(20, 50), Point(20.2, 50)]
        let second = [Point(20, 50), Point(20.1, 50), Point(20.1, 50.1)]
        #expect(issues(Topology(arcs: [first, second], layers: [])).isEmpty == false)
    }

    @Test func arcWalkedTwice() throws {
        var topology = try sound()
        var twin = topology.layers[0].shapes[2]
        twin.code = "020104"
        topology.layers[0].shapes.append(twin)
        let enclave = try closedArc(topology)
        #expect(issues(topology).contains(.arcWalkedTwice(layer: "gmina", index: enclave, codes: ["020103", "020104"])))
    }

    @Test func openRing() throws {
        var topology = try sound()
        topology.layers[0].shapes[0].polygons[0].rings[0].removeLast()
        #expect(issues(topology).contains(.openRing(layer: "gmina", code: "020101")))
    }

    @Test func wrongOrientation() throws {
        var topology = try sound()
        for position in [0, 1] {
            let ring = topology.layers[0].shapes[1].polygons[0].rings[position]
            topology.layers[0].shapes[1].polygons[0].rings[position] = ring.reversed().map {
                Topology.ArcReference(encoded: ~$0.encoded)
            }
        }
        let found = issues(topology)
        #expect(found.contains(.wrongOrientation(layer: "gmina", code: "020102", isHole: false)))
        #expect(found.contains(.wrongOrientation(layer: "gmina", code: "020102", isHole: true)))
        #expect(found.contains(.shapeWithoutArea(layer: "gmina", code: "020102")))
    }

    @Test func arcOutOfRange() throws {
        var topology = try sound()
        topology.layers[0].shapes[0].polygons[0].rings[0][0] = Topology.ArcReference(index: 99, isReversed: true)
        #expect(issues(topology) == [.arcOutOfRange(layer: "gmina", code: "020101", index: 99)])
    }

    @Test func degenerateArc() throws {
        var topology = try sound()
        topology.arcs.append([Point(20, 51)])
        topology.arcs.append([Point(20, 51), Point(20, 51)])
        #expect(issues(topology) == [.degenerateArc(index: topology.arcs.count - 2), .degenerateArc(index: topology.arcs.count - 1)])
    }

    @Test func duplicateCode() throws {
        var topology = try sound()
        topology.layers[0].shapes[1].code = "020101"
        #expect(issues(topology).contains(.duplicateCode(layer: "gmina", code: "020101")))
    }

    @Test func areaThatIsNotTheSumOfItsParts() throws {
        var topology = try sound()
        topology.layers[0].shapes.remove(at: 2)
        let found = issues(topology)
        #expect(found.contains { if case .areaDiffers("powiat", "0201", _, _) = $0 { true } else { false } })
    }
}
