// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Statistics

/// A composite index taken apart.
struct IndexPartsModel: Sendable {
    let scope: AnalysisScope
    let method: CompositeIndex.Method
    /// Signed, as asked for.
    let weights: [Double]
    let result: Result<CompositeIndex, StatisticsRefusal>

    init(query: QueryReader, snapshot: AtlasSnapshot) async throws {
        let method: IndicatorExpression.CompositeMethod
        let parts: [IndicatorExpression.Component]
        (method, parts) = try Self.index(query)
        let scope = try await AnalysisScope(parts.map { try snapshot.existing($0.measure.text) }, query: query, snapshot: snapshot)
        self.scope = scope
        let composite = method.statistical
        self.method = composite
        weights = parts.map(\.weight)
        let weights = weights
        result = Result { () throws(StatisticsRefusal) in
            try CompositeIndex(
                method: composite,
                components: zip(scope.indicators, weights).map { CompositeIndex.Component(values: $0.values, signedWeight: $1) })
        }
    }

    /// The index that the query names as an expression, or by its parts.
    private static func index(
        _ query: QueryReader
    ) throws -> (IndicatorExpression.CompositeMethod, [IndicatorExpression.Component]) {
        let whole = try query.text("indicator", maximumLength: IndicatorExpression.lengthLimit)
        let method = try query.choice("method", IndicatorExpression.CompositeMethod.self) ?? .zScore
        let components = try query.text("components", maximumLength: IndicatorExpression.lengthLimit)
        let text = whole ?? "index(\(method.rawValue),\(components ?? ""))"
        do {
            if case .index(let method, let parts) = try IndicatorExpression(text) { return (method, parts) }
        } catch {
            throw Problem.badParameter(
                whole == nil ? "components" : "indicator", whole ?? components ?? "", accepted: "\(form); \(error.localizedDescription)")
        }
        throw Problem.badParameter("indicator", text, accepted: form)
    }

    private static let form = "index(zscore,ID*1,ID*-0.5) with zscore, minmax or hellwig and ids with signed weights"

    func json(_ language: Language) -> JSONValue {
        let wording = AnalysisWording(language)
        let shares = try? result.get().weights
        let components: [JSONValue] = scope.indicators.enumerated().map { index, analysed in
            [
                "id": .string(analysed.id), "name": .string(language.of(analysed.indicator.name)),
                "unit": .string(language.of(analysed.indicator.unit)), "decimals": .integer(analysed.indicator.decimals),
                "period": .string(analysed.period.text), "weight": .number(weights[index]), "share": JSONValue(shares?[index]),
                "raises": .bool(weights[index] > 0),
            ]
        }
        var members: [(String, JSONValue)] = [
            ("method", .string(method.rawValue)), ("level", .string(scope.level.rawValue)),
            ("within", JSONValue(scope.within?.unit.code.description)), ("components", .array(components)),
        ]
        switch result {
        case .success(let index):
            let ranking = Ranking(index.values)
            let units = scope.positions.map { position -> JSONValue in
                let unit = scope.units[position]
                return [
                    "terc": .string(unit.code.description), "name": .string(unit.name), "value": JSONValue(index.values[position]),
                    "rank": ranking.places[position].map(JSONValue.integer) ?? .null,
                    "contributions": .array(index.contributions.map { JSONValue($0[position]) }),
                    "values": .array(scope.indicators.map { JSONValue($0.values[position]) }),
                ]
            }
            members += [("n", .integer(index.count)), ("units", .array(units)), ("sentence", .string(wording.index(scope, index)))]
        case .failure(let refusal):
            members += [
                ("n", 0), ("units", .array([])), ("reason", .string(refusal.localizedDescription)), ("sentence", .string(wording.refusal(refusal))),
            ]
        }
        return .members(members)
    }
}
