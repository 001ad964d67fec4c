// SPDX-License-Identifier: Apache-2.0

/// Exact natural breaks: the partition of sorted values into contiguous classes with the smallest sum of
/// squared deviations from the class means.
///
/// Source: W. D. Fisher, “On Grouping for Maximum Homogeneity”, JASA 53 (1958), dynamic programming;
/// known to cartographers through G. F. Jenks (1977). The squared deviation of a range fulfils the
/// quadrangle inequality, so the best start of the last class does not move down as the range grows, and
/// each row of the table is filled by divide and conquer in O(n log n) instead of O(n²).
enum NaturalBreaks {
    /// The upper limits (largest values) of all classes but the last.
    ///
    /// Ties: of two equally good partitions the one whose last class starts lower is taken, and so on
    /// downwards, so the result does not depend on the order of the input.
    /// - Parameters:
    ///   - distinct: strictly rising, at least `classes` many.
    ///   - weights: how often each value occurs.
    static func innerLimits(distinct: [Double], weights: [Double], classes: Int) -> [Double] {
        let count = distinct.count
        guard classes > 1, count >= classes else { return [] }

        // Centred values keep the difference of two prefix sums from cancelling when all values are
        // large and close together (years, for one).
        var totalWeight = 0.0
        var total = 0.0
        for i in 0..<count {
            totalWeight += weights[i]
            total += weights[i] * (distinct[i] - distinct[0])
        }
        let centre = distinct[0] + total / totalWeight
        var weightBefore = [Double](repeating: 0, count: count + 1)
        var sumBefore = weightBefore
        var squaresBefore = weightBefore
        for i in 0..<count {
            let value = distinct[i] - centre
            weightBefore[i + 1] = weightBefore[i] + weights[i]
            sumBefore[i + 1] = sumBefore[i] + weights[i] * value
            squaresBefore[i + 1] = squaresBefore[i] + weights[i] * value * value
        }

        /// Squared deviations of values `from..<to`.
        func deviation(_ from: Int, _ to: Int) -> Double {
            if to - from <= 1 { return 0 }
            let weight = weightBefore[to] - weightBefore[from]
            let sum = sumBefore[to] - sumBefore[from]
            return max(0, squaresBefore[to] - squaresBefore[from] - sum * sum / weight)
        }

        // best[n]: cost of the first n values in the classes so far; start[k][n]: first value of class k.
        var best = (0...count).map { deviation(0, $0) }
        var starts: [[Int32]] = []
        for classIndex in 1..<classes {
            var next = [Double](repeating: .infinity, count: count + 1)
            var start = [Int32](repeating: 0, count: count + 1)
            func fill(_ low: Int, _ high: Int, _ startLow: Int, _ startHigh: Int) {
                if low > high { return }
                let middle = (low + high) / 2
                var bestCost = Double.infinity
                var bestStart = startLow
                var candidate = startLow
                let last = min(middle - 1, startHigh)
                while candidate <= last {
                    let cost = best[candidate] + deviation(candidate, middle)
                    if cost < bestCost {
                        bestCost = cost
                        bestStart = candidate
                    }
                    candidate += 1
                }
                next[middle] = bestCost
                start[middle] = Int32(bestStart)
                fill(low, middle - 1, startLow, bestStart)
                fill(middle + 1, high, bestStart, startHigh)
            }
            // The last row is needed for all the values only.
            let low = classIndex == classes - 1 ? count : classIndex + 1
            fill(low, count, classIndex, count - 1)
            best = next
            starts.append(start)
        }

        var limits: [Double] = []
        var end = count
        for start in starts.reversed() {
            end = Int(start[end])
            limits.append(distinct[end - 1])
        }
        return limits.reversed()
    }
}
