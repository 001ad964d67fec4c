// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AtlasServer

/// Practices are kept in the browser by administrators of the region.
@Suite struct PracticeDeskTests {
    private static let path = "/panel/praktyki"

    private static func form(_ id: String, of session: TestSession, _ client: any TestClientProtocol) async throws -> [(String, String)] {
        let page = try await session.get("\(path)/\(id)", from: client)
        #expect(page.status == .ok, "\(id)")
        return AgreementDeskTests.fields(String(buffer: page.body))
    }

    @Test func everyPracticeComesThroughItsFormUnchanged() async throws {
        try await KnowledgeTests.withKnowledge { client, store in
            let administrator = try await store.signedIn([.administrator])
            let list = String(buffer: try await administrator.get(Self.path, from: client).body)
            let ids = list.matches(of: /\/panel\/praktyki\/([a-z0-9-]+)"/).map { String($0.1) }.filter { $0 != "nowa" }
            #expect(ids.count >= 30 && !list.contains("Optional("))
            for id in ids {
                let before = try #require(try await store.document(Practice.self, id: id))
                let answer = try await administrator.post("\(Self.path)/\(id)", try await Self.form(id, of: administrator, client), to: client)
                #expect(answer.status == .seeOther && answer.headers[.location] == "\(Self.path)/\(id)?zapisano=0", "\(id)")
                let after = try await store.document(Practice.self, id: id)
                #expect(after?.document == before.document, "\(id)")
            }
        }
    }

    @Test func practicesAreAddedChangedAndRemoved() async throws {
        try await KnowledgeTests.withKnowledge { client, store in
            let administrator = try await store.signedIn([.administrator])
            let editor = try await store.signedIn([.editor(try InstitutionID("pup-olkusz"))])
            let refused = try await editor.get(Self.path, from: client)
            #expect(refused.status == .forbidden)
            let empty = AgreementDeskTests.fields(String(buffer: try await administrator.get("\(Self.path)/nowa", from: client).body))
            func add(_ changes: [String: String]) async throws -> TestResponse {
                let given = ["id": "nowa-rzecz", "name_pl": "Nowa rzecz", "name_en": "New thing", "summary_pl": "Krótko", "summary_en": "Short"]
                return try await administrator.post("\(Self.path)/nowa", AgreementDeskTests.changed(empty, given.merging(changes) { _, new in new }), to: client)
            }
            for (changes, path) in [
                (["name_en": ""], "name_en"), (["id": "Zła nazwa"], "id"), (["id": "sepi"], "id"), (["number": "0"], "number"), (["lead": "nie-ma-takiej"], "lead"),
                (["places.0.member": "Atlantyda"], "places-0-member"), (["places.0.member": "1212", "places.1.member": "1212"], "places-1-member"),
                (["materials.0.title": "x", "materials.0.address": "ftp://x"], "materials-0-address"), (["agreements": "nie-ma"], "agreements"),
                (["results.0.measure_pl": "osoby", "results.0.measure_en": "people", "results.0.value": "wiele"], "results-0-value"),
            ] {
                let answer = try await add(changes)
                #expect(answer.status == .unprocessableContent && String(buffer: answer.body).contains("href=\"#\(path)\""), "\(path)")
            }
            let added = try await add([
                "places.0.member": "powiat olkuski", "places.0.since": "5.2020", "results.0.measure_pl": "osoby", "results.0.measure_en": "people", "results.0.value": "12,5",
            ])
            #expect(added.status == .seeOther)
            let stored = try #require(try await store.document(Practice.self, id: "nowa-rzecz")?.document)
            #expect(stored.places.first?.unit?.stem == "1212" && stored.results.first?.value == 12.5 && stored.sourceID == Source.keptHereID)
            let shown = try await client.get("/wiedza/nowa-rzecz").text
            #expect(shown.contains("Nowa rzecz"))
            // Two changes at once.
            let opened = try await Self.form("nowa-rzecz", of: administrator, client)
            let first = try await administrator.post("\(Self.path)/nowa-rzecz", AgreementDeskTests.changed(opened, ["name_pl": "Pierwsza"]), to: client)
            #expect(first.status == .seeOther)
            let apart = try await administrator.post("\(Self.path)/nowa-rzecz", AgreementDeskTests.changed(opened, ["number": "7"]), to: client)
            #expect(apart.status == .seeOther)
            let clash = try await administrator.post("\(Self.path)/nowa-rzecz", AgreementDeskTests.changed(opened, ["name_pl": "Druga"]), to: client)
            #expect(clash.status == .conflict && String(buffer: clash.body).contains("wybor.name"))
            let version = try await Self.form("nowa-rzecz", of: administrator, client).first { $0.0 == "_wersja" }?.1 ?? ""
            let removed = try await administrator.post("\(Self.path)/nowa-rzecz", [("_akcja", "usun-wpis"), ("_wersja", version), ("_powod", "próba")], to: client)
            #expect(removed.status == .seeOther)
            let gone = try await store.document(Practice.self, id: "nowa-rzecz")
            #expect(gone == nil)
        }
    }
}
