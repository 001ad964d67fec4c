// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite(.serialized) struct AccountCommandTests {
    @Test func accountsAreMadeListedAndDisabledAtTheMachine() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let database = ["--database", "atlas.sqlite"]
            let made = try await folder.run(
                ["account", "create-administrator", "--email", "anna@example.pl", "--name", "Anna Nowak", "--site", "https://atlas.example.pl/"] + database)
            expectDone(made)
            let link = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(link.wholeMatch(of: /https:\/\/atlas\.example\.pl\/zaproszenie\/[a-z0-9]{26}/) != nil, "\(made)")
            #expect(try folder.data("atlas.sqlite").range(of: Data(link.suffix(26).utf8)) == nil)
            let twice = try await folder.run(["account", "create-administrator", "--email", "Anna@example.pl", "--name", "Anna"] + database)
            #expect(twice.status == 1 && twice.errors.lowercased().contains("anna@example.pl already"), "\(twice)")
            // No password on standard input: none is made up.
            let silent = try await folder.run(["account", "create-administrator", "--email", "ewa@example.pl", "--name", "Ewa", "--password"] + database)
            #expect(silent.status == 1 && silent.errors.contains("at least 12"), "\(silent)")
            expectDone(try await folder.run(["account", "invite", "--email", "pup@example.pl", "--name", "Jan Lis", "--institution", "pup-olkusz"] + database))
            let nowhere = try await folder.run(["account", "invite", "--email", "x@example.pl", "--name", "X", "--institution", "nie-ma"] + database)
            #expect(nowhere.status == 1 && nowhere.errors.contains("no institution “nie-ma”"), "\(nowhere)")
            let rightless = try await folder.run(["account", "invite", "--email", "x@example.pl", "--name", "X"] + database)
            #expect(rightless.status == 1 && rightless.errors.contains("No right is named"), "\(rightless)")
            expectDone(try await folder.run(["account", "grant", "--email", "pup@example.pl", "--powiat", "1212"] + database))
            let recovered = try await folder.run(["account", "recover", "--email", "pup@example.pl"] + database)
            #expect(recovered.output.contains("http://127.0.0.1:8080/zaproszenie/"), "\(recovered)")
            expectDone(try await folder.run(["account", "disable", "--email", "pup@example.pl"] + database))
            let list = try await folder.run(["account", "list"] + database)
            #expect(
                list.output == """
                    email,name,rights,state,second_step,last_sign_in
                    anna@example.pl,Anna Nowak,administrator,invited,no,
                    pup@example.pl,Jan Lis,coordinator 1212; editor pup-olkusz,disabled,no,

                    """, "\(list)")
        }
    }

    @Test func anAccountIsDeletedForGoodWhenItIsMeant() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let database = ["--database", "atlas.sqlite"]
            expectDone(try await folder.run(["account", "invite", "--email", "teresa.unikalna@example.pl", "--name", "Teresa Unikalna", "--reader"] + database))
            #expect(try folder.data("atlas.sqlite").range(of: Data("teresa.unikalna".utf8)) != nil)
            let asked = try await folder.run(["account", "delete", "--email", "teresa.unikalna@example.pl"] + database)
            #expect(asked.status == 1 && asked.output.contains("goes: rights 1,") && asked.errors.contains("add --yes"), "\(asked)")
            let done = try await folder.run(["account", "delete", "--email", "Teresa.Unikalna@example.pl", "--yes"] + database)
            expectDone(done)
            #expect(done.output.contains("stays under number 1: changes 0"))
            let bytes = try folder.data("atlas.sqlite")
            for secret in ["teresa.unikalna", "Teresa Unikalna"] { #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret)") }
            let again = try await folder.run(["account", "delete", "--email", "teresa.unikalna@example.pl", "--yes"] + database)
            #expect(again.status == 1 && again.errors.contains("There is no account"), "\(again)")
        }
    }

    @Test func anAddressIsConfirmedByALink() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let database = ["--database", "atlas.sqlite"]
            for (email, name) in [("anna@example.pl", "Anna"), ("jan@example.pl", "Jan")] {
                expectDone(try await folder.run(["account", "invite", "--email", email, "--name", name, "--reader"] + database))
            }
            let change = ["account", "change-address", "--email", "anna@example.pl", "--site", "https://atlas.example.pl", "--new-email"]
            let made = try await folder.run(change + ["anna.lis@example.pl"] + database)
            expectDone(made)
            #expect(made.output.trimmingCharacters(in: .whitespacesAndNewlines).wholeMatch(of: /https:\/\/atlas\.example\.pl\/nowy-adres\/[a-z0-9]{26}/) != nil, "\(made)")
            let taken = try await folder.run(change + ["JAN@example.pl"] + database)
            #expect(taken.status == 1 && taken.errors.contains("already"), "\(taken)")
            let wrong = try await folder.run(change + ["anna"] + database)
            #expect(wrong.status == 1 && wrong.errors.contains("is not an e-mail address"), "\(wrong)")
            // Until it is confirmed the old address holds.
            #expect(try await folder.run(["account", "list"] + database).output.contains("anna@example.pl,Anna"))
            let sent = try await folder.run(change + ["anna.lis@example.pl", "--send"] + database)
            expectDone(sent)
            #expect(sent.output == "")
            let status = try await folder.run(["mail", "status"] + database)
            #expect(status.output.hasPrefix("waiting 2 "), "\(status)")
        }
    }

    /// A backup brings nobody back who was let go since, and sends no letter twice.
    @Test func aRestoreSaysWhatItCloses() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let database = ["--database", "atlas.sqlite"]
            for (email, name) in [("anna@example.pl", "Anna"), ("jan@example.pl", "Jan")] {
                expectDone(try await folder.run(["account", "invite", "--email", email, "--name", name, "--reader"] + database))
            }
            expectDone(try await folder.run(["account", "change-address", "--email", "jan@example.pl", "--new-email", "jan.lis@example.pl", "--send"] + database))
            expectDone(try await folder.run(["backup", "--to", "copy.sqlite"] + database))
            // Moments are kept to the second.
            try await Task.sleep(for: .milliseconds(1_100))
            expectDone(try await folder.run(["account", "delete", "--email", "anna@example.pl", "--yes"] + database))
            let restored = try await folder.run(["restore", "copy.sqlite", "--force"] + database)
            expectDone(restored)
            for words in [
                "sessions ended 0, links made void 2", "letters held 2", "accounts deleted 1, disabled 0", "no administrator can sign in",
            ] { #expect(restored.errors.contains(words), "\(words): \(restored)") }
            #expect(try await folder.run(["account", "list"] + database).output.split(separator: "\n").count == 2)
            let status = try await folder.run(["mail", "status"] + database)
            #expect(status.output.contains("waiting 0 ") && status.output.contains("held since a restore 2"), "\(status)")
            let held = try await folder.run(["mail", "held"] + database)
            let numbers = held.output.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
            #expect(numbers.count == 2 && held.output.contains("jan.lis@example.pl"), "\(held)")
            let unknown = try await folder.run(["mail", "drop", "4711"] + database)
            #expect(unknown.status == 1 && unknown.errors.contains("is not held"), "\(unknown)")
            #expect(try await folder.run(["mail", "release", numbers[0]] + database).output == "released 1\n")
            #expect(try await folder.run(["mail", "drop", "--purpose", "account"] + database).output == "dropped 1\n")
            #expect(try await folder.run(["mail", "held"] + database).output == "")
            for wrong in [["mail", "release"], ["mail", "drop", "1", "--all"], ["mail", "drop", "--purpose", "spam"]] {
                let refused = try await folder.run(wrong + database)
                #expect(refused.status == 2, "\(refused)")
            }
        }
    }
}
