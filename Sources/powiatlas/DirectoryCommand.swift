// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import Foundation
import Intake
import TileGeometry

/// `powiatlas directory …`: the tables of `GeoData/directory` from published lists.
struct DirectoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "directory", abstract: "Make the tables of the directory.",
        discussion: """
            Example:
              powiatlas directory build --rjps centres.csv --placowki homes.csv \\
                --with partners --output GeoData/directory
            """,
        subcommands: [Build.self])

    struct Build: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read published lists and further tables; write the directory's own tables.",
            discussion: """
                The taxonomy and the territory are read from the folder of --geodata.

                Example:
                  powiatlas directory build --rjps centres.csv --placowki homes.csv \\
                    --sectors sectors.csv --with partners --output GeoData/directory
                """)

        @Option(help: "A list of welfare centres; may stand several times.")
        var rjps: [String] = []

        @Option(help: "A list of day centres and care homes; may stand several times.")
        var placowki: [String] = []

        @Option(help: "A list of adviser sectors; may stand several times.")
        var sectors: [String] = []

        @Option(name: .customLong("with"), help: "A folder of tables in our template's form that are merged in; may stand several times.")
        var folders: [String] = []

        @Option(help: "The folder with boundaries/, territory/ and directory/taxonomy.csv; by default GeoData of the checkout.")
        var geodata: String?

        @Flag(help: "Take the good rows of a file that has bad ones.")
        var partial = false

        @Option(help: "The folder to write to.")
        var output: String

        func run() async throws {
            do { try build() } catch { throw refused(error) }
        }

        private func build() throws {
            let folder = ProjectFolder.find("GeoData", explicit: geodata)
            let territory = try TerritoryTables.read(folder: folder.appendingPathComponent("territory"))
            let boundaries = try GeoDataFolder(folder).boundaries()
            let tables = folder.appendingPathComponent("directory")
            let taxonomy = try DirectoryTables.readTaxonomy(
                terms: InputTable(tables.appendingPathComponent("taxonomy.csv")),
                statutory: InputTable(tables.appendingPathComponent("statutory-services.csv"))
            ).taxonomy
            let result = try DirectoryBuild(units: territory.units, geography: UnitGeography(boundaries), taxonomy: taxonomy).run(
                registers: rjps.map { try InputTable(URL(fileURLWithPath: $0)) },
                careHomes: placowki.map { try InputTable(URL(fileURLWithPath: $0)) },
                sectorLists: sectors.map { try InputTable(URL(fileURLWithPath: $0)) },
                folders: folders.map { URL(fileURLWithPath: $0, isDirectory: true) }, partial: partial)
            for line in result.reports.flatMap({ $0.lines() }) { print(line) }
            for file in result.files { try write(file.text, to: URL(fileURLWithPath: output).appendingPathComponent(file.name)) }
            print("written: \(result.institutions.count) institutions of \(result.sources.count) sources")
        }
    }
}
