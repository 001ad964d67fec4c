// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// Turns the rows of a table whose layout is known into observations.
struct TableExtraction {
    let layout: TableLayout
    let roles: ColumnRoles
    let units: UnitDirectory
    let names: UnitNames
    let file: String
    let titles: [String]
    let options: ValueTableOptions
    let mapping: ValueMapping?
    let source: SourceDraft

    var preview: ValueTablePreview
    var drafts: IndicatorDrafts
    var observations: [Observation] = []
    /// The indicator of each column of values; nil where labels in the rows decide.
    var columnIndicators: [Int?] = []
    private var factors: [Double] = []
    var counters: [Counter] = []
    private var tablePeriod: Period?
    private var labelled: [String: Int] = [:]
    private var periodCache: [String: Period?] = [:]
    /// The first place of every key, for tables that name a unit several times.
    private var seen: [Key: Place] = [:]
    private var firstRow: [Int: (line: Int, start: Int, end: Int)] = [:]
    var lostZeros: (count: Int, first: Int) = (0, 0)
    var closedRows: [Int] = []
    var foreignNames: [(line: Int, name: String, unit: Int)] = []
    private var partsWithoutWhole: Set<String> = []
    /// Units that have rows of their own.
    private let wholes: Set<String>

    struct Key: Hashable {
        let unit: Int
        let period: Int
        let indicator: Int
    }

    struct Place {
        let line: Int
        let value: Double?
    }

    struct Counter {
        var values = 0
        var missing = 0
        var periods = Set<Period>()
    }

    init(
        layout: TableLayout, roles: ColumnRoles, units: UnitDirectory, names: UnitNames, file: String, titles: [String], options: ValueTableOptions,
        mapping: ValueMapping?, indicators: [Indicator], sources: [Source]
    ) {
        self.layout = layout
        self.roles = roles
        self.units = units
        self.names = names
        self.file = file
        self.titles = titles
        self.options = options
        self.mapping = mapping
        source = SourceDraft(file: file, sheet: layout.grid.sheet, titles: titles, options: options, mapping: mapping, known: sources)
        let stem = file.split(separator: ".").first.map(String.init) ?? file
        let telling = titles.first { title in title.count > 3 && PeriodText.exact(title) == nil }
        let about = telling.map { PeriodText.extract($0)?.rest ?? $0 } ?? stem.replacing("_", with: " ")
        wholes = Set(
            layout.dataRows.compactMap { if case .unit(let unit) = layout.rows.found[$0].unit { units.entries[unit].code.stem } else { nil } })
        drafts = IndicatorDrafts(known: indicators, sourceID: source.id, title: about, options: options)
        preview = ValueTablePreview(file: file, report: IntakeReport(file: file))
    }

    // MARK: Columns

    mutating func run() throws(IntakeRefusal) {
        let line = layout.header.rows.last.map { layout.grid.rows[$0].line } ?? layout.grid.rows[layout.firstData].line
        guard !roles.values.isEmpty else {
            throw IntakeRefusal(
                file: file, line: line, reason: "beside the units no column holds numbers: name columns of values with --column \"HEADING=indicator-id\"")
        }
        tablePeriod = try period(line: line)
        preview.warnings += roles.warnings + source.warnings
        do throws(RowFault) { try placeColumns(line) } catch { throw IntakeRefusal(file: file, line: line, reason: error.reason) }
        readRows()
        checkMagnitudes()
        finish()
    }

    /// The period of the whole table, when its columns do not say theirs.
    private mutating func period(line: Int) throws(IntakeRefusal) -> Period? {
        if let text = options.period, let period = PeriodText.exact(text) { return period }
        guard roles.periodColumns.isEmpty, roles.values.contains(where: { $0.period == nil }) else { return nil }
        for title in titles {
            if let period = PeriodText.find(in: title) { return noted(period, "the title “\(DelimitedTable.shortened(title))”") }
        }
        // Columns with a year beside columns without: those without are left out below.
        if roles.values.contains(where: { $0.period != nil }) { return nil }
        if let period = PeriodText.find(in: layout.grid.sheet) { return noted(period, "the name of the sheet") }
        if let period = PeriodText.find(in: file) { return noted(period, "the name of the file") }
        if let text = options.period {
            throw IntakeRefusal(file: file, line: line, reason: "--period “\(text)” is neither a period (2023, 2023-06) nor the heading of a column")
        }
        throw IntakeRefusal(
            file: file, line: line, reason: "the table does not say which year or month its values are of: give it with --period 2023 (or --period \"HEADING\" of the column that has it)")
    }

    private mutating func noted(_ period: Period, _ place: String) -> Period {
        preview.warnings.append("the period \(period) comes from \(place): give another with --period")
        return period
    }

    private mutating func placeColumns(_ line: Int) throws(RowFault) {
        let isLabelled = !roles.indicatorColumns.isEmpty
        let single = options.indicator != nil && !isLabelled
        if single {
            // One id for all columns: they must differ in their periods.
            let periods = roles.values.map { $0.period?.text ?? "" }
            let names = Set(roles.values.map { fold($0.name) })
            if names.count > 1 || (roles.periodColumns.isEmpty && Set(periods).count < periods.count) {
                throw RowFault("--indicator names one indicator, but the table has several columns of values (\(roles.values.prefix(6).map { "“\($0.name)”" }.joined(separator: ", "))): name them with --column \"HEADING=indicator-id\", or leave some out with \"HEADING=-\"")
            }
        }
        var unitOf: [Int: MeasureUnit] = [:]
        for value in roles.values {
            if let remark = value.contents.remark { preview.warnings.append("column \(ColumnLetters.letters(value.column)): \(remark)") }
            factors.append(value.rule?.factor ?? 1)
            if isLabelled {
                columnIndicators.append(nil)
                continue
            }
            if value.period == nil, tablePeriod == nil, roles.periodColumns.isEmpty {
                preview.warnings.append("column \(ColumnLetters.letters(value.column)) “\(DelimitedTable.shortened(value.heading))” has no period while others do: it is left out; give one with --period")
                columnIndicators.append(-1)
                continue
            }
            let index = try drafts.index(
                name: value.name, unit: value.unit, rule: value.rule, explicitID: value.explicitID ?? (single ? options.indicator : nil), decimals: value.contents.decimals)
            columnIndicators.append(index)
            if let unit = value.unit {
                // Columns of one indicator in thousands and in ones.
                if let base = unitOf[index], base.family == unit.family, base.scale != unit.scale {
                    factors[factors.count - 1] *= unit.scale / base.scale
                    preview.warnings.append("column \(ColumnLetters.letters(value.column)) is in “\(unit.text.polish)”, others of the indicator in “\(base.text.polish)”: it was turned into those")
                } else if let base = unitOf[index], base.family != unit.family {
                    throw RowFault("the columns of “\(value.name)” have different units, “\(base.text.polish)” and “\(unit.text.polish)”, which cannot be turned into each other: leave one out with --column \"\(ColumnLetters.letters(value.column))=-\"")
                } else {
                    unitOf[index] = unit
                }
            }
        }
    }

    // MARK: Rows

    private mutating func readRows() {
        let grid = layout.grid
        let hasRepeats = !roles.periodColumns.isEmpty || !roles.indicatorColumns.isEmpty
        observations.reserveCapacity(layout.dataRows.count * roles.values.count)
        for position in layout.firstData..<grid.rows.count {
            let row = grid.rows[position]
            let found = layout.rows.found[position]
            switch found.unit {
            case .unit(let unit):
                if !readRow(row, found, unit, hasRepeats: hasRepeats) { continue }
            case .part(let stem):
                // Without the whole gmina its parts would be lost silently.
                if !wholes.contains(stem) { partsWithoutWhole.insert(stem) }
                leaveOut(row, found.text, units.byStem[stem].map { "a part of \(units.shown($0)), which has a row of its own" } ?? "a part of a gmina")
            case .region: leaveOut(row, found.text, "a statistical region")
            case .several(let all):
                guard holdsValues(row) else { leaveOut(row, found.text, "no values"); continue }
                reject(row, found.text, "“\(DelimitedTable.shortened(found.text))” fits several units: \(all.prefix(4).map(units.shown).joined(separator: "; ")); add a column with codes or with the województwo, or say --level", candidates: all)
            case .unknown: readUnknown(row, found)
            case .none: readKeyless(row, found)
            }
        }
        for stem in partsWithoutWhole.sorted() {
            preview.report.rejected.append(
                RejectedRow(line: partLine(stem), reason: "only town and rural parts of \(units.byStem[stem].map(units.shown) ?? stem) have rows: add a row for the whole gmina, as parts alone cannot be shown"))
        }
    }

    private func partLine(_ stem: String) -> Int {
        let position = layout.grid.rows.indices.first { layout.rows.found[$0].unit == .part(of: stem) }
        return position.map { layout.grid.rows[$0].line } ?? 0
    }

    private func holdsValues(_ row: GridRow) -> Bool { roles.values.contains { ValueText.isNumber(row[$0.column]) } }

    private mutating func leaveOut(_ row: GridRow, _ text: String, _ reason: String) {
        preview.leftOut.append(ValueTablePreview.LeftOut(line: row.line, text: text, reason: reason))
    }

    private mutating func reject(_ row: GridRow, _ text: String, _ reason: String, candidates: [Int]? = nil) {
        preview.report.rejected.append(RejectedRow(line: row.line, reason: reason))
        if let candidates {
            preview.unmatched.append(ValueTablePreview.Unmatched(line: row.line, text: text, candidates: candidates.map(units.shown)))
        }
    }

    private mutating func readUnknown(_ row: GridRow, _ found: RowKeys.Found) {
        let name = WrittenName(found.text)
        if ColumnWords.isTotal(fold(found.text)) || ColumnWords.isTotal(name.core) {
            leaveOut(row, found.text, "a total or an average")
            return
        }
        guard holdsValues(row) else {
            leaveOut(row, found.text, "no values: a heading or a note")
            return
        }
        if HeaderRows.isNumbering(row) { return }
        preview.report.read += 1
        var candidates: [Int] = []
        if let text = nameBeside(row) ?? (found.text.contains(where: \.isLetter) ? found.text : nil) {
            candidates = names.find(WrittenName(text), level: layout.rows.level, within: nil)
            if candidates.isEmpty { candidates = names.candidates(WrittenName(text), level: layout.rows.level, within: nil) }
        }
        let nearest = candidates.isEmpty ? "" : "; by the name the nearest are \(candidates.prefix(3).map(units.shown).joined(separator: "; "))"
        let isCode = found.text.contains(where: \.isNumber) && !found.text.contains(where: \.isLetter)
        reject(
            row, found.text,
            isCode
                ? "the code \(found.text) is no unit of the register\(nearest): correct it, or leave the row out with --partial"
                : "“\(DelimitedTable.shortened(found.text))” is no unit of the register\(nearest): correct the name, or leave the row out with --partial",
            candidates: Array(candidates.prefix(3)))
    }

    private func nameBeside(_ row: GridRow) -> String? {
        guard layout.keys.code != nil else { return nil }
        for item in layout.keys.names.reversed() {
            if case .text(let text) = row[item.column] { return text }
        }
        return nil
    }

    /// A row without a key: the country, a total, a note, or a row that lost its key.
    private mutating func readKeyless(_ row: GridRow, _ found: RowKeys.Found) {
        guard holdsValues(row), !HeaderRows.isNumbering(row) else {
            leaveOut(row, found.text, "a note or a heading")
            return
        }
        let text = found.text
        if ColumnWords.isTotal(fold(text)) || text.isEmpty {
            leaveOut(row, text, text.isEmpty ? "numbers without a unit" : "a total or an average")
        } else if layout.keys.code != nil, WrittenName(text).isCountry {
            _ = readRow(row, found, units.country, hasRepeats: !roles.periodColumns.isEmpty || !roles.indicatorColumns.isEmpty)
        } else if text.count > 60 || !text.contains(where: \.isLetter) {
            leaveOut(row, text, "a note")
        } else {
            preview.report.read += 1
            let candidates = names.candidates(WrittenName(text), level: layout.rows.level, within: nil)
            reject(row, text, "“\(DelimitedTable.shortened(text))” has values but no code: add the code, or leave the row out with --partial", candidates: candidates)
        }
    }

    /// - Returns: whether the row was taken.
    private mutating func readRow(_ row: GridRow, _ found: RowKeys.Found, _ unit: Int, hasRepeats: Bool) -> Bool {
        preview.report.read += 1
        if found.lostZeros {
            if lostZeros.count == 0 { lostZeros.first = row.line }
            lostZeros.count += 1
        }
        if let name = found.foreignName { foreignNames.append((row.line, name, unit)) }
        let start = observations.count
        do throws(RowFault) { try readValues(row, unit, hasRepeats) } catch {
            observations.removeSubrange(start...)
            reject(row, found.text, error.reason)
            return false
        }
        if !hasRepeats {
            if let first = firstRow[unit] { return checkRepeated(row, unit, first, start) }
            firstRow[unit] = (row.line, start, observations.count)
        }
        if units.entries[unit].closed != nil { closedRows.append(row.line) }
        preview.report.accepted += 1
        if preview.samples.count < 5, observations.count > start {
            preview.samples.append(
                ValueTablePreview.Sample(line: row.line, unit: units.shown(unit), values: roles.values.prefix(8).map { row[$0.column].shown }))
        }
        return true
    }

    private mutating func readValues(_ row: GridRow, _ unit: Int, _ hasRepeats: Bool) throws(RowFault) {
        let code = units.entries[unit].code
        let rowPeriod = try roles.periodColumns.isEmpty ? nil : period(of: row)
        let flag: ObservationFlag? =
            if let column = roles.flagColumn, case .text(let text) = row[column] { ColumnRoles.flag(text) } else { nil }
        for (index, value) in roles.values.enumerated() {
            var indicator = columnIndicators[index]
            if indicator == -1 { continue }
            let cell = row[value.column]
            var factor = factors[index]
            var parsed = ValueText.parse(cell, style: value.contents.style)
            if !value.contents.signs.isEmpty { parsed = try signed(parsed, cell, value, &factor) }
            let number: Double?
            var cellFlag = flag
            switch parsed {
            case .number(let raw): number = factor == 1 ? raw : raw * factor
            case .absent(let reason):
                number = nil
                cellFlag = reason
            case .blank:
                // An empty cell of a wide table is a value that is missing; in a tidy one too, as the row is there.
                number = nil
                cellFlag = .missing
            case .fault(let reason):
                throw RowFault("column \(ColumnLetters.letters(value.column)) “\(DelimitedTable.shortened(value.heading, limit: 40))”: \(reason); write a number, or leave the cell empty when there is none")
            }
            if indicator == nil { indicator = try self.indicator(of: row, value, &factor, number: number) }
            guard let indicator, let period = value.period ?? rowPeriod ?? tablePeriod else { continue }
            while counters.count <= indicator { counters.append(Counter()) }
            let scaled = number.map { roles.unitColumn == nil || factor == factors[index] ? $0 : $0 / factors[index] * factor }
            if hasRepeats {
                let key = Key(unit: unit, period: period.ordinal, indicator: indicator)
                if let first = seen[key] {
                    guard first.value != scaled else {
                        leaveOut(row, units.shown(unit), "says the same as line \(first.line)")
                        continue
                    }
                    throw RowFault("\(units.shown(unit)) has two different values for \(period): \(first.value.map(DecimalNumber.write) ?? "none") in line \(first.line) and \(scaled.map(DecimalNumber.write) ?? "none") here; keep the right one")
                }
                seen[key] = Place(line: row.line, value: scaled)
            }
            if scaled == nil { counters[indicator].missing += 1 } else { counters[indicator].values += 1 }
            counters[indicator].periods.insert(period)
            observations.append(Observation(indicator: drafts.drafts[indicator].id, period: period, code: code, value: scaled, flag: scaled == nil ? cellFlag : cellFlag.flatMap { $0.hasValue ? $0 : nil }))
        }
    }

    /// A wide table names a unit again: the same values are one row too many, others contradict.
    private mutating func checkRepeated(_ row: GridRow, _ unit: Int, _ first: (line: Int, start: Int, end: Int), _ start: Int) -> Bool {
        let before = observations[first.start..<first.end].map(\.value)
        let again = observations[start...].map(\.value)
        observations.removeSubrange(start...)
        if before == again {
            preview.report.read -= 1
            leaveOut(row, units.shown(unit), "says the same as line \(first.line)")
        } else {
            reject(row, units.shown(unit), "\(units.shown(unit)) stands in line \(first.line) already, with other values: keep the right row")
        }
        return false
    }

    // MARK: Parts of a row

    /// A number whose cell has a sign of its unit, in a column where not all have the same.
    private func signed(_ parsed: ParsedValue, _ cell: GridCell, _ value: ValueColumn, _ factor: inout Double) throws(RowFault) -> ParsedValue {
        guard case .number(let number) = parsed else { return parsed }
        let signs = value.contents.signs
        let withSign = signs.values.reduce(0, +)
        let sign: String? =
            switch cell {
            case .text(let text): ValueText.unitSign(text)
            case .number(_, let isPercent): isPercent ? "%" : nil
            default: nil
            }
        if signs.count == 1, withSign == value.contents.numbers { return parsed }
        switch sign {
        case "tys.": return .number(number * 1_000)
        case "mln": return .number(number * 1_000_000)
        case "‰" where signs["%"] != nil || value.unit?.text.polish == "%": return .number(number / 10)
        case nil where signs["%"] != nil && value.unit?.text.polish != "%":
            throw RowFault("column \(ColumnLetters.letters(value.column)): “\(cell.shown)” has no %, while \(signs["%"] ?? 0) others of the column have: write all in one unit")
        default: return parsed
        }
    }

    private mutating func period(of row: GridRow) throws(RowFault) -> Period {
        let text = roles.periodColumns.map { row[$0].shown }.joined(separator: " ")
        if let known = periodCache[text] {
            guard let known else { throw RowFault("“\(DelimitedTable.shortened(text))” is not a period: expected a year (2023), a month (2023-06) or a day (2023-06-30)") }
            return known
        }
        let period = roles.periodColumns.count == 1 ? PeriodText.exact(row[roles.periodColumns[0]]) : PeriodText.exact(text)
        periodCache[text] = .some(period)
        guard let period else { throw RowFault("“\(DelimitedTable.shortened(text))” is not a period: expected a year (2023), a month (2023-06) or a day (2023-06-30)") }
        return period
    }

    /// The indicator that the labels of a row name, with the heading of the column when there are several columns.
    private mutating func indicator(of row: GridRow, _ value: ValueColumn, _ factor: inout Double, number: Double?) throws(RowFault) -> Int {
        var labels: [String] = []
        for column in roles.indicatorColumns {
            let text = row[column].shown
            guard !text.isEmpty else { throw RowFault("column \(ColumnLetters.letters(column)), which says what the value is, is empty") }
            let heading = layout.header.headings[column].last ?? ""
            let shown = text.replacing("_", with: " ")
            labels.append(Double(text) != nil && !heading.isEmpty ? "\(heading) \(text)" : shown)
        }
        let unitText = roles.unitColumn.map { row[$0].shown } ?? ""
        let cacheKey = "\(value.column)|\(unitText)|" + labels.joined(separator: "|")
        let unit = unitText.isEmpty ? value.unit : MeasureUnit(unitText) ?? MeasureUnit(verbatim: unitText)
        let index: Int
        if let known = labelled[cacheKey] {
            index = known
        } else {
            var parts = labels
            if roles.values.count > 1 || labels.allSatisfy({ ColumnWords.isGeneric(fold($0)) }), !value.name.isEmpty, !ColumnWords.isGeneric(fold(value.name)) { parts.insert(value.name, at: 0) }
            let telling = parts.filter { !ColumnWords.isGeneric(fold($0)) }
            let name = (telling.isEmpty ? parts : telling).joined(separator: " – ")
            let rule = mapping?.rule(for: labels.joined(separator: " | "))
            // An id in the column of indicators is the atlas's own.
            let explicit = value.explicitID ?? (labels.count == 1 && drafts.isKnown(row[roles.indicatorColumns[0]].shown) ? row[roles.indicatorColumns[0]].shown : nil)
            index = try drafts.index(name: name, unit: unit, rule: rule, explicitID: explicit, decimals: value.contents.decimals)
            labelled[cacheKey] = index
        }
        if let unit, let base = drafts.drafts[index].unit, base != unit {
            guard base.family == unit.family else {
                throw RowFault("“\(unit.text.polish)” stands here, “\(base.text.polish)” in other rows of “\(drafts.drafts[index].name.polish)”: values of one indicator need one unit")
            }
            factor *= unit.scale / base.scale
        }
        return index
    }
}

extension Period {
    /// A number that tells periods apart.
    fileprivate var ordinal: Int { (year * 13 + (month ?? 0)) * 32 + (day ?? 0) }
}

extension IndicatorDrafts {
    func isKnown(_ id: String) -> Bool { knownIDs.contains(id) }
}
