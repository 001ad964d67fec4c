// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import Foundation
import Intake

/// `powiatlas export KIND`: writes tables that `import` reads.
struct ExportCommand: AsyncParsableCommand {
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case observations
    }

    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the observations as the sources gave them, as a tidy table.",
        discussion: """
            Values that the atlas computes (sums of parts, ratios) are left out: they come back by themselves.

            Example:
              powiatlas export observations --database atlas.sqlite > values.csv
            """)

    @Argument(help: "What to write: \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: Kind

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func run() async throws {
        do {
            let text = try await withDatabase(database) { store in
                IndicatorTables.write(try await store.givenObservations())
            }
            FileHandle.standardOutput.write(Data(text.utf8))
        } catch {
            throw refused(error)
        }
    }
}
