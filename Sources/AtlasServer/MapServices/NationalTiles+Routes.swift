// SPDX-License-Identifier: Apache-2.0

import Cartography
import HTTPTypes
import Hummingbird

/// `/tiles/2180/choropleth/…png`: choropleth tiles in the national grid, for web maps that use the tiles of the geoportal.
struct NationalTilesRoutes: RouteGroup {
    let tiles: ChoroplethTiles

    private static let lastMatrix = TileMatrixSet.nationalGrid.matrices.count - 1

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/tiles/2180/choropleth/{indicator}/{period}/{level}/{z}/{x}/{y}.png",
            summary: "A choropleth tile of 512 pixels in EPSG:2180, cut as in geoportal.gov.pl; {y}@2x.png has 1024",
            parameters: [
                .indicator, .period, .mappedLevel(required: true),
                RouteParameter("z", "place of the matrix in the set EPSG:2180", form: .integer(0...lastMatrix)),
                RouteParameter("x", "column, from easting 100,000"), RouteParameter("y", "row, from northing 850,000 to the south"),
            ] + RouteParameter.style + [.asOf], contentType: "image/png")
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/tiles/2180/choropleth/:indicator/:period/:level/:z/:x/:file") { request, context in
            let zoom = try context.parameters.require("z")
            guard let matrix = Int(zoom), (0...Self.lastMatrix).contains(matrix) else {
                throw Problem.badParameter("z", zoom, accepted: "0…\(Self.lastMatrix)")
            }
            return try await tiles.response(
                path: "/tiles" + request.uri.path.dropFirst("/tiles/2180".count), query: request.uri.query ?? "", matrixSet: .nationalGrid,
                ifNoneMatch: request.headers[.ifNoneMatch])
        }
    }
}

extension ChoroplethTiles {
    /// The answer to a request for a tile: the picture, or that the client has it.
    func response(path: String, query: String, matrixSet: TileMatrixSet, ifNoneMatch: String?) async throws -> Response {
        let answer = try await answer(path: path[...], query: query[...], matrixSet: matrixSet, ifNoneMatch: ifNoneMatch)
        var headers = Self.headers(tag: answer.tag)
        guard let png = answer.png else {
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: png))
    }
}
