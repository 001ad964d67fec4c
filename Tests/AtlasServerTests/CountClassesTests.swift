// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AtlasServer

/// The shades of the map of agreements.
@Suite struct CountClassesTests {
    @Test func fewAgreementsHaveClassesThatDouble() {
        for counts in [[], [0], [1], [0, 3, 15]] {
            #expect(CountClasses(counts).lowest == [1, 2, 4, 8])
        }
        #expect(CountClasses([]).labels(String.init) == ["1", "2–3", "4–7", "8+"])
    }

    @Test func manyHaveQuartersOfTheUnitsFromRoundNumbersUp() {
        let classes = CountClasses(Array(0...100))
        #expect(classes.lowest == [1, 25, 50, 75])
        #expect(classes.labels(String.init) == ["1–24", "25–49", "50–74", "75+"])
        #expect(CountClasses((1...400).map { $0 * 10 }).lowest == [1, 1_000, 2_000, 3_000])
        #expect(CountClasses([11, 17, 17, 39]).lowest == [1, 16, 35])
    }

    @Test func equalQuartersShareAClass() {
        #expect(CountClasses(Array(repeating: 1, count: 9) + [90]).lowest == [1])
        #expect(CountClasses(Array(repeating: 7, count: 9) + [90]).lowest == [1, 7])
        #expect(CountClasses([Int.max, 1]).lowest.allSatisfy { $0 > 0 })
    }

    @Test(arguments: 0..<200)
    func boundsAscendAndEveryCountHasAClass(seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        let counts = (0..<(seed % 40 + 1)).map { _ -> Int in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % (1 << (seed % 20 + 1))
        }
        let lowest = CountClasses(counts).lowest
        #expect(lowest.first == 1 && lowest.count <= 4)
        #expect(zip(lowest, lowest.dropFirst()).allSatisfy { $0 < $1 })
        #expect(lowest.count == 1 || lowest == [1, 2, 4, 8] || lowest[lowest.count - 1] <= counts.max() ?? 0)
    }
}
