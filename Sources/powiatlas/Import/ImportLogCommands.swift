// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import Foundation

/// `powiatlas imports`: the log of imports.
struct ImportsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imports", abstract: "List what was imported, the latest first.",
        discussion: """
            One line an import: its number, when, what kind, how many values were added and changed, its
            files and whether it can be undone. Times are local.

            Example:
              powiatlas imports --database atlas.sqlite --limit 10
            """)

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    @Option(help: "The most imports to list.")
    var limit = 50

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be 1 or more") }
    }

    func run() async throws {
        do {
            let records = try await withDatabase(database) { try await $0.imports() }
            if records.isEmpty { print("nothing has been imported yet") }
            for record in records.prefix(limit) { print(Self.line(record)) }
            if records.count > limit { print("… and \(records.count - limit) earlier ones: --limit \(records.count) lists them") }
        } catch {
            throw refused(error)
        }
    }

    private static let time: DateFormatter = {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyy-MM-dd HH:mm"
        return formatter
    }()

    private static func line(_ record: ImportRecord) -> String {
        let files = record.provenance.files
        let shownFiles = files.prefix(3).joined(separator: ", ") + (files.count > 3 ? " and \(files.count - 3) more" : "")
        let definitions = record.indicators.added + record.indicators.changed
        let ids = record.indicatorIDs.prefix(3).joined(separator: ", ") + (record.indicatorIDs.count > 3 ? " …" : "")
        let state =
            switch record.state {
            case .applied: "can be undone"
            case .undone: "undone" + (record.undoneAt.map { " \(time.string(from: $0))" } ?? "")
            case .final: "final"
            }
        return [
            "\(record.id)", time.string(from: record.finishedAt), record.provenance.kind,
            record.values == WriteSummary() ? "" : "values +\(record.values.added) ~\(record.values.changed)",
            definitions > 0 ? "definitions \(definitions)" : "",
            ids, shownFiles, record.provenance.note, state,
        ].filter { !$0.isEmpty }.joined(separator: "  ")
    }
}

/// `powiatlas undo ID`.
struct UndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take an import back by its number.",
        discussion: """
            What the import added goes, what it changed is again as it was, and sums and ratios follow. A
            later import that changed the same values must be undone first; others stay. powiatlas imports
            lists the numbers.

            Example:
              powiatlas undo 12 --database atlas.sqlite
            """)

    @Argument(help: "The number of the import.")
    var number: Int

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func run() async throws {
        do {
            let outcome = try await withDatabase(database) { try await $0.undoImport(number) }
            let progress = Progress()
            outcome.remarks.forEach { progress.report("  \($0)") }
            progress.report("import \(number) was undone: \(outcome.restoredValues) values, \(outcome.restoredDefinitions) definitions")
        } catch {
            throw refused(error)
        }
    }
}
