// SPDX-License-Identifier: Apache-2.0

/// Moran's I: whether neighbouring units resemble each other (above its expectation), differ (below), or neither.
/// Units without a value are left out, with their links.
///
/// Source: P. A. P. Moran, “Notes on Continuous Stochastic Phenomena” (1950); moments by A. D. Cliff and J. K. Ord,
/// “Spatial Processes” (1981).
public struct GlobalMoran: Sendable, Equatable {
    /// Units with a value.
    public let count: Int
    public let i: Double
    /// −1/(n − 1): what I is on average when place does not matter.
    public let expected: Double
    /// Under randomisation: the same values, any of them anywhere.
    public let variance: Double
    public let z: Double
    /// Two-sided.
    public let p: Double
    /// Under normality: values drawn from a normal distribution.
    public let normalVariance: Double
    public let normalZ: Double
    /// Two-sided.
    public let normalP: Double
    /// (k + 1)/(permutations + 1), k being how many random arrangements lie at least as far out on the side of I;
    /// nil without permutations.
    public let permutationP: Double?
    public let permutations: Int
    /// The weights among the units with a value.
    public let weights: SpatialWeights

    /// - Parameters:
    ///   - permutations: random arrangements of the values; 0 for none.
    ///   - seed: the same seed gives the same arrangements.
    /// - Throws: `StatisticsRefusal` for fewer than four units with a value, constant values or no neighbours.
    public init(
        values: [Double?], weights: SpatialWeights, permutations: Int = 999, seed: UInt64 = 1
    ) throws(StatisticsRefusal) {
        let sample = try SpatialSample(values, weights, needed: 4)
        let scores = sample.scores
        let rows = FlatWeights(sample.weights)
        let n = Double(scores.count)
        let (s0, s1, s2) = rows.sums
        count = scores.count
        self.weights = sample.weights
        self.permutations = permutations

        // Σz² = n for standardised values.
        i = rows.products(scores) / s0
        expected = -1 / (n - 1)
        let squared = s0 * s0
        normalVariance = (n * n * s1 - n * s2 + 3 * squared) / ((n - 1) * (n + 1) * squared) - expected * expected
        let kurtosis = scores.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n
        let first = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * squared)
        let second = kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * squared)
        variance = (first - second) / ((n - 1) * (n - 2) * (n - 3) * squared) - expected * expected
        z = (i - expected) / variance.squareRoot()
        normalZ = (i - expected) / normalVariance.squareRoot()
        p = Probability.normalTwoSided(z)
        normalP = Probability.normalTwoSided(normalZ)

        guard permutations > 0 else {
            permutationP = nil
            return
        }
        var generator = SeededGenerator(seed: seed)
        var shuffled = scores
        var atLeast = 0
        // Arrangements that give the same sum in another order of adding count as equal.
        let threshold = (i - 1e-12 * max(1, abs(i))) * s0
        for _ in 0..<permutations {
            generator.shuffle(&shuffled)
            if rows.products(shuffled) >= threshold { atLeast += 1 }
        }
        permutationP = Double(min(atLeast, permutations - atLeast) + 1) / Double(permutations + 1)
    }
}

/// Row-standardised weights as two flat arrays, for the loops.
struct FlatWeights {
    private let starts: [Int]
    private let others: [Int32]
    private let weights: [Double]

    init(_ weights: SpatialWeights) {
        var starts = [0]
        var others: [Int32] = []
        for row in weights.neighbours {
            others.append(contentsOf: row.map(Int32.init))
            starts.append(others.count)
        }
        self.starts = starts
        self.others = others
        self.weights = weights.neighbours.map { $0.isEmpty ? 0 : 1 / Double($0.count) }
    }

    /// Σᵢ xᵢ Σⱼ wᵢⱼ xⱼ.
    func products(_ values: [Double]) -> Double {
        values.withUnsafeBufferPointer { values in
            others.withUnsafeBufferPointer { others in
                var total = 0.0
                for unit in values.indices {
                    var sum = 0.0
                    for link in starts[unit]..<starts[unit + 1] { sum += values[Int(others[link])] }
                    total += values[unit] * sum * weights[unit]
                }
                return total
            }
        }
    }

    /// S₀ = Σ wᵢⱼ; S₁ = ½ Σ (wᵢⱼ + wⱼᵢ)²; S₂ = Σᵢ (wᵢ. + w.ᵢ)².
    var sums: (s0: Double, s1: Double, s2: Double) {
        var s0 = 0.0
        var columns = [Double](repeating: 0, count: weights.count)
        var squares = 0.0
        var crossed = 0.0
        for unit in weights.indices {
            for link in starts[unit]..<starts[unit + 1] {
                let other = Int(others[link])
                s0 += weights[unit]
                columns[other] += weights[unit]
                squares += weights[unit] * weights[unit]
                if contains(other, Int32(unit)) { crossed += weights[unit] * weights[other] }
            }
        }
        // ½ Σ over all ordered pairs of (a + b)² = Σ a² + Σ ab.
        let s1 = squares + crossed
        var s2 = 0.0
        for unit in weights.indices {
            let row = starts[unit + 1] > starts[unit] ? 1.0 : 0
            s2 += (row + columns[unit]) * (row + columns[unit])
        }
        return (s0, s1, s2)
    }

    private func contains(_ unit: Int, _ other: Int32) -> Bool {
        var low = starts[unit]
        var high = starts[unit + 1]
        while low < high {
            let middle = (low + high) / 2
            if others[middle] < other { low = middle + 1 } else { high = middle }
        }
        return low < starts[unit + 1] && others[low] == other
    }
}
