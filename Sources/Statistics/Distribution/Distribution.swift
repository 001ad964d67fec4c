// SPDX-License-Identifier: Apache-2.0

/// How values are spread: quantiles, the parts of a box plot, a histogram.
public struct Distribution: Sendable, Equatable {
    /// Ascending.
    public let sorted: [Double]
    public let moments: Moments

    /// nil when there is no value. Numbers that are not finite are left out.
    public init?(_ values: [Double?]) {
        guard let moments = Moments(values) else { return nil }
        self.moments = moments
        sorted = values.compactMap { $0 }.filter(\.isFinite).sorted()
    }

    public var count: Int { sorted.count }
    public var minimum: Double { sorted[0] }
    public var maximum: Double { sorted[sorted.count - 1] }
    public var mean: Double { moments.mean }
    /// Of the population, divided by n.
    public var standardDeviation: Double { moments.deviation }
    public var median: Double { quantile(0.5) }
    public var lowerQuartile: Double { quantile(0.25) }
    public var upperQuartile: Double { quantile(0.75) }
    public var interquartileRange: Double { upperQuartile - lowerQuartile }

    /// The value below which this share (0…1) of the values lies, by linear interpolation between order statistics:
    /// type 7 of R. J. Hyndman and Y. Fan, “Sample Quantiles in Statistical Packages” (1996).
    public func quantile(_ share: Double) -> Double {
        Self.quantile(share, ofSorted: sorted)
    }

    /// The same for values that are ascending already; not a number when there are none.
    public static func quantile(_ share: Double, ofSorted sorted: [Double]) -> Double {
        guard let last = sorted.last else { return .nan }
        let position = Double(sorted.count - 1) * min(max(share, 0), 1)
        let index = Int(position)
        guard index + 1 < sorted.count else { return last }
        return sorted[index] + (sorted[index + 1] - sorted[index]) * (position - Double(index))
    }

    /// The fences 1.5 interquartile ranges outside the quartiles: J. W. Tukey, “Exploratory Data Analysis” (1977).
    /// Values beyond are outliers.
    public var fences: ClosedRange<Double> {
        let reach = 1.5 * interquartileRange
        return (lowerQuartile - reach)...(upperQuartile + reach)
    }

    /// The ends of a box plot's whiskers: the smallest and the largest value within the fences.
    public var whiskers: ClosedRange<Double> {
        let fences = fences
        let low = sorted.first { $0 >= fences.lowerBound } ?? minimum
        let high = sorted.last { $0 <= fences.upperBound } ?? maximum
        return low...max(low, high)
    }

    /// The values beyond the fences, ascending.
    public var outliers: [Double] {
        let fences = fences
        return sorted.filter { !fences.contains($0) }
    }
}
