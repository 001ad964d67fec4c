// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import HTTPTypes
import Hummingbird
import NIOCore

/// `/porozumienia` and `/api/v1/agreements`: the registry of agreements as pages and as data.
struct AgreementsRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    static let access = RouteAccess.everyone

    init(data: AtlasData, pages: PageRenderer) {
        self.data = data
        self.pages = pages
        data.preparations.add { snapshot in
            _ = try await snapshot.agreementIndex
            _ = try await snapshot.labourOfficeTies
            for measure in snapshot.cooperationMeasures {
                for level in measure.levels where level != .kraj { _ = try await snapshot.table(measure.indicator.id, level: level) }
            }
        }
    }

    static let documentation = [
        RouteDescription(
            "/porozumienia", summary: "Agreements: search with filters, as a list, a timeline or a map",
            parameters: RouteParameter.agreements + [
                .init("view", "how the results are shown", form: .choice(AgreementListModel.View.allCases.map(\.rawValue))), .agreementCursor,
            ], contentType: "text/html"),
        RouteDescription(
            "/porozumienia/{id}", summary: "Page of an agreement",
            parameters: [.agreement, .init("day", "the day of the status, today without it"), .lang], contentType: "text/html"),
        RouteDescription(
            "/api/v1/agreements", summary: "Agreements that meet filters, with counts by status; next leads to the following page",
            parameters: RouteParameter.agreements + [.init("limit", "most agreements to list", form: .integer(limits)), .agreementCursor]),
        RouteDescription(
            "/api/v1/agreements.csv", summary: "The same as CSV, all that meet the filters", parameters: RouteParameter.agreements,
            contentType: "text/csv"),
        RouteDescription(
            "/api/v1/agreements/map",
            summary: "Of agreements that meet filters (valid ones unless status says otherwise): their number by powiat and gmina, their institutions as points, partners as lines",
            parameters: RouteParameter.agreements),
        RouteDescription(
            "/api/v1/agreements/{id}", summary: "An agreement with all that is known of it",
            parameters: [.agreement, .init("day", "the day of the status, today without it"), .lang]),
    ]

    static let limits = 1...1_000

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/porozumienia") { request, _ in try await list(request) }
        router.get("/porozumienia/:id") { request, context in try await page(request, try context.parameters.require("id")) }
        router.get("/api/v1/agreements") { request, _ in try await search(request) }
        router.get("/api/v1/agreements.csv") { request, _ in try await table(request) }
        router.get("/api/v1/agreements/map") { request, _ in try await map(request) }
        router.get("/api/v1/agreements/:id") { request, context in try await one(request, try context.parameters.require("id")) }
    }

    // MARK: Pages

    private func list(_ request: Request) async throws -> Response {
        let reader = try QueryReader(request)
        let visit = try PageVisit(request, reader)
        let asked = try await AgreementSearch(reader, data.current, visit.language)
        let model = try AgreementListModel(asked, reader)
        return try pages.render(
            "agreements", title: visit.language.choose("Porozumienia", "Agreements"), section: .agreements, page: model.view(visit), visit: visit)
    }

    private func page(_ request: Request, _ text: String) async throws -> Response {
        let reader = try QueryReader(request)
        let visit = try PageVisit(request, reader)
        let snapshot = data.current
        let model = try await AgreementPageModel(text, in: snapshot, reader, visit.language)
        var page = model.view(visit)
        page["editText"] = try await snapshot.editNote(.agreement, model.agreement.id.text, visit.language)
        return try pages.render("agreement", title: model.agreement.title, section: .agreements, page: page, visit: visit)
    }

    // MARK: Data

    private func search(_ request: Request) async throws -> Response {
        let reader = try QueryReader(request)
        let asked = try await AgreementSearch(reader, data.current, try Language(request, reader))
        let places = asked.result.places
        let limit = try reader.integer("limit", in: Self.limits) ?? 50
        let start = try reader.text("cursor").map { try AgreementCursor($0).start(in: places, asked.registry) } ?? 0
        let end = min(start + limit, places.count)
        let json = asked.json
        let body: JSONValue = [
            "agreements": .array(places[start..<end].map { .members(json.summary($0)) }), "total": .integer(places.count),
            "counts": .members(AgreementStatus.allCases.map { ($0.rawValue, .integer(asked.result.statusCounts[$0] ?? 0)) }),
            "day": .string(asked.query.day.text), "sort": .string(asked.query.effectiveSort.rawValue), "next": JSONValue(asked.next(after: end)?.text),
        ]
        return Self.changingByDay(body.response())
    }

    private func table(_ request: Request) async throws -> Response {
        let reader = try QueryReader(request)
        let asked = try await AgreementSearch(reader, data.current, try Language(request, reader))
        return Self.changingByDay(
            Response(
                status: .ok,
                headers: [.contentType: ExportFormat.csv.contentType, .contentDisposition: "attachment; filename=\"porozumienia.csv\""],
                body: .init(byteBuffer: ByteBuffer(string: asked.json.table(asked.result.places)))))
    }

    private func map(_ request: Request) async throws -> Response {
        let reader = try QueryReader(request)
        let asked = try await AgreementSearch(reader, data.current, try Language(request, reader))
        return Self.changingByDay(AgreementMap(asked).json.response())
    }

    private func one(_ request: Request, _ text: String) async throws -> Response {
        let reader = try QueryReader(request)
        let snapshot = data.current
        let registry = try await snapshot.registry
        let place = try registry.existing(text)
        let names = AgreementNames(
            registry: registry, territory: snapshot.territory, taxonomy: try await snapshot.directory.taxonomy, language: try Language(request, reader))
        let day = try reader.agreementDay() ?? PolishClock.now.day
        let json = AgreementJSON(registry: registry, names: names, day: day)
        return Self.changingByDay(json.whole(place, source: snapshot.sources[registry.agreements[place].sourceID]).response())
    }

    /// A status changes at midnight, whatever the data do.
    private static func changingByDay(_ response: Response) -> Response {
        var response = response
        response.headers[.cacheControl] = CachePolicy.page
        response.headers[.vary] = "Accept-Language"
        return response
    }
}

extension AgreementRegistry {
    /// The place of the agreement that a path names.
    func existing(_ text: String) throws -> Int {
        guard let id = try? AgreementID(text), let place = place(of: id) else {
            throw Problem.notFound("agreement", text, accepted: "GET /api/v1/agreements lists them")
        }
        return place
    }
}

/// A question to the registry with what was found.
struct AgreementSearch: Sendable {
    let query: AgreementQuery
    let result: AgreementResult
    let index: AgreementIndex
    let snapshot: AtlasSnapshot
    let names: AgreementNames
    let today: Period

    var registry: AgreementRegistry { index.registry }
    var json: AgreementJSON { AgreementJSON(registry: registry, names: names, day: query.day) }

    init(_ reader: QueryReader, _ snapshot: AtlasSnapshot, _ language: Language) async throws {
        let index = try await snapshot.agreementIndex
        let taxonomy = try await snapshot.directory.taxonomy
        self.index = index
        self.snapshot = snapshot
        today = PolishClock.now.day
        names = AgreementNames(registry: index.registry, territory: snapshot.territory, taxonomy: taxonomy, language: language)
        query = try reader.agreementQuery(snapshot, taxonomy: taxonomy, registry: index.registry, today: today)
        result = index.find(query)
    }

    /// Where the following page begins; nil after the last.
    func next(after end: Int) -> AgreementCursor? {
        end > 0 && end < result.places.count ? AgreementCursor(offset: end, last: registry.agreements[result.places[end - 1]].id) : nil
    }
}
