// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import Foundation
import Intake

/// `powiatlas territory …`: the tables of units and of their changes.
struct TerritoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "territory", abstract: "Make the tables of the territorial division.",
        discussion: """
            Example:
              powiatlas territory build --terc terc-2026-01-01.csv \\
                --earlier-boundaries gminas-2021.geojson --output GeoData/territory
            """,
        subcommands: [Build.self])

    struct Build: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read the TERC register and an earlier file of boundaries; write units.csv and changes.csv.",
            discussion: """
                Example:
                  powiatlas territory build --terc terc-2026-01-01.csv \\
                    --earlier-boundaries gminas-2021.geojson --output GeoData/territory
                """)

        @Option(help: "The TERC register as the statistics office publishes it (semicolons).")
        var terc: String

        @Option(help: "GeoJSON of gminas with the properties terc and name (or JPT_KOD_JE and JPT_NAZWA_).")
        var earlierBoundaries: String

        @Option(help: "A day, month or year on which the register showed the earlier state.")
        var earlierDate = "2021-01-01"

        @Option(help: "A table date,kind,from,to,share of changes whose day, and units, are known.")
        var changes: String?

        @Option(help: "The folder to write to; it is made when it does not exist.")
        var output: String

        func run() async throws {
            let date: Period
            do { date = try Period(earlierDate) } catch { throw ValidationError(error.localizedDescription) }
            do {
                try build(earlierDate: date)
            } catch {
                throw refused(error)
            }
        }

        private func build(earlierDate: Period) throws {
            let tercURL = URL(fileURLWithPath: terc)
            let earlierURL = URL(fileURLWithPath: earlierBoundaries)
            let register = try TERCRegister.read(InputFile.read(tercURL), file: tercURL.lastPathComponent)
            let earlier = try EarlierDivision.read(InputFile.read(earlierURL), file: earlierURL.lastPathComponent, date: earlierDate)
            guard let current = register.accepted.first, let before = earlier.accepted.first else { return }
            let recorded = try changes.map { name in
                let url = URL(fileURLWithPath: name)
                return try ChangeTable.read(InputFile.read(url), file: url.lastPathComponent)
            }
            let history = try TerritoryHistory(register: current, earlier: before, recorded: recorded?.accepted ?? [])
            let folder = URL(fileURLWithPath: output, isDirectory: true)
            do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
                throw CommandRefusal("\(folder.path) cannot be made: is it a file, and may you write there?")
            }
            try write(TerritoryTables.write(history.units), to: folder.appendingPathComponent("units.csv"))
            try write(TerritoryTables.write(history.changes), to: folder.appendingPathComponent("changes.csv"))
            // What was written must be what the atlas reads.
            _ = try TerritoryTables.read(folder: folder)
            for line in register.report.lines() + earlier.report.lines() + summary(current, before, history) { print(line) }
        }

        private func summary(_ register: TERCRegister, _ earlier: EarlierDivision, _ history: TerritoryHistory) -> [String] {
            func count(_ level: UnitLevel) -> Int { register.units.count { $0.level == level } }
            func count(_ kind: UnitChange.Kind) -> Int { history.changes.count { $0.kind == kind } }
            let cities = register.units.count { $0.kind == .cityWithPowiatRights }
            var lines = [
                "register of \(register.date): \(count(.wojewodztwo)) województwa, \(count(.powiat)) powiats (\(cities) of them cities), "
                    + "\(count(.gmina)) gminas",
                "  gminas listed \(count(.gmina) - register.derivedCities.count), derived from parts \(register.derivedCities.count)",
                "  not units of their own: \(register.urbanRuralPartCount) town and rural parts, \(register.districtCount) districts, "
                    + "\(register.delegaturaCount) delegatury",
                "changes since \(earlier.date): renamed \(count(.renamed)), retyped \(count(.retyped)), created \(count(.created)), "
                    + "abolished (unmatched) \(count(.abolished))",
            ]
            for change in history.changes where change.kind != .retyped {
                lines.append("  \(change.kind.rawValue) \(change.code): \(change.before ?? "–") → \(change.after ?? "–")")
            }
            return lines
        }
    }
}

/// Writes a text so that a reader of `url` never sees half of it.
func write(_ text: String, to url: URL) throws {
    do {
        try Data(text.utf8).write(to: url, options: .atomic)
    } catch {
        throw CommandRefusal("\(url.path) cannot be written: is its folder there, and may you write to it?")
    }
}
