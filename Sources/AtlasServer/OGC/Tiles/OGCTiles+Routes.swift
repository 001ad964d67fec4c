// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import HTTPTypes
import Hummingbird
import NIOCore
import TileGeometry

/// OGC API – Tiles – Part 1: Core, 1.0 (OGC 20-057): tile matrix sets, and the tile sets of the collections of units.
struct OGCTilesRoutes: RouteGroup {
    let data: AtlasData
    let tiles: ChoroplethTiles
    let catalogues: MapServiceCatalogues

    func add(to router: Router<AtlasRequestContext>) {
        let root = OGCTiles.root
        router.get("\(root)/tileMatrixSets") { request, _ in
            let (_, language) = try reading(request, formats: ["json"])
            let base = request.publicOrigin + root
            let list: JSONValue = .array(
                TileMatrixSet.all.map { set in
                    var members: [(String, JSONValue)] = [("id", .string(set.apiIdentifier)), ("title", .string(set.title(language)))]
                    if let uri = set.registeredURI { members.append(("uri", .string(uri))) }
                    members.append(("crs", .string(set.crsURI)))
                    members.append(
                        (
                            "links",
                            [
                                OGCTiles.link(
                                    "\(base)/tileMatrixSets/\(set.apiIdentifier)", relation: "self", type: "application/json",
                                    title: set.title(language))
                            ]
                        ))
                    return .members(members)
                })
            return document(["tileMatrixSets": list], request)
        }
        router.get("\(root)/tileMatrixSets/:tileMatrixSet") { request, context in
            let (_, language) = try reading(request, formats: ["json"])
            return document(try matrixSet(context).definition(language), request)
        }
        for kind in OGCTileSet.Kind.allCases {
            let path = "\(root)/collections/:collection/\(kind.rawValue)"
            router.get("\(path)") { request, context in try await list(kind, request, context) }
            router.get("\(path)/:tileMatrixSet") { request, context in try await metadata(kind, request, context) }
            router.get("\(path)/:tileMatrixSet/:tileMatrix/:tileRow/:tileCol") { request, context in
                try await tile(kind, request, context)
            }
        }
    }

    // MARK: Tile sets

    private func list(_ kind: OGCTileSet.Kind, _ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let (query, _) = try reading(request, formats: ["json"])
        var sets: [OGCTileSet] = []
        for set in OGCTileSet.matrixSets(kind) { sets.append(try await tileSet(kind, set, query, request, context)) }
        let collection = try context.parameters.require("collection")
        return document(
            [
                "tilesets": .array(sets.map(\.listEntry)),
                "links": [
                    OGCTiles.link(
                        "\(request.publicOrigin)\(OGCTiles.root)/collections/\(collection)/\(kind.rawValue)", relation: "self", type: "application/json",
                        title: kind.rawValue)
                ],
            ], request)
    }

    private func metadata(_ kind: OGCTileSet.Kind, _ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let matrixSet = try matrixSet(context, kind)
        let (query, _) = try reading(request, formats: OGCTileSet.formats(matrixSet))
        let set = try await tileSet(kind, matrixSet, query, request, context)
        return document(try query.text("f") == "tilejson" ? set.tileJSON : set.metadata, request)
    }

    private func tileSet(
        _ kind: OGCTileSet.Kind, _ set: TileMatrixSet, _ query: QueryReader, _ request: Request, _ context: AtlasRequestContext
    ) async throws -> OGCTileSet {
        let snapshot = data.current
        let (collection, level) = try collection(context)
        let catalogue = try await catalogues.catalogue(snapshot)
        let map = kind == .map ? try OGCMap(query, level: level, snapshot: snapshot, catalogue: catalogue) : nil
        // A day that a tile would refuse is refused here already.
        _ = try snapshot.asOfSuffix(query)
        return OGCTileSet(
            kind: kind, collection: collection, level: level, matrixSet: set, base: request.publicOrigin + OGCTiles.root,
            language: try Language(request, query), map: map, catalogue: catalogue, parameters: try carried(kind, query))
    }

    private func carried(_ kind: OGCTileSet.Kind, _ query: QueryReader) throws -> [(String, String)] {
        let names = kind == .map ? OGCMap.parameters.map(\.name) : ["asof"]
        return try names.compactMap { name in
            try query.text(name, maximumLength: IndicatorExpression.lengthLimit).map { (name, $0) }
        }
    }

    // MARK: Tiles

    private func tile(_ kind: OGCTileSet.Kind, _ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let (query, _) = try reading(request, formats: kind == .vector ? ["mvt"] : ["png"])
        let snapshot = data.current
        let (_, level) = try collection(context)
        let set = try matrixSet(context, kind)
        let catalogue = try await catalogues.catalogue(snapshot)
        let tile = try tile(context, set, catalogue)
        let map = kind == .map ? try OGCMap(query, level: level, snapshot: snapshot, catalogue: catalogue) : nil
        var response: Response
        if let map {
            let style = try carried(.map, query).filter { !["indicator", "period"].contains($0.0) }
            response = try await tiles.response(
                path: map.path(level, tile), query: style.query, matrixSet: set, ifNoneMatch: request.headers[.ifNoneMatch])
        } else {
            response = try await VectorTilesRoutes(data: data).response(.units, level: level, tile: tile, request: request)
        }
        response.headers[.accessControlAllowOrigin] = "*"
        return response
    }

    /// OGC 20-057, requirement 9: rows and columns beyond the limits do not exist.
    private func tile(_ context: AtlasRequestContext, _ set: TileMatrixSet, _ catalogue: MapServiceCatalogue) throws -> TileCoordinate {
        func number(_ name: String) throws -> Int {
            let text = try context.parameters.require(name)
            guard text.utf8.count <= 9, text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text) else {
                throw Problem.badParameter(name, text, accepted: "a whole number")
            }
            return number
        }
        let matrix = try number("tileMatrix")
        let (row, column) = (try number("tileRow"), try number("tileCol"))
        guard set.matrices.indices.contains(matrix) else {
            throw Problem.notFound("tile matrix", String(matrix), accepted: "this tile set has 0…\(set.matrices.count - 1)")
        }
        guard let limits = catalogue.limits(set, matrix), limits.contains(column: column, row: row),
            let tile = try? TileCoordinate(zoom: matrix, x: column, y: row)
        else {
            let range = catalogue.limits(set, matrix).map {
                "rows \($0.rows.lowerBound)…\($0.rows.upperBound), columns \($0.columns.lowerBound)…\($0.columns.upperBound)"
            }
            throw Problem.notFound("tile", "\(matrix)/\(row)/\(column)", accepted: range.map { "this matrix has \($0)" })
        }
        return tile
    }

    // MARK: Parts of addresses

    private func collection(_ context: AtlasRequestContext) throws -> (String, UnitLevel) {
        let name = try context.parameters.require("collection")
        guard let level = OGCTiles.level(ofCollection: name) else {
            throw Problem.notFound("collection with tiles", name, accepted: "there are \(OGCTiles.collections.joined(separator: ", "))")
        }
        return (name, level)
    }

    private func matrixSet(_ context: AtlasRequestContext, _ kind: OGCTileSet.Kind? = nil) throws -> TileMatrixSet {
        let text = try context.parameters.require("tileMatrixSet")
        let set = try TileMatrixSet.ofAPI(text.removingPercentEncoding ?? text)
        if let kind, !OGCTileSet.matrixSets(kind).contains(set) {
            throw Problem.notFound(
                "tile set", set.apiIdentifier, accepted: "there are \(OGCTileSet.matrixSets(kind).map(\.apiIdentifier).joined(separator: ", "))")
        }
        return set
    }

    private func reading(_ request: Request, formats: [String]) throws -> (QueryReader, Language) {
        let query = try QueryReader(request)
        if let format = try query.text("f"), !formats.contains(format) {
            throw Problem.badParameter("f", format, accepted: formats.joined(separator: ", "))
        }
        return (query, try Language(request, query))
    }

    private func document(_ body: JSONValue, _ request: Request) -> Response {
        let text = body.text
        var response = JSONValue.raw(text).response()
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.vary] = "Accept-Language"
        return response.cached(tag: StrongETag.make(text), for: request)
    }
}
