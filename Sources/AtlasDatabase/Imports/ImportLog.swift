// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// The entry of one import in the log, with what the import replaces.
final class ImportLog {
    /// What the latest imports replaced is kept: at most this many of them, and at most so many bytes (the latest always).
    static let keptImports = 50
    static let keptBytes = 512 << 20

    let id: Int
    private let db: Database
    private let keepChunk: Statement
    private let isKept: Statement

    /// Makes the entry; `finish` completes it.
    init(_ db: Database, _ provenance: ImportProvenance) throws {
        self.db = db
        try db.execute(
            sql: """
                INSERT INTO import_log (kind, files, note, finished_at, state, values_added, values_changed, values_unchanged,
                    indicators_added, indicators_changed, indicators_unchanged, indicator_ids)
                VALUES (?, ?, ?, ?, 'applied', 0, 0, 0, 0, 0, 0, '')
                """,
            arguments: [
                provenance.kind, provenance.files.map { $0.replacing("\n", with: " ") }.joined(separator: "\n"), provenance.note,
                Self.text(Date()),
            ])
        id = Int(db.lastInsertedRowID)
        keepChunk = try db.makeStatement(sql: "INSERT INTO import_before_chunk (import_id, chunk_key, cells) VALUES (?, ?, ?)")
        isKept = try db.makeStatement(sql: "SELECT 1 FROM import_before_chunk WHERE chunk_key = ? AND import_id = ?")
    }

    /// Keeps the given values of a chunk as they were before this import first changed it.
    func keep(chunk key: Int64, before: Data?, _ storage: inout SeriesStorage) throws {
        guard try Int.fetchOne(isKept, arguments: [key, id]) == nil else { return }
        try keepChunk.execute(arguments: [id, key, try storage.givenOnly(before)])
    }

    /// Completes the entry and lets go of what the oldest imports replaced.
    func finish(values: WriteSummary, indicators: WriteSummary, changed: [String]) throws {
        try db.execute(
            sql: """
                UPDATE import_log SET finished_at = ?, values_added = ?, values_changed = ?, values_unchanged = ?,
                    indicators_added = ?, indicators_changed = ?, indicators_unchanged = ?, indicator_ids = ?
                WHERE id = ?
                """,
            arguments: [
                Self.text(Date()), values.added, values.changed, values.unchanged, indicators.added, indicators.changed,
                indicators.unchanged, changed.prefix(ImportRecord.namedIndicatorLimit).joined(separator: "\n"), id,
            ])
        try Self.prune(db)
    }

    /// Completes the entry of an import of something other than values, which cannot be undone by its number.
    func finish(note: String) throws {
        try finish(values: WriteSummary(), indicators: WriteSummary(), changed: [])
        try db.execute(sql: "UPDATE import_log SET state = 'final', note = ? WHERE id = ?", arguments: [note, id])
    }

    /// Takes the entry out again: the import changed nothing that the log tells of.
    func discard() throws { try db.execute(sql: "DELETE FROM import_log WHERE id = ?", arguments: [id]) }

    /// Notes an import of something other than values.
    static func note(_ db: Database, _ provenance: ImportProvenance) throws {
        try ImportLog(db, provenance).finish(note: provenance.note)
    }

    /// The import as the author of revisions.
    func historic(_ description: String, _ rules: EditRules) -> HistoricImport {
        HistoricImport(occasion: RevisionRow.Occasion(author: .importing(id, description), why: "", moment: Date()), rules: rules)
    }

    private static func prune(_ db: Database) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT l.id, (SELECT ifnull(sum(length(b.cells)), 0) FROM import_before_chunk b WHERE b.import_id = l.id) AS bytes
                FROM import_log l WHERE l.state = 'applied' ORDER BY l.id DESC
                """)
        var total = 0
        // Older ones go too when one goes: undoing one needs what all later ones replaced.
        guard
            let first = rows.indices.first(where: { index in
                total += rows[index]["bytes"] as Int
                return index > 0 && (index >= keptImports || total > keptBytes)
            })
        else { return }
        let newestToGo: Int = rows[first]["id"]
        for table in ["import_before_chunk", "import_before_definition"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE import_id <= ?", arguments: [newestToGo])
        }
        try db.execute(sql: "UPDATE import_log SET state = 'final' WHERE id <= ? AND state = 'applied'", arguments: [newestToGo])
    }

    /// ISO 8601 in UTC, to the second: texts in the order of time.
    static func text(_ date: Date) -> String { date.formatted(.iso8601) }

    static func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }
}

extension AtlasStore {
    /// The log of imports, the latest first.
    public func imports() async throws -> [ImportRecord] {
        try await pool.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM import_log ORDER BY id DESC").map(ImportRecord.init)
        }
    }

    /// One entry of the log; nil when there is none.
    public func importRecord(_ id: Int) async throws -> ImportRecord? {
        try await pool.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM import_log WHERE id = ?", arguments: [id]).map(ImportRecord.init)
        }
    }
}

extension ImportRecord {
    init(_ row: Row) throws {
        guard let state = State(rawValue: row["state"]) else {
            throw AtlasStoreError.inconsistent("table import_log holds an unknown state")
        }
        func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
        func summary(_ what: String) -> WriteSummary {
            WriteSummary(added: row[what + "_added"], changed: row[what + "_changed"], unchanged: row[what + "_unchanged"])
        }
        let undone: String? = row["undone_at"]
        self.init(
            id: row["id"], provenance: ImportProvenance(kind: row["kind"], files: lines(row["files"]), note: row["note"]),
            finishedAt: try ImportLog.date(row["finished_at"]), state: state, undoneAt: try undone.map { try ImportLog.date($0) },
            values: summary("values"), indicators: summary("indicators"), indicatorIDs: lines(row["indicator_ids"]))
    }
}
