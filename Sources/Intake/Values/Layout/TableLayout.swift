// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// How one sheet is laid out: its key columns, headings and rows of data.
struct TableLayout: Sendable {
    let grid: ValueGrid
    let keys: KeyColumns
    let rows: RowKeys
    /// The position of the first row of data.
    let firstData: Int
    let header: HeaderRows
    /// Positions of rows whose unit is known or should be.
    let dataRows: [Int]

    /// How sure it is that this sheet is the table: cells of data.
    var score: Int { dataRows.count * max(1, grid.width - keys.columns.count) }

    /// - Returns: nil when no column of the sheet names units beside values.
    init?(_ grid: ValueGrid, _ units: UnitDirectory, _ names: UnitNames, _ options: ValueTableOptions) {
        guard !grid.rows.isEmpty else { return nil }
        let keys = KeyColumns(grid, units, names, options) { Self.column($0, in: grid) }
        guard !keys.columns.isEmpty else { return nil }
        let rows = RowKeys(grid, keys, units, names, level: options.level)
        let keyColumns = Set(keys.columns)
        func holdsValue(_ row: GridRow) -> Bool {
            row.cells.indices.contains { !keyColumns.contains($0) && ValueText.isValue(row.cells[$0]) }
        }
        let first = grid.rows.indices.first { position in
            let row = grid.rows[position]
            switch rows.found[position].unit {
            // Beside a code even a text is a value, though a bad one.
            case .unit where keys.code != nil: return row.cells.indices.contains { !keyColumns.contains($0) && !row.cells[$0].isEmpty } && !HeaderRows.isNumbering(row)
            case .unit, .part, .region, .several: return holdsValue(row) && !HeaderRows.isNumbering(row)
            // A code of no unit; an unknown name may as well be a heading.
            case .unknown: return keys.code != nil && holdsValue(row) && !HeaderRows.isNumbering(row)
            case .none: return false
            }
        }
        guard let first else { return nil }
        self.grid = grid
        self.keys = keys
        self.rows = rows
        firstData = first
        header = HeaderRows(grid, firstData: first, keyColumns: keyColumns, count: options.headerRows)
        dataRows = grid.rows.indices.filter { position in
            guard position >= first else { return false }
            if case .unit = rows.found[position].unit { return true }
            return false
        }
        guard !dataRows.isEmpty else { return nil }
    }

    /// A column by its heading anywhere in the first rows, or by its letters.
    static func column(_ text: String, in grid: ValueGrid) -> Int? {
        let wanted = fold(text.trimmed)
        for row in grid.rows.prefix(30) {
            if let column = row.cells.firstIndex(where: { fold($0.shown) == wanted && !$0.isEmpty }) { return column }
        }
        return ColumnLetters.column(text.trimmed).flatMap { $0 < grid.width ? $0 : nil }
    }
}
