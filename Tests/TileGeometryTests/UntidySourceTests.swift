// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TileGeometry

/// Sources whose neighbours do not agree: every unit brings its own, slightly different, copy of a border.
@Suite struct UntidySourceTests {
    /// Moves every vertex of every unit by up to `amount` degrees, differently in each unit.
    private func untidy(_ units: [TopologyBuilder.Unit], by amount: Double, seed: UInt64) -> [TopologyBuilder.Unit] {
        var generator = SplitMix64(state: seed &* 31)
        return units.map { unit in
            var unit = unit
            unit.polygons = unit.polygons.map {
                $0.map { ring in
                    var moved = ring.dropLast().map {
                        Point(
                            $0.x + .random(in: -amount...amount, using: &generator),
                            $0.y + .random(in: -amount...amount, using: &generator))
                    }
                    moved.append(moved[0])
                    return moved
                }
            }
            return unit
        }
    }

    @Test("The result is sound, complete, and accounts for every gap and overlap", arguments: RandomSubdivisionTests.seeds)
    func soundAndAccountedFor(seed: UInt64) throws {
        let tidy = RandomSubdivision(seed: seed).units
        for amount in [2e-6, 2e-4, 2e-3] {
            let units = untidy(tidy, by: amount, seed: seed)
            var (topology, report) = try TopologyBuilder().build(layer: "gmina", units: units)
            #expect(TopologyValidator().issues(in: topology) == [])
            #expect(topology.layers[0].shapes.count == units.count)
            #expect(report.irregularities.contains { $0.kind == .gap })
            #expect(report.irregularities.contains { $0.kind == .overlap })
            // The outline, its gaps filled, is the units and the gaps.
            let owned = topology.layers[0].shapes.reduce(0) { $0 + topology.squareKilometers(of: $1) }
            let gaps = report.remainingGaps.reduce(0) { $0 + $1.squareMeters } / 1e6
            try topology.dissolve(layer: "gmina", into: "kraj") { _ in "00" }
            let country = try #require(topology.layer(named: "kraj")?.shapes.first)
            let outline = country.polygons.reduce(0) {
                $0 + EllipsoidalArea.squareMeters(of: topology.points(of: $1.rings[0])) / 1e6
            }
            #expect(abs(outline - owned - gaps) < outline * 1e-9)
            let simplified = TopologySimplifier(toleranceSquareMeters: 1e6).simplify(topology)
            #expect(TopologyValidator().issues(in: simplified, baseLayer: nil) == [])
        }
    }

    @Test("Closing the gaps leaves none, and the areas near the true ones", arguments: RandomSubdivisionTests.seeds)
    func closed(seed: UInt64) throws {
        let tidy = RandomSubdivision(seed: seed).units
        let builder = TopologyBuilder(gapFillSquareMeters: .infinity)
        let (topology, report) = try builder.build(layer: "gmina", units: untidy(tidy, by: 2e-4, seed: seed))
        #expect(TopologyValidator().issues(in: topology) == [])
        #expect(report.remainingGaps == [])
        for unit in tidy {
            let shape = try #require(topology.layers[0].shapes.first { $0.code == unit.code })
            let expected = RandomSubdivision.squareKilometers(of: unit)
            #expect(abs(topology.squareKilometers(of: shape) / expected - 1) < 0.05)
        }
    }
}
