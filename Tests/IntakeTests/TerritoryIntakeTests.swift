// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake
import Testing

private func register(_ data: Data) throws -> IntakeResult<TERCRegister> { try TERCRegister.read(data, file: "terc.csv") }

private func history() throws -> TerritoryHistory {
    let register = try #require(try register(IntakeFixtures.data("terc.csv")).accepted.first)
    let earlier = try EarlierDivision.read(
        IntakeFixtures.data("gminas-earlier.geojson"), file: "gminas-earlier.geojson", date: Period("2021-01-01"))
    return try TerritoryHistory(register: register, earlier: try #require(earlier.accepted.first))
}

@Suite("The TERC register")
struct TERCRegisterTests {
    @Test("units, parts and derived cities")
    func units() throws {
        let result = try register(IntakeFixtures.data("terc.csv"))
        let register = try #require(result.accepted.first)
        #expect(result.report.read == 18)
        #expect(register.date.text == "2026-01-01")
        #expect(register.units.map { "\($0.code) \($0.kind.rawValue) \($0.name)" } == [
            "10 wojewodztwo łódzkie", "1001 powiat bełchatowski", "1001011 gmina-miejska Bełchatów", "1001022 gmina-wiejska Bełchatów",
            "1001033 gmina-miejsko-wiejska Zelów", "1001042 gmina-wiejska Nowe Pole", "1001052 gmina-wiejska Świeża",
            "1061 miasto-na-prawach-powiatu Łódź", "1061011 gmina-miejska Łódź", "1062 miasto-na-prawach-powiatu Piotrków Trybunalski",
            "1062011 gmina-miejska Piotrków Trybunalski", "14 wojewodztwo mazowieckie", "1465 miasto-na-prawach-powiatu Warszawa",
            "1465011 gmina-miejska Warszawa",
        ])
        #expect(register.districtCount == 3)
        #expect(register.delegaturaCount == 2)
        #expect(register.urbanRuralPartCount == 2)
        #expect(register.derivedCities.map { "\($0.unit.code) \($0.partCount)" } == ["1061011 2", "1465011 3"])
        #expect(result.report.remarks.count == 2)
    }

    @Test(
        "bad rows are refused with their line",
        arguments: [
            ("10;01;02;2;Bełchatów", "10;01;01;2;Bełchatów", 5, "first row is in line 4"),
            ("10;01;03;5;Zelów", "10;01;03;5;Inny", 7, "rural part"),
            ("10;01;04;2;Nowe", "10;07;04;2;Nowe", 8, "larger unit has no row"),
            ("10;01;05;2;Świeża", "10;01;05;3;Świeża", 0, ""),
            ("10;01;05;2;Świeża", "10;01;05;7;Świeża", 9, "kind digit"),
            ("10;01;05;2;Świeża", "11;01;05;2;Świeża", 9, "województwo"),
            ("10;01;05;2;Świeża", "10;;05;2;Świeża", 9, "filled from the left"),
            ("10;01;05;2;Świeża", "10;01;05;2;", 9, "name"),
            ("powiat;2026-01-01\r\n10;01;01", "gmina;2026-01-01\r\n10;01;01", 3, "not known"),
            ("Świeża;gmina wiejska;2026-01-01", "Świeża;gmina wiejska;2025-01-01", 9, "rows above"),
            ("Świeża;gmina wiejska;2026-01-01", "Świeża;gmina wiejska;1.1.2026", 9, "not a period"),
            ("Świeża;gmina wiejska;2026-01-01", "Świeża;gmina wiejska", 9, "6 fields"),
            ("10;01;03;5;Zelów;obszar wiejski;2026-01-01\r\n", "", 6, "no rural part"),
            ("10;01;03;4;Zelów;miasto;2026-01-01\r\n", "", 6, "no town part"),
            ("10;62;01;1;Piotrków Trybunalski;gmina miejska;2026-01-01\r\n", "", 13, "no gmina"),
            ("NAZWA_DOD", "DODATEK", 1, "“NAZWA_DOD” is missing"),
        ])
    func refused(old: String, new: String, line: Int, reason: String) throws {
        let data = try IntakeFixtures.text("terc.csv", replacing: old, with: new)
        guard line > 0 else {
            // Kind 3 does not occur in the address variant, but the full one lists it.
            #expect(try register(data).accepted.first?.units.contains { $0.code.description == "1001053" } == true)
            return
        }
        expectRefusal(line: line, reason) { try register(data) }
    }

    @Test("districts outside a city with powiat rights are refused")
    func districtsElsewhere() throws {
        expectRefusal(line: 9, "not a city") {
            try register(IntakeFixtures.text("terc.csv", replacing: "10;01;05;2;Świeża;gmina wiejska", with: "10;01;05;9;Świeża;delegatura"))
        }
    }
}

@Suite("Changes of the territory")
struct TerritoryHistoryTests {
    @Test("renamed, retyped, created and abolished gminas, matched by six digits")
    func changes() throws {
        let history = try history()
        #expect(history.changes.map { "\($0.code) \($0.kind.rawValue) \($0.before ?? "–") \($0.after ?? "–") \($0.notBefore) \($0.notAfter)" } == [
            "1001033 retyped gmina-wiejska gmina-miejsko-wiejska 2021-01-01 2026-01-01",
            "1001042 renamed Stare Pole Nowe Pole 2021-01-01 2026-01-01",
            "1001052 created – Świeża 2021-01-01 2026-01-01",
            "1001062 abolished Dawna – 2021-01-01 2026-01-01",
        ])
    }

    @Test("earlier states are closed on the first day that shows the new ones; nothing is lost")
    func states() throws {
        let units = try history().units
        func states(_ stem: String) -> [String] {
            units.filter { $0.code.stem == stem }.map { "\($0.code) \($0.name) \($0.validFrom?.text ?? "…")–\($0.validTo?.text ?? "…")" }
        }
        #expect(states("100101") == ["1001011 Bełchatów …–…"])
        #expect(states("100103") == ["1001032 Zelów …–2026-01-01", "1001033 Zelów 2026-01-01–…"])
        #expect(states("100104") == ["1001042 Stare Pole …–2026-01-01", "1001042 Nowe Pole 2026-01-01–…"])
        #expect(states("100105") == ["1001052 Świeża 2026-01-01–…"])
        #expect(states("100106") == ["1001062 Dawna …–2026-01-01"])
    }

    @Test("the register's own attribute names are read as well")
    func registerNames() throws {
        let data = try IntakeFixtures.data("gminas-earlier-register-names.geojson")
        let earlier = try EarlierDivision.read(data, file: "x.geojson", date: Period("2021")).accepted.first
        #expect(earlier?.gminas.map(\.name) == ["Bełchatów", "Bełchatów", "Zelów"])
    }

    @Test(
        "bad features are refused with their number",
        arguments: [
            ("\"1001022\"", "\"1001014\"", "feature 2"), ("\"1001022\"", "\"1001013\"", "feature 1"), ("\"1001022\"", "\"100102\"", "feature 2"),
            ("\"Dawna\"", "\"\"", "feature 5"), ("\"FeatureCollection\"", "\"x\", \"features\"", "no complete GeoJSON"),
        ])
    func badFeatures(old: String, new: String, reason: String) throws {
        let data = try IntakeFixtures.text("gminas-earlier.geojson", replacing: old, with: new)
        expectRefusal(line: 0, reason) { try EarlierDivision.read(data, file: "x.geojson", date: Period("2021")) }
    }
}

@Suite("Tables of the territory")
struct TerritoryTablesTests {
    private let table = """
        code,level,kind,name,valid_from,valid_to
        10,wojewodztwo,wojewodztwo,łódzkie,,
        1001,powiat,powiat,bełchatowski,,
        1001011,gmina,gmina-miejska,Bełchatów,,
        1001042,gmina,gmina-wiejska,Stare Pole,,2026-01-01
        1001042,gmina,gmina-wiejska,Nowe Pole,2026-01-01,
        1061,powiat,miasto-na-prawach-powiatu,Łódź,,
        1061011,gmina,gmina-miejska,Łódź,,

        """

    private func read(_ text: String) throws -> [TerritorialUnit] {
        try TerritoryTables.units(Data(text.utf8), file: "units.csv").accepted
    }

    @Test("what is written is read back")
    func roundTrip() throws {
        let units = try read(table)
        #expect(units.count == 7)
        #expect(TerritoryTables.write(units) == table)
        let history = try history()
        let written = Data(TerritoryTables.write(history.changes).utf8)
        #expect(try TerritoryTables.changes(written, file: "changes.csv", units: history.units).accepted == history.changes)
    }

    @Test(
        "bad rows are refused with their line",
        arguments: [
            ("1001011,gmina", "1001014,gmina", 4, "does not fit"), ("1001011,gmina", "100101,gmina", 4, "does not fit"),
            ("1001011,gmina,", "1001011,powiat,", 4, "code of level gmina"), ("1061011,gmina,", "1061011,wieś,", 8, "not known"),
            ("10,wojewodztwo,wojewodztwo", "10,kraj,kraj", 2, "not known"), ("1061,powiat,miasto-na-prawach-powiatu", "1061,powiat,powiat", 7, "does not fit"),
            ("1001,powiat,powiat", "1001,powiat,miasto-na-prawach-powiatu", 3, "does not fit"), ("Bełchatów,,", ",,", 4, "name"),
            ("Bełchatów,,", "Bełchatów,2026-13,", 4, "not a period"), ("Stare Pole,,2026-01-01", "Stare Pole,2026-01-01,2021", 5, "not after"),
            ("1001011,gmina,gmina-miejska,Bełchatów", "1009011,gmina,gmina-miejska,Bełchatów", 4, "no open state"),
            ("1001011,gmina", "25,gmina", 4, "województwo"), ("Stare Pole,,2026-01-01", "Stare Pole,,", 6, "second open state"),
            ("Stare Pole,,2026-01-01", "Stare Pole,,2026-01-02", 6, "overlap"),
        ])
    func refused(old: String, new: String, line: Int, reason: String) throws {
        try #require(table.contains(old))
        expectRefusal(line: line, reason) { try read(table.replacing(old, with: new)) }
    }

    @Test(
        "bad changes are refused with their line",
        arguments: [
            ("1001042,renamed,Stare Pole,Nowe Pole,2021,2026", "1009042,renamed,a,b,2021,2026", "not in the table"),
            ("1001042,renamed,Stare Pole,Nowe Pole,2021,2026", "1001042,moved,a,b,2021,2026", "not known"),
            ("1001042,renamed,Stare Pole,Nowe Pole,2021,2026", "1001042,created,a,b,2021,2026", "do not fit"),
            ("1001042,renamed,Stare Pole,Nowe Pole,2021,2026", "1001042,renamed,a,,2021,2026", "do not fit"),
            ("1001042,renamed,Stare Pole,Nowe Pole,2021,2026", "1001042,renamed,a,b,2027,2026", "is after"),
            ("1001042,renamed,Stare Pole,Nowe Pole,2021,2026", "1001042,renamed,a,b,,2026", "not a period"),
        ])
    func badChanges(good: String, bad: String, reason: String) throws {
        let units = try read(table)
        func changes(_ row: String) throws -> [UnitChange] {
            let text = "code,kind,before,after,not_before,not_after\n\(row)\n"
            return try TerritoryTables.changes(Data(text.utf8), file: "changes.csv", units: units).accepted
        }
        #expect(try changes(good).count == 1)
        expectRefusal(line: 2, reason) { try changes(bad) }
        expectRefusal(line: 3, "line 2") { try changes(good + "\n" + good) }
    }
}
