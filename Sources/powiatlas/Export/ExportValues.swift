// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasServer
import Foundation

/// `powiatlas export values`: values of an indicator, as the server gives them for download.
struct ExportValuesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "values", abstract: "Write values of an indicator as CSV, XLSX, GeoJSON, GeoPackage or JSON-stat.",
        discussion: """
            An expression can stand for the indicator. Without --output the text goes to standard output.

            Example:
              powiatlas export values --indicator ludnosc --level powiat --period 2021 --format csv
              powiatlas export values --indicator udzial-65-plus --period all --output starosc.xlsx
              powiatlas export values --indicator ludnosc --within 26 --output ludnosc.gpkg
            """)

    enum Layout: String, ExpressibleByArgument, CaseIterable {
        case tidy, wide
    }

    @Option(help: "The id of an indicator, or an expression.")
    var indicator: String

    @Option(help: "wojewodztwo, powiat or gmina; by default the finest level with values.")
    var level: String?

    @Option(help: "2021, 2014-10 or 2015-06-30, several separated by commas, or all; by default the newest.")
    var period: String?

    @Option(help: "Only units within the unit with this TERC code.")
    var within: String?

    @Option(help: "tidy: a row for each unit and period; wide: a column for each period.")
    var layout: Layout?

    @Option(help: "csv, geojson, xlsx, gpkg or jsonstat; by default what the name of the file says.")
    var format: ExportFormat?

    @Option(help: "The file to write.")
    var output: String?

    @Option(help: "The language of words: pl or en.")
    var language = OutputLanguage.pl

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func validate() throws {
        let format = try OutputFile.format(format, output: output, standard: .csv)
        if output == nil, format == .xlsx || format == .gpkg {
            throw ValidationError("--format \(format.rawValue) needs --output, the file to write")
        }
    }

    func run() async throws {
        do {
            let format = try OutputFile.format(format, output: output, standard: .csv)
            let bytes = try await withDatabase(database) { store in
                try await AtlasExport(store: store).values(
                    of: indicator, format: format,
                    parameters: [
                        ("level", level), ("period", period == "all" ? "*" : period), ("parent", within), ("layout", layout?.rawValue),
                        ("lang", language.rawValue),
                    ])
            }
            guard let output else { return FileHandle.standardOutput.write(bytes) }
            try OutputFile(path: output).write(bytes)
            Progress().report("\(output): \(bytes.count) bytes of \(format.name)")
        } catch {
            throw refused(error)
        }
    }
}
