// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import Intake
import Testing

@Suite("The template's tables")
struct DirectoryTableReaderTests {
    private static let institutions = """
        id,type,name,area,gmina,longitude,latitude,precision,phones,emails,website,hours,source,parent
        pup-wzor,PUP,Urząd Pracy,1263 | 1216:agreement,126301,20.9858,50.0121,locality,14 600 00 01,a@example.pl,example.pl,7.30-15.30,wzor,
        noc-wzor,NOCLEGOWNIA,Noclegownia,1263,126301,,,,,,,20-8,wzor,pup-wzor
        """
    private static let services = """
        institution,service,name,description,targets,eligibility,cost,capacity,free_places,free_places_on
        pup-wzor,staze,,,bezrobotni-do-30 | bezrobotni-50-plus,,,,,
        noc-wzor,noclegownia,,,bezdomni,,bezpłatnie,20,5,2026-03-01
        """
    private static let locations = """
        institution,name,street,locality,gmina,phones,hours
        pup-wzor,Filia,ul. Rynkowa,Wojnicz,121613,14 600 00 02,8-12
        """

    private func read(
        _ institutions: String? = institutions, services: String? = nil, locations: String? = nil, existing: [Institution] = [], partial: Bool = false
    ) throws -> DirectoryTableReader.Contents {
        try DirectoryTableReader(reference: DirectoryFixtures.reference()).read(
            institutions: institutions.map { DirectoryFixtures.table($0, file: "institutions.csv") },
            services: services.map { DirectoryFixtures.table($0, file: "services.csv") },
            locations: locations.map { DirectoryFixtures.table($0, file: "locations.csv") }, existing: existing, partial: partial)
    }

    @Test("three tables make institutions with services and places")
    func good() throws {
        let contents = try read(services: Self.services, locations: Self.locations)
        #expect(contents.reports.map(\.file) == ["institutions.csv", "services.csv", "locations.csv"])
        #expect(contents.reports.map(\.accepted) == [2, 2, 1])
        let pup = contents.institutions[0]
        #expect(pup.area == [ServedArea(code: try TERYTCode("1263"), basis: .statutory), ServedArea(code: try TERYTCode("1216"), basis: .agreement)])
        #expect(pup.website == "https://example.pl")
        #expect(pup.seat?.hours?.schedule?.encoded.hasPrefix("1 450-930") == true)
        #expect(pup.locations.count == 2)
        #expect(pup.locations.last?.name == "Filia")
        #expect(pup.locations.last?.hours?.schedule != nil)
        #expect(pup.services.map(\.targetIDs) == [["bezrobotni-do-30", "bezrobotni-50-plus"]])
        let shelter = contents.institutions[1]
        #expect(shelter.area.first?.basis == .declared)
        #expect(shelter.parentID == pup.id)
        // Nobody can say the days of a shelter's hours.
        #expect(shelter.seat?.hours == OpeningHours(text: "20-8", schedule: nil))
        #expect(shelter.services.first?.freePlaces == 5)
        #expect(shelter.services.first?.freePlacesOn?.text == "2026-03-01")
    }

    @Test("Polish headers, any order, semicolons, decimal commas, Polish dates, Windows-1250")
    func polish() throws {
        let text = """
            Źródło;Nazwa;Typ;Identyfikator;Długość geograficzna;Szerokość geograficzna;Dokładność;TERYT gminy;Obszar;Stan na;Telefon;;
            wzor;Ośrodek w Łapanowie;gops;ops-wzor;20,2922;49,8654;miejscowosc;1201052;120105:porozumienie;06.03.2026;146850001;;
            ;;;;;;;;;;;;
            """
        for data in [Data(text.utf8), windows1250(text)] {
            let contents = try DirectoryTableReader(reference: DirectoryFixtures.reference()).read(institutions: InputTable(file: "w.csv", data: data))
            let institution = try #require(contents.institutions.first)
            #expect(contents.institutions.count == 1)
            #expect(institution.name == "Ośrodek w Łapanowie")
            #expect(institution.type == .ops)
            #expect(institution.area.first?.basis == .agreement)
            #expect(institution.recordDate?.text == "2026-03-06")
            #expect(institution.seat?.point?.precision == .locality)
            #expect(institution.seat?.point?.longitude == 20.2922)
            #expect(contents.reports[0].remarks.contains("fields are parted by semicolons: read as such"))
        }
    }

    @Test(
        "bad rows of institutions",
        arguments: [
            ("noc-wzor,NOCL", "pup-wzor,NOCL", 3, "stands in line 2 already"), ("noc-wzor,NOCL", "Noc!,NOCL", 3, "not an institution id"),
            ("NOCLEGOWNIA,Nocl", "HOTEL,Nocl", 3, "type “HOTEL”"), (",Noclegownia,", ",,", 3, "name is empty"), (",Noclegownia,", ",=SUMA(A1),", 3, "formula"),
            (",1263,126301,,", ",1270,126301,,", 3, "1270 is not a current unit"), (",1263,126301,,", ",1263:umowny,126301,,", 3, "basis “umowny”"),
            (",1263,126301,,", ",1263 | 1263,126301,,", 3, "stands twice"), (",1263,126301,,", ",1263,1263,,", 3, "expected the 6 or 7 digits"),
            (",1263,126301,,", ",1263,126302,,", 3, "126301 Tarnów"), (",1263,126301,,", ",1263,abc,,", 3, "not a TERC code"),
            (",1263,126301,,,", ",1263,126301,20.98,,", 3, "latitude is “”"), ("20.9858,50.0121,locality", "50.0121,20.9858,locality", 2, "swapped"),
            ("20.9858,50.0121,locality", "20.9858,50.0121,dokładnie", 2, "precision “dokładnie”"), ("20.9858,50.0121,locality", "20.9858,50.0121,", 2, "precision “”"),
            ("20.9858,50.0121,locality", ",,locality", 2, "precision without a point"), ("20.9858,50.0121,locality", "2.9858,50.0121,locality", 2, "not in Poland"),
            ("a@example.pl", "a@example", 2, "not an e-mail address"), (",example.pl,", ",example,", 2, "not the address of a page"),
            ("20-8,wzor,", "20-8,,", 3, "source is empty"), ("20-8,wzor,", "20-8,inne,", 3, "source “inne” is not known"), ("wzor,pup-wzor", "wzor,brak-wzor", 3, "parent “brak-wzor”"),
            ("wzor,pup-wzor", "wzor,noc-wzor", 3, "circle: noc-wzor → noc-wzor"),
        ])
    func badInstitutions(old: String, new: String, line: Int, reason: String) throws {
        try #require(Self.institutions.contains(old))
        let text = Self.institutions.replacing(old, with: new)
        expectRefusal(line: line, reason) { try read(text) }
        #expect(try read(text, partial: true).institutions.count <= 1)
    }

    @Test("a circle of parents takes all its members out, and a parent that was rejected its children")
    func parents() throws {
        let text = "id,type,name,source,parent\naa,INNE,A,wzor,cc\nbb,INNE,B,wzor,aa\ncc,INNE,C,wzor,bb\ndd,INNE,D,wzor,aa\nee,INNE,E,wzor,\n"
        #expect(rejected { try read(text) }.map(\.line) == [2, 3, 4])
        #expect(try read(text, partial: true).institutions.map(\.id.text) == ["ee"])
        let orphan = "id,type,name,source,parent\naa,INNE,A,inne,\nbb,INNE,B,wzor,aa\ncc,INNE,C,wzor,bb\n"
        #expect(rejected { try read(orphan) }.map(\.line) == [2])
        let kept = try read(orphan, partial: true)
        #expect(kept.institutions.isEmpty)
        #expect(kept.reports[0].rejected.map(\.line) == [2, 3, 4])
        #expect(kept.reports[0].rejected.last?.reason == "the parent “bb” was rejected")
    }

    @Test(
        "bad headers",
        arguments: [
            ("type,", "", "“type” is missing"), ("website", "strony", "“strony” is not known"), ("website", "nazwa", "name stands twice"), ("id,type", "x,type", "“id” is missing"),
        ])
    func badHeaders(old: String, new: String, reason: String) { expectRefusal(line: 1, reason) { try read(Self.institutions.replacing(old, with: new)) } }

    @Test(
        "bad rows of services",
        arguments: [
            ("noc-wzor,noclegownia", "nie-ma,noclegownia", "nie-ma is not in the table"), ("noclegownia,,,", "nocleg,,,", "not a service of the taxonomy"),
            ("noclegownia,,,", "noclegowni,,,", "did you mean noclegownia?"), ("noclegownia,,,", "bezdomni,,,", "is a target of the taxonomy, not a service"),
            (",bezdomni,", ",bezdomn,", "not a target"), ("20,5,", "dwa,5,", "capacity is “dwa”"), ("20,5,", "4,5,", "more than the capacity"), ("5,2026-03-01", "5,", "belong together"),
            ("5,2026-03-01", ",2026-03-01", "belong together"), ("5,2026-03-01", "5,2026-02-30", "not a day"), ("20,5,", "-1,5,", "capacity is “-1”"),
        ])
    func badServices(old: String, new: String, reason: String) throws {
        try #require(Self.services.contains(old))
        expectRefusal(line: 3, reason) { try read(services: Self.services.replacing(old, with: new)) }
    }

    @Test("a service stands once unless it has another name")
    func serviceTwice() throws {
        let again = Self.services + "\nnoc-wzor,noclegownia,,,,,,,,\n"
        expectRefusal(line: 4, "stands in line 3 already") { try read(services: again) }
        let named = Self.services + "\nnoc-wzor,noclegownia,Łóżka dla kobiet,,,,,,,\n"
        #expect(try read(services: named).institutions[1].services.count == 2)
    }

    @Test("bad places", arguments: [("Wojnicz", "", "locality is empty"), ("pup-wzor", "nie-ma", "nie-ma is not in the table"), ("121613", "999999", "not a TERC code")])
    func badLocations(old: String, new: String, reason: String) { expectRefusal(line: 2, reason) { try read(locations: Self.locations.replacing(old, with: new)) } }

    @Test("remarks on what is taken but doubtful")
    func remarks() throws {
        let text = Self.institutions.replacing("14 600 00 01", with: "14 600").replacing("20.9858,50.0121", with: "19.9449,50.0616")
        let contents = try read(text)
        #expect(contents.institutions[0].phones == [Phone(text: "14 600", number: nil)])
        #expect(contents.reports[0].remarks.contains { $0.hasPrefix("line 2: the point lies 68 km outside Tarnów") })
        #expect(contents.reports[0].remarks.contains { $0.contains("“14 600” is not a Polish telephone number") })
    }

    @Test("tables may add to existing institutions, and adding twice changes nothing")
    func existing() throws {
        let first = try read(services: Self.services, locations: Self.locations).institutions
        let more = "institution,service,name,cost\npup-wzor,staze,,200 zł\npup-wzor,szkolenia,,\n"
        let once = try read(nil, services: more, locations: Self.locations, existing: first).institutions
        #expect(once.map(\.id.text) == ["pup-wzor"])
        #expect(once[0].services.map(\.termID) == ["staze", "szkolenia"])
        #expect(once[0].services[0].cost == "200 zł")
        #expect(once[0].locations == first[0].locations)
        let twice = try read(nil, services: more, locations: Self.locations, existing: once).institutions
        #expect(twice == once)
        // A row of the table itself goes before the existing entry.
        #expect(try read(existing: once).institutions.map(\.services.count) == [0, 0])
    }

    @Test("the same tables give the same values")
    func stable() throws {
        let a = try read(services: Self.services, locations: Self.locations)
        let b = try read(services: Self.services, locations: Self.locations)
        #expect(a.institutions == b.institutions)
        #expect(a.reports == b.reports)
    }
}
