// SPDX-License-Identifier: Apache-2.0

import Cartography
import Testing

@Suite struct NaturalBreaksTests {
    private func deviation(_ values: ArraySlice<Double>) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }

    /// The smallest sum of squared deviations of all partitions, by trying them all.
    private func bestCost(_ sorted: ArraySlice<Double>, _ classes: Int) -> Double {
        if classes == 1 { return deviation(sorted) }
        var best = Double.infinity
        for cut in (sorted.startIndex + classes - 1)..<sorted.endIndex {
            best = min(best, bestCost(sorted[..<cut], classes - 1) + deviation(sorted[cut...]))
        }
        return best
    }

    @Test func isAsGoodAsTheBestOfAllPartitions() throws {
        var random = TestRandom(1)
        for round in 0..<400 {
            let count = Int.random(in: 2...14, using: &random)
            // Small whole numbers make ties, of values and of partitions.
            let values = (0..<count).map { _ in
                round.isMultiple(of: 2)
                    ? Double(Int.random(in: 0...9, using: &random)) : 2000 + Double.random(in: 0...1, using: &random)
            }
            let classes = Int.random(in: 2...5, using: &random)
            let breaks = try ClassBreaks.compute(method: .jenks, classes: classes, values: values)
            let sorted = values.sorted()
            #expect(breaks.classCount == min(classes, Set(values).count))
            var cost = 0.0
            for index in 0..<breaks.classCount {
                let members = sorted.filter { breaks.classIndex(of: $0) == index }
                #expect(!members.isEmpty)
                cost += deviation(members[...])
            }
            #expect(abs(cost - bestCost(sorted[...], breaks.classCount)) < 1e-9)
        }
    }

    @Test func findsTheGaps() throws {
        let breaks = try ClassBreaks.compute(
            method: .jenks, classes: 3, values: [12, 1, 2, 11, 3, 30, 10, 31, 32])
        #expect(breaks.innerLimits == [3, 12])
        #expect(breaks.minimum == 1 && breaks.maximum == 32)
    }

    @Test func takesTheLowerStartOfTwoEquallyGoodOnes() throws {
        // {1} {2, 3} and {1, 2} {3} are equally good.
        #expect(try ClassBreaks.compute(method: .jenks, classes: 2, values: [3, 1, 2]).innerLimits == [1])
    }

    @Test func doesNotDependOnTheOrderOfTheValues() throws {
        var random = TestRandom(5)
        let values = (0..<500).map { _ in Double.random(in: 0...1, using: &random) * Double.random(in: 0...80, using: &random) }
        let first = try ClassBreaks.compute(method: .jenks, classes: 7, values: values)
        let second = try ClassBreaks.compute(method: .jenks, classes: 7, values: values.shuffled(using: &random))
        #expect(first == second)
    }
}

@Suite struct ClassBreaksTests {
    @Test func quantilesAreNumpysPercentiles() throws {
        // numpy.percentile([1, 2, 4, 8, 16, 32], [25, 50, 75]) = 2.5, 6, 14
        let breaks = try ClassBreaks.compute(method: .quantile, classes: 4, values: [8, 4, 32, 2, 1, 16])
        #expect(breaks.innerLimits == [2.5, 6, 14])
    }

    @Test func equalIntervalsAreEquallyWide() throws {
        let breaks = try ClassBreaks.compute(method: .equal, classes: 4, values: [0, 1, 2, 3, 8])
        #expect(breaks.innerLimits == [2, 4, 6])
        #expect(breaks.classCount == 4)
    }

    @Test func standardDeviationLiesAroundTheMean() throws {
        // Mean 5, population standard deviation 2.
        let values: [Double] = [2, 4, 4, 4, 5, 5, 7, 9]
        #expect(try ClassBreaks.compute(method: .stddev, classes: 4, values: values).innerLimits == [3, 5, 7])
        #expect(try ClassBreaks.compute(method: .stddev, classes: 3, values: values).innerLimits == [4, 6])
        // 5 − 3.5 · 2 lies below all values.
        let eight = try ClassBreaks.compute(method: .stddev, classes: 8, values: values + [5])
        #expect(eight.innerLimits.allSatisfy { $0 >= 2 && $0 < 9 })
    }

    @Test func manualLimitsStay() throws {
        let breaks = try ClassBreaks.compute(method: .manual, classes: 5, values: [5, 7], manualBreaks: [1, 6, 20])
        #expect(breaks.innerLimits == [1, 6, 20])
        #expect(breaks.classCount == 4)
        #expect(breaks.minimum == 1 && breaks.maximum == 20)
    }

    @Test func aClassHoldsItsUpperLimitAndTheFirstItsLower() throws {
        let breaks = try ClassBreaks.compute(method: .manual, classes: 3, values: [0, 30], manualBreaks: [10, 20])
        #expect([0, 10, 10.01, 20, 20.01, 30].map { breaks.classIndex(of: $0) } == [0, 0, 1, 1, 2, 2])
        #expect(breaks.classIndex(of: -5) == 0)
        #expect(breaks.classIndex(of: 99) == 2)
        #expect(breaks.classIndex(of: .nan) == nil)
    }

    @Test(arguments: [ClassificationMethod.quantile, .equal, .jenks, .stddev])
    func edgeCases(_ method: ClassificationMethod) throws {
        #expect(try ClassBreaks.compute(method: method, classes: 5, values: []) == .none)
        #expect(try ClassBreaks.compute(method: method, classes: 5, values: [.nan, .infinity]) == .none)
        let one = try ClassBreaks.compute(method: method, classes: 5, values: [3, 3, 3])
        #expect(one.classCount == 1)
        #expect(one.minimum == 3 && one.maximum == 3)
        #expect(one.classIndex(of: 3) == 0)
        let two = try ClassBreaks.compute(method: method, classes: 9, values: [1, 1, 1, 2])
        #expect(two.classCount <= 2)
        for classes in 2...9 {
            let breaks = try ClassBreaks.compute(method: method, classes: classes, values: (0..<100).map { Double($0 * $0) })
            #expect(breaks.classCount <= classes)
            #expect(zip(breaks.innerLimits, breaks.innerLimits.dropFirst()).allSatisfy { $0 < $1 })
            if method != .stddev { #expect(breaks.classCount == classes) }
        }
    }

    @Test func manyEqualValuesMakeFewerQuantiles() throws {
        let breaks = try ClassBreaks.compute(method: .quantile, classes: 4, values: [0, 0, 0, 0, 0, 0, 0, 1, 2, 3])
        #expect(breaks.innerLimits == [0, 0.75])
        #expect(breaks.classIndex(of: 0) == 0)
    }

    @Test func refusesWithTheAcceptedRange() {
        #expect(throws: ClassificationError.classCount(10)) {
            try ClassBreaks.compute(method: .jenks, classes: 10, values: [1, 2])
        }
        #expect(throws: ClassificationError.missingBreaks) {
            try ClassBreaks.compute(method: .manual, classes: 3, values: [1, 2])
        }
        #expect(throws: ClassificationError.breakNotRising(position: 2, value: 5, previous: 5)) {
            try ClassBreaks.compute(method: .manual, classes: 3, values: [1, 2], manualBreaks: [5, 5])
        }
        #expect(throws: ClassificationError.breakCount(9)) {
            try ClassBreaks.compute(method: .manual, classes: 3, values: [1], manualBreaks: (0..<9).map(Double.init))
        }
        #expect(ClassificationError.classCount(10).errorDescription?.contains("2…9") == true)
    }

    @Test func limitsAroundZeroAreAlikeOnBothSides() throws {
        let values = stride(from: -10.0, through: 30, by: 0.5).map(\.self)
        let even = try ClassBreaks.compute(method: .zero, classes: 6, values: values)
        #expect(even.innerLimits.count == 5 && even.innerLimits[2] == 0)
        #expect(zip(even.innerLimits, even.innerLimits.reversed()).allSatisfy { $0 == -$1 })
        #expect(even.minimum == -30 && even.maximum == 30)
        let odd = try ClassBreaks.compute(method: .zero, classes: 5, values: values)
        #expect(odd.innerLimits.count == 4 && odd.innerLimits[1] < 0 && odd.innerLimits[2] == -odd.innerLimits[1])
        // Growth everywhere stays on the side of growth.
        let growth = try ClassBreaks.compute(method: .zero, classes: 4, values: [1, 2, 3, 4])
        #expect(growth.classCount == 4 && [1, 2, 3, 4].allSatisfy { (growth.classIndex(of: $0) ?? 0) >= 2 })
        #expect(try ClassBreaks.compute(method: .zero, classes: 4, values: [0, 0]).classCount == 1)
    }
}
