// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

extension TableExtraction {
    /// Families of units whose counts do not grow a thousandfold from one year to the next.
    private static let steadyFamilies: Set<String> = ["osób", "rodzin", "dzieci", "gospodarstw", "mieszkań", "miejsc", ""]

    // MARK: Mixed units

    /// Looks for thousands beside ones: a value about a thousand times that of the year before.
    mutating func checkMagnitudes() {
        var byIndicator: [Int: [Int]] = [:]
        for (index, indicator) in columnIndicators.enumerated() where (indicator ?? -1) >= 0 && roles.values[index].period != nil {
            byIndicator[indicator ?? 0, default: []].append(index)
        }
        for (indicator, columns) in byIndicator where columns.count > 1 {
            let ordered = columns.sorted { (roles.values[$0].period ?? tieBreaker) < (roles.values[$1].period ?? tieBreaker) }
            var leaps: [(line: Int, before: Double, after: Double)] = []
            var rows = 0
            for position in layout.dataRows {
                let row = layout.grid.rows[position]
                var last: Double?
                var leap: (Double, Double)?
                for index in ordered {
                    guard case .number(let value) = ValueText.parse(row[roles.values[index].column], style: roles.values[index].contents.style), value > 0 else { continue }
                    if let last, leap == nil, max(last, value) >= 1_000 {
                        let ratio = value > last ? value / last : last / value
                        if (500...2_000).contains(ratio) { leap = (last, value) }
                    }
                    last = value
                }
                if last != nil { rows += 1 }
                if let leap { leaps.append((row.line, leap.0, leap.1)) }
            }
            guard !leaps.isEmpty, rows > 0 else { continue }
            let draft = drafts.drafts[indicator]
            let isSteady = Self.steadyFamilies.contains(draft.unit?.family ?? "")
            if isSteady {
                for leap in leaps.prefix(200) {
                    preview.report.rejected.append(
                        RejectedRow(
                            line: leap.line,
                            reason: "“\(draft.name.polish)” goes from \(DecimalNumber.write(leap.before)) to \(DecimalNumber.write(leap.after)): thousands next to ones? Write all values in one unit"))
                }
            } else {
                preview.warnings.append("“\(draft.name.polish)” leaps about a thousandfold in \(leaps.count) rows (line \(leaps[0].line) first): thousands next to ones?")
            }
        }
        checkShares()
    }

    private var tieBreaker: Period { Period(year: 1900) }

    /// Per cent that look like fractions, or go beyond 100.
    private mutating func checkShares() {
        for (index, value) in roles.values.enumerated() where value.unit?.text.polish == "%" && (columnIndicators[index] ?? 0) >= 0 {
            var largest = 0.0
            var count = 0
            for position in layout.dataRows {
                if case .number(let number) = ValueText.parse(layout.grid.rows[position][value.column], style: value.contents.style) {
                    largest = max(largest, abs(number))
                    count += 1
                }
            }
            if count >= 5, largest > 0, largest <= 1 {
                preview.warnings.append("column \(ColumnLetters.letters(value.column)) is in %, but no value is above 1: are they fractions? They were taken as they stand")
            }
        }
    }

    // MARK: What the preview says at the end

    mutating func finish() {
        let grid = layout.grid
        preview.titles = titles
        preview.mapping = mapping?.name
        if let first = layout.header.rows.first, let last = layout.header.rows.last { preview.headerLines = grid.rows[first].line...grid.rows[last].line }
        preview.firstDataLine = grid.rows[layout.firstData].line
        preview.keyKind = keyKind
        var counted = Set<Int>()
        for position in layout.dataRows {
            if case .unit(let unit) = layout.rows.found[position].unit, counted.insert(unit).inserted {
                preview.levels[units.entries[unit].code.level, default: 0] += 1
            }
        }
        warnOfKeys()
        if counters.isEmpty { return }
        let latest = counters.flatMap(\.periods).max() ?? Period(year: 2000)
        let made = source.source(latest: latest)
        preview.source = made
        preview.isSourceKnown = source.known != nil
        for (index, item) in drafts.indicators(sourceID: made.id).enumerated() where index < counters.count {
            preview.series.append(
                ValueTablePreview.Series(
                    indicator: item.indicator, isKnown: item.isKnown, periods: counters[index].periods.sorted(), values: counters[index].values,
                    missing: counters[index].missing))
        }
        let dashes = roles.values.reduce(0) { $0 + $1.contents.dashes }
        if dashes > 0 {
            preview.warnings.append(
                roles.values.contains { $0.contents.style.dashIsZero }
                    ? "a dash stands \(dashes) times: read as zero, the office's sign for what did not occur"
                    : "a dash stands \(dashes) times: read as no value; if it means that nothing occurred, say --dash zero")
        }
        preview.columns = columns()
        preview.report.rejected.sort { ($0.line, $0.reason) < ($1.line, $1.reason) }
        preview.leftOut.sort { $0.line < $1.line }
    }

    private var keyKind: String {
        switch layout.keys.code {
        case .whole(_, let scheme): scheme.shown
        case .split: "TERC codes in several columns"
        case nil: "names of units" + (layout.rows.level.map { ", level \($0.rawValue)" } ?? "")
        }
    }

    private mutating func warnOfKeys() {
        if lostZeros.count > 0 {
            preview.warnings.append("\(lostZeros.count) codes had lost their leading zeros (line \(lostZeros.first) first): they were put back")
        }
        if !closedRows.isEmpty {
            preview.warnings.append("\(closedRows.count) rows are of units that exist no more (line \(closedRows[0]) first): they are kept for their years")
        }
        guard !foreignNames.isEmpty else { return }
        // A few other names are earlier spellings; many mean that codes and names slipped by a row.
        if foreignNames.count * 5 >= max(layout.dataRows.count, 1), foreignNames.count > 2 {
            for item in foreignNames.prefix(50) {
                preview.report.rejected.append(
                    RejectedRow(line: item.line, reason: "the name “\(DelimitedTable.shortened(item.name))” does not belong to the code, which is \(units.shown(item.unit)): did the column of codes slip? Put it right, or name the key with --key or --name"))
            }
        } else {
            let shown = foreignNames.prefix(5).map { "line \($0.line): “\(DelimitedTable.shortened($0.name))” beside \(units.shown($0.unit))" }
            preview.warnings.append("names that differ from the register: \(shown.joined(separator: "; ")); the codes were followed")
        }
    }

    private func columns() -> [ValueTablePreview.Column] {
        (0..<layout.grid.width).map { column in
            let contents = roles.contents[column]
            let heading = layout.header.headings[column].joined(separator: " | ")
            let sample = layout.dataRows.prefix(3).map { layout.grid.rows[$0][column].shown }
            return ValueTablePreview.Column(
                letters: ColumnLetters.letters(column), heading: heading, role: role(column), numbers: contents?.numbers ?? 0,
                absent: (contents?.absent ?? 0) + (contents?.blank ?? 0), sample: sample)
        }
    }

    private func role(_ column: Int) -> ValueTablePreview.Role {
        switch roles.roles[column] {
        case .key: return .key
        case .keyPart: return .keyPart
        case .name: return .name
        case .period: return .period
        case .indicator: return .indicator
        case .unitOfMeasure: return .unitOfMeasure
        case .flag: return .flag
        case .ignored(let reason): return .ignored(reason)
        case .value:
            guard let index = roles.values.firstIndex(where: { $0.column == column }) else { return .ignored("empty") }
            guard let indicator = columnIndicators[index] else { return .value(indicator: "the indicator that the row names", period: roles.values[index].period) }
            guard indicator >= 0 else { return .ignored("it has no period") }
            return .value(indicator: drafts.drafts[indicator].id.text, period: roles.values[index].period)
        }
    }

    func table(sheets: GridFile, remarks: [String]) -> ValueTable {
        var preview = preview
        preview.sheets = sheets.grids.map { ValueTablePreview.Sheet(name: $0.sheet, isHidden: $0.isHidden, isUsed: $0.sheet == layout.grid.sheet) }
        preview.report.remarks = remarks + preview.warnings
        let new = preview.series.filter { !$0.isKnown }.map(\.indicator)
        let sources = preview.isSourceKnown ? [] : preview.source.map { [$0] } ?? []
        return ValueTable(preview: preview, sources: new.isEmpty ? [] : sources, indicators: new, observations: observations)
    }
}
