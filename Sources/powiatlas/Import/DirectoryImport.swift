// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import Intake

/// Institutions from files into the database, all or nothing.
struct DirectoryImport {
    /// What the files hold; raw values name the subcommands.
    enum Kind: String {
        case rjps, placowki, directory, hsds
    }

    let store: AtlasStore
    let partial: Bool
    let dryRun: Bool
    /// For lists that do not say where they come from.
    let sourceID: String?
    let recordDate: Period?
    let edits: EditOptions

    /// The most changed institutions that are listed in full.
    private static let changeLimit = 40

    func run(_ kind: Kind, _ files: [String]) async throws -> WriteSummary {
        let progress = Progress()
        let units = try await store.currentUnits().map(\.unit)
        let reference = DirectoryReference(
            units: units, geography: UnitGeography(try await store.boundaries()),
            taxonomy: try await store.taxonomy(), sources: try await store.sources())
        let existing = try await store.institutions()
        let directory: AtlasDirectory
        switch kind {
        case .directory: directory = try tables(files, units, reference, existing, progress)
        case .hsds: directory = try exchange(files, reference, existing, progress)
        case .rjps, .placowki: directory = try register(kind, files, reference, progress)
        }
        let duplicates = DuplicateOffices.remarks(of: directory.institutions, beside: existing)
        duplicates.forEach(progress.report)
        let total = directory.institutions.count
        let rules = edits.rules(addsToStored: addsToStored(kind, files))
        let result = try await store.importDirectory(directory, edits: rules, dryRun: dryRun) { done in
            if done > 0, done.isMultiple(of: 10_000) { progress.report("  \(done) of \(total) institutions") }
        }
        report(result, progress)
        return result.summary
    }

    /// Further services and places are added to institutions as they are stored, and an exchange file does not say everything.
    private func addsToStored(_ kind: Kind, _ files: [String]) -> Bool {
        switch kind {
        case .rjps, .placowki: false
        case .hsds: true
        case .directory:
            files.allSatisfy { file in ["services.csv", "locations.csv"].contains { file.lowercased().hasSuffix($0) } }
        }
    }

    private func register(
        _ kind: Kind, _ files: [String], _ reference: DirectoryReference, _ progress: Progress
    ) throws -> AtlasDirectory {
        guard let layout = InstitutionReaders.named(kind.rawValue) else { return AtlasDirectory() }
        guard reference.taxonomy != .empty else {
            throw CommandRefusal("The database has no taxonomy of services yet. Add it with: powiatlas import directory GeoData/directory")
        }
        let reader = layout.init(reference: reference, sourceID: sourceID, recordDate: recordDate)
        var institutions: [Institution] = []
        for file in files {
            let url = URL(fileURLWithPath: file)
            let result = try reader.read(InputFile.read(url), file: url.lastPathComponent, partial: partial)
            progress.report([result.report])
            institutions += result.accepted
        }
        return AtlasDirectory(sources: PublishedList.sources(of: institutions), institutions: institutions)
    }

    /// A folder with all tables, or the template's own: institutions.csv, services.csv, locations.csv.
    private func tables(
        _ files: [String], _ units: [TerritorialUnit], _ reference: DirectoryReference, _ existing: [Institution], _ progress: Progress
    ) throws -> AtlasDirectory {
        var isFolder: ObjCBool = false
        if files.count == 1, FileManager.default.fileExists(atPath: files[0], isDirectory: &isFolder), isFolder.boolValue {
            let contents = try DirectoryTables.read(
                folder: URL(fileURLWithPath: files[0], isDirectory: true), units: units, geography: reference.geography,
                knownSources: Array(reference.sources.values), knownTaxonomy: reference.taxonomy)
            progress.report(contents.reports)
            return AtlasDirectory(contents)
        }
        var named: [String: InputTable] = [:]
        for file in files {
            let url = URL(fileURLWithPath: file)
            // `region-services.csv` is a table of services too.
            let name = url.deletingPathExtension().lastPathComponent.lowercased()
            let role = ["services", "locations"].first { name.hasSuffix($0) } ?? "institutions"
            if let other = named[role] {
                throw CommandRefusal("\(url.lastPathComponent) and \(other.file) would both be the table of \(role). Import them one after the other.")
            }
            named[role] = try InputTable(url)
        }
        let contents = try DirectoryTableReader(reference: reference, sourceID: sourceID).read(
            institutions: named["institutions"], services: named["services"], locations: named["locations"], existing: existing,
            partial: partial
        ) { done in
            if done > 0, done.isMultiple(of: 20_000) { progress.report("  \(done) rows read") }
        }
        progress.report(contents.reports)
        return AtlasDirectory(institutions: contents.institutions)
    }

    /// A JSON file, or a folder of tables.
    private func exchange(
        _ files: [String], _ reference: DirectoryReference, _ existing: [Institution], _ progress: Progress
    ) throws -> AtlasDirectory {
        let reader = HSDSReader(reference: reference, sourceID: sourceID, existing: existing)
        var institutions: [Institution] = []
        for file in files {
            let url = URL(fileURLWithPath: file)
            var isFolder: ObjCBool = false
            let result =
                FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) && isFolder.boolValue
                ? try reader.read(folder: url, partial: partial)
                : try reader.read(json: InputFile.read(url), file: url.lastPathComponent, partial: partial)
            progress.report([result.report])
            institutions += result.accepted
        }
        return AtlasDirectory(institutions: institutions)
    }

    private func report(_ result: DirectoryWriteSummary, _ progress: Progress) {
        for change in result.changes.prefix(Self.changeLimit) {
            guard let differences = change.differences else {
                progress.report("  new: \(change.id) \(change.name)")
                continue
            }
            progress.report("  changed: \(change.id) \(change.name)")
            for difference in differences {
                progress.report("    \(difference.field): \(Self.shown(difference.before)) → \(Self.shown(difference.after))")
            }
        }
        if result.changes.count > Self.changeLimit { progress.report("  … and \(result.changes.count - Self.changeLimit) more") }
        EditOptions.report(result.kept, progress)
        if !result.notMentioned.isEmpty {
            let some = result.notMentioned.prefix(10).map(\.text).joined(separator: ", ")
            progress.report(
                "  \(result.notMentioned.count) of the same sources are not in the file and were kept: \(some)"
                    + (result.notMentioned.count > 10 ? " …" : ""))
        }
    }

    private static func shown(_ text: String) -> String {
        let line = text.replacing("\n", with: " / ")
        return line.isEmpty ? "–" : line.count > 100 ? "“\(line.prefix(99))…”" : "“\(line)”"
    }
}

extension AtlasDirectory {
    init(_ contents: DirectoryContents) {
        self.init(
            sources: contents.sources, taxonomy: contents.taxonomy, institutions: contents.institutions, sectors: contents.sectors,
            thesaurus: contents.thesaurus)
    }
}
