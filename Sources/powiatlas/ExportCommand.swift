// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import Foundation
import Intake
import OpenReferral

/// `powiatlas export KIND`: writes tables that `import` reads.
struct ExportCommand: AsyncParsableCommand {
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case observations, directory, hsds
    }

    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write observations or the directory in a form that import reads.",
        discussion: """
            observations: as the sources gave them, a tidy table to standard output. Values that the atlas
              computes (sums of parts, ratios) are left out: they come back by themselves.
            directory: institutions.csv, services.csv, locations.csv and sources.csv into the folder of --output.
            hsds: Open Referral HSDS 3.0 into the folder of --output, as tables or with --format json as one file.

            Example:
              powiatlas export observations --database atlas.sqlite > values.csv
              powiatlas export directory --database atlas.sqlite --output directory
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case tabular, json
    }

    @Argument(help: "What to write: \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: Kind

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    @Option(help: "The folder to write to, made when there is none; for directory and hsds.")
    var output: String?

    @Option(help: "The form of hsds: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format = Format.tabular

    func validate() throws {
        if kind != .observations, output == nil { throw ValidationError("export \(kind.rawValue) needs --output, the folder to write to") }
    }

    func run() async throws {
        do {
            try await withDatabase(database) { store in
                switch kind {
                case .observations:
                    FileHandle.standardOutput.write(Data(IndicatorTables.write(try await store.givenObservations()).utf8))
                case .directory: try writeAll(try await directoryTables(store))
                case .hsds: try writeAll(try await exchangeFiles(store))
                }
            }
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

    private func writeAll(_ files: [(name: String, text: String)]) throws {
        guard let output else { return }
        let folder = URL(fileURLWithPath: output, isDirectory: true)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandRefusal("The folder \(output) cannot be made: \(error.localizedDescription)")
        }
        for file in files { try write(file.text, to: folder.appendingPathComponent(file.name)) }
        Progress().report("\(output): \(files.map(\.name).joined(separator: ", "))")
    }
}
