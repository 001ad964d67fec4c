// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasServer
import Foundation

/// `powiatlas export map`: a map as a picture or a document.
struct ExportMapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map", abstract: "Draw a map of an indicator as PDF, PNG or SVG.",
        discussion: """
            A PDF of one voivodeship holds the map and the ranking of its units.

            Example:
              powiatlas export map --indicator ludnosc --within 26 --output ludnosc.pdf
              powiatlas export map --indicator ludnosc --palette Blues --output ludnosc.png
            """)

    @Option(help: "The id of an indicator, or an expression.")
    var indicator: String

    @Option(help: "wojewodztwo, powiat or gmina; by default powiat where it has values.")
    var level: String?

    @OptionGroup var style: MapStyleOptions

    @Option(help: "pdf, png or svg; by default what the name of the file says.")
    var format: MapFormat?

    @Option(help: "The paper of a PDF: a4 or a3.")
    var paper: String?

    @Option(help: "How the paper of a PDF stands: auto, portrait or landscape.")
    var orientation: String?

    @Option(help: "1 adds the ranking of the units to a PDF, 0 leaves it out.")
    var ranking: String?

    @Option(help: "The width of a PNG or SVG in pixels.")
    var width: Int?

    @Option(help: "The height of a PNG or SVG in pixels.")
    var height: Int?

    @Option(help: "The address of your atlas, such as https://atlas.example, for the link on a PDF.")
    var address: String?

    @Option(help: "The file to write.")
    var output: String

    @Option(help: "The language of words: pl or en.")
    var language = OutputLanguage.pl

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func validate() throws {
        _ = try OutputFile.format(format, output: output, standard: nil)
    }

    func run() async throws {
        do {
            let format = try OutputFile.format(format, output: output, standard: nil)
            let map: [(String, String?)] = [("indicator", indicator), ("level", level)]
            let page: [(String, String?)] = [
                ("format", paper), ("orientation", orientation), ("ranking", ranking), ("width", width.map(String.init)),
                ("height", height.map(String.init)), ("lang", language.rawValue),
            ]
            let operatorName = ProcessInfo.processInfo.environment["POWIATLAS_OPERATOR_NAME"]
            let bytes = try await withDatabase(database) { store in
                try await AtlasExport(store: store).map(
                    format: format, parameters: map + style.parameters + page, address: address ?? "", operatorName: operatorName)
            }
            try OutputFile(path: output).write(bytes)
            Progress().report("\(output): \(bytes.count) bytes of \(format.rawValue.uppercased())")
        } catch {
            throw refused(error)
        }
    }
}
