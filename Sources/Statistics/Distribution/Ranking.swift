// SPDX-License-Identifier: Apache-2.0

/// The places of units by value.
public struct Ranking: Sendable, Equatable {
    public enum Order: String, Sendable, CaseIterable {
        /// The highest value has place 1.
        case descending
        /// The lowest value has place 1.
        case ascending
    }

    /// Places from 1, in the order of the units; equal values share the better place and the next one is left out
    /// (“1, 2, 2, 4”: standard competition ranking). nil without a value.
    public let places: [Int?]
    /// How many units share the place of a unit, itself included; nil without a value.
    public let ties: [Int?]
    /// The percentage of units with a lower value, plus half of those with an equal one (0…100, the mean of all is 50);
    /// nil without a value. It does not depend on the order of places.
    public let percentiles: [Double?]
    /// Units with a value.
    public let count: Int

    public init(_ values: [Double?], order: Order = .descending) {
        let present = values.indices.filter { values[$0]?.isFinite ?? false }
        let ordered = present.sorted { left, right in
            let (a, b) = (values[left] ?? 0, values[right] ?? 0)
            return a == b ? left < right : (order == .descending ? a > b : a < b)
        }
        var places = [Int?](repeating: nil, count: values.count)
        var ties = places
        var percentiles = [Double?](repeating: nil, count: values.count)
        var start = 0
        while start < ordered.count {
            var end = start + 1
            while end < ordered.count, values[ordered[end]] == values[ordered[start]] { end += 1 }
            let below = order == .descending ? ordered.count - end : start
            for position in start..<end {
                places[ordered[position]] = start + 1
                ties[ordered[position]] = end - start
                percentiles[ordered[position]] = 100 * (Double(below) + Double(end - start) / 2) / Double(ordered.count)
            }
            start = end
        }
        self.places = places
        self.ties = ties
        self.percentiles = percentiles
        count = ordered.count
    }

    /// Ascending ranks from 1 where equal values share the mean of their places (“1, 2.5, 2.5, 4”), as rank correlation
    /// needs them: M. G. Kendall, “Rank Correlation Methods” (1948).
    public static func midRanks(_ values: [Double]) -> [Double] {
        let ordered = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < ordered.count {
            var end = start + 1
            while end < ordered.count, values[ordered[end]] == values[ordered[start]] { end += 1 }
            for position in start..<end { ranks[ordered[position]] = Double(start + end + 1) / 2 }
            start = end
        }
        return ranks
    }
}
