// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TileGeometry

@Suite struct TopologySimplifierTests {
    private func simplified(_ topology: Topology, _ tolerance: Double) -> Topology {
        TopologySimplifier(toleranceSquareMeters: tolerance).simplify(topology)
    }

    @Test("Corners go in the order of the area they cut off, in square metres")
    func order() {
        // Two bumps on a long line at 50° N: about 4 and 16 hectares.
        let line = [
            Point(20, 50), Point(20.01, 50), Point(20.015, 50.001), Point(20.02, 50), Point(20.03, 50),
            Point(20.035, 50.004), Point(20.04, 50), Point(20.05, 50),
        ]
        let topology = Topology(arcs: [line], layers: [])
        let bump = abs(EllipsoidalArea.squareMeters(of: [line[1], line[2], line[3]]))
        #expect(simplified(topology, bump * 0.99).arcs[0].contains(line[2]))
        #expect(!simplified(topology, bump * 1.01).arcs[0].contains(line[2]))
        #expect(simplified(topology, bump * 1.01).arcs[0].contains(line[5]))
        #expect(simplified(topology, 1e12).arcs[0] == [line[0], line[7]])
    }

    @Test("Several tolerances at once give what each gives alone")
    func severalTolerances() throws {
        let line = (0...400).map { Point(20 + Double($0) * 0.002, 50 + 0.01 * sin(Double($0) * 0.7) + 0.05 * sin(Double($0) * 0.031)) }
        let topology = Topology(arcs: [line, line.map { Point($0.x, $0.y + 0.3) }], layers: [])
        let tolerances = [1e3, 1e4, 1e5, 1e6, 1e8]
        let together = TopologySimplifier.simplify(topology, tolerancesSquareMeters: tolerances)
        #expect(together.map { $0.arcs[0].count } == together.map { $0.arcs[0].count }.sorted(by: >))
        for (tolerance, result) in zip(tolerances, together) { #expect(result == simplified(topology, tolerance)) }
    }

    @Test("A closed arc keeps three corners")
    func closedArc() {
        let circle = (0...40).map { Point(20 + 0.1 * cos(Double($0 % 40) * .pi / 20), 50 + 0.1 * sin(Double($0 % 40) * .pi / 20)) }
        let result = simplified(Topology(arcs: [circle], layers: []), 1e15).arcs[0]
        #expect(result.count == 4)
        #expect(result.first == result.last)
        #expect(EllipsoidalArea.squareMeters(of: result) > 0)
    }

    @Test("Of two arcs between the same junctions at most one becomes straight")
    func lens() throws {
        let left = [Point(20, 50), Point(19.99, 50.05), Point(20, 50.1)]
        let right = [Point(20, 50), Point(20.01, 50.05), Point(20, 50.1)]
        let result = simplified(Topology(arcs: [left, right], layers: []), 1e15)
        #expect(result.arcs.map(\.count).sorted() == [2, 3])
    }

    @Test("A corner stays while another vertex lies in the triangle it would cut off")
    func blocked() {
        let bay = [Point(20, 50), Point(20.05, 50.05), Point(20.1, 50)]
        let island = [Point(20.05, 50.01), Point(20.052, 50.01), Point(20.051, 50.012), Point(20.05, 50.01)]
        let result = simplified(Topology(arcs: [bay, island], layers: []), 1e15)
        #expect(result.arcs[0] == bay)
        #expect(simplified(Topology(arcs: [bay], layers: []), 1e15).arcs[0].count == 2)
    }

    @Test("A vertex exactly on the new edge blocks as well")
    func touching() {
        let bay = [Point(20, 50), Point(20.05, 50.05), Point(20.1, 50)]
        let cape = [Point(20.05, 50), Point(20.06, 49.99), Point(20.04, 49.99), Point(20.05, 50)]
        #expect(simplified(Topology(arcs: [bay, cape], layers: []), 1e15).arcs[0] == bay)
    }

    @Test("What blocked a corner may go first, then the corner goes")
    func unblocked() {
        // The small inner corner lies in the triangle of the large one, and is cheaper.
        let line = [Point(20, 50), Point(20.02, 50.001), Point(20.05, 50.05), Point(20.1, 50)]
        #expect(simplified(Topology(arcs: [line], layers: []), 1e15).arcs[0] == [line[0], line[3]])
    }
}
