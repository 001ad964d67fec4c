// SPDX-License-Identifier: Apache-2.0

import Atlas

/// A table of the source document: rows for units of one level and one row for the województwo as a whole.
struct PartsAndTotal {
    let level: UnitLevel
    let territory: TerritoryIndex
    /// Ids of the indicators, one a column of counts.
    let measures: [String]
    private(set) var parts: [(code: TERYTCode, line: Int, values: [Int])] = []
    private(set) var total: (code: TERYTCode, line: Int, values: [Int])?

    init(level: UnitLevel, territory: TerritoryIndex, measures: [String]) {
        self.level = level
        self.territory = territory
        self.measures = measures
    }

    /// Takes a row whose first two columns are code and name.
    mutating func take(_ fields: RowReader.Fields, values: [Int]) throws(RowFault) {
        let code = try fields.code(0)
        if code.level == .wojewodztwo {
            guard territory.byCode[code] != nil else { throw RowFault("\(code) is not a województwo of the register") }
            if let total { throw RowFault("the row for the whole stands in line \(total.line) already") }
            total = (code, fields.line, values)
            return
        }
        let unit = try territory.unit(code, named: fields[1], level: level)
        if let first = parts.first(where: { $0.code == code }) { throw RowFault("\(code) stands in line \(first.line) already") }
        parts.append((unit.code, fields.line, values))
    }

    /// Rejects the table when a unit of the województwo is not in it. A table with bad rows is refused for them alone.
    func checkComplete(_ rows: inout RowReader) {
        guard rows.report.rejected.isEmpty, let total else { return }
        let present = Set(parts.map(\.code))
        let absent = territory.units(level, within: total.code).filter { !present.contains($0.code) }
        guard !absent.isEmpty else { return }
        rows.reject(total.line, "not in the table: \(absent.map { "\($0.code) \($0.name)" }.joined(separator: ", "))")
    }

    /// Rejects the table without a row for the whole, with rows of another województwo, or with a whole that
    /// `agrees(total, sum)` turns down. A table with bad rows is refused for them alone.
    func checkTotals(_ rows: inout RowReader, agrees: (Int, Int) -> Bool) {
        guard rows.report.rejected.isEmpty else { return }
        guard let total else {
            rows.reject(0, "the row for the whole województwo (a code of two digits) is missing")
            return
        }
        for part in parts where !part.code.isWithin(total.code) {
            rows.reject(part.line, "\(part.code) is not in województwo \(total.code)")
        }
        for (index, measure) in measures.enumerated() {
            let sum = parts.reduce(0) { $0 + $1.values[index] }
            if agrees(total.values[index], sum) {
                rows.report.remarks.append("\(measure): total \(total.values[index]), sum of \(parts.count) rows \(sum)")
            } else {
                rows.reject(total.line, "\(measure): the total \(total.values[index]) does not fit the sum of the rows \(sum)")
            }
        }
    }

    /// The parts and, as the source gives it, the whole.
    func observations(_ period: Period) -> [Observation] {
        (parts + (total.map { [$0] } ?? [])).flatMap { row in
            zip(measures, row.values).compactMap { Observation.make($0, period, row.code, Double($1)) }
        }
    }
}
