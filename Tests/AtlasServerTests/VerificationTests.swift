// SPDX-License-Identifier: Apache-2.0

import Atlas
import Credentials
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AtlasDatabase
@testable import AtlasServer

@Suite struct VerificationPagesTests {
    private static let id = "pup-olkusz"

    private static func link(_ store: AtlasStore, at now: Date = Date()) async throws -> String {
        let standing = try #require(try await store.verificationStandings(on: PolishClock.now.day, at: now).first { $0.institution.text == id })
        let made = try await store.ask([standing], at: now) { _ in nil }
        return "/potwierdz/\(try #require(made.first).token)"
    }

    private static func version(_ store: AtlasStore) async throws -> String {
        try #require(try await store.document(Institution.self, id: id)).version.rawValue
    }

    @Test func onlyTheButtonConfirms() async throws {
        try await withServer { client, store in
            let path = try await Self.link(store)
            let page = try await client.get(path, headers: [.accept: "text/html"])
            #expect(page.status == .ok)
            #expect(page.headers[.cacheControl] == CachePolicy.never)
            #expect(page.headers[HTTPField.Name("X-Robots-Tag")!] == "noindex, nofollow")
            let before = try await store.institution(try InstitutionID(Self.id))
            #expect(before?.verifiedOn != PolishClock.now.day)
            let version = try await Self.version(store)
            #expect(page.text.contains(version))
            let stale = try await client.postForm(path, [("_akcja", "potwierdz"), ("_wersja", "stara")])
            #expect(stale.status == .conflict)
            let foreign = try await client.postForm(path, [("_akcja", "potwierdz"), ("_wersja", version)], headers: [.origin: "https://evil.example"])
            #expect(foreign.status == .forbidden)
            let share = try await client.getJSON("/api/v1/institutions/verification?unit=12&level=powiat")
            let done = try await client.postForm(path, [("_akcja", "potwierdz"), ("_wersja", version)])
            #expect(done.status == .seeOther)
            let thanks = try await client.get(done.headers[.location] ?? "")
            #expect(thanks.text.contains("potwierdzony"))
            let after = try await store.institution(try InstitutionID(Self.id))
            #expect(after?.verifiedOn == PolishClock.now.day)
            // Shown once it is indexed again; a fresh server shows it at once.
            #expect((share["confirmed"].number ?? -1) >= 0 && (share["total"].number ?? 0) > 0)
            let units = share["units"].array.compactMap { $0["total"].number }.reduce(0, +)
            #expect(units == share["total"].number)
        }
    }

    @Test func theShareOfConfirmedEntriesIsPublic() async throws {
        try await withServer(prepare: { store in
            let (entry, version) = try #require(try await store.document(Institution.self, id: Self.id))
            var confirmed = entry
            confirmed.verifiedOn = PolishClock.now.day
            _ = try await store.save(confirmed, expecting: version, author: .program("test"), why: "")
        }) { client, store in
            let seat = try #require(try await store.institution(try InstitutionID(Self.id))?.seat?.gmina)
            let share = try await client.getJSON("/api/v1/institutions/verification?unit=\(seat.stem.prefix(4))")
            #expect(share["days"].number == 90 && share["confirmed"].number == 1)
            for path in ["/katalog", "/o-systemie", "/jednostki/\(seat.stem.prefix(4))"] {
                let page = try await client.get(path, headers: [.accept: "text/html"])
                #expect(page.text.contains("instytucje potwierdziły"), "\(path)")
            }
            let unknown = try await client.get("/api/v1/institutions/verification?unit=99")
            #expect(unknown.status == .badRequest)
        }
    }

    @Test func changesBecomeSuggestionsOfTheInstitution() async throws {
        try await withServer { client, store in
            let path = try await Self.link(store)
            let version = try await Self.version(store)
            let entry = try #require(try await store.institution(try InstitutionID(Self.id)))
            // As browsers send a text area.
            let same = ChangedEntry.fields.map { ($0.rawValue, $0.text(of: entry).replacing("\n", with: "\r\n")) }
            let nothing = try await client.postForm(path, [("_akcja", "zmien"), ("_wersja", version)] + same)
            #expect(nothing.status == .unprocessableContent)
            let wrong = try await client.postForm(path, [("_akcja", "zmien"), ("_wersja", version)] + same.filter { $0.0 != "phones" } + [("phones", "abc")])
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("id=\"phones-error\""))
            let changed = same.filter { $0.0 != "phones" && $0.0 != "website" } + [("phones", "32 643 00 00"), ("website", "https://pup.example.org"), ("uwagi", "Nowy kierownik")]
            let done = try await client.postForm(path, [("_akcja", "zmien"), ("_wersja", version)] + changed)
            #expect(done.status == .seeOther)
            let open = try await store.suggestions()
            #expect(Set(open.map(\.draft.field)) == [.phones, .website, .other])
            #expect(open.filter { !$0.isFromInstitution }.isEmpty)
            let website = try #require(open.first { $0.draft.field == .website })
            #expect(website.draft.proposed.contains("pup.example.org"))
            let untouched = try await store.institution(try InstitutionID(Self.id))
            #expect(untouched == entry)
        }
    }

    @Test func oldAndInventedLinksLeadNowhere() async throws {
        try await withServer { client, store in
            let old = try await Self.link(store, at: Date().addingTimeInterval(Double(-(VerificationRule.linkDays + 1) * 86_400)))
            let expired = try await client.get(old, headers: [.accept: "text/html"])
            #expect(expired.status == .gone && expired.text.contains("/zglos"))
            let late = try await client.postForm(old, [("_akcja", "potwierdz"), ("_wersja", try await Self.version(store))])
            #expect(late.status == .gone)
            for token in ["x", SecretToken().text] {
                let page = try await client.get("/potwierdz/\(token)", headers: [.accept: "text/html"])
                #expect(page.status == .notFound)
            }
            var last = HTTPResponse.Status.ok
            for _ in 0...RateLimiter.Rule.unknownLink.limit { last = try await client.get("/potwierdz/\(SecretToken().text)").status }
            #expect(last == .tooManyRequests)
        }
    }

    @Test func theDeskAsksAndHandsOverLinks() async throws {
        try await withServer { client, store in
            let seat = try #require(try await store.institution(try InstitutionID(Self.id))?.seat?.gmina)
            let coordinator = try await store.signedIn([.coordinator(try #require(seat.ancestor(at: .powiat)))])
            let page = try await coordinator.get("/panel/potwierdzenia", from: client)
            #expect(page.status == .ok)
            // Without a mail server nothing is put into the queue.
            let sending = try await coordinator.post("/panel/potwierdzenia", [("_akcja", "wyslij"), ("ile", "5")], to: client)
            #expect(sending.status == .conflict)
            let made = try await coordinator.post("/panel/potwierdzenia", [("_akcja", "link"), ("instytucja", Self.id)], to: client)
            let start = try #require(made.text.range(of: "/potwierdz/"))
            let token = try #require(SecretToken(String(made.text[start.upperBound...].prefix(26))))
            let visit = try await store.verification(token)
            #expect(visit?.institution.text == Self.id)
            let stranger = try await store.signedIn([.coordinator(try TERYTCode("2604"))])
            let refused = try await stranger.post("/panel/potwierdzenia", [("_akcja", "link"), ("instytucja", Self.id)], to: client)
            #expect(refused.status == .notFound)
            let editor = try await store.signedIn([.editor(try InstitutionID(Self.id))])
            let closed = try await editor.get("/panel/potwierdzenia", from: client)
            #expect(closed.status == .forbidden)
        }
    }

    @Test func theQueueShowsFailuresButNoPrivateAddress() async throws {
        try await withServer { client, store in
            let now = Date()
            let numbers = try await store.enqueue(
                [
                    QueuedMail(purpose: .answer, recipient: "jan@example.com", subject: "Odpowiedź", text: "x", language: "pl"),
                    QueuedMail(purpose: .verification, recipient: "ops@example.org", subject: "Pytanie", text: "x", language: "pl"),
                ], at: now)
            for number in numbers {
                _ = try await store.claimMail(at: now)
                try await store.noteMailFailed(number, "550 no such mailbox", retryAt: nil, at: now)
            }
            let admin = try await store.signedIn([.administrator])
            let page = try await admin.get("/panel/poczta", from: client)
            #expect(page.text.contains("550 no such mailbox") && page.text.contains("ops@example.org") && !page.text.contains("jan@example.com"))
            let retried = try await admin.post("/panel/poczta", [("_akcja", "ponow"), ("list", String(numbers[1]))], to: client)
            #expect(retried.status == .seeOther)
            let removed = try await admin.post("/panel/poczta", [("_akcja", "usun"), ("list", String(numbers[0]))], to: client)
            #expect(removed.status == .seeOther)
            let states = try await store.mail().map(\.state)
            #expect(states == [.waiting, .cancelled])
            let coordinator = try await store.signedIn([.coordinator(try TERYTCode("2604"))])
            let refused = try await coordinator.get("/panel/poczta", from: client)
            #expect(refused.status == .forbidden)
        }
    }

    @Test func theLetterSaysWhatItIsAbout() throws {
        let contact = OperatorContact(name: "Urząd", email: "atlas@example.pl")
        let standing = VerificationStanding(
            institution: try InstitutionID("ops-a"), name: "OPS „A”", type: .ops, seat: nil, email: "ops@example.org", verifiedOn: try Period("2025-11-01"),
            lastAskedAt: nil, lastAnswer: nil, undelivered: nil, asks: 0, state: .due, isDue: true)
        let link = VerificationLink(standing: standing, token: SecretToken(), expiresAt: Date(timeIntervalSince1970: 1_803_060_309))
        let letter = VerificationLetter(origin: "https://atlas.example.pl", contact: contact)
        let one = try #require(letter.letter([link]))
        #expect(one.recipient == "ops@example.org" && one.subject.contains("OPS „A”"))
        #expect(one.text.contains("https://atlas.example.pl/potwierdz/\(link.token)") && one.text.contains("1\u{A0}listopada 2025") && one.text.contains("Urząd"))
        let two = try #require(letter.letter([link, VerificationLink(standing: standing, token: SecretToken(), expiresAt: link.expiresAt)]))
        #expect(two.subject.contains("(2)") && two.text.components(separatedBy: "/potwierdz/").count == 3)
    }
}
