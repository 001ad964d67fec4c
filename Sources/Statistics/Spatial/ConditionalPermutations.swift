// SPDX-License-Identifier: Apache-2.0

/// How far out the mean of a unit's neighbours lies among random neighbourhoods: its own value stays, as many others as
/// it has neighbours are drawn without replacement from all the rest.
///
/// As in PySAL, all units share the draws: draw p is one random sequence of units, and a unit with k neighbours takes its
/// first k. A unit cannot be its own neighbour: where it is drawn, a stand-in (the next of the sequence) takes
/// its place, which leaves every set of k others equally likely. So the sums of the first k are the same for
/// all units with k neighbours but for the few draws that hold the unit itself, and sorted sums answer each unit by a
/// binary search: the time grows with units + permutations and not with their product.
struct ConditionalPermutations {
    private let scores: [Double]
    private let cardinalities: [Int]
    private let permutations: Int
    /// Draw after draw, `width` units each.
    private let draws: [Int32]
    private let width: Int
    /// By number of neighbours, the sums of all draws: in the order of draws, and ascending.
    private let sums: [Int: (byDraw: [Double], sorted: [Double])]
    /// For each unit the draws it is in, and where.
    private let occurrences: [[(draw: Int32, place: Int32)]]

    init(scores: [Double], weights: SpatialWeights, permutations: Int, seed: UInt64) {
        self.scores = scores
        self.permutations = permutations
        cardinalities = weights.neighbours.map(\.count)
        let most = cardinalities.max() ?? 0
        // One more than neighbours: the stand-in of a unit that is drawn itself.
        let width = min(most + 1, scores.count)
        self.width = width
        var generator = SeededGenerator(seed: seed)
        var pool = (0..<Int32(scores.count)).map { $0 }
        var draws: [Int32] = []
        draws.reserveCapacity(permutations * width)
        var occurrences = [[(draw: Int32, place: Int32)]](repeating: [], count: scores.count)
        for draw in 0..<permutations {
            // The first `width` steps of a shuffle; the pool may start in any order.
            for place in 0..<width {
                pool.swapAt(place, place + generator.below(pool.count - place))
                draws.append(pool[place])
                occurrences[Int(pool[place])].append((Int32(draw), Int32(place)))
            }
        }
        self.draws = draws
        self.occurrences = occurrences
        var running = [Double](repeating: 0, count: permutations)
        var sums: [Int: (byDraw: [Double], sorted: [Double])] = [:]
        let wanted = Set(cardinalities)
        if most > 0 {
            for count in 1...most {
                for draw in 0..<permutations { running[draw] += scores[Int(draws[draw * width + count - 1])] }
                if wanted.contains(count) { sums[count] = (running, running.sorted()) }
            }
        }
        self.sums = sums
    }

    /// The pseudo p-value of a unit whose neighbours have this mean; 1 for a unit exactly at the mean of all, whose local
    /// statistic is zero whoever its neighbours are.
    func pValue(_ unit: Int, lag: Double, alternative: LocalMoran.Alternative) -> Double? {
        let count = cardinalities[unit]
        guard let sums = sums[count] else { return nil }
        let own = scores[unit]
        guard own != 0 else { return 1 }
        let observed = lag * Double(count)
        // Neighbourhoods of the same values added in another order count as equal.
        let slack = 1e-12 * max(1, abs(observed))
        var below = Self.position(of: observed - slack, in: sums.sorted, after: false)
        var above = permutations - Self.position(of: observed + slack, in: sums.sorted, after: true)
        for occurrence in occurrences[unit] where occurrence.place < count {
            let draw = Int(occurrence.draw)
            let sum = sums.byDraw[draw]
            let standIn = sum - own + scores[Int(draws[draw * width + count])]
            below += (standIn < observed - slack ? 1 : 0) - (sum < observed - slack ? 1 : 0)
            above += (standIn > observed + slack ? 1 : 0) - (sum > observed + slack ? 1 : 0)
        }
        let total = Double(permutations + 1)
        switch alternative {
        case .directed:
            // Iᵢ grows with the sum for a unit above the mean and falls with it for one below.
            let atLeast = permutations - (own > 0 ? below : above)
            return Double(min(atLeast, permutations - atLeast) + 1) / total
        case .twoSided:
            return min(1, 2 * Double(permutations - max(below, above) + 1) / total)
        }
    }

    /// How many of the ascending values lie before `value`; those equal to it too, with `after`.
    private static func position(of value: Double, in sorted: [Double], after: Bool) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value || (after && sorted[middle] == value) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
