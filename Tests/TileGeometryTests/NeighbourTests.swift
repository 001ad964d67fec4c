// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TileGeometry

@Suite struct NeighbourTests {
    private func grid(_ side: Int) throws -> Topology {
        var units: [TopologyBuilder.Unit] = []
        for row in 0..<side {
            for column in 0..<side {
                let west = 20 + Double(column) / 10
                let south = 50 + Double(row) / 10
                units.append(.init("0\(row + 1)0\(column + 1)01", rectangle(west, south, west + 0.1, south + 0.1)))
            }
        }
        return try TopologyBuilder().build(layer: "gmina", units: units).topology
    }

    @Test("On a grid the queen reaches the corners and the rook does not")
    func queenAndRook() throws {
        let topology = try grid(3)
        let layer = topology.layers[0]
        #expect(topology.neighbours(in: layer).map(\.count) == [2, 3, 2, 3, 4, 3, 2, 3, 2])
        #expect(topology.neighboursInAnyPoint(in: layer).map(\.count) == [3, 5, 3, 5, 8, 5, 3, 5, 3])
        #expect(topology.neighboursInAnyPoint(in: layer)[4] == [0, 1, 2, 3, 5, 6, 7, 8])
        #expect(topology.neighboursInAnyPoint(in: layer)[0] == [1, 3, 4])
    }

    @Test("Merged units touch where their parts touch")
    func dissolved() throws {
        var topology = try grid(4)
        try topology.dissolve(layer: "gmina", into: "powiat") { code in
            // Four blocks of two by two.
            let bytes = Array(code.utf8)
            return "\(bytes[1] <= 50 ? 1 : 2)\(bytes[3] <= 50 ? 1 : 2)"
        }
        let layer = try #require(topology.layer(named: "powiat"))
        #expect(topology.neighbours(in: layer) == [[1, 2], [0, 3], [0, 3], [1, 2]])
        #expect(topology.neighboursInAnyPoint(in: layer) == [[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]])
    }

    @Test("An island has no neighbours; a town inside its gmina has one")
    func islands() throws {
        let town = rectangle(20.02, 50.02, 20.05, 50.05)
        let topology = try TopologyBuilder().build(
            layer: "gmina",
            units: [
                .init("020101", town), .init("020102", rectangle(20, 50, 20.1, 50.1), town),
                .init("020103", rectangle(21, 51, 21.1, 51.1)),
            ]
        ).topology
        #expect(topology.neighboursInAnyPoint(in: topology.layers[0]) == [[1], [0], []])
    }
}
