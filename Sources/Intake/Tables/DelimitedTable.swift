// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A table of text with a header row, read whole, every row with the number of the line it begins on.
struct DelimitedTable {
    struct Row {
        /// The line of the file on which the row begins, counted from 1.
        let line: Int
        let fields: [String]
    }

    let file: String
    let header: [String]
    let headerLine: Int
    let rows: [Row]
    /// What a report should say of the file's form: another encoding or delimiter than the usual ones.
    let remarks: [String]

    /// - Parameters:
    ///   - data: UTF-8 with or without a byte order mark, UTF-16 with one, or Windows-1250; lines end in LF or CRLF.
    ///   - file: the file's name, for messages.
    ///   - delimiter: nil when the header decides between comma, semicolon and tab.
    init(_ data: Data, file: String, delimiter: FieldDelimiter? = .comma) throws(IntakeRefusal) {
        let (text, encoding) = try TextEncoding.decode(data, file: file)
        let used = delimiter ?? Self.delimiter(of: text)
        let rows: [Row]
        do throws(RowSplitter.Fault) { rows = try RowSplitter.rows(of: text, delimiter: used) } catch {
            throw IntakeRefusal(file: file, line: error.line, reason: Self.message(error.reason))
        }
        guard let first = rows.first else {
            throw IntakeRefusal(file: file, line: 1, reason: "the file is empty: expected a header row and rows of data")
        }
        self.file = file
        header = first.fields.map { $0.trimmingCharacters(in: .whitespaces) }
        headerLine = first.line
        self.rows = Array(rows.dropFirst())
        var remarks = encoding.remark.map { [$0] } ?? []
        if delimiter == nil, used != .comma { remarks.append("fields are parted by \(used == .tab ? "tabs" : "semicolons"): read as such") }
        self.remarks = remarks
    }

    init(file: String, header: [String], headerLine: Int, rows: [Row], remarks: [String]) {
        self.file = file
        self.header = header
        self.headerLine = headerLine
        self.rows = rows
        self.remarks = remarks
    }

    static func message(_ reason: RowSplitter.Fault.Reason) -> String {
        switch reason {
        case .strayQuote:
            "the row that begins here has a quotation mark where none may stand: quote a whole field, and double a quotation mark inside it"
        case .unclosedQuote: "a quotation mark opened in the row that begins here is never closed"
        }
    }

    /// The delimiter that stands most often in the first line with text, outside quotation marks.
    private static func delimiter(of text: String) -> FieldDelimiter {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        var hasText = false
        for byte in text.utf8 {
            if !isQuoted, byte == 10 || byte == 13 {
                if hasText { break }
                continue
            }
            hasText = hasText || byte != 32
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        func count(_ delimiter: FieldDelimiter) -> Int { counts[delimiter.rawValue] ?? 0 }
        let most = FieldDelimiter.allCases.map(count).max() ?? 0
        // A header of one column has none of the three.
        return most > count(.comma) ? FieldDelimiter.allCases.first { count($0) == most } ?? .comma : .comma
    }

    /// The positions of the columns in `names`.
    /// - Throws: a refusal that names the missing column and what the header holds.
    func positions(_ names: [String], othersAllowed: Bool = false) throws(IntakeRefusal) -> [Int] {
        if let repeated = header.enumerated().first(where: { header.firstIndex(of: $0.element) != $0.offset }) {
            throw IntakeRefusal(file: file, line: headerLine, reason: "the column “\(repeated.element)” stands twice in the header")
        }
        var positions: [Int] = []
        for name in names {
            guard let position = header.firstIndex(of: name) else {
                throw IntakeRefusal(
                    file: file, line: headerLine,
                    reason: "the column “\(name)” is missing; expected \(names.joined(separator: ", ")); "
                        + "the header has \(Self.shortened(header.joined(separator: ", "), limit: 160))")
            }
            positions.append(position)
        }
        if !othersAllowed, let unknown = header.first(where: { !names.contains($0) }) {
            throw IntakeRefusal(
                file: file, line: headerLine,
                reason: "the column “\(Self.shortened(unknown))” is not known; expected \(names.joined(separator: ", "))")
        }
        return positions
    }

    /// A value as it may stand in a message.
    static func shortened(_ text: String, limit: Int = 60) -> String {
        text.count > limit ? String(text.prefix(limit)) + "…" : text
    }
}
