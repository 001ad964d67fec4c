// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// `/tiles/choropleth/…png`.
struct ChoroplethTilesRoutes: RouteGroup {
    let tiles: ChoroplethTiles

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
