// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import Foundation
import Intake
import OpenReferral

/// `powiatlas export observations`
struct ExportObservationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "observations", abstract: "Write all observations as a tidy table that import reads.",
        discussion: """
            Values as the sources gave them, to standard output. What the atlas computes (sums of parts,
            ratios) is left out: it comes back by itself.

            Example:
              powiatlas export observations --database atlas.sqlite > values.csv
            """)

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func run() async throws {
        do {
            try await withDatabase(database) { store in
                let output = FileHandle.standardOutput
                let header = IndicatorTables.write([])
                output.write(Data(header.utf8))
                // One indicator at a time: all of a large atlas are gigabytes.
                for id in try await store.indicators().map(\.indicator.id).sorted() {
                    let rows = IndicatorTables.write(try await store.givenObservations(of: id)).utf8.dropFirst(header.utf8.count)
                    if !rows.isEmpty { output.write(Data(rows)) }
                }
            }
        } catch {
            throw refused(error)
        }
    }
}

/// `powiatlas export directory`
struct ExportDirectoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "directory", abstract: "Write the directory as tables that import reads.",
        discussion: """
            institutions.csv, services.csv, locations.csv and sources.csv into the folder of --output.

            Example:
              powiatlas export directory --database atlas.sqlite --output directory
            """)

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    @Option(help: "The folder to write to, made when there is none.")
    var output: String

    func run() async throws {
        do {
            try await withDatabase(database) { store in try writeAll(try await directoryTables(store), to: output) }
        } catch {
            throw refused(error)
        }
    }

    private func directoryTables(_ store: AtlasStore) async throws -> [(name: String, text: String)] {
        let institutions = try await store.institutions()
        let used = Set(institutions.map(\.sourceID))
        return [
            ("institutions.csv", DirectoryTableWriter.institutions(institutions)), ("services.csv", DirectoryTableWriter.services(institutions)),
            ("locations.csv", DirectoryTableWriter.locations(institutions)),
            ("sources.csv", DirectoryTableWriter.sources(try await store.sources().filter { used.contains($0.id) })),
        ]
    }
}

/// `powiatlas export hsds`
struct ExportExchangeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hsds", abstract: "Write the directory as Open Referral HSDS 3.0.",
        discussion: """
            As tables into the folder of --output, or with --format json as one file.

            Example:
              powiatlas export hsds --database atlas.sqlite --output hsds --format json
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case tabular, json
    }

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    @Option(help: "The folder to write to, made when there is none.")
    var output: String

    @Option(help: "The form: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format = Format.tabular

    func run() async throws {
        do {
            try await withDatabase(database) { store in try writeAll(try await exchangeFiles(store), to: output) }
        } catch {
            throw refused(error)
        }
    }

    private func exchangeFiles(_ store: AtlasStore) async throws -> [(name: String, text: String)] {
        let institutions = try await store.institutions()
        let taxonomy = try await store.taxonomy()
        let sources = try await store.sources()
        let names = Dictionary(try await store.currentUnits().map { ($0.unit.code, $0.unit.fullName) }) { first, _ in first }
        switch format {
        case .tabular:
            return try HSDSTables.write(institutions: institutions, taxonomy: taxonomy, sources: sources) { names[$0] }
        case .json:
            return [
                (HSDSExport.file, try HSDSExport.json(institutions: institutions, taxonomy: taxonomy, sources: sources) { names[$0] })
            ]
        }
    }
}

/// Writes texts as files of a folder, which is made when there is none.
func writeAll(_ files: [(name: String, text: String)], to output: String) throws {
    let folder = URL(fileURLWithPath: output, isDirectory: true)
    do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
        throw CommandRefusal("The folder \(output) cannot be made: \(error.localizedDescription)")
    }
    for file in files { try write(file.text, to: folder.appendingPathComponent(file.name)) }
    Progress().report("\(output): \(files.map(\.name).joined(separator: ", "))")
}
