// SPDX-License-Identifier: Apache-2.0

import CXLSXWriter
import Foundation

/// A workbook of libxlsxwriter while it is written. Closing frees it: nothing may be written afterwards.
struct WorkbookFile {
    private typealias Format = UnsafeMutablePointer<lxw_format>

    /// Widths of columns that the writer measures itself, in characters.
    private static let measuredWidths = 6.0...60.0
    private static let measuredRows = 200

    private let workbook: UnsafeMutablePointer<lxw_workbook>
    private let header: Format
    private let heading: Format
    private let text: Format
    private let wrapped: Format
    private let date: Format
    private let link: Format
    private var numbers: [Int: Format] = [:]

    init(path: String, isLarge: Bool) throws(SpreadsheetWritingError) {
        var options = lxw_workbook_options()
        options.constant_memory = isLarge ? 1 : 0
        guard let workbook = workbook_new_opt(path, &options) else { throw SpreadsheetWritingError("there is not enough memory for a workbook") }
        var formats: [Format] = []
        for _ in 0..<6 {
            guard let format = workbook_add_format(workbook) else {
                workbook_close(workbook)
                throw SpreadsheetWritingError("there is not enough memory for a workbook")
            }
            formats.append(format)
        }
        self.workbook = workbook
        (header, heading, text, wrapped, date, link) = (formats[0], formats[1], formats[2], formats[3], formats[4], formats[5])
        format_set_bold(header)
        format_set_text_wrap(header)
        format_set_align(header, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
        format_set_bg_color(header, 0xE6EDF5)
        format_set_bottom(header, UInt8(LXW_BORDER_THIN.rawValue))
        format_set_bold(heading)
        format_set_align(heading, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
        // The format “text”: a spreadsheet program that edits the cell keeps its leading zeros.
        format_set_num_format(text, "@")
        format_set_text_wrap(wrapped)
        format_set_align(wrapped, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
        format_set_num_format(date, "yyyy-mm-dd")
        format_set_align(date, UInt8(LXW_ALIGN_LEFT.rawValue))
        format_set_font_color(link, 0x0B57A4)
        format_set_underline(link, UInt8(LXW_UNDERLINE_SINGLE.rawValue))
    }

    func set(_ properties: SpreadsheetProperties) {
        // The library copies the texts.
        var copies: [UnsafeMutablePointer<CChar>?] = []
        defer { copies.forEach { free($0) } }
        func copy(_ text: String) -> UnsafeMutablePointer<CChar>? {
            guard !text.isEmpty else { return nil }
            copies.append(strdup(text))
            return copies.last ?? nil
        }
        var values = lxw_doc_properties()
        values.title = copy(properties.title)
        values.subject = copy(properties.subject)
        values.author = copy(properties.author)
        values.company = copy(properties.company)
        values.keywords = copy(properties.keywords)
        values.comments = copy(properties.comments)
        values.created = properties.created
        workbook_set_properties(workbook, &values)
    }

    mutating func add(_ sheet: SpreadsheetSheet, name: String) throws(SpreadsheetWritingError) {
        guard let worksheet = workbook_add_worksheet(workbook, name) else {
            throw SpreadsheetWritingError("the sheet “\(name)” could not be added: its name is not one that spreadsheets take")
        }
        for (index, column) in sheet.columns.enumerated() {
            let width = column.width ?? Self.width(of: index, in: sheet)
            worksheet_set_column(worksheet, UInt16(index), UInt16(index), width, nil)
        }
        var row: UInt32 = 0
        if sheet.hasHeader {
            for (index, column) in sheet.columns.enumerated() {
                try check(worksheet_write_string(worksheet, row, UInt16(index), column.heading, header), sheet, row, index)
            }
            row += 1
            worksheet_freeze_panes(worksheet, row, UInt16(sheet.frozenColumns))
            if !sheet.columns.isEmpty, !sheet.rows.isEmpty {
                worksheet_autofilter(worksheet, 0, 0, UInt32(sheet.rows.count), UInt16(sheet.columns.count - 1))
            }
            // The header on every printed page.
            worksheet_repeat_rows(worksheet, 0, 0)
        }
        worksheet_set_landscape(worksheet)
        worksheet_set_paper(worksheet, 9)  // A4
        worksheet_fit_to_pages(worksheet, 1, 0)
        for values in sheet.rows {
            for (column, value) in values.enumerated() {
                let wraps = column < sheet.columns.count && sheet.columns[column].wrapsText
                try check(write(value, worksheet, row, UInt16(column), wraps: wraps), sheet, row, column)
            }
            row += 1
        }
    }

    private mutating func write(
        _ value: SpreadsheetValue, _ worksheet: UnsafeMutablePointer<lxw_worksheet>, _ row: UInt32, _ column: UInt16, wraps: Bool
    ) -> lxw_error {
        switch value {
        case .empty: return LXW_NO_ERROR
        case .text(let value): return worksheet_write_string(worksheet, row, column, value, wraps ? wrapped : text)
        case .heading(let value): return worksheet_write_string(worksheet, row, column, value, heading)
        case .number(let value, let decimals):
            guard value.isFinite else { return LXW_NO_ERROR }
            return worksheet_write_number(worksheet, row, column, value, number(decimals))
        case .date(let year, let month, let day):
            var moment = lxw_datetime()
            (moment.year, moment.month, moment.day) = (Int32(year), Int32(month), Int32(day))
            return worksheet_write_datetime(worksheet, row, column, &moment, date)
        case .link(let address, let shown):
            let isOpenable = ["https://", "http://", "mailto:"].contains { address.lowercased().hasPrefix($0) }
            // Longer than the format takes, or something that a browser does not open: the text alone.
            guard isOpenable, address.utf8.count <= 2_000 else { return worksheet_write_string(worksheet, row, column, shown, text) }
            return worksheet_write_url_opt(worksheet, row, column, address, link, shown, nil)
        }
    }

    private mutating func number(_ decimals: Int) -> Format? {
        if let known = numbers[decimals] { return known }
        guard let format = workbook_add_format(workbook) else { return nil }
        let digits = min(max(decimals, 0), 12)
        format_set_num_format(format, digits == 0 ? "#,##0" : "#,##0." + String(repeating: "0", count: digits))
        numbers[decimals] = format
        return format
    }

    private func check(_ error: lxw_error, _ sheet: SpreadsheetSheet, _ row: UInt32, _ column: Int) throws(SpreadsheetWritingError) {
        guard error != LXW_NO_ERROR else { return }
        throw SpreadsheetWritingError("the sheet “\(sheet.name)”, row \(row + 1), column \(column + 1): \(Self.message(error))")
    }

    /// Closes the file and frees everything.
    func close() -> SpreadsheetWritingError? {
        let error = workbook_close(workbook)
        return error == LXW_NO_ERROR ? nil : SpreadsheetWritingError("the workbook could not be written: \(Self.message(error))")
    }

    private static func message(_ error: lxw_error) -> String {
        lxw_strerror(error).map { String(cString: $0) } ?? "error \(error.rawValue)"
    }

    private static func width(of column: Int, in sheet: SpreadsheetSheet) -> Double {
        // A heading wraps: its longest word decides, and a part of the rest.
        let heading = sheet.columns[column].heading
        let word = heading.split(separator: " ").map(\.count).max() ?? 0
        var longest = sheet.hasHeader ? Double(max(word, min(heading.count, 24))) + 2 : 0
        for row in sheet.rows.prefix(measuredRows) where column < row.count {
            longest = max(longest, Double(length(row[column])))
        }
        return min(max(longest + 1, measuredWidths.lowerBound), measuredWidths.upperBound)
    }

    private static func length(_ value: SpreadsheetValue) -> Int {
        switch value {
        case .empty: 0
        case .text(let text), .heading(let text), .link(_, let text): text.count
        case .date: 10
        case .number(let value, let decimals):
            // Digits, a space for each thousand, sign and decimals.
            value.isFinite ? Int(max(log10(max(abs(value), 1)), 0) * 4 / 3) + 2 + (decimals > 0 ? decimals + 1 : 0) : 0
        }
    }
}
