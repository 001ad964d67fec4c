// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasServer
import Foundation

/// `powiatlas export KIND …`: takes data and maps out of the database.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write values, maps, observations, the directory or agreements to files.",
        discussion: """
            values and map give what people use elsewhere: tables, geodata, pictures, documents. observations,
            directory and hsds give what import reads.

            Example:
              powiatlas export values --indicator ludnosc --output ludnosc.xlsx
              powiatlas export map --indicator ludnosc --within 26 --output ludnosc.pdf
              powiatlas export observations --database atlas.sqlite > values.csv
            """,
        subcommands: [
            ExportValuesCommand.self, ExportMapCommand.self, ExportObservationsCommand.self, ExportDirectoryCommand.self,
            ExportExchangeCommand.self, ExportPMTilesCommand.self, ExportMBTilesCommand.self, ExportSiteCommand.self,
            ExportAgreementsCommand.self,
            ExportKnowledgeCommand.self,
            ExportSurveyCommand.self,
        ])

    func run() throws {
        let kinds = Self.configuration.subcommands.compactMap { $0.configuration.commandName }
        throw ValidationError("name what to export: \(kinds.joined(separator: ", "))")
    }
}

/// A file to be written, with the form that its name or `--format` says.
struct OutputFile {
    let path: String

    /// The form that the user chose, or else that the ending of the file's name says.
    static func format<Format: RawRepresentable & CaseIterable>(
        _ chosen: Format?, output: String?, standard: Format?
    ) throws -> Format where Format.RawValue == String {
        if let chosen { return chosen }
        let accepted = Format.allCases.map(\.rawValue).joined(separator: ", ")
        if let output, let named = Format(rawValue: URL(fileURLWithPath: output).pathExtension.lowercased()) { return named }
        guard let standard, output == nil else {
            throw ValidationError("the form is not clear: give --format (\(accepted)) or a name that ends in one of them")
        }
        return standard
    }

    /// Writes the file whole or not at all.
    func write(_ bytes: Data) throws {
        do {
            try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandRefusal("\(path) cannot be written: \(error.localizedDescription)")
        }
    }
}

extension ExportFormat: ExpressibleByArgument {}
extension MapFormat: ExpressibleByArgument {}

/// The languages of words in files.
enum OutputLanguage: String, ExpressibleByArgument, CaseIterable {
    case pl, en
}
