// SPDX-License-Identifier: Apache-2.0

import CXLSXWriter
import Foundation

/// Writes workbooks of Office Open XML (.xlsx) with libxlsxwriter.
///
/// ```swift
/// let bytes = try SpreadsheetWriter.write(
///     [SpreadsheetSheet(
///         name: "powiaty", columns: [SpreadsheetColumn("TERC"), SpreadsheetColumn("nazwa"), SpreadsheetColumn("2023")],
///         rows: [[.text("0201"), .text("bolesławiecki"), .number(12.5, decimals: 1)]], frozenColumns: 2)],
///     properties: SpreadsheetProperties(title: "Stopa bezrobocia"))
/// ```
public enum SpreadsheetWriter {
    /// Rows and columns that a sheet can have.
    public static let rowLimit = 1_048_576
    public static let columnLimit = 16_384
    /// From this many cells on texts go into the cells themselves and rows leave the memory as they are written.
    private static let largeWorkbookCells = 200_000

    /// The bytes of the workbook.
    /// - Throws: `SpreadsheetWritingError` when there is no sheet, a sheet is larger than the format allows, a text is
    ///   longer than 32,767 characters, or the temporary folder cannot be written to.
    public static func write(
        _ sheets: [SpreadsheetSheet], properties: SpreadsheetProperties = SpreadsheetProperties()
    ) throws(SpreadsheetWritingError) -> Data {
        guard !sheets.isEmpty else { throw SpreadsheetWritingError("a workbook needs at least one sheet") }
        for sheet in sheets {
            let columns = max(sheet.columns.count, sheet.rows.lazy.map(\.count).max() ?? 0)
            guard sheet.rows.count < rowLimit, columns <= columnLimit else {
                throw SpreadsheetWritingError(
                    "the sheet “\(sheet.name)” has \(sheet.rows.count) rows and \(columns) columns: at most \(rowLimit - 1) and \(columnLimit) fit")
            }
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("powiatlas-\(UUID().uuidString).xlsx")
        defer { try? FileManager.default.removeItem(at: file) }
        let cells = sheets.reduce(0) { $0 + ($1.rows.first?.count ?? 0) * $1.rows.count }
        var workbook = try WorkbookFile(path: file.path, isLarge: cells >= largeWorkbookCells)
        do throws(SpreadsheetWritingError) {
            workbook.set(properties)
            for (sheet, name) in zip(sheets, sheetNames(sheets.map(\.name))) { try workbook.add(sheet, name: name) }
        } catch {
            _ = workbook.close()
            throw error
        }
        if let failure = workbook.close() { throw failure }
        do { return try Data(contentsOf: file) } catch {
            throw SpreadsheetWritingError("the workbook could not be read back from the temporary folder: \(error.localizedDescription)")
        }
    }

    /// Names that spreadsheet programs take, in the same order: at most 31 UTF-16 units, no `[ ] : * ? / \`, no apostrophe
    /// at an end, not empty, and no two that differ in case only.
    public static func sheetNames(_ names: [String]) -> [String] {
        var taken = Set<String>()
        return names.enumerated().map { index, name in
            let allowed = String(name.map { "[]:*?/\\".contains($0) || $0.isNewline ? " " : $0 })
            let trimmed = allowed.trimmingCharacters(in: CharacterSet(charactersIn: "' \u{A0}"))
            let base = trimmed.isEmpty ? "\(index + 1)" : trimmed
            var name = cut(base, to: 31)
            var number = 2
            while !taken.insert(name.lowercased()).inserted {
                name = cut(base, to: 31 - " (\(number))".count) + " (\(number))"
                number += 1
            }
            return name
        }
    }

    private static func cut(_ text: String, to limit: Int) -> String {
        var text = text
        while text.utf16.count > limit { text.removeLast() }
        return text.trimmingCharacters(in: CharacterSet(charactersIn: "' "))
    }
}

/// Why a workbook was not written.
public struct SpreadsheetWritingError: Error, Sendable, Equatable, LocalizedError {
    public let errorDescription: String?

    init(_ reason: String) { errorDescription = reason }
}
