// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// `/osadz`: a map for a frame on another site; `/osadz/kod`: the HTML that puts it there.
struct EmbedRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    /// Any site may frame this page; it runs no script and asks no other host for anything.
    static let contentSecurityPolicy = [
        "default-src 'none'", "img-src 'self'", "style-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors *",
    ].joined(separator: "; ")

    private static let parameters: [RouteParameter] =
        [RouteParameter("indicator", "id of an indicator"), .period, .mappedLevel(required: false)] + RouteParameter.style
    private static let size = [
        RouteParameter("size", "of the frame; without it medium", form: .choice(EmbedModel.Size.allCases.map(\.rawValue))),
        RouteParameter("width", "of the frame in pixels", form: .integer(EmbedModel.sideRange)),
        RouteParameter("height", "of the frame in pixels", form: .integer(EmbedModel.sideRange)),
    ]

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/osadz", summary: "A map with legend and source for a frame on any site, without scripts and cookies", parameters: parameters + [.lang],
            contentType: "text/html"),
        RouteDescription(
            "/osadz/kod", summary: "The HTML that puts such a map on a page, with a preview", parameters: parameters + size + [.lang],
            contentType: "text/html"),
        RouteDescription("/osadz/kod.json", summary: "The same for programs", parameters: parameters + size + [.lang]),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/osadz") { request, _ in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            let model = try await EmbedModel(query, visit.language, data.current, origin: request.publicOrigin)
            var response = try pages.render("embed", title: nil, section: .none, page: model.view(), visit: visit)
            response.headers[.contentSecurityPolicy] = Self.contentSecurityPolicy
            return response
        }
        router.get("/osadz/kod") { request, _ in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            let model = try await EmbedModel(query, visit.language, data.current, origin: request.publicOrigin)
            let frame = try Self.frame(query)
            return try pages.render(
                "embed-code", title: visit.language.choose("Osadź mapę", "Embed a map"), section: .map,
                page: model.codeView(width: frame.width, height: frame.height, size: frame.size), visit: visit)
        }
        router.get("/osadz/kod.json") { request, _ in
            let query = try QueryReader(request)
            let language = try Language(request, query)
            let model = try await EmbedModel(query, language, data.current, origin: request.publicOrigin)
            let frame = try Self.frame(query)
            var response = model.json(width: frame.width, height: frame.height).response()
            response.headers[.vary] = "Accept-Language"
            return response.cached()
        }
    }

    private static func frame(_ query: QueryReader) throws -> (width: Int, height: Int, size: EmbedModel.Size?) {
        let size = try query.choice("size", EmbedModel.Size.self)
        let width = try query.integer("width", in: EmbedModel.sideRange)
        let height = try query.integer("height", in: EmbedModel.sideRange)
        let standard = size ?? .medium
        return (width ?? standard.width, height ?? standard.height, width == nil && height == nil ? standard : nil)
    }
}
