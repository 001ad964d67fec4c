// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Hummingbird
import Statistics

/// `/api/v1/analysis/…`: what goes with what, what clusters, who is alike, where help falls short.
struct AnalysisRoutes: RouteGroup {
    let data: AtlasData

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/api/v1/analysis/correlation", summary: "Pearson's and Spearman's correlation of two indicators, the line of least squares and the points",
            parameters: [
                .init("x", "id of an indicator, or an expression", required: true), .init("y", "id of an indicator, or an expression", required: true),
                .init("period", "period of x: 2021, 2014-10 or 2015-06-30; without it the newest that both have"),
                .init("period_y", "period of y; without it the same or the nearest one"), .mappedLevel(required: false), .analysisArea, .lang,
            ]),
        RouteDescription(
            "/api/v1/analysis/autocorrelation",
            summary: "Moran's I and local Moran's I by queen contiguity, with seeded permutations and the false discovery rate",
            parameters: [
                .indicator, .period, .mappedLevel(required: false), .analysisArea,
                .init(
                    "permutations", "random neighbourhoods per unit, \(LocalMoran.standardPermutations) unless given",
                    form: .integer(AutocorrelationModel.permutationRange)),
                .init("seed", "of the random numbers, 1 unless given: the same seed gives the same p-values", form: .integer(0...Int(Int32.max))),
                .init("alpha", "largest share of false findings, 0.05 unless given", form: .number),
                .init(
                    "alternative", "p-values of both sides, or of the side of I only as GeoDa and PySAL give them",
                    form: .choice(LocalMoran.Alternative.allCases.map(\.rawValue))),
                .lang,
            ]),
        RouteDescription(
            "/api/v1/analysis/similar", summary: "The units most like one, by the Euclidean distance of standardised indicators",
            parameters: [
                .init("unit", "TERC code of the unit", required: true),
                .init("indicators", "ids or expressions separated by commas, at most \(AnalysisScope.maximumIndicators)", required: true),
                .init("period", "period of the first indicator; of the others the same or the nearest one"),
                .init("among", "all units of the level, or those of the same kind", form: .choice(SimilarUnitsModel.Candidates.allCases.map(\.rawValue))),
                .init("within", "TERC code of a larger unit: only units in it"),
                .init("limit", "how many, 10 unless given", form: .integer(1...100)), .lang,
            ]),
        RouteDescription(
            "/api/v1/analysis/index", summary: "A composite index: its value, and what each component adds, unit by unit",
            parameters: [
                .init("indicator", "an index expression: index(zscore,ID*1,ID*-0.5); its parts may be given apart instead"),
                .init("method", "how components are made comparable", form: .choice(CompositeIndex.Method.allCases.map(\.rawValue))),
                .init("components", "ids with signed weights separated by commas: ID*2,ID*-1"),
                .init("period", "period of the first component; of the others the same or the nearest one"), .mappedLevel(required: false), .analysisArea,
                .lang,
            ]),
        RouteDescription(
            "/api/v1/analysis/gap", summary: "Need against provision: the units by the difference of z-scores, largest first",
            parameters: [
                .init("need", "id of an indicator, or an expression", required: true),
                .init("provision", "id of an indicator, or an expression, such as places(DPS)", required: true),
                .init("period", "period of the need; of the provision the same or the nearest one"), .mappedLevel(required: false), .analysisArea, .lang,
            ]),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        add("correlation", to: router) { query, snapshot, language in
            let scope = try await AnalysisScope(
                [query.indicator("x", in: snapshot), query.indicator("y", in: snapshot)], query: query, snapshot: snapshot,
                otherPeriod: query.period("period_y"))
            return CorrelationModel(scope).json(language)
        }
        add("autocorrelation", to: router) { query, snapshot, language in
            let scope = try await AnalysisScope([query.indicator("indicator", in: snapshot)], query: query, snapshot: snapshot)
            let permutations = try query.integer("permutations", in: AutocorrelationModel.permutationRange) ?? LocalMoran.standardPermutations
            let seed = try query.integer("seed", in: 0...Int(Int32.max)) ?? 1
            let alpha = try query.number("alpha", in: 0.0001...0.5) ?? 0.05
            let alternative = try query.choice("alternative", LocalMoran.Alternative.self) ?? .twoSided
            do throws(StatisticsRefusal) {
                let model = try snapshot.autocorrelation(scope, permutations: permutations, seed: UInt64(seed), alternative: alternative)
                return JSONValue.autocorrelation(scope, model, alpha: alpha, seed: seed, language)
            } catch {
                return JSONValue.autocorrelation(scope, refusal: error, language)
            }
        }
        add("similar", to: router) { query, snapshot, language in
            try await SimilarUnitsModel(query: query, snapshot: snapshot).json(language)
        }
        add("index", to: router) { query, snapshot, language in
            try await IndexPartsModel(query: query, snapshot: snapshot).json(language)
        }
        add("gap", to: router) { query, snapshot, language in
            let scope = try await AnalysisScope(
                [query.indicator("need", in: snapshot), query.indicator("provision", in: snapshot)], query: query, snapshot: snapshot)
            return GapModel(scope).json(language)
        }
    }

    private func add(
        _ name: String, to router: Router<AtlasRequestContext>,
        _ answer: @escaping @Sendable (QueryReader, AtlasSnapshot, Language) async throws -> JSONValue
    ) {
        router.get("/api/v1/analysis/\(name)") { request, _ in
            let snapshot = data.current
            let query = try QueryReader(request)
            let language = try Language(request, query)
            var response = try await answer(query, snapshot, language).response()
            response.headers[.vary] = "Accept-Language"
            return response.cached()
        }
    }
}

extension RouteParameter {
    static let analysisArea = RouteParameter("within", "TERC code of a larger unit: only units in it, compared with one another")
}
