// SPDX-License-Identifier: Apache-2.0

import Atlas
import Credentials
import Foundation
import Testing

@testable import AtlasDatabase

@Suite struct AccountTests {
    private let moment = Date(timeIntervalSince1970: 1_790_000_000)
    private let cheap = PasswordCost(logarithm: 4, blockSize: 8, parallelism: 1)

    private func email(_ name: String) throws -> EmailAddress { try #require(EmailAddress("\(name)@example.org")) }

    @Test func aLinkIsUsedOnceAndEndsSessions() async throws {
        try await withTestAtlas { store in
            let account = try await store.createAccount(email: try email("anna"), name: "Anna", grants: [.reader], at: moment)
            let token = try await store.makeLink(.invitation, of: account.id, by: nil, at: moment)
            let session = try await store.openSession(of: account.id, stage: .complete, means: "password", at: moment)
            let hash = try PasswordHash(of: "zszywka konewka", cost: cheap)
            let wrongPurpose = try await store.redeem(token, for: .recovery, password: hash, at: moment)
            #expect(wrongPurpose == nil)
            let late = try await store.redeem(token, for: .invitation, password: hash, at: moment + AccountLinkPurpose.invitation.lifetime)
            #expect(late == nil)
            let redeemed = try await store.redeem(token, for: .invitation, password: hash, at: moment)
            #expect(redeemed?.hasPassword == true)
            let again = try await store.redeem(token, for: .invitation, password: hash, at: moment)
            #expect(again == nil)
            let ended = try await store.session(session, at: moment)
            #expect(ended == nil)
            // A disabled account has no good links.
            let second = try await store.makeLink(.recovery, of: account.id, by: nil, at: moment)
            try await store.setDisabled(true, of: account.id, at: moment)
            let disabled = try await store.redeem(second, for: .recovery, password: hash, at: moment)
            #expect(disabled == nil)
        }
    }

    @Test func theLastAdministratorStays() async throws {
        try await withTestAtlas { store in
            let first = try await store.createAccount(email: try email("anna"), name: "Anna", grants: [.administrator], at: moment)
            let has = try await store.hasAdministrator()
            #expect(!has)
            try await store.setPassword(try PasswordHash(of: "zszywka konewka", cost: cheap), of: first.id, at: moment)
            // One who was only invited cannot let anybody in.
            let second = try await store.createAccount(email: try email("jan"), name: "Jan", grants: [.administrator], at: moment)
            await #expect(throws: AccountRefusal.lastAdministrator) { try await store.setDisabled(true, of: first.id, at: moment) }
            await #expect(throws: AccountRefusal.lastAdministrator) { try await store.removeGrant(.administrator, from: first.id) }
            await #expect(throws: AccountRefusal.lastAdministrator) { try await store.setGrants([.reader], of: first.id, by: nil, at: moment) }
            let kept = try await store.account(first.id)
            #expect(kept?.grants == [.administrator] && kept?.isActive == true)
            try await store.setPassword(try PasswordHash(of: "bateria zszywka", cost: cheap), of: second.id, at: moment)
            try await store.setDisabled(true, of: first.id, at: moment)
            await #expect(throws: AccountRefusal.lastAdministrator) { try await store.removeGrant(.administrator, from: second.id) }
        }
    }

    @Test func rightsAreAddedAndTakenOneByOne() async throws {
        try await withTestAtlas { store in
            let account = try await store.createAccount(email: try email("anna"), name: "Anna", grants: [], at: moment)
            try await store.addGrants([.reader, .reader], to: account.id, by: nil, at: moment)
            try await store.addGrants([.administrator], to: account.id, by: account.id, at: moment)
            let both = try await store.account(account.id)
            #expect(both?.grants == [.administrator, .reader])
            try await store.removeGrant(.administrator, from: account.id)
            let one = try await store.account(account.id)
            #expect(one?.grants == [.reader])
            let unknown = try InstitutionID("nie-ma-takiej")
            await #expect(throws: AccountRefusal.unknownInstitution(unknown)) { try await store.addGrants([.editor(unknown)], to: account.id, by: nil, at: moment) }
            await #expect(throws: AccountRefusal.noSuchAccount) { try await store.addGrants([.reader], to: 4_711, by: nil, at: moment) }
        }
    }

    @Test func listsAreFilteredAndPaged() async throws {
        try await withTestAtlas { store in
            for (name, grants) in [("Celina", [Grant.reader]), ("adam", [.administrator]), ("Beata", [.reader])] {
                _ = try await store.createAccount(email: try email(name.lowercased()), name: name, grants: grants, at: moment)
            }
            let all = try await store.accounts(AccountFilter())
            #expect(all.accounts.map(\.name) == ["adam", "Beata", "Celina"] && all.total == 3)
            let page = try await store.accounts(AccountFilter(), limit: 1, offset: 1)
            #expect(page.accounts.map(\.name) == ["Beata"] && page.total == 3)
            let readers = try await store.accounts(AccountFilter(role: .reader, state: .invited))
            #expect(readers.total == 2)
            let active = try await store.accounts(AccountFilter(state: .active))
            #expect(active.total == 0)
            let found = try await store.accounts(AccountFilter(text: "BEATA@"))
            #expect(found.accounts.map(\.name) == ["Beata"])
            let none = try await store.accounts(AccountFilter(scope: []))
            #expect(none.total == 0)
            let injected = try await store.accounts(AccountFilter(text: "' OR 1=1 --"))
            #expect(injected.total == 0)
        }
    }

    @Test func keysAreMadeUsedAndRevoked() async throws {
        try await withTestAtlas { store in
            let account = try await store.createAccount(email: try email("anna"), name: "Anna", grants: [.reader], at: moment)
            let made = try await store.makeKey(" arkusz ", of: account.id, expiresAt: moment + 100, at: moment)
            #expect(made.key.name == "arkusz" && made.key.hint == String(made.secret.text.prefix(4)))
            let valid = try await store.apiKey(made.secret, at: moment)
            #expect(valid?.account.id == account.id)
            let over = try await store.apiKey(made.secret, at: moment + 100)
            #expect(over == nil)
            let stranger = try await store.revokeKey(made.key.id, of: account.id + 1, at: moment)
            #expect(stranger == nil)
            let revoked = try await store.revokeKey(made.key.id, of: account.id, at: moment)
            #expect(revoked == "arkusz")
            let gone = try await store.apiKey(made.secret, at: moment)
            #expect(gone == nil)
            await #expect(throws: KeyRefusal.nameIsMissing) { try await store.makeKey("  ", of: account.id, expiresAt: nil, at: moment) }
            for number in 0..<AtlasStore.keyLimit { _ = try await store.makeKey("\(number)", of: account.id, expiresAt: nil, at: moment) }
            await #expect(throws: KeyRefusal.tooMany(AtlasStore.keyLimit)) { try await store.makeKey("x", of: account.id, expiresAt: nil, at: moment) }
        }
    }

    @Test func codesAreTakenOnce() async throws {
        try await withTestAtlas { store in
            let account = try await store.createAccount(email: try email("anna"), name: "Anna", grants: [.reader], at: moment)
            let codes = [SecretToken(), SecretToken()]
            try await store.setSecondStep(Data([1, 2, 3]), recoveryCodes: codes, of: account.id, at: moment)
            let first = try await store.takeRecoveryCode(codes[0], of: account.id, at: moment)
            let again = try await store.takeRecoveryCode(codes[0], of: account.id, at: moment)
            #expect(first && !again)
            let step = try await store.takeSecondStep(100, of: account.id)
            let same = try await store.takeSecondStep(100, of: account.id)
            let earlier = try await store.takeSecondStep(99, of: account.id)
            #expect(step && !same && !earlier)
            try await store.setRecoveryCodes([SecretToken()], of: account.id)
            let old = try await store.takeRecoveryCode(codes[1], of: account.id, at: moment)
            #expect(!old)
            let left = try await store.secrets(of: account.id)?.recoveryCodesLeft
            #expect(left == 1)
        }
    }
}
