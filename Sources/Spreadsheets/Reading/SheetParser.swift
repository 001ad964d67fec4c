// SPDX-License-Identifier: Apache-2.0

import Foundation
import Markup

/// Reads the cells of one sheet.
final class SheetParser: PartParser {
    private let strings: [String]
    private let styles: [CellStyle]
    private let isFrom1904: Bool
    private let cellLimit: Int

    private var rows: [SheetRow] = []
    private var merges: [MergedRange] = []
    private var cellCount = 0
    private var rowNumber = 0
    private var cells: [CellContent] = []
    private var column = -1
    private var type = ""
    private var style = CellStyle.plain
    private var value = ""
    private var isPhonetic = false

    init(strings: [String], styles: [CellStyle], isFrom1904: Bool, cellLimit: Int) {
        self.strings = strings
        self.styles = styles
        self.isFrom1904 = isFrom1904
        self.cellLimit = cellLimit
    }

    func parse(_ data: Data, part: String) throws(SpreadsheetReadingError) -> (rows: [SheetRow], merges: [MergedRange], cells: Int) {
        try run(data, part: part)
        // Rows stand in order in every file that programs write; a file that was made otherwise is put in order.
        let isOrdered = zip(rows, rows.dropFirst()).allSatisfy { $0.number < $1.number }
        return (isOrdered ? rows : rows.sorted { $0.number < $1.number }, merges, cellCount)
    }

    override func start(_ element: Substring, _ attributes: MarkupAttributes) {
        switch element {
        case "row":
            rowNumber = attributes["r"].flatMap { Int($0) } ?? rowNumber + 1
            cells = []
            column = -1
            if !(1...1_048_576).contains(rowNumber) { failure = SpreadsheetReadingError("a row has the number \(rowNumber): sheets have at most 1048576") }
        case "c":
            column = attributes["r"].flatMap { Self.position($0)?.column } ?? column + 1
            if !(0..<16_384).contains(column) { failure = SpreadsheetReadingError("row \(rowNumber) has a cell in column \(column + 1): sheets have at most 16384") }
            type = attributes["t"] ?? "n"
            style = attributes["s"].flatMap { Int($0) }.flatMap { styles.indices.contains($0) ? styles[$0] : nil } ?? .plain
            value = ""
        case "v":
            text = ""
            isGathering = true
        case "rPh": isPhonetic = true
        case "t" where !isPhonetic:
            text = ""
            isGathering = true
        case "mergeCell":
            if let range = attributes["ref"].flatMap(Self.range) { merges.append(range) }
        default: break
        }
    }

    override func end(_ element: Substring) {
        switch element {
        case "v":
            value = text
            isGathering = false
        case "t":
            if isGathering { value += text }
            isGathering = false
        case "rPh": isPhonetic = false
        case "c": place(content())
        case "row":
            while cells.last?.isEmpty == true { cells.removeLast() }
            if !cells.isEmpty { rows.append(SheetRow(number: rowNumber, cells: cells)) }
        default: break
        }
    }

    private func place(_ content: CellContent) {
        guard !content.isEmpty, failure == nil else { return }
        if column < cells.count {
            cells[column] = content
            return
        }
        cellCount += column + 1 - cells.count
        guard cellCount <= cellLimit else {
            failure = SpreadsheetReadingError("the workbook has more cells than the \(cellLimit) that are read: save the one sheet that matters as CSV")
            return
        }
        cells.append(contentsOf: repeatElement(.empty, count: column - cells.count))
        cells.append(content)
    }

    private func content() -> CellContent {
        switch type {
        case "s":
            guard let index = Int(value), strings.indices.contains(index) else { return .empty }
            return .text(strings[index])
        case "str", "inlineStr": return value.isEmpty ? .empty : .text(Self.unescaped(value))
        case "b": return .boolean(value == "1" || value == "true")
        case "e": return .error(value)
        case "d": return Self.isoDate(value) ?? .text(value)
        default:
            guard !value.isEmpty else { return .empty }
            guard let number = Double(value), number.isFinite else { return .text(value) }
            switch style {
            case .plain: return .number(number, isPercent: false)
            case .percent: return .number(number, isPercent: true)
            case .digits(let count):
                guard number >= 0, number == number.rounded(), number < 1e15 else { return .number(number, isPercent: false) }
                let digits = String(Int64(number))
                return .text(String(repeating: "0", count: max(0, count - digits.count)) + digits)
            case .date: return date(number)
            }
        }
    }

    /// The day of a serial number. Day 60 is the 29 February 1900 that never was; days before it are one off, as the format wants.
    private func date(_ serial: Double) -> CellContent {
        // Below 1 it is a time of the day; above, the year would be 10000.
        guard serial >= 1, serial < 2_958_466 else { return .number(serial, isPercent: false) }
        let day = Int(serial)
        let sinceEpoch = isFrom1904 ? day - 24_107 : day - (day < 60 ? 25_568 : 25_569)
        return Self.civil(daysSince1970: sinceEpoch)
    }

    /// The Gregorian day (after Howard Hinnant's algorithm).
    private static func civil(daysSince1970 days: Int) -> CellContent {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let realMonth = month < 10 ? month + 3 : month - 9
        return .date(year: yearOfEra + era * 400 + (realMonth <= 2 ? 1 : 0), month: realMonth, day: day)
    }

    private static func isoDate(_ text: String) -> CellContent? {
        let parts = text.prefix(10).split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, (1...12).contains(parts[1]), (1...31).contains(parts[2]) else { return nil }
        return .date(year: parts[0], month: parts[1], day: parts[2])
    }

    // MARK: References

    /// `B5` as column 1 and row 5.
    static func position(_ reference: String) -> (column: Int, row: Int)? {
        var column = 0
        var row = 0
        for byte in reference.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z") where row == 0: column = column * 26 + Int(byte) - 64
            case UInt8(ascii: "a")...UInt8(ascii: "z") where row == 0: column = column * 26 + Int(byte) - 96
            case UInt8(ascii: "0")...UInt8(ascii: "9"): row = row * 10 + Int(byte) - 48
            case UInt8(ascii: "$"): break
            default: return nil
            }
            if column > 1_000_000 || row > 100_000_000 { return nil }
        }
        return column > 0 ? (column - 1, row) : nil
    }

    private static func range(_ reference: String) -> MergedRange? {
        let corners = reference.split(separator: ":").compactMap { position(String($0)) }
        guard let first = corners.first, let last = corners.last, first.column <= last.column, first.row <= last.row, first.row > 0 else { return nil }
        return MergedRange(rows: first.row...last.row, columns: first.column...last.column)
    }
}
