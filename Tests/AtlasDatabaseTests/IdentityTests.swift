// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import Testing

@Suite struct IdentityTests {
    private let issuer = "https://login.example.pl"
    private let moment = Date(timeIntervalSince1970: 1_790_000_000)

    private func invited(_ store: AtlasStore, _ email: String) async throws -> Account {
        let account = try await store.createAccount(
            email: try #require(EmailAddress(email)), name: "Anna Nowak", grants: [.reader], at: moment)
        _ = try await store.makeLink(.invitation, of: account.id, by: nil, at: moment)
        return account
    }

    private func ask(_ store: AtlasStore, _ subject: String, _ email: String?, issuer: String? = nil) async throws -> IdentityAnswer {
        try await store.account(
            ofIdentity: issuer ?? self.issuer, subject: subject, verifiedEmail: email.flatMap(EmailAddress.init), at: moment)
    }

    @Test func anIdentityBelongsToTheInvitedAddressFromThenOn() async throws {
        try await withTestAtlas { store in
            let account = try await invited(store, "Anna@example.org")
            let other = try await invited(store, "jan@example.org")
            let before = try await store.openInvitations(at: moment)
            #expect(before[account.id] != nil)
            let unverified = try await ask(store, "17", nil)
            #expect(unverified == .needsVerifiedAddress)
            let first = try await ask(store, "17", "anna@EXAMPLE.org")
            #expect(first == .account(account, isNew: true))
            let after = try await store.openInvitations(at: moment)
            #expect(after[account.id] == nil && after[other.id] != nil)
            // The address may change there, be another account's here, or not come at all.
            for email in ["anna@example.org", "nowak@example.org", "jan@example.org", nil] {
                let again = try await ask(store, "17", email)
                #expect(again == .account(account, isNew: false))
            }
            let linked = try await store.identities(of: account.id)
            #expect(linked.map(\.subject) == ["17"] && linked.first?.issuer == issuer && linked.first?.linkedAt == moment)
        }
    }

    @Test func nobodyElseGetsIn() async throws {
        try await withTestAtlas { store in
            let account = try await invited(store, "anna@example.org")
            let stranger = try await ask(store, "99", "stranger@example.org")
            #expect(stranger == .noAccount)
            let made = try await store.accounts()
            #expect(made.count == 1)
            _ = try await ask(store, "17", "anna@example.org")
            // Another person with the same address, as after a mailbox was given on.
            let second = try await ask(store, "18", "anna@example.org")
            #expect(second == .otherSubject(account))
            // Another provider has subjects of its own.
            let elsewhere = try await ask(store, "17", nil, issuer: "https://other.example.pl")
            #expect(elsewhere == .needsVerifiedAddress)
            try await store.setDisabled(true, of: account.id, at: moment)
            let disabled = try await ask(store, "17", "anna@example.org")
            #expect(disabled == .disabled)
            let unknown = try await ask(store, "20", "anna@example.org", issuer: "https://other.example.pl")
            #expect(unknown == .disabled)
            try await store.setDisabled(false, of: account.id, at: moment)
            // Recovery forgets who it was; a change of the password does not.
            let hash = try PasswordHash(of: "a long password", cost: PasswordCost(logarithm: 4, blockSize: 8, parallelism: 1))
            try await store.setPassword(hash, of: account.id, at: moment)
            let kept = try await store.identities(of: account.id)
            #expect(kept.count == 1)
            let link = try await store.makeLink(.recovery, of: account.id, by: nil, at: moment)
            let recovered = try #require(try await store.redeem(link, for: .recovery, password: hash, at: moment))
            let anew = try await ask(store, "18", "anna@example.org")
            #expect(anew == .account(recovered, isNew: true))
        }
    }
}
