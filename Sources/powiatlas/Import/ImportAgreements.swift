// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas

/// `powiatlas import agreements FILE…|FOLDER`.
struct ImportAgreementsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agreements", abstract: "Agreements between institutions: our tables, or one list of an office.",
        discussion: """
            A folder or tables: agreements.csv, agreement-parties.csv and others beside them. A list with one
            row an agreement and the parties by their names in a column “strony” is read too.
            GeoData/README.md describes the columns.

            Example:
              powiatlas import agreements agreements.csv --database atlas.sqlite --dry-run
              powiatlas import agreements agreements-folder --database atlas.sqlite
            """)

    @Argument(help: "The tables, or one folder of tables.")
    var files: [String]

    @Option(help: "The id of the source of agreements that do not name it.")
    var source: String?

    @OptionGroup var edits: EditOptions

    @OptionGroup var options: ImportOptions

    func run() async throws {
        try await options.run { store in
            try await AgreementImport(
                store: store, partial: options.partial, dryRun: options.dryRun, sourceID: source, edits: edits
            ).run(files)
        }
    }
}
