// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Reads tidy files of observations: `indicator,period,code,value,flag`.
///
/// Keep one reader for files that belong together: a key (indicator, period, unit) may stand once in all of them.
/// An empty value is missing unless the flag says why there is none; flags of values need one. Codes may have 2, 4, 6 or 7
/// digits; the kind digit of a seven-digit code is not part of the key.
public struct ObservationReader {
    /// Bad rows after which a large file is not read to its end.
    public static let rejectedLimit = 10_000
    private static let batchLength = 32_768

    private let indicators: [String: (index: Int, id: IndicatorID)]
    /// Units that rows may name; nil when any valid code may stand.
    private let units: Set<TERYTCode>?
    private var knownIndicators = KnownFields<(index: Int, id: IndicatorID)>()
    private var knownPeriods = KnownFields<(index: Int, period: Period)>()
    private var knownCodes = KnownFields<(index: Int, code: TERYTCode)>()
    private var periodIndices: [Period: Int] = [:]
    private var codeIndices: [TERYTCode: Int] = [:]
    /// By indicator, period and code the row that gave a value, 0 for none: its line, counted on through all files.
    private var seen: [[[UInt32]]]
    /// Names of the files, and the lines of those before each.
    private var files: [(name: String, linesBefore: Int)] = []
    private var lineCount = 0

    /// - Parameter units: when given, a row for a code of none of these units is rejected (`00` is always known).
    public init(indicators: [Indicator], units: [TerritorialUnit]? = nil) {
        self.indicators = Dictionary(
            indicators.enumerated().map { ($0.element.id.text, ($0.offset, $0.element.id)) }, uniquingKeysWith: { _, last in last })
        self.units = units.map { Set($0.map(\.code)).union([.country]) }
        seen = Array(repeating: [], count: indicators.count)
    }

    // MARK: Small tables

    /// - Parameter partial: whether to keep the good rows of a file that has bad ones.
    /// - Throws: a refusal that lists every bad row; the reader is then as before the call.
    public mutating func read(_ data: Data, file: String, partial: Bool = false) throws(IntakeRefusal) -> IntakeResult<Observation> {
        var rows = try RowReader(data, file: file, columns: IndicatorTables.observationColumns)
        var observations: [Observation] = []
        observations.reserveCapacity(rows.table.rows.count)
        var draft = self
        draft.begin(file)
        rows.forEach { (fields) throws(RowFault) in
            observations.append(try draft.observation(line: fields.line, texts: (0..<5).map { fields[$0] }))
        }
        let result = try rows.result(observations, partial: partial)
        self = draft
        return result
    }

    private mutating func begin(_ file: String) { files.append((file, lineCount)) }

    private mutating func observation(line: Int, texts: [String]) throws(RowFault) -> Observation {
        let bytes = texts.map { Array($0.utf8) }
        return try withFields(bytes) { (fields) throws(RowFault) in try observation(line: line, fields) }
    }

    private func withFields<Result>(
        _ bytes: [[UInt8]], _ body: ([UnsafeRawBufferPointer]) throws(RowFault) -> Result
    ) throws(RowFault) -> Result {
        let all = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.reduce(1) { $0 + $1.count }, alignment: 1)
        defer { all.deallocate() }
        var fields: [UnsafeRawBufferPointer] = []
        var offset = 0
        for field in bytes {
            all[offset..<offset + field.count].copyBytes(from: field)
            fields.append(UnsafeRawBufferPointer(rebasing: all[offset..<offset + field.count]))
            offset += field.count
        }
        return try body(fields)
    }

    // MARK: Large files

    /// Reads a file of any size and hands its observations over batch by batch.
    ///
    /// - Parameters:
    ///   - partial: whether to keep the good rows of a file that has bad ones.
    ///   - progress: called with the number of rows read, now and then.
    ///   - deliver: takes the observations of some rows. After the first bad row there are no more, unless `partial` is set.
    /// - Returns: the report of a file that was taken.
    /// - Throws: a refusal that lists the bad rows, and what `deliver` throws. What was delivered is to be forgotten then, and
    ///   the reader is of no more use.
    public mutating func read(
        _ url: URL, partial: Bool = false, progress: (Int) -> Void = { _ in }, deliver: ([Observation]) throws -> Void
    ) throws -> IntakeReport {
        let file = url.lastPathComponent
        guard try PlainRows.isPlain(url) else {
            let result = try read(InputFile.read(url), file: file, partial: partial)
            try deliver(result.accepted)
            return result.report
        }
        begin(file)
        var report = IntakeReport(file: file)
        var batch: [Observation] = []
        batch.reserveCapacity(Self.batchLength)
        var header: (count: Int, positions: [Int])?
        var wanted: [UnsafeRawBufferPointer] = Array(repeating: UnsafeRawBufferPointer(start: nil, count: 0), count: 5)
        var rows = PlainRows()
        try rows.forEach(in: url) { line, fields in
            guard let known = header else {
                header = try Self.header(fields, file: file, line: line)
                return
            }
            report.read += 1
            do throws(RowFault) {
                guard fields.count == known.count else {
                    throw RowFault("the row has \(fields.count) fields, the header has \(known.count)")
                }
                for column in 0..<5 { wanted[column] = fields[known.positions[column]] }
                let observation = try observation(line: line, wanted)
                report.accepted += 1
                if report.rejected.isEmpty || partial { batch.append(observation) }
            } catch {
                report.rejected.append(RejectedRow(line: line, reason: error.reason))
                guard report.rejected.count < Self.rejectedLimit else {
                    report.remarks.append("reading stopped at line \(line): too many bad rows")
                    throw IntakeRefusal(report: report)
                }
            }
            if batch.count == Self.batchLength {
                try deliver(batch)
                batch.removeAll(keepingCapacity: true)
            }
            if report.read.isMultiple(of: 1_000_000) { progress(report.read) }
        }
        guard header != nil else {
            throw IntakeRefusal(file: file, line: 1, reason: "the file is empty: expected a header row and rows of data")
        }
        guard report.rejected.isEmpty || partial else { throw IntakeRefusal(report: report) }
        if !batch.isEmpty { try deliver(batch) }
        return report
    }

    private static func header(
        _ fields: PlainRows.Fields, file: String, line: Int
    ) throws(IntakeRefusal) -> (count: Int, positions: [Int]) {
        let names = fields.map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespaces) }
        let table = DelimitedTable(file: file, header: names, headerLine: line, rows: [], remarks: [])
        return (names.count, try table.positions(IndicatorTables.observationColumns))
    }

    // MARK: A row

    /// - Parameter fields: the bytes of the five columns.
    private mutating func observation(line: Int, _ fields: [UnsafeRawBufferPointer]) throws(RowFault) -> Observation {
        lineCount = (files.last?.linesBefore ?? 0) + line
        let indicator = try knownIndicators.value(fields[0]) { (text) throws(RowFault) in
            guard let known = indicators[text] else {
                throw RowFault("the indicator “\(DelimitedTable.shortened(text))” is not in the catalogue: add it there first")
            }
            return known
        }
        let period = try knownPeriods.value(fields[1]) { [periodIndices] (text) throws(RowFault) in
            let period = try RowReader.Fields(line: line, all: [text], positions: [0]).period(0)
            return (periodIndices[period] ?? periodIndices.count, period)
        }
        if period.index == periodIndices.count { periodIndices[period.period] = period.index }
        let code = try knownCodes.value(fields[2]) { [codeIndices, units] (text) throws(RowFault) in
            let code = try Self.code(text, units)
            return (codeIndices[code] ?? codeIndices.count, code)
        }
        if code.index == codeIndices.count { codeIndices[code.code] = code.index }
        let (value, flag) = try Self.value(fields[3], flag: fields[4])
        try note(indicator, period, code)
        return Observation(indicator: indicator.id, period: period.period, code: code.code, value: value, flag: flag)
    }

    /// Notes where the key stands.
    private mutating func note(
        _ indicator: (index: Int, id: IndicatorID), _ period: (index: Int, period: Period), _ code: (index: Int, code: TERYTCode)
    ) throws(RowFault) {
        if seen[indicator.index].count <= period.index {
            seen[indicator.index] += Array(repeating: [], count: period.index + 1 - seen[indicator.index].count)
        }
        let missing = code.index + 1 - seen[indicator.index][period.index].count
        if missing > 0 {
            // As many as there are codes so far, so that it seldom grows.
            seen[indicator.index][period.index] += Array(repeating: 0, count: max(missing, codeIndices.count - code.index))
        }
        let first = Int(seen[indicator.index][period.index][code.index])
        guard first == 0 else {
            let file = files.last { $0.linesBefore < first } ?? (name: "", linesBefore: 0)
            let line = "line \(first - file.linesBefore)" + (file.linesBefore == files.last?.linesBefore ? "" : " of \(file.name)")
            throw RowFault("\(indicator.id) for \(period.period) and \(code.code) has a value in \(line) already")
        }
        seen[indicator.index][period.index][code.index] = UInt32(truncatingIfNeeded: lineCount)
    }

    private static func code(_ text: String, _ units: Set<TERYTCode>?) throws(RowFault) -> TERYTCode {
        let code = try RowReader.Fields(line: 0, all: [text], positions: [0]).code(0)
        if let digit = code.kindDigit, !(1...3).contains(digit) {
            throw RowFault("\(code) is a part of a gmina (kind \(digit)): give the gmina's value under its first six digits")
        }
        if let units, !units.contains(code) { throw RowFault("\(code) is not a unit of the atlas") }
        return code
    }

    private static func value(
        _ bytes: UnsafeRawBufferPointer, flag: UnsafeRawBufferPointer
    ) throws(RowFault) -> (Double?, ObservationFlag?) {
        if flag.isEmpty, let number = DecimalNumber.parsePlain(bytes) { return (number, nil) }
        return try value(String(decoding: bytes, as: UTF8.self), flag: String(decoding: flag, as: UTF8.self))
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
