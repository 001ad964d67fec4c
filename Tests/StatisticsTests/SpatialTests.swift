// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Statistics

@Suite struct SpatialTests {
    private func grid(_ side: Int) -> SpatialWeights {
        SpatialWeights(
            neighbours: (0..<side * side).map { unit in
                (0..<side * side).filter { other in
                    other != unit && abs(unit / side - other / side) <= 1 && abs(unit % side - other % side) <= 1
                }
            })
    }

    private let values: [Double?] = [1, 2, 3, 4, 5, 6, 7, 8, 12]

    @Test("Weights: links, islands, groups, and lags")
    func weights() {
        let weights = SpatialWeights(neighbours: [[1, 1, 0, 9], [0], [], [4], [3]])
        #expect(weights.neighbours == [[1], [0], [], [4], [3]])
        #expect(weights.linkCount == 4 && weights.islands == [2] && weights.componentCount == 3)
        #expect(weights.lag([1, 2, 3, 4, 5] as [Double]) == [2, 1, 0, 5, 4])
        #expect(weights.lag([1, 2, 3, 4, nil]) == [2, 1, nil, nil, 4])
        let part = grid(3).restricted(to: [0, 1, 8])
        #expect(part.neighbours == [[1], [0], []])
        #expect(grid(3).linkCount == 40 && grid(3).componentCount == 1)
    }

    @Test("Moran's I on a grid of nine, with both variances")
    func global() throws {
        let moran = try GlobalMoran(values: values, weights: grid(3), permutations: 999, seed: 1)
        #expect(isClose(moran.i, 0.2957427536231884) && moran.expected == -0.125)
        #expect(isClose(moran.variance, 0.019782189345142226) && isClose(moran.z, 2.991434291318334))
        #expect(isClose(moran.p, 0.0027767028838058725))
        #expect(isClose(moran.normalVariance, 0.020862654320987647) && isClose(moran.normalP, 0.00358040892728384))
        let permuted = try #require(moran.permutationP)
        #expect(permuted < 0.03)
        #expect(try GlobalMoran(values: values, weights: grid(3), permutations: 0).permutationP == nil)
    }

    @Test("A chain with an island: zero row, as in PySAL")
    func island() throws {
        let weights = SpatialWeights(neighbours: [[1], [0, 2], [1, 3], [2], []])
        let moran = try GlobalMoran(values: [1, 2, 4, 8, 3], weights: weights)
        #expect(isClose(moran.i, 0.3527397260273971) && isClose(moran.variance, 0.15185116227247142))
        #expect(isClose(moran.normalVariance, 0.19921875))
        let local = try LocalMoran(values: [1, 2, 4, 8, 3], weights: weights)
        #expect(areClose(local.localI, [0.5698630136986301, 0.24109589041095894, 0.07671232876712328, 0.24109589041095886, 0]))
        #expect(local.quadrants == [.lowLow, .lowLow, .highHigh, .highHigh, .isolated])
        #expect(local.pValues[4] == nil && local.clusters()[4] == .isolated)
    }

    @Test("Local I of nine units; they sum to n − 1 times the global one")
    func local() throws {
        let local = try LocalMoran(values: values, weights: grid(3))
        let expected = [
            0.6280193236714973, 0.4444444444444443, 0.2028985507246376, 0.08502415458937193, -0.001207729468599039,
            0.038647342995169115, 0.0483091787439614, 0.34009661835748806, 0.5797101449275365,
        ]
        #expect(areClose(local.localI, expected))
        let low = Array(repeating: SpatialCluster.lowLow, count: 4)
        #expect(local.quadrants == low + [.lowHigh] + Array(repeating: .highHigh, count: 4))
        let global = try GlobalMoran(values: values, weights: grid(3), permutations: 0)
        #expect(isClose(expected.reduce(0, +), 8 * global.i))
    }

    @Test("Shift and scale change nothing; turning the values round turns high and low; missing units are as if not there")
    func invariance() throws {
        let weights = grid(4)
        var generator = SeededGenerator(seed: 3)
        let values: [Double?] = (0..<16).map { _ in Double(generator.below(1_000)) }
        let local = try LocalMoran(values: values, weights: weights, permutations: 499, seed: 5)
        let moved = try LocalMoran(values: values.map { $0.map { 8 + 4 * $0 } }, weights: weights, permutations: 499, seed: 5)
        #expect(areClose(moved.localI, local.localI) && moved.pValues == local.pValues && moved.quadrants == local.quadrants)
        let turned = try LocalMoran(values: values.map { $0.map { -$0 } }, weights: weights, permutations: 499, seed: 5)
        #expect(areClose(turned.localI, local.localI) && turned.pValues == local.pValues)
        #expect(zip(turned.quadrants, local.quadrants).allSatisfy { ($0 == .highHigh) == ($1 == .lowLow) })

        let wide = SpatialWeights(neighbours: weights.neighbours.map { $0 + [16] } + [Array(0..<16)])
        let holed = try LocalMoran(values: values + [nil], weights: wide, permutations: 499, seed: 5)
        #expect(holed.localI == local.localI + [nil] && holed.pValues == local.pValues + [nil])
        let other = try LocalMoran(values: values, weights: weights, permutations: 499, seed: 6)
        #expect(other.pValues != local.pValues && other.localI == local.localI)
        let again = try LocalMoran(values: values, weights: weights, permutations: 499, seed: 5)
        #expect(again == local)
    }

    @Test("p-values are those of drawing neighbourhoods one by one", arguments: LocalMoran.Alternative.allCases)
    func plainPermutations(alternative: LocalMoran.Alternative) throws {
        let weights = grid(5)
        var generator = SeededGenerator(seed: 11)
        // Few distinct values, so that ties matter.
        let values: [Double?] = (0..<25).map { Double($0 / 5 + generator.below(4)) }
        let permutations = 19_999
        let local = try LocalMoran(values: values, weights: weights, permutations: permutations, seed: 1, alternative: alternative)
        let scores = local.scores.compactMap { $0 }
        for unit in [0, 6, 12, 24] {
            var others = scores
            others.remove(at: unit)
            let size = weights.neighbours[unit].count
            let observed = scores[unit] * (local.lags[unit] ?? .nan)
            var atLeast = 0
            var atMost = 0
            for _ in 0..<permutations {
                generator.shuffle(&others)
                let drawn = scores[unit] * others.prefix(size).reduce(0, +) / Double(size)
                if drawn >= observed - 1e-12 { atLeast += 1 }
                if drawn <= observed + 1e-12 { atMost += 1 }
            }
            let expected =
                alternative == .directed
                ? Double(min(atLeast, permutations - atLeast) + 1) / Double(permutations + 1)
                : min(1, 2 * Double(min(atLeast, atMost) + 1) / Double(permutations + 1))
            // Five standard errors of the difference of two such shares.
            let error = 5 * (2 * expected * (1 - expected / 2) / Double(permutations)).squareRoot() * 2 + 2e-4
            #expect(abs((local.pValues[unit] ?? .nan) - expected) < error)
        }
    }

    @Test("Where place does not matter, p-values are spread evenly and hardly anything is found")
    func noise() throws {
        var generator = SeededGenerator(seed: 21)
        var all: [Double] = []
        var found = 0
        for round in 0..<20 {
            let values: [Double?] = (0..<400).map { _ in Double(generator.below(1 << 30)) }
            let local = try LocalMoran(values: values, weights: grid(20), permutations: 999, seed: UInt64(round))
            all += local.pValues.compactMap { $0 }
            found += local.clusters().filter { $0 != .notSignificant }.count
        }
        #expect(abs(Double(all.filter { $0 <= 0.1 }.count) / Double(all.count) - 0.1) < 0.02)
        #expect(abs(Double(all.filter { $0 <= 0.5 }.count) / Double(all.count) - 0.5) < 0.03)
        #expect(found <= 20)
    }

    @Test("A hot corner is found, and the outlier in it")
    func cluster() throws {
        var generator = SeededGenerator(seed: 2)
        var values: [Double?] = (0..<400).map { unit in
            Double(generator.below(100)) / 100 + (unit / 20 < 6 && unit % 20 < 6 ? 5 : 0)
        }
        values[3 * 20 + 3] = 0
        let clusters = try LocalMoran(values: values, weights: grid(20)).clusters()
        #expect(clusters[0] == .highHigh && clusters[45] == .highHigh && clusters[63] == .lowHigh)
        #expect(clusters[210] == .notSignificant || clusters[210] == .lowLow)
    }

    @Test("Thresholds of the false discovery rate")
    func falseDiscovery() {
        #expect(isClose(FalseDiscovery.threshold(pValues: [0.01, 0.02, 0.03, 0.04, 0.5]), 0.04, within: 1e-12) == false)
        // 0.04 is not below 4 · 0.05 / 5; 0.03 equals 3 · 0.05 / 5 up to rounding, as in PySAL.
        #expect(isClose(FalseDiscovery.threshold(pValues: [0.01, 0.02, 0.029, 0.04, 0.5]), 0.03))
        let published = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]
        #expect(isClose(FalseDiscovery.threshold(pValues: published), 0.01))
        #expect(isClose(FalseDiscovery.threshold(pValues: [0.5, 0.6]), 0.025))
    }

    @Test("What cannot be said")
    func refusals() {
        #expect(throws: StatisticsRefusal.constantValues) { try GlobalMoran(values: Array(repeating: 1, count: 9), weights: grid(3)) }
        #expect(throws: StatisticsRefusal.noNeighbours) {
            try LocalMoran(values: values, weights: SpatialWeights(neighbours: Array(repeating: [], count: 9)))
        }
        #expect(throws: StatisticsRefusal.tooFewValues(given: 3, needed: 4)) { try LocalMoran(values: [1, 2, 3], weights: grid(3)) }
    }
}
