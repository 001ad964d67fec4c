// SPDX-License-Identifier: Apache-2.0

import Foundation
import PolishText

/// The rows above the data: titles, then rows of headings.
struct HeaderRows: Sendable {
    /// Texts above the headings.
    let titles: [String]
    /// Positions in the grid of the rows of headings.
    let rows: [Int]
    /// For each column its headings from the top down, without repetitions.
    let headings: [[String]]

    private static let rowLimit = 12

    /// - Parameters:
    ///   - firstData: the position of the first row of data.
    ///   - keyColumns: columns whose headings are not spread to their right.
    ///   - count: how many rows are headings, when the user said so.
    init(_ grid: ValueGrid, firstData: Int, keyColumns: Set<Int>, count: Int?) {
        let width = grid.width
        let above = Array(0..<firstData).filter { !Self.isNumbering(grid.rows[$0]) }
        let headerRows: [Int]
        if let count {
            headerRows = Array(above.suffix(count))
        } else {
            headerRows = Self.headerRows(grid, above)
        }
        rows = headerRows
        let first = headerRows.first ?? firstData
        titles = above.filter { $0 < first }.map { row in grid.rows[row].cells.filter { !$0.isEmpty }.map(\.shown).joined(separator: " ") }
        var texts = headerRows.map { row in (0..<width).map { grid.rows[row][$0] } }
        Self.spreadMerges(grid, headerRows, &texts)
        Self.spreadBlanks(keyColumns, &texts)
        headings = (0..<width).map { column in
            var parts: [String] = []
            for row in texts.indices {
                let text = Self.text(texts[row][column])
                guard !text.isEmpty else { continue }
                // A heading of the Local Data Bank's CSV holds its levels parted by semicolons.
                for part in text.split(separator: ";") {
                    let trimmed = String(part).trimmed
                    if !trimmed.isEmpty, parts.last != trimmed { parts.append(trimmed) }
                }
            }
            return parts
        }
    }

    private static func text(_ cell: GridCell) -> String {
        cell.shown.split(whereSeparator: { $0.isNewline || $0 == "\t" }).joined(separator: " ").trimmed
    }

    /// A row of 1, 2, 3, … under the headings, as official tables have it.
    static func isNumbering(_ row: GridRow) -> Bool {
        var expected: Int?
        var count = 0
        for cell in row.cells where !cell.isEmpty {
            let digits = cell.shown.trimmingCharacters(in: CharacterSet(charactersIn: ".()[] "))
            guard let number = Int(digits), number < 1_000 else {
                // `0`, `a` before the numbers of the value columns.
                if count == 0, digits.count == 1 { continue }
                return false
            }
            if let expected, number != expected { return false }
            if expected == nil, number > 2 { return false }
            expected = number + 1
            count += 1
        }
        return count >= 3
    }

    /// The rows of headings directly above the data: rows with several cells, and single cells that stand over a group of columns.
    private static func headerRows(_ grid: ValueGrid, _ above: [Int]) -> [Int] {
        var rows: [Int] = []
        var lastLine: Int?
        for position in above.reversed() {
            let row = grid.rows[position]
            let filled = row.cells.indices.filter { !row.cells[$0].isEmpty }
            guard !filled.isEmpty else { continue }
            // A gap in the lines parts the table from its title, once headings were met.
            if let lastLine, lastLine - row.line > 2, filled.count < 2 { break }
            // A sentence across the table is a title.
            let isTitle = filled.count == 1 && (filled[0] == 0 || isMergedAcross(grid, row.line, filled[0]) || rows.isEmpty)
            if isTitle { break }
            rows.append(position)
            lastLine = row.line
            if rows.count == rowLimit { break }
        }
        return rows.reversed()
    }

    private static func isMergedAcross(_ grid: ValueGrid, _ line: Int, _ column: Int) -> Bool {
        let width = grid.width
        return grid.merges.contains { $0.rows.contains(line) && $0.columns.contains(column) && $0.columns.count >= max(2, width - 1) }
    }

    private static func spreadMerges(_ grid: ValueGrid, _ rows: [Int], _ texts: inout [[GridCell]]) {
        guard !grid.merges.isEmpty, let first = rows.first, let last = rows.last else { return }
        let lines = rows.map { grid.rows[$0].line }
        for merge in grid.merges where merge.rows.upperBound >= grid.rows[first].line && merge.rows.lowerBound <= grid.rows[last].line {
            guard let top = lines.firstIndex(where: { merge.rows.contains($0) }), merge.columns.lowerBound < texts[top].count else { continue }
            let content = texts[top][merge.columns.lowerBound]
            guard !content.isEmpty else { continue }
            for (index, line) in lines.enumerated() where merge.rows.contains(line) {
                for column in merge.columns where column < texts[index].count && texts[index][column].isEmpty { texts[index][column] = content }
            }
        }
    }

    /// What was merged in a spreadsheet and lost its merging: a heading stands over the empty cells to its right, as long as
    /// there are headings below them.
    private static func spreadBlanks(_ keyColumns: Set<Int>, _ texts: inout [[GridCell]]) {
        guard texts.count > 1 else { return }
        for row in 0..<texts.count - 1 {
            var group: (content: GridCell, column: Int)?
            for column in texts[row].indices {
                if !texts[row][column].isEmpty {
                    group = keyColumns.contains(column) ? nil : (texts[row][column], column)
                } else if let open = group {
                    let hasLower = texts[(row + 1)...].contains { !$0[column].isEmpty }
                    // A group ends where the row above begins another.
                    let startsAbove = row > 0 && texts[row - 1][column] != texts[row - 1][open.column]
                    if hasLower, !startsAbove { texts[row][column] = open.content } else { group = nil }
                }
            }
        }
    }
}

/// Names of columns as a spreadsheet program shows them.
enum ColumnLetters {
    static func letters(_ column: Int) -> String {
        var number = column
        var letters = ""
        repeat {
            letters = String(UnicodeScalar(UInt8(65 + number % 26))) + letters
            number = number / 26 - 1
        } while number >= 0
        return letters
    }

    static func column(_ letters: String) -> Int? {
        guard (1...3).contains(letters.utf8.count), letters.utf8.allSatisfy({ (65...90).contains($0) }) else { return nil }
        return letters.utf8.reduce(0) { $0 * 26 + Int($1) - 64 } - 1
    }
}
