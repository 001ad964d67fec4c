// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Hummingbird
import NIOCore

/// `/porozumienia/potrzeby` and `/api/v1/cooperation-gaps`: high need, no agreement.
struct NeedsRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    private static let parameters: [RouteParameter] = [
        .init("need", "id of the indicator of need, or an expression; without it an indicator of unemployment"),
        .init("kind", "what is missing", form: .choice(CooperationMeasure.allCases.map(\.rawValue))),
        .mappedLevel(required: false), .init("unit", "TERC code of a larger unit: only units in it, compared with one another"),
        .init("period", "period of the need; agreements are looked at as of today"),
        .init("share", "the part of the units, in per cent, that counts as high need: 25 unless given", form: .integer(1...100)),
        .init("lack", "brak: none at all; malo: shares below half, numbers in the lower quarter", form: .choice(NeedsQuestion.Lack.allCases.map(\.rawValue))),
        .lang,
    ]

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription(
            "/api/v1/cooperation-gaps",
            summary: "High need, no agreement: units by need, who could conclude the agreement, and the last one that ended", parameters: parameters),
        RouteDescription(
            "/api/v1/cooperation-gaps.csv", summary: "The same as CSV", parameters: parameters, contentType: "text/csv"),
        RouteDescription(
            "/porozumienia/potrzeby", summary: "Page: high need, no agreement", parameters: parameters, contentType: "text/html"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/api/v1/cooperation-gaps") { request, _ in
            let query = try QueryReader(request)
            var response = try await model(query, data.current).json(try Language(request, query)).response()
            response.headers[.vary] = "Accept-Language"
            return response.cached()
        }
        router.get("/api/v1/cooperation-gaps.csv") { request, _ in
            let text = try await model(try QueryReader(request), data.current).csv
            let headers: HTTPFields = [
                .contentType: "text/csv; charset=utf-8; header=present", .contentDisposition: "attachment; filename=\"cooperation-gaps.csv\"",
            ]
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text))).cached()
        }
        router.get("/porozumienia/potrzeby") { request, _ in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            let page = try await NeedsPage(query, data.current).view(visit)
            return try pages.render(
                "needs", title: visit.language.choose("Duża potrzeba, brak porozumienia", "High need, no agreement"), section: .needs, page: page,
                visit: visit)
        }
    }

    private func model(_ query: QueryReader, _ snapshot: AtlasSnapshot) async throws -> NeedsModel {
        let measure = try query.choice("kind", CooperationMeasure.self) ?? .welfareWithLabour
        let cooperation = try snapshot.existing(IndicatorExpression.cooperation(measure).text)
        let question = try await NeedsQuestion(query, cooperation: cooperation, measure: measure, snapshot: snapshot)
        return try await NeedsModel(question, query: query.scope(level: query.text("level"), within: query.text("unit")), snapshot: snapshot)
    }
}

extension NeedsQuestion {
    /// - Throws: 400 or 404 with what is accepted.
    init(_ query: QueryReader, cooperation: IndicatorCoverage, measure: CooperationMeasure, snapshot: AtlasSnapshot) async throws {
        self.measure = measure
        self.cooperation = cooperation
        if try query.text("need", maximumLength: 1_000) != nil {
            need = try query.indicator("need", in: snapshot)
        } else if let usual = try await snapshot.usualNeed(besides: cooperation) {
            need = usual
        } else {
            throw Problem.notFound("indicator", "need", accepted: "no indicator has a level in common with \(cooperation.indicator.id): import some first")
        }
        share = try query.integer("share", in: 1...100) ?? 25
        lack = try query.choice("lack", Lack.self) ?? .none
    }
}

extension QueryReader {
    /// What an analysis reads of this query, with another level and area.
    func scope(level: String?, within: String?) throws -> QueryReader {
        var parameters: [(String, String)] = []
        for (name, value) in [("level", level), ("within", within), ("period", try text("period"))] {
            if let value { parameters.append((name, value)) }
        }
        return try QueryReader(query: Substring(parameters.query))
    }
}

extension AtlasSnapshot {
    /// What is looked at first: of the indicators of the labour market for which more is worse, the one known for the most powiats;
    /// of equals the first of the catalogue. Without any, another indicator for which more is worse.
    func usualNeed(besides cooperation: IndicatorCoverage) async throws -> IndicatorCoverage? {
        let candidates = indicators.filter { coverage in
            coverage.indicator.direction == .higherIsWorse && UnitLevel.mapped.contains { coverage.levels.contains($0) && cooperation.levels.contains($0) }
        }
        var best: (coverage: IndicatorCoverage, count: Int)?
        for coverage in candidates where coverage.indicator.topic.polish == "Rynek pracy" && coverage.levels.contains(.powiat) {
            guard let table = try await table(coverage.indicator.id, level: .powiat), let newest = table.newestPeriod else { continue }
            let count = table.column(newest)?.values.count { $0 != nil } ?? 0
            // A number of people is large where there are many people: a share says more.
            let weight = count * 2 + (coverage.indicator.unit.polish == "%" ? 1 : 0)
            if weight > best?.count ?? 0 { best = (coverage, weight) }
        }
        return best?.coverage ?? candidates.first
    }
}
