// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import Foundation
import Intake

/// `powiatlas export survey`.
struct ExportSurveyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "survey", abstract: "Write a questionnaire as JSON that import reads.",
        discussion: """
            To standard output. With --as, --asker, --opens and --closes the same questions become a new
            survey, which can be edited, imported and sent out.

            Example:
              powiatlas export survey wspolpraca-ops-up-2015 --as wspolpraca-2026 \\
                --asker ROPS --opens 2026-11-01 --closes 2026-12-15 > wspolpraca-2026.json
            """)

    @Argument(help: "The id of the survey.")
    var survey: String

    @Option(name: .customLong("as"), help: "The id of a new survey with the same questions.")
    var newID: String?

    @Option(help: "Who asks in the new survey, such as the name of a ROPS.")
    var asker: String?

    @Option(help: "The first day on which the new survey takes answers.")
    var opens: Period?

    @Option(help: "The last day on which the new survey takes answers.")
    var closes: Period?

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func run() async throws {
        do {
            try await withDatabase(database) { store in
                var found = try await store.existingSurvey(survey)
                if let newID {
                    guard let opens, let closes, let asker, !asker.allSatisfy(\.isWhitespace) else {
                        throw CommandRefusal("A new survey needs --asker, --opens and --closes.")
                    }
                    found.id = try SurveyID(newID)
                    found.opens = opens
                    found.closes = closes
                    found.period = Period(year: opens.year)
                    found.published = []
                    found.note = nil
                    found.sourceID = "ankieta-\(found.id)"
                    if let fault = found.faults.first { throw CommandRefusal(fault.localizedDescription) }
                } else if opens != nil || closes != nil || asker != nil {
                    throw CommandRefusal("--asker, --opens and --closes belong to a new survey: give its id with --as.")
                }
                var source = try await store.sources().first { $0.id == found.sourceID }
                if let asker, newID != nil, let id = found.sourceID {
                    source = Source(
                        id: id, name: found.title, publisher: asker, url: nil, date: found.period,
                        licence: LocalizedText(polish: "Wyniki ankiety, z podaniem źródła", english: "Results of a survey, with the source named"))
                }
                FileHandle.standardOutput.write(Data(try SurveyFile.write(found, source: source).utf8))
            }
        } catch {
            throw refused(error)
        }
    }
}

extension AtlasStore {
    /// - Throws: `CommandRefusal` with the ids that there are.
    func existingSurvey(_ text: String) async throws -> Survey {
        let all = try await surveys()
        guard let found = all.first(where: { $0.id.text == text }) else {
            let known = all.map(\.id.text).joined(separator: ", ")
            throw CommandRefusal("There is no survey “\(text)”" + (known.isEmpty ? ". Import one first." : ": expected one of \(known)."))
        }
        return found
    }
}
