// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import Foundation
import Intake

/// `powiatlas export agreements`
struct ExportAgreementsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agreements", abstract: "Write the agreements as tables that import reads.",
        discussion: """
            agreements.csv, agreement-parties.csv and the others into the folder of --output.

            Example:
              powiatlas export agreements --database atlas.sqlite --output agreements
            """)

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    @Option(name: [.long, .customLong("out")], help: "The folder to write to, made when there is none.")
    var output: String

    func run() async throws {
        do {
            try await withDatabase(database) { store in
                try writeAll(AgreementTableWriter.files(try await store.agreements(), sources: try await store.sources()), to: output)
            }
        } catch {
            throw refused(error)
        }
    }
}
