// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The limits of a map's classes. Class `k` holds the values in (lower, upper]; the first class holds its
/// lower limit as well (the convention of PySAL's mapclassify).
public struct ClassBreaks: Sendable, Hashable {
    /// The limits between neighbouring classes, rising: one fewer than there are classes. They can be
    /// given back as manual breaks.
    public let innerLimits: [Double]
    /// The lower limit of the first class.
    public let minimum: Double
    /// The upper limit of the last class.
    public let maximum: Double
    /// 0 when there are no values at all.
    public let classCount: Int

    /// No values, no classes.
    public static let none = ClassBreaks(innerLimits: [], minimum: 0, maximum: 0, classCount: 0)

    private init(innerLimits: [Double], minimum: Double, maximum: Double, classCount: Int) {
        self.innerLimits = innerLimits
        self.minimum = minimum
        self.maximum = maximum
        self.classCount = classCount
    }

    /// Classes for the whole numbers from 0 up to `categoryCount`, which stand for names: limits half-way between them.
    init(categoryCount: Int) {
        let last = Double(max(categoryCount, 1) - 1)
        self.init(
            innerLimits: (0..<max(categoryCount - 1, 0)).map { Double($0) + 0.5 }, minimum: 0, maximum: last, classCount: categoryCount)
    }

    /// The class of a value, found by binary search. Values below `minimum` fall into the first class and
    /// values above `maximum` into the last; nil when there are no classes or the value is not a number.
    @inlinable
    public func classIndex(of value: Double) -> Int? {
        guard classCount > 0, !value.isNaN else { return nil }
        var low = 0
        var high = innerLimits.count
        while low < high {
            let middle = (low + high) / 2
            if value <= innerLimits[middle] { high = middle } else { low = middle + 1 }
        }
        return low
    }

    public func lowerLimit(ofClass index: Int) -> Double {
        index <= 0 ? minimum : innerLimits[index - 1]
    }

    public func upperLimit(ofClass index: Int) -> Double {
        index >= innerLimits.count ? maximum : innerLimits[index]
    }

    /// Cuts values into classes. Values that are not finite are left out.
    ///
    /// Fewer distinct values than classes give fewer classes; limits that coincide are merged. No values
    /// give no classes. Manual limits are kept as given, whatever the data.
    /// - Parameters:
    ///   - classes: 2…9; ignored for `manual`, where the limits say it.
    ///   - manualBreaks: for `manual`, 1…8 strictly rising limits between the classes.
    /// - Throws: `ClassificationError` with the accepted range.
    public static func compute(
        method: ClassificationMethod, classes: Int, values: [Double], manualBreaks: [Double] = []
    ) throws(ClassificationError) -> ClassBreaks {
        if method == .manual {
            try validate(manualBreaks: manualBreaks)
        } else {
            guard ClassificationMethod.classCountRange.contains(classes) else { throw .classCount(classes) }
        }
        let sorted = values.filter(\.isFinite).sorted()
        guard let minimum = sorted.first, let maximum = sorted.last else { return .none }

        if method == .manual {
            return ClassBreaks(
                innerLimits: manualBreaks,
                minimum: min(minimum, manualBreaks[0]), maximum: max(maximum, manualBreaks[manualBreaks.count - 1]),
                classCount: manualBreaks.count + 1)
        }

        if method == .zero {
            // Classes without a unit stay: the colours of growth and decline must not change sides.
            let limits = limitsAroundZero(sorted: sorted, classes: classes)
            let furthest = max(abs(minimum), abs(maximum))
            if furthest > 0 {
                return ClassBreaks(innerLimits: limits, minimum: -furthest, maximum: furthest, classCount: limits.count + 1)
            }
        }

        var distinct: [Double] = []
        var weights: [Double] = []
        for value in sorted {
            if value == distinct.last {
                weights[weights.count - 1] += 1
            } else {
                distinct.append(value)
                weights.append(1)
            }
        }
        let wanted = min(classes, distinct.count)
        var limits: [Double]
        switch method {
        case .quantile: limits = quantileLimits(sorted: sorted, classes: wanted)
        case .equal: limits = equalLimits(minimum: minimum, maximum: maximum, classes: wanted)
        case .jenks: limits = NaturalBreaks.innerLimits(distinct: distinct, weights: weights, classes: wanted)
        case .stddev: limits = standardDeviationLimits(sorted: sorted, classes: wanted)
        case .zero, .manual: limits = []
        }
        // A limit at the maximum would leave an empty class above it; one below the minimum, an empty
        // class below it. The minimum itself may be a limit: the first class then holds that value only.
        var kept: [Double] = []
        for limit in limits where limit >= minimum && limit < maximum && limit != kept.last {
            kept.append(limit)
        }
        return ClassBreaks(innerLimits: kept, minimum: minimum, maximum: maximum, classCount: kept.count + 1)
    }

    /// - Throws: `ClassificationError` unless there are 1…8 finite, strictly rising numbers.
    public static func validate(manualBreaks: [Double]) throws(ClassificationError) {
        guard !manualBreaks.isEmpty else { throw .missingBreaks }
        guard ClassificationMethod.classCountRange.contains(manualBreaks.count + 1) else {
            throw .breakCount(manualBreaks.count)
        }
        for (index, value) in manualBreaks.enumerated() {
            guard value.isFinite else { throw .breakNotANumber("\(value)") }
            if index > 0, value <= manualBreaks[index - 1] {
                throw .breakNotRising(position: index + 1, value: value, previous: manualBreaks[index - 1])
            }
        }
    }
}

extension ClassBreaks {
    /// Limits at the i/k quantiles by linear interpolation between order statistics: type 7 of Hyndman
    /// and Fan, “Sample Quantiles in Statistical Packages” (1996), the default of numpy's `percentile`.
    private static func quantileLimits(sorted: [Double], classes: Int) -> [Double] {
        (1..<max(classes, 1)).map { i in
            let position = Double(sorted.count - 1) * Double(i) / Double(classes)
            let index = Int(position)
            guard index + 1 < sorted.count else { return sorted[sorted.count - 1] }
            let fraction = position - Double(index)
            return sorted[index] + (sorted[index + 1] - sorted[index]) * fraction
        }
    }

    private static func equalLimits(minimum: Double, maximum: Double, classes: Int) -> [Double] {
        (1..<max(classes, 1)).map { i in
            // Weighted ends instead of a difference: no overflow for a range wider than a Double.
            let share = Double(i) / Double(classes)
            return minimum * (1 - share) + maximum * share
        }
    }

    /// Limits at the quantiles of the distance from zero, taken to both sides: an even number of classes parts at zero
    /// itself, an odd one has a middle class around it. Limits that coincide are merged.
    private static func limitsAroundZero(sorted: [Double], classes: Int) -> [Double] {
        let distances = sorted.map(abs).sorted()
        var limits: [Double] = []
        for j in 1..<max(classes, 1) {
            let place = Double(2 * j - classes) / Double(classes)
            let distance = place == 0 ? 0 : quantile(distances, abs(place))
            let limit = place < 0 ? -distance : distance
            if limits.last.map({ limit > $0 }) ?? true { limits.append(limit) }
        }
        return limits
    }

    private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let position = Double(sorted.count - 1) * share
        let index = Int(position)
        guard index + 1 < sorted.count else { return sorted[sorted.count - 1] }
        return sorted[index] + (sorted[index + 1] - sorted[index]) * (position - Double(index))
    }

    /// Limits at the mean and whole standard deviations from it for an even number of classes, at half
    /// ones (mean ± ½ s, ± 1½ s, …) for an odd number, so that the middle class lies around the mean.
    /// The deviation is that of the population (divided by n), as the map shows all units and not a
    /// sample. Source: T. A. Slocum et al., “Thematic Cartography and Geovisualization”, chapter on data
    /// classification. Limits outside the data are dropped by the caller.
    private static func standardDeviationLimits(sorted: [Double], classes: Int) -> [Double] {
        let count = Double(sorted.count)
        let origin = sorted[0]
        let mean = origin + sorted.reduce(0) { $0 + ($1 - origin) } / count
        let variance = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        let deviation = variance.squareRoot()
        guard deviation > 0, deviation.isFinite else { return [] }
        return (1..<max(classes, 1)).map { i in
            mean + (Double(i) - Double(classes) / 2) * deviation
        }
    }
}
