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
}
