// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where a short yearly series goes, and a forecast of its next years.
///
/// The slope is the median of the slopes between all pairs of points (H. Theil, 1950; P. K. Sen, 1968), which one odd
/// year does not bend; whether there is a trend at all is the test of H. B. Mann (1945) and M. G. Kendall (1975).
///
/// The forecast is the line of least squares with the interval of a new observation by Student's t. Official yearly
/// series have 5 to 20 points: smoothing methods (Holt's, damped or not) estimate two to four parameters more from them,
/// and their intervals hold for long series only, while the line's interval is exact for small n, widens with the
/// distance from the data, and can be checked by hand. Neighbouring years resemble each other, so the interval is
/// rather too narrow than too wide; therefore a forecast reaches at most half the length of the series, and five years.
public struct Trend: Sendable, Equatable {
    public enum Direction: String, Sendable, CaseIterable {
        case rising
        case falling
        /// The ups and downs are too irregular to speak of a direction (p > 0.05), or there are too few points.
        case unclear
    }

    public struct Forecast: Sendable, Equatable {
        public let time: Double
        public let value: Double
        public let low: Double
        public let high: Double
    }

    /// Points that a forecast needs at least.
    public static let minimumPoints = 5
    /// Time units that a forecast reaches at most.
    public static let maximumHorizon = 5.0

    /// The times and values used: those since the newest break.
    public let times: [Double]
    public let values: [Double]
    /// The break at which the used points begin, if there was one.
    public let seriesBreak: Double?
    /// Change per unit of time: the median of all pairs' slopes.
    public let slope: Double
    /// The line with this slope through the medians of the points.
    public let intercept: Double
    /// Kendall's τ-b of the values with time, −1…1.
    public let tau: Double
    /// Two-sided p of no trend, by the normal approximation with the corrections for ties and continuity.
    public let p: Double
    public let regression: LinearRegression

    /// - Parameters:
    ///   - times: years, or fractions of them, rising.
    ///   - values: one per time; nil is left out.
    ///   - breaks: times from which on values are counted in another way. Points before the newest one are left out, as a
    ///     trend across a break would show the method and not the matter.
    /// - Throws: `StatisticsRefusal` for fewer than two points.
    public init(times: [Double], values: [Double?], breaks: [Double] = []) throws(StatisticsRefusal) {
        let last = Pairs(times, values).x.last ?? -.infinity
        let newest = breaks.filter { $0 <= last }.max()
        let pairs = Pairs(times.map { newest == nil || $0 >= (newest ?? $0) ? $0 : nil }, values)
        guard pairs.x.count >= 2 else {
            if let newest { throw .seriesBreak(at: newest, given: pairs.x.count, needed: 2) }
            throw .tooFewValues(given: pairs.x.count, needed: 2)
        }
        self.times = pairs.x
        self.values = pairs.y
        seriesBreak = newest
        regression = try LinearRegression(x: pairs.x, y: pairs.y)
        (slope, intercept) = Self.theilSen(pairs.x, pairs.y)
        (tau, p) = Self.mannKendall(pairs.x, pairs.y)
    }

    /// Rising or falling only where the test finds a trend at 5 %.
    public var direction: Direction {
        guard p <= 0.05, tau != 0 else { return .unclear }
        return tau > 0 ? .rising : .falling
    }

    /// The line of the median slope at a time.
    public func fitted(at time: Double) -> Double { intercept + slope * time }

    /// The furthest time that can be forecast; nil when there are too few points.
    public var forecastLimit: Double? {
        guard times.count >= Self.minimumPoints else { return nil }
        return times[times.count - 1] + min(Self.maximumHorizon, ((times[times.count - 1] - times[0]) / 2).rounded(.down))
    }

    /// Forecasts with their intervals.
    /// - Parameters:
    ///   - confidence: the probability that the interval holds the later value, when the line holds.
    ///   - bounds: what values are possible, such as 0…100 for a share; forecasts and intervals stay within.
    /// - Throws: `StatisticsRefusal` for fewer than five points (since the newest break, if there is one) or a time
    ///   further ahead than half the length of the series or five years.
    public func forecast(
        at future: [Double], confidence: Double = 0.8, bounds: ClosedRange<Double>? = nil
    ) throws(StatisticsRefusal) -> [Forecast] {
        guard let limit = forecastLimit else {
            if let seriesBreak { throw .seriesBreak(at: seriesBreak, given: times.count, needed: Self.minimumPoints) }
            throw .tooFewValues(given: times.count, needed: Self.minimumPoints)
        }
        let last = times[times.count - 1]
        if let furthest = future.max(), furthest > limit { throw .horizonTooFar(given: furthest - last, allowed: limit - last) }
        func bounded(_ value: Double) -> Double {
            guard let bounds else { return value }
            return min(max(value, bounds.lowerBound), bounds.upperBound)
        }
        return future.map { time in
            let value = regression.value(at: time)
            let reach = regression.predictionReach(at: time, confidence: confidence) ?? 0
            return Forecast(time: time, value: bounded(value), low: bounded(value - reach), high: bounded(value + reach))
        }
    }

    static func theilSen(_ x: [Double], _ y: [Double]) -> (slope: Double, intercept: Double) {
        var slopes: [Double] = []
        for later in x.indices {
            for earlier in 0..<later where x[later] != x[earlier] {
                slopes.append((y[later] - y[earlier]) / (x[later] - x[earlier]))
            }
        }
        slopes.sort()
        let slope = slopes.isEmpty ? 0 : Distribution.quantile(0.5, ofSorted: slopes)
        let middle = Distribution.quantile(0.5, ofSorted: y.sorted()) - slope * Distribution.quantile(0.5, ofSorted: x.sorted())
        return (slope, middle)
    }

    static func mannKendall(_ x: [Double], _ y: [Double]) -> (tau: Double, p: Double) {
        let count = Double(x.count)
        var score = 0.0
        for later in x.indices {
            for earlier in 0..<later {
                let rises = (y[later] - y[earlier]) * (x[later] - x[earlier])
                score += rises > 0 ? 1 : rises < 0 ? -1 : 0
            }
        }
        let pairs = count * (count - 1) / 2
        var tiedPairs = 0.0
        var correction = 0.0
        for group in Dictionary(grouping: y, by: { $0 }).values where group.count > 1 {
            let size = Double(group.count)
            tiedPairs += size * (size - 1) / 2
            correction += size * (size - 1) * (2 * size + 5)
        }
        guard tiedPairs < pairs else { return (0, 1) }
        let tau = score / (pairs * (pairs - tiedPairs)).squareRoot()
        let variance = (count * (count - 1) * (2 * count + 5) - correction) / 18
        let continued = abs(score) - 1
        return (tau, continued > 0 ? Probability.normalTwoSided(continued / variance.squareRoot()) : 1)
    }
}
