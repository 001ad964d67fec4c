// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How strongly two indicators go together. Units that lack either value are left out.
public enum Correlation {
    /// The product-moment correlation.
    public struct Pearson: Sendable, Equatable {
        /// Pairs that both have a value.
        public let count: Int
        /// −1…1.
        public let r: Double
        /// Two-sided, by Student's t with n − 2 degrees of freedom; 1 for two pairs.
        public let p: Double
        /// The 95 % interval of r.
        public let low: Double
        public let high: Double
    }

    /// The rank correlation.
    public struct Spearman: Sendable, Equatable {
        public let count: Int
        /// −1…1.
        public let rho: Double
        /// Two-sided, by Student's t with n − 2 degrees of freedom; 1 for two pairs.
        public let p: Double
    }

    /// Pearson's r (K. Pearson, 1895); p by Student's t (R. A. Fisher, 1915); the 95 % interval by Fisher's
    /// transformation (1921), −1…1 for three pairs or fewer.
    /// - Throws: `StatisticsRefusal` for fewer than two pairs or when one of the indicators is constant.
    public static func pearson(x: [Double?], y: [Double?]) throws(StatisticsRefusal) -> Pearson {
        let pairs = Pairs(x, y)
        let r = try coefficient(pairs.x, pairs.y)
        let count = pairs.x.count
        var low = -1.0
        var high = 1.0
        if abs(r) == 1 {
            low = r
            high = r
        } else if count > 3 {
            let reach = Probability.normalQuantile(0.975) / Double(count - 3).squareRoot()
            low = tanh(atanh(r) - reach)
            high = tanh(atanh(r) + reach)
        }
        return Pearson(count: count, r: r, p: pValue(r, count: count), low: low, high: high)
    }

    /// Spearman's ρ (C. Spearman, 1904): Pearson's r of the ranks, equal values sharing the mean of their ranks.
    /// - Throws: `StatisticsRefusal` for fewer than two pairs or when one of the indicators is constant.
    public static func spearman(x: [Double?], y: [Double?]) throws(StatisticsRefusal) -> Spearman {
        let pairs = Pairs(x, y)
        let rho = try coefficient(Ranking.midRanks(pairs.x), Ranking.midRanks(pairs.y))
        return Spearman(count: pairs.x.count, rho: rho, p: pValue(rho, count: pairs.x.count))
    }

    /// P of a coefficient at least this far from zero among `count` pairs that have nothing to do with each other:
    /// t² / (n − 2 + t²) = r², so the tail of Student's t is an incomplete beta of r itself.
    private static func pValue(_ r: Double, count: Int) -> Double {
        guard count > 2 else { return 1 }
        return Probability.incompleteBeta(Double(count - 2) / 2, 0.5, at: (1 - r) * (1 + r), complement: r * r)
    }

    private static func coefficient(_ x: [Double], _ y: [Double]) throws(StatisticsRefusal) -> Double {
        guard x.count >= 2, let xMoments = Moments(x), let yMoments = Moments(y) else {
            throw .tooFewValues(given: x.count, needed: 2)
        }
        guard !xMoments.isConstant, !yMoments.isConstant else { throw .constantValues }
        // Both are scaled first, so that squares of very large or small values neither overflow nor vanish.
        let xScale = xMoments.squaredDeviations.squareRoot()
        let yScale = yMoments.squaredDeviations.squareRoot()
        var product = 0.0
        for index in x.indices { product += ((x[index] - xMoments.mean) / xScale) * ((y[index] - yMoments.mean) / yScale) }
        // Nearer to a straight line than the sums can tell: the rest is rounding, to which p would be sensitive.
        return abs(product) > 1 - 1e-15 * Double(x.count).squareRoot() ? (product > 0 ? 1 : -1) : product
    }
}

/// The pairs of which both values are there.
struct Pairs {
    private(set) var x: [Double] = []
    private(set) var y: [Double] = []

    init(_ x: [Double?], _ y: [Double?]) {
        for case let (x?, y?) in zip(x, y) where x.isFinite && y.isFinite {
            self.x.append(x)
            self.y.append(y)
        }
    }
}
