// SPDX-License-Identifier: Apache-2.0

import Atlas
import Credentials
import Foundation
import GRDB
import Testing

@testable import AtlasDatabase

/// What was closed after a backup was made is closed after it is restored.
@Suite struct RestoredAccessTests {
    /// An hour ago, as the database keeps moments: to the second.
    private let moment = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 - 3_600).rounded(.down))
    private let cheap = PasswordCost(logarithm: 4, blockSize: 8, parallelism: 1)

    private func email(_ name: String) throws -> EmailAddress { try #require(EmailAddress("\(name)@example.org")) }

    private func account(_ name: String, _ grants: [Grant], _ store: AtlasStore) async throws -> Account {
        let account = try await store.createAccount(email: try email(name), name: name.capitalized, grants: grants, at: moment)
        try await store.setPassword(try PasswordHash(of: "zszywka \(name)", cost: cheap), of: account.id, at: moment)
        return account
    }

    private func letter(_ recipient: String, _ purpose: QueuedMail.Purpose = .verification) -> QueuedMail {
        QueuedMail(purpose: purpose, recipient: recipient, subject: recipient, text: "Treść", language: "pl")
    }

    @Test func whatWasClosedSinceStaysClosed() async throws {
        try await withAtlasToBackUp { folder, path, backups in
            let store = try AtlasStore.open(path: path)
            let maria = try await account("maria", [.administrator], store)
            let (deleted, disabled, reader) = (
                try await account("deleted", [.reader], store), try await account("disabled", [.reader], store),
                try await account("jan", [.reader, .administrator], store)
            )
            let session = try await store.openSession(of: maria.id, stage: .complete, means: "password", at: Date())
            let invited = try await store.makeLink(.recovery, of: maria.id, by: nil, at: Date())
            let moved = try await store.askAddressChange(of: reader.id, to: try email("zly"), by: nil, at: Date())
            let (lost, good) = (
                try await store.makeKey("zgubiony", of: reader.id, expiresAt: nil, at: moment),
                try await store.makeKey("dobry", of: reader.id, expiresAt: nil, at: moment)
            )
            let code = SecretToken()
            try await store.setSecondStep(Data([7, 7, 7]), recoveryCodes: [code, SecretToken()], of: maria.id, at: moment)
            _ = try await store.account(ofIdentity: "https://urzad.example", subject: "jan", verifiedEmail: reader.email, at: moment)
            let letters = try await store.enqueue([letter("a@example.org"), letter("b@example.org", .answer)], at: moment)
            let made = try backups.make(of: path, occasion: .command)

            // Later: everything that can be taken away is.
            let later = Date()
            try await store.deleteAccount(deleted.id, by: maria.id, at: later)
            try await store.setDisabled(true, of: disabled.id, at: later)
            try await store.removeGrant(.administrator, from: reader.id)
            _ = try await store.revokeKey(lost.key.id, of: reader.id, at: later)
            let isTaken = try await store.takeRecoveryCode(code, of: maria.id, at: later)
            #expect(isTaken)
            let recovery = try await store.makeLink(.recovery, of: reader.id, by: nil, at: later)
            let renewed = try PasswordHash(of: "zupełnie inne hasło", cost: cheap)
            _ = try await store.redeem(recovery, for: .recovery, password: renewed, at: later)
            let confirmed = try await store.askAddressChange(of: reader.id, to: try email("jan.lis"), by: nil, at: later)
            guard case .changed = try await store.confirmAddressChange(confirmed, at: later) else { return #expect(Bool(false), "not changed") }
            let newcomer = try await account("nowa", [.reader], store)
            _ = try await store.claimMail(at: later)
            try await store.noteMailSent(letters[1], at: later)
            try await store.note(.signedIn, account: maria.id, at: later + 1)
            try store.close()

            let result = try BackupRestoring.restore(made.path, to: path, replacing: true)
            let access = result.access
            #expect(access.comparison == .made && access.hasAdministrator)
            #expect(access.accountsDeleted == 1 && access.accountsDisabled == 1 && access.rightsTaken == 1 && access.keysRevoked == 1)
            #expect(access.waysInKept == 2 && access.accountsMissing == 1)
            #expect(access.sessionsEnded == 1 && access.linksEnded == 2 && access.lettersHeld == 1 && access.lettersEnded == 1)

            let restored = try AtlasStore.open(path: path)
            #expect(try await restored.account(deleted.id) == nil)
            #expect(try await restored.deletedAccounts().keys.sorted() == [deleted.id])
            #expect(try await restored.account(disabled.id)?.isActive == false)
            #expect(try await restored.account(reader.id)?.grants == [.reader])
            #expect(try await restored.account(reader.id)?.email == (try email("jan.lis")))
            #expect(try await restored.secrets(of: reader.id)?.password == renewed)
            #expect(try await restored.identities(of: reader.id).isEmpty)
            #expect(try await restored.apiKey(lost.secret, at: later) == nil)
            #expect(try await restored.apiKey(good.secret, at: later)?.account.id == reader.id)
            #expect(try await restored.session(session, at: later) == nil)
            #expect(try await restored.account(ofLink: invited, for: .recovery, at: later) == nil)
            #expect(try await restored.addressChange(ofLink: moved, at: later) == nil)
            let isTakenAgain = try await restored.takeRecoveryCode(code, of: maria.id, at: later)
            #expect(!isTakenAgain)
            #expect(try await restored.secrets(of: maria.id)?.secondStep == Data([7, 7, 7]))
            // Nobody gets the number of somebody who is not in the backup.
            let next = try await restored.createAccount(email: try email("kolejna"), name: "Kolejna", grants: [], at: later)
            #expect(next.id > newcomer.id)
            // Letters wait for a word.
            #expect(try await restored.claimMail(at: later) == nil)
            #expect(try await restored.heldMail().map(\.number) == [letters[0]])
            try await restored.checkIntegrity()
            try restored.close()
        }
    }

    @Test func withoutADatabaseBeforeItIsSaid() async throws {
        try await withAtlasToBackUp { folder, path, backups in
            let store = try AtlasStore.open(path: path)
            let maria = try await account("maria", [.administrator], store)
            _ = try await store.openSession(of: maria.id, stage: .complete, means: "password", at: Date())
            try await store.enqueue([letter("a@example.org")], at: moment)
            let made = try backups.make(of: path, occasion: .command)
            try store.close()
            let elsewhere = folder.appending(path: "elsewhere.sqlite").path
            let access = try BackupRestoring.restore(made.path, to: elsewhere, replacing: false).access
            #expect(access.comparison == .nothingReplaced && access.sessionsEnded == 1 && access.lettersHeld == 1 && access.hasAdministrator)
            // A damaged one cannot be asked.
            var bytes = try Data(contentsOf: URL(fileURLWithPath: made.path))
            for position in 4_096..<bytes.count { bytes[position] = 0x5a }
            try bytes.write(to: URL(fileURLWithPath: path))
            let damaged = try BackupRestoring.restore(made.path, to: path, replacing: true).access
            guard case .unreadable(let reason) = damaged.comparison else { return #expect(Bool(false), "\(damaged.comparison)") }
            #expect(!reason.isEmpty && damaged.sessionsEnded == 1)
        }
    }

    /// A spare machine that gets every backup: what is there is older, and takes nothing away.
    @Test func anOlderDatabaseTakesNothingAway() async throws {
        try await withAtlasToBackUp { folder, path, backups in
            let store = try AtlasStore.open(path: path)
            let maria = try await account("maria", [.administrator], store)
            let jan = try await account("jan", [], store)
            let first = try backups.make(of: path, exactName: "first.sqlite", occasion: .command)
            try await store.addGrants([.reader], to: jan.id, by: maria.id, at: Date())
            try await store.note(.grantsChanged, account: jan.id, by: maria.id, at: Date())
            let second = try backups.make(of: path, exactName: "second.sqlite", occasion: .command)
            try store.close()
            let spare = folder.appending(path: "spare.sqlite").path
            _ = try BackupRestoring.restore(first.path, to: spare, replacing: false)
            let access = try BackupRestoring.restore(second.path, to: spare, replacing: true).access
            #expect(access.comparison == .olderThanBackup && access.rightsTaken == 0)
            let restored = try AtlasStore.open(path: spare)
            #expect(try await restored.account(jan.id)?.grants == [.reader])
            try restored.close()
        }
    }

    /// The same number in another database is another person.
    @Test func anotherDatabaseIsNotTakenForTheSame() async throws {
        try await withAtlasToBackUp { folder, path, backups in
            let store = try AtlasStore.open(path: path)
            let maria = try await account("maria", [.administrator], store)
            let made = try backups.make(of: path, occasion: .command)
            try store.close()
            let other = folder.appending(path: "other.sqlite").path
            let stranger = try AtlasStore.create(path: other, contents: try TestAtlas.contents())
            let number = try await stranger.createAccount(email: try email("obcy"), name: "Obcy", grants: [.reader], at: Date()).id
            try await stranger.setDisabled(true, of: number, at: Date())
            try stranger.close()
            #expect(number == maria.id)
            let access = try BackupRestoring.restore(made.path, to: other, replacing: true).access
            #expect(access.accountsDisabled == 0 && access.waysInKept == 0 && access.accountsMissing == 1)
            let restored = try AtlasStore.open(path: other)
            #expect(try await restored.account(maria.id)?.grants == [.administrator])
            try restored.close()
        }
    }

    @Test func twoThatExchangedTheirAddressesKeepThem() async throws {
        try await withAtlasToBackUp { _, path, backups in
            let store = try AtlasStore.open(path: path)
            let (anna, ewa) = (try await account("anna", [.administrator], store), try await account("ewa", [.reader], store))
            let made = try backups.make(of: path, occasion: .command)
            for (who, address) in [(anna, "przejscie"), (ewa, "anna"), (anna, "ewa")] {
                let token = try await store.askAddressChange(of: who.id, to: try email(address), by: nil, at: Date())
                guard case .changed = try await store.confirmAddressChange(token, at: Date()) else { return #expect(Bool(false), "not changed") }
            }
            try await store.note(.addressChanged, account: anna.id, at: Date())
            try store.close()
            let access = try BackupRestoring.restore(made.path, to: path, replacing: true).access
            #expect(access.waysInKept == 2)
            let restored = try AtlasStore.open(path: path)
            #expect(try await restored.account(of: try email("ewa"))?.id == anna.id)
            #expect(try await restored.account(of: try email("anna"))?.id == ewa.id)
            try restored.close()
        }
    }

    @Test func heldLettersAreReleasedOrDropped() async throws {
        try await withTestAtlas { store in
            let numbers = try await store.enqueue(
                [letter("a@example.org"), letter("b@example.org", .account), letter("c@example.org", .answer), letter("d@example.org")], at: moment)
            #expect(try await store.holdMail(at: moment) == 4)
            let later = moment + 86_400 * 5
            let summary = try await store.mailSummary(at: later)
            #expect(summary.waiting == 0 && summary.held == 4 && summary.oldestWaiting == nil)
            #expect(try await store.claimMail(at: later) == nil)
            #expect(try await store.retryWaitingMail(at: later) == 0)
            #expect(try await store.releaseHeldMail(.numbers([numbers[0]]), at: later) == 1)
            let claimed = try #require(try await store.claimMail(at: later))
            #expect(claimed.number == numbers[0] && claimed.createdAt == later)
            try await store.noteMailSent(claimed.number, at: later)
            #expect(try await store.dropHeldMail(.purpose(.account), at: later) == 1)
            let dropped = try #require(try await store.mail([.cancelled]).first)
            #expect(dropped.number == numbers[1] && !dropped.hasText && dropped.heldSince == nil)
            // One that is tried again is held no more.
            let isRetried = try await store.retryMail(numbers[2], at: later)
            #expect(isRetried)
            #expect(try await store.claimMail(at: later)?.number == numbers[2])
            #expect(try await store.heldMail().map(\.number) == [numbers[3]])
            // What nobody wants goes.
            let day = 86_400.0
            #expect(try await store.forgetExpired(at: moment + Double(RetentionRule.mailDays) * day + 1).letters == 1)
            #expect(try await store.heldMail().isEmpty)
        }
    }
}
