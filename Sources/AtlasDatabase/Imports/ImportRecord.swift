// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where the rows of an import come from, for the log.
public struct ImportProvenance: Sendable, Hashable {
    /// The kind of import as the command line names it: `observations`, `values`, `bdl`, `indicators`.
    public var kind: String
    /// The names of the files without their folders, or the addresses that were asked.
    public var files: [String]
    /// One line for people, such as the variables and years that were asked for; may be empty.
    public var note: String

    public init(kind: String, files: [String] = [], note: String = "") {
        self.kind = kind
        self.files = files
        self.note = note
    }
}

/// What an import did, or with a dry run would do.
public struct ImportOutcome: Sendable, Equatable {
    /// The number under which the log has the import and `undoImport` takes it back; nil after a dry run.
    public let id: Int?
    /// Observations.
    public let values: WriteSummary
    /// Indicators of the catalogue.
    public let indicators: WriteSummary
    /// What a reader of the result should know: totals that contradict their parts, rows of units that do not exist.
    public let remarks: [String]

    /// Observations and indicators together.
    public var summary: WriteSummary {
        WriteSummary(
            added: values.added + indicators.added, changed: values.changed + indicators.changed,
            unchanged: values.unchanged + indicators.unchanged)
    }

    public init(id: Int?, values: WriteSummary, indicators: WriteSummary, remarks: [String] = []) {
        self.id = id
        self.values = values
        self.indicators = indicators
        self.remarks = remarks
    }
}

/// A line of the log of imports.
public struct ImportRecord: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable, Codable {
        /// Its values are in the atlas, and it can be undone.
        case applied
        case undone
        /// Its values are in the atlas; what it replaced is no longer kept, or never was.
        case final
    }

    public let id: Int
    public let provenance: ImportProvenance
    public let finishedAt: Date
    public let state: State
    public let undoneAt: Date?
    public let values: WriteSummary
    public let indicators: WriteSummary
    /// The indicators whose given values or definitions the import changed, by id; at most `namedIndicatorLimit` of them.
    public let indicatorIDs: [String]

    public static let namedIndicatorLimit = 20

    public var canBeUndone: Bool { state == .applied }
}

/// What undoing an import did.
public struct UndoOutcome: Sendable, Hashable {
    public let id: Int
    /// Given values that are as they were before: put back or taken out.
    public let restoredValues: Int
    /// Definitions of indicators and sources that are as they were before.
    public let restoredDefinitions: Int
    public let remarks: [String]
}

/// Why an import cannot be undone. The database is as it was.
public enum UndoError: Error, Sendable, Hashable, LocalizedError {
    case noSuchImport(Int, latest: Int?)
    case alreadyUndone(Int)
    /// What it replaced is not kept, because so many imports came after it or because its kind is never kept.
    case notKept(Int, kind: String)
    /// A later import changed the same things.
    case changedLater(Int, by: Int, what: String)
    /// Something other than a logged import changed the same things.
    case changedOtherwise(Int, what: String)

    public var errorDescription: String? {
        switch self {
        case .noSuchImport(let id, let latest):
            "there is no import \(id): " + (latest.map { "the latest is \($0)" } ?? "nothing has been imported yet")
                + "; powiatlas imports lists them"
        case .alreadyUndone(let id):
            "import \(id) has been undone already"
        case .notKept(let id, let kind):
            "import \(id) (\(kind)) cannot be undone: what it replaced is not kept. Import the earlier file again"
        case .changedLater(let id, let later, let what):
            "import \(id) cannot be undone before import \(later), which changed the same: \(what). Undo import \(later) first"
        case .changedOtherwise(let id, let what):
            "import \(id) cannot be undone: \(what) was changed since by something else. Import the earlier file again"
        }
    }
}
