// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Statistics

@Suite struct TrendTests {
    private let years = [2015.0, 2016, 2017, 2018, 2019, 2020, 2021, 2022]

    @Test("The median of slopes, and the test for a trend with its ties")
    func theilSen() throws {
        let trend = try Trend(times: [1, 2, 3, 4, 5, 6, 7, 8], values: [1, 1, 2, 2, 2, 9, 9, 3])
        #expect(isClose(trend.slope, 1.0 / 3) && isClose(trend.intercept, 0.5))
        #expect(isClose(trend.tau, 0.7487048859271456))
        // S = 21 − 2; ties of 2, 3 and 2: var = (8·7·21 − 2·1·9 − 3·2·11 − 2·1·9) / 18 = 59.666…; z = 18/√var.
        #expect(isClose(trend.p, Probability.normalTwoSided(18 / (1_074.0 / 18).squareRoot())))
        #expect(trend.direction == .rising)
    }

    @Test("One odd year does not bend the trend; a wobble has no direction")
    func robustness() throws {
        let odd = try Trend(times: years, values: [10, 9, 8, 7, 60, 5, 4, 3])
        #expect(isClose(odd.slope, -1))
        let wobble = try Trend(times: years, values: [5, 6, 5, 6, 5, 6, 5, 6])
        #expect(wobble.direction == .unclear)
        let flat = try Trend(times: years, values: years.map { _ in 5 })
        #expect(flat.slope == 0 && flat.tau == 0 && flat.p == 1 && flat.direction == .unclear)
    }

    @Test("A forecast follows the line, with an interval that widens")
    func forecast() throws {
        let trend = try Trend(times: years, values: [1, 2.1, 2.9, 4, 5.2, 5.8, 7, 8.1])
        let forecasts = try trend.forecast(at: [2023, 2024, 2025])
        for forecast in forecasts {
            #expect(isClose(forecast.value, trend.regression.value(at: forecast.time)))
            #expect(isClose(forecast.high - forecast.value, forecast.value - forecast.low))
        }
        let widths = forecasts.map { $0.high - $0.low }
        #expect(zip(widths, widths.dropFirst()).allSatisfy { $0 < $1 })
        let wider = try trend.forecast(at: [2023], confidence: 0.95)[0]
        #expect(wider.high - wider.low > widths[0])
    }

    @Test("Shares stay within their bounds")
    func bounds() throws {
        let trend = try Trend(times: years, values: [80, 84, 87, 90, 92, 95, 97, 99])
        let forecasts = try trend.forecast(at: [2023, 2024, 2025], bounds: 0...100)
        #expect(forecasts.allSatisfy { $0.value <= 100 && $0.high <= 100 && $0.low >= 0 })
    }

    @Test("No forecast from few points, far ahead, or across a break")
    func refusals() throws {
        let short = try Trend(times: Array(years.prefix(4)), values: [1, 2, 3, 4])
        #expect(short.forecastLimit == nil)
        #expect(throws: StatisticsRefusal.tooFewValues(given: 4, needed: 5)) { try short.forecast(at: [2019]) }
        let trend = try Trend(times: years, values: [1, 2, 3, nil, 5, 6, 7, 9])
        #expect(trend.times.count == 7 && trend.forecastLimit == 2025)
        #expect(throws: StatisticsRefusal.horizonTooFar(given: 4, allowed: 3)) { try trend.forecast(at: [2026]) }
        let broken = try Trend(times: years, values: [1, 2, 3, 4, 50, 51, 52, 53], breaks: [2016, 2019])
        #expect(broken.times == [2019, 2020, 2021, 2022] && isClose(broken.slope, 1) && broken.seriesBreak == 2019)
        #expect(throws: StatisticsRefusal.seriesBreak(at: 2019, given: 4, needed: 5)) { try broken.forecast(at: [2023]) }
        #expect(throws: StatisticsRefusal.tooFewValues(given: 1, needed: 2)) { try Trend(times: years, values: [1, nil, nil]) }
    }

    @Test("A break after the last value does not matter")
    func laterBreak() throws {
        let trend = try Trend(times: years, values: [1, 2, 3, 4, 5, 6, nil, nil], breaks: [2022])
        #expect(trend.times.count == 6 && trend.seriesBreak == nil)
    }
}
