// SPDX-License-Identifier: Apache-2.0

import Cartography
import HTTPTypes
import Hummingbird
import NIOCore

/// `/api/v1/legend.png`: the legend as a picture, for clients of map services, which show one beside the map.
struct LegendPictureRoutes: RouteGroup {
    let data: AtlasData

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/api/v1/legend.png", summary: "The legend of a choropleth as a picture; scale=2 has twice the pixels",
            parameters: [.indicator, .period, .mappedLevel(required: false)] + RouteParameter.style + [
                RouteParameter("scale", "pixels to a point", form: .integer(1...3)), .asOf, .lang,
            ], contentType: "image/png")
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/api/v1/legend.png") { request, _ in
            let query = try QueryReader(request)
            let snapshot = try await data.current.asOf(query)
            let style = try await MapStyle(query: query, snapshot: snapshot)
            let language = try Language(request, query)
            let scale = try query.integer("scale", in: 1...3) ?? 1
            let map = try await snapshot.classified(style)
            let tag = StrongETag.make(snapshot.version(of: style.indicator), language.rawValue, "legend \(scale) \(style.canonicalText)")
            let picture: ByteBuffer
            if let known = snapshot.pictures[tag] {
                picture = known
            } else {
                let wording = MapWording(map: map, snapshot: snapshot, language: language)
                picture = ByteBuffer(
                    bytes: try LegendPicture(
                        legend: map.legend, title: wording.title, subtitle: [wording.unit, wording.phrases.period(style.period)].filter { !$0.isEmpty }.joined(separator: "; "),
                        noData: wording.phrases.noData, notApplicable: wording.phrases.notApplicable, language: wording.printLanguage
                    ).png(scale: Double(scale)))
                snapshot.pictures.store(picture, for: tag)
            }
            return Response(status: .ok, headers: [.contentType: "image/png", .vary: "Accept-Language"], body: .init(byteBuffer: picture))
                .cached(tag: tag, for: request)
        }
    }
}
