// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One row that a reader did not take, and why.
public struct RejectedRow: Sendable, Hashable {
    /// The line of the file where the row begins, counted from 1; 0 when the fault is the file's as a whole.
    public let line: Int
    public let reason: String

    public init(line: Int, reason: String) {
        self.line = line
        self.reason = reason
    }
}

/// What a reader did with a file: the same shape whether the file was taken whole, in part or not at all.
public struct IntakeReport: Sendable, Hashable {
    /// The name of the file without its folder.
    public let file: String
    /// Rows of data met, the header and blank lines left out.
    public var read: Int
    /// Rows that went into the result.
    public var accepted: Int
    public var rejected: [RejectedRow]
    /// Facts that a reader of the report should know: quirks met, totals checked, values derived.
    public var remarks: [String]

    public init(file: String, read: Int = 0, accepted: Int = 0, rejected: [RejectedRow] = [], remarks: [String] = []) {
        self.file = file
        self.read = read
        self.accepted = accepted
        self.rejected = rejected
        self.remarks = remarks
    }

    /// The report as lines of text, at most `rejectedLimit` rejected rows in full.
    public func lines(rejectedLimit: Int = 20) -> [String] {
        var lines = ["\(file): read \(read), accepted \(accepted), rejected \(rejected.count)"]
        for row in rejected.prefix(rejectedLimit) {
            lines.append(row.line > 0 ? "  line \(row.line): \(row.reason)" : "  \(row.reason)")
        }
        if rejected.count > rejectedLimit { lines.append("  … and \(rejected.count - rejectedLimit) more") }
        return lines + remarks.map { "  \($0)" }
    }
}

/// The values that a reader took from a file, with its report.
public struct IntakeResult<Value: Sendable>: Sendable {
    public let accepted: [Value]
    public let report: IntakeReport

    public init(accepted: [Value], report: IntakeReport) {
        self.accepted = accepted
        self.report = report
    }
}

/// A file that was not taken. Nothing of it may be kept.
public struct IntakeRefusal: Error, Sendable, Hashable, LocalizedError {
    public let report: IntakeReport

    public init(report: IntakeReport) { self.report = report }

    /// A refusal for one reason.
    public init(file: String, line: Int = 0, reason: String) {
        report = IntakeReport(file: file, rejected: [RejectedRow(line: line, reason: reason)])
    }

    public var errorDescription: String? {
        (["\(report.file) was refused, nothing was taken from it"] + report.lines()).joined(separator: "\n")
    }
}
