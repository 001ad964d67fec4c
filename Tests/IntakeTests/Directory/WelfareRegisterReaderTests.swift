// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import Intake
import Testing

@Suite("Lists of welfare centres")
struct WelfareRegisterReaderTests {
    private func read(_ name: String, replacing old: String? = nil, with new: String = "", partial: Bool = false) throws -> IntakeResult<Institution> {
        var data = try IntakeFixtures.data("directory/\(name)")
        if let old { data = try IntakeFixtures.text("directory/\(name)", replacing: old, with: new) }
        return try WelfareRegisterReader(reference: DirectoryFixtures.reference()).read(data, file: name, partial: partial)
    }

    // MARK: The register's export

    @Test("rows, lines and numbers of the export")
    func counts() throws {
        let result = try read("register.csv")
        #expect(result.report.read == 16)
        #expect(result.report.accepted == 14)
        #expect(result.report.rejected.isEmpty)
        #expect(result.accepted.count == 14)
        #expect(result.report.remarks.contains("opening hours: 7 of 8 texts became a schedule"))
        #expect(result.accepted.prefix(3).map(\.id.text) == ["rjps-11", "rjps-12", "rjps-13"])
        #expect(Set(result.accepted.map(\.sourceID)) == ["rjps", "mir-org-pl"])
    }

    @Test("a city's centre: contacts, hours as text, area and point")
    func city() throws {
        let result = try read("register.csv")
        let tarnow = try result.institution("rjps-11")
        #expect(tarnow.type == .cus)
        #expect(tarnow.name == "Centrum Usług Społecznych w Tarnowie")
        #expect(tarnow.area == [ServedArea(code: try TERYTCode("126301"), basis: .statutory)])
        #expect(tarnow.phones.map(\.number) == ["+48146000001", "+48146000002"])
        #expect(tarnow.website == "https://www.cus.example.pl")
        #expect(tarnow.emails == ["cus@example.pl"])
        #expect(tarnow.recordDate?.text == "2026-03-06")
        #expect(tarnow.seat?.address.oneLine == "ul. Wzorcowa 14, 33-100 Tarnów")
        #expect(tarnow.seat?.point?.precision == .locality)
        #expect(tarnow.seat?.hours?.schedule == nil)
        #expect(tarnow.seat?.hours?.text.hasPrefix("Godziny pracy CUS:\nponiedziałek - piątek : 7:30 - 15:30\n\nGodziny") == true)
        // It does the powiat's tasks too.
        let taxonomy = try DirectoryFixtures.reference().taxonomy
        #expect(tarnow.allServices(taxonomy).contains { $0.termID == "piecza-zastepcza" && $0.isStatutory })
    }

    @Test("one code on the offices of a town and of the gmina around it")
    func grybow() throws {
        let result = try read("register.csv")
        #expect(try result.institution("rjps-12").area.map(\.code.stem) == ["121004"])
        #expect(try result.institution("rjps-13").area.map(\.code.stem) == ["121001"])
        // The rural gmina's office stands in the town.
        #expect(try result.institution("rjps-12").seat?.gmina?.stem == "121001")
        #expect(result.remarks(10).contains { $0.contains("the code 1210041") && $0.contains("121001 Grybów") })
        #expect(try result.institution("rjps-13").seat?.hours?.schedule?.encoded == "1 420-1020;2 420-900;3 420-900")
    }

    @Test("rural gminas under a city, and gminas of one name")
    func kinds() throws {
        let result = try read("register.csv")
        let tarnow = try result.institution("rjps-14")
        #expect(tarnow.area.map(\.code.stem) == ["121609"])
        #expect(tarnow.seat?.gmina?.stem == "126301")
        #expect(tarnow.seat?.point?.precision == .locality)
        #expect(try result.institution("rjps-15").area.map(\.code.stem) == ["121301"])
        let rural = try result.institution("rjps-16")
        #expect(rural.area.map(\.code.stem) == ["121306"])
        #expect(rural.seat?.gmina?.stem == "121306")
        #expect(rural.seat?.point?.precision == .gminaCentre)
        let krakow = try result.institution("rjps-17")
        #expect(krakow.type == .ops)
        #expect(krakow.seat?.address.locality == "Kraków")
        #expect(krakow.seat?.point?.precision == .district)
    }

    @Test("points that lie elsewhere are replaced, those that cannot be checked left out")
    func points() throws {
        let result = try read("register.csv")
        let boleslaw = try result.institution("rjps-18")
        #expect(boleslaw.area.map(\.code.stem) == ["120401"])
        let point = try #require(boleslaw.seat?.point)
        #expect(point.precision == .gminaCentre)
        #expect(try DirectoryFixtures.reference().geography.gmina(at: .init(point.longitude, point.latitude))?.stem == "120401")
        #expect(result.report.remarks.contains { $0.contains("91 km outside gmina Bolesław") })
        #expect(try result.institution("rjps-19").seat?.point == nil)
        #expect(result.report.remarks.contains { $0.contains("the border of gmina Szczawa is not known") })
    }

    @Test("PCPR: the powiat around the city, tasks in the field of hours")
    func familyCentres() throws {
        let result = try read("register.csv")
        let krakow = try result.institution("rjps-22")
        #expect(krakow.type == .pcpr)
        #expect(krakow.area == [ServedArea(code: try TERYTCode("1206"), basis: .statutory)])
        #expect(krakow.seat?.gmina?.stem == "126101")
        #expect(krakow.seat?.hours == nil)
        #expect(krakow.services.map(\.termID) == ["interwencja-kryzysowa", "pomoc-prawna"])
        #expect(krakow.seat?.address.streetLine == "al. Wzorowa 20")
        #expect(try result.institution("rjps-23").area.map(\.code.stem) == ["1210"])
    }

    @Test("rows that the list calls unverified: own ids, a caveat, and no second office of a gmina")
    func unverified() throws {
        let result = try read("register.csv")
        let moszczenica = try result.institution("ops-120507")
        #expect(moszczenica.note == "Dane kontaktowe wymagają weryfikacji (źródło: mir.org.pl).")
        #expect(moszczenica.recordDate == nil)
        #expect(moszczenica.phones.isEmpty)
        #expect(moszczenica.seat?.address.streetLine == "Moszczenica 618")
        #expect(result.report.remarks.contains { $0.contains("“18 354-xx-xx”") })
        let jablonka = try #require(result.report.remarks.first { $0.contains("gmina Jabłonka has its office") })
        #expect(jablonka.contains("rjps-21") && jablonka.contains("another telephone: 18 600 00 08"))
        let trabki = try #require(result.report.remarks.first { $0.contains("“Trąbki” is no gmina") })
        #expect(trabki.contains("rjps-20"))
        #expect(!result.accepted.contains { $0.name.contains("Trąbki") })
    }

    // MARK: The list of a województwo

    @Test("the other layout: ids by gmina, types by name, streets taken apart")
    func regional() throws {
        let result = try read("regional.csv")
        #expect(result.accepted.map(\.id.text) == [
            "ops-240101", "ops-240107", "ops-240203", "ops-240209", "cus-240307", "ops-240402", "ops-246601", "ops-241603", "ops-241608",
        ])
        #expect(Set(result.accepted.map(\.sourceID)) == ["pomoc-spoleczna-slaskie"])
        #expect(result.accepted.allSatisfy { $0.seat?.point?.precision == .gminaCentre })
        #expect(result.accepted.map { $0.seat?.address.streetLine ?? "" } == [
            "ul. 11 Listopada 1", "ul. Wzorcowa 16", "ul. Lipowa", "Rynek 1", "ul. Długa 29", "pl. Zielony 31", "ul. Górna 9", "Irządze 127a", "",
        ])
        #expect(try result.institution("ops-240107").phones.map(\.text) == ["32 600 00 02 (do 07)"])
        #expect(result.remarks(6).count == 2)
        #expect(try result.institution("cus-240307").emails.isEmpty)
        #expect(try result.institution("cus-240307").phones == [Phone(text: "18 575-222 -40", number: nil)])
    }

    // MARK: What is refused

    @Test(
        "bad rows are refused with their line",
        arguments: [
            ("CUS,13.0", "CUS,12.0", 10, "stands in line 9 already"), ("CUS,12.0", "CUS,abc", 9, "not one of the register"),
            ("CUS,12.0", "DPS,12.0", 9, "does not belong"), ("CUS,12.0", "XYZ,12.0", 9, "is not known"), ("Gminne Centrum Usług Społecznych w Grybowie", "", 9, "name is empty"),
            ("49.6246,20.9431,miejscowosc,źródło: RJPS eksport 06.03.2026\r\nCUS,13", "x,20.9431,miejscowosc,źródło: RJPS\r\nCUS,13", 9, "not a point in Poland"),
            ("49.6246,20.9431,miejscowosc,źródło: RJPS eksport 06.03.2026\r\nCUS,13", "20.9431,49.6246,miejscowosc,źródło: RJPS\r\nCUS,13", 9, "not a point in Poland"),
            ("49.6246,20.9431,miejscowosc,źródło: RJPS eksport 06.03.2026\r\nCUS,13", "49.6246,20.9431,gdzieś,źródło: RJPS\r\nCUS,13", 9, "precision “gdzieś”"),
            ("49.6246,20.9431,miejscowosc,źródło: RJPS eksport 06.03.2026\r\nCUS,13", "49.6246,20.9431,miejscowosc,z internetu\r\nCUS,13", 9, "origin “z internetu”"),
            ("nowosądecki,Grybów,Gminne", "nowosądecki,Niegowić,Gminne", 9, "nearest names"),
        ])
    func bad(old: String, new: String, line: Int, reason: String) throws {
        expectRefusal(line: line, reason) { try read("register.csv", replacing: old, with: new) }
        let kept = try read("register.csv", replacing: old, with: new, partial: true)
        #expect(kept.report.rejected.map(\.line) == [line])
        #expect(kept.accepted.count == 13)
    }

    @Test("two offices of one gmina, both of the register, are kept and reported")
    func secondOffice() throws {
        let result = try read("register.csv", replacing: "nowosądecki,Grybów,Miejskie Centrum Usług Społecznych w  Grybowie", with: "nowosądecki,Grybów,Gminny Ośrodek Wsparcia w Grybowie")
        #expect(result.accepted.count == 14)
        #expect(result.remarks(10).contains { $0.contains("another office of this kind in line 9") })
        expectRefusal(line: 3, "stands in line 2 already") {
            try read("regional.csv", replacing: "będziński,Siewierz,Ośrodek", with: "będziński,Będzin,Ośrodek")
        }
    }

    @Test("a row without its origin gets the source of the caller")
    func source() throws {
        let text = try IntakeFixtures.text("directory/regional.csv").replacing("śląskie,będziński,Będzin", with: "małopolskie,bocheński,Drwinia")
        let rows = Data((text.split(separator: "\n").prefix(2).joined(separator: "\n") + "\n").utf8)
        let reference = try DirectoryFixtures.reference()
        expectRefusal(line: 2, "where it is from") { try WelfareRegisterReader(reference: reference).read(rows, file: "r.csv") }
        let result = try WelfareRegisterReader(reference: reference, sourceID: "wzor", recordDate: Period(year: 2025)).read(rows, file: "r.csv")
        #expect(result.accepted.map(\.sourceID) == ["wzor"])
        #expect(result.accepted.map(\.recordDate?.text) == ["2025"])
    }

    @Test("the same bytes give the same values; other encodings and delimiters do too", arguments: ["register.csv", "regional.csv"])
    func stable(name: String) throws {
        let first = try read(name)
        #expect(try read(name).accepted == first.accepted)
        #expect(try read(name).report == first.report)
        let text = try IntakeFixtures.text("directory/\(name)").replacing("\u{FEFF}", with: "")
        for data in [Data(text.utf8), text.data(using: .utf16) ?? Data(), Data([0xFF, 0xFE]) + (text.data(using: .utf16LittleEndian) ?? Data())] {
            let again = try WelfareRegisterReader(reference: DirectoryFixtures.reference()).read(data, file: name)
            #expect(again.accepted == first.accepted)
        }
    }
}
