// SPDX-License-Identifier: Apache-2.0

import Atlas
@testable import Intake
import Testing
import TileGeometry

@Suite("Where units lie")
struct UnitGeographyTests {
    private let geography: UnitGeography

    init() throws { geography = try DirectoryFixtures.reference().geography }

    @Test("points and the gminas around them")
    func gminas() throws {
        #expect(geography.gmina(at: Point(20.9858, 50.0121))?.stem == "126301")
        #expect(geography.gmina(at: Point(19.9449, 50.0616))?.stem == "126101")
        #expect(geography.gmina(at: Point(10, 50)) == nil)
        for code in ["120902", "126101", "246101", "121609"] {
            let code = try TERYTCode(code)
            let inside = try #require(geography.innerPoint(of: code))
            #expect(geography.gmina(at: inside) == code)
            #expect(geography.distanceKilometers(from: inside, to: code) == 0)
            let powiat = try #require(code.parent)
            #expect(geography.distanceKilometers(from: inside, to: powiat) == 0)
        }
    }

    @Test("distances along the ground")
    func distances() throws {
        // A square of 0.1° on the 50th parallel: 7.15 km by 11.12 km.
        let square = [Point(20, 50), Point(20.1, 50), Point(20.1, 50.1), Point(20, 50.1), Point(20, 50)]
        let code = try TERYTCode("120101")
        let geography = UnitGeography(polygons: [code: [[square]]])
        #expect(geography.distanceKilometers(from: Point(20.05, 50.05), to: code) == 0)
        let east = try #require(geography.distanceKilometers(from: Point(20.2, 50.05), to: code))
        #expect(abs(east - 7.14) < 0.02)
        let north = try #require(geography.distanceKilometers(from: Point(20.05, 50.2), to: code))
        #expect(abs(north - 11.12) < 0.02)
        #expect(geography.gmina(at: Point(20.05, 50.05)) == code)
        #expect(geography.gmina(at: Point(20.15, 50.05)) == nil)
        #expect(geography.knows(code))
    }

    @Test("a hole does not belong to the unit")
    func hole() throws {
        let outer = [Point(20, 50), Point(20.3, 50), Point(20.3, 50.3), Point(20, 50.3), Point(20, 50)]
        let inner = [Point(20.1, 50.1), Point(20.1, 50.2), Point(20.2, 50.2), Point(20.2, 50.1), Point(20.1, 50.1)]
        let code = try TERYTCode("120102")
        let geography = UnitGeography(polygons: [code: [[outer, inner]]])
        #expect(geography.gmina(at: Point(20.15, 50.15)) == nil)
        #expect(try #require(geography.distanceKilometers(from: Point(20.15, 50.15), to: code)) > 3)
    }

    @Test("without borders nothing is known")
    func unknown() throws {
        let code = try TERYTCode("120101")
        #expect(!UnitGeography.unknown.knows(code))
        #expect(UnitGeography.unknown.innerPoint(of: code) == nil)
        #expect(UnitGeography.unknown.gmina(at: Point(20, 50)) == nil)
        #expect(UnitGeography.unknown.distanceKilometers(from: Point(20, 50), to: code) == nil)
        // Szczawa is younger than the borders.
        #expect(try !geography.knows(TERYTCode("120713")))
    }
}

@Suite("Finding the gmina of a row")
struct GminaFinderTests {
    private let finder: GminaFinder
    private let geography: UnitGeography

    init() throws {
        finder = GminaFinder(try DirectoryFixtures.reference().territory)
        geography = try DirectoryFixtures.reference().geography
    }

    private func find(
        _ powiat: String, _ gmina: String, _ institution: String = "", code: String = "", hints: [String] = [], region: String = "małopolskie"
    ) throws -> GminaFinder.Finding {
        try finder.find(GminaClaim(wojewodztwo: region, powiat: powiat, gmina: gmina, code: code, institution: institution, hints: hints))
    }

    @Test(
        "names that need no mending",
        arguments: [
            ("bocheński", "Lipnica Murowana", "120104"), ("krakowski", "Jerzmanowice-Przeginia", "120604"), ("Kraków", "Kraków", "126101"),
            ("Nowy Sącz", "Nowy Sącz", "126201"), ("BOCHEŃSKI", "lipnica murowana", "120104"), ("oswiecimski", "Kety", "121304"),
            ("Kraków", "Kraków-Podgórze", "126101"), ("powiat myślenicki ", " Myślenice", "120903"),
        ])
    func plain(powiat: String, gmina: String, code: String) throws {
        let found = try find(powiat, gmina)
        #expect(found.gmina.code.stem == code)
        #expect(found.remarks.isEmpty)
    }

    @Test(
        "names that are mended, and said to be",
        arguments: [
            ("śląskie", "bielski", "Buczkowice Gmina Buczkowice-", "240203", ""), ("śląskie", "zawierciański", "Szczekociny Miejsko", "241608", ""),
            ("małopolskie", "nowatorski", "Jabłonka", "121105", "powiat nowotarski"), ("małopolskie", "myslenicki", "Dobroczyce", "120901", "gmina Dobczyce"),
            ("małopolskie", "krakowski", "Jerzmanowice", "120604", "gmina Jerzmanowice-Przeginia"), ("małopolskie", "krakowski", "Kraków", "126101", "lies in Kraków"),
            ("śląskie", "bielski", "Bielsko-Biała", "246101", "lies in Bielsko-Biała"), ("małopolskie", "dąbrowski", "Kocmyrzów-Luborzyca", "120605", "powiat krakowski"),
            ("malopolskie", "wielicki", "Gdów", "121902", ""), ("małopolskie", "gdziekolwiek", "Lipnica Murowana", "120104", "is not known"),
        ])
    func mended(region: String, powiat: String, gmina: String, code: String, remark: String) throws {
        let found = try find(powiat, gmina, region: region)
        #expect(found.gmina.code.stem == code)
        #expect(remark.isEmpty ? found.remarks.isEmpty : found.remarks.contains { $0.contains(remark) }, "\(found.remarks)")
    }

    @Test(
        "a town and the gmina around it share their name",
        arguments: [
            ("nowosądecki", "Grybów", "Gminne Centrum Usług Społecznych w Grybowie", "1210041", "121004"),
            ("nowosądecki", "Grybów", "Miejskie Centrum Usług Społecznych w Grybowie", "1210041", "121001"),
            ("limanowski", "Limanowa", "GOPS", "1207011", "120707"), ("nowotarski", "Gmina Nowy Targ", "Ośrodek Pomocy Społecznej", "", "121109"),
            ("oświęcimski", "Oświęcim", "Ośrodek Pomocy Społecznej w Oświęcimiu", "1213011", "121301"),
            ("oświęcimski", "Oświęcim", "Ośrodek Pomocy Społecznej Gminy Oświęcim", "1213011", "121306"),
            ("Tarnów", "Tarnów", "Gminny Ośrodek Pomocy Społecznej w Tarnowie", "1263011", "121609"),
        ])
    func kinds(powiat: String, gmina: String, institution: String, code: String, expected: String) throws {
        let found = try find(powiat, gmina, institution, code: code)
        #expect(found.gmina.code.stem == expected)
        let isContradicted = !code.isEmpty && String(code.prefix(6)) != expected
        #expect(found.remarks.contains { $0.hasPrefix("the code \(code)") } == isContradicted, "\(found.remarks)")
    }

    @Test("an abbreviation or a mail address decides when nothing else does, and is named")
    func hints() throws {
        let found = try find("gorlicki", "Gorlice", "Ośrodek Pomocy Społecznej", hints: ["sekretariat@gops.example.pl", "OPS"])
        #expect(found.gmina.code.stem == "120504")
        #expect(found.remarks.contains { $0.contains("gops.example.pl") })
        #expect { try find("gorlicki", "Gorlice", "Ośrodek Pomocy Społecznej") } throws: { ($0 as? RowFault)?.reason.contains("120501 (town), 120504 (gmina)") == true }
    }

    @Test(
        "what is no gmina is refused with the nearest names",
        arguments: [
            ("bocheński", "Niegowić", "1201062", "nearest names are"), ("wielicki", "Trąbki", "1219062", "no current unit"), ("bocheński", "", "", "empty"),
            ("nieznany", "Niegdzie", "", "not a powiat either"),
        ])
    func unmatched(powiat: String, gmina: String, code: String, reason: String) {
        #expect { try find(powiat, gmina, code: code) } throws: { ($0 as? RowFault)?.reason.contains(reason) == true }
        #expect { try find(powiat, gmina, region: "Prusy") } throws: { ($0 as? RowFault)?.reason.contains("not a województwo") == true }
    }

    @Test("an outdated kind digit is no contradiction")
    func kindDigit() throws {
        #expect(try find("tarnowski", "Wojnicz", code: "1216132").remarks.isEmpty)
        #expect(try find("tarnowski", "Wojnicz", code: "1216142").remarks.count == 1)
    }

    @Test(
        "offices of rural gminas stand in towns",
        arguments: [
            ("gorlicki", "Gorlice", "GOPS", "Gorlice", "120501"), ("tarnowski", "Tarnów", "GOPS", "Tarnów", "126301"), ("oświęcimski", "Oświęcim", "GOPS", "Grojec", "121306"),
            ("krakowski", "Kocmyrzów-Luborzyca", "GOPS", "Luborzyca", "120605"), ("krakowski", "Skawina", "MGOPS", "Skawina", "120611"),
        ])
    func seats(powiat: String, gmina: String, institution: String, locality: String, expected: String) throws {
        #expect(finder.seat(of: try find(powiat, gmina, institution).gmina, locality: locality).code.stem == expected)
    }

    @Test(
        "powiats with their offices in a city",
        arguments: [
            ("1261", "1206"), ("1262", "1210"), ("1263", "1216"), ("2461", "2402"), ("2464", "2404"), ("0663", "0609"), ("3064", "3021"), ("3262", "nil"),
        ])
    func cities(city: String, powiat: String) throws {
        let unit = try #require(finder.unit(TERYTCode(city)))
        #expect(finder.powiatSeated(in: unit, geography: geography)?.code.stem ?? "nil" == powiat, "\(unit.name)")
    }
}
