// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// `/mapa`: the map page. It works as a plain form without scripts, so all of it is in the HTML.
struct MapRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    static let documentation = [
        RouteDescription(
            "/mapa", summary: "The map page",
            parameters: [
                .init("indicator", "id of an indicator"), .period, .mappedLevel(required: false), .init("unit", "TERC code of the selected unit"),
            ] + RouteParameter.style + [.lang], contentType: "text/html")
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/mapa") { request, _ in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            let model = try await MapModel(query, in: data.current)
            return try pages.render(
                "map", title: visit.language.of(model.indicator.name), section: .map, page: model.view(visit), visit: visit)
        }
    }
}
