// SPDX-License-Identifier: Apache-2.0

import Atlas
import Statistics
import Testing

@testable import AtlasServer

/// The grammar of generated sentences: cases, plurals, units, typography.
@Suite struct ChartSentencesTests {
    private let polish = Phrases(.polish)

    private func unit(_ code: String, _ kind: UnitKind, _ name: String) throws -> TerritorialUnit {
        TerritorialUnit(code: try TERYTCode(code), kind: kind, name: name)
    }

    private func indicator(_ name: String = "Udział", unit: String = "%", decimals: Int = 1, aggregation: Aggregation = .none) throws -> Indicator {
        Indicator(
            id: try IndicatorID("proba"), name: LocalizedText(polish: name, english: name), unit: LocalizedText(polish: unit, english: unit),
            topic: LocalizedText(polish: "", english: ""), note: LocalizedText(polish: "", english: ""), sourceID: "x",
            direction: .higherIsWorse, aggregation: aggregation, decimals: decimals)
    }

    /// Words apart, whatever space holds them together.
    private func plain(_ text: String) -> String { text.replacing("\u{A0}", with: " ") }

    @Test(arguments: [
        ("łódzki wschodni", "łódzkiego wschodniego", "łódzkim wschodnim"), ("staszowski", "staszowskiego", "staszowskim"),
        ("bieruńsko-lędziński", "bieruńsko-lędzińskiego", "bieruńsko-lędzińskim"), ("świętokrzyskie", "świętokrzyskiego", "świętokrzyskim"),
        ("łódzkie", "łódzkiego", "łódzkim"), ("kujawsko-pomorskie", "kujawsko-pomorskiego", "kujawsko-pomorskim"),
    ])
    func adjectivesDecline(name: String, genitive: String, locative: String) {
        #expect(Phrases.declined(name, .genitive) == genitive)
        #expect(Phrases.declined(name, .locative) == locative)
    }

    /// All names of the register: no powiat or województwo may come out as it went in.
    @Test func allNamesOfTheRegisterDecline() {
        let units = TestData.contents.units.filter { $0.kind == .powiat || $0.kind == .wojewodztwo }
        #expect(units.count > 300)
        for unit in units {
            #expect(Phrases.declined(unit.name, .genitive).hasSuffix("ego"), "\(unit.name)")
            #expect(Phrases.declined(unit.name, .locative).hasSuffix("m"), "\(unit.name)")
        }
    }

    @Test func unitsStandInTheirCases() throws {
        let powiat = try unit("2612", .powiat, "staszowski")
        #expect(plain(polish.within(powiat)) == "w powiecie staszowskim")
        #expect(polish.genitive(powiat) == "powiatu staszowskiego")
        let city = try unit("2661", .cityWithPowiatRights, "Kielce")
        #expect(plain(polish.within(city)) == "w mieście Kielce")
        #expect(polish.genitive(city) == "miasta Kielce")
        let gmina = try unit("1201022", .ruralGmina, "Bochnia")
        #expect(plain(polish.within(gmina)) == "w gminie Bochnia")
        let region = try unit("26", .wojewodztwo, "świętokrzyskie")
        #expect(plain(polish.within(region)) == "w województwie świętokrzyskim")
        #expect(Phrases(.english).within(region) == "in świętokrzyskie voivodeship")
        #expect(plain(polish.within(try unit("00", .kraj, "Polska"))) == "w Polsce")
    }

    @Test(arguments: [(1, "1 powiat", "1 powiatu"), (2, "2 powiaty", "2 powiatów"), (5, "5 powiatów", "5 powiatów"), (22, "22 powiaty", "22 powiatów"), (112, "112 powiatów", "112 powiatów")])
    func countsAgree(count: Int, nominative: String, after: String) {
        #expect(plain(polish.units(count, .powiat)) == nominative)
        #expect(plain(polish.among(count, .powiat)) == after)
    }

    @Test(arguments: [(1, 14, "1. z 14"), (7, 102, "7. ze 102"), (3, 200, "3. z 200"), (12, 2479, "12. z 2479")])
    func placesTakeTheRightPreposition(place: Int, count: Int, text: String) {
        #expect(plain(polish.place(place, outOf: count)) == text)
    }

    @Test func periodsStandInTheirCases() throws {
        #expect(plain(polish.during(try Period("2021"))) == "w 2021 r.")
        #expect(plain(polish.during(try Period("2014-09"))) == "we wrześniu 2014 r.")
        #expect(plain(polish.during(try Period("2015-06-30"))) == "30 czerwca 2015 r.")
        #expect(plain(polish.span(try Period("2015"), try Period("2024"))) == "od 2015 do 2024 r.")
        #expect(plain(polish.span(try Period("2014-10"), try Period("2015-05"))) == "od października 2014 r. do maja 2015 r.")
        #expect(plain(Phrases(.english).during(try Period("2015-06-30"))) == "on 30 June 2015")
    }

    @Test func unitsOfMeasureAgreeOrStandAside() throws {
        #expect(polish.valueInText(38.04, try indicator(decimals: 2)) == "38,04%")
        #expect(plain(polish.valueInText(12, try indicator(unit: "na 1000 mieszkańców", decimals: 0))) == "12 na 1000 mieszkańców")
        // „2 osób” is no Polish.
        let people = try indicator("Bezrobotni", unit: "osób", decimals: 0)
        #expect(polish.valueInText(2, people) == "2")
        #expect(polish.measured(people) == "Bezrobotni (osób)")
        #expect(plain(polish.difference(-2.31, try indicator())) == "−2,3 pkt proc.")
        #expect(polish.difference(0.04, try indicator()) == "0")
    }

    private func series(_ values: [Int: Double?], forecastFrom: Int = 9999) -> [SeriesPoint] {
        values.sorted { $0.key < $1.key }.map { SeriesPoint(period: Period(year: $0.key), value: $0.value, isForecast: $0.key >= forecastFrom) }
    }

    @Test func aTrendIsSaidAsItWent() throws {
        let unit = try unit("2612", .powiat, "staszowski")
        let sentences = ChartSentences(.polish, try indicator())
        let rise = try #require(sentences.trend(of: .unit(unit), series([2015: 10, 2019: 15, 2024: 12.5])))
        #expect(plain(rise) == "Od 2015 do 2024 r. wartość dla powiatu staszowskiego wzrosła z 10,0% do 12,5%, czyli o 2,5 pkt proc. Najwyższa była w 2019 r.: 15,0%.")
        let flat = try #require(sentences.trend(of: .median(.gmina), series([2015: 10, 2024: 10.04])))
        #expect(plain(flat) == "Od 2015 do 2024 r. mediana gmin się nie zmieniła: na początku i na końcu to 10,0%.")
        let people = ChartSentences(.polish, try indicator("Ludność", unit: "osób", decimals: 0, aggregation: .sum))
        let fall = try #require(people.trend(of: .unit(unit), series([2020: 2000, 2022: 1500, 2030: 1000], forecastFrom: 2030)))
        #expect(plain(fall) == "Od 2020 do 2022 r. wartość dla powiatu staszowskiego spadła z 2000 do 1500, czyli o 500 (o 25%). Prognoza źródła na 2030 r.: 1000.")
        #expect(sentences.trend(of: .unit(unit), series([2020: 5])) == nil)
        let english = try #require(ChartSentences(.english, try indicator()).trend(of: .unit(unit), series([2015: 10, 2024: 8])))
        #expect(plain(english) == "From 2015 to 2024 the value for powiat staszowski fell from 10.0% to 8.0%, by 2.0 pp.")
    }

    @Test func aDistributionClaimsNoMoreThanItHolds() throws {
        let units = try ["2601", "2602", "2603"].map { try unit($0, .powiat, "p\($0.suffix(1))") }
        func said(_ values: [Double?], highest: Int = 1, lowest: Int = 1) throws -> String {
            plain(
                ChartSentences(.polish, try indicator()).distribution(
                    ColumnSummary(values: values, flags: values.map { $0 == nil ? .missing : nil }), level: .powiat, period: Period(year: 2021), area: nil,
                    highest: Array(units.prefix(highest)), lowest: Array(units.suffix(lowest))))
        }
        let none = try said([nil, nil])
        #expect(none == "W 2021 r. nie ma wartości dla powiatów.")
        let one = try said([nil, 7])
        #expect(one == "Udział w 2021 r.: wartość ma tylko powiat p1, 7,0%.")
        let few = try said([1, 2, 3])
        #expect(few == "Udział w 2021 r.: wartość mają 3 powiaty. Najwyższa wartość: 3,0% (powiat p1), najniższa: 1,0% (powiat p3).")
        let equal = try said([4, 4, 4, 4])
        #expect(equal.contains("każda wartość, a jest ich 4, wynosi 4,0%"))
        // Most units share one value: quarters would say nothing.
        let zeros = try said([Double](repeating: 0, count: 30) + [1, 2], lowest: 3)
        #expect(zeros.contains("mediana wynosi 0,0% i tyle właśnie ma 30 powiatów"))
        #expect(zeros.contains("najniższa: 0,0% (powiat p1 i jeszcze 2)"))
        let many = try said((1...40).map(Double.init))
        #expect(many.contains("a około połowy wartości leży między 10,8% a 30,2%"))
    }

    @Test func similarUnitsAndComparisonsCountRight() throws {
        let own = try unit("2612", .powiat, "staszowski")
        let other = try unit("2604", .powiat, "kielecki")
        let sentences = ProfileSentences(.polish, own)
        #expect(
            plain(sentences.similar([other], indicatorCount: 1)) == "Pod względem 1 wskaźnika do powiatu staszowskiego najbardziej podobne są: powiat kielecki.")
        #expect(plain(sentences.similar([other, own], indicatorCount: 4)).contains("4 wskaźników"))
        #expect(
            plain(sentences.comparison(with: other, higher: 2, lower: 1, equal: 0))
                == "3 wspólne wskaźniki z tego samego okresu. Wyższą wartość ma powiat staszowski: 2, powiat kielecki: 1; równe: 0.")
        #expect(plain(sentences.deviation(-2.34)) == "2,3 odchylenia standardowego poniżej średniej")
    }
}
