// SPDX-License-Identifier: Apache-2.0

import Atlas

/// How a table was understood: what a planner looks at before it goes into the atlas.
public struct ValueTablePreview: Sendable {
    /// What a column is taken for.
    public enum Role: Sendable, Hashable {
        /// The code of the unit.
        case key
        /// A part of the code in a column of its own: województwo, powiat, gmina, kind.
        case keyPart
        case name
        case period
        /// Which of several indicators a row is about.
        case indicator
        case unitOfMeasure
        case flag
        case value(indicator: String, period: Period?)
        /// Left out, with the reason.
        case ignored(String)
    }

    public struct Column: Sendable {
        /// The letters of the column in a spreadsheet program: A, B, …, AA.
        public let letters: String
        /// Rows of headings joined from the top down.
        public let heading: String
        public let role: Role
        /// Numbers in the column.
        public let numbers: Int
        /// Cells that say that there is no value, and empty ones.
        public let absent: Int
        public let sample: [String]
    }

    public struct Series: Sendable {
        public let indicator: Indicator
        /// Whether the atlas has it already, so that its definition stays.
        public let isKnown: Bool
        public let periods: [Period]
        public let values: Int
        public let missing: Int
    }

    public struct LeftOut: Sendable {
        public let line: Int
        public let text: String
        public let reason: String
    }

    public struct Unmatched: Sendable {
        public let line: Int
        public let text: String
        /// Units that may have been meant, nearest first: code and full name.
        public let candidates: [String]
    }

    public struct Sample: Sendable {
        public let line: Int
        public let unit: String
        public let values: [String]
    }

    public struct Sheet: Sendable {
        public let name: String
        public let isHidden: Bool
        public let isUsed: Bool
    }

    public let file: String
    public internal(set) var sheets: [Sheet] = []
    /// The mapping that was applied.
    public internal(set) var mapping: String?
    /// Lines above the headings.
    public internal(set) var titles: [String] = []
    public internal(set) var headerLines: ClosedRange<Int>?
    public internal(set) var firstDataLine = 0
    public internal(set) var columns: [Column] = []
    /// How units are named: TERC codes, ids, names.
    public internal(set) var keyKind = ""
    public internal(set) var levels: [UnitLevel: Int] = [:]
    public internal(set) var series: [Series] = []
    public internal(set) var source: Source?
    public internal(set) var isSourceKnown = false
    public internal(set) var samples: [Sample] = []
    /// Rows that are no data of a unit, in the order of the file: totals, parts, notes.
    public internal(set) var leftOut: [LeftOut] = []
    public internal(set) var unmatched: [Unmatched] = []
    /// What a planner should know and may want to correct.
    public internal(set) var warnings: [String] = []
    /// Rows of data, with the good ones among them, and the bad ones with what to do.
    public internal(set) var report: IntakeReport

    public var periods: [Period] { Set(series.flatMap(\.periods)).sorted() }
    public var values: Int { series.reduce(0) { $0 + $1.values } }
}

/// A table that was read: its preview and what it holds.
public struct ValueTable: Sendable {
    public let preview: ValueTablePreview
    /// New sources and indicators only; those that the atlas knows keep their definitions.
    public let sources: [Source]
    public let indicators: [Indicator]
    /// Of the good rows.
    public let observations: [Observation]

    /// - Throws: a refusal that lists the bad rows, unless there are none or `partial` allows them.
    public func checked(partial: Bool) throws(IntakeRefusal) {
        if !preview.report.rejected.isEmpty, !partial { throw IntakeRefusal(report: preview.report) }
        guard !observations.isEmpty else {
            throw IntakeRefusal(
                file: preview.file,
                reason: "the table gives no value for any unit; see how its columns were understood with --dry-run and correct it with the options")
        }
    }
}

extension ValueTablePreview {
    /// The preview as lines of text for a terminal.
    public func lines() -> [String] {
        var lines: [String] = []
        let used = sheets.first(where: \.isUsed)
        lines.append(file + (used.map { $0.name.isEmpty ? "" : ", sheet “\($0.name)”" } ?? ""))
        if sheets.count > 1 {
            lines.append("  other sheets: \(sheets.filter { !$0.isUsed }.map { "“\($0.name)”" + ($0.isHidden ? " (hidden)" : "") }.joined(separator: ", "))")
        }
        if let mapping { lines.append("  mapping: \(mapping)") }
        for title in titles.prefix(4) { lines.append("  title: \(DelimitedTable.shortened(title, limit: 120))") }
        if let headerLines { lines.append("  headings in line\(headerLines.count > 1 ? "s" : "") \(headerLines.lowerBound)" + (headerLines.count > 1 ? "–\(headerLines.upperBound)" : "") + ", data from line \(firstDataLine)") }
        lines.append("  units: \(keyKind); " + UnitLevel.allCases.compactMap { level in levels[level].map { "\($0) of level \(level.rawValue)" } }.joined(separator: ", "))
        if let source { lines.append("  source: \(source.name.polish) (\(source.publisher), \(source.date))\(isSourceKnown ? ", known already" : "")") }
        lines.append("  columns:")
        let shownColumns = columns.count > 40 ? Array(columns.prefix(36)) : columns
        for column in shownColumns { lines.append("    \(column.letters) “\(DelimitedTable.shortened(column.heading))”: \(Self.text(column.role))") }
        if shownColumns.count < columns.count { lines.append("    … and \(columns.count - shownColumns.count) more") }
        lines.append("  indicators:")
        for item in series.prefix(30) {
            let periods = item.periods.count > 3 ? "\(item.periods[0])…\(item.periods[item.periods.count - 1]), \(item.periods.count) periods" : item.periods.map(\.text).joined(separator: ", ")
            lines.append("    \(item.indicator.id)\(item.isKnown ? " (known)" : ""): \(item.indicator.name.polish) [\(item.indicator.unit.polish)]; \(periods); \(item.values) values" + (item.missing > 0 ? ", \(item.missing) missing" : ""))
        }
        if series.count > 30 { lines.append("    … and \(series.count - 30) more") }
        for sample in samples.prefix(3) { lines.append("  line \(sample.line): \(sample.unit): \(sample.values.prefix(6).joined(separator: " | "))") }
        if !leftOut.isEmpty {
            lines.append("  rows that are no data: \(leftOut.count)")
            for row in leftOut.prefix(10) { lines.append("    line \(row.line): \(DelimitedTable.shortened(row.text)): \(row.reason)") }
            if leftOut.count > 10 { lines.append("    … and \(leftOut.count - 10) more") }
        }
        for name in unmatched.prefix(10) {
            lines.append("  line \(name.line): “\(DelimitedTable.shortened(name.text))” was not found" + (name.candidates.isEmpty ? "" : "; nearest: \(name.candidates.joined(separator: ", "))"))
        }
        return lines + warnings.map { "  note: \($0)" }
    }

    private static func text(_ role: Role) -> String {
        switch role {
        case .key: "code of the unit"
        case .keyPart: "part of the code"
        case .name: "name of the unit"
        case .period: "period"
        case .indicator: "which indicator"
        case .unitOfMeasure: "unit of measure"
        case .flag: "flag of the value"
        case .value(let indicator, let period): "values of \(indicator)" + (period.map { ", \($0)" } ?? "")
        case .ignored(let reason): "left out: \(reason)"
        }
    }
}
