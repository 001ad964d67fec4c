// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

extension AtlasStore {
    /// Takes an import back: the values and definitions that it added go, those that it changed are again as they were,
    /// and what is computed from them follows. Later imports that changed other values stay.
    ///
    /// - Throws: `UndoError`; the database is then as it was.
    public func undoImport(_ id: Int) async throws -> UndoOutcome {
        try await pool.writeWithoutTransaction { db in
            var outcome: UndoOutcome?
            try db.inTransaction(.immediate) {
                var undo = try Undo(db, id)
                outcome = try undo.run()
                return .commit
            }
            guard let outcome else { throw AtlasStoreError.inconsistent("the undoing gave no result") }
            return outcome
        }
    }
}

/// One undoing in a transaction.
///
/// For each chunk an import kept what was there before. What was there after is what the next import that changed the
/// chunk kept, or what is there now. So the cells that the import changed are known, and whether a later one changed them
/// too; those cells go back in the chunk and in all that later imports kept of it.
private struct Undo {
    private let db: Database
    private let id: Int
    private var storage: SeriesStorage
    private var writer = SeriesChunkWriter()
    private var touched = Set<Int64>()
    private var restoredValues = 0
    private var remarks: [String] = []

    init(_ db: Database, _ id: Int) throws {
        guard let row = try Row.fetchOne(db, sql: "SELECT kind, state FROM import_log WHERE id = ?", arguments: [id]) else {
            throw UndoError.noSuchImport(id, latest: try Int.fetchOne(db, sql: "SELECT max(id) FROM import_log"))
        }
        switch ImportRecord.State(rawValue: row["state"]) {
        case .applied: break
        case .undone: throw UndoError.alreadyUndone(id)
        case .final, nil: throw UndoError.notKept(id, kind: row["kind"])
        }
        self.db = db
        self.id = id
        storage = try SeriesStorage(db)
    }

    mutating func run() throws -> UndoOutcome {
        let definitions = try Definition.fetchAll(db, importID: id)
        for definition in definitions { try check(definition) }
        let keys = try Int64.fetchAll(
            db, sql: "SELECT chunk_key FROM import_before_chunk WHERE import_id = ? ORDER BY chunk_key", arguments: [id])
        for key in keys { try restore(chunk: key) }
        try restore(definitions)
        remarks += try Recomputation.run(db, changed: touched)
        for table in ["import_before_chunk", "import_before_definition"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE import_id = ?", arguments: [id])
        }
        try db.execute(
            sql: "UPDATE import_log SET state = 'undone', undone_at = ? WHERE id = ?", arguments: [ImportLog.text(Date()), id])
        if !keys.isEmpty || !definitions.isEmpty { try AtlasProperty.renewDataVersion(db) }
        return UndoOutcome(id: id, restoredValues: restoredValues, restoredDefinitions: definitions.count, remarks: remarks)
    }

    // MARK: Values

    private mutating func restore(chunk key: Int64) throws {
        let states = try Row.fetchAll(
            db, sql: "SELECT import_id, cells FROM import_before_chunk WHERE chunk_key = ? AND import_id >= ? ORDER BY import_id",
            arguments: [key, id])
        // What there was before this import, before each later one, and what there is now.
        var history: [Data?] = states.map { $0["cells"] }
        history.append(try storage.givenOnly(try storage.cells(key)))
        let indicator = key / 4_096
        touched.insert(indicator)
        guard states.count > 1 else {
            // Nobody changed the chunk since: what was there stands again.
            restoredValues += try difference(history[0], history[1]) { _ in }
            return try storage.write(history[0], indicator: indicator, chunk: Int(key % 4_096))
        }
        let before = try storage.grid(ofChunk: history[0])
        var changed = Set<ChangedCell>()
        restoredValues += try difference(history[0], history[1]) { changed.insert($0) }
        for link in states.indices.dropFirst() {
            var conflict: ChangedCell?
            _ = try difference(history[link], history[link + 1]) { cell in
                if conflict == nil, changed.contains(cell) { conflict = cell }
            }
            if let conflict { throw UndoError.changedLater(id, by: states[link]["import_id"], what: try description(of: conflict, key)) }
        }
        for link in states.indices.dropFirst() {
            try db.execute(
                sql: "UPDATE import_before_chunk SET cells = ? WHERE chunk_key = ? AND import_id = ?",
                arguments: [try reverted(history[link], to: before, changed), key, states[link]["import_id"] as Int])
        }
        try storage.write(try reverted(history[states.count], to: before, changed), indicator: indicator, chunk: Int(key % 4_096))
    }

    private struct ChangedCell: Hashable {
        let period: Period
        let slot: Int
    }

    /// Calls `body` for every cell that is not the same in both.
    /// - Returns: the number of them.
    private mutating func difference(_ before: Data?, _ after: Data?, _ body: (ChangedCell) -> Void) throws -> Int {
        guard before != after else { return 0 }
        let old = try storage.grid(ofChunk: before)
        let new = try storage.grid(ofChunk: after, periods: Set(old.periods))
        var count = 0
        for (column, period) in new.periods.enumerated() {
            let oldColumn = old.column(period)
            for slot in 0..<SeriesChunkReader.slots {
                let now = new.index(period: column, unit: slot)
                let then = oldColumn.map { old.index(period: $0, unit: slot) }
                let state = then.map { old.states[$0] } ?? .absent
                guard state != new.states[now] || (state.hasValue && then.map { old.values[$0] } != new.values[now]) else { continue }
                count += 1
                body(ChangedCell(period: period, slot: slot))
            }
        }
        return count
    }

    private mutating func reverted(_ cells: Data?, to before: ObservationGrid, _ changed: Set<ChangedCell>) throws -> Data? {
        var grid = try storage.grid(ofChunk: cells, periods: Set(before.periods))
        for cell in changed {
            guard let column = grid.column(cell.period) else { continue }
            let index = grid.index(period: column, unit: cell.slot)
            if let old = before.column(cell.period).map({ before.index(period: $0, unit: cell.slot) }) {
                grid.set(before.values[old], before.states[old], at: index)
            } else {
                grid.set(.nan, .absent, at: index)
            }
        }
        return writer.encode(grid, rows: 0..<SeriesChunkReader.slots)
    }

    private func description(of cell: ChangedCell, _ key: Int64) throws -> String {
        let indicator = try String.fetchOne(db, sql: "SELECT id FROM indicator WHERE number = ?", arguments: [key / 4_096]) ?? "?"
        let unit = try Int.fetchOne(
            db, sql: "SELECT unit_number FROM unit_place WHERE chunk_number = ? AND slot = ?", arguments: [key % 4_096, cell.slot])
        return "\(indicator), \(cell.period), \(try unit.map { try TERYTCode(unitNumber: $0).description } ?? "?")"
    }

    // MARK: Definitions

    private struct Definition {
        let kind: DefinitionSnapshot.Kind
        let id: String
        let before: DefinitionSnapshot?
        let after: DefinitionSnapshot

        var description: String { kind == .source ? "the source \(id)" : "the definition of \(id)" }

        static func fetchAll(_ db: Database, importID: Int) throws -> [Definition] {
            // Sources first: definitions of indicators name them.
            try Row.fetchAll(
                db, sql: "SELECT kind, id, before, after FROM import_before_definition WHERE import_id = ? ORDER BY kind DESC, id",
                arguments: [importID]
            ).compactMap { row in
                guard let kind = DefinitionSnapshot.Kind(rawValue: row["kind"]) else { return nil }
                let before: String? = row["before"]
                return Definition(
                    kind: kind, id: row["id"], before: before.map(DefinitionSnapshot.init), after: DefinitionSnapshot(text: row["after"]))
            }
        }
    }

    private func check(_ definition: Definition) throws {
        guard try DefinitionSnapshot.read(definition.kind, definition.id, db) != definition.after else { return }
        let later = try Int.fetchOne(
            db, sql: "SELECT min(import_id) FROM import_before_definition WHERE kind = ? AND id = ? AND import_id > ?",
            arguments: [definition.kind.rawValue, definition.id, id])
        if let later { throw UndoError.changedLater(id, by: later, what: definition.description) }
        throw UndoError.changedOtherwise(id, what: definition.description)
    }

    private mutating func restore(_ definitions: [Definition]) throws {
        for definition in definitions {
            if let before = definition.before { try before.restore(definition.kind, definition.id, db) }
            guard definition.kind == .indicator else { continue }
            if definition.before == nil {
                try remove(indicator: definition.id)
            } else if let number = try Int64.fetchOne(db, sql: "SELECT number FROM indicator WHERE id = ?", arguments: [definition.id]) {
                touched.insert(number)
            }
        }
        for definition in definitions where definition.kind == .source && definition.before == nil {
            do {
                try db.execute(sql: "DELETE FROM source WHERE id = ?", arguments: [definition.id])
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                remarks.append("the source \(definition.id) was kept: others refer to it by now")
            }
        }
    }

    private mutating func remove(indicator id: String) throws {
        guard let number = try Int64.fetchOne(db, sql: "SELECT number FROM indicator WHERE id = ?", arguments: [id]) else { return }
        let keys = SeriesStorage.key(indicator: number, chunk: 0)..<SeriesStorage.key(indicator: number + 1, chunk: 0)
        for chunk in try storage.chunks(of: number) where try storage.givenOnly(chunk.cells) != nil {
            let later = try Int.fetchOne(
                db, sql: "SELECT min(import_id) FROM import_before_chunk WHERE chunk_key >= ? AND chunk_key < ? AND import_id > ?",
                arguments: [keys.lowerBound, keys.upperBound, self.id])
            if let later { throw UndoError.changedLater(self.id, by: later, what: "values of \(id)") }
            throw UndoError.changedOtherwise(self.id, what: "values of \(id)")
        }
        // Ratios of it lose their values.
        touched.formUnion(
            try Int64.fetchAll(db, sql: "SELECT number FROM indicator WHERE numerator_id = ? OR denominator_id = ?", arguments: [id, id]))
        touched.remove(number)
        try db.execute(
            sql: "DELETE FROM series_chunk WHERE key >= ? AND key < ?", arguments: [keys.lowerBound, keys.upperBound])
        try db.execute(sql: "DELETE FROM atlas_property WHERE name = 'series-version/' || ?", arguments: [number])
        try db.execute(sql: "DELETE FROM indicator WHERE number = ?", arguments: [number])
    }
}
