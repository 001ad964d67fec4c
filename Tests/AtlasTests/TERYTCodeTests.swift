// SPDX-License-Identifier: Apache-2.0

@testable import Atlas
import Testing

@Suite("Codes, levels and periods")
struct TERYTCodeTests {
    @Test("the stem is the identity, the kind digit is not")
    func identity() throws {
        let rural = try TERYTCode("2604092")
        let urbanRural = try TERYTCode("2604093")
        #expect(rural == urbanRural)
        #expect(rural.hashValue == urbanRural.hashValue)
        #expect(rural.stem == "260409")
        #expect(rural.kindDigit == 2)
        #expect(rural.description == "2604092")
        #expect(rural.featureID == 260_409)
        #expect(try TERYTCode("0201").featureID == 201)
    }

    @Test("levels, parents and ancestors", arguments: [("26", UnitLevel.wojewodztwo, "00"), ("2604", .powiat, "26"), ("2604092", .gmina, "2604")])
    func levels(text: String, level: UnitLevel, parent: String) throws {
        let code = try TERYTCode(text)
        #expect(code.level == level)
        #expect(code.parent?.stem == parent)
        #expect(code.ancestor(at: .wojewodztwo)?.stem == "26")
        #expect(code.isWithin(.country))
        #expect(try code.isWithin(TERYTCode("26")))
        #expect(try !code.isWithin(TERYTCode("24")))
    }

    @Test("the country has no parent")
    func country() throws {
        #expect(TERYTCode.country.level == .kraj)
        #expect(TERYTCode.country.parent == nil)
        #expect(try TERYTCode("00") == .country)
        #expect(try TERYTCode("04").ancestor(at: .powiat) == nil)
    }

    @Test("cities with powiat rights have numbers from 61 up")
    func cities() throws {
        #expect(try TERYTCode("2661").isWithinCityWithPowiatRights)
        #expect(try TERYTCode("2661011").isWithinCityWithPowiatRights)
        #expect(try !TERYTCode("2604").isWithinCityWithPowiatRights)
        #expect(try !TERYTCode("26").isWithinCityWithPowiatRights)
    }

    @Test(
        "what is not a code is refused with the reason",
        arguments: [
            ("", TERYTCodeError.Reason.length(0)), ("260", .length(3)), ("26040921", .length(8)), ("2x", .notDigits), ("26 4", .notDigits),
            ("25", .wojewodztwo), ("34", .wojewodztwo), ("0001", .wojewodztwo), ("2600", .zeroPart), ("260400", .zeroPart),
            ("2604096", .kind), ("2604090", .kind), ("٢٦", .notDigits),
        ])
    func refused(text: String, reason: TERYTCodeError.Reason) {
        #expect(throws: TERYTCodeError(text: text, reason: reason)) { try TERYTCode(text) }
    }

    @Test("periods", arguments: ["2021", "2014-10", "2015-06-30", "2024-02-29", "2000-02-29"])
    func periods(text: String) throws {
        #expect(try Period(text).text == text)
    }

    @Test(
        "what is not a period is refused",
        arguments: ["", "21", "2021-1", "2021-13", "2021-00", "2021-02-29", "1900-02-29", "2021-06-31", "2021-06-30-01", "1899", "2200", "202１", "-2021"])
    func notPeriods(text: String) {
        #expect(throws: PeriodError(text: text)) { try Period(text) }
    }

    @Test("periods are ordered by their first day, the longer one first")
    func periodOrder() throws {
        let ordered = try ["2014", "2014-10", "2014-10-01", "2014-11", "2015"].map { try Period($0) }
        #expect(ordered.shuffled().sorted() == ordered)
    }

    @Test("a period made from numbers is the one read from text, and is never invalid")
    func periodFromNumbers() throws {
        #expect(Period(year: 2015, month: 6, day: 30) == (try Period("2015-06-30")))
        #expect(Period(year: 2014, month: 10).text == "2014-10")
        #expect(Period(year: 2021).text == "2021")
        #expect(Period(year: 2021, month: 2, day: 31).text == "2021-02-28")
        #expect(Period(year: 99, month: 13).text == "1900-12")
    }

    @Test("ids of indicators", arguments: [("ludnosc", true), ("udzial-65-plus", true), ("a", false), ("-ab", false), ("ab-", false), ("Ab", false), ("łza", false), ("a b", false)])
    func indicatorIDs(text: String, isValid: Bool) {
        #expect(((try? IndicatorID(text)) != nil) == isValid)
    }

    @Test("which units there were on a day")
    func existence() throws {
        let code = try TERYTCode("0201022")
        let units = [
            TerritorialUnit(code: try TERYTCode("02"), kind: .wojewodztwo, name: "w"),
            TerritorialUnit(code: try TERYTCode("0201"), kind: .powiat, name: "p"),
            TerritorialUnit(code: code, kind: .ruralGmina, name: "old", validTo: try Period("2026-01-01")),
            TerritorialUnit(code: try TERYTCode("0201023"), kind: .urbanRuralGmina, name: "new", validFrom: try Period("2026-01-01")),
            TerritorialUnit(code: try TERYTCode("0201032"), kind: .ruralGmina, name: "created", validFrom: try Period("2024-07")),
            TerritorialUnit(code: try TERYTCode("0201042"), kind: .ruralGmina, name: "gone", validTo: try Period("2024")),
        ]
        let division = PeriodicDivision(units)
        func exists(_ code: String, _ period: String) throws -> Bool {
            let position = try #require(division.index[try TERYTCode(code)])
            return division.existence(on: try Period(period))[position]
        }
        for period in ["1999", "2025-12-31", "2026", "2030-05"] { #expect(try exists("020102", period)) }
        #expect(try !exists("020103", "2024-06-30"))
        #expect(try exists("020103", "2024-07-01"))
        #expect(try exists("020103", "2024"))
        #expect(try exists("020104", "2023"))
        #expect(try !exists("020104", "2024"))
        #expect(division.parts[try #require(division.index[try TERYTCode("0201")])].count == 3)
    }
}
