// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import Foundation
import Intake

/// `powiatlas import knowledge FILE…`.
struct ImportKnowledgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "knowledge", abstract: "Good practices, recommendations and people who lead innovation.",
        discussion: """
            A folder, or some of its tables: practices.csv with practice-results.csv and
            practice-places.csv, recommendations.csv with recommendation-progress.csv,
            leaders.csv, sources.csv. GeoData/README.md describes the columns.
            --remove takes an entry out, such as a person who no longer agrees to be shown.

            Example:
              powiatlas import knowledge practices.csv --database atlas.sqlite
            """)

    @Argument(help: "A folder or tables.")
    var files: [String] = []

    @Option(help: "The id of an entry to take out; may stand several times.")
    var remove: [String] = []

    @OptionGroup var edits: EditOptions

    @OptionGroup var options: ImportOptions

    func validate() throws {
        guard files.isEmpty != remove.isEmpty else { throw ValidationError("name files to import, or entries to --remove, not both") }
        guard remove.isEmpty || !options.dryRun else { throw ValidationError("--remove has no dry run") }
    }

    func run() async throws {
        guard remove.isEmpty else { return try await removeEntries() }
        try await options.run { store in
            let progress = Progress()
            let read = try KnowledgeTable.read(
                try tables(), reference: try await reference(store), existing: try await store.knowledge(), partial: options.partial)
            progress.report(read.reports)
            let result = try await store.importKnowledge(
                read.knowledge, sources: read.sources, edits: edits.rules(addsToStored: true), dryRun: options.dryRun)
            for (word, ids) in [("new", result.added), ("changed", result.changed)] where !ids.isEmpty {
                progress.report("  \(word): \(ids.prefix(40).map(\.text).joined(separator: ", "))\(ids.count > 40 ? " …" : "")")
            }
            EditOptions.report(result.kept, progress)
            return result.summary
        }
    }

    private func removeEntries() async throws {
        do {
            let ids = try remove.map { try KnowledgeID($0) }
            let count = try await withDatabase(options.database) { store in try await store.removeKnowledge(ids) }
            Progress().report("removed: \(count) of \(ids.count)")
        } catch {
            throw refused(error)
        }
    }

    private func reference(_ store: AtlasStore) async throws -> KnowledgeReference {
        KnowledgeReference(
            units: try await store.currentUnits().map(\.unit), taxonomy: try await store.taxonomy(),
            institutions: Set(try await store.institutions().map(\.id)), agreements: Set(try await store.agreements().map(\.id)),
            sources: Set(try await store.sources().map(\.id)))
    }

    private func tables() throws -> [KnowledgeTable: InputTable] {
        var isFolder: ObjCBool = false
        if files.count == 1, FileManager.default.fileExists(atPath: files[0], isDirectory: &isFolder), isFolder.boolValue {
            return try KnowledgeTable.files(of: URL(fileURLWithPath: files[0], isDirectory: true))
        }
        var named: [KnowledgeTable: InputTable] = [:]
        for file in files {
            guard let table = KnowledgeTable(file: file) else {
                throw CommandRefusal(
                    "\(file) is none of the tables of knowledge: its name should end in one of "
                        + KnowledgeTable.allCases.map(\.file).joined(separator: ", "))
            }
            if let other = named[table] { throw CommandRefusal("\(file) and \(other.file) would both be the table \(table.rawValue). Import them one after the other.") }
            named[table] = try InputTable(URL(fileURLWithPath: file))
        }
        return named
    }
}
