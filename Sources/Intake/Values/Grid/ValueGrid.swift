// SPDX-License-Identifier: Apache-2.0

import Foundation
import PolishText
import Spreadsheets

/// A cell of a table before anything is known of its meaning.
enum GridCell: Sendable, Hashable {
    case empty
    case text(String)
    case number(Double, isPercent: Bool)
    /// An error of a formula.
    case error(String)

    var isEmpty: Bool { self == .empty }

    /// The cell as a message or a preview shows it.
    var shown: String {
        switch self {
        case .empty: ""
        case .text(let text), .error(let text): text
        case .number(let value, let isPercent): isPercent ? DecimalNumber.write(value * 100) + "%" : DecimalNumber.write(value)
        }
    }
}

/// A row with anything in it and the line (of a text) or row (of a sheet) where it stands.
struct GridRow: Sendable {
    let line: Int
    var cells: [GridCell]

    subscript(column: Int) -> GridCell { column < cells.count ? cells[column] : .empty }
}

/// A table as it lies in a file: rows of cells, and which cells were merged.
struct ValueGrid: Sendable {
    /// The name of the sheet; empty for a table of text.
    let sheet: String
    let isHidden: Bool
    var rows: [GridRow]
    let merges: [MergedRange]

    var width: Int { rows.reduce(0) { max($0, $1.cells.count) } }
}

/// The tables of a file, and what there is to say of its form.
struct GridFile: Sendable {
    let grids: [ValueGrid]
    let remarks: [String]
    let isSpreadsheet: Bool

    init(_ data: Data, file: String) throws(IntakeRefusal) {
        guard !data.isEmpty else { throw IntakeRefusal(file: file, reason: "the file is empty") }
        if SpreadsheetDocument.isSpreadsheet(data) || Self.isPage(data) {
            isSpreadsheet = true
            let document: SpreadsheetDocument
            do throws(SpreadsheetReadingError) { document = try SpreadsheetDocument(data) } catch {
                throw IntakeRefusal(file: file, reason: error.errorDescription ?? "the workbook cannot be read")
            }
            grids = document.sheets.map(ValueGrid.init)
            remarks = []
        } else {
            isSpreadsheet = false
            let (text, encoding) = try TextEncoding.decode(data, file: file)
            let delimiter = DelimiterGuess.delimiter(of: text)
            let rows: [DelimitedTable.Row]
            do throws(RowSplitter.Fault) { rows = try RowSplitter.rows(of: text, delimiter: delimiter) } catch {
                throw IntakeRefusal(file: file, line: error.line, reason: DelimitedTable.message(error.reason))
            }
            grids = [ValueGrid(sheet: "", isHidden: false, rows: rows.map { GridRow(line: $0.line, cells: $0.fields.map(Self.cell)) }, merges: [])]
            var remarks = encoding.remark.map { [$0] } ?? []
            if delimiter != .comma { remarks.append("fields are parted by \(delimiter == .tab ? "tabs" : "semicolons"): read as such") }
            self.remarks = remarks
        }
        guard grids.contains(where: { !$0.rows.isEmpty }) else { throw IntakeRefusal(file: file, reason: "the file holds no table: every cell is empty") }
    }

    private static func isPage(_ data: Data) -> Bool {
        let start = data.prefix(400).drop { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }
        return start.first == UInt8(ascii: "<")
    }

    private static func cell(_ field: String) -> GridCell {
        if field.isEmpty { return .empty }
        // `="0201"`: how exports keep leading zeros from a spreadsheet program.
        if field.utf8.first == UInt8(ascii: "="), field.hasPrefix("=\""), field.hasSuffix("\""), field.utf8.count > 3 {
            return .text(String(field.dropFirst(2).dropLast()))
        }
        let first = field.utf8.first ?? 0
        let last = field.utf8.last ?? 0
        // Most fields begin and end in something that is no white space.
        if first > 0x20, first < 0x80, last > 0x20, last < 0x80 { return .text(field) }
        let trimmed = field.trimmingCharacters(in: .whitespacesAndNewlines)
        return trimmed.isEmpty ? .empty : .text(trimmed)
    }
}

extension ValueGrid {
    init(_ sheet: SheetContents) {
        self.sheet = sheet.name
        isHidden = sheet.isHidden
        merges = sheet.merges
        rows = sheet.rows.map { row in GridRow(line: row.number, cells: row.cells.map(GridCell.init)) }
    }
}

extension GridCell {
    init(_ content: CellContent) {
        switch content {
        case .empty: self = .empty
        case .text(let text):
            let trimmed = text.trimmed
            self = trimmed.isEmpty ? .empty : .text(trimmed)
        case .number(let value, let isPercent): self = .number(value, isPercent: isPercent)
        case .boolean(let value): self = .text(value ? "PRAWDA" : "FAŁSZ")
        case .date(let year, let month, let day):
            self = .text("\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)")
        case .error(let text): self = .error(text)
        }
    }
}

/// Which sign parts the fields of a table that may have titles above and notes below it.
enum DelimiterGuess {
    private static let lineLimit = 80

    /// The delimiter that stands equally often in the most lines; among equals the one that stands more often. A decimal comma
    /// in every column is one fewer than the semicolons around it.
    static func delimiter(of text: String) -> FieldDelimiter {
        var counts: [[UInt8: Int]] = [[:]]
        var isQuoted = false
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 10 {
                if counts.count == lineLimit { break }
                counts.append([:])
            } else if byte == FieldDelimiter.comma.rawValue || byte == FieldDelimiter.semicolon.rawValue || byte == FieldDelimiter.tab.rawValue {
                counts[counts.count - 1][byte, default: 0] += 1
            }
        }
        var best = (delimiter: FieldDelimiter.comma, lines: 0, times: 0)
        for delimiter in FieldDelimiter.allCases {
            let times = counts.compactMap { $0[delimiter.rawValue] }
            let frequencies = Dictionary(times.map { ($0, 1) }, uniquingKeysWith: +)
            guard let most = frequencies.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { continue }
            // One semicolon in a note is no table of two columns when commas part ten.
            if most.value > best.lines || (most.value == best.lines && most.key > best.times) { best = (delimiter, most.value, most.key) }
        }
        return best.delimiter
    }
}
