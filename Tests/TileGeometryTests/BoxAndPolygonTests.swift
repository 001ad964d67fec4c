// SPDX-License-Identifier: Apache-2.0

import Testing
import TileGeometry

@Suite struct BoxAndPolygonTests {
    private let square = [Point(0, 0), Point(10, 0), Point(10, 10), Point(0, 10), Point(0, 0)]
    private let hole = [Point(2, 2), Point(2, 8), Point(8, 8), Point(8, 2), Point(2, 2)]

    private func box(_ minX: Double, _ minY: Double, _ maxX: Double, _ maxY: Double) -> BoundingBox {
        BoundingBox(minX: minX, minY: minY, maxX: maxX, maxY: maxY)
    }

    @Test("A box meets a polygon that it contains, crosses, touches or lies in, and not its hole")
    func meeting() {
        let ring = [square, hole]
        #expect(box(-5, -5, 20, 20).meets(polygon: ring))
        #expect(box(9, 9, 20, 20).meets(polygon: ring))
        #expect(box(0.5, 0.5, 1.5, 1.5).meets(polygon: ring))
        // A band across the square: no corner of either lies in the other.
        #expect(box(-1, 4, 11, 5).meets(polygon: ring))
        #expect(box(10, 10, 12, 12).meets(polygon: ring))
        #expect(box(-3, 5, 0, 6).meets(polygon: ring))
        #expect(!box(3, 3, 7, 7).meets(polygon: ring))
        #expect(box(3, 3, 7, 7).meets(polygon: [square]))
        #expect(!box(10.001, 0, 12, 12).meets(polygon: ring))
        #expect(!box(-5, -5, -1, 20).meets(polygon: ring))
        #expect(!BoundingBox.empty.meets(polygon: ring))
        #expect(box(5, 5, 5, 5).meets(polygon: [square]) && !box(5, 5, 5, 5).meets(polygon: ring))
    }

    @Test("A slanted edge past a corner of the box does not meet it")
    func slanted() {
        let triangle = [Point(0, 0), Point(10, 0), Point(0, 10), Point(0, 0)]
        #expect(!box(6, 6, 9, 9).meets(polygon: [triangle]))
        #expect(box(5, 5, 9, 9).meets(polygon: [triangle]))
        #expect(box(4.9, 4.9, 9, 9).meets(polygon: [triangle]))
    }

    @Test("Geometries are written with the asked decimals, without zeros at the end")
    func writing() {
        #expect(GeoJSON.point(Point(19.5, -0.0000004), decimals: 6) == #"{"type":"Point","coordinates":[19.5,0]}"#)
        #expect(GeoJSON.point(Point(-12.0000014, 100), decimals: 6) == #"{"type":"Point","coordinates":[-12.000001,100]}"#)
        #expect(GeoJSON.point(Point(0.05, 566_000.999), decimals: 2) == #"{"type":"Point","coordinates":[0.05,566001]}"#)
        #expect(GeoJSON.point(Point(2.5, -7), decimals: 0) == #"{"type":"Point","coordinates":[3,-7]}"#)
        #expect(GeoJSON.point(Point(.infinity, .nan), decimals: 2) == #"{"type":"Point","coordinates":[null,null]}"#)
        let triangle = [Point(0, 0), Point(1, 0), Point(0, 1), Point(0, 0)]
        #expect(
            GeoJSON.multiPolygon([[triangle, triangle], [triangle]], decimals: 1)
                == #"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[0,1],[0,0]],[[0,0],[1,0],[0,1],[0,0]]],[[[0,0],[1,0],[0,1],[0,0]]]]}"#)
        #expect(GeoJSON.multiPolygon([], decimals: 1) == #"{"type":"MultiPolygon","coordinates":[]}"#)
    }
}
