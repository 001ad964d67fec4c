// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Counts of values in equally wide bins whose edges are numbers that people can read.
public struct Histogram: Sendable, Equatable {
    public struct Bin: Sendable, Equatable {
        public let from: Double
        public let to: Double
        /// Values in [from, to); the last bin holds its upper edge too.
        public let count: Int
    }

    public let bins: [Bin]
    public let binWidth: Double

    /// Bins about as wide as D. Freedman and P. Diaconis advise (1981), 2·IQR/∛n, rounded to 1, 2, 2.5 or 5 times a power
    /// of ten; without an interquartile range as many bins as H. A. Sturges counts (1926).
    /// - Parameter maximumBins: at least 1; bins are made wider until there are no more than this many.
    public init(_ distribution: Distribution, maximumBins: Int = 40) {
        let range = distribution.maximum - distribution.minimum
        let count = Double(distribution.count)
        guard range > 0, range.isFinite else {
            bins = [Bin(from: distribution.minimum, to: distribution.maximum, count: distribution.count)]
            binWidth = 0
            return
        }
        var width = 2 * distribution.interquartileRange / cbrt(count)
        if width <= 0 || range / width > 10_000 { width = range / (log2(count) + 1).rounded(.up) }
        var step = NiceStep(atLeast: max(width, range / Double(max(maximumBins, 1))) * 0.75)
        while step.bins(from: distribution.minimum, to: distribution.maximum) > max(maximumBins, 1) { step = step.next }

        let first = (distribution.minimum / step.width).rounded(.down)
        let binCount = step.bins(from: distribution.minimum, to: distribution.maximum)
        var counts = [Int](repeating: 0, count: binCount)
        let edges = (0...binCount).map { step.multiple(first + Double($0)) }
        var index = 0
        for value in distribution.sorted {
            while index < binCount - 1, value >= edges[index + 1] { index += 1 }
            counts[index] += 1
        }
        bins = counts.indices.map { Bin(from: edges[$0], to: edges[$0 + 1], count: counts[$0]) }
        binWidth = step.width
    }
}

/// 1, 2, 2.5 or 5 times a power of ten.
struct NiceStep: Equatable {
    private static let mantissas = [10.0, 20, 25, 50]
    private var position: Int
    /// The power of ten of the mantissas' unit.
    private var exponent: Int

    init(atLeast width: Double) {
        exponent = Int(log10(width).rounded(.down)) - 1
        position = 0
        // The logarithm may be off by one at powers of ten.
        while self.width < width * (1 - 1e-12) { self = next }
    }

    var width: Double { multiple(1) }

    /// A whole multiple, with as few rounding errors as decimals allow: 3 × 0.1 is 0.3.
    func multiple(_ factor: Double) -> Double {
        let whole = Self.mantissas[position] * factor
        return exponent < 0 ? whole / pow(10, Double(-exponent)) : whole * pow(10, Double(exponent))
    }

    var next: NiceStep {
        var next = self
        next.position = (position + 1) % Self.mantissas.count
        if next.position == 0 { next.exponent += 1 }
        return next
    }

    func bins(from minimum: Double, to maximum: Double) -> Int {
        let first = (minimum / width).rounded(.down)
        var last = (maximum / width).rounded(.up)
        if last == first { last += 1 }
        return Int(last - first)
    }
}
