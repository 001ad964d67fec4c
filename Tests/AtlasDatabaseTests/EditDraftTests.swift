// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Testing

@testable import AtlasDatabase

@Suite struct EditDraftTests {
    @Test func draftsAreKeptReplacedAndForgotten() async throws {
        try await withTestAtlas { store in
            let now = Date(timeIntervalSince1970: 1_790_000_000)
            let email = try #require(EmailAddress("redakcja@example.org"))
            let account = try await store.createAccount(email: email, name: "Anna", grants: [.administrator], at: now).id
            let base = DocumentVersion(rawValue: "0123")
            try await store.saveDraft(
                kind: .institution, id: "ops-a", account: account, fields: ["nazwa": ["Ośrodek „A”\nw A"], "grupy": ["x", "y"]], base: base, at: now)
            try await store.saveDraft(kind: .institution, id: "", account: account, fields: ["nazwa": ["Nowy"]], base: nil, at: now)
            let kept = try #require(try await store.draft(kind: .institution, id: "ops-a", account: account, at: now))
            #expect(kept.fields == ["nazwa": ["Ośrodek „A”\nw A"], "grupy": ["x", "y"]])
            #expect(kept.base == base && kept.savedAt == now)
            try await store.saveDraft(kind: .institution, id: "ops-a", account: account, fields: ["nazwa": ["B"]], base: base, at: now + 5)
            let replaced = try await store.drafts(account: account, at: now + 5)
            #expect(replaced.map(\.documentID) == ["ops-a", ""])
            #expect(replaced.first?.fields == ["nazwa": ["B"]])
            let ofAnother = try await store.draft(kind: .institution, id: "ops-a", account: account + 1, at: now)
            #expect(ofAnother == nil)
            try await store.discardDraft(kind: .institution, id: "", account: account)
            let rest = try await store.drafts(account: account, at: now + 5)
            #expect(rest.count == 1)
            // A month later it is neither shown nor, after the next one, there.
            let later = now + Double(AtlasStore.editDraftDays + 1) * 86_400
            let shown = try await store.draft(kind: .institution, id: "ops-a", account: account, at: later)
            #expect(shown == nil)
            try await store.saveDraft(kind: .practice, id: "p", account: account, fields: [:], base: nil, at: later)
            let all = try await store.drafts(account: account, at: now)
            #expect(all.map(\.documentID) == ["p"])
        }
    }

    @Test func tooLongDraftsAreRefused() async throws {
        try await withTestAtlas { store in
            let email = try #require(EmailAddress("redakcja@example.org"))
            let account = try await store.createAccount(email: email, name: "Anna", grants: [.administrator], at: Date()).id
            await #expect(throws: EditDraftTooLong.self) {
                try await store.saveDraft(
                    kind: .institution, id: "", account: account, fields: ["opis": [String(repeating: "a", count: AtlasStore.editDraftByteLimit)]], base: nil)
            }
        }
    }
}
