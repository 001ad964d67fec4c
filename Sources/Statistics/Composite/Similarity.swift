// SPDX-License-Identifier: Apache-2.0

/// Which units are most like a given one over a chosen set of indicators: the Euclidean distance of z-scores, so that
/// each indicator counts alike whatever its unit of measure.
public struct Similarity: Sendable {
    public struct Match: Sendable, Equatable {
        /// The position of the unit.
        public let unit: Int
        /// In standard deviations: √(m/k · Σ Δz²) over the k shared of m indicators.
        public let distance: Double
        /// How many indicators both units have.
        public let shared: Int
    }

    /// z-scores by indicator and unit, by the mean and the population's standard deviation of all units.
    public let scores: [[Double?]]
    public let unitCount: Int
    /// Indicators that are the same everywhere and so tell nothing about likeness.
    public let constantFeatures: [Int]

    /// - Parameter features: for each indicator a value per unit, in the same order of units.
    /// - Throws: `StatisticsRefusal.constantValues` when no indicator tells units apart.
    public init(features: [[Double?]]) throws(StatisticsRefusal) {
        unitCount = features.map(\.count).min() ?? 0
        var scores: [[Double?]] = []
        var constant: [Int] = []
        for (index, feature) in features.enumerated() {
            if let standardised = try? Standardisation.zScores(feature) {
                scores.append(standardised)
            } else {
                scores.append(Array(repeating: nil, count: feature.count))
                constant.append(index)
            }
        }
        guard constant.count < features.count else { throw .constantValues }
        self.scores = scores
        constantFeatures = constant
    }

    /// The distance between two units; nil when they share fewer than `minimumShared` indicators. What is missing is made
    /// up for by the mean of what is shared: J. K. Dixon, “Pattern Recognition with Partly Missing Data” (1979).
    /// - Parameter minimumShared: nil asks for all indicators that tell units apart.
    public func distance(_ first: Int, _ second: Int, minimumShared: Int? = nil) -> Match? {
        let usable = scores.count - constantFeatures.count
        var sum = 0.0
        var shared = 0
        for column in scores {
            guard let a = column[first], let b = column[second] else { continue }
            sum += (a - b) * (a - b)
            shared += 1
        }
        guard shared > 0, shared >= minimumShared ?? usable else { return nil }
        return Match(unit: second, distance: (sum * Double(usable) / Double(shared)).squareRoot(), shared: shared)
    }

    /// The most similar units, nearest first; of two equally near the one earlier in order.
    /// - Parameters:
    ///   - limit: how many at most.
    ///   - minimumShared: units that share fewer indicators with the unit are left out; nil asks for all.
    ///   - isCandidate: keeps the comparison to some units, such as those of the same kind.
    public func nearest(
        to unit: Int, limit: Int, minimumShared: Int? = nil, where isCandidate: (Int) -> Bool = { _ in true }
    ) -> [Match] {
        guard (0..<unitCount).contains(unit), limit > 0 else { return [] }
        var matches: [Match] = []
        for other in 0..<unitCount where other != unit && isCandidate(other) {
            if let match = distance(unit, other, minimumShared: minimumShared) { matches.append(match) }
        }
        matches.sort { $0.distance == $1.distance ? $0.unit < $1.unit : $0.distance < $1.distance }
        return Array(matches.prefix(limit))
    }
}
