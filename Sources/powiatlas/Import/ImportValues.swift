// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import Foundation
import Intake

/// `powiatlas import values FILE…`.
struct ImportValuesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "values", abstract: "Any table of values over units: CSV or XLSX, tidy or wide.",
        discussion: """
            Units may be TERC codes, BDL ids or names with powiat and województwo. Sheet,
            headings, periods, units of measure and signs for missing values are recognised;
            --dry-run shows how, and what did not match. What was recognised wrongly is said
            with the options. GeoData/mappings/README.md describes known layouts.

            Example:
              powiatlas import values stopa.xlsx --database atlas.sqlite --dry-run
              powiatlas import values gminy.csv --period 2023 --key TERYT \\
                --column "Bezrobotni=bezrobotni-zarejestrowani" --column "Lp=-" \\
                --publisher "WUP Kraków" --date 2024-03-01 --database atlas.sqlite
            """)

    @Argument(help: "The files: all are taken, or none.")
    var files: [String]

    @Option(help: "The sheet, by name or number.")
    var sheet: String?

    @Option(name: .customLong("header-rows"), help: "How many rows above the data are headings.")
    var headerRows: Int?

    @Option(help: "The column with codes, by heading or letter.")
    var key: String?

    @Option(help: "A column with names of units, by heading or letter.")
    var name: [String] = []

    @Option(help: "The period of all values (2023, 2023-06), or the heading of its column.")
    var period: String?

    @Option(help: "The id of the one indicator of the table.")
    var indicator: String?

    @Option(help: "HEADING=ID: what a column becomes; HEADING=- leaves it out.")
    var column: [String] = []

    @Option(help: "The unit of measure of the values.")
    var unit: String?

    @Option(help: "The level of names: wojewodztwo, powiat or gmina.")
    var level: String?

    @Option(help: "The id of a known source, or the name of a new one.")
    var source: String?

    @Option(help: "Who published the table.")
    var publisher: String?

    @Option(help: "The licence of the table.")
    var licence: String?

    @Option(help: "Where the table is published.")
    var url: String?

    @Option(help: "The state that the source shows: 2024, 2024-03 or 2024-03-01.")
    var date: Period?

    @Option(help: "The heading under which the indicators are listed.")
    var topic: String?

    @Option(help: "Digits shown after the decimal separator, 0…6.")
    var decimals: Int?

    @Option(help: "Good news: higher-is-worse, higher-is-better or neutral.")
    var direction: String?

    @Option(help: "How larger units come about: sum or none.")
    var aggregation: String?

    @Option(help: "What a dash means: zero or missing.")
    var dash: String?

    @Option(help: "A mapping by name, a CSV file with one, or none.")
    var mapping: String?

    @OptionGroup var options: ImportOptions

    func validate() throws {
        _ = try tableOptions()
        if let headerRows, !(1...20).contains(headerRows) { throw ValidationError("--header-rows is \(headerRows): expected 1…20.") }
        if let decimals, !(0...6).contains(decimals) { throw ValidationError("--decimals is \(decimals): expected 0…6.") }
    }

    func run() async throws {
        let readOptions = try tableOptions()
        try await options.run { store in
            let mappings = try knownMappings()
            let reader = ValueTableReader(
                units: try await store.currentUnits().map(\.unit) + store.earlierUnits(),
                indicators: try await store.indicators().map(\.indicator), sources: try await store.sources(), mappings: mappings)
            var read = readOptions
            if let mapping, mapping.hasSuffix(".csv") { read.mapping = URL(fileURLWithPath: mapping).deletingPathExtension().lastPathComponent }
            let tables = ValueTables(files: files, reader: reader, options: read, isShown: options.dryRun || files.count <= 3)
            let names = files.map { URL(fileURLWithPath: $0).lastPathComponent }
            let outcome = try await store.importValues(ImportProvenance(kind: "values", files: names), dryRun: options.dryRun) { batch in
                try tables.add(to: &batch)
            }
            outcome.remarks.forEach(Progress().report)
            if let id = outcome.id { Progress().report("import \(id); to take it back: powiatlas undo \(id)") }
            return outcome.summary
        }
    }

    /// The mappings of the checkout, and the one of a file that the user named.
    private func knownMappings() throws -> [ValueMapping] {
        let folder = ProjectFolder.find("GeoData", explicit: nil).appendingPathComponent("mappings", isDirectory: true)
        let known = try ValueMapping.read(folder: folder)
        guard let mapping, mapping.hasSuffix(".csv") else { return known }
        let url = URL(fileURLWithPath: mapping)
        return [try ValueMapping(InputFile.read(url), file: url.lastPathComponent)] + known
    }

    private func tableOptions() throws -> ValueTableOptions {
        var read = ValueTableOptions()
        read.sheet = sheet
        read.headerRows = headerRows
        read.key = key
        read.names = name
        read.period = period
        read.indicator = indicator
        for text in column {
            // The heading may hold equals signs, an id does not.
            guard let position = text.lastIndex(of: "="), position != text.startIndex else {
                throw ValidationError("--column is “\(text)”: expected HEADING=ID, or HEADING=- to leave the column out.")
            }
            read.columns[String(text[..<position])] = String(text[text.index(after: position)...])
        }
        read.unit = unit
        read.level = try level.map { text in
            guard let level = UnitLevel(rawValue: text), level != .kraj else { throw ValidationError("--level is “\(text)”: expected wojewodztwo, powiat or gmina.") }
            return level
        }
        read.source = source
        read.publisher = publisher
        read.licence = licence
        read.url = url
        read.date = date
        read.topic = topic
        read.decimals = decimals
        read.direction = try direction.map { text in
            guard let direction = IndicatorDirection(rawValue: text) else {
                throw ValidationError("--direction is “\(text)”: expected \(IndicatorDirection.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            return direction
        }
        read.aggregation = try aggregation.map { text in
            switch text {
            case "sum": .sum
            case "none": Aggregation.none
            default: throw ValidationError("--aggregation is “\(text)”: expected sum or none.")
            }
        }
        read.dashIsZero = try dash.map { text in
            guard ["zero", "missing"].contains(text) else { throw ValidationError("--dash is “\(text)”: expected zero or missing.") }
            return text == "zero"
        }
        read.mapping = mapping
        read.partial = options.partial
        return read
    }
}

/// The files of one import, read one after the other inside its transaction.
private struct ValueTables: Sendable {
    let files: [String]
    let reader: ValueTableReader
    let options: ValueTableOptions
    let isShown: Bool

    func add(to batch: inout ValueImport) throws {
        var reader = reader
        let progress = Progress()
        for (index, file) in files.enumerated() {
            let url = URL(fileURLWithPath: file)
            let table = try reader.read(InputFile.read(url), file: url.lastPathComponent, options: options)
            if isShown {
                table.preview.lines().forEach(progress.report)
                progress.report([table.preview.report])
            } else if (index + 1).isMultiple(of: 25) || index + 1 == files.count {
                progress.report("  \(index + 1) of \(files.count) files")
            }
            try table.checked(partial: options.partial)
            reader.remember(table)
            try batch.add(sources: table.sources, indicators: table.indicators)
            try batch.add(table.observations)
        }
    }
}
