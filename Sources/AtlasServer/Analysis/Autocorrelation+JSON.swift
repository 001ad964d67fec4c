// SPDX-License-Identifier: Apache-2.0

import Atlas
import Statistics

extension JSONValue {
    static func autocorrelation(
        _ scope: AnalysisScope, _ model: AutocorrelationModel, alpha: Double, seed: Int, _ language: Language
    ) -> JSONValue {
        let moran = model.moran
        let threshold = model.local.falseDiscoveryThreshold(alpha: alpha)
        let clusters = model.local.clusters(significance: threshold)
        let analysed = scope.indicators[0]
        let units = scope.positions.compactMap { position -> JSONValue? in
            guard let value = analysed.values[position], let cluster = clusters[position] else { return nil }
            let unit = scope.units[position]
            let isSignificant = cluster != .notSignificant && cluster != .isolated
            return [
                "terc": .string(unit.code.description), "name": .string(unit.name), "value": .number(value),
                "lag": JSONValue(model.lags[position]), "z": JSONValue(model.local.scores[position]),
                "local_i": JSONValue(model.local.localI[position]), "p": JSONValue(model.local.pValues[position]),
                "quadrant": JSONValue(model.local.quadrants[position]?.rawValue), "significant": .bool(isSignificant),
                "cluster": .string(cluster.rawValue),
            ]
        }
        let counts = SpatialCluster.allCases.map { cluster in (cluster.rawValue, JSONValue.integer(clusters.count { $0 == cluster })) }
        return .members(
            head(scope, language) + [
                (
                    "moran",
                    [
                        "i": .number(moran.i), "expected": .number(moran.expected), "variance": .number(moran.variance),
                        "z": .number(moran.z), "p": .number(moran.p), "normal_variance": .number(moran.normalVariance),
                        "normal_z": .number(moran.normalZ), "normal_p": .number(moran.normalP),
                        "permutation_p": JSONValue(moran.permutationP), "permutations": .integer(moran.permutations),
                    ]
                ),
                (
                    "weights",
                    [
                        "kind": "queen", "units": .integer(moran.count), "links": .integer(moran.weights.linkCount),
                        "islands": .integer(moran.weights.islands.count), "components": .integer(moran.weights.componentCount),
                        "mean_neighbours": .number(moran.weights.meanNeighbours),
                    ]
                ),
                ("permutations", .integer(model.local.permutations)), ("seed", .integer(seed)),
                ("alternative", .string(model.local.alternative.rawValue)), ("alpha", .number(alpha)), ("fdr_threshold", .number(threshold)),
                ("counts", .members(counts)), ("units", .array(units)), ("left_out", .integer(scope.positions.count - units.count)),
                (
                    "sentence",
                    .string(AnalysisWording(language).autocorrelation(scope, model, clusters: clusters, alpha: alpha))
                ),
            ])
    }

    /// The same when nothing can be said.
    static func autocorrelation(_ scope: AnalysisScope, refusal: StatisticsRefusal, _ language: Language) -> JSONValue {
        .members(
            head(scope, language) + [
                ("moran", nil), ("weights", nil), ("fdr_threshold", nil), ("counts", .members([])), ("units", .array([])),
                ("left_out", .integer(scope.positions.count)), ("reason", .string(refusal.localizedDescription)),
                ("sentence", .string(AnalysisWording(language).refusal(refusal))),
            ])
    }

    private static func head(_ scope: AnalysisScope, _ language: Language) -> [(String, JSONValue)] {
        let analysed = scope.indicators[0]
        return [
            ("indicator", .string(analysed.id)), ("indicator_name", .string(language.of(analysed.indicator.name))),
            ("period", .string(analysed.period.text)), ("level", .string(scope.level.rawValue)),
            ("within", JSONValue(scope.within?.unit.code.description)),
        ]
    }
}
