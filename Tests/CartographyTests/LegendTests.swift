// SPDX-License-Identifier: Apache-2.0

import Atlas
@testable import Cartography
import Testing

@Suite struct LegendTests {
    private func values(_ numbers: [Double]) -> [UnitValue] { numbers.map { .value($0) } }

    @Test func countsAddUpToTheUnits() throws {
        var random = TestRandom(3)
        for method in ClassificationMethod.allCases {
            let values = (0..<500).map { index -> UnitValue in
                switch index % 20 {
                case 0: .noData
                case 1: .notApplicable
                case 2: .outsideRegion
                default: .value(Double.random(in: -50...50, using: &random))
                }
            }
            let style = try ChoroplethStyle(method: method, classes: 6, manualBreaks: [-10, 0, 10], scheme: .named("RdBu"))
            let choropleth = try Choropleth(values: values, style: style, decimals: 1)
            let legend = choropleth.legend
            #expect(legend.classes.reduce(0) { $0 + $1.count } == 425)
            #expect(legend.noData.count == 25 && legend.notApplicable.count == 25 && legend.outsideRegion.count == 25)
            #expect(legend.histogram.reduce(0) { $0 + $1.count } == 425)
            #expect(legend.histogram.count == 24)
            #expect(legend.histogram.map(\.classIndex) == legend.histogram.map(\.classIndex).sorted())
            // Legend and colouring agree for every unit.
            for (value, slot) in zip(values, choropleth.colouring.slots) {
                if case .value(let number) = value {
                    let item = legend.classes[Int(slot)]
                    #expect(number <= item.to && (number > item.from || slot == 0))
                    #expect(choropleth.colouring.colour(ofSlot: slot) == item.colour)
                }
            }
        }
    }

    @Test func wholeNumbersGetSeparateClasses() throws {
        let style = try ChoroplethStyle(method: .manual, manualBreaks: [5, 10], scheme: .named("Blues"))
        let legend = try Choropleth(values: values([1, 4, 5, 6, 9, 10, 11, 12345]), style: style, decimals: 0).legend
        #expect(legend.classes.map(\.label.polish) == ["1–5", "6–10", "11–12\u{A0}345"])
        #expect(legend.classes.map(\.label.english) == ["1–5", "6–10", "11–12,345"])
        #expect(legend.classes.map(\.from) == [1, 5, 10])
        #expect(legend.classes.map(\.count) == [3, 3, 2])
    }

    @Test func decimalsAreRaisedUntilLimitsDiffer() throws {
        let style = try ChoroplethStyle(method: .manual, manualBreaks: [0.512, 0.514], scheme: .named("Blues"))
        let legend = try Choropleth(values: values([0.5111, 0.513, 0.5177]), style: style, decimals: 1).legend
        #expect(legend.classes.map(\.label.polish) == ["0,511–0,512", "0,512–0,514", "0,514–0,518"])
    }

    @Test func negativeNumbersAreReadable() throws {
        let style = try ChoroplethStyle(method: .manual, manualBreaks: [-1.5], scheme: .named("Blues"))
        let legend = try Choropleth(values: values([-2.5, -1.5, 3.5]), style: style, decimals: 1).legend
        #expect(legend.classes.map(\.label.polish) == ["\u{2212}2,5 – \u{2212}1,5", "\u{2212}1,4 – 3,5"])
        #expect(NumberText.text(-0.04, decimals: 1).polish == "0,0")
        #expect(NumberText.text(1234567.5, decimals: 1) == LocalizedText(polish: "1\u{A0}234\u{A0}567,5", english: "1,234,567.5"))
    }

    @Test func oneValueAndNoneAreFine() throws {
        let one = try Choropleth(values: values([7, 7]) + [.noData], style: .default, decimals: 0).legend
        #expect(one.classes.map(\.label.polish) == ["7"])
        #expect(one.histogram.map(\.count) == [2])
        let none = try Choropleth(values: [.noData, .notApplicable], style: .default, decimals: 0)
        #expect(none.legend.classes.isEmpty && none.legend.histogram.isEmpty)
        #expect(none.colouring.colour(ofSlot: none.colouring.slots[0]) == MapColours.noData)
    }

    @Test func limitsCanComeFromAllPeriods() throws {
        let legend = try Choropleth(
            values: values([4, 5]), style: ChoroplethStyle(method: .equal, classes: 2, scheme: .named("Blues")), decimals: 0,
            reference: [0, 4, 5, 10]
        ).legend
        #expect(legend.breaks.innerLimits == [5])
        #expect(legend.classes.map(\.count) == [2, 0])
    }

    @Test func missingAndNotApplicableAndZeroStayApart() throws {
        func observation(_ value: Double?, _ flag: ObservationFlag? = nil) throws -> Observation {
            try Observation(indicator: IndicatorID("x-y"), period: Period("2021"), code: TERYTCode("26"), value: value, flag: flag)
        }
        #expect(UnitValue(try observation(0)) == .value(0))
        #expect(UnitValue(try observation(nil)) == .noData)
        #expect(UnitValue(try observation(nil, .notApplicable)) == .notApplicable)
        #expect(UnitValue(nil) == .noData)
    }
}

@Suite struct ChoroplethStyleTests {
    private func style(
        _ method: String? = nil, _ classes: String? = nil, _ breaks: String? = nil, _ palette: String? = nil,
        _ reverse: String? = nil
    ) throws -> ChoroplethStyle {
        try ChoroplethStyle(method: method, classes: classes, breaks: breaks, palette: palette, reverse: reverse)
    }

    @Test func readsParametersAndWritesThemBack() throws {
        #expect(try style() == .default)
        #expect(try style("", "", "", "", "") == .default)
        let manual = try style(nil, "9", "1, 2.5,30", "rdbu", "1")
        #expect(manual.method == .manual && manual.classes == 4 && manual.isReversed)
        #expect(manual.parameters.map { "\($0.name)=\($0.value)" }
            == ["method=manual", "classes=4", "breaks=1,2.5,30", "palette=RdBu", "reverse=1"])
        let again = Dictionary(uniqueKeysWithValues: manual.parameters.map { ($0.name, $0.value) })
        #expect(try style(again["method"], again["classes"], again["breaks"], again["palette"], again["reverse"]) == manual)
    }

    @Test func refusesWithTheAcceptedRange() {
        #expect(throws: ChoroplethStyleError.classification(.classCount(1))) { try style(nil, "1") }
        #expect(throws: ChoroplethStyleError.classesNotANumber("five")) { try style(nil, "five") }
        #expect(throws: ChoroplethStyleError.classification(.unknownMethod("kmeans"))) { try style("kmeans") }
        #expect(throws: ChoroplethStyleError.classification(.missingBreaks)) { try style("manual") }
        #expect(throws: ChoroplethStyleError.classification(.breakNotANumber("nan"))) { try style("manual", nil, "1,nan") }
        #expect(throws: ChoroplethStyleError.classification(.breakNotRising(position: 2, value: 1, previous: 2))) {
            try style("manual", nil, "2,1")
        }
        #expect(throws: ChoroplethStyleError.reverse("yes")) { try style(nil, nil, nil, nil, "yes") }
        #expect(throws: ChoroplethStyleError.self) { try style(nil, nil, nil, "Rainbow") }
    }
}
