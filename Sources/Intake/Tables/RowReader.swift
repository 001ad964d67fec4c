// SPDX-License-Identifier: Apache-2.0

import Foundation
import SwiftCSV

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
    let positions: [Int]
    var report: IntakeReport

    init(
        _ data: Data, file: String, columns: [String], delimiter: CSVDelimiter = .comma, othersAllowed: Bool = false
    ) throws(IntakeRefusal) {
        table = try DelimitedTable(data, file: file, delimiter: delimiter)
        positions = try table.positions(columns, othersAllowed: othersAllowed)
        report = IntakeReport(file: file)
    }

    /// One row: fields in the order of the wanted columns.
    struct Fields {
        let line: Int
        let all: [String]
        let positions: [Int]
        subscript(column: Int) -> String { all[positions[column]] }
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
