// SPDX-License-Identifier: Apache-2.0

import Atlas
import Statistics

/// Two indicators against each other.
struct CorrelationModel: Sendable {
    let scope: AnalysisScope
    let result: Result<Figures, StatisticsRefusal>

    struct Figures: Sendable {
        let pearson: Correlation.Pearson
        let spearman: Correlation.Spearman
        let regression: LinearRegression
    }

    /// With fewer pairs a coefficient says nothing.
    static let minimumPairs = 3

    init(_ scope: AnalysisScope) {
        self.scope = scope
        let x = scope.indicators[0].values
        let y = scope.indicators[1].values
        result = Result { () throws(StatisticsRefusal) in
            let pearson = try Correlation.pearson(x: x, y: y)
            guard pearson.count >= Self.minimumPairs else { throw .tooFewValues(given: pearson.count, needed: Self.minimumPairs) }
            return Figures(pearson: pearson, spearman: try Correlation.spearman(x: x, y: y), regression: try LinearRegression(x: x, y: y))
        }
    }

    func json(_ language: Language) -> JSONValue {
        let x = scope.indicators[0]
        let y = scope.indicators[1]
        let wording = AnalysisWording(language)
        let points = scope.positions.compactMap { position -> JSONValue? in
            guard let xValue = x.values[position], let yValue = y.values[position] else { return nil }
            let unit = scope.units[position]
            return ["terc": .string(unit.code.description), "name": .string(unit.name), "x": .number(xValue), "y": .number(yValue)]
        }
        var members: [(String, JSONValue)] = [
            ("x", .string(x.id)), ("y", .string(y.id)), ("x_name", .string(language.of(x.indicator.name))),
            ("y_name", .string(language.of(y.indicator.name))), ("x_unit", .string(language.of(x.indicator.unit))),
            ("y_unit", .string(language.of(y.indicator.unit))), ("x_decimals", .integer(x.indicator.decimals)),
            ("y_decimals", .integer(y.indicator.decimals)), ("period", .string(x.period.text)), ("period_y", .string(y.period.text)),
            ("level", .string(scope.level.rawValue)), ("within", JSONValue(scope.within?.unit.code.description)), ("n", .integer(points.count)),
            ("left_out", .integer(scope.positions.count - points.count)),
        ]
        switch result {
        case .success(let figures):
            members += [
                (
                    "pearson",
                    [
                        "r": .number(figures.pearson.r), "p": .number(figures.pearson.p), "low": .number(figures.pearson.low),
                        "high": .number(figures.pearson.high),
                    ]
                ),
                ("spearman", ["rho": .number(figures.spearman.rho), "p": .number(figures.spearman.p)]),
                (
                    "regression",
                    [
                        "slope": .number(figures.regression.slope), "intercept": .number(figures.regression.intercept),
                        "determination": .number(figures.regression.determination), "p": JSONValue(figures.regression.p),
                        "slope_error": JSONValue(figures.regression.slopeError),
                    ]
                ),
                ("points", .array(points)),
                ("sentence", .string(wording.correlation(scope, figures.pearson, figures.spearman))),
            ]
        case .failure(let refusal):
            members += [
                ("pearson", nil), ("spearman", nil), ("regression", nil), ("points", .array(points)),
                ("reason", .string(refusal.localizedDescription)), ("sentence", .string(wording.refusal(refusal))),
            ]
        }
        return .members(members)
    }
}
