// SPDX-License-Identifier: Apache-2.0

import Foundation
import SwiftCSV

/// A table of text with a header row, read whole, every row with the number of the line it begins on.
///
/// SwiftCSV does the splitting. What it leaves to its caller is done here: it reports no line numbers,
/// takes an unclosed quotation mark for a field that runs to the end of the file, drops an empty last
/// field before the end of the file, and pads short rows.
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

    /// - Parameters:
    ///   - data: UTF-8, with or without a byte order mark; lines end in LF or CRLF.
    ///   - file: the file's name, for messages.
    init(_ data: Data, file: String, delimiter: CSVDelimiter = .comma) throws(IntakeRefusal) {
        let text = try Self.decode(data, file: file)
        let collected = Collected()
        do {
            // A row limit of 0 keeps the initializer from parsing everything: the rows come from the loop below.
            let table = try EnumeratedCSV(string: text, delimiter: delimiter, loadColumns: false, rowLimit: 0)
            try table.enumerateAsArray(startAt: 0, rowLimit: nil) { collected.add($0) }
        } catch {
            throw IntakeRefusal(
                file: file, line: collected.nextLine,
                reason: "the row that begins here has a quotation mark where none may stand: "
                    + "quote a whole field, and double a quotation mark inside it")
        }
        // Quotation marks come in pairs in every row that can be read; an odd number means the last row swallowed
        // the rest of the file.
        if text.utf8.lazy.filter({ $0 == UInt8(ascii: "\"") }).count % 2 == 1 {
            throw IntakeRefusal(
                file: file, line: collected.rows.last?.line ?? 1,
                reason: "a quotation mark opened in the row that begins here is never closed")
        }
        let rows = collected.rows.filter { $0.fields != [""] }
        guard let first = rows.first else {
            throw IntakeRefusal(file: file, line: 1, reason: "the file is empty: expected a header row and rows of data")
        }
        self.file = file
        header = first.fields.map { $0.trimmingCharacters(in: .whitespaces) }
        headerLine = first.line
        self.rows = Array(rows.dropFirst())
    }

    private static func decode(_ data: Data, file: String) throws(IntakeRefusal) -> String {
        let bytes = data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
        guard var text = String(validating: bytes, as: UTF8.self) else {
            let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
            let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
            throw IntakeRefusal(
                file: file, line: bad + 1,
                reason: "the bytes are not UTF-8: save the file with the encoding UTF-8 (it may be Windows-1250 or ISO 8859-2)")
        }
        if text.utf8.last != 10 { text += "\n" }
        return text
    }

    /// Gathers rows; a class because SwiftCSV takes an escaping closure.
    private final class Collected {
        var rows: [Row] = []
        var nextLine = 1

        func add(_ fields: [String]) {
            rows.append(Row(line: nextLine, fields: fields))
            nextLine += 1
            for field in fields where field.utf8.contains(where: { $0 == 10 || $0 == 13 }) {
                nextLine += field.lazy.filter { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }.count
            }
        }
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
