// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Testing
import TileGeometry

@testable import Intake

@Suite struct BoundaryFileBuildTests {
    private func build(
        _ data: Data, level: UnitLevel, tolerance: Double = 0
    ) throws(IntakeRefusal) -> BoundaryFileBuild.Product {
        try BoundaryFileBuild(
            reader: RegisterBoundariesReader(level: level), builder: TopologyBuilder(), toleranceSquareMeters: tolerance
        ).run(data, file: "units.geojson")
    }

    private let square = { (x: Double, y: Double) in
        "[[[\(x),\(y)],[\(x + 0.1),\(y)],[\(x + 0.1),\(y + 0.1)],[\(x),\(y + 0.1)],[\(x),\(y)]]]"
    }

    @Test("Gminas become three layers with shared arcs")
    func gminas() throws {
        let data = BoundaryText.collection([
            BoundaryText.feature(#""terc":"2604011""#, square(20.5, 50.8)),
            BoundaryText.feature(#""terc":"2604022""#, square(20.6, 50.8)),
            BoundaryText.feature(#""terc":"2605012""#, square(20.5, 50.9)),
        ])
        let product = try build(data, level: .gmina)
        #expect(product.topology.layers.map(\.name) == ["gmina", "powiat", "wojewodztwo"])
        #expect(product.topology.layers.map { $0.shapes.map(\.code) } == [["260401", "260402", "260501"], ["2604", "2605"], ["26"]])
        #expect(try TopoJSON.decode(product.data) == product.topology)
        let lines = product.lines()
        #expect(lines[0] == "units.geojson: read 3, accepted 3, rejected 0")
        #expect(lines.contains("units: 3 gmina, 2 powiat, 1 wojewodztwo"))
        #expect(lines.contains("size: \(product.data.count) bytes"))
    }

    @Test("Powiats with the register's slivers become two layers")
    func powiats() throws {
        // A thin there-and-back line with other vertices on the way back, repeated points, four decimals.
        let west =
            "[[[[20.5,50.8],[20.6,50.8],[20.6,50.8],[20.6,50.85],[20.55,50.85],[20.52,50.85],[20.56,50.85],[20.6,50.85],"
            + "[20.6,50.9],[20.5,50.9],[20.5,50.8]]]]"
        let data = BoundaryText.collection([
            BoundaryText.feature(#""JPT_KOD_JE":"2604","JPT_NAZWA_":"a""#, west, type: "MultiPolygon"),
            BoundaryText.feature(#""JPT_KOD_JE":"2605","JPT_NAZWA_":"b""#, square(20.6, 50.8)),
        ])
        let product = try build(data, level: .powiat)
        #expect(product.topology.layers.map(\.shapes.count) == [2, 1])
        #expect(product.build.repeatedPointCount == 1)
        #expect(product.build.cancelledSegmentCount + product.build.spikeCount > 0)
        #expect(product.build.irregularities == [])
        // The corners of the two squares and nothing else: the foot of the sliver lies straight on the border.
        #expect(Set(product.topology.arcs.joined()).count == 6)
    }

    @Test("Gaps and overlaps are named in the report")
    func irregularities() throws {
        let data = BoundaryText.collection([
            BoundaryText.feature(#""terc":"260401""#, square(20.5, 50.8)),
            BoundaryText.feature(#""terc":"260402""#, square(20.5995, 50.8)),
        ])
        let product = try build(data, level: .gmina)
        #expect(product.lines().contains { $0.contains("overlap of") && $0.contains("units 260401 260402") })
    }

    @Test("Generalising leaves out corners that cut off little")
    func tolerance() throws {
        let crooked = "[[[20.5,50.8],[20.55,50.8005],[20.6,50.8],[20.6,50.9],[20.5,50.9],[20.5,50.8]]]"
        let data = BoundaryText.collection([BoundaryText.feature(#""terc":"260401""#, crooked)])
        #expect(try build(data, level: .gmina).pointCount == 6)
        #expect(try build(data, level: .gmina, tolerance: 500_000).pointCount == 5)
    }

    @Test("Units that cannot all keep an area are refused")
    func refusal() {
        let data = BoundaryText.collection([
            BoundaryText.feature(#""terc":"260401""#, square(20.5, 50.8)),
            BoundaryText.feature(#""terc":"260402""#, square(20.5, 50.8)),
        ])
        do throws(IntakeRefusal) {
            _ = try build(data, level: .gmina)
            Issue.record("the file was taken")
        } catch {
            #expect(error.report.rejected.map(\.reason) == [TopologyBuildError.unitWithoutArea(code: "260402").localizedDescription])
        }
    }
}
