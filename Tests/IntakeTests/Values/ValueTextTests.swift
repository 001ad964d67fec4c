// SPDX-License-Identifier: Apache-2.0

import Atlas
import Testing

@testable import Intake

@Suite struct ValueTextTests {
    @Test(arguments: [
        ("12", 12), ("12,5", 12.5), ("12.5", 12.5), ("-0,5", -0.5), ("−3", -3), ("1 234,5", 1234.5), ("1\u{A0}234\u{A0}567", 1_234_567),
        ("1\u{202F}234", 1234), ("007", 7), ("12,5%", 12.5), ("12,5 *", 12.5), ("12,5 a)", 12.5), ("12,5 1)", 12.5), ("3¹", 3), ("0.30000000000000004", 0.30000000000000004),
        ("1.5E-3", 0.0015), ("61,26040206", 61.26040206), ("123456789012345678901", 123456789012345678901), ("+5", 5), ("1'234", 1234), ("12 os.", 12),
    ])
    func numbers(_ text: String, _ value: Double) {
        #expect(ValueText.parse(text, style: NumberStyle()) == .number(value))
    }

    @Test(arguments: ["-", "–", ".", "bd.", "b.d.", "n.d.", "#N/D!", "#N/A", "brak danych", "…", "nd"])
    func missing(_ text: String) { #expect(ValueText.parse(text, style: NumberStyle()) == .absent(.missing)) }

    @Test func otherSigns() {
        #expect(ValueText.parse("x", style: NumberStyle()) == .absent(.notApplicable))
        #expect(ValueText.parse("–", style: NumberStyle(dashIsZero: true)) == .number(0))
        #expect(ValueText.parse("  ", style: NumberStyle()) == .blank)
    }

    @Test(arguments: ["12,5,3", "1 23", "12 345 6", "12;5", "abc", "1,", ",", "12-13", "--5", "1 2345", "#REF!", "12 kg", "1.2.3,4,5", "2023-01-01", "e5", "12 3 456"])
    func noNumbers(_ text: String) {
        guard case .fault = ValueText.parse(text, style: NumberStyle()) else {
            Issue.record("“\(text)” was read")
            return
        }
    }

    @Test(arguments: [
        (["1.234,5", "2,5"], "1.234", 1234), (["1,234.5"], "1,234", 1234), (["12,5", "1.234"], "1.234", 1234), (["12.5", "1,234"], "1,234", 1234),
        (["1,234", "2,345"], "1,234", 1.234), (["1.234.567"], "1.234", 1234), (["12", "13"], "1.5", 1.5),
    ])
    func styleOfAColumn(_ column: [String], _ text: String, _ value: Double) {
        let style = ValueText.style(of: column.map { .text($0) }).style
        #expect(ValueText.parse(text, style: style) == .number(value))
    }

    @Test func threeDigitsEverywhereAreRemarkedOn() {
        #expect(ValueText.style(of: [.text("1,234"), .text("2,345")]).remark != nil)
        #expect(ValueText.style(of: [.text("1,234"), .text("2,34")]).remark == nil)
    }

    @Test(arguments: [
        ("2023", "2023"), ("2023 r.", "2023"), ("rok 2023", "2023"), ("2023r", "2023"), ("31.12.2023", "2023-12-31"), ("2023-12-31", "2023-12-31"),
        ("2023-12", "2023-12"), ("12.2023", "2023-12"), ("XII 2023", "2023-12"), ("grudzień 2023", "2023-12"), ("2023 grudzień", "2023-12"),
        ("31 grudnia 2023 r.", "2023-12-31"), ("stan na 31 XII 2023 r.", "2023-12-31"), ("stan w dniu 31.12.2023", "2023-12-31"), ("IV kwartał 2023", "2023-12"),
        ("2 kw. 2023", "2023-06"), ("2023 Q3", "2023-09"), ("2023K1", "2023-03"), ("I półrocze 2023", "2023-06"), ("2022/2023", "2022"), ("W końcu kwietnia 2021 r.", "2021-04"),
    ])
    func periods(_ text: String, _ period: String) { #expect(PeriodText.exact(text)?.text == period) }

    @Test(arguments: ["", "12", "ogółem", "2023 2024 2025", "13.2023", "31.02.2023", "tabela 2023", "2015=100", "2013-2016", "99999", "V kwartał 2023", "styczeń"])
    func noPeriods(_ text: String) { #expect(PeriodText.exact(text) == nil) }

    @Test func periodsInLongerTexts() {
        #expect(PeriodText.extract("Stopa bezrobocia w 2023 r. (%)")?.period.text == "2023")
        #expect(PeriodText.extract("Stopa bezrobocia w 2023 r. (%)")?.rest == "Stopa bezrobocia (%)")
        #expect(PeriodText.extract("Bezrobotni 31.12.2023")?.period.text == "2023-12-31")
        #expect(PeriodText.extract("od 2020 do 2023") == nil)
        #expect(PeriodText.find(in: "Pow_04_2021.xlsx")?.text == "2021-04")
        #expect(PeriodText.find(in: "nsp2021-ludnosc")?.text == "2021")
        #expect(PeriodText.find(in: "TABL. 1A. BEZROBOTNI. STAN W KOŃCU KWIETNIA 2021 R.")?.text == "2021-04")
        #expect(PeriodText.find(in: "lata 2015 i 2020") == nil)
    }

    @Test(arguments: [
        ("Stopa bezrobocia [%]", "Stopa bezrobocia", "%"), ("Bezrobotni (w tys.)", "Bezrobotni", "tys."), ("Ludność, tys. osób", "Ludność", "tys. osób"),
        ("Udział w %", "Udział", "%"), ("Lekarze [na 10 tys. ludności]", "Lekarze", "na 10 tys. ludności"), ("Dochody [zł]", "Dochody", "zł"),
        ("ogółem [osoba]", "ogółem", "osób"), ("zgony niemowląt", "zgony niemowląt", nil), ("Dzieci w rodzinach (ogółem)", "Dzieci w rodzinach (ogółem)", nil),
    ])
    func unitsOfHeadings(_ heading: String, _ name: String, _ unit: String?) {
        let split = MeasureUnit.split(heading)
        #expect(split.name == name)
        #expect(split.unit?.text.polish == unit)
    }
}
