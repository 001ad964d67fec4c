// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TileGeometry

/// The boundary file that the atlas ships with.
@Suite struct PolandBoundariesTests {
    private static let url = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("GeoData/boundaries/poland.topojson")

    private func topology() throws -> Topology {
        try TopoJSON.decode(Data(contentsOf: Self.url), layers: ["gmina", "powiat", "wojewodztwo"])
    }

    @Test("It has all units of three levels, and is sound")
    func units() throws {
        let topology = try topology()
        #expect(topology.layers.map(\.shapes.count) == [2_477, 380, 16])
        #expect(topology.layers.map { Set($0.shapes.map(\.code.count)) } == [[6], [4], [2]])
        #expect(TopologyValidator().issues(in: topology) == [])
        #expect(try Data(contentsOf: Self.url).count <= 700_000)
    }

    @Test("Its upper levels are what dissolving the gminas gives")
    func dissolved() throws {
        let original = try topology()
        var again = original
        try again.dissolve(layer: "gmina", into: "powiat") { String($0.prefix(4)) }
        try again.dissolve(layer: "powiat", into: "wojewodztwo") { String($0.prefix(2)) }
        for name in ["powiat", "wojewodztwo"] {
            let before = try #require(original.layer(named: name))
            let after = try #require(again.layer(named: name))
            func arcs(_ layer: Topology.Layer) -> [Set<Topology.ArcReference>] {
                layer.shapes.map { Set($0.polygons.flatMap(\.rings).joined()) }
            }
            #expect(arcs(before) == arcs(after))
        }
    }

    @Test(
        "Inland województwa have the area that the statistics office gives, within half a per cent",
        arguments: [("26", 11_710.0), ("10", 18_219.0), ("14", 35_559.0), ("16", 9_412.0), ("12", 15_183.0)])
    func areas(code: String, squareKilometers: Double) throws {
        let topology = try topology()
        let shape = try #require(topology.layer(named: "wojewodztwo")?.shapes.first { $0.code == code })
        #expect(abs(topology.squareKilometers(of: shape) / squareKilometers - 1) < 0.005)
    }

    @Test("Świętokrzyskie borders on six województwa")
    func neighbours() throws {
        let topology = try topology()
        let layer = try #require(topology.layer(named: "wojewodztwo"))
        let position = try #require(layer.shapes.firstIndex { $0.code == "26" })
        let neighbours = topology.neighbours(in: layer)[position].map { layer.shapes[$0].code }
        #expect(neighbours == ["06", "10", "12", "14", "18", "24"])
    }
}
