// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch
import Foundation
import Hummingbird

/// `/kto-odpowiada` and `/api/v1/responsible`: the bodies responsible at a place, each with the reason.
struct ResponsibleRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    private static let parameters: [RouteParameter] = [
        .init("lon", "longitude in degrees, with lat"), .init("lat", "latitude in degrees, with lon"),
        .init("terc", "TERC code of a gmina, powiat or województwo"),
        .init("q", "an address, a postal code or the name of a place, in any grammatical case"), .lang,
    ]

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription(
            "/api/v1/responsible",
            summary: "Who is responsible at a place: welfare, family support, labour office, regional bodies and adviser sector, each with the reason",
            parameters: parameters),
        RouteDescription(
            "/kto-odpowiada", summary: "Page: who is responsible at a place", parameters: parameters, contentType: "text/html"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/api/v1/responsible") { request, _ in
            let reader = try QueryReader(request)
            guard let question = try reader.responsibleQuestion() else {
                throw Problem(
                    status: .badRequest, detail: "the place is missing", parameter: "q, terc or lon and lat",
                    accepted: "q=Bochnia, terc=1201011, or lon=20.43&lat=49.97")
            }
            let model = try await ResponsibleModel(question, in: data.current)
            return model.json(try Language(request, reader)).response()
        }
        router.get("/kto-odpowiada") { request, _ in
            let reader = try QueryReader(request)
            let visit = try PageVisit(request, reader)
            var model: ResponsibleModel?
            if let question = try reader.responsibleQuestion() { model = try await ResponsibleModel(question, in: data.current) }
            let page =
                model?.view(visit, now: PolishClock.now) ?? ["query": "", "hasAnswer": false, "notFound": false, "isBlank": true]
            let place = model?.place?.unit.fullName
            return try pages.render(
                "responsible",
                title: [visit.language.choose("Kto tu odpowiada?", "Who is responsible here?"), place].compactMap { $0 }.joined(separator: " "),
                section: .directory, page: page, visit: visit)
        }
    }
}

extension QueryReader {
    /// The place that the parameters name; nil when they name none.
    fileprivate func responsibleQuestion() throws -> ResponsibleModel.Question? {
        let longitude = try number("lon", in: -180...180)
        let latitude = try number("lat", in: -90...90)
        if let longitude, let latitude { return .point(longitude: longitude, latitude: latitude) }
        guard longitude == nil, latitude == nil else {
            throw Problem.badParameter("lon and lat", "one without the other", accepted: "both, in degrees")
        }
        if let code = try code("terc") { return .code(code) }
        return try text("q", maximumLength: Self.maximumQueryBytes).map { .text($0) }
    }
}
