// SPDX-License-Identifier: Apache-2.0

import Cartography
import TileGeometry

/// Tile matrix sets as OGC API – Tiles names and describes them (OGC 17-083r4, clause 7 and annex A).
extension TileMatrixSet {
    /// `WebMercatorQuad` of the OGC's register, and one of the atlas's own.
    var apiIdentifier: String { self == .webMercator ? "WebMercatorQuad" : "EPSG2180" }

    /// The address of the definition in the OGC's register; nil for what is not in it.
    var registeredURI: String? { self == .webMercator ? "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad" : nil }

    var crsURI: String { "http://www.opengis.net/def/crs/EPSG/0/\(epsgCode)" }

    func title(_ language: Language) -> String {
        self == .webMercator
            ? language.choose("Web Mercator, jak w\u{A0}mapach internetowych", "Web Mercator, as in web maps")
            : language.choose("PL-1992, jak w\u{A0}geoportal.gov.pl", "PL-1992, as in geoportal.gov.pl")
    }

    /// - Throws: `Problem` 404.
    static func ofAPI(_ name: String) throws -> TileMatrixSet {
        guard let set = all.first(where: { [$0.apiIdentifier, $0.serviceIdentifier].contains(name) }) else {
            throw Problem.notFound("tile matrix set", name, accepted: "there are \(all.map(\.apiIdentifier).joined(separator: ", "))")
        }
        return set
    }

    /// The definition in JSON (OGC 17-083r4, annex B).
    func definition(_ language: Language) -> JSONValue {
        var members: [(String, JSONValue)] = [("id", .string(apiIdentifier)), ("title", .string(title(language)))]
        if let registeredURI { members.append(("uri", .string(registeredURI))) }
        members.append(("crs", .string(crsURI)))
        // The names of the axes in the register of the EPSG.
        members.append(("orderedAxes", isNorthingFirst ? ["x", "y"] : ["X", "Y"]))
        if self == .webMercator { members.append(("wellKnownScaleSet", "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible")) }
        // The registered set has 25 scales, whatever part of them is served: that say the limits of a tile set.
        let count = self == .webMercator ? 25 : matrices.count
        members.append(
            (
                "tileMatrices",
                .array(
                    (0..<count).map { index in
                        let first = matrices[0]
                        let known = matrices.indices.contains(index) ? matrices[index] : nil
                        let factor = Double(1 << index)
                        return [
                            "id": .string(String(index)),
                            "scaleDenominator": .number(known?.scaleDenominator ?? first.scaleDenominator / factor),
                            "cellSize": .number(known?.cellSizeMeters ?? first.cellSizeMeters / factor), "cornerOfOrigin": "topLeft",
                            "pointOfOrigin": isNorthingFirst
                                ? [.number(origin.y), .number(origin.x)] : [.number(origin.x), .number(origin.y)],
                            "tileWidth": .integer(tileSide), "tileHeight": .integer(tileSide),
                            "matrixWidth": .integer(known?.width ?? 1 << index), "matrixHeight": .integer(known?.height ?? 1 << index),
                        ]
                    })
            ))
        return .members(members)
    }

    /// The limits of a tile set within this set.
    func limits(_ catalogue: MapServiceCatalogue) -> JSONValue {
        .array(
            matrices.compactMap { matrix in
                catalogue.limits(self, matrix.index).map { limits in
                    [
                        "tileMatrix": .string(String(matrix.index)), "minTileRow": .integer(limits.rows.lowerBound),
                        "maxTileRow": .integer(limits.rows.upperBound), "minTileCol": .integer(limits.columns.lowerBound),
                        "maxTileCol": .integer(limits.columns.upperBound),
                    ]
                }
            })
    }
}
