// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Testing

@testable import AtlasDatabase

@Suite struct SuggestionTests {
    private static let now = MailQueueTests.now

    private static func draft(
        _ proposed: String = "41 370 52 99", contact: String? = nil, remark: String? = nil, verification: Int64? = nil
    ) throws -> SuggestionDraft {
        SuggestionDraft(
            institution: try InstitutionID("ops-260101"), field: .phones, present: "41 370 52 10 wew. 3", proposed: proposed, remark: remark,
            basis: "dzwoniłam", contact: contact, verification: verification)
    }

    private static func number(_ taking: SuggestionTaking) throws -> Int64 {
        guard case .taken(let number) = taking else {
            Issue.record("\(taking)")
            throw CancellationError()
        }
        return number
    }

    @Test func theSameIsCountedAndTheFloodEnds() async throws {
        try await DirectoryTests.withDirectory([try DirectoryTests.full()]) { store in
            let number = try Self.number(try await store.take(try Self.draft(), at: Self.now))
            let again = try await store.take(try Self.draft(contact: "jan@example.com"), at: Self.now)
            #expect(again == .known(number))
            let stored = try #require(try await store.suggestion(number))
            #expect(stored.times == 2 && stored.draft.contact == "jan@example.com" && stored.state == .open && stored.createdAt == Self.now)
            for index in 1..<AtlasStore.openSuggestionLimit { _ = try await store.take(try Self.draft("41 370 50 \(10 + index)"), at: Self.now) }
            let full = try await store.take(try Self.draft("41 370 00 00"), at: Self.now)
            #expect(full == .full)
            let counts = try await store.openSuggestionCounts()
            #expect(counts == [try InstitutionID("ops-260101"): AtlasStore.openSuggestionLimit])
            let unknown = SuggestionDraft(institution: try InstitutionID("nobody"), field: .other, present: "")
            await #expect(throws: AtlasStoreError.self) { try await store.take(unknown, at: Self.now) }
        }
    }

    @Test func acceptingWritesEntryDecisionAndLetterTogether() async throws {
        try await DirectoryTests.withDirectory([try DirectoryTests.full()]) { store in
            let number = try Self.number(try await store.take(try Self.draft(contact: "jan@example.com"), at: Self.now))
            let (entry, version) = try #require(try await store.document(Institution.self, id: "ops-260101"))
            var changed = entry
            changed.website = "https://nowa.example.org"
            let letter = MailQueueTests.mail("jan@example.com", .answer)
            let decision = SuggestionDecision(isAccepted: true, account: 7, reply: "Dziękujemy", applied: "x", answer: letter)
            let before = try await store.versions()
            let outcome = try await store.accept(
                number, changing: changed, expecting: version, decision, name: "Anna", why: "Dziękujemy", moment: Self.now)
            guard case .accepted(let revision?) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            let after = try await store.versions()
            #expect(after.directory != before.directory && after.agreements == before.agreements)
            let decided = try #require(try await store.suggestion(number))
            #expect(decided.state == .accepted && decided.decidedBy == 7 && decided.draft.contact == nil && decided.applied == "x")
            let written = try await store.revision(revision)
            #expect(written?.author == .suggestion(number, acceptedBy: 7, name: "Anna") && written?.why == "Dziękujemy")
            let claimed = try await store.claimMail(at: Self.now)
            #expect(claimed?.mail == letter)
            let twice = try await store.accept(number, changing: entry, expecting: version, decision, name: "", why: "", moment: Self.now)
            guard case .conflict = twice else {
                Issue.record("an old version was taken: \(twice)")
                return
            }
        }
    }

    @Test func aConflictLeavesEverythingAsItWas() async throws {
        try await DirectoryTests.withDirectory([try DirectoryTests.full()]) { store in
            let number = try Self.number(try await store.take(try Self.draft(contact: "jan@example.com"), at: Self.now))
            let (entry, version) = try #require(try await store.document(Institution.self, id: "ops-260101"))
            var other = entry
            other.note = "inna"
            _ = try await store.save(other, expecting: version, author: .account(1, "Jan"), why: "")
            var mine = entry
            mine.website = nil
            let decision = SuggestionDecision(isAccepted: true, account: 7, answer: MailQueueTests.mail())
            let outcome = try await store.accept(number, changing: mine, expecting: version, decision, name: "", why: "", moment: Self.now)
            guard case .conflict(let current) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(current == other)
            let still = try #require(try await store.suggestion(number))
            #expect(still.state == .open && still.draft.contact == "jan@example.com")
            let letters = try await store.mail()
            #expect(letters.isEmpty)
        }
    }

    @Test func twoModeratorsDecideOnce() async throws {
        try await DirectoryTests.withDirectory([try DirectoryTests.full()]) { store in
            let number = try Self.number(try await store.take(try Self.draft(), at: Self.now))
            let first = try await store.decide(number, SuggestionDecision(isAccepted: false, account: 1, reply: "nie"), at: Self.now)
            let second = try await store.decide(number, SuggestionDecision(isAccepted: true, account: 2, answer: MailQueueTests.mail()), at: Self.now)
            #expect(first && !second)
            let letters = try await store.mail()
            #expect(letters.isEmpty)
            let list = try await store.suggestions(SuggestionFilter(states: [.rejected]))
            #expect(list.map(\.number) == [number] && list.first?.reply == "nie")
            let open = try await store.suggestions()
            #expect(open.isEmpty)
        }
    }

    @Test func addressesAndRemarksGoInTime() async throws {
        try await DirectoryTests.withDirectory([try DirectoryTests.full()]) { store in
            let open = try Self.number(try await store.take(try Self.draft(contact: "jan@example.com", remark: "mój syn"), at: Self.now))
            let day = 86_400.0
            _ = try await store.forgetExpired(at: Self.now.addingTimeInterval(Double(RetentionRule.contactDays) * day))
            let kept = try #require(try await store.suggestion(open))
            #expect(kept.draft.contact == "jan@example.com")
            let forgotten = try await store.forgetExpired(at: Self.now.addingTimeInterval(Double(RetentionRule.contactDays) * day + 1))
            #expect(forgotten.contacts == 1)
            let without = try #require(try await store.suggestion(open))
            #expect(without.draft.contact == nil && without.draft.remark == "mój syn" && without.state == .open)
            let isDecided = try await store.decide(open, SuggestionDecision(isAccepted: true, account: nil), at: Self.now)
            #expect(isDecided)
            let late = try await store.forgetExpired(at: Self.now.addingTimeInterval(Double(RetentionRule.remarkDays) * day + 1))
            #expect(late.remarks == 1)
            let bare = try #require(try await store.suggestion(open))
            #expect(bare.draft.remark == nil && bare.draft.basis == nil && bare.draft.proposed == "41 370 52 99")
        }
    }
}
