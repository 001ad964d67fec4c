// SPDX-License-Identifier: Apache-2.0

import Atlas
import TileGeometry

/// A TileJSON 3.0.0 document: where the tiles of a set are, how far they go and what vector tiles hold.
struct TileJSONDocument {
    /// A layer of vector tiles with its attributes (section 3.3).
    struct VectorLayer {
        let id: String
        let description: String
        let fields: KeyValuePairs<String, String>

        static func units(_ level: UnitLevel) -> VectorLayer {
            VectorLayer(id: level.rawValue, description: "Boundaries of units; the id of a feature is its TERC code without the kind digit",
                fields: ["terc": "TERC code", "name": "name"])
        }

        static let labels = VectorLayer(
            id: "label", description: "Points for the names of units",
            fields: ["terc": "TERC code", "name": "name", "rank": "order by area, 0 first"])
    }

    let name: String
    let description: String?
    let attribution: String
    /// With `{z}`, `{x}` and `{y}`.
    let tiles: String
    /// In degrees; empty: the country with a little room.
    var bounds = BoundingBox.empty
    var maximumZoom = TileCoordinate.zoomRange.upperBound
    /// None for pictures: the member is required all the same (section 3.3).
    var vectorLayers: [VectorLayer] = []

    /// The register that boundaries come from, as its terms of use want it named.
    static let boundariesAttribution = "PRG (GUGiK)"

    var json: JSONValue {
        let box: JSONValue =
            bounds.isEmpty ? TileJSONRoutes.bounds : [.number(bounds.minX), .number(bounds.minY), .number(bounds.maxX), .number(bounds.maxY)]
        var members: [(String, JSONValue)] = [("tilejson", "3.0.0"), ("name", .string(name))]
        if let description, !description.isEmpty { members.append(("description", .string(description))) }
        members += [
            ("version", .string(AtlasVersion.current)), ("attribution", .string(attribution)), ("scheme", "xyz"), ("tiles", [.string(tiles)]),
            ("minzoom", 0), ("maxzoom", .integer(maximumZoom)), ("bounds", box), ("center", [19.4, 52.1, 6]),
            (
                "vector_layers",
                .array(
                    vectorLayers.map { layer in
                        [
                            "id": .string(layer.id), "description": .string(layer.description), "minzoom": 0, "maxzoom": .integer(maximumZoom),
                            "fields": .members(layer.fields.map { ($0.key, .string($0.value)) }),
                        ]
                    })
            ),
        ]
        return .members(members)
    }
}
