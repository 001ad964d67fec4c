// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// An import in the making: batch by batch into one transaction, so that memory stays bounded however many values come.
/// Throwing from the body of `importValues` leaves the database as it was.
public struct ValueImport {
    private let db: Database
    private let log: ImportLog
    private let writer: ObservationWriter
    private var indicators = WriteSummary()
    private var changedIndicators = Set<IndicatorID>()
    private var remarks: [String] = []

    fileprivate init(_ db: Database, _ provenance: ImportProvenance) throws {
        self.db = db
        log = try ImportLog(db, provenance)
        writer = try ObservationWriter(db, log: log)
    }

    /// Adds sources and indicators or changes those with the same id. To be called before their observations.
    public mutating func add(sources: [Source] = [], indicators: [Indicator] = []) throws {
        let sourceLog = try DefinitionLog(db, importID: log.id, .source, ids: sources.map(\.id))
        let indicatorLog = try DefinitionLog(db, importID: log.id, .indicator, ids: indicators.map(\.id.text))
        let done = try IndicatorWriting.upsert(sources: sources, indicators: indicators, to: db)
        try sourceLog.finish()
        try indicatorLog.finish()
        self.indicators += done.summary
        changedIndicators.formUnion(done.changed)
        if done.summary.added > 0 { try writer.readCatalogue() }
    }

    /// Adds observations as a source gave them, or changes those for the same indicator, period and unit; of two for the
    /// same the later stands. Batches of some ten thousand are best.
    /// - Throws: `AtlasStoreError.inconsistent` for an indicator that is not in the catalogue, a value that is not finite,
    ///   and a value or its lack that contradicts the flag.
    public mutating func add(_ observations: [Observation]) throws {
        try writer.add(observations)
    }

    /// Keeps a remark for the outcome.
    public mutating func remark(_ text: String) { remarks.append(text) }

    fileprivate func finish(dryRun: Bool) throws -> ImportOutcome {
        try writer.flush()
        var changed = writer.touched
        for id in changedIndicators {
            if let number = try Int64.fetchOne(db, sql: "SELECT number FROM indicator WHERE id = ?", arguments: [id.text]) { changed.insert(number) }
        }
        let remarks = remarks + (try Recomputation.run(db, changed: changed))
        let ids = try changed.sorted().prefix(ImportRecord.namedIndicatorLimit).compactMap {
            try String.fetchOne(db, sql: "SELECT id FROM indicator WHERE number = ?", arguments: [$0])
        }
        try log.finish(values: writer.summary, indicators: indicators, changed: ids)
        let outcome = ImportOutcome(id: dryRun ? nil : log.id, values: writer.summary, indicators: indicators, remarks: remarks)
        if outcome.summary.added + outcome.summary.changed > 0 { try AtlasProperty.renewDataVersion(db) }
        return outcome
    }

    /// Runs `body` in a transaction.
    fileprivate static func run(
        _ db: Database, _ provenance: ImportProvenance, dryRun: Bool, _ body: (inout ValueImport) throws -> Void
    ) throws -> ImportOutcome {
        var outcome: ImportOutcome?
        try db.inTransaction(.immediate) {
            var batch = try ValueImport(db, provenance)
            try body(&batch)
            outcome = try batch.finish(dryRun: dryRun)
            return dryRun ? .rollback : .commit
        }
        guard let outcome else { throw AtlasStoreError.inconsistent("the import gave no result") }
        return outcome
    }
}

extension WriteSummary {
    static func += (total: inout WriteSummary, more: WriteSummary) {
        total.added += more.added
        total.changed += more.changed
        total.unchanged += more.unchanged
    }
}

extension AtlasStore {
    /// Imports values and definitions in one transaction; sums and ratios that depend on them follow. Every import is
    /// logged and can be undone by its id as long as no later one changed the same.
    ///
    /// - Parameters:
    ///   - provenance: what the log says of it.
    ///   - dryRun: whether everything is checked and counted, and nothing kept.
    ///   - body: hands over the batches, on the thread that writes; what it throws is thrown here and nothing is kept.
    @discardableResult
    public func importValues(
        _ provenance: ImportProvenance, dryRun: Bool = false, _ body: @escaping @Sendable (inout ValueImport) throws -> Void
    ) async throws -> ImportOutcome {
        try await pool.writeWithoutTransaction { db in
            try ValueImport.run(db, provenance, dryRun: dryRun, body)
        }
    }
}
