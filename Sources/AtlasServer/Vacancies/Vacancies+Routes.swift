// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import Hummingbird

/// `/oferty…` and `/api/v1/vacancies`: offers of jobs and training by powiat, for the web, a kiosk and a notice board.
struct VacancyRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    private static let pageSize = 40
    /// The most offers of a printed sheet.
    private static let sheetLimit = 60

    private static let kind = RouteParameter("kind", "sort of offer", form: .choice(Vacancy.Kind.allCases.map(\.rawValue)))
    private static let words = RouteParameter("q", "words that the offer must have, in any case and with or without diacritics")
    private static let terc = RouteParameter("terc", "TERC code of a powiat or gmina", required: true)
    private static let page = RouteParameter("page", "page of the list", form: .integer(1...1000))

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription(
            "/api/v1/vacancies", summary: "Offers of jobs and training that count today",
            parameters: [
                .init("unit", "TERC code of a województwo, powiat or gmina"), kind, words,
                .init("limit", "number of offers, 100 by default", form: .integer(1...1000)), .init("offset", "offers to skip", form: .integer(0...100_000)),
            ]),
        RouteDescription(
            "/oferty", summary: "Page: choose a powiat for offers of jobs and training", parameters: [.init("unit", "TERC code of a powiat: leads to its offers"), .lang],
            contentType: "text/html"
        ).alsoAnswering(303, "A unit was chosen: its offers are at Location"),
        RouteDescription("/oferty/{terc}", summary: "Page: offers of a powiat", parameters: [terc, kind, words, page, .lang], contentType: "text/html"),
        RouteDescription(
            "/oferty/{terc}/kiosk", summary: "Page: offers of a powiat for a touch screen in a waiting room",
            parameters: [terc, kind, page, .init("offer", "number of an offer", form: .integer(1...Int(Int32.max))), .lang], contentType: "text/html"),
        RouteDescription(
            "/oferty/{terc}/tablica", summary: "Page: offers of a powiat as a sheet for a notice board", parameters: [terc, kind, .lang],
            contentType: "text/html"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/api/v1/vacancies") { request, _ in try await list(request) }
        router.get("/oferty") { request, _ in try await choose(request) }
        router.get("/oferty/:terc") { request, context in
            let reader = try QueryReader(request)
            let visit = try PageVisit(request, reader)
            let board = try await board(context, reader)
            return try pages.render(
                "vacancy-list", title: visit.language.choose("Oferty pracy i\u{A0}szkoleń: ", "Jobs and training: ") + board.place.fullName,
                section: .vacancies, page: board.list(visit, page: try reader.integer("page", in: 1...1000) ?? 1, size: Self.pageSize), visit: visit)
        }
        router.get("/oferty/:terc/kiosk") { request, context in
            let reader = try QueryReader(request)
            let visit = try PageVisit(request, reader)
            let board = try await board(context, reader)
            let offer = try reader.integer("offer", in: 1...Int(Int32.max)).map(Int64.init)
            return try pages.render(
                "vacancy-kiosk", title: board.place.fullName, section: .vacancies,
                page: board.kiosk(visit, page: try reader.integer("page", in: 1...1000), offer: offer), visit: visit)
        }
        router.get("/oferty/:terc/tablica") { request, context in
            let reader = try QueryReader(request)
            let visit = try PageVisit(request, reader)
            let board = try await board(context, reader)
            return try pages.render(
                "vacancy-sheet", title: visit.language.choose("Tablica ofert: ", "Notice board: ") + board.place.fullName, section: .vacancies,
                page: board.sheet(visit, limit: Self.sheetLimit), visit: visit)
        }
    }

    private func board(_ context: AtlasRequestContext, _ reader: QueryReader) async throws -> VacancyBoard {
        let snapshot = data.current
        let text = try context.parameters.require("terc")
        let place = try snapshot.territory.existing(text).unit
        guard place.level == .powiat || place.level == .gmina else {
            throw Problem.badParameter("terc", text, accepted: "the code of a powiat or gmina: 4, 6 or 7 digits, such as 1203")
        }
        return try await VacancyBoard(
            place, kind: try reader.choice("kind", Vacancy.Kind.self), query: try reader.text("q", maximumLength: 100), in: snapshot)
    }

    private func choose(_ request: Request) async throws -> Response {
        let reader = try QueryReader(request)
        let visit = try PageVisit(request, reader)
        let snapshot = data.current
        if let code = try reader.code("unit") {
            let unit = try snapshot.territory.existing(code.description).unit
            guard unit.level == .powiat || unit.level == .gmina else {
                throw Problem.badParameter("unit", code.description, accepted: "the code of a powiat or gmina, such as 1203")
            }
            return Response(status: .seeOther, headers: [.location: visit.link("/oferty/\(unit.code.stem)"), .cacheControl: "no-store"])
        }
        let day = PolishClock.now.day.lastDay
        let counts = try await snapshot.whole(\.vacancies) { try await snapshot.store.vacancyCounts(on: day) }
        return try pages.render(
            "vacancies", title: visit.language.choose("Oferty pracy i\u{A0}szkoleń", "Jobs and training"), section: .vacancies,
            page: VacancyChoice(counts: counts, territory: snapshot.territory).view(visit), visit: visit)
    }

    private func list(_ request: Request) async throws -> Response {
        let reader = try QueryReader(request)
        let snapshot = data.current
        let unit = try reader.code("unit")
        if let unit { _ = try snapshot.territory.existing(unit.description) }
        let kind = try reader.choice("kind", Vacancy.Kind.self)
        let query = try reader.text("q", maximumLength: 100)
        let limit = try reader.integer("limit", in: 1...1000) ?? 100
        let offset = try reader.integer("offset", in: 0...100_000) ?? 0
        let day = PolishClock.now.day
        let found = try await snapshot.whole(\.vacancies) { try await snapshot.store.vacancies(in: unit, kind: kind, on: day.lastDay) }
        let offers = VacancyBoard.filter(found, kind: nil, query: query)
        let body: JSONValue = [
            "vacancies": .array(offers.dropFirst(offset).prefix(limit).map(\.json)), "total": .integer(offers.count), "day": .string(day.text),
        ]
        return body.response()
    }
}
