// SPDX-License-Identifier: Apache-2.0

import SwiftCSV

/// What parts the fields of a table.
enum FieldDelimiter: UInt8, CaseIterable, Sendable {
    case comma = 0x2C
    case semicolon = 0x3B
    case tab = 0x09

    fileprivate var character: CSVDelimiter {
        switch self {
        case .comma: .comma
        case .semicolon: .semicolon
        case .tab: .tab
        }
    }
}

/// Splits a text into rows of fields (RFC 4180).
///
/// SwiftCSV does the splitting. What it leaves to its caller is done here: it reports no line numbers, takes an unclosed
/// quotation mark for a field that runs to the end of the file, and drops an empty last field before the end of the file.
enum RowSplitter {
    /// A text that cannot be split: the line on which the row with the fault begins.
    struct Fault: Error {
        enum Reason {
            /// A quotation mark inside a field that is not doubled, or text behind a closing one.
            case strayQuote
            case unclosedQuote
        }

        let line: Int
        let reason: Reason
    }

    /// Rows that have any text; blank lines count as lines only.
    static func rows(of text: String, delimiter: FieldDelimiter) throws(Fault) -> [DelimitedTable.Row] {
        let collected = Collected()
        do {
            // A row limit of 0 keeps the initializer from parsing everything: the rows come from the loop below.
            let table = try EnumeratedCSV(
                string: text.utf8.last == 10 ? text : text + "\n", delimiter: delimiter.character, loadColumns: false, rowLimit: 0)
            try table.enumerateAsArray(startAt: 0, rowLimit: nil) { collected.add($0) }
        } catch {
            throw Fault(line: collected.nextLine, reason: .strayQuote)
        }
        // Quotation marks come in pairs in every row that can be read; an odd number means the last row swallowed
        // the rest of the file.
        if text.utf8.lazy.filter({ $0 == UInt8(ascii: "\"") }).count % 2 == 1 {
            throw Fault(line: collected.rows.last?.line ?? 1, reason: .unclosedQuote)
        }
        // Spreadsheet programs end tables in rows of nothing but delimiters.
        return collected.rows.filter { $0.fields.contains { !$0.isEmpty } }
    }

    /// Gathers rows; a class because SwiftCSV takes an escaping closure.
    private final class Collected {
        var rows: [DelimitedTable.Row] = []
        var nextLine = 1

        func add(_ fields: [String]) {
            rows.append(DelimitedTable.Row(line: nextLine, fields: fields))
            nextLine += 1
            for field in fields where field.utf8.contains(where: { $0 == 10 || $0 == 13 }) {
                nextLine += field.lazy.filter { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }.count
            }
        }
    }
}
