// SPDX-License-Identifier: Apache-2.0

import Atlas
import Credentials
import Foundation
import Testing

@testable import AtlasDatabase

@Suite struct VerificationTests {
    /// 21 November 2026.
    private static let now = MailQueueTests.now
    private static let day = Period(year: 2026, month: 11, day: 21)
    private static func days(_ count: Int) -> Date { now.addingTimeInterval(Double(count) * 86_400) }

    private static func entry(_ id: String, verified: String? = nil, emails: [String] = ["ops@example.org"]) throws -> Institution {
        var entry = try DirectoryTests.full(id)
        entry.verifiedOn = try verified.map { try Period($0) }
        entry.emails = emails
        return entry
    }

    private static func withEntries(_ body: (AtlasStore) async throws -> Void) async throws {
        let entries = try [
            entry("ops-a"), entry("ops-b", verified: "2026-10-01"), entry("ops-c", verified: "2025-11-20", emails: ["c@example.org"]), entry("ops-d", emails: []),
            entry("ops-e", verified: "2025", emails: ["OPS@example.org"]),
        ]
        try await DirectoryTests.withDirectory(entries, body)
    }

    private static func states(_ store: AtlasStore, _ day: Period = day, at now: Date = now) async throws -> [String: VerificationStanding.State] {
        Dictionary(uniqueKeysWithValues: try await store.verificationStandings(on: day, at: now).map { ($0.institution.text, $0.state) })
    }

    private static func ask(_ store: AtlasStore, at now: Date = now, day: Period = day) async throws -> [VerificationLink] {
        let due = try await store.verificationStandings(on: day, at: now).filter(\.isDue)
        return try await store.ask(due, at: now) { links in
            links.first?.standing.email.map { email in
                QueuedMail(purpose: .verification, recipient: email, subject: "Pytanie", text: links.map(\.token.text).joined(separator: "\n"), language: "pl")
            }
        }
    }

    @Test func whoIsAskedAndWhen() async throws {
        try await Self.withEntries { store in
            let before = try await Self.states(store)
            #expect(before == ["ops-a": .due, "ops-b": .confirmed, "ops-c": .due, "ops-d": .unreachable, "ops-e": .due])
            let links = try await Self.ask(store)
            #expect(Set(links.map(\.standing.institution.text)) == ["ops-a", "ops-c", "ops-e"])
            // One letter to each address, with all of its links.
            let letters = try await store.mail([.waiting])
            #expect(letters.count == 2)
            let asked = try await store.institutionsAsked(since: Self.now)
            #expect(asked == 3)
            let after = try await Self.states(store)
            #expect(after["ops-a"] == .asked && after["ops-c"] == .asked)
            let tooSoon = try await Self.ask(store, at: Self.days(29), day: Period(year: 2026, month: 12, day: 20))
            #expect(tooSoon.isEmpty)
            let reminder = try await Self.ask(store, at: Self.days(31), day: Period(year: 2026, month: 12, day: 22))
            #expect(reminder.count == 3)
            let last = try await Self.ask(store, at: Self.days(62), day: Period(year: 2027, month: 1, day: 22))
            #expect(last.count == 3)
            let never = try await Self.ask(store, at: Self.days(93), day: Period(year: 2027, month: 2, day: 22))
            #expect(never.isEmpty)
            // ops-b is a year old by then, and the others' year begins anew.
            let nextYear = try await Self.ask(store, at: Self.days(430), day: Period(year: 2028, month: 1, day: 25))
            #expect(nextYear.count == 4)
        }
    }

    @Test func confirmingSetsTheDayAndNamesTheInstitution() async throws {
        try await Self.withEntries { store in
            let link = try #require(try await Self.ask(store).first { $0.standing.institution.text == "ops-a" })
            let visit = try #require(try await store.verification(link.token))
            #expect(visit.institution.text == "ops-a" && visit.answer == nil && visit.expiresAt == Self.days(VerificationRule.linkDays))
            let unknown = try await store.verification(SecretToken())
            #expect(unknown == nil)
            let (_, version) = try #require(try await store.document(Institution.self, id: "ops-a"))
            let outcome = try await store.confirm(visit, expecting: version, on: Self.day, moment: Self.now)
            guard case .confirmed = outcome else {
                Issue.record("\(outcome)")
                return
            }
            let entry = try await store.institution(try InstitutionID("ops-a"))
            #expect(entry?.verifiedOn == Self.day)
            let answered = try await store.verification(link.token)
            #expect(answered?.answer == .confirmed && answered?.answeredAt == Self.now)
            let states = try await Self.states(store)
            #expect(states["ops-a"] == .confirmed)
            let revision = try await store.revisions(RevisionFilter(kind: .institution, documentID: "ops-a")).revisions.first
            #expect(revision?.author == .institution(try InstitutionID("ops-a")) && revision?.fields == ["verified_on"])
            // What was confirmed by hand is not what the link's page showed before.
            let stale = try await store.confirm(visit, expecting: version, on: Self.day, moment: Self.now)
            guard case .conflict = stale else {
                Issue.record("\(stale)")
                return
            }
        }
    }

    @Test func changesWaitForAModerator() async throws {
        try await Self.withEntries { store in
            let link = try #require(try await Self.ask(store).first { $0.standing.institution.text == "ops-a" })
            let visit = try #require(try await store.verification(link.token))
            let draft = SuggestionDraft(
                institution: visit.institution, field: .website, present: "https://example.org", proposed: "https://nowa.example.org", verification: visit.number)
            _ = try await store.takeChanges([draft], of: visit, moment: Self.now)
            let states = try await Self.states(store)
            #expect(states["ops-a"] == .changed)
            let open = try await store.suggestions()
            #expect(open.map(\.isFromInstitution) == [true])
            let due = try await Self.ask(store, at: Self.days(40), day: Period(year: 2026, month: 12, day: 31))
            #expect(!due.contains { $0.standing.institution.text == "ops-a" })
        }
    }

    @Test func lettersThatComeBackShow() async throws {
        try await Self.withEntries { store in
            _ = try await Self.ask(store)
            let letter = try #require(try await store.mail([.waiting]).first { $0.recipient == "c@example.org" })
            try await store.noteMailFailed(letter.number, "550 no such mailbox", retryAt: nil, at: Self.now)
            let standing = try await store.verificationStandings(on: Self.day, at: Self.now).first { $0.institution.text == "ops-c" }
            #expect(standing?.state == .undelivered && standing?.undelivered == "550 no such mailbox" && standing?.isDue == false)
            let isRetried = try await store.retryMail(letter.number, at: Self.now)
            #expect(isRetried)
            let states = try await Self.states(store)
            #expect(states["ops-c"] == .asked)
        }
    }
}
