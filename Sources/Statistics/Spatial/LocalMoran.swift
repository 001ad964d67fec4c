// SPDX-License-Identifier: Apache-2.0

/// Local Moran's I of every unit: where similar values cluster and where a unit stands out from its neighbours. Units
/// without a value are left out, with their links.
///
/// Source: L. Anselin, “Local Indicators of Spatial Association – LISA” (1995).
public struct LocalMoran: Sendable, Equatable {
    /// Which random neighbourhoods count against a unit.
    public enum Alternative: String, Sendable, Hashable, CaseIterable {
        /// Those as far out on either side: twice the rarer tail. The right one where the side was not chosen beforehand,
        /// and the only one for which the false discovery rate is what it says.
        case twoSided = "two-sided"
        /// Those on the side of Iᵢ only, as GeoDa and PySAL's `Moran_Local.p_sim` have it: half as large, to compare with them.
        case directed
    }

    /// Random neighbourhoods per unit unless said otherwise. With 999 the smallest p is 0.001, which the false discovery rate
    /// over 2,500 units hardly ever lets through; more cost next to nothing here.
    public static let standardPermutations = 9_999

    /// One per unit in the order of the values; nil without a value. Iᵢ = (n − 1) zᵢ Σⱼ wᵢⱼ zⱼ / Σ z².
    public let localI: [Double?]
    /// z-scores by the population's standard deviation; nil without a value.
    public let scores: [Double?]
    /// The mean z-score of the neighbours; 0 for an island, nil without a value.
    public let lags: [Double?]
    /// Pseudo p-values from (k + 1)/(permutations + 1), k being how many random neighbourhoods lie at least as far out; nil
    /// without a value or without a neighbour that has one.
    public let pValues: [Double?]
    /// The quadrant of Moran's scatter plot, whether significant or not; `isolated` without a neighbour.
    public let quadrants: [SpatialCluster?]
    /// Units with a value.
    public let count: Int
    public let permutations: Int
    public let alternative: Alternative
    /// The weights among the units with a value.
    public let weights: SpatialWeights

    /// - Parameters:
    ///   - permutations: random neighbourhoods per unit, at least 1.
    ///   - seed: the same seed gives the same neighbourhoods.
    /// - Throws: `StatisticsRefusal` for fewer than four units with a value, constant values or no neighbours.
    public init(
        values: [Double?], weights: SpatialWeights, permutations: Int = standardPermutations, seed: UInt64 = 1,
        alternative: Alternative = .twoSided
    ) throws(StatisticsRefusal) {
        let sample = try SpatialSample(values, weights, needed: 4)
        let scores = sample.scores
        let lags = sample.weights.lag(scores)
        let factor = Double(scores.count - 1) / Double(scores.count)
        count = scores.count
        self.weights = sample.weights
        self.permutations = max(permutations, 1)
        self.alternative = alternative
        let tails = ConditionalPermutations(
            scores: scores, weights: sample.weights, permutations: max(permutations, 1), seed: seed)

        var localI = [Double?](repeating: nil, count: values.count)
        var allScores = localI
        var allLags = localI
        var pValues = localI
        var quadrants = [SpatialCluster?](repeating: nil, count: values.count)
        for (position, unit) in sample.units.enumerated() {
            allScores[unit] = scores[position]
            allLags[unit] = lags[position]
            localI[unit] = factor * scores[position] * lags[position]
            if sample.weights.neighbours[position].isEmpty {
                quadrants[unit] = .isolated
            } else {
                pValues[unit] = tails.pValue(position, lag: lags[position], alternative: alternative)
                quadrants[unit] =
                    switch (scores[position] > 0, lags[position] > 0) {
                    case (true, true): .highHigh
                    case (false, true): .lowHigh
                    case (false, false): .lowLow
                    case (true, false): .highLow
                    }
            }
        }
        self.localI = localI
        self.scores = allScores
        self.lags = allLags
        self.pValues = pValues
        self.quadrants = quadrants
    }

    /// The threshold of the false discovery rate over all units that have a p-value.
    public func falseDiscoveryThreshold(alpha: Double = 0.05) -> Double {
        FalseDiscovery.threshold(pValues: pValues.compactMap { $0 }, alpha: alpha)
    }

    /// What each unit is, given the largest p that counts as significant; nil without a value.
    public func clusters(significance: Double) -> [SpatialCluster?] {
        zip(quadrants, pValues).map { quadrant, p in
            guard let p else { return quadrant }
            return p <= significance ? quadrant : .notSignificant
        }
    }

    /// What each unit is when at most the share `alpha` of the findings may be false.
    public func clusters(falseDiscoveryRate alpha: Double = 0.05) -> [SpatialCluster?] {
        clusters(significance: falseDiscoveryThreshold(alpha: alpha))
    }
}
