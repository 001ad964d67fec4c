// SPDX-License-Identifier: Apache-2.0

/// The straight line y = intercept + slope · x with the smallest squared errors of y (A.-M. Legendre, 1805).
public struct LinearRegression: Sendable, Equatable {
    /// Pairs that both have a value.
    public let count: Int
    public let slope: Double
    public let intercept: Double
    /// The share of the variance of y that the line explains, 0…1; 0 when y is constant.
    public let determination: Double
    /// Two-sided p of a slope of zero, by Student's t; nil for two pairs.
    public let p: Double?
    /// The standard error of the slope; nil for two pairs.
    public let slopeError: Double?
    /// The standard deviation of the errors around the line (divided by n − 2); nil for two pairs.
    public let residualDeviation: Double?
    private let xMean: Double
    private let xSquares: Double

    /// - Throws: `StatisticsRefusal` for fewer than two pairs or when x is constant.
    public init(x: [Double?], y: [Double?]) throws(StatisticsRefusal) {
        let pairs = Pairs(x, y)
        guard pairs.x.count >= 2, let xMoments = Moments(pairs.x), let yMoments = Moments(pairs.y) else {
            throw .tooFewValues(given: pairs.x.count, needed: 2)
        }
        guard !xMoments.isConstant else { throw .constantValues }
        var products = 0.0
        for index in pairs.x.indices { products += (pairs.x[index] - xMoments.mean) * (pairs.y[index] - yMoments.mean) }
        let slope = products / xMoments.squaredDeviations
        var errors = 0.0
        for index in pairs.x.indices {
            let error = pairs.y[index] - yMoments.mean - slope * (pairs.x[index] - xMoments.mean)
            errors += error * error
        }
        count = pairs.x.count
        self.slope = slope
        intercept = yMoments.mean - slope * xMoments.mean
        xMean = xMoments.mean
        xSquares = xMoments.squaredDeviations
        determination = yMoments.isConstant ? 0 : min(max(1 - errors / yMoments.squaredDeviations, 0), 1)
        if count > 2 {
            let deviation = (errors / Double(count - 2)).squareRoot()
            residualDeviation = deviation
            slopeError = deviation / xSquares.squareRoot()
            p = deviation == 0
                ? (slope == 0 ? 1 : 0)
                : Probability.studentTwoSided(slope / (deviation / xSquares.squareRoot()), degreesOfFreedom: Double(count - 2))
        } else {
            residualDeviation = nil
            slopeError = nil
            p = nil
        }
    }

    public func value(at x: Double) -> Double { intercept + slope * x }

    /// Half the width of the interval in which a new observation at x lies with this probability, when errors are
    /// independent and normal; nil for two pairs.
    public func predictionReach(at x: Double, confidence: Double) -> Double? {
        guard let residualDeviation else { return nil }
        let distance = x - xMean
        let spread = residualDeviation * (1 + 1 / Double(count) + distance * distance / xSquares).squareRoot()
        return Probability.studentTwoSidedQuantile(confidence, degreesOfFreedom: Double(count - 2)) * spread
    }
}
