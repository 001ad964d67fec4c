// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import Foundation
import Intake

/// `powiatlas import indicators FOLDER…`.
struct ImportIndicatorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "indicators", abstract: "Definitions of indicators: folders with sources.csv and catalogue.csv.",
        discussion: """
            GeoData/README.md describes the columns.

            Example:
              powiatlas import indicators MyIndicators --database atlas.sqlite
            """)

    @Argument(help: "Folders with sources.csv and catalogue.csv.")
    var folders: [String]

    @OptionGroup var options: ImportOptions

    func run() async throws {
        try await options.runLogged { store in
            let known = try await store.indicators().map(\.indicator)
            let knownSources = try await store.sources()
            var sources: [Source] = []
            var indicators: [Indicator] = []
            for name in folders {
                let folder = URL(fileURLWithPath: name, isDirectory: true)
                let readSources = try IndicatorTables.sources(
                    InputFile.read(folder.appendingPathComponent("sources.csv")), file: "sources.csv", partial: options.partial)
                let catalogue = try IndicatorTables.catalogue(
                    InputFile.read(folder.appendingPathComponent("catalogue.csv")), file: "catalogue.csv",
                    sources: knownSources + readSources.accepted, existing: known, partial: options.partial)
                Progress().report([readSources.report, catalogue.report])
                sources += readSources.accepted
                indicators += catalogue.accepted
            }
            let provenance = ImportProvenance(kind: "indicators", files: folders.map { URL(fileURLWithPath: $0).lastPathComponent })
            return try await store.importValues(provenance, dryRun: options.dryRun) { [sources, indicators] batch in
                try batch.add(sources: sources, indicators: indicators)
            }
        }
    }
}

/// `powiatlas import observations FILE…`.
struct ImportObservationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "observations", abstract: "Values: tidy tables indicator,period,code,value,flag.",
        discussion: """
            GeoData/README.md describes the columns. For a spreadsheet as it was downloaded see import values.
            Files may be of any size; of a folder every .csv is read.

            Example:
              powiatlas import observations values.csv --database atlas.sqlite --dry-run
            """)

    @Argument(help: "The files, or folders of files.")
    var files: [String]

    @OptionGroup var options: ImportOptions

    func run() async throws {
        try await options.runLogged { store in
            let indicators = try await store.indicators().map(\.indicator)
            let units = try await store.currentUnits().map(\.unit)
            let files = try files.flatMap(Self.tables)
            let partial = options.partial
            let provenance = ImportProvenance(kind: "observations", files: files.map(\.lastPathComponent))
            return try await store.importValues(provenance, dryRun: options.dryRun) { batch in
                var reader = ObservationReader(indicators: indicators, units: units)
                for file in files {
                    let report = try reader.read(
                        file, partial: partial, progress: { rows in Progress().report("  \(file.lastPathComponent): \(rows) rows") },
                        deliver: { try batch.add($0) })
                    Progress().report([report])
                }
            }
        }
    }

    /// A file, or the tables of a folder in the order of their names; definitions of indicators are none.
    private static func tables(_ path: String) throws -> [URL] {
        let url = URL(fileURLWithPath: path)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else { return [url] }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { name in
            name.lowercased().hasSuffix(".csv") && name != "sources.csv" && name != "catalogue.csv"
        }
        guard !names.isEmpty else { throw CommandRefusal("\(path) is a folder without tables (.csv)") }
        return names.sorted().map { url.appendingPathComponent($0) }
    }
}

extension ImportOptions {
    /// Opens the database, runs an import and says what it did.
    func run(_ importing: (AtlasStore) async throws -> WriteSummary) async throws {
        do {
            let summary = try await withDatabase(database, importing)
            Progress().report(line(summary))
        } catch {
            throw refused(error)
        }
    }

    /// The same for an import that the log has: also says its number and how it is undone.
    func runLogged(_ importing: (AtlasStore) async throws -> ImportOutcome) async throws {
        do {
            let outcome = try await withDatabase(database, importing)
            let progress = Progress()
            outcome.remarks.forEach { progress.report("  \($0)") }
            progress.report(line(outcome.summary))
            if let id = outcome.id { progress.report("import \(id); to undo it: powiatlas undo \(id) --database \(database)") }
        } catch {
            throw refused(error)
        }
    }

    private func line(_ summary: WriteSummary) -> String {
        "\(dryRun ? "would be" : "was") added: \(summary.added), changed: \(summary.changed), unchanged: \(summary.unchanged)"
    }
}
