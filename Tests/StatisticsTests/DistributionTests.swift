// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Statistics

@Suite struct DistributionTests {
    @Test("Quantiles of type 7, quartiles and Tukey's fences by hand")
    func quantiles() throws {
        let distribution = try #require(Distribution([20, 3, nil, 6, 7, 8, .nan, 8, 10, 13, 15, 16]))
        // 3 6 7 8 8 10 13 15 16 20: positions 2.25 and 6.75 of 0…9.
        #expect(isClose(distribution.lowerQuartile, 7.25) && isClose(distribution.median, 9) && isClose(distribution.upperQuartile, 14.5))
        #expect(distribution.count == 10 && distribution.minimum == 3 && distribution.maximum == 20)
        #expect(isClose(distribution.fences.lowerBound, 7.25 - 1.5 * 7.25) && isClose(distribution.fences.upperBound, 14.5 + 1.5 * 7.25))
        #expect(distribution.outliers == [] && distribution.whiskers == 3...20)
        let far = try #require(Distribution([1, 2, 3, 4, 100]))
        #expect(far.outliers == [100] && far.whiskers == 1...4)
        #expect(Distribution([nil, .infinity]) == nil)
        #expect(try #require(Distribution([5])).quantile(0.3) == 5)
    }

    @Test("Means keep the digits of values that lie close together, and sums that never leave a constant")
    func moments() throws {
        let moments = try #require(Moments([1e15 + 1, 1e15 + 2, 1e15 + 3]))
        #expect(moments.mean == 1e15 + 2 && isClose(moments.variance, 2.0 / 3) && isClose(moments.sampleDeviation, 1))
        let tenths = try #require(Moments(Array(repeating: 0.1, count: 1_001)))
        #expect(tenths.isConstant && tenths.mean == 0.1)
        #expect(throws: StatisticsRefusal.constantValues) { try Standardisation.zScores([0.1, 0.1, nil, 0.1]) }
    }

    @Test("z-scores have mean 0 and deviation 1; scaled values 0 and 1 at the ends")
    func standardisation() throws {
        let scores = try Standardisation.zScores([3, nil, 1, 4, 1, 5])
        let moments = try #require(Moments(scores))
        #expect(abs(moments.mean) < 1e-15 && isClose(moments.deviation, 1) && scores[1] == nil)
        #expect(areClose(try Standardisation.unitRange([3, nil, 1, 5]), [0.5, nil, 0, 1]))
    }

    @Test("Equal values share the better place and half of their percentage")
    func ranking() {
        let ranking = Ranking([5, 9, nil, 5, 1, .nan])
        #expect(ranking.places == [2, 1, nil, 2, 4, nil] && ranking.ties == [2, 1, nil, 2, 1, nil] && ranking.count == 4)
        #expect(areClose(ranking.percentiles, [50, 87.5, nil, 50, 12.5, nil]))
        let ascending = Ranking([5, 9, nil, 5, 1, .nan], order: .ascending)
        #expect(ascending.places == [2, 4, nil, 2, 1, nil] && ascending.percentiles == ranking.percentiles)
        #expect(Ranking([nil]).count == 0)
    }

    @Test("A histogram counts every value once, in bins with short edges")
    func histogram() throws {
        var generator = SeededGenerator(seed: 7)
        for scale in [1e-6, 1, 37, 1e5] {
            for size in [2, 10, 380, 2_477] {
                let values = (0..<size).map { _ in scale * (Double(generator.below(1_000_000)) / 1e5 - 3) }
                let distribution = try #require(Distribution(values))
                let histogram = Histogram(distribution, maximumBins: 30)
                #expect(histogram.bins.reduce(0) { $0 + $1.count } == size)
                #expect((1...30).contains(histogram.bins.count))
                #expect(histogram.bins[0].from <= distribution.minimum)
                #expect(histogram.bins[histogram.bins.count - 1].to >= distribution.maximum)
                #expect(zip(histogram.bins, histogram.bins.dropFirst()).allSatisfy { $0.to == $1.from && $0.from < $0.to })
                #expect(histogram.bins.allSatisfy { String($0.to).count <= 9 }, "\(histogram.bins)")
                for bin in histogram.bins.dropLast() {
                    #expect(values.filter { $0 >= bin.from && $0 < bin.to }.count == bin.count)
                }
            }
        }
        let same = Histogram(try #require(Distribution([4, 4])))
        #expect(same.bins == [Histogram.Bin(from: 4, to: 4, count: 2)])
        // Half of the values are equal: no interquartile range to go by.
        let heavy = Histogram(try #require(Distribution(Array(repeating: 0, count: 90) + Array(1...10).map(Double.init))))
        #expect((4...16).contains(heavy.bins.count))
    }

    @Test("Concentration: nothing, everything, and by hand")
    func concentration() throws {
        #expect(try abs(Concentration.gini([2, 2, nil, 2])) < 1e-15)
        #expect(try isClose(Concentration.gini([0, 0, 0, 8]), 0.75))
        // Mean absolute difference over twice the mean: (|1−3|·2)/(2²)/(2·2).
        #expect(try isClose(Concentration.gini([1, 3]), 0.25))
        #expect(try isClose(Concentration.theil([0, 8]), log(2)) && abs(Concentration.theil([2, 2])) < 1e-15)
        #expect(throws: StatisticsRefusal.self) { try Concentration.gini([1, -1]) }
        #expect(areClose(Concentration.locationQuotients(part: [10, 10, nil], whole: [100, 300, 50]), [2, 2.0 / 3, nil]))
    }
}
