// SPDX-License-Identifier: Apache-2.0

/// Mean and spread of the values that are there; nil and numbers that are not finite are left out.
public struct Moments: Sendable, Equatable {
    public let count: Int
    public let mean: Double
    /// Sum of squared deviations from the mean.
    public let squaredDeviations: Double

    /// nil when there is no value.
    public init?(_ values: [Double?]) {
        var count = 0
        var sum = 0.0
        var origin = 0.0
        for case let value? in values where value.isFinite {
            // Sums of differences from the first value do not lose the digits of values that lie close together.
            if count == 0 { origin = value }
            sum += value - origin
            count += 1
        }
        guard count > 0 else { return nil }
        let mean = origin + sum / Double(count)
        var squares = 0.0
        var rest = 0.0
        var isConstant = true
        for case let value? in values where value.isFinite {
            let deviation = value - mean
            squares += deviation * deviation
            rest += deviation
            isConstant = isConstant && value == origin
        }
        self.count = count
        self.mean = isConstant ? origin : mean
        // What rounding left of the mean is taken out again: T. F. Chan, G. H. Golub and R. J. LeVeque (1983).
        squaredDeviations = isConstant ? 0 : max(0, squares - rest * rest / Double(count))
    }

    /// Divided by n: of units that are all there are.
    public var variance: Double { squaredDeviations / Double(count) }
    /// The population's standard deviation (divided by n).
    public var deviation: Double { variance.squareRoot() }
    /// The standard deviation estimated from a sample (divided by n − 1); nil for a single value.
    public var sampleDeviation: Double? { count > 1 ? (squaredDeviations / Double(count - 1)).squareRoot() : nil }
    public var isConstant: Bool { squaredDeviations == 0 }
}

/// Values made comparable between indicators. Units without a value stay without one.
public enum Standardisation {
    /// (value − mean) / s with the population's s: mean 0, standard deviation 1.
    /// - Throws: `StatisticsRefusal` without values or when all are the same.
    public static func zScores(_ values: [Double?]) throws(StatisticsRefusal) -> [Double?] {
        guard let moments = Moments(values) else { throw .tooFewValues(given: 0, needed: 2) }
        let deviation = moments.deviation
        guard !moments.isConstant, deviation > 0 else { throw .constantValues }
        return values.map { value in value.flatMap { $0.isFinite ? ($0 - moments.mean) / deviation : nil } }
    }

    /// (value − minimum) / (maximum − minimum): 0 the smallest, 1 the largest.
    /// - Throws: `StatisticsRefusal` without values or when all are the same.
    public static func unitRange(_ values: [Double?]) throws(StatisticsRefusal) -> [Double?] {
        let present = values.compactMap { $0 }.filter(\.isFinite)
        guard let minimum = present.min(), let maximum = present.max() else { throw .tooFewValues(given: 0, needed: 2) }
        guard maximum > minimum else { throw .constantValues }
        return values.map { value in value.flatMap { $0.isFinite ? ($0 - minimum) / (maximum - minimum) : nil } }
    }
}
