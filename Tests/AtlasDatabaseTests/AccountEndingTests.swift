// SPDX-License-Identifier: Apache-2.0

import Atlas
import Credentials
import Foundation
import GRDB
import Testing

@testable import AtlasDatabase

/// Accounts that are deleted, and addresses that change.
@Suite struct AccountEndingTests {
    private let moment = Date(timeIntervalSince1970: 1_790_000_000)
    private let cheap = PasswordCost(logarithm: 4, blockSize: 8, parallelism: 1)

    private func email(_ name: String) throws -> EmailAddress { try #require(EmailAddress("\(name)@example.org")) }

    private func administrator(_ name: String, _ store: AtlasStore) async throws -> Account {
        let account = try await store.createAccount(email: try email(name), name: name, grants: [.administrator], at: moment)
        try await store.setPassword(try PasswordHash(of: "zszywka konewka", cost: cheap), of: account.id, at: moment)
        return try #require(try await store.account(account.id))
    }

    // MARK: Deletion

    @Test func nothingThatSaysWhoseItWasIsLeft() async throws {
        try await DirectoryTests.withDirectory([try DirectoryTests.full()]) { store in
            let keeper = try await administrator("maria", store)
            let account = try await store.createAccount(email: try email("teresa"), name: "Teresa Unikalna", grants: [.reader], at: moment)
            let session = try await store.openSession(of: account.id, stage: .complete, means: "password", at: moment)
            let link = try await store.makeLink(.recovery, of: account.id, by: keeper.id, at: moment)
            let key = try await store.makeKey("Arkusz Teresy", of: account.id, expiresAt: nil, at: moment)
            _ = try await store.account(ofIdentity: "https://urzad.example", subject: "teresa-7", verifiedEmail: account.email, at: moment)
            try await store.setSecondStep(Data([1, 2, 3]), recoveryCodes: [SecretToken()], of: account.id, at: moment)
            try await store.note(.keyMade, account: account.id, detail: "Arkusz Teresy", at: moment)
            try await store.note(.disabled, account: keeper.id, by: account.id, at: moment)
            try await store.saveDraft(kind: .institution, id: "ops-260101", account: account.id, fields: ["nazwa": ["Szkic"]], base: nil, at: moment)
            let about = QueuedMail(
                purpose: .account, recipient: account.email.text, subject: "Konto", text: "Teresa", language: "pl", account: account.id)
            let other = QueuedMail(purpose: .verification, recipient: "ops@example.org", subject: "Wpis", text: "Pytanie", language: "pl")
            try await store.enqueue([about, other], at: moment)
            var entry = try #require(try await store.document(Institution.self, id: "ops-260101"))
            entry.document.website = "https://nowa.example"
            let saved = try await store.save(
                entry.document, expecting: entry.version, author: .account(account.id, account.name), why: "nowa strona", moment: moment)
            guard case .saved(let revision, _) = saved else { return #expect(Bool(false), "\(saved)") }

            let seen = try await store.traces(of: account.id)
            #expect(seen.grants == 1 && seen.sessions == 1 && seen.keys == 1 && seen.drafts == 1 && seen.letters == 1 && seen.revisions == 1)
            let gone = try await store.deleteAccount(account.id, by: keeper.id, at: moment + 60)
            #expect(gone == seen)
            #expect(try await store.account(account.id) == nil)
            #expect(try await store.account(of: account.email) == nil)
            #expect(try await store.session(session, at: moment) == nil)
            #expect(try await store.account(ofLink: link, for: .recovery, at: moment) == nil)
            #expect(try await store.apiKey(key.secret, at: moment) == nil)
            #expect(try await store.mail().map(\.subject) == ["Wpis"])
            let left = try await store.traces(of: account.id)
            var expected = AccountTraces()
            expected.revisions = 1
            #expect(left == expected)
            // The change is there, and nobody's name.
            let kept = try #require(try await store.revision(revision))
            #expect(kept.author == .account(account.id, "") && kept.why == "nowa strona")
            // Who deleted finds it among their own events; no address stands there.
            let events = try await store.events(of: keeper.id)
            #expect(events.first?.kind == .accountDeleted && events.first?.actor == keeper.id && events.first?.detail == String(account.id))
            #expect(try await store.deletedAccounts() == [account.id: moment + 60])
            try await store.checkIntegrity()
            // The number is nobody else's.
            let next = try await store.createAccount(email: account.email, name: "Inna Osoba", grants: [], at: moment)
            #expect(next.id > account.id)
            await #expect(throws: AccountRefusal.noSuchAccount) { try await store.deleteAccount(account.id, by: keeper.id, at: moment) }
        }
    }

    @Test func theBytesOfADeletedAccountAreOverwritten() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "atlas.sqlite").path
            let store = try AtlasStore.create(path: path, contents: try TestAtlas.contents())
            _ = try await administrator("maria", store)
            let account = try await store.createAccount(email: try email("teresa.unikalna"), name: "Teresa Unikalna", grants: [.reader], at: moment)
            try store.close()
            func holds(_ text: String) throws -> Bool { try Data(contentsOf: URL(fileURLWithPath: path)).range(of: Data(text.utf8)) != nil }
            #expect(try holds("teresa.unikalna@example.org"))
            let again = try AtlasStore.open(path: path)
            try await again.deleteAccount(account.id, by: nil, at: moment)
            try again.close()
            #expect(try !holds("teresa.unikalna@example.org"))
            #expect(try !holds("Teresa Unikalna"))
        }
    }

    @Test func somebodyIsLeftWhoLetsOthersIn() async throws {
        try await withTestAtlas { store in
            let first = try await administrator("anna", store)
            let invited = try await store.createAccount(email: try email("jan"), name: "Jan", grants: [.administrator], at: moment)
            for actor in [first.id, invited.id, nil] {
                await #expect(throws: AccountRefusal.lastAdministrator, "\(String(describing: actor))") {
                    try await store.deleteAccount(first.id, by: actor, at: moment)
                }
            }
            // Nothing was changed by the refusals.
            #expect(try await store.account(first.id)?.grants == [.administrator])
            #expect(try await store.deletedAccounts().isEmpty)
            _ = try await administrator("ewa", store)
            try await store.deleteAccount(first.id, by: first.id, at: moment)
            #expect(try await store.account(first.id) == nil)
            // At the machine, with nobody who could sign in before: whoever stands there makes the next one.
            try await store.deleteAccount(invited.id, by: nil, at: moment)
        }
    }

    @Test func nobodyDeletesThemselvesAsTheOnlyOne() async throws {
        try await withTestAtlas { store in
            // Signed in by a session that a test made: without a password nobody counts as an administrator who can sign in.
            let only = try await store.createAccount(email: try email("anna"), name: "Anna", grants: [.administrator], at: moment)
            await #expect(throws: AccountRefusal.lastAdministrator) { try await store.deleteAccount(only.id, by: only.id, at: moment) }
        }
    }

    // MARK: Address

    @Test func anAddressHoldsOnceItIsConfirmed() async throws {
        try await withTestAtlas { store in
            let account = try await administrator("anna", store)
            let (old, new) = (account.email, try email("anna.lis"))
            let recovery = try await store.makeLink(.recovery, of: account.id, by: nil, at: moment)
            let here = try await store.openSession(of: account.id, stage: .complete, means: "password", at: moment)
            let there = try await store.openSession(of: account.id, stage: .complete, means: "password", at: moment)
            let first = try await store.askAddressChange(of: account.id, to: try email("inna"), by: account.id, at: moment)
            let token = try await store.askAddressChange(of: account.id, to: new, by: account.id, at: moment)
            // The earlier link is void; looking changes nothing.
            #expect(try await store.addressChange(ofLink: first, at: moment) == nil)
            let waiting = try #require(try await store.addressChange(ofLink: token, at: moment))
            #expect(waiting.email == new && waiting.account.id == account.id && waiting.expiresAt == moment + AddressChange.lifetime)
            #expect(try await store.account(of: new) == nil)
            #expect(try await store.account(of: old)?.id == account.id)
            #expect(try await store.confirmAddressChange(token, at: moment + AddressChange.lifetime) == .over)

            let kept = try #require(try await store.session(here, at: moment)).session.id
            guard case .changed(let before, let after) = try await store.confirmAddressChange(token, keeping: kept, at: moment) else {
                return #expect(Bool(false), "not changed")
            }
            #expect(before.email == old && after.email == new && after.id == account.id && after.hasPassword)
            #expect(try await store.account(of: old) == nil)
            #expect(try await store.session(here, at: moment)?.account.email == new)
            #expect(try await store.session(there, at: moment) == nil)
            #expect(try await store.account(ofLink: recovery, for: .recovery, at: moment) == nil)
            #expect(try await store.confirmAddressChange(token, at: moment) == .over)
        }
    }

    @Test func anAddressIsOneAccounts() async throws {
        try await withTestAtlas { store in
            let (anna, jan) = (try await administrator("anna", store), try await administrator("jan", store))
            let taken = try #require(EmailAddress("JAN@example.org"))
            await #expect(throws: AccountRefusal.emailIsTaken(taken)) { try await store.askAddressChange(of: anna.id, to: taken, by: nil, at: moment) }
            await #expect(throws: AccountRefusal.addressIsTheSame) { try await store.askAddressChange(of: anna.id, to: anna.email, by: nil, at: moment) }
            // Capitals alone may change.
            let capitals = try #require(EmailAddress("Anna@example.org"))
            _ = try await store.askAddressChange(of: anna.id, to: capitals, by: nil, at: moment)
            // Both ask for the same address: the first who confirms has it.
            let shared = try email("sekretariat")
            let (first, second) = (
                try await store.askAddressChange(of: anna.id, to: shared, by: nil, at: moment),
                try await store.askAddressChange(of: jan.id, to: shared, by: nil, at: moment)
            )
            guard case .changed = try await store.confirmAddressChange(second, at: moment) else { return #expect(Bool(false), "not changed") }
            #expect(try await store.confirmAddressChange(first, at: moment) == .taken(anna))
            #expect(try await store.confirmAddressChange(first, at: moment) == .over)
            #expect(try await store.account(anna.id)?.email == anna.email)
            // Nobody who is disabled comes to another address.
            let late = try await store.askAddressChange(of: anna.id, to: try email("anna.lis"), by: nil, at: moment)
            try await store.setDisabled(true, of: anna.id, at: moment)
            #expect(try await store.confirmAddressChange(late, at: moment) == .over)
        }
    }

    // MARK: Time

    @Test func whatIsOverGoesByItself() async throws {
        try await withTestAtlas { store in
            let account = try await administrator("anna", store)
            _ = try await store.openSession(of: account.id, stage: .complete, means: "password", at: moment)
            _ = try await store.makeLink(.recovery, of: account.id, by: nil, at: moment)
            _ = try await store.askAddressChange(of: account.id, to: try email("anna.lis"), by: nil, at: moment)
            try await store.note(.signedIn, account: account.id, at: moment)
            try await store.saveDraft(kind: .practice, id: "", account: account.id, fields: [:], base: nil, at: moment)
            let day = 86_400.0
            func forgotten(_ seconds: TimeInterval) async throws -> Int { try await store.forgetExpired(at: moment + seconds).accountTraces }
            #expect(try await forgotten(60) == 0)
            #expect(try await forgotten(SessionLifetime.idle + 1) == 1)
            #expect(try await forgotten(AccountLinkPurpose.recovery.lifetime + 1) == 1)
            #expect(try await forgotten(AddressChange.lifetime + 1) == 1)
            #expect(try await forgotten(Double(AtlasStore.editDraftDays) * day + 1) == 1)
            #expect(try await forgotten(Double(AtlasStore.accountEventDays) * day + 1) == 1)
        }
    }

    @Test func accountsThatNobodyUsesAreListed() async throws {
        try await withTestAtlas { store in
            let long = Date(timeIntervalSinceNow: -86_400 * Double(RetentionRule.unusedAccountDays + 1))
            let forgotten = try await store.createAccount(email: try email("anna"), name: "Anna", grants: [.reader], at: long)
            let disabled = try await store.createAccount(email: try email("jan"), name: "Jan", grants: [.reader], at: long)
            try await store.setDisabled(true, of: disabled.id, at: long)
            let used = try await store.createAccount(email: try email("ewa"), name: "Ewa", grants: [.reader], at: long)
            _ = try await store.openSession(of: used.id, stage: .complete, means: "password", at: Date())
            _ = try await store.createAccount(email: try email("ola"), name: "Ola", grants: [.reader], at: Date())
            let unused = try await store.accounts(AccountFilter(state: .unused))
            #expect(unused.accounts.map(\.id) == [forgotten.id])
        }
    }

    // MARK: Earlier files

    @Test func anEarlierFileIsBroughtUpToDate() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "atlas.sqlite").path
            let now = ImportLog.text(moment)
            try await EarlierFile.make(path, upTo: "0013 edit drafts") { db in
                try BoundaryEdition.first(try TestAtlas.boundaries(), date: nil, units: try TestAtlas.units(), changes: [], to: db)
                try UnitWriting.write(units: try TestAtlas.units(), changes: [], to: db)
                try AtlasProperty.renewTerritoryVersion(db)
                try db.execute(
                    sql: "INSERT INTO account (email, email_key, name, language, created_at) VALUES ('Anna@example.org', 'anna@example.org', 'Anna', 'pl', ?)",
                    arguments: [now])
                for (purpose, recipient) in [("account", "Anna@example.org"), ("verification", "anna@example.org"), ("account", "jan@example.org")] {
                    try db.execute(
                        sql: """
                            INSERT INTO mail_message (purpose, is_bulk, is_private, recipient, subject, text, language, identity, created_at, not_before)
                            VALUES (?, 0, 0, ?, ?, 'x', 'pl', lower(hex(randomblob(12))), ?, ?)
                            """, arguments: [purpose, recipient, "\(purpose) \(recipient)", now, now])
                }
            }
            let store = try AtlasStore.open(path: path)
            #expect(try await store.mailSummary(at: moment).waiting == 3)
            #expect(try await store.heldMail().isEmpty)
            let account = try #require(try await store.accounts().first)
            #expect(try await store.traces(of: account.id).letters == 1)
            try await store.deleteAccount(account.id, by: nil, at: moment)
            #expect(try await store.mail().map(\.subject) == ["account jan@example.org", "verification anna@example.org"])
            try await store.checkIntegrity()
            try store.close()
        }
    }
}
