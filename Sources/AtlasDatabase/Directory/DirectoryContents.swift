// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// The directory as tables give it.
public struct AtlasDirectory: Sendable {
    public var sources: [Source]
    public var taxonomy: Taxonomy
    public var institutions: [Institution]
    public var sectors: [AdviserSector]
    public var thesaurus: [ThesaurusEntry]

    public init(
        sources: [Source] = [], taxonomy: Taxonomy = .empty, institutions: [Institution] = [], sectors: [AdviserSector] = [],
        thesaurus: [ThesaurusEntry] = []
    ) {
        self.sources = sources
        self.taxonomy = taxonomy
        self.institutions = institutions
        self.sectors = sectors
        self.thesaurus = thesaurus
    }
}

/// What an import did to one institution.
public struct InstitutionChange: Sendable, Hashable {
    public let id: InstitutionID
    public let name: String
    /// Nil for an institution that is new.
    public let differences: [Institution.Difference]?
}

/// What an import of institutions did, or would do.
public struct DirectoryWriteSummary: Sendable {
    public var summary = WriteSummary()
    /// Added and changed institutions in the order of the input.
    public var changes: [InstitutionChange] = []
    /// Institutions in the database from the same sources that the input does not name. They are kept: a
    /// register that leaves one out does not say that it closed.
    public var notMentioned: [InstitutionID] = []
    /// Institutions that are not as the input says, because people changed them since the last import.
    public var kept: [KeptEdit] = []
    /// Whether the import changed what is known of people's changes, even when it changed no institution.
    var hasNewEdits = false
}

extension AtlasStore {
    /// Adds institutions, and changes those with the same id, in one transaction. The same input twice changes nothing.
    ///
    /// - Parameters:
    ///   - sources: sources that the institutions name; known ones are updated.
    ///   - edits: what becomes of what people changed since the last import.
    ///   - dryRun: whether everything is checked and counted, and nothing kept.
    ///   - progress: called now and then with the number of institutions done, on the thread that writes.
    public func importInstitutions(
        _ institutions: [Institution], sources: [Source], edits: EditRules = EditRules(), dryRun: Bool = false,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> DirectoryWriteSummary {
        try await writeDirectory(dryRun: dryRun) { db, log in
            try SourceWriting.upsert(sources, to: db)
            let result = try InstitutionWriting.upsert(institutions, to: db, historic: log.historic("directory", edits), progress: progress)
            return (result, result.summary.added + result.summary.changed > 0, result.changes.map(\.id))
        }
    }

    /// Replaces the taxonomy with what the law assigns, the thesaurus and the adviser sectors, so far as they are given.
    ///
    /// - Returns: whether anything changed.
    public func importDirectoryTables(
        taxonomy: Taxonomy?, thesaurus: [ThesaurusEntry]?, sectors: [AdviserSector]?, sources: [Source], dryRun: Bool = false
    ) async throws -> Bool {
        try await writeDirectory(dryRun: dryRun) { db, _ in
            try SourceWriting.upsert(sources, to: db)
            var changed = false
            if let taxonomy, try TaxonomyRow.fetch(db) != taxonomy {
                try TaxonomyRow.replace(taxonomy, in: db)
                changed = true
            }
            if let thesaurus, try ThesaurusRow.fetch(db) != thesaurus {
                try ThesaurusRow.replace(thesaurus, in: db)
                changed = true
            }
            if let sectors, try SectorRow.fetch(db) != sectors {
                try SectorRow.replace(sectors, in: db)
                changed = true
            }
            return (changed, changed, [])
        }
    }

    /// Everything in one transaction: taxonomy, sectors and thesaurus so far as they are there, then institutions.
    public func importDirectory(
        _ directory: AtlasDirectory, edits: EditRules = EditRules(), dryRun: Bool = false, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> DirectoryWriteSummary {
        try await writeDirectory(dryRun: dryRun) { db, log in
            let before = try AtlasDirectoryTables.fetch(db)
            try directory.writeTables(to: db)
            let tablesChanged = try AtlasDirectoryTables.fetch(db) != before
            let result = try InstitutionWriting.upsert(
                directory.institutions, to: db, historic: log.historic("directory", edits), progress: progress)
            return (
                result, tablesChanged || result.summary.added + result.summary.changed > 0, tablesChanged ? [] : result.changes.map(\.id)
            )
        }
    }

    /// - Parameter body: writes; gives the institutions that changed, or none when other things did.
    private func writeDirectory<Result: Sendable>(
        dryRun: Bool, _ body: @escaping @Sendable (Database, ImportLog) throws -> (result: Result, changed: Bool, institutions: [InstitutionID])
    ) async throws -> Result {
        do {
            return try await pool.writeWithoutTransaction { db in
                var result: Result?
                try db.inTransaction(.immediate) {
                    let log = try ImportLog(db, ImportProvenance(kind: "directory"))
                    let outcome = try body(db, log)
                    result = outcome.result
                    let written = outcome.result as? DirectoryWriteSummary
                    guard !dryRun, outcome.changed || written?.hasNewEdits ?? false else { return .rollback }
                    guard outcome.changed else {
                        try log.discard()
                        return .commit
                    }
                    let counts = written?.summary
                    try log.finish(note: counts.map { "institutions +\($0.added) ~\($0.changed)" } ?? "")
                    try AtlasProperty.renewDataVersion(db)
                    try DirectorySteps.renewVersion(changed: outcome.institutions, db)
                    return .commit
                }
                guard let result else { throw AtlasStoreError.inconsistent("the import gave no result") }
                return result
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw AtlasStoreError.inconsistent("the directory was left as it was: \(error.message ?? "\(error)")")
        }
    }
}

/// The tables beside the institutions.
struct AtlasDirectoryTables: Equatable {
    let taxonomy: Taxonomy
    let thesaurus: [ThesaurusEntry]
    let sectors: [AdviserSector]

    static func fetch(_ db: Database) throws -> AtlasDirectoryTables {
        AtlasDirectoryTables(taxonomy: try TaxonomyRow.fetch(db), thesaurus: try ThesaurusRow.fetch(db), sectors: try SectorRow.fetch(db))
    }
}

extension AtlasDirectory {
    /// Tables that are empty here are left as they are in the file.
    func writeTables(to db: Database) throws {
        try SourceWriting.upsert(sources, to: db)
        if taxonomy != .empty { try TaxonomyRow.replace(taxonomy, in: db) }
        if !thesaurus.isEmpty { try ThesaurusRow.replace(thesaurus, in: db) }
        if !sectors.isEmpty { try SectorRow.replace(sectors, in: db) }
    }
}
