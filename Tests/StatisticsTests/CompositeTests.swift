// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Statistics

@Suite struct CompositeTests {
    private typealias Component = CompositeIndex.Component
    // z-scores are ±√1.5 and 0 in both.
    private let rising: [Double?] = [1, 2, 3]
    private let falling: [Double?] = [30, 20, 10]
    private let z = 1.5.squareRoot()

    @Test("Weighted means of z-scores and of scaled values")
    func weightedMeans() throws {
        let components = [Component(values: rising, signedWeight: 3), Component(values: falling, signedWeight: -1)]
        let scores = try CompositeIndex(method: .zscore, components: components)
        #expect(areClose(scores.values, [-z, 0, z]))
        #expect(areClose(scores.contributions[0], [-0.75 * z, 0, 0.75 * z]))
        #expect(scores.weights == [0.75, 0.25])
        let against = try CompositeIndex(
            method: .minmax, components: [Component(values: rising, weight: 3), Component(values: falling, weight: 1)])
        #expect(areClose(against.values, [25, 50, 75]))
        #expect(areClose(against.contributions[1], [25, 12.5, 0]))
    }

    @Test("Hellwig's measure by hand")
    func hellwig() throws {
        // The ideal is (√1.5, √1.5); distances √1.5 · (√(0.5·4), √(0.5·2), 0) with equal weights and both rising.
        let index = try CompositeIndex(
            method: .hellwig, components: [Component(values: rising), Component(values: falling, raises: false)])
        let distances = [2 * z, z, 0]
        let spread = (((2 - 1) * (2 - 1) + 0 + 1) / 3.0).squareRoot() * z
        let furthest = z + 2 * spread
        #expect(areClose(index.values, distances.map { 1 - $0 / furthest }))
        for unit in 0..<3 {
            let sum = index.contributions.reduce(0) { $0 + ($1[unit] ?? .nan) }
            #expect(isClose(sum, (index.values[unit] ?? .nan) - 1))
            #expect(index.contributions.allSatisfy { ($0[unit] ?? 1) <= 0 })
        }
        #expect(index.values[2] == 1)
    }

    @Test("A unit without a component has no value, and the others are measured without it", arguments: CompositeIndex.Method.allCases)
    func missing(method: CompositeIndex.Method) throws {
        let whole = try CompositeIndex(method: method, components: [Component(values: rising), Component(values: falling)])
        let holed = try CompositeIndex(
            method: method, components: [Component(values: rising + [1_000, nil]), Component(values: falling + [nil, 5])])
        #expect(areClose(holed.values, whole.values + [nil, nil]))
        #expect(holed.contributions.allSatisfy { $0[3] == nil && $0[4] == nil })
        #expect(holed.count == 3)
    }

    @Test("Scale, origin and the sum of weights do not matter; a turned component counts the other way",
        arguments: CompositeIndex.Method.allCases)
    func invariance(method: CompositeIndex.Method) throws {
        let one: [Double?] = [3, 1, 4, 1, 5, 9, 2]
        let two: [Double?] = [2, 7, 1, 8, 2, 8, 1]
        let index = try CompositeIndex(method: method, components: [Component(values: one, weight: 1), Component(values: two, weight: 2)])
        let scaled = try CompositeIndex(
            method: method,
            components: [
                Component(values: one.map { $0.map { 1_000 + 7 * $0 } }, weight: 0.1),
                Component(values: two.map { $0.map { 5 - 0.1 * $0 } }, signedWeight: -0.2),
            ])
        #expect(areClose(scaled.values, index.values))
    }

    @Test("What is no index says so")
    func refusals() {
        #expect(throws: StatisticsRefusal.badWeights) { try CompositeIndex(method: .zscore, components: []) }
        #expect(throws: StatisticsRefusal.badWeights) {
            try CompositeIndex(method: .minmax, components: [Component(values: rising, signedWeight: 0)])
        }
        #expect(throws: StatisticsRefusal.constantComponent(1)) {
            try CompositeIndex(method: .hellwig, components: [Component(values: rising), Component(values: [7, 7, 7])])
        }
        #expect(throws: StatisticsRefusal.tooFewValues(given: 1, needed: 2)) {
            try CompositeIndex(method: .zscore, components: [Component(values: rising), Component(values: [7, nil, nil])])
        }
    }

    @Test("Most similar units by standardised distance")
    func similarity() throws {
        let similarity = try Similarity(features: [[0, 1, 2, 10], [0, 0, 1, 5], [4, 4, 4, 4]])
        #expect(similarity.constantFeatures == [2])
        let nearest = similarity.nearest(to: 0, limit: 2)
        #expect(nearest.map(\.unit) == [1, 2])
        let deviation = try #require(Moments([0, 1, 2, 10])).deviation
        #expect(isClose(nearest[0].distance, 1 / deviation) && nearest[0].shared == 2)
        #expect(similarity.nearest(to: 0, limit: 5) { $0 == 3 }.map(\.unit) == [3])
        #expect(similarity.nearest(to: 9, limit: 5).isEmpty && similarity.nearest(to: 0, limit: 0).isEmpty)
    }

    @Test("A missing indicator leaves a unit out, unless fewer shared ones are enough")
    func similarityWithGaps() throws {
        let similarity = try Similarity(features: [[0, 1, 2, 10], [0, nil, 1, 5]])
        #expect(similarity.nearest(to: 0, limit: 5).map(\.unit) == [2, 3])
        let lenient = similarity.nearest(to: 0, limit: 5, minimumShared: 1)
        #expect(lenient.map(\.unit) == [1, 2, 3] && lenient[0].shared == 1)
        let deviation = try #require(Moments([0, 1, 2, 10])).deviation
        #expect(isClose(lenient[0].distance, 2.0.squareRoot() / deviation))
        #expect(throws: StatisticsRefusal.constantValues) { try Similarity(features: [[1, 1], [nil, nil]]) }
    }
}
