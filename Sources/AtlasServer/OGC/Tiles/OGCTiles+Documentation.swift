// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography

extension OGCTilesRoutes {
    private static let format = RouteParameter("f", "form of the answer", form: .choice(["json"]))
    private static let collection = RouteParameter("collection", "id of a collection of units", form: .choice(OGCTiles.collections))
    private static let matrixSet = RouteParameter(
        "tileMatrixSet", "tile matrix set", form: .choice(TileMatrixSet.all.map(\.apiIdentifier)))
    private static let tile = [
        RouteParameter("tileMatrix", "number of the matrix", form: .integer(0...14)), RouteParameter("tileRow", "row, to the south", form: .integer(0...16_383)),
        RouteParameter("tileCol", "column", form: .integer(0...16_383)),
    ]

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] =
        [
            RouteDescription("\(OGCTiles.root)/tileMatrixSets", summary: "OGC API – Tiles: the tile matrix sets", parameters: [format, .lang]),
            RouteDescription(
                "\(OGCTiles.root)/tileMatrixSets/{tileMatrixSet}", summary: "OGC API – Tiles: the definition of a tile matrix set",
                parameters: [matrixSet, format, .lang]),
        ]
        + OGCTileSet.Kind.allCases.flatMap { kind in
            let path = "\(OGCTiles.root)/collections/{collection}/\(kind.rawValue)"
            let tiles = kind == .vector ? "vector tiles of the units of a collection" : "tiles of a map of an indicator"
            let shown = kind == .vector ? [RouteParameter.asOf] : OGCMap.parameters
            return [
                RouteDescription(path, summary: "OGC API – Tiles: tile sets with \(tiles)", parameters: [collection, format] + shown + [.lang]),
                RouteDescription(
                    "\(path)/{tileMatrixSet}", summary: "OGC API – Tiles: metadata of a tile set with \(tiles), also as TileJSON",
                    parameters: [collection, matrixSet, RouteParameter("f", "form of the answer", form: .choice(["json", "tilejson"]))] + shown + [.lang]),
                RouteDescription(
                    "\(path)/{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}", summary: "OGC API – Tiles: \(tiles)",
                    parameters: [collection, matrixSet] + tile
                        + [RouteParameter("f", "form of the answer", form: .choice([kind == .vector ? "mvt" : "png"]))] + shown,
                    contentType: kind == .vector ? "application/vnd.mapbox-vector-tile" : "image/png"),
            ]
        }
}

extension OGCTiles {
    /// The path items of the tile resources in OpenAPI 3.0, with paths below `/ogc`; they hold their parameters and
    /// refer to no components.
    static var openAPIPaths: [(path: String, item: JSONValue)] {
        OGCTilesRoutes.documentation.map { route in
            let parameters: [JSONValue] = route.parameters.map { parameter in
                let isInPath = route.path.contains("{\(parameter.name)}")
                return [
                    "name": .string(parameter.name), "in": isInPath ? "path" : "query", "required": .bool(isInPath || parameter.isRequired),
                    "description": .string(parameter.help), "schema": parameter.form.schema,
                ]
            }
            let body: JSONValue = route.contentType == "application/json" ? ["type": "object"] : ["type": "string", "format": "binary"]
            let content: JSONValue = .members([(route.contentType, .members([("schema", body)]))])
            return (
                String(route.path.dropFirst(root.count)),
                [
                    "get": [
                        "tags": ["Tiles"], "summary": .string(route.summary), "operationId": .string(operationID(route.path)),
                        "parameters": .array(parameters),
                        "responses": [
                            "200": ["description": "The answer", "content": content],
                            "304": ["description": "The client has it already (If-None-Match)"],
                            "400": ["description": "A parameter is malformed or out of range"],
                            "404": ["description": "There is no such collection, tile matrix set or tile"],
                        ],
                    ]
                ]
            )
        }
    }

    /// `collections.map.tiles.tileMatrixSet`.
    private static func operationID(_ path: String) -> String {
        path.split(separator: "/").dropFirst().map { $0.filter { $0 != "{" && $0 != "}" } }.joined(separator: ".")
    }
}
