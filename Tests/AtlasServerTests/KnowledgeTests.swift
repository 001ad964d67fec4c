// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import Hummingbird
import HummingbirdTesting
import Intake
import Testing

@testable import AtlasServer

@Suite struct KnowledgeTests {
    /// The server with the embedded knowledge base.
    static func withKnowledge(_ test: @Sendable @escaping (any TestClientProtocol, AtlasStore) async throws -> Void) async throws {
        try await withServer(
            prepare: { store in
                let reference = KnowledgeReference(
                    units: try await store.currentUnits().map(\.unit), taxonomy: try await store.taxonomy(),
                    institutions: Set(try await store.institutions().map(\.id)), agreements: nil, sources: Set(try await store.sources().map(\.id)))
                let read = try KnowledgeTable.read(
                    KnowledgeTable.files(of: TestData.repository.appending(path: "GeoData/knowledge")), reference: reference)
                // Agreements come with their own tables.
                let known = Set(try await store.agreements().map(\.id))
                var knowledge = read.knowledge
                for place in knowledge.practices.indices { knowledge.practices[place].agreementIDs.removeAll { !known.contains($0) } }
                _ = try await store.importKnowledge(knowledge, sources: read.sources)
            }, test)
    }

    private func withKnowledge(_ test: @Sendable @escaping (any TestClientProtocol, AtlasStore) async throws -> Void) async throws { try await Self.withKnowledge(test) }

    private func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .queryValue) ?? "" }

    @Test(arguments: [
        ("oddłużenie", "program-oddluzenie"), ("oddluzenia", "program-oddluzenie"), ("dłużników alimentacyjnych", "szansa-na-rynku-pracy"),
        ("urzędomaty", "urzedomat"), ("urzedomt", "urzedomat"), ("prac społecznie użytecznych", "prace-spolecznie-uzyteczne"),
        ("schematom", "schematom-stop"), ("Tarnów", "szansa-na-rynku-pracy"), ("kalkulatorem społecznym", "kalkulator-spoleczny"),
        ("debt relief", "program-oddluzenie"),
    ])
    func wordsFindPracticesHoweverTheyAreTyped(query: String, id: String) async throws {
        try await withKnowledge { client, _ in
            let json = try await client.getJSON("/api/v1/practices?q=\(encoded(query))")
            #expect(json["practices"].array.contains { $0["id"].string == id }, "\(query)")
            #expect((json["total"].number ?? 99) < 20, "\(query)")
        }
    }

    @Test func filtersNarrowAndAllIsListed() async throws {
        try await withKnowledge { client, _ in
            let all = try await client.getJSON("/api/v1/practices")
            #expect((all["total"].number ?? 0) >= 30)
            let tools = try await client.getJSON("/api/v1/practices?kind=tool")
            #expect(tools["practices"].array.prefix(9).compactMap { $0["number"].number } == Array(1...9).map(Double.init))
            let debt = try await client.getJSON("/api/v1/practices?problem=zadluzenie&unit=1261")
            #expect(debt["practices"].array.compactMap { $0["id"].string } == ["program-oddluzenie"])
            // Of the whole country is not of each gmina; of a województwo is.
            let kielce = try await client.getJSON("/api/v1/practices?unit=2661")["practices"].array.compactMap { $0["id"].string }
            #expect(kielce == ["prace-spolecznie-uzyteczne"])
            let nothing = try await client.getJSON("/api/v1/practices?q=xyzzy")
            #expect(nothing["total"].number == 0)
        }
    }

    @Test(arguments: [
        "/api/v1/practices?kind=cud", "/api/v1/practices?problem=praca-socjalna", "/api/v1/practices?unit=99", "/wiedza?institution=nikt-taki",
        "/wiedza/nie-ma", "/api/v1/practices/nie-ma", "/api/v1/practices/%22", "/api/v1/recommendations?status=moze", "/api/v1/practices.geojson?id=nie-ma",
        "/wiedza/rekomendacje?unit=abc",
    ])
    func badQuestionsAreRefused(path: String) async throws {
        try await withKnowledge { client, _ in
            let response = try await client.get(path)
            #expect([.badRequest, .notFound].contains(response.status), "\(path)")
        }
    }

    @Test func thePageOfAPracticeShowsAllOfIt() async throws {
        try await withKnowledge { client, _ in
            let page = try await client.get("/wiedza/kalkulator-spoleczny").text
            for figure in ["4451,10", "352,38", "1210,36", "4,86", "3,24", "2237,30", "16%", "29%"] {
                #expect(page.contains(figure), "\(figure)")
            }
            #expect(page.contains("/instytucje/rjps-130") && page.contains("/wiedza/aktywna-polityka-spoleczna"))
            let english = try await client.get("/wiedza/kalkulator-spoleczny?lang=en").text
            #expect(english.contains("4,451.10") && english.contains("Social calculator"))
            let json = try await client.getJSON("/api/v1/practices/sepi")
            #expect(json["places"].array.count == 17)
            let points = try await client.getJSON("/api/v1/practices.geojson?id=sepi")["features"].array
            #expect(points.count == 17 && points.allSatisfy { $0["properties"]["terc"].string != nil })
        }
    }

    @Test func recommendationsStandWithTheirAnswersAndProgress() async throws {
        try await withKnowledge { client, _ in
            let all = try await client.getJSON("/api/v1/recommendations")["recommendations"].array
            #expect(all.count == 23)
            let region = try await client.getJSON("/api/v1/recommendations?status=partly&unit=2604")["recommendations"].array
            #expect(region.compactMap { $0["id"].string } == ["kielce-2015-1"])
            let page = try await client.get("/wiedza/rekomendacje?unit=26").text
            #expect(page.contains("w części wdrożona") && page.contains("nikt nie zgłosił stanu") && page.contains("Odpowiedzi ministerstwa"))
            let leaders = try await client.get("/wiedza/liderzy").text
            #expect(leaders.contains("Bez zgody nie publikujemy"))
        }
    }

    @Test func institutionsUnitsAndTheCatalogueLeadToPractices() async throws {
        try await withKnowledge { client, _ in
            let institution = try await client.get("/instytucje/rjps-132").text
            #expect(institution.contains("/wiedza/urzedomat"))
            let none = try await client.get("/instytucje/wup-kielce").text
            #expect(!none.contains("/wiedza/urzedomat") && !none.contains("practices-section"))
            let unit = try await client.get("/jednostki/1212042").text
            #expect(unit.contains("/wiedza/partnerstwo-klucze"))
            let catalogue = try await client.get("/katalog?q=\(encoded("oddłużenie"))").text
            #expect(catalogue.contains("knowledge-group") && catalogue.contains("/wiedza/program-oddluzenie"))
            let plain = try await client.get("/katalog?type=PUP").text
            #expect(!plain.contains("knowledge-group"))
            let suggestions = try await client.getJSON("/api/v1/institutions/suggest?q=\(encoded("urzędom"))")["suggestions"].array
            #expect(suggestions.contains { $0["kind"].string == "practice" && $0["url"].string == "/wiedza/urzedomat" })
            let many = try await client.getJSON("/api/v1/institutions/suggest?q=program&limit=4")["suggestions"].array
            #expect(many.count <= 4)
        }
    }

    @Test func aChangedEntryIsServedAndWithoutEntriesThePagesSaySo() async throws {
        try await withServer { client, store in
            let page = try await client.get("/wiedza")
            #expect(page.status == .ok && page.text.contains("Nic nie znaleziono"))
            let recommendations = try await client.get("/wiedza/rekomendacje")
            #expect(recommendations.status == .ok)
            let source = try #require(try await store.sources().first)
            let name = LocalizedText(polish: "Nowość", english: "Novelty")
            _ = try await store.importKnowledge(
                KnowledgeBase(practices: [Practice(id: try KnowledgeID("nowosc"), kind: .innovation, name: name, summary: name, sourceID: source.id)]))
        }
    }
}
