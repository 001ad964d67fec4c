// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import Intake

/// Agreements from files into the database, all or nothing.
struct AgreementImport {
    let store: AtlasStore
    let partial: Bool
    let dryRun: Bool
    /// For rows that do not say where they come from.
    let sourceID: String?
    let edits: EditOptions

    /// The most new or changed agreements that are named.
    private static let nameLimit = 40

    func run(_ paths: [String]) async throws -> WriteSummary {
        let progress = Progress()
        let files = try Self.files(paths)
        progress.report(files.reports)
        let knownSources = try await store.sources()
        let own = Set(files.sources.map(\.id))
        let reference = DirectoryReference(
            units: try await store.currentUnits().map(\.unit), geography: .unknown, taxonomy: try await store.taxonomy(),
            sources: files.sources + knownSources.filter { !own.contains($0.id) })
        let reader = AgreementTableReader(
            reference: reference, institutions: try await store.institutions(), existing: try await store.agreements(), sourceID: sourceID,
            today: Today.period)
        let contents = try reader.read(files.tables, partial: partial)
        progress.report(contents.reports)
        // Sources of a folder that no agreement names stay out of the database.
        let used = Set(contents.agreements.map(\.sourceID))
        let sources = (files.sources + contents.sources).filter { used.contains($0.id) }
        let result = try await store.importAgreements(
            contents.agreements, sources: sources, edits: edits.rules(addsToStored: true), dryRun: dryRun)
        report("new", result.added, contents.agreements, progress)
        report("changed", result.changed, contents.agreements, progress)
        EditOptions.report(result.kept, progress)
        return result.summary
    }

    /// Tables, or one folder of tables.
    private static func files(_ paths: [String]) throws -> AgreementFolder.Files {
        var isFolder: ObjCBool = false
        if paths.count == 1, FileManager.default.fileExists(atPath: paths[0], isDirectory: &isFolder), isFolder.boolValue {
            return try AgreementFolder.files(URL(fileURLWithPath: paths[0], isDirectory: true))
        }
        var files = AgreementFolder.Files()
        for path in paths {
            let url = URL(fileURLWithPath: path)
            if url.lastPathComponent == "sources.csv" {
                let result = try IndicatorTables.sources(InputFile.read(url), file: url.lastPathComponent)
                files.sources += result.accepted
                files.reports.append(result.report)
            } else {
                try files.add(url)
            }
        }
        guard !files.tables.isEmpty else { throw CommandRefusal("There is no table of agreements among the files: give agreements.csv too.") }
        return files
    }

    private func report(_ word: String, _ ids: [AgreementID], _ agreements: [Agreement], _ progress: Progress) {
        let titles = Dictionary(agreements.map { ($0.id, $0.title) }) { first, _ in first }
        for id in ids.prefix(Self.nameLimit) { progress.report("  \(word): \(id) \(titles[id] ?? "")") }
        if ids.count > Self.nameLimit { progress.report("  … and \(ids.count - Self.nameLimit) more \(word)") }
    }
}

/// The day at the user's place.
enum Today {
    static var period: Period {
        let parts = Calendar(identifier: .gregorian).dateComponents([.year, .month, .day], from: Date())
        return Period(year: parts.year ?? 2000, month: parts.month, day: parts.day)
    }
}

/// The agreements of a GeoData folder.
extension AgreementFolder {
    struct Contents {
        var agreements: [Agreement] = []
        var sources: [Source] = []
        var reports: [IntakeReport] = []
    }

    /// - Parameter sources: those that rows may name beside those of the directory and of the folder.
    static func read(_ folder: URL, units: [TerritorialUnit], directory: AtlasDirectory, sources: [Source]) throws -> Contents {
        let files = try files(folder)
        let reference = DirectoryReference(
            units: units, geography: .unknown, taxonomy: directory.taxonomy, sources: files.sources + sources + directory.sources)
        let read = try AgreementTableReader(reference: reference, institutions: directory.institutions, today: Today.period).read(files.tables)
        return Contents(agreements: read.agreements, sources: files.sources + read.sources, reports: files.reports + read.reports)
    }
}
