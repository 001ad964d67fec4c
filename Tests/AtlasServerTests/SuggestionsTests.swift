// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AtlasServer

/// From what a citizen reports to what a moderator decides, and from an institution's link to its confirmed entry.
@Suite struct SuggestionsTests {
    private static let id = "pup-olkusz"
    private static let path = "/instytucje/\(id)/zglos"

    /// Of a form that was opened so many seconds ago.
    private static func stamp(_ seconds: Double = 10, of id: String = id) -> String {
        FormStamp(secret: ServerConfiguration(webFolder: TestData.repository).formSecret)
            .make(for: "suggestion \(id)", at: Date().addingTimeInterval(-seconds))
    }

    private static func report(_ fields: [(String, String)] = [], stamp: String = stamp()) -> [(String, String)] {
        let usual = [("_pieczec", stamp), ("pole", "phones"), ("ma-byc", "32 643 00 00"), ("skad", "dzwoniłam dziś")]
        return usual.filter { usual in !fields.contains { $0.0 == usual.0 } } + fields
    }

    @Test func theEntryLeadsToTheForm() async throws {
        try await withServer { client, _ in
            let entry = try await client.get("/instytucje/\(Self.id)")
            #expect(entry.text.contains("href=\"\(Self.path)\""))
            let form = try await client.get(Self.path + "?pole=hours", headers: [.accept: "text/html"])
            #expect(form.status == .ok)
            #expect(form.text.contains("value=\"hours\" checked"))
            #expect(form.headers[.cacheControl] == CachePolicy.never)
            let english = try await client.get(Self.path + "?lang=en")
            #expect(english.text.contains("Report an error in the entry"))
            let nowhere = try await client.get("/instytucje/nie-ma/zglos")
            #expect(nowhere.status == .notFound)
        }
    }

    @Test func aReportIsTakenWithoutAnAccount() async throws {
        try await withServer { client, store in
            let sent = try await client.postForm(Self.path, Self.report([("email", "jan@example.com")]))
            #expect(sent.status == .seeOther)
            let thanks = try await client.get(sent.headers[.location] ?? "")
            #expect(thanks.text.contains("Dziękujemy"))
            let open = try await store.suggestions()
            #expect(open.map(\.draft.proposed) == ["32 643 00 00"])
            #expect(open.first?.draft.contact == "jan@example.com" && open.first?.draft.field == .phones && open.first?.isFromInstitution == false)
            let now = try await store.institution(try InstitutionID(Self.id))
            #expect(open.first?.draft.present == now.map { SuggestedField.phones.text(of: $0) })
        }
    }

    @Test(arguments: [
        [("pole", "")], [("pole", "nic")], [("ma-byc", "")], [("ma-byc", "zadzwoń")], [("ma-byc", "12")], [("pole", "emails"), ("ma-byc", "a@b")],
        [("pole", "website"), ("ma-byc", "javascript:alert(1)")], [("pole", "other"), ("ma-byc", "")], [("email", "nie adres")],
        [("uwagi", String(repeating: "x", count: 2_001))], [("uwagi", "http://a.pl http://b.pl http://c.pl http://d.pl")],
    ])
    func mistakesAreShownBesideTheirFields(_ fields: [(String, String)]) async throws {
        try await withServer { client, store in
            let answer = try await client.postForm(Self.path, Self.report(fields))
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("class=\"field-error\""))
            // What was typed is still there.
            #expect(answer.text.contains("value=\"dzwoniłam dziś\""))
            let open = try await store.suggestions()
            #expect(open.isEmpty)
        }
    }

    @Test func programsAreKeptOut() async throws {
        try await withServer { client, store in
            let trapped = try await client.postForm(Self.path, Self.report([("telefon-dodatkowy", "123")]))
            #expect(trapped.status == .seeOther)
            let fast = try await client.postForm(Self.path, Self.report(stamp: Self.stamp(0)))
            #expect(fast.status == .unprocessableContent)
            #expect(fast.text.contains("32 643 00 00"))
            for stamp in ["", "1.x", Self.stamp(90_000), Self.stamp(of: "pup-bedzin"), "\(Int(Date().timeIntervalSince1970) - 10).AAAA"] {
                let answer = try await client.postForm(Self.path, Self.report(stamp: stamp))
                #expect(answer.status == .unprocessableContent, "\(stamp)")
            }
            let foreign = try await client.postForm(Self.path, Self.report(), headers: [.origin: "https://evil.example"])
            #expect(foreign.status == .forbidden)
            let none = try await store.suggestions()
            #expect(none.isEmpty)
            var last = HTTPResponse.Status.ok
            for number in 0..<(RateLimiter.Rule.suggestion.limit + 1) {
                last = try await client.postForm(Self.path, Self.report([("ma-byc", "32 643 00 1\(number)")])).status
            }
            #expect(last == .tooManyRequests)
            let taken = try await store.suggestions()
            #expect(taken.count == RateLimiter.Rule.suggestion.limit)
        }
    }

    @Test func aModeratorAcceptsAndTheEntryChanges() async throws {
        try await withServer { client, store in
            _ = try await client.postForm(Self.path, Self.report([("email", "jan@example.com"), ("uwagi", "<script>alert(1)</script>")]))
            let number = try #require(try await store.suggestions().first).number
            let admin = try await store.signedIn([.administrator])
            let list = try await admin.get("/panel/zgloszenia", from: client)
            #expect(list.text.contains("/panel/zgloszenia/\(number)"))
            let page = try await admin.get("/panel/zgloszenia/\(number)", from: client)
            #expect(page.status == .ok)
            #expect(page.text.contains("&lt;script&gt;") && !page.text.contains("<script>alert"))
            #expect(!page.text.contains("jan@example.com"))
            let version = try #require(try await store.document(Institution.self, id: Self.id)).version.rawValue
            let wrong = try await admin.post("/panel/zgloszenia/\(number)", [("_akcja", "zmien"), ("_wersja", version), ("tekst", "nie numer")], to: client)
            #expect(wrong.status == .unprocessableContent)
            let stale = try await admin.post("/panel/zgloszenia/\(number)", [("_akcja", "zmien"), ("_wersja", "stara"), ("tekst", "32 643 00 00")], to: client)
            #expect(stale.status == .conflict)
            let done = try await admin.post(
                "/panel/zgloszenia/\(number)", [("_akcja", "zmien"), ("_wersja", version), ("tekst", "32 643 00 07"), ("odpowiedz", "Sprawdzono")], to: client)
            #expect(done.status == .seeOther)
            let entry = try await store.institution(try InstitutionID(Self.id))
            #expect(entry?.phones.map(\.number) == ["+48326430007"])
            let api = try await client.get("/api/v1/institutions/\(Self.id)")
            #expect(api.text.contains("+48326430007"))
            let letter = try #require(try await store.claimMail(at: Date(timeIntervalSinceNow: 3_600)))
            #expect(letter.mail.recipient == "jan@example.com" && letter.mail.text.contains("Sprawdzono") && !letter.mail.text.contains("script"))
            let again = try await admin.post("/panel/zgloszenia/\(number)", [("_akcja", "odrzuc"), ("odpowiedz", "x")], to: client)
            #expect(again.status == .conflict)
            let decided = try await admin.get("/panel/zgloszenia?stan=rozpatrzone", from: client)
            #expect(decided.text.contains("przyjęte"))
        }
    }

    @Test func eachModeratesTheirOwn() async throws {
        try await withServer { client, store in
            _ = try await client.postForm(Self.path, Self.report())
            let number = try #require(try await store.suggestions().first).number
            let seat = try #require(try await store.institution(try InstitutionID(Self.id))?.seat?.gmina)
            let powiat = try #require(seat.ancestor(at: .powiat))
            for grants: [Grant] in [[.editor(try InstitutionID(Self.id))], [.coordinator(powiat)]] {
                let own = try await store.signedIn(grants)
                let list = try await own.get("/panel/zgloszenia", from: client)
                #expect(list.text.contains("/panel/zgloszenia/\(number)"), "\(grants)")
            }
            for grants: [Grant] in [[.editor(try InstitutionID("pup-bedzin"))], [.coordinator(try TERYTCode("2604"))]] {
                let other = try await store.signedIn(grants)
                let list = try await other.get("/panel/zgloszenia", from: client)
                #expect(list.status == .ok && !list.text.contains("/panel/zgloszenia/\(number)"), "\(grants)")
                let page = try await other.get("/panel/zgloszenia/\(number)", from: client)
                #expect(page.status == .forbidden)
                let decision = try await other.post("/panel/zgloszenia/\(number)", [("_akcja", "przyjmij")], to: client)
                #expect(decision.status == .forbidden)
            }
            let reader = try await store.signedIn([.reader])
            let refused = try await reader.get("/panel/zgloszenia", from: client)
            #expect(refused.status == .forbidden)
            let admin = try await store.signedIn([.administrator])
            let unreasoned = try await admin.post("/panel/zgloszenia/\(number)", [("_akcja", "odrzuc")], to: client)
            #expect(unreasoned.status == .unprocessableContent)
            let unsigned = try await client.postForm("/panel/zgloszenia/\(number)", [("_akcja", "przyjmij")], headers: admin.headers)
            #expect(unsigned.status == .forbidden)
            let rejected = try await admin.post("/panel/zgloszenia/\(number)", [("_akcja", "odrzuc"), ("odpowiedz", "numer jest dobry")], to: client)
            #expect(rejected.status == .seeOther)
            let after = try await store.suggestion(number)
            #expect(after?.state == .rejected)
        }
    }

    @Test func replacementsReadWhatPeopleWrite() throws {
        var entry = try #require(TestData.contents.directory.institutions.first { $0.id.text == Self.id })
        entry = try FieldReplacement.replacing(.phones, of: entry, with: "32 643 00 00\n501 814 113")
        #expect(entry.phones.map(\.number) == ["+48326430000", "+48501814113"])
        entry = try FieldReplacement.replacing(.hours, of: entry, with: "pn–pt 8.00–16.00")
        #expect(entry.seat?.hours?.schedule?.intervals(on: .friday).first?.closes == 960)
        entry = try FieldReplacement.replacing(.website, of: entry, with: "www.example.pl")
        #expect(entry.website == "https://www.example.pl")
        entry = try FieldReplacement.replacing(.emails, of: entry, with: "a@example.pl\n\nb@example.pl")
        #expect(entry.emails == ["a@example.pl", "b@example.pl"])
        entry = try FieldReplacement.replacing(.phones, of: entry, with: "")
        #expect(entry.phones.isEmpty)
        #expect(throws: FieldFault.self) { try FieldReplacement.replacing(.name, of: entry, with: " \n ") }
        #expect(throws: FieldFault.self) { try FieldReplacement.replacing(.coordinator, of: entry, with: "x") }
    }
}
