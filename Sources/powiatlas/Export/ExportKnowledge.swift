// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import Foundation
import Intake

/// `powiatlas export knowledge`
struct ExportKnowledgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "knowledge", abstract: "Write practices and recommendations as tables that import reads.",
        discussion: """
            practices.csv, recommendations.csv, leaders.csv and the tables that belong to them,
            into the folder of --output.

            Example:
              powiatlas export knowledge --database atlas.sqlite --output knowledge
            """)

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    @Option(help: "The folder to write to, made when there is none.")
    var output: String

    func run() async throws {
        do {
            try await withDatabase(database) { store in
                try writeAll(KnowledgeTableWriter.files(try await store.knowledge(), sources: try await store.sources()), to: output)
            }
        } catch {
            throw refused(error)
        }
    }
}
