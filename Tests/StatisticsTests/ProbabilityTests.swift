// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Statistics

@Suite struct ProbabilityTests {
    @Test("The incomplete beta function has closed forms for small parameters")
    func closedForms() {
        for x in [0.0, 1e-9, 0.1, 0.37, 0.5, 0.9, 1 - 1e-9, 1] {
            // I_x(1, 1) = x, I_x(2, 1) = x², I_x(1, b) = 1 − (1 − x)^b, I_x(½, ½) = 2/π · arcsin √x.
            #expect(isClose(Probability.incompleteBeta(1, 1, at: x), x, within: 1e-14))
            #expect(isClose(Probability.incompleteBeta(2, 1, at: x), x * x, within: 1e-14))
            #expect(isClose(Probability.incompleteBeta(1, 5, at: x), 1 - pow(1 - x, 5), within: 1e-13))
            #expect(isClose(Probability.incompleteBeta(0.5, 0.5, at: x), 1 - 2 / Double.pi * asin((1 - x).squareRoot()), within: 1e-12))
        }
    }

    @Test(
        "Values of the incomplete beta function for large parameters",
        arguments: [(2.5, 0.5, 0.3, 0.018927124071945658), (1237, 0.5, 0.99, 6.166406976052098e-07), (200, 300, 0.41, 0.677628164772179)])
    func largeParameters(a: Double, b: Double, x: Double, expected: Double) {
        #expect(abs(Probability.incompleteBeta(a, b, at: x) / expected - 1) < 1e-10)
    }

    @Test("Tails of Student's distribution: closed form for 1 and 2 degrees of freedom, and far out")
    func student() {
        for t in [0.0, 0.3, 1, 4, 100] {
            #expect(isClose(Probability.studentTwoSided(t, degreesOfFreedom: 1), 1 - 2 / Double.pi * atan(t), within: 1e-12))
            #expect(isClose(Probability.studentTwoSided(t, degreesOfFreedom: 2), 1 - t / (2 + t * t).squareRoot(), within: 1e-12))
        }
        #expect(isClose(Probability.studentTwoSided(2.5, degreesOfFreedom: 7), 0.04099221858575289, within: 1e-12))
        #expect(abs(Probability.studentTwoSided(40, degreesOfFreedom: 2_475) / 2.6560391873028526e-270 - 1) < 1e-9)
        #expect(isClose(Probability.studentTwoSidedQuantile(0.95, degreesOfFreedom: 1), 12.706204736174694))
        #expect(isClose(Probability.studentTwoSidedQuantile(0.8, degreesOfFreedom: 3), 1.637744353696209))
    }

    @Test("The normal distribution and its quantiles are each other's inverse")
    func normal() {
        #expect(isClose(Probability.normalQuantile(0.975), 1.959963984540054, within: 1e-14))
        #expect(isClose(Probability.normalQuantile(1e-12), -7.034483825301131, within: 1e-13))
        #expect(abs(Probability.normalCumulative(-8) / 6.22096057427174e-16 - 1) < 1e-12)
        for step in 1..<200 {
            let probability = Double(step) / 200
            #expect(isClose(Probability.normalCumulative(Probability.normalQuantile(probability)), probability, within: 1e-14))
        }
    }

    @Test("The logarithm of the gamma function: factorials and half a unit")
    func gamma() {
        var factorial = 1.0
        for n in 1...20 {
            #expect(isClose(Probability.logGamma(Double(n)), log(factorial), within: 1e-14))
            factorial *= Double(n)
        }
        #expect(isClose(Probability.logGamma(0.5), log(Double.pi) / 2, within: 1e-14))
    }

    @Test("The generator gives the published numbers of SplitMix64, whole numbers within bounds and every order alike")
    func generator() {
        var generator = SeededGenerator(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
        #expect(generator.next() == 9_817_491_932_198_370_423)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<6_000 {
            var order = [0, 1, 2]
            generator.shuffle(&order)
            counts[order, default: 0] += 1
        }
        #expect(counts.count == 6)
        // Five standard deviations around the mean of a binomial distribution.
        #expect(counts.values.allSatisfy { abs($0 - 1_000) < 145 })
    }
}
