// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas

/// `powiatlas import KIND …`: brings data into an existing database.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring values, territory, institutions or agreements into the database.",
        discussion: """
            A file is taken whole or not at all; with --partial its good rows are taken, with --dry-run nothing
            is changed. The same file twice changes nothing; an updated file shows what changed.

            Example:
              powiatlas import observations values.csv --database atlas.sqlite --dry-run
              powiatlas import rjps pomoc-spoleczna.csv --database atlas.sqlite
            """,
        subcommands: [
            ImportIndicatorsCommand.self, ImportObservationsCommand.self,
            ImportBDLCommand.self,
            ImportValuesCommand.self,
            ImportTERCCommand.self, ImportBoundariesCommand.self,
            ImportWelfareRegisterCommand.self, ImportCareHomesCommand.self, ImportDirectoryCommand.self, ImportExchangeCommand.self,
            ImportAgreementsCommand.self,
            ImportVacanciesCommand.self,
            ImportKnowledgeCommand.self,
            ImportSurveyCommand.self,
        ])

    func run() throws {
        let kinds = Self.configuration.subcommands.compactMap { $0.configuration.commandName }
        throw ValidationError("name what to import: \(kinds.joined(separator: ", "))")
    }
}

/// What all imports of files share.
struct ImportOptions: ParsableArguments {
    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    @Flag(help: "Take the good rows of a file that has bad ones.")
    var partial = false

    @Flag(name: .customLong("dry-run"), help: "Say what would change, and change nothing.")
    var dryRun = false
}

extension Period: ExpressibleByArgument {
    public init?(argument: String) {
        guard let period = try? Period(argument) else { return nil }
        self = period
    }
}
