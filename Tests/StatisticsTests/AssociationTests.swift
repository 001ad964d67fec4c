// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Statistics

@Suite struct AssociationTests {
    private let x: [Double?] = [1, 2, 3, 4, 5, 6, 7, 8]
    private let y: [Double?] = [2, 1, 4, 3, 7, 8, 6, 5]
    private let tied: [Double?] = [1, 1, 2, 2, 2, 9, 9, 3]

    @Test("Pearson's r of ranks by Σd²: 1 − 6·22/(8·63)")
    func handComputed() throws {
        let pearson = try Correlation.pearson(x: x, y: y)
        #expect(isClose(pearson.r, 1 - 6.0 * 22 / (8 * 63)))
        #expect(isClose(pearson.p, 0.036552761052860906))
        #expect(isClose(pearson.low, 0.06964660429650706) && isClose(pearson.high, 0.9491173173934558))
        #expect(pearson.count == 8)
        let spearman = try Correlation.spearman(x: x, y: y)
        #expect(isClose(spearman.rho, pearson.r) && isClose(spearman.p, pearson.p))
    }

    @Test("Equal values share the mean of their ranks")
    func ties() throws {
        #expect(Ranking.midRanks([1, 1, 2, 2, 2, 9, 9, 3]) == [1.5, 1.5, 4, 4, 4, 7.5, 7.5, 6])
        let spearman = try Correlation.spearman(x: x, y: tied)
        #expect(isClose(spearman.rho, 0.8894991799933215) && isClose(spearman.p, 0.003099782378877316))
    }

    @Test("Pairs that lack a value, or hold something that is not a number, are left out")
    func missing() throws {
        let pearson = try Correlation.pearson(x: x + [nil, 4, .nan, 100], y: y + [5, nil, 3, .infinity])
        #expect(try pearson == Correlation.pearson(x: x, y: y))
    }

    @Test("Neither scale nor origin nor order matters; a negative scale turns the sign")
    func invariance() throws {
        let pearson = try Correlation.pearson(x: x, y: tied)
        let moved = try Correlation.pearson(x: x.map { $0.map { 1e-150 * $0 } }, y: tied.map { $0.map { 1e9 + 1e3 * $0 } })
        #expect(isClose(moved.r, pearson.r, within: 1e-9) && isClose(moved.p, pearson.p, within: 1e-8))
        let turned = try Correlation.pearson(x: x.map { $0.map { -$0 } }, y: tied)
        #expect(isClose(turned.r, -pearson.r) && isClose(turned.p, pearson.p))
        let reversed = try Correlation.pearson(x: Array(x.reversed()), y: Array(tied.reversed()))
        #expect(isClose(reversed.r, pearson.r))
        #expect(try isClose(Correlation.pearson(x: tied, y: x).r, pearson.r))
    }

    @Test("A straight line, two pairs, and what cannot be said")
    func extremes() throws {
        let line = try Correlation.pearson(x: x, y: x.map { $0.map { 3 - 2 * $0 } })
        #expect(line.r == -1 && line.p == 0 && line.low == -1 && line.high == -1)
        let order = try Correlation.spearman(x: [0.1, 0.2, 0.7], y: [3, 9, 81])
        #expect(order.rho == 1 && order.p == 0)
        #expect(try Correlation.pearson(x: [1, 2], y: [5, 4]).p == 1)
        #expect(throws: StatisticsRefusal.constantValues) { try Correlation.pearson(x: x, y: x.map { _ in 0.1 }) }
        #expect(throws: StatisticsRefusal.tooFewValues(given: 1, needed: 2)) { try Correlation.spearman(x: [1, nil], y: [1, 2]) }
    }

    @Test("The line of least squares, its errors, and the interval of a new value")
    func regression() throws {
        let line = try LinearRegression(x: x, y: tied)
        #expect(isClose(line.slope, 0.8928571428571429) && isClose(line.intercept, -0.39285714285714324))
        #expect(isClose(line.slopeError, 0.42906717359381186) && isClose(line.p, 0.08262884741138826))
        #expect(isClose(line.determination, 0.6474424740545883 * 0.6474424740545883))
        // By hand for (0,0), (1,2), (2,1): slope ½, intercept ½, residual variance 1.5 on one degree of freedom; at the mean
        // of x the interval is t · s · √(1 + 1/3).
        let three = try LinearRegression(x: [0, 1, 2], y: [0, 2, 1])
        #expect(isClose(three.slope, 0.5) && isClose(three.intercept, 0.5))
        let reach = try #require(three.predictionReach(at: 1, confidence: 0.95))
        #expect(isClose(reach, 12.706204736174694 * (1.5 * 4 / 3).squareRoot()))
        #expect(throws: StatisticsRefusal.constantValues) { try LinearRegression(x: [1, 1], y: [1, 2]) }
        let flat = try LinearRegression(x: [1, 2, 3], y: [4, 4, 4])
        #expect(flat.slope == 0 && flat.p == 1 && flat.determination == 0)
    }

    @Test("Need and provision: only units with both count, in z-scores, ranks and fields")
    func balance() throws {
        let balance = try Balance(need: [4, 2, 0, 100, nil], provision: [0, 2, 4, nil, 7])
        let z = 1.5.squareRoot()
        #expect(areClose(balance.differences, [2 * z, 0, -2 * z, nil, nil]))
        #expect(balance.rankDifferences == [2, 0, -2, nil, nil])
        #expect(balance.fields == [.highNeedLowProvision, .lowNeedLowProvision, .lowNeedHighProvision, nil, nil])
        #expect(balance.count == 3)
        #expect(throws: StatisticsRefusal.constantValues) { try Balance(need: [1, 2], provision: [3, 3]) }
    }
}
