// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// A small table of changes that a register alone cannot tell: on which day, and who gave area to whom.
public enum ChangeTable {
    public static let columns = ["date", "kind", "from", "to", "share"]

    /// Reads `date,kind,from,to,share`; commas, semicolons or tabs. `share` is the part of the area of `from` that
    /// passed to `to`, 0…1 or in per cent, empty when unknown.
    public static func read(_ data: Data, file: String) throws(IntakeRefusal) -> IntakeResult<RecordedChange> {
        let table = try DelimitedTable(data, file: file, delimiter: nil)
        var rows = try RowReader(table, columns: columns)
        var changes: [RecordedChange] = []
        var given: [TERYTCode: [(day: Period, share: Double)]] = [:]
        rows.forEach { (fields) throws(RowFault) in
            let change = try change(fields)
            if let from = change.from, let share = change.share {
                let total = (given[from] ?? []).filter { $0.day == change.day }.reduce(share) { $0 + $1.share }
                guard total <= 1.000_001 else { throw RowFault("the shares of \(from.stem) on \(change.day) add up to more than 1") }
                given[from, default: []].append((change.day, share))
            }
            changes.append(change)
        }
        return try rows.result(changes, partial: false)
    }

    private static func change(_ fields: RowReader.Fields) throws(RowFault) -> RecordedChange {
        let day = try fields.period(0)
        guard day.day != nil else { throw RowFault("the date \(day) is no day: expected the day on which the change took effect, such as 2025-01-01") }
        guard let kind = UnitChange.Kind(rawValue: fields[1]) else {
            throw RowFault(
                "the change “\(DelimitedTable.shortened(fields[1]))” is not known: expected "
                    + UnitChange.Kind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let from: TERYTCode? = fields[2].isEmpty ? nil : try fields.code(2)
        let to: TERYTCode? = fields[3].isEmpty ? nil : try fields.code(3)
        switch kind {
        case .split, .merged:
            guard let from, let to, from != to, from.level == .gmina, to.level == .gmina else {
                throw RowFault("a change of kind \(kind.rawValue) needs the codes of two gminas, in from and in to")
            }
        case .created: guard to != nil else { throw RowFault("a created unit needs its code in to") }
        case .abolished: guard from != nil else { throw RowFault("an abolished unit needs its code in from") }
        case .renamed, .retyped:
            guard let code = from ?? to, to == nil || to == code else {
                throw RowFault("a \(kind.rawValue) unit keeps its code: expected one code in from")
            }
        }
        return RecordedChange(line: fields.line, day: day, kind: kind, from: from, to: to, share: try share(fields[4]))
    }

    private static func share(_ text: String) throws(RowFault) -> Double? {
        guard !text.isEmpty else { return nil }
        let isPercent = text.hasSuffix("%")
        let number = (isPercent ? text.dropLast() : text[...]).trimmingCharacters(in: .whitespaces).replacing(",", with: ".")
        guard let value = Double(number), value.isFinite, value > 0, value <= (isPercent ? 100 : 1) else {
            throw RowFault("the share “\(DelimitedTable.shortened(text))” is none: expected more than 0 and at most 1, or per cent such as 34%")
        }
        return isPercent ? value / 100 : value
    }
}
