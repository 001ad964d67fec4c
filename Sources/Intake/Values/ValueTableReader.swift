// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// Reads any table of values over units: tidy or wide, CSV or XLSX, keyed by TERC codes, ids of the Local Data Bank or names.
///
/// What a table does not say it is told by `ValueTableOptions`; what it says is recognised: encoding and delimiter, sheet,
/// titles, rows of headings, key columns, periods, units of measure, signs for missing values, totals and notes. Every
/// row of data that cannot be taken for certain is rejected with its line and what to do.
public struct ValueTableReader: Sendable {
    private let units: UnitDirectory
    private let names: UnitNames
    private var indicators: [Indicator]
    private var sources: [Source]
    private let mappings: [ValueMapping]

    /// - Parameters:
    ///   - units: current and earlier states of the territorial division.
    ///   - indicators: those that the atlas has; they keep their definitions.
    ///   - sources: those that the atlas has.
    ///   - mappings: layouts that are recognised by their headings.
    public init(units: [TerritorialUnit], indicators: [Indicator], sources: [Source], mappings: [ValueMapping] = []) {
        let directory = UnitDirectory(units)
        self.units = directory
        names = UnitNames(directory)
        self.indicators = indicators
        self.sources = sources
        self.mappings = mappings
    }

    /// Takes new sources and indicators of a table for known ones, so that the next file of the same import adds to them.
    public mutating func remember(_ table: ValueTable) {
        sources += table.sources
        indicators += table.indicators
    }

    /// Reads a table. Bad rows are listed in the preview's report: `ValueTable.checked(partial:)` refuses them.
    /// - Throws: a refusal of a file that is no table of units at all.
    public func read(_ data: Data, file: String, options: ValueTableOptions = ValueTableOptions()) throws(IntakeRefusal) -> ValueTable {
        let contents = try GridFile(data, file: file)
        let layout = try layout(contents, file: file, options)
        let mapping = try mapping(layout, file: file, options)
        var effective = options
        if effective.dashIsZero == nil, mapping?.setting("@dash") == "zero" { effective.dashIsZero = true }
        let roles = ColumnRoles(layout, effective, mapping: mapping)
        let titles = layout.header.titles + Self.descriptions(contents.grids, besides: layout.grid.sheet)
        var extraction = TableExtraction(
            layout: layout, roles: roles, units: units, names: names, file: file, titles: titles, options: effective, mapping: mapping,
            indicators: indicators, sources: sources)
        try extraction.run()
        return extraction.table(sheets: contents, remarks: contents.remarks)
    }

    // MARK: Sheet and mapping

    private func layout(_ contents: GridFile, file: String, _ options: ValueTableOptions) throws(IntakeRefusal) -> TableLayout {
        var grids = contents.grids.filter { !$0.rows.isEmpty }
        if let wanted = options.sheet {
            let named = contents.grids.filter { fold($0.sheet) == fold(wanted) }
            let numbered = Int(wanted).flatMap { (1...contents.grids.count).contains($0) ? [contents.grids[$0 - 1]] : nil } ?? []
            guard contents.isSpreadsheet, let chosen = named.first ?? numbered.first else {
                let known = contents.grids.map { "“\($0.sheet)”" }.joined(separator: ", ")
                throw IntakeRefusal(
                    file: file,
                    reason: contents.isSpreadsheet ? "there is no sheet “\(wanted)”: the workbook has \(known)" : "a table of text has no sheets: leave out --sheet")
            }
            grids = [chosen]
        } else {
            let visible = grids.filter { !$0.isHidden }
            if !visible.isEmpty { grids = visible }
            let preferred = mappings.filter { $0.name == options.mapping }.flatMap { $0.settings["@sheet"] ?? [] }
            let matching = grids.filter { grid in preferred.contains { WildcardPattern($0).matches(grid.sheet) } }
            if !matching.isEmpty { grids = matching }
        }
        for (option, value) in [("--key", options.key)] + options.names.map({ ("--name", Optional($0)) }) {
            guard let value, !grids.contains(where: { TableLayout.column(value, in: $0) != nil }) else { continue }
            let first = grids.first?.rows.prefix(12).first { row in row.cells.lazy.filter { !$0.isEmpty }.count > 1 }
            let headings = first.map { row in row.cells.filter { !$0.isEmpty }.map(\.shown).joined(separator: ", ") } ?? ""
            throw IntakeRefusal(
                file: file, line: first?.line ?? 1, reason: "\(option) “\(value)”: no column has this heading or letter; there is \(DelimitedTable.shortened(headings, limit: 200))")
        }
        var best: TableLayout?
        for grid in grids {
            guard let layout = TableLayout(grid, units, names, options) else { continue }
            if best.map({ layout.score > $0.score }) ?? true { best = layout }
        }
        if let best { return best }
        throw Self.noTable(grids, file: file)
    }

    /// A refusal that shows what stands where units were looked for.
    private static func noTable(_ grids: [ValueGrid], file: String) -> IntakeRefusal {
        let grid = grids.max { $0.rows.count < $1.rows.count }
        let row = grid?.rows.first { row in row.cells.lazy.filter { !$0.isEmpty }.count > 1 } ?? grid?.rows.first
        let shown = row.map { $0.cells.filter { !$0.isEmpty }.prefix(6).map(\.shown).joined(separator: " | ") } ?? ""
        return IntakeRefusal(
            file: file, line: row?.line ?? 1,
            reason: "no column names units of the territorial division beside values (the first row with several cells is "
                + "“\(DelimitedTable.shortened(shown, limit: 120))”): expected TERC codes, BDL ids or names of powiats or gminas; "
                + "name the column with --key or --name, the sheet with --sheet")
    }

    private func mapping(_ layout: TableLayout, file: String, _ options: ValueTableOptions) throws(IntakeRefusal) -> ValueMapping? {
        if let name = options.mapping {
            if name == "none" { return nil }
            guard let mapping = mappings.first(where: { $0.name == name }) else {
                throw IntakeRefusal(
                    file: file, reason: "the mapping “\(name)” is not known: expected none or one of \(mappings.map(\.name).joined(separator: ", "))")
            }
            return mapping
        }
        let headings = layout.header.headings.map { $0.joined(separator: " | ") }
        return mappings.first { $0.recognises(headings: headings, file: file, sheet: layout.grid.sheet) }
    }

    /// What a sheet of descriptions says of the table: `OPIS` of the Local Data Bank.
    private static func descriptions(_ grids: [ValueGrid], besides used: String) -> [String] {
        var titles: [String] = []
        for grid in grids where grid.sheet != used && ["opis", "metadane", "description"].contains(fold(grid.sheet)) {
            for row in grid.rows.prefix(40) {
                let texts = row.cells.compactMap { if case .text(let text) = $0 { text } else { nil } }
                guard let label = texts.first.map(fold) else { continue }
                if label.hasPrefix("podgrupa") || label.hasPrefix("nazwa podgrupy") || label.hasPrefix("tytul") || label.hasPrefix("subgroup") {
                    let inline = texts[0].split(separator: ":", maxSplits: 1).dropFirst().first.map { String($0).trimmed } ?? ""
                    let text = texts.count > 1 ? texts[1] : inline
                    if !text.isEmpty { titles.append(text) }
                }
            }
        }
        return titles
    }
}
