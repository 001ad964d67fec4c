// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Why a row is not taken.
struct RowFault: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }

    /// The message of a typed error of the domain.
    init(_ error: some LocalizedError) { reason = error.errorDescription ?? "\(error)" }
}

/// Walks the rows of a table, sorts them into taken and rejected, and ends in one report.
struct RowReader {
    let table: DelimitedTable
    let positions: [Int?]
    var report: IntakeReport

    init(
        _ data: Data, file: String, columns: [String], delimiter: FieldDelimiter? = .comma, othersAllowed: Bool = false
    ) throws(IntakeRefusal) {
        try self.init(DelimitedTable(data, file: file, delimiter: delimiter), columns: columns, othersAllowed: othersAllowed)
    }

    init(_ table: DelimitedTable, columns: [String], othersAllowed: Bool = false) throws(IntakeRefusal) {
        self.init(table, positions: try table.positions(columns, othersAllowed: othersAllowed))
    }

    /// - Parameter positions: of the wanted columns in the table; nil for one that the table does not have.
    init(_ table: DelimitedTable, positions: [Int?]) {
        self.table = table
        self.positions = positions
        report = IntakeReport(file: table.file, remarks: table.remarks)
    }

    /// One row: fields in the order of the wanted columns, empty where the table does not have the column.
    struct Fields {
        let line: Int
        let all: [String]
        let positions: [Int?]
        subscript(column: Int) -> String { positions[column].map { all[$0] } ?? "" }
    }

    /// Calls `body` for every row; a row for which it throws is rejected.
    mutating func forEach(_ body: (Fields) throws(RowFault) -> Void) {
        for row in table.rows {
            report.read += 1
            guard row.fields.count == table.header.count else {
                reject(row.line, "the row has \(row.fields.count) fields, the header has \(table.header.count)")
                continue
            }
            do throws(RowFault) {
                try body(Fields(line: row.line, all: row.fields, positions: positions))
                report.accepted += 1
            } catch {
                reject(row.line, error.reason)
            }
        }
    }

    mutating func reject(_ line: Int, _ reason: String) {
        report.rejected.append(RejectedRow(line: line, reason: reason))
    }

    /// Ends the reading: the values, or a refusal of the whole file when a row was rejected and `partial` is false.
    func result<Value: Sendable>(_ values: [Value], partial: Bool) throws(IntakeRefusal) -> IntakeResult<Value> {
        var report = report
        report.rejected.sort { ($0.line, $0.reason) < ($1.line, $1.reason) }
        guard report.rejected.isEmpty || partial else { throw IntakeRefusal(report: report) }
        return IntakeResult(accepted: values, report: report)
    }
}
