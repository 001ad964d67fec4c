// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import HTTPTypes
import Hummingbird
import NIOCore

/// `/ankiety`: the surveys and their results, as pages, JSON and CSV.
struct SurveysRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    private static let unit = RouteParameter("unit", "TERC code: only answers of institutions seated in the unit")
    private static let type = RouteParameter("type", "only what institutions of this type answered; one of those that the survey asks")
    private static let id = RouteParameter("id", "id of a survey", required: true)

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription("/ankiety", summary: "Page: the surveys with their response rates", parameters: [.lang], contentType: "text/html"),
        RouteDescription(
            "/ankiety/{id}", summary: "Page: the results of a survey, question by question", parameters: [id, unit, type, .lang], contentType: "text/html"),
        RouteDescription("/api/v1/surveys", summary: "The surveys", parameters: [.lang]),
        RouteDescription("/api/v1/surveys/{id}", summary: "A survey: its questions and options, how many were asked and answered", parameters: [id, .lang]),
        RouteDescription(
            "/api/v1/surveys/{id}/results", summary: "The results of a survey by question, option and type of institution; groups that are too small are left out",
            parameters: [id, unit, type, .lang]),
        RouteDescription(
            "/api/v1/surveys/{id}/results.csv", summary: "The same as a table: a row per question, option and type of institution",
            parameters: [id, unit, type, .lang], contentType: "text/csv"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/ankiety") { request, _ in
            let visit = try PageVisit(request)
            return try pages.render(
                "surveys", title: visit.language.choose("Ankiety", "Surveys"), section: .surveys,
                page: SurveyListView(book: data.current.surveys, visit: visit).values(), visit: visit)
        }
        router.get("/ankiety/:id") { request, context in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            let model = try await SurveyResultsModel(try context.parameters.require("id"), query, in: data.current)
            return try pages.render(
                "survey", title: visit.language.of(model.survey.title), section: .surveys, page: SurveyResultsView(model, visit).values(), visit: visit)
        }
        router.get("/api/v1/surveys") { request, _ in
            let language = try Language(request, try QueryReader(request))
            let book = data.current.surveys
            return negotiated(["surveys": .array(book.surveys.map { .members(book.summary($0, language)) }), "total": .integer(book.surveys.count)])
        }
        router.get("/api/v1/surveys/:id") { request, context in
            let language = try Language(request, try QueryReader(request))
            let snapshot = data.current
            let survey = try snapshot.surveys.existing(try context.parameters.require("id"))
            return negotiated(.members(snapshot.surveys.details(survey, language, source: survey.sourceID.flatMap { snapshot.sources[$0] })))
        }
        router.get("/api/v1/surveys/:id/results") { request, context in
            let query = try QueryReader(request)
            let model = try await SurveyResultsModel(try context.parameters.require("id"), query, in: data.current)
            return negotiated(model.json(try Language(request, query)))
        }
        router.get("/api/v1/surveys/:id/results.csv") { request, context in
            let query = try QueryReader(request)
            let model = try await SurveyResultsModel(try context.parameters.require("id"), query, in: data.current)
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/csv; charset=utf-8; header=present", .vary: "Accept-Language",
                    .contentDisposition: "attachment; filename=\"\(model.survey.id).csv\"",
                ], body: .init(byteBuffer: ByteBuffer(string: model.csv(try Language(request, query))))
            ).cached()
        }
    }

    private func negotiated(_ body: JSONValue) -> Response {
        var response = body.response()
        response.headers[.vary] = "Accept-Language"
        return response.cached()
    }
}
