// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import Foundation
import Intake

/// `powiatlas indicators …`: tidy tables of observations from published files.
struct IndicatorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "indicators", abstract: "Make tidy tables of observations.",
        discussion: """
            Example:
              powiatlas indicators build sepi wdrozenia.csv \\
                --territory GeoData/territory --output values.csv
            """,
        subcommands: [Build.self])

    struct Build: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read published files of one layout; write one tidy file of observations.",
            discussion: """
                Layouts:
                \(IndicatorReaders.all.map { "  \($0.kind): \($0.help)" }.joined(separator: "\n"))

                Example:
                  powiatlas indicators build sepi wdrozenia.csv --territory GeoData/territory \\
                    --output GeoData/indicators/malopolskie-sepi-2014.csv
                """)

        @Argument(help: "The layout of the files.")
        var kind: String

        @Argument(help: "Files of that layout, which together give every value once.")
        var files: [String]

        @Option(help: "The folder with units.csv and changes.csv.")
        var territory: String

        @Option(help: "The file to write.")
        var output: String

        func validate() throws {
            guard IndicatorReaders.named(kind) != nil else {
                throw ValidationError(
                    "The layout “\(kind)” is not known: expected one of \(IndicatorReaders.all.map { $0.kind }.joined(separator: ", ")).")
            }
        }

        func run() async throws {
            do { try build() } catch { throw refused(error) }
        }

        private func build() throws {
            guard let layout = IndicatorReaders.named(kind) else { return }
            let units = try TerritoryTables.read(folder: URL(fileURLWithPath: territory, isDirectory: true)).units
            let reader = layout.init(territory: TerritoryIndex(units))
            var observations: [Observation] = []
            var firstFile: [String: String] = [:]
            var lines: [String] = []
            for file in files {
                let url = URL(fileURLWithPath: file)
                let result = try reader.read(InputFile.read(url), file: url.lastPathComponent)
                for observation in result.accepted {
                    let key = "\(observation.indicator) \(observation.period) \(observation.code.stem)"
                    if let other = firstFile[key], other != file {
                        throw IntakeRefusal(file: url.lastPathComponent, reason: "\(key) is in \(URL(fileURLWithPath: other).lastPathComponent) already")
                    }
                    firstFile[key] = file
                }
                observations += result.accepted
                lines += result.report.lines()
            }
            try write(IndicatorTables.write(observations), to: URL(fileURLWithPath: output))
            for line in lines { print(line) }
            print("written: \(observations.count) observations of \(Set(observations.map(\.indicator)).count) indicators")
        }
    }
}
