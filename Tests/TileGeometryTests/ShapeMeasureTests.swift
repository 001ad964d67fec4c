// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TileGeometry

@Suite struct ShapeMeasureTests {
    @Test("An octant is an eighth of the ellipsoid's surface")
    func octant() {
        // The whole surface of GRS 80 is 510,065,621.724 km² (Moritz, Geodetic Reference System 1980).
        let octant = EllipsoidalArea.squareMeters(of: rectangle(0, 0, 90, 90)) / 1e6
        #expect(abs(octant - 510_065_621.724 / 8) < 1)
    }

    @Test("Orientation gives the sign, and a far-away origin costs no digits")
    func sign() {
        let sliver = rectangle(20, 50, 20.000_001, 50.000_001)
        let area = EllipsoidalArea.squareMeters(of: sliver)
        // 0.0717 m to the east times 0.1112 m to the north.
        #expect(abs(area - 0.007_97) < 0.000_05)
        #expect(abs(EllipsoidalArea.squareMeters(of: sliver.reversed()) + area) < area * 1e-6)
    }

    @Test("The label of a square is its centre, with half its side around")
    func squareLabel() throws {
        let label = try #require(PointOfInaccessibility(rings: [rectangle(20, 50, 20.1, 50.064)], precisionMeters: 1))
        #expect(abs(label.point.y - 50.032) < 0.001)
        #expect(abs(label.clearanceMeters - 0.032 * 111_320) < 10)
    }

    @Test("The label of a horseshoe is in the metal, not in the middle")
    func horseshoe() throws {
        let ring = [
            Point(20, 50), Point(20.3, 50), Point(20.3, 50.2), Point(20.25, 50.2), Point(20.25, 50.03),
            Point(20.05, 50.03), Point(20.05, 50.2), Point(20, 50.2), Point(20, 50),
        ]
        let label = try #require(PointOfInaccessibility(rings: [ring]))
        #expect(RingContainment.contains(ring, label.point))
    }

    @Test("A hole keeps the label away")
    func hole() throws {
        let hole = rectangle(20.02, 50.02, 20.08, 50.08)
        let label = try #require(PointOfInaccessibility(rings: [rectangle(20, 50, 20.1, 50.1), hole]))
        #expect(!RingContainment.contains(hole, label.point))
        #expect(PointOfInaccessibility(rings: []) == nil)
        #expect(PointOfInaccessibility(rings: [rectangle(20, 50, 20, 51)]) == nil)
    }

    @Test("A very thin unit gets a label too")
    func thin() throws {
        let ring = [Point(20, 50), Point(21, 50.3), Point(21, 50.300_02), Point(20, 50.000_02), Point(20, 50)]
        let label = try #require(PointOfInaccessibility(rings: [ring]))
        #expect(label.clearanceMeters > 0)
    }

    private let box = BoundingBox(minX: 0, minY: 0, maxX: 10, maxY: 10)

    @Test("Clipping: inside stays, outside goes, across is cut")
    func clipping() {
        let inside = rectangle(1, 1, 2, 2)
        #expect(RingClipping.clip(ring: inside, to: box) == inside)
        #expect(RingClipping.clip(ring: rectangle(11, 11, 12, 12), to: box) == [])
        let across = RingClipping.clip(ring: rectangle(-5, 2, 5, 4), to: box)
        #expect(EllipsoidalArea.planarArea(of: across) == 10)
        #expect(BoundingBox(of: across) == BoundingBox(minX: 0, minY: 2, maxX: 5, maxY: 4))
        let around = RingClipping.clip(ring: rectangle(-5, -5, 15, 15), to: box)
        #expect(EllipsoidalArea.planarArea(of: around) == 100)
        // The box meets the ring's extent, but not the ring.
        let corner = [Point(-1, 12), Point(12, 12), Point(12, 30), Point(-1, 30), Point(-1, 12)]
        #expect(RingClipping.clip(ring: corner, to: box) == [])
    }

    @Test("Clipping keeps area and orientation of random stars", arguments: RandomSubdivisionTests.seeds)
    func randomClipping(seed: UInt64) {
        var generator = SplitMix64(state: seed)
        var ring = (0..<60).map { step in
            let angle = Double(step) / 60 * 2 * .pi
            let radius = Double.random(in: 2...12, using: &generator)
            return Point(5 + radius * cos(angle), 5 + radius * sin(angle))
        }
        ring.append(ring[0])
        // Four quarters of the plane together are the whole ring.
        let far = 100.0
        let parts = [
            BoundingBox(minX: -far, minY: -far, maxX: 5, maxY: 5), BoundingBox(minX: 5, minY: -far, maxX: far, maxY: 5),
            BoundingBox(minX: -far, minY: 5, maxX: 5, maxY: far), BoundingBox(minX: 5, minY: 5, maxX: far, maxY: far),
        ].map { EllipsoidalArea.planarArea(of: RingClipping.clip(ring: ring, to: $0)) }
        #expect(parts.allSatisfy { $0 > 0 })
        #expect(abs(parts.reduce(0, +) - EllipsoidalArea.planarArea(of: ring)) < 1e-9)
        let reversed = RingClipping.clip(ring: ring.reversed(), to: box)
        #expect(EllipsoidalArea.planarArea(of: reversed) < 0)
    }

    @Test("A lattice has 1 to 10,000,000 cells in a degree")
    func lattice() {
        #expect(QuantisationGrid(cellsPerDegree: 0) == nil)
        #expect(QuantisationGrid(cellsPerDegree: 10_000_001) == nil)
        #expect(QuantisationGrid(cellsPerDegree: 1_000_000) == .microdegree)
    }
}
