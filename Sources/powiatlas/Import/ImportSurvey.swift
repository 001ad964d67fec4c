// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import Foundation
import Intake

/// `powiatlas import survey FILE…`.
struct ImportSurveyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "survey", abstract: "Questionnaires and published figures of surveys, as JSON.",
        discussion: """
            GeoData/README.md describes the form; GeoData/surveys holds an example. A questionnaire that
            somebody has answered can be reworded, but what was answered has to stay possible.

            Example:
              powiatlas import survey wspolpraca-2026.json --database atlas.sqlite
            """)

    @Argument(help: "The files.")
    var files: [String]

    @OptionGroup var options: ImportOptions

    func run() async throws {
        do {
            guard !options.partial else { throw CommandRefusal("A survey is taken whole: leave --partial out.") }
            let progress = Progress()
            var contents = SurveyContents()
            for file in files {
                let url = URL(fileURLWithPath: file)
                let read = try SurveyFile.read(InputFile.read(url), file: url.lastPathComponent)
                contents.surveys.append(read.survey)
                if let source = read.source { contents.sources.append(source) }
                progress.report("\(url.lastPathComponent): \(read.survey.id), \(read.survey.questions.count) questions")
            }
            let summary = try await withDatabase(options.database) { store in try await store.importSurveys(contents, dryRun: options.dryRun) }
            print("\(options.dryRun ? "would be " : "")added \(summary.added), changed \(summary.changed), unchanged \(summary.unchanged)")
        } catch {
            throw refused(error)
        }
    }
}
