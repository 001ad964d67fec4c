// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AtlasServer

@Suite struct HistoryTests {
    private static let id = "pup-olkusz"

    /// Changes an entry of the embedded directory.
    @discardableResult
    private func change(_ store: AtlasStore, by author: Author, why: String = "", _ change: (inout Institution) throws -> Void) async throws -> Int64 {
        let read = try #require(try await store.document(Institution.self, id: Self.id))
        var document = read.document
        try change(&document)
        guard case .saved(let number, _) = try await store.save(document, expecting: read.version, author: author, why: why) else {
            throw AtlasStoreError.inconsistent("not saved")
        }
        return number
    }

    private func text(_ response: TestResponse) -> String { String(buffer: response.body) }

    @Test func aChangeIsShownFieldByFieldAndTakenBack() async throws {
        try await withServer { client, store in
            let number = try await change(store, by: .account(77, "Jan Kowalski"), why: "nowy telefon") { institution in
                let seat = try #require(institution.seat)
                institution.locations[0] = Location(
                    name: seat.name, address: seat.address, gmina: seat.gmina, point: seat.point,
                    phones: [Phone(text: "32 111 22 33", number: "+48321112233")], hours: seat.hours)
            }
            let administrator = try await store.signedIn([.administrator])
            let list = try await administrator.get("/panel/historia", from: client)
            #expect(list.status == .ok)
            #expect(text(list).contains("Jan Kowalski") && text(list).contains("nowy telefon") && text(list).contains("/panel/historia/\(number)"))
            let page = text(try await administrator.get("/panel/historia/\(number)", from: client))
            #expect(page.contains("Miejsca · siedziba · Telefony") && page.contains("32 111 22 33") && page.contains("value=\"cofnij\""))
            #expect(!page.contains("value=\"przed\""), "of the newest change that is the same as taking it back")
            let english = text(try await administrator.get("/panel/historia/\(number)?lang=en", from: client))
            #expect(english.contains("Places · seat · Telephones"))
            // Without a reason nothing happens.
            let silent = try await administrator.post("/panel/historia/\(number)", [("_akcja", "cofnij"), ("powod", " ")], to: client)
            #expect(silent.status == .unprocessableContent)
            let strange = try await administrator.post("/panel/historia/\(number)", [("_akcja", "nic"), ("powod", "x")], to: client)
            #expect(strange.status == .badRequest)
            let done = try await administrator.post("/panel/historia/\(number)", [("_akcja", "cofnij"), ("powod", "pomyłka")], to: client)
            #expect(done.status == .seeOther && done.headers[.location] == "/panel/historia/\(number + 1)")
            let after = text(try await administrator.get("/panel/historia/\(number + 1)", from: client))
            #expect(after.contains("pomyłka") && after.contains("cofa zmianę nr") && after.contains("Anna Nowak"))
            let again = try await administrator.post("/panel/historia/\(number)", [("_akcja", "cofnij"), ("powod", "raz jeszcze")], to: client)
            #expect(again.status == .forbidden || again.status == .conflict)
        }
    }

    @Test func whoMaySeeAndTakeBackWhat() async throws {
        try await withServer { client, store in
            let number = try await change(store, by: .account(77, "Jan Kowalski")) { $0.website = "https://example.org/nowa" }
            let own = try await store.signedIn([.editor(try InstitutionID(Self.id))])
            let other = try await store.signedIn([.editor(try InstitutionID("mops-ostrowiec"))])
            let reader = try await store.signedIn([.reader])
            let pages = try await [
                own.get("/panel/historia/\(number)", from: client), other.get("/panel/historia/\(number)", from: client),
                reader.get("/panel/historia/\(number)", from: client), client.get("/panel/historia/\(number)", headers: [.accept: "text/html"]),
            ]
            #expect(pages.map(\.status) == [.ok, .forbidden, .ok, .seeOther])
            let lists = try await [own, other].concurrentTexts("/panel/historia", client)
            #expect(lists[0].contains("/panel/historia/\(number)") && !lists[1].contains("/panel/historia/\(number)"))
            #expect(!text(pages[2]).contains("name=\"_akcja\""), "a reader only reads")
            let refused = try await reader.post("/panel/historia/\(number)", [("_akcja", "cofnij"), ("powod", "x")], to: client)
            let strange = try await other.post("/panel/historia/\(number)", [("_akcja", "cofnij"), ("powod", "x")], to: client)
            #expect(refused.status == .forbidden && strange.status == .forbidden)
            let forged = try await client.postForm("/panel/historia/\(number)", [("_akcja", "cofnij"), ("powod", "x")], headers: own.headers)
            #expect(forged.status == .forbidden)
            let done = try await own.post("/panel/historia/\(number)", [("_akcja", "cofnij"), ("powod", "x")], to: client)
            #expect(done.status == .seeOther)
            // Another type is not the institution's own affair.
            let type = try await change(store, by: .account(77, "Jan Kowalski")) { $0.type = .inne }
            let grave = try await own.post("/panel/historia/\(type)", [("_akcja", "cofnij"), ("powod", "x")], to: client)
            #expect(grave.status == .forbidden)
            for path in ["/panel/historia/0", "/panel/historia/abc", "/panel/historia/99999999999999999999"] {
                let missing = try await own.get(path, from: client)
                #expect(missing.status == .notFound, "\(path)")
            }
        }
    }

    @Test func statesAreComparedAndRestored() async throws {
        try await withServer { client, store in
            let first = try await change(store, by: .account(7, "A")) { $0.name = "Pierwsza nazwa" }
            let second = try await change(store, by: .account(7, "A")) { $0.name = "Druga nazwa" }
            let administrator = try await store.signedIn([.administrator])
            let page = text(try await administrator.get("/panel/historia/porownanie?od=przed-\(first)&do=\(second)", from: client))
            #expect(page.contains("Druga nazwa") && !page.contains("Pierwsza nazwa"))
            let swapped = text(try await administrator.get("/panel/historia/porownanie?od=\(second)&do=\(first)", from: client))
            #expect(swapped.contains("<del><span class=\"history-line\">Pierwsza nazwa"))
            for query in ["", "?od=1", "?od=x&do=\(second)", "?od=\(first)&do=0"] {
                let bad = try await administrator.get("/panel/historia/porownanie\(query)", from: client)
                #expect([.badRequest, .notFound].contains(bad.status), "\(query)")
            }
            let conflict = try await administrator.post("/panel/historia/\(first)", [("_akcja", "cofnij"), ("powod", "x")], to: client)
            #expect(conflict.status == .conflict)
            #expect(text(conflict).contains("Późniejsza zmiana nr\u{A0}\(second)"))
            let restored = try await administrator.post("/panel/historia/\(first)", [("_akcja", "przed"), ("powod", "x")], to: client)
            #expect(restored.status == .seeOther)
            let now = try await store.institution(try InstitutionID(Self.id))
            #expect(now?.name != "Pierwsza nazwa" && now?.name != "Druga nazwa")
            // Of one document, states can be chosen.
            let list = text(try await administrator.get("/panel/historia?kind=institution&document=\(Self.id)", from: client))
            #expect(list.contains("name=\"od\" value=\"przed-\(first)\"") && list.contains("name=\"do\" value=\"\(second)\""))
        }
    }

    @Test func thePublicHistoryNamesNobody() async throws {
        try await withServer { client, store in
            try await change(store, by: .account(77, "Jan Kowalski"), why: "Kowalska odeszła") { institution in
                institution.name = "PUP po zmianie"
                institution.coordinator = CooperationCoordinator(name: "Ewa Nieznana", role: "koordynator", phone: nil, email: nil)
            }
            let page = text(try await client.get("/instytucje/\(Self.id)/historia", headers: [.accept: "text/html"]))
            #expect(page.contains("PUP po zmianie") && page.contains("wpis uzupełniony przez instytucję lub redakcję"))
            for secret in ["Jan Kowalski", "Ewa Nieznana", "odeszła"] { #expect(!page.contains(secret), "\(secret)") }
            let entry = text(try await client.get("/instytucje/\(Self.id)", headers: [.accept: "text/html"]))
            #expect(entry.contains("/instytucje/\(Self.id)/historia") && entry.contains("wpis uzupełniony"))
            let newest = try #require(try await store.revisions(RevisionFilter(kind: .institution, documentID: Self.id), limit: 1, offset: 0).revisions.first)
            _ = try await store.revert(newest.number, author: .account(78, "Anna Tajna"), why: "pomyłka Kowalskiej")
            let reverted = text(try await client.get("/instytucje/\(Self.id)/historia", headers: [.accept: "text/html"]))
            #expect(reverted.contains("cofnięto wcześniejszą zmianę") && !reverted.contains("Anna Tajna") && !reverted.contains("pomyłka"))
            let quiet = text(try await client.get("/instytucje/mops-ostrowiec/historia?lang=en", headers: [.accept: "text/html"]))
            #expect(quiet.contains("The entry has not changed"))
            let missing = try await client.get("/instytucje/nikogo/historia", headers: [.accept: "text/html"])
            #expect(missing.status == .notFound)
        }
    }

    @Test func programsReadTheHistory() async throws {
        try await withServer { client, store in
            let number = try await change(store, by: .account(77, "=Jan"), why: "a,\"b\"") { $0.note = "uwaga, nowa" }
            let reader = try await store.signedIn([.reader])
            let json = try await reader.get("/api/v1/revisions?kind=institution&document=\(Self.id)", from: client)
            let object = try #require(JSONSerialization.jsonObject(with: Data(buffer: json.body)) as? [String: Any])
            let revision = try #require((object["revisions"] as? [[String: Any]])?.first)
            #expect(object["total"] as? Int == 1 && revision["number"] as? Int == Int(number) && revision["fields"] as? [String] == ["note"])
            #expect((revision["after"] as? [String: Any])?["note"] as? String == "uwaga, nowa")
            let csv = text(try await reader.get("/api/v1/revisions.csv?account=77", from: client))
            #expect(csv.contains(",changed,note,") && csv.contains("\"uwaga, nowa\"") && csv.contains("'=Jan") && csv.contains("\"a,\"\"b\"\"\""))
            let editor = try await store.signedIn([.editor(try InstitutionID(Self.id))])
            let answers = try await [
                editor.get("/api/v1/revisions", from: client), client.get("/api/v1/revisions"),
                reader.get("/api/v1/revisions?since=wczoraj", from: client), reader.get("/api/v1/revisions?limit=0", from: client),
                reader.get("/api/v1/revisions?kind=x", from: client), reader.get("/api/v1/revisions?since=2199-01-01", from: client),
            ]
            #expect(answers.map(\.status) == [.forbidden, .unauthorized, .badRequest, .badRequest, .badRequest, .ok])
            #expect(text(answers[5]).contains("\"total\":0"))
        }
    }
}

extension [TestSession] {
    fileprivate func concurrentTexts(_ path: String, _ client: any TestClientProtocol) async throws -> [String] {
        var texts: [String] = []
        for session in self { texts.append(String(buffer: try await session.get(path, from: client).body)) }
        return texts
    }
}
