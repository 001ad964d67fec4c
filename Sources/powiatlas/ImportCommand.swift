// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import Foundation
import Intake

/// `powiatlas import KIND FILE…`: adds tables to an existing database.
struct ImportCommand: AsyncParsableCommand {
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case indicators, observations, rjps, placowki, directory, hsds
    }

    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Add indicators, observations or institutions to the database.",
        discussion: """
            indicators: a folder with sources.csv and catalogue.csv.
            observations: tidy tables indicator,period,code,value,flag.
            rjps: lists of welfare centres (OPS, CUS, PCPR) in either published layout.
            placowki: lists of day centres and care homes (ŚDS, DPS).
            directory: our template, institutions.csv with services.csv and locations.csv, or a folder that also
              holds taxonomy.csv, thesaurus.csv and the other tables of GeoData/directory.
            hsds: Open Referral HSDS 3.0, a JSON file or a folder of its tables.
            A file is taken whole or not at all; with --partial its good rows are taken. The same file twice
            changes nothing; an updated file shows what changed. GeoData/README.md describes the columns.

            Example:
              powiatlas import observations values.csv --database atlas.sqlite --dry-run
              powiatlas import rjps pomoc-spoleczna.csv --database atlas.sqlite
            """)

    @Argument(help: "What the files hold: \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: Kind

    @Argument(help: "The files (for indicators: folders).")
    var files: [String]

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    @Option(help: "For lists of institutions: the id of the source of a list that does not name it.")
    var source: String?

    @Option(help: "For rjps and placowki: the state that the list shows, such as 2026-03-06, when it does not say.")
    var date: Period?

    @Flag(help: "Take the good rows of a file that has bad ones.")
    var partial = false

    @Flag(name: .customLong("dry-run"), help: "Say what would change, and change nothing.")
    var dryRun = false

    func run() async throws {
        do {
            let summary = try await withDatabase(database) { store in
                switch kind {
                case .indicators: try await importIndicators(store)
                case .observations: try await importObservations(store)
                case .rjps, .placowki, .directory, .hsds:
                    try await DirectoryImport(
                        store: store, partial: partial, dryRun: dryRun, sourceID: source, recordDate: date
                    ).run(kind, files)
                }
            }
            Progress().report(
                "\(dryRun ? "would be" : "was") added: \(summary.added), changed: \(summary.changed), unchanged: \(summary.unchanged)")
        } catch {
            throw refused(error)
        }
    }

    private func importIndicators(_ store: AtlasStore) async throws -> WriteSummary {
        let known = try await store.indicators().map(\.indicator)
        var sources: [Source] = []
        var indicators: [Indicator] = []
        for file in files {
            let folder = URL(fileURLWithPath: file, isDirectory: true)
            let readSources = try IndicatorTables.sources(
                InputFile.read(folder.appendingPathComponent("sources.csv")), file: "sources.csv", partial: partial)
            let catalogue = try IndicatorTables.catalogue(
                InputFile.read(folder.appendingPathComponent("catalogue.csv")), file: "catalogue.csv",
                sources: try await store.sources() + readSources.accepted, existing: known, partial: partial)
            Progress().report([readSources.report, catalogue.report])
            sources += readSources.accepted
            indicators += catalogue.accepted
        }
        return try await store.importIndicators(sources: sources, indicators: indicators, dryRun: dryRun)
    }

    private func importObservations(_ store: AtlasStore) async throws -> WriteSummary {
        var reader = ObservationReader(
            indicators: try await store.indicators().map(\.indicator), units: try await store.currentUnits().map(\.unit))
        var observations: [Observation] = []
        for file in files {
            let url = URL(fileURLWithPath: file)
            let result = try reader.read(InputFile.read(url), file: url.lastPathComponent, partial: partial)
            Progress().report([result.report])
            observations += result.accepted
        }
        return try await store.importObservations(observations, dryRun: dryRun)
    }
}

extension Period: ExpressibleByArgument {
    public init?(argument: String) {
        guard let period = try? Period(argument) else { return nil }
        self = period
    }
}
