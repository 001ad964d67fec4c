// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import HTTPTypes
import Hummingbird
import PolishText

/// `/jednostki` finds units by name, `/jednostki/{terc}` is the profile of one.
struct UnitPagesRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer
    private let columns: SummarisedColumns

    init(data: AtlasData, pages: PageRenderer) {
        self.data = data
        self.pages = pages
        let columns = SummarisedColumns(budget: data.budget)
        self.columns = columns
        data.account { columns.use }
    }

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription(
            "/jednostki", summary: "Find a unit by name", parameters: [.init("q", "words of the name"), .lang], contentType: "text/html"),
        RouteDescription(
            "/jednostki/{terc}", summary: "Profile of a unit; 00 is the country",
            parameters: [
                .terc, .init("porownaj", "TERC code or name of another unit of the level, shown beside it"),
                .init("indicators", "ids of the indicators that similar units are found by"),
                .init("among", "kind: similar units of the same kind only", form: .choice(SimilarUnits.Among.allCases.map(\.rawValue))), .lang,
            ], contentType: "text/html"
        ).alsoAnswering(301, "The code is without its kind digit, or with an outdated one: the profile is at Location"),
        RouteDescription(
            "/api/v1/units/{terc}/profile", summary: "All indicators of a unit with places, distribution and series; 00 is the country",
            parameters: [.terc, .lang]),
        RouteDescription(
            "/api/v1/units/{terc}/profile.csv", summary: "All values of a unit as CSV", parameters: [.terc, .lang], contentType: "text/csv"),
        RouteDescription(
            "/api/v1/units/{terc}/profile.xlsx", summary: "A unit's profile as a workbook: standing, series, sources", parameters: [.terc, .lang],
            contentType: ProfileFormat.xlsx.contentType),
    ]

    /// The most results that a page lists.
    private static let resultLimit = 100

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/jednostki") { request, _ in try list(request) }
        router.get("/jednostki/:terc") { request, context in
            try await profile(request, try context.parameters.require("terc"))
        }
        for format in ProfileFormat.allCases {
            router.get("/api/v1/units/:terc/\(format.rawValue)") { request, context in
                try await export(request, try context.parameters.require("terc"), format)
            }
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
        let query = try QueryReader(request)
        let visit = try PageVisit(request, query)
        let snapshot = data.current
        let mapped = try Self.unit(text, in: snapshot)
        // One address per unit: a code without or with an outdated kind digit leads to the current one.
        guard mapped.unit.code.description == text else {
            return Response(
                status: .movedPermanently,
                headers: [.location: "/jednostki/\(mapped.unit.code)" + (request.uri.query.map { "?\($0)" } ?? "")])
        }
        let profile = try await UnitProfile(mapped, in: snapshot, columns: columns)
        let comparison = UnitComparison(try query.text("porownaj", maximumLength: 120), for: mapped.unit, in: snapshot.territory)
        var compared: UnitProfile?
        if let other = comparison.unit.flatMap({ snapshot.territory.unit($0.code) }) {
            compared = try await UnitProfile(other, in: snapshot, columns: columns)
        }
        let view = UnitProfileView(
            profile, comparison: comparison, compared: compared, similar: try SimilarUnits(profile, query, in: snapshot),
            cooperation: try await UnitCooperation(mapped.unit.code, in: snapshot, language: visit.language), in: snapshot, visit)
        let title = mapped.unit.level == .kraj ? visit.language.choose("Polska", "Poland") : mapped.unit.fullName
        var page = view.values()
        page["practices"] = try await snapshot.practices(in: mapped.unit, visit)
        return try pages.render("unit", title: title, section: .units, page: page, visit: visit)
    }

    private func export(_ request: Request, _ text: String, _ format: ProfileFormat) async throws -> Response {
        let snapshot = data.current
        let language = try Language(request, try QueryReader(request))
        let mapped = text == TERYTCode.country.stem ? try Self.unit(text, in: snapshot) : try snapshot.territory.existing(text)
        let profile = try await UnitProfile(mapped, in: snapshot, columns: columns)
        var response = try ProfileExport(profile: profile, sources: snapshot.sources, language: language).response(format)
        response.headers[.vary] = "Accept-Language"
        return response.cached()
    }

    /// The unit of a path, the country among them.
    static func unit(_ text: String, in snapshot: AtlasSnapshot) throws -> MappedUnit {
        guard let code = try? TERYTCode(text), let mapped = snapshot.territory.unit(code) else {
            throw Problem.notFound("unit", text, accepted: "a TERC code such as 00, 26, 2604 or 2604092 leads to a unit")
        }
        return mapped
    }
}
