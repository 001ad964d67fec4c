// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import Foundation
import Intake

/// `powiatlas import terc FILE`.
struct ImportTERCCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "terc", abstract: "A newer or older register of territorial units (TERC).",
        discussion: """
            The register as the statistics office publishes it: CSV with semicolons, XML, or the .zip of
            either. New, renamed, re-typed and abolished units are recorded with their dates; states and
            values of units that no longer exist stay. Splits and mergers are seen where boundaries of
            before and after are known, or are told by a table of changes: date,kind,from,to,share.

            Example:
              powiatlas import terc TERC_Urzedowy_2027-01-01.csv --dry-run
              powiatlas import terc TERC.xml --changes changes.csv
            """)

    @Argument(help: "The register.")
    var file: String

    @Option(help: "The day of the register; it must be the file's own, which is taken without this option.")
    var date: Period?

    @Option(help: "A table date,kind,from,to,share of changes whose day, and units, are known.")
    var changes: String?

    @Flag(help: "Take this file's word against a known state of the same day or a known day of a change.")
    var correct = false

    @OptionGroup var options: TerritoryImportOptions

    func run() async throws {
        do {
            let result = try await readRegister()
            Progress().report([result.report])
            guard let register = result.accepted.first else { return }
            if let date, date.asFirstDay != register.date.asFirstDay {
                throw CommandRefusal("\(file) is the register of \(register.date), not of \(date) (its column STAN_NA): leave --date out, or give the right file")
            }
            var recorded: [RecordedChange] = []
            if let changes {
                let url = URL(fileURLWithPath: changes)
                let table = try ChangeTable.read(InputFile.read(url), file: url.lastPathComponent)
                Progress().report([table.report])
                recorded = table.accepted
            }
            let (outcome, names) = try await withDatabase(options.database) { store in
                let outcome = try await store.importRegister(
                    register.units, date: register.date, recorded: recorded, correcting: correct, dryRun: options.dryRun)
                return (outcome, try await options.names(store) + register.units)
            }
            for line in outcome.lines(isDryRun: options.dryRun, names: names) { print(line) }
        } catch {
            throw refused(error)
        }
    }

    private func readRegister() async throws -> IntakeResult<TERCRegister> {
        let url = URL(fileURLWithPath: file)
        guard url.pathExtension.lowercased() == "zip" else {
            return try TERCRegister.read(InputFile.read(url), file: url.lastPathComponent)
        }
        return try await ZipArchive.withFiles(of: url, endings: ["csv", "xml"]) { files in
            guard let first = files.first, files.count == 1 else {
                throw IntakeRefusal(
                    file: url.lastPathComponent,
                    reason: "the zip holds several files (\(files.map(\.lastPathComponent).sorted().joined(separator: ", "))): unpack it and give one")
            }
            return try TERCRegister.read(InputFile.read(first), file: first.lastPathComponent)
        }
    }
}

/// What imports of the territory share.
struct TerritoryImportOptions: ParsableArguments {
    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    @Flag(name: .customLong("dry-run"), help: "Say what would change, and change nothing.")
    var dryRun = false

    /// All states of units, for the report.
    func names(_ store: AtlasStore) async throws -> [TerritorialUnit] {
        try await store.earlierUnits() + store.currentUnits().map(\.unit)
    }
}

extension TerritoryOutcome {
    /// The outcome in plain lines.
    /// - Parameter names: states of units, for their names.
    func lines(isDryRun: Bool, names: [TerritorialUnit]) -> [String] {
        let names = Dictionary(names.map { ($0.code, $0.name) }, uniquingKeysWith: { _, last in last })
        var lines = remarks
        guard !isUnchanged else { return lines + ["nothing new: what the file says is known already"] }
        let kinds = UnitChange.Kind.allCases.map { kind in (kind, newChanges.count { $0.kind == kind }) }.filter { $0.1 > 0 }
        lines.append(
            "changes of units \(isDryRun ? "that would be recorded" : "recorded"): "
                + (kinds.isEmpty ? "none" : kinds.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")))
        let shown = newChanges.filter { $0.kind != .retyped }.prefix(60)
        for change in shown { lines.append("  " + Self.line(change, names)) }
        let rest = newChanges.count - shown.count
        if rest > 0 { lines.append("  … and \(rest) more, mostly changes of kind") }
        if !droppedChanges.isEmpty { lines.append("replaced: \(droppedChanges.count) changes that are known better now") }
        lines.append("states of units: \(addedStates) added, \(removedStates) replaced")
        return lines
    }

    private static func line(_ change: UnitChange, _ names: [TERYTCode: String]) -> String {
        let when = change.isDayKnown ? "on \(change.notAfter)" : "between \(change.notBefore) and \(change.notAfter)"
        let parts = change.parts.map { part in
            "\(part.code.stem) \(names[part.code] ?? "")" + (part.share.map { " (\(Int(($0 * 100).rounded()))% of the area)" } ?? "")
        }
        let others = parts.isEmpty ? "" : (change.kind == .created || change.kind == .merged ? " from " : " to ") + parts.joined(separator: ", ")
        let what =
            switch change.kind {
            case .renamed, .retyped: "\(change.before ?? "–") → \(change.after ?? "–")"
            case .created: change.after ?? ""
            case .abolished, .split, .merged: change.before ?? ""
            }
        return "\(change.kind.rawValue) \(change.code) \(what)\(others), \(when)"
    }
}
