// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import Intake
import OpenReferral
import Testing

@Suite("HSDS feeds of others")
struct HSDSReaderTests {
    private static let id = "1A2B3C4D-0000-4000-8000-0123456789AB"

    private func read(_ json: String, source: String? = "wzor", existing: [Institution] = [], partial: Bool = false) throws -> IntakeResult<Institution> {
        try HSDSReader(reference: DirectoryFixtures.reference(), sourceID: source, existing: existing).read(json: Data(json.utf8), file: "feed.json", partial: partial)
    }

    private let feed = """
        [
          {"id": "1A2B3C4D-0000-4000-8000-0123456789AB", "name": "Fundacja  Dach", "description": "Pomaga ludziom bez domu.",
           "email": "biuro@example.org", "website": "www.dach.example.org", "tax_id": "123", "year_incorporated": 1999,
           "metadata": [{"id": "1a2b3c4d-0000-4000-8000-000000000001", "last_action_date": "2025-11-03", "last_action_type": "update",
             "field_name": "name", "previous_value": "", "replacement_value": "Dach", "updated_by": "x"}],
           "phones": [{"id": "1a2b3c4d-0000-4000-8000-000000000002", "number": "+48 14 688 21 80", "extension": "12"}],
           "contacts": [{"id": "1a2b3c4d-0000-4000-8000-000000000003", "name": "Jan Wzór", "title": "Koordynatorka projektu", "email": "jan@example.org"},
                        {"id": "1a2b3c4d-0000-4000-8000-000000000004", "name": "Ewa Wzór", "title": "prezeska"}],
           "locations": [
             {"id": "1a2b3c4d-0000-4000-8000-000000000005", "location_type": "physical", "latitude": "50.0121", "longitude": 20.9858,
              "accessibility": [{"id": "1a2b3c4d-0000-4000-8000-000000000006", "description": "winda"}],
              "addresses": [{"id": "1a2b3c4d-0000-4000-8000-000000000007", "address_1": "ul. Długa 5", "city": "Tarnów", "state_province": "małopolskie",
                "postal_code": "33100", "country": "PL", "address_type": "physical"}],
              "schedules": [
                {"id": "1a2b3c4d-0000-4000-8000-000000000008", "freq": "WEEKLY", "byday": "MO,TU", "opens_at": "08:00:00", "closes_at": "16:00:00"},
                {"id": "1a2b3c4d-0000-4000-8000-000000000009", "freq": "WEEKLY", "byday": "FR", "opens_at": "08:00", "closes_at": "12:00"}]},
             {"id": "1a2b3c4d-0000-4000-8000-00000000000a", "location_type": "virtual", "url": "https://example.org"}],
           "services": [
             {"id": "1a2b3c4d-0000-4000-8000-00000000000b", "name": "Noclegownia", "status": "active", "fees": "bez opłat", "minimum_age": 18,
              "required_documents": [{"id": "1a2b3c4d-0000-4000-8000-00000000000c", "document": "dowód osobisty"}],
              "service_areas": [{"id": "1a2b3c4d-0000-4000-8000-00000000000d", "name": "Tarnów i okolice"},
                {"id": "1a2b3c4d-0000-4000-8000-00000000000e", "extent": "1216", "extent_type": "text"}],
              "attributes": [{"id": "1a2b3c4d-0000-4000-8000-00000000000f",
                "taxonomy_term": {"id": "1a2b3c4d-0000-4000-8000-000000000010", "name": "b", "description": "b", "code": "bezdomni"}}]},
             {"id": "1a2b3c4d-0000-4000-8000-000000000011", "name": "Wypożyczalnia rowerów", "status": "active",
              "schedules": [{"id": "1a2b3c4d-0000-4000-8000-000000000012", "freq": "MONTHLY", "byday": "2MO", "opens_at": "10:00Z"}]},
             {"id": "1a2b3c4d-0000-4000-8000-000000000013", "name": "Dawna kuchnia", "status": "defunct"}]}
        ]
        """

    @Test("an organization with all that feeds have")
    func organization() throws {
        let result = try read(feed)
        let institution = try #require(result.accepted.first)
        #expect(institution.id.text == Self.id.lowercased())
        #expect(institution.type == .ngo && institution.name == "Fundacja Dach" && institution.sourceID == "wzor")
        #expect(institution.recordDate?.text == "2025-11-03")
        #expect(institution.website == "https://www.dach.example.org")
        #expect(institution.emails == ["biuro@example.org"])
        #expect(institution.coordinator?.name == "Jan Wzór" && institution.coordinator?.email == "jan@example.org")
        let seat = try #require(institution.seat)
        #expect(institution.locations.count == 1)
        #expect(seat.address == PostalAddress(street: "ul. Długa", building: "5", postalCode: "33-100", locality: "Tarnów"))
        #expect(seat.gmina?.stem == "126301" && seat.point?.precision == .address)
        #expect(seat.phones.map(\.text) == ["14 688 21 80 wew. 12"])
        #expect(seat.hours?.text == "pn, wt 08:00–16:00\npt 08:00–12:00")
        #expect(seat.hours?.schedule?.encoded == "1 480-960;2 480-960;5 480-720")
        #expect(institution.area.map(\.code.stem) == ["1216"] && institution.area.first?.basis == .declared && institution.areaNote == "Tarnów i okolice")
        #expect(institution.services.map(\.termID) == ["noclegownia", "pomoc-organizacji"])
        #expect(institution.services.map(\.name) == ["Noclegownia", "Wypożyczalnia rowerów"])
        #expect(institution.services[0].targetIDs == ["bezdomni"])
        #expect(institution.services[0].eligibility == "wiek od 18; dokumenty: dowód osobisty")
        #expect(institution.services[0].cost == "bez opłat")
        #expect(institution.services[1].description == "Godziny: co miesiąc 2MO 10:00Z")
        let remarks = result.report.remarks.joined(separator: "\n")
        for word in ["Wypożyczalnia rowerów", "defunct", "virtual", "accessibility: 1", "contacts beside the coordinator: 1", "[0]"] { #expect(remarks.contains(word), "\(remarks)") }
    }

    @Test("the type that a name names first", arguments: [
        ("Gminny Ośrodek Pomocy Społecznej w Wzorze", InstitutionType.ops), ("MOPS Wzór", .ops), ("Klub Integracji Społecznej przy OPS", .kis),
        ("Powiatowe Centrum Pomocy Rodzinie", .pcpr), ("Dom Pomocy Społecznej im. Brata Alberta", .dps), ("Grodzki Urząd Pracy", .ngo),
        ("Powiatowy Urząd Pracy", .pup), ("kis kis", .ngo), ("Schronisko dla Bezdomnych Mężczyzn", .schronisko), ("Bank Żywności", .ngo),
    ])
    func types(name: String, type: InstitutionType) throws {
        let result = try read("{\"id\":\"\(Self.id)\",\"name\":\"\(name)\",\"description\":\"x\"}")
        #expect(result.accepted.first?.type == type)
    }

    @Test("institutions and parents that are known")
    func known() throws {
        let institution = Institution(id: try InstitutionID("gops-wzor"), type: .ops, name: "GOPS", sourceID: "wzor")
        let uuid = HSDSIdentifier(institution: "gops-wzor").text.uppercased()
        // Our own entry in its short form would empty the fields that it leaves out.
        let short = "{\"id\":\"\(uuid)\",\"name\":\"GOPS\",\"description\":\"x\"}"
        let refusal = #expect(throws: IntakeRefusal.self) { try read(short, existing: [institution]) }
        #expect(refusal?.errorDescription?.contains("full=true&full_service=true") ?? false)
        // An institution that came from another directory keeps its UUID, and is known by it.
        let foreign = Institution(id: try InstitutionID(Self.id.lowercased()), type: .ngo, name: "B", sourceID: "wzor")
        let again = try read("{\"id\":\"\(Self.id)\",\"name\":\"B\",\"description\":\"x\"}", existing: [foreign])
        #expect(again.accepted.map(\.id) == [foreign.id])
        let term = "{\"id\":\"\(Self.id)\",\"name\":\"praca\",\"description\":\"x\",\"taxonomy_id\":\"\(uuid)\"}"
        #expect(throws: IntakeRefusal.self) { try read(term) }
        // Without the parent's own entry in the file.
        let child = try read("{\"id\":\"\(Self.id)\",\"name\":\"B\",\"description\":\"x\",\"parent_organization_id\":\"\(uuid)\"}", existing: [institution])
        #expect(child.accepted.first?.parentID == institution.id)
        let orphan = try read("{\"id\":\"\(Self.id)\",\"name\":\"B\",\"description\":\"x\",\"parent_organization_id\":\"\(uuid)\"}")
        #expect(orphan.accepted.first?.parentID == nil && orphan.report.remarks.contains { $0.contains("parent organization") })
    }

    @Test("an organization without a source")
    func noSource() throws {
        let json = "{\"id\":\"\(Self.id)\",\"name\":\"B\",\"description\":\"x\"}"
        #expect(rejected { try read(json, source: nil) }.first?.reason.contains("--source") == true)
        #expect(rejected { try read(json, source: "nieznane") }.first?.reason.contains("“nieznane” is not known") == true)
    }

    @Test("a bad organization is named with its line and path, and the others can be kept")
    func partial() throws {
        let json = """
            {"contents": [
              {"id": "\(Self.id)", "name": "A", "description": "x"},
              {"id": "1a2b3c4d-0000-4000-8000-000000000001", "description": "x"},
              {"id": "1a2b3c4d-0000-4000-8000-000000000002", "name": "C", "description": "x", "services": [{"id": "s", "name": "S", "status": "otwarte"}]},
              {"id": "\(Self.id)", "name": "D", "description": "x"},
              7,
              {"id": "kot", "name": "E \\u0000", "description": "x"}
            ], "total_pages": 3, "page_number": 2}
            """
        let rows = rejected { try read(json) }
        #expect(rows.map(\.line) == [3, 4, 5, 6, 7])
        #expect(rows[0].reason == "contents[1].name: this member is missing")
        #expect(rows[1].reason.hasPrefix("contents[2].services[0].status: "))
        #expect(rows[2].reason.contains("stands in contents[0] already"))
        #expect(rows[3].reason == "contents[4]: expected an organization, an object in { }")
        let result = try read(json, partial: true)
        #expect(result.accepted.map(\.name) == ["A"])
        #expect(result.report.read == 6 && result.report.accepted == 1 && result.report.rejected.count == 5)
        #expect(result.report.remarks.contains { $0.contains("page 2 of 3") })
    }

    @Test("parents in a circle")
    func circle() throws {
        let other = "1a2b3c4d-0000-4000-8000-000000000002"
        let json = """
            [{"id":"\(Self.id)","name":"A","description":"x","parent_organization_id":"\(other)"},
             {"id":"\(other)","name":"B","description":"x","parent_organization_id":"\(Self.id)"}]
            """
        #expect(rejected { try read(json) }.count == 2)
    }

    @Test("texts that are no feed end in a sentence", arguments: [
        "", "  \n ", "null", "id,name\n1,2", "<html></html>", "[", "{", "[{\"id\":\"x\"", "[{\"id\":\"x\"}", "[{]}", "[1,]", "[,]", "{\"contents\":{}}", "{\"contents\":5}",
        "{\"a\":1,}", "{a:1}", "[{\"id\":\"x\"} {\"id\":\"y\"}]", "[\"a", "[\"a\\", "{\"id\"}", "[{\"id\": tru}]", "[{\"id\": \"\\ud800\", \"name\":\"a\"}]", "]", "[[[[", "[[]]",
        "{\"id\":1}", "{\"id\":\"x\",\"name\":null}", "{\"id\":\"x\",\"name\":\"\"}", "{}", "{}{}", "{}\n]", "[NaN]", "{\"id\":\"x\",\"name\":\"a\",\"locations\":[{\"id\":\"l\",\"location_type\":\"physical\",\"latitude\":1e999}]}",
        "PK\u{3}\u{4}", "%PDF-1.4", "[\"\u{0}\"]",
    ])
    func malformed(text: String) throws {
        let rows = rejected { try read(text) }
        #expect(!rows.isEmpty)
        for row in rows { #expect(row.reason.count > 20 && row.reason.count < 400, "\(row.reason)") }
    }

    @Test("bytes that are no text")
    func bytes() throws {
        let reader = HSDSReader(reference: try DirectoryFixtures.reference(), sourceID: "wzor")
        let latin = Data("[\n{\"id\":\"x\",\"name\":\"".utf8) + Data([0xB3]) + Data("\"}]".utf8)
        #expect(rejected { try reader.read(json: latin, file: "a") }.map(\.line) == [2])
        #expect(rejected { try reader.read(json: Data([0xFF, 0xFE, 0x5B, 0]), file: "a") }.first?.reason.contains("UTF-16") == true)
        let marked = Data([0xEF, 0xBB, 0xBF]) + Data("{\"id\":\"\(Self.id)\",\"name\":\"B\",\"description\":\"x\"}".utf8)
        #expect(try reader.read(json: marked, file: "a").accepted.count == 1)
        // Cut anywhere, a feed is refused.
        let whole = Data(feed.utf8)
        for length in stride(from: 1, to: whole.count - 1, by: 37) { #expect(!rejected { try reader.read(json: whole.prefix(length), file: "a") }.isEmpty) }
        let deep = Data(String(repeating: "[", count: 100_000).utf8)
        #expect(!rejected { try reader.read(json: deep, file: "a") }.isEmpty)
    }
}
