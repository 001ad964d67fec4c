// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite(.serialized) struct SurveyCommandTests {
    @Test func aSurveyIsCopiedImportedSentOutAndAnsweredOnPaper() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let arguments = ["--database", "atlas.sqlite"]
            let example = try await folder.run(["export", "survey", "wspolpraca-ops-up-2015"] + arguments)
            expectDone(example)
            #expect(example.output.contains("\"OPS\"") && example.output.contains("\"percentages\""))
            let copy = try await folder.run(
                ["export", "survey", "wspolpraca-ops-up-2015", "--as", "wspolpraca-2199", "--asker", "ROPS", "--opens", "2020-01-01", "--closes", "2199-12-31"] + arguments)
            expectDone(copy)
            #expect(copy.output.contains("\"publisher\" : \"ROPS\"") && !copy.output.contains("percentages"))
            try folder.write(copy.output, "copy.json")

            let rehearsal = try await folder.run(["import", "survey", "copy.json", "--dry-run"] + arguments)
            #expect(rehearsal.output.contains("would be added 1, changed 0"), "\(rehearsal)")
            expectDone(try await folder.run(["import", "survey", "copy.json"] + arguments))
            let again = try await folder.run(["import", "survey", "copy.json"] + arguments)
            #expect(again.output.contains("added 0, changed 0, unchanged 1"), "\(again)")

            let invite = ["survey", "invite", "wspolpraca-2199", "--type", "OPS", "--unit", "1201", "--site", "https://atlas.example.pl/"] + arguments
            let links = try await folder.run(invite)
            expectDone(links)
            let rows = links.output.split(separator: "\n")
            #expect(rows.first == "institution,type,name,email,link")
            #expect(rows.count > 5 && rows.dropFirst().allSatisfy { $0.contains(/,https:\/\/atlas\.example\.pl\/ankieta\/[a-z0-9]{26}$/) })
            let secret = String(rows[1].suffix(26))
            let file = try folder.data("atlas.sqlite")
            #expect(file.range(of: Data(secret.utf8)) == nil)
            let second = try await folder.run(invite)
            #expect(second.output.split(separator: "\n").count == 1 && second.errors.contains("0 links made, \(rows.count - 1) invited before"))

            let elsewhere = try await folder.run(["survey", "invite", "wspolpraca-2199", "--type", "OPS", "--unit", "02"] + arguments)
            #expect(elsewhere.status == 1 && elsewhere.output.isEmpty)
            #expect(elsewhere.errors.contains("no OPS seated in 02") && elsewhere.errors.contains("elsewhere, in 12 ("), "\(elsewhere)")
            let notAsked = try await folder.run(["survey", "invite", "wspolpraca-2199", "--type", "NGO"] + arguments)
            #expect(notAsked.status == 1 && notAsked.errors.contains("asks OPS, PUP, not NGO"), "\(notAsked)")

            let institution = String(rows[1].prefix { $0 != "," })
            try folder.write("institution,question,answer\n\(institution),wspolpraca,moze\n", "answers.csv")
            let bad = try await folder.run(["survey", "answers", "wspolpraca-2199", "answers.csv"] + arguments)
            #expect(bad.status == 1 && bad.errors.contains("Choose one of the answers given"), "\(bad)")
            let good = [("wspolpraca", "tak"), ("rodzaje", "pai"), ("porozumienie-ops", "tak"), ("wiedza", "pelna"), ("warunki", "sasiedztwo"), ("korzysci", "sprawniej"), ("bariery", "nie-wiem")]
            try folder.write("institution,question,answer\n" + good.map { "\(institution),\($0.0),\($0.1)\n" }.joined(), "answers.csv")
            let taken = try await folder.run(["survey", "answers", "wspolpraca-2199", "answers.csv"] + arguments)
            #expect(taken.output.contains("added 1, changed 0, unchanged 0"), "\(taken)")
        }
    }

    @Test(arguments: [
        (["survey", "invite", "wspolpraca-ops-up-2015"], "takes no answers"), (["survey", "invite", "nie-ma"], "expected one of wspolpraca-ops-up-2015"),
        (["survey", "invite", "wspolpraca-ops-up-2015", "--site", "atlas"], "is not the address of a site"),
        (["survey", "invite", "wspolpraca-ops-up-2015", "--type", "BANK"], "is not a type of institution"),
        (["export", "survey", "wspolpraca-ops-up-2015", "--as", "x1"], "needs --asker, --opens and --closes"),
        (["import", "survey", "missing.json"], "cannot be read"),
    ])
    func whatCannotBeDoneIsRefusedWithAReason(_ arguments: [String], _ reason: String) async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let run = try await folder.run(arguments + ["--database", "atlas.sqlite"])
            #expect(run.status == 1 && run.errors.contains(reason), "\(run)")
        }
    }
}
