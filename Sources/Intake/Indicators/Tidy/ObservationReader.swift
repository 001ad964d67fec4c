// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Reads tidy files of observations: `indicator,period,code,value,flag`.
///
/// Keep one reader for files that belong together: a key (indicator, period, unit) may stand once in all of them.
/// An empty value is missing unless the flag says `not-applicable`; `forecast` and `derived` need a value. Codes
/// may have 2, 4, 6 or 7 digits; the kind digit of a seven-digit code is not part of the key.
public struct ObservationReader {
    private struct Place {
        let file: Int
        let line: Int
    }

    private struct Key: Hashable {
        let indicator: Int
        let period: Int
        let code: String
    }

    private let indicators: [String: (index: Int, id: IndicatorID)]
    /// Units that rows may name; nil when any valid code may stand.
    private let units: Set<TERYTCode>?
    private var periods: [String: (index: Int, period: Period)] = [:]
    private var codes: [String: TERYTCode] = [:]
    private var seen: [Key: Place] = [:]
    private var files: [String] = []

    /// - Parameter units: when given, a row for a code of none of these units is rejected (`00` is always known).
    public init(indicators: [Indicator], units: [TerritorialUnit]? = nil) {
        self.indicators = Dictionary(
            indicators.enumerated().map { ($0.element.id.text, ($0.offset, $0.element.id)) }, uniquingKeysWith: { _, last in last })
        self.units = units.map { Set($0.map(\.code)).union([.country]) }
    }

    /// - Parameter partial: whether to keep the good rows of a file that has bad ones.
    /// - Throws: a refusal that lists every bad row; the reader is then as before the call.
    public mutating func read(_ data: Data, file: String, partial: Bool = false) throws(IntakeRefusal) -> IntakeResult<Observation> {
        var rows = try RowReader(data, file: file, columns: IndicatorTables.observationColumns)
        var observations: [Observation] = []
        observations.reserveCapacity(rows.table.rows.count)
        var draft = self
        draft.files.append(file)
        rows.forEach { (fields) throws(RowFault) in observations.append(try draft.observation(fields)) }
        let result = try rows.result(observations, partial: partial)
        self = draft
        return result
    }

    private mutating func observation(_ fields: RowReader.Fields) throws(RowFault) -> Observation {
        guard let indicator = indicators[fields[0]] else {
            throw RowFault("the indicator “\(DelimitedTable.shortened(fields[0]))” is not in the catalogue: add it there first")
        }
        let period = try period(fields)
        let code = try code(fields)
        let (value, flag) = try Self.value(fields[3], flag: fields[4])
        let key = Key(indicator: indicator.index, period: period.index, code: code.stem)
        if let first = seen[key] {
            let place = first.file == files.count - 1 ? "line \(first.line)" : "line \(first.line) of \(files[first.file])"
            throw RowFault("\(indicator.id) for \(period.period) and \(code) has a value in \(place) already")
        }
        seen[key] = Place(file: files.count - 1, line: fields.line)
        return Observation(indicator: indicator.id, period: period.period, code: code, value: value, flag: flag)
    }

    private mutating func period(_ fields: RowReader.Fields) throws(RowFault) -> (index: Int, period: Period) {
        if let known = periods[fields[1]] { return known }
        let new = (index: periods.count, period: try fields.period(1))
        periods[fields[1]] = new
        return new
    }

    private mutating func code(_ fields: RowReader.Fields) throws(RowFault) -> TERYTCode {
        if let known = codes[fields[2]] { return known }
        let code = try fields.code(2)
        if let digit = code.kindDigit, !(1...3).contains(digit) {
            throw RowFault("\(code) is a part of a gmina (kind \(digit)): give the gmina's value under its first six digits")
        }
        if let units, !units.contains(code) { throw RowFault("\(code) is not a unit of the atlas") }
        codes[fields[2]] = code
        return code
    }

    private static func value(_ text: String, flag: String) throws(RowFault) -> (Double?, ObservationFlag?) {
        var known: ObservationFlag?
        if !flag.isEmpty {
            known = ObservationFlag(rawValue: flag)
            guard known != nil else {
                throw RowFault(
                    "the flag “\(DelimitedTable.shortened(flag))” is not known: expected nothing or "
                        + ObservationFlag.allCases.map(\.rawValue).joined(separator: ", "))
            }
        }
        guard !text.isEmpty else {
            if let known, known.hasValue { throw RowFault("the flag \(known.rawValue) needs a value, and the value is empty") }
            return (nil, known ?? .missing)
        }
        if let known, !known.hasValue {
            throw RowFault("the flag \(known.rawValue) contradicts the value “\(DelimitedTable.shortened(text))”: leave one of them empty")
        }
        return (try DecimalNumber.parse(text), known)
    }
}
