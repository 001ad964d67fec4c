// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Hummingbird
import NIOCore

/// `/wiedza…`: practices, recommendations and people who lead innovation, as pages and as data.
struct KnowledgeRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    init(data: AtlasData, pages: PageRenderer) {
        self.data = data
        self.pages = pages
        data.preparations.add { _ = try await $0.knowledge }
    }

    private static let practice = RouteParameter("id", "the id of a practice, such as sepi")

    private static let recommendations: [RouteParameter] = [
        .init("unit", "TERC code: how far recommendations have come in this area"),
        .init("institution", "id of an institution: how far they have come there"),
        .init("status", "only those reported so", form: .choice(RecommendationProgress.Status.allCases.map(\.rawValue))), .lang,
    ]

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/api/v1/practices", summary: "Good practices, innovations, tools and programmes with results, places and source",
            parameters: RouteParameter.practices),
        RouteDescription(
            "/api/v1/practices.geojson", summary: "Where practices are in use: institutions, and points inside units",
            parameters: [.init("id", "one practice only")] + RouteParameter.practices, contentType: "application/geo+json"),
        RouteDescription("/api/v1/practices/{id}", summary: "One practice", parameters: [practice]),
        RouteDescription(
            "/api/v1/recommendations", summary: "Recommendations of reports with the answers to them and the progress reported",
            parameters: recommendations),
        RouteDescription(
            "/wiedza", summary: "Knowledge: practices with search, filters and map", parameters: RouteParameter.practices, contentType: "text/html"),
        RouteDescription("/wiedza/{id}", summary: "Page of a practice", parameters: [practice, .lang], contentType: "text/html"),
        RouteDescription(
            "/wiedza/rekomendacje", summary: "Recommendations with answers and progress", parameters: recommendations, contentType: "text/html"),
        RouteDescription(
            "/wiedza/liderzy", summary: "People who lead innovation, by consent",
            parameters: [.init("problem", "id of a problem"), .init("unit", "TERC code of a unit in which they work"), .lang],
            contentType: "text/html"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/wiedza") { request, _ in try await list(request) }
        router.get("/wiedza/rekomendacje") { request, _ in try await recommendations(request) }
        router.get("/wiedza/liderzy") { request, _ in try await leaders(request) }
        router.get("/wiedza/:id") { request, context in try await one(request, try context.parameters.require("id")) }
        router.get("/api/v1/practices") { request, _ in try await listData(request) }
        router.get("/api/v1/practices.geojson") { request, _ in try await points(request) }
        router.get("/api/v1/practices/:id") { request, context in try await oneData(request, try context.parameters.require("id")) }
        router.get("/api/v1/recommendations") { request, _ in try await recommendationData(request) }
    }

    // MARK: Pages

    private func list(_ request: Request) async throws -> Response {
        let snapshot = data.current
        let reader = try QueryReader(request)
        let visit = try PageVisit(request, reader)
        let model = try await PracticesModel(try reader.practiceQuery(in: snapshot, try await snapshot.directory), in: snapshot)
        return try pages.render(
            "knowledge", title: visit.language.choose("Wiedza: dobre praktyki i narzędzia", "Knowledge: good practices and tools"),
            section: .knowledge, page: model.view(visit), visit: visit)
    }

    private func one(_ request: Request, _ text: String) async throws -> Response {
        let snapshot = data.current
        let visit = try PageVisit(request)
        let practice = try await Self.existing(text, in: snapshot)
        let model = try await PracticeModel(practice, in: snapshot)
        var page = model.view(visit)
        page["editText"] = try await snapshot.editNote(.practice, practice.id.text, visit.language)
        return try pages.render("practice", title: visit.language.of(practice.name), section: .knowledge, page: page, visit: visit)
    }

    private func recommendations(_ request: Request) async throws -> Response {
        let reader = try QueryReader(request)
        let visit = try PageVisit(request, reader)
        let model = try await recommendations(reader)
        return try pages.render(
            "recommendations", title: visit.language.choose("Rekomendacje", "Recommendations"), section: .knowledge, page: model.view(visit),
            visit: visit)
    }

    private func recommendations(_ reader: QueryReader) async throws -> RecommendationsModel {
        let snapshot = data.current
        return try await RecommendationsModel(
            unit: try reader.unitFilter(in: snapshot), institution: try reader.institutionFilter(in: try await snapshot.directory),
            status: try reader.choice("status", RecommendationProgress.Status.self), in: snapshot)
    }

    private func leaders(_ request: Request) async throws -> Response {
        let snapshot = data.current
        let reader = try QueryReader(request)
        let visit = try PageVisit(request, reader)
        let directory = try await snapshot.directory
        let query = try reader.practiceQuery(in: snapshot, directory)
        let leaders = try await snapshot.knowledge.leaders
        let shown = leaders.filter { leader in
            (query.problems.isEmpty || !query.problems.isDisjoint(with: leader.problemIDs))
                && (query.unit.map { unit in leader.area.contains { $0.isWithin(unit) || unit.isWithin($0) } } ?? true)
        }
        let view = LeadersView(
            leaders: shown, isAny: !leaders.isEmpty, query: query, directory: directory, territory: snapshot.territory, visit: visit)
        return try pages.render(
            "innovation-leaders", title: visit.language.choose("Liderzy innowacji", "Innovation leaders"), section: .knowledge, page: view.values,
            visit: visit)
    }

    // MARK: Data

    private func listData(_ request: Request) async throws -> Response {
        let snapshot = data.current
        let reader = try QueryReader(request)
        _ = try Language(request, reader)
        let directory = try await snapshot.directory
        let model = try await PracticesModel(try reader.practiceQuery(in: snapshot, directory), in: snapshot)
        let body: JSONValue = [
            "practices": .array(model.practices.map { .practice($0, directory, snapshot) }), "total": .integer(model.practices.count),
            "corrections": .array(model.finds.corrections.map { ["typed": .string($0.typed), "used": .string($0.used)] }),
        ]
        return body.response().cached()
    }

    private func oneData(_ request: Request, _ text: String) async throws -> Response {
        let snapshot = data.current
        let practice = try await Self.existing(text, in: snapshot)
        return JSONValue.practice(practice, try await snapshot.directory, snapshot).response().cached()
    }

    private func points(_ request: Request) async throws -> Response {
        let snapshot = data.current
        let reader = try QueryReader(request)
        let language = try Language(request, reader)
        let directory = try await snapshot.directory
        let practices: [Practice]
        if let id = try reader.text("id") {
            practices = [try await Self.existing(id, in: snapshot)]
        } else {
            practices = try await PracticesModel(try reader.practiceQuery(in: snapshot, directory), in: snapshot).practices
        }
        var order: [PracticePlace.Member] = []
        var named: [PracticePlace.Member: [Practice]] = [:]
        for practice in practices {
            for place in practice.places {
                if named[place.member] == nil { order.append(place.member) }
                named[place.member, default: []].append(practice)
            }
        }
        let features = order.compactMap { member in
            PracticePlaceModel.Subject(member, directory, snapshot.territory)?.feature([
                (
                    "practices",
                    .array((named[member] ?? []).map { ["id": .string($0.id.text), "name": .string(language.of($0.name)), "url": .string("/wiedza/\($0.id)")] })
                )
            ])
        }
        let body: JSONValue = ["type": "FeatureCollection", "features": .array(features)]
        return body.response(contentType: "application/geo+json").cached()
    }

    private func recommendationData(_ request: Request) async throws -> Response {
        let reader = try QueryReader(request)
        _ = try Language(request, reader)
        let model = try await recommendations(reader)
        let rows = model.reports.flatMap(\.rows)
        let body: JSONValue = ["recommendations": .array(rows.map { .recommendation($0, model) }), "total": .integer(rows.count)]
        return body.response().cached()
    }

    private static func existing(_ text: String, in snapshot: AtlasSnapshot) async throws -> Practice {
        guard let id = try? KnowledgeID(text), let practice = try await snapshot.knowledge.practice(id) else {
            throw Problem.notFound("practice", text, accepted: "GET /api/v1/practices lists them")
        }
        return practice
    }
}
