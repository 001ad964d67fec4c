// SPDX-License-Identifier: Apache-2.0

import Atlas
import Statistics

/// How Moran's I is asked for.
struct AutocorrelationKey: Hashable, Sendable {
    let indicator: IndicatorID
    let period: Period
    let level: UnitLevel
    let within: TERYTCode?
    let permutations: Int
    let seed: UInt64
    let alternative: LocalMoran.Alternative
}

/// Moran's I of an indicator as a whole and unit by unit.
struct AutocorrelationModel: Sendable {
    let moran: GlobalMoran
    let local: LocalMoran
    /// The mean value of each unit's neighbours.
    let lags: [Double?]

    /// Random arrangements for the global statistic: its p-value is one number and needs no more.
    static let globalPermutations = 999
    /// Random neighbourhoods that one may ask for.
    static let permutationRange = 99...99_999

    init(values: [Double?], weights: SpatialWeights, permutations: Int, seed: UInt64, alternative: LocalMoran.Alternative) throws(StatisticsRefusal) {
        moran = try GlobalMoran(values: values, weights: weights, permutations: min(permutations, Self.globalPermutations), seed: seed)
        local = try LocalMoran(values: values, weights: weights, permutations: permutations, seed: seed, alternative: alternative)
        lags = weights.lag(values)
    }
}

extension AtlasSnapshot {
    /// Moran's I of the indicator of a scope, from memory if it was asked for before.
    func autocorrelation(
        _ scope: AnalysisScope, permutations: Int, seed: UInt64, alternative: LocalMoran.Alternative
    ) throws(StatisticsRefusal) -> AutocorrelationModel {
        let analysed = scope.indicators[0]
        let key = AutocorrelationKey(
            indicator: analysed.indicator.id, period: analysed.period, level: scope.level, within: scope.within?.unit.code,
            permutations: permutations, seed: seed, alternative: alternative)
        if let known = autocorrelations[key] { return known }
        let model = try AutocorrelationModel(
            values: analysed.values, weights: spatialWeights(level: scope.level), permutations: permutations, seed: seed,
            alternative: alternative)
        autocorrelations.store(model, for: key)
        return model
    }
}
