// SPDX-License-Identifier: Apache-2.0

import Atlas
import HTTPTypes
import Hummingbird
import PolishText

/// `/jednostki` finds units by name, `/jednostki/{terc}` is the profile of one.
struct UnitPagesRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    static let documentation = [
        RouteDescription(
            "/jednostki", summary: "Find a unit by name", parameters: [.init("q", "words of the name"), .lang], contentType: "text/html"),
        RouteDescription("/jednostki/{terc}", summary: "Profile of a unit", parameters: [.terc, .lang], contentType: "text/html"),
    ]

    /// The most results that a page lists.
    private static let resultLimit = 100

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/jednostki") { request, _ in try list(request) }
        router.get("/jednostki/:terc") { request, context in
            try await profile(request, try context.parameters.require("terc"))
        }
    }

    private func list(_ request: Request) throws -> Response {
        let query = try QueryReader(request)
        let visit = try PageVisit(request, query)
        let phrases = Phrases(visit.language)
        let snapshot = data.current
        let text = try query.text("q", maximumLength: 80)
        let found = text.map { snapshot.territory.search($0) } ?? []
        let page: TemplateValues = [
            "query": text ?? "", "none": text != nil && found.isEmpty, "hasRows": !found.isEmpty, "total": phrases.count(found.count),
            "rows": found.prefix(Self.resultLimit).map { result in
                let parents = snapshot.territory.parents(of: result.unit.code).reversed().map(\.unit.fullName).joined(separator: ", ")
                return templateValues([
                    "name": result.unit.fullName, "kind": phrases.kind(result.unit.kind),
                    "parents": parents.isEmpty ? nil : parents, "url": visit.link("/jednostki/\(result.unit.code)"),
                ])
            },
            "hasRegions": text == nil, "regions": text == nil ? regionLinks(snapshot, visit) : [],
        ]
        return try pages.render(
            "units", title: visit.language.choose("Jednostki", "Units"), section: .units, page: page, visit: visit)
    }

    private func profile(_ request: Request, _ text: String) async throws -> Response {
        let visit = try PageVisit(request)
        let snapshot = data.current
        guard let code = try? TERYTCode(text), let mapped = snapshot.territory.unit(code), code.level != .kraj else {
            throw Problem.notFound("unit", text, accepted: "a TERC code such as 26, 2604 or 2604092 leads to a unit")
        }
        // One address per unit: a code without or with an outdated kind digit leads to the current one.
        guard mapped.unit.code.description == text else {
            return Response(
                status: .movedPermanently,
                headers: [.location: "/jednostki/\(mapped.unit.code)" + (request.uri.query.map { "?\($0)" } ?? "")])
        }
        let model = try await UnitModel(mapped, in: snapshot)
        return try pages.render("unit", title: mapped.unit.fullName, section: .units, page: model.view(visit), visit: visit)
    }
}
