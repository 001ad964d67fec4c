// SPDX-License-Identifier: Apache-2.0

@testable import Atlas
import Testing

/// A small country: województwo 02 with the powiats 0201 (gminas 01, 02, and 03 created in 2026) and the city 0261
/// (gmina 01); województwo 04 with the powiat 0401 (gmina 01).
private func division() throws -> [TerritorialUnit] {
    func unit(_ code: String, _ kind: UnitKind, from: String? = nil, to: String? = nil) throws -> TerritorialUnit {
        TerritorialUnit(
            code: try TERYTCode(code), kind: kind, name: code, validFrom: try from.map { try Period($0) },
            validTo: try to.map { try Period($0) })
    }
    return [
        try unit("02", .wojewodztwo), try unit("04", .wojewodztwo), try unit("0201", .powiat), try unit("0401", .powiat),
        try unit("0261", .cityWithPowiatRights), try unit("0201011", .urbanGmina),
        try unit("0201022", .ruralGmina, to: "2026-01-01"), try unit("0201023", .urbanRuralGmina, from: "2026-01-01"),
        try unit("0201032", .ruralGmina, from: "2026-01-01"), try unit("0261011", .urbanGmina), try unit("0401011", .urbanGmina),
    ]
}

private func indicator(_ id: String, _ aggregation: Aggregation = .sum, decimals: Int = 0) throws -> Indicator {
    let text = LocalizedText(polish: id, english: id)
    return Indicator(
        id: try IndicatorID(id), name: text, unit: text, topic: text, note: text, sourceID: "source", direction: .neutral,
        aggregation: aggregation, decimals: decimals)
}

private func observation(
    _ id: String, _ code: String, _ value: Double?, _ flag: ObservationFlag? = nil, period: String = "2021"
) throws -> Observation {
    Observation(indicator: try IndicatorID(id), period: try Period(period), code: try TERYTCode(code), value: value, flag: flag)
}

private struct Lookup {
    let result: AggregatedObservations

    init(_ observations: [Observation], _ indicators: [Indicator]) throws {
        result = try aggregateObservations(observations, indicators: indicators, units: try division())
    }

    func at(_ id: String, _ code: String, _ period: String = "2021") -> Observation? {
        result.observations.first { $0.indicator.text == id && $0.code.stem == code && $0.period.text == period }
    }
}

@Suite("Values of larger units")
struct AggregateObservationsTests {
    @Test("a sum needs every part that existed, and none that was created later")
    func sumOfExistingParts() throws {
        let population = try indicator("ludnosc")
        let all = try Lookup(
            [
                observation("ludnosc", "020101", 10), observation("ludnosc", "020102", 20), observation("ludnosc", "026101", 5),
                observation("ludnosc", "040101", 100),
            ], [population])
        #expect(all.at("ludnosc", "0201")?.value == 30)
        #expect(all.at("ludnosc", "0261")?.value == 5)
        #expect(all.at("ludnosc", "02")?.value == 35)
        #expect(all.at("ludnosc", "00")?.value == 135)
        #expect(all.at("ludnosc", "020103") == nil)
        #expect(all.result.contradictions.isEmpty)

        let later = try Lookup(
            [observation("ludnosc", "020101", 10, period: "2026"), observation("ludnosc", "020102", 20, period: "2026")], [population])
        #expect(later.at("ludnosc", "0201", "2026")?.value == nil)
        #expect(later.at("ludnosc", "0201", "2026")?.flag == .missing)
    }

    @Test("a part that has a value counts even before the register shows it")
    func earlyPart() throws {
        let lookup = try Lookup(
            [
                observation("ludnosc", "020101", 10, period: "2025"), observation("ludnosc", "020102", 20, period: "2025"),
                observation("ludnosc", "020103", 3, period: "2025"),
            ], [indicator("ludnosc")])
        #expect(lookup.at("ludnosc", "0201", "2025")?.value == 33)
    }

    @Test("missing, not applicable and zero are three things")
    func threeKindsOfNothing() throws {
        let counts = try indicator("liczba")
        let missing = try Lookup([observation("liczba", "020101", 0), observation("liczba", "020102", nil)], [counts])
        #expect(missing.at("liczba", "0201")?.flag == .missing)
        let zero = try Lookup([observation("liczba", "020101", 0), observation("liczba", "020102", 0)], [counts])
        #expect(zero.at("liczba", "0201")?.value == 0)
        #expect(zero.at("liczba", "0201")?.flag == nil)
        let oneApplies = try Lookup(
            [observation("liczba", "020101", 7), observation("liczba", "020102", nil, .notApplicable)], [counts])
        #expect(oneApplies.at("liczba", "0201")?.value == 7)
        let noneApplies = try Lookup(
            [observation("liczba", "020101", nil, .notApplicable), observation("liczba", "020102", nil, .notApplicable)], [counts])
        #expect(noneApplies.at("liczba", "0201")?.flag == .notApplicable)
        #expect(noneApplies.at("liczba", "04") == nil)
    }

    @Test("a given total stands over an incomplete sum and over a contradicting one, which is reported")
    func givenTotal() throws {
        let counts = try indicator("liczba")
        let incomplete = try Lookup([observation("liczba", "0201", 5), observation("liczba", "02", 1038)], [counts])
        #expect(incomplete.at("liczba", "02")?.value == 1038)
        #expect(incomplete.result.contradictions.isEmpty)
        let contradicting = try Lookup(
            [observation("liczba", "0201", 5), observation("liczba", "0261", 6), observation("liczba", "02", 12)], [counts])
        #expect(contradicting.at("liczba", "02")?.value == 12)
        #expect(contradicting.result.contradictions.map(\.code.stem) == ["02"])
        #expect(contradicting.result.contradictions.first?.sumOfParts == 11)
        let rounded = try Lookup(
            [observation("liczba", "0201", 5.1), observation("liczba", "0261", 6.1), observation("liczba", "02", 11.3)],
            [indicator("liczba", decimals: 1)])
        #expect(rounded.result.contradictions.isEmpty)
    }

    @Test("a ratio is computed from the unit's own parts, never averaged")
    func ratio() throws {
        let indicators = [
            try indicator("udzial", .ratio(numerator: "czesc", denominator: "calosc", factor: 100), decimals: 1),
            try indicator("czesc"), try indicator("calosc"),
        ]
        let lookup = try Lookup(
            [
                observation("czesc", "0201", 1), observation("calosc", "0201", 10), observation("czesc", "0261", 45),
                observation("calosc", "0261", 90), observation("czesc", "0401", 0), observation("calosc", "0401", 0),
            ], indicators)
        #expect(lookup.at("udzial", "0201")?.value == 10)
        #expect(lookup.at("udzial", "0261")?.value == 50)
        // 46 of 100, not the average 30.
        #expect(lookup.at("udzial", "02")?.value == 46)
        #expect(lookup.at("udzial", "0401")?.flag == .notApplicable)
        #expect(lookup.at("udzial", "0401")?.value == nil)
        #expect(lookup.at("udzial", "00")?.value == 46)
    }

    @Test("a ratio has values only where both parts have observations")
    func ratioNeedsBothParts() throws {
        let indicators = [
            try indicator("czesc"), try indicator("calosc"),
            try indicator("udzial", .ratio(numerator: "czesc", denominator: "calosc", factor: 100)),
        ]
        let lookup = try Lookup(
            [
                observation("czesc", "0201", 1), observation("calosc", "0201", nil), observation("calosc", "0261", 7),
                observation("czesc", "020101", 1), observation("czesc", "0201", 1, period: "2022"),
            ], indicators)
        #expect(lookup.at("udzial", "0201")?.flag == .missing)
        #expect(lookup.at("udzial", "0261")?.flag == .missing)
        #expect(lookup.at("udzial", "020101") == nil)
        #expect(lookup.at("udzial", "0201", "2022") == nil)
    }

    @Test("a ratio of ratios is computed after them, a circle is refused")
    func ratioOrder() throws {
        let indicators = [
            try indicator("trzeci", .ratio(numerator: "drugi", denominator: "bb", factor: 1)),
            try indicator("drugi", .ratio(numerator: "aa", denominator: "bb", factor: 1)), try indicator("aa"), try indicator("bb"),
        ]
        let lookup = try Lookup([observation("aa", "0201", 12), observation("bb", "0201", 2)], indicators)
        #expect(lookup.at("trzeci", "0201")?.value == 3)
        let circle = [
            try indicator("aa", .ratio(numerator: "bb", denominator: "cc", factor: 1)),
            try indicator("bb", .ratio(numerator: "aa", denominator: "cc", factor: 1)), try indicator("cc"),
        ]
        #expect(throws: RatioCycleError(indicators: [try IndicatorID("aa"), try IndicatorID("bb")])) {
            try aggregateObservations([], indicators: circle, units: [])
        }
    }

    @Test("what does not add up stays where it is, but a city is its own gmina")
    func noneAndCities() throws {
        let rate = try indicator("stopa", .none, decimals: 1)
        let lookup = try Lookup([observation("stopa", "0201", 4), observation("stopa", "0261", 6)], [rate])
        #expect(lookup.at("stopa", "02") == nil)
        #expect(lookup.at("stopa", "026101") == nil)
        let withGminas = try Lookup([observation("stopa", "020101", 4), observation("stopa", "0261", 6)], [rate])
        #expect(withGminas.at("stopa", "026101")?.value == 6)
        #expect(withGminas.at("stopa", "0201") == nil)
        let ofGmina = try Lookup([observation("stopa", "0261011", 6)], [rate])
        #expect(ofGmina.at("stopa", "0261")?.value == 6)
        let counts = try Lookup(
            [observation("liczba", "0261", 6, .forecast), observation("liczba", "020101", 1), observation("liczba", "020102", 2)],
            [indicator("liczba")])
        #expect(counts.at("liczba", "026101")?.value == 6)
        #expect(counts.at("liczba", "026101")?.flag == .forecast)
        #expect(counts.at("liczba", "02")?.value == 9)
    }

    @Test("forecasts make a forecast, derived values a derived one")
    func flags() throws {
        let indicators = [
            try indicator("czesc"), try indicator("calosc"),
            try indicator("udzial", .ratio(numerator: "czesc", denominator: "calosc", factor: 100)),
        ]
        let lookup = try Lookup(
            [
                observation("czesc", "0201", 0, .derived), observation("czesc", "0261", 4), observation("calosc", "0201", 5, .forecast),
                observation("calosc", "0261", 5),
            ], indicators)
        #expect(lookup.at("czesc", "02")?.flag == .derived)
        #expect(lookup.at("calosc", "02")?.flag == .forecast)
        #expect(lookup.at("udzial", "02")?.flag == .forecast)
        #expect(lookup.at("udzial", "02")?.value == 40)
        #expect(lookup.at("udzial", "0261")?.flag == nil)
    }

    @Test("what belongs to no unit or indicator is handed back")
    func unplaced() throws {
        let lookup = try Lookup([observation("liczba", "0202", 1), observation("inny", "0201", 1)], [indicator("liczba")])
        #expect(lookup.result.observations.isEmpty)
        #expect(lookup.result.unplaced.map(\.code.stem) == ["0202", "0201"])
    }

    @Test("observations come ordered by catalogue, period and code")
    func order() throws {
        let lookup = try Lookup(
            [
                observation("bb", "0401", 1, period: "2022"), observation("bb", "0201", 1, period: "2022"),
                observation("bb", "0401", 1), observation("aa", "0401", 1),
            ], [indicator("bb", .none), indicator("aa", .none)])
        #expect(lookup.result.observations.map { "\($0.indicator) \($0.period) \($0.code.stem)" } == [
            "bb 2021 0401", "bb 2022 0201", "bb 2022 0401", "aa 2021 0401",
        ])
    }
}
