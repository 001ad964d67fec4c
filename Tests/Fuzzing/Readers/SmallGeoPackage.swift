// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Foundation
import Intake
import TileGeometry

/// A GeoPackage of the units of a small file.
enum SmallGeoPackage {
    static func data(_ document: Data) throws -> Data {
        let build = BoundaryFileBuild(reader: RegisterBoundariesReader(level: .gmina), builder: TopologyBuilder(), toleranceSquareMeters: 0)
        let topology = try build.run(document, file: "gminy.geojson").topology
        guard let layer = topology.layers.first(where: { $0.name == "gmina" }) else { throw FuzzFailure("the small file has no gminas") }
        return try GeoPackageWriter.write(
            GeoPackageLayer(
                name: "gminy", title: "Gminy", description: "", columns: [.init("jpt_kod_je", kind: .text), .init("jpt_nazwa_", kind: .text)],
                features: layer.shapes.map { .init(shape: $0, values: [.text($0.code), .text("Wzór")]) }, notes: [], lastChange: "2026-01-01T00:00:00.000Z"),
            topology: topology)
    }
}
