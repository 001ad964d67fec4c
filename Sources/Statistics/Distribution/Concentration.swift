// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How unevenly a quantity is spread over units.
public enum Concentration {
    /// The Gini coefficient of values that are not negative: 0 when all are equal, (n − 1)/n when one has everything.
    /// Source: C. Gini (1912), by the sorted values' formula.
    /// - Throws: `StatisticsRefusal` without values, with a negative one, or when all are zero.
    public static func gini(_ values: [Double?]) throws(StatisticsRefusal) -> Double {
        let sorted = try shares(values).sorted()
        let count = Double(sorted.count)
        var weighted = 0.0
        for (index, share) in sorted.enumerated() { weighted += (2 * Double(index + 1) - count - 1) * share }
        return weighted / count
    }

    /// The Theil T index of values that are not negative: 0 when all are equal, ln n when one has everything.
    /// Source: H. Theil, “Economics and Information Theory” (1967).
    public static func theil(_ values: [Double?]) throws(StatisticsRefusal) -> Double {
        let shares = try shares(values)
        let count = Double(shares.count)
        return shares.reduce(0) { $1 > 0 ? $0 + $1 * log($1 * count) : $0 }
    }

    private static func shares(_ values: [Double?]) throws(StatisticsRefusal) -> [Double] {
        let present = values.compactMap { $0 }.filter(\.isFinite)
        let total = present.reduce(0, +)
        guard !present.isEmpty else { throw .tooFewValues(given: 0, needed: 1) }
        guard total > 0, present.allSatisfy({ $0 >= 0 }) else { throw .constantValues }
        return present.map { $0 / total }
    }

    /// The location quotient of each unit: its share of the part over its share of the whole; above 1 the part is
    /// concentrated there. Source: P. S. Florence (1939). nil where either value is missing or the whole is zero.
    public static func locationQuotients(part: [Double?], whole: [Double?]) -> [Double?] {
        var partTotal = 0.0
        var wholeTotal = 0.0
        for case let (part?, whole?) in zip(part, whole) where part.isFinite && whole.isFinite {
            partTotal += part
            wholeTotal += whole
        }
        return zip(part, whole).map { part, whole in
            guard let part, let whole, part.isFinite, whole.isFinite, whole != 0, partTotal != 0 else { return nil }
            return (part / whole) / (partTotal / wholeTotal)
        }
    }
}
