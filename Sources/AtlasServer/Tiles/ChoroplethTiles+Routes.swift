// SPDX-License-Identifier: Apache-2.0

import Atlas
import HTTPTypes
import Hummingbird
import TileGeometry

/// `/tiles/choropleth/…png`.
struct ChoroplethTilesRoutes: RouteGroup {
    let tiles: ChoroplethTiles

    init(tiles: ChoroplethTiles) {
        self.tiles = tiles
        // The first tile of a zoom pays for the arcs of that zoom.
        tiles.data.preparations.add { snapshot in
            for level in UnitLevel.mapped {
                for (zoom, x, y) in [(5, 17, 10), (6, 35, 20), (7, 70, 41), (8, 141, 83), (9, 283, 167)] {
                    try snapshot.tiles.choropleths.prepare(layer: level.rawValue, tile: TileCoordinate(zoom: zoom, x: x, y: y))
                }
            }
        }
    }

    static let path = "/tiles/choropleth/{indicator}/{period}/{level}/{z}/{x}/{y}.png"

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            path, summary: "A choropleth tile of 256 pixels; {y}@2x.png has 512",
            parameters: [.indicator, .period, .mappedLevel(required: true), .z, .x, .y] + RouteParameter.style + [.asOf], contentType: "image/png")
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/tiles/choropleth/:indicator/:period/:level/:z/:x/:file") { request, _ in
            let answer = try await tiles.answer(
                path: request.uri.path[...], query: request.uri.query.map { $0[...] } ?? "",
                ifNoneMatch: request.headers[.ifNoneMatch])
            var headers = ChoroplethTiles.headers(tag: answer.tag)
            guard let png = answer.png else {
                headers[.contentType] = nil
                return Response(status: .notModified, headers: headers)
            }
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: png))
        }
    }
}
