// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

extension AtlasStore {
    /// Changes whenever institutions, taxonomy, sectors or thesaurus do.
    public func directoryVersion() async throws -> String {
        try await pool.read { db in try AtlasProperty.read(.directoryVersion, db) ?? "0" }
    }

    /// All institutions, by id.
    public func institutions() async throws -> [Institution] {
        try await pool.read { db in try InstitutionRow.fetchAll(db).map(\.institution) }
    }

    /// The newest date that an entry shows; where no entry has one, the newest of their sources; nil for an empty directory.
    public func directoryDate() async throws -> Period? {
        try await pool.read { db in
            try String.fetchOne(
                db,
                sql: """
                    SELECT ifnull(max(i.record_date), max(s.date))
                    FROM institution i JOIN source s ON s.id = i.source_id
                    """
            ).map { try Period($0) }
        }
    }

    /// One institution; nil when there is none with the id.
    public func institution(_ id: InstitutionID) async throws -> Institution? {
        try await pool.read { db in
            try InstitutionRow.fetchAll(
                db, where: "i.number = (SELECT number FROM institution WHERE id = ?)", arguments: [id.text]
            ).first?.institution
        }
    }

    /// Some institutions, in the order of the ids; unknown ids are left out.
    public func institutions(_ ids: [InstitutionID]) async throws -> [Institution] {
        guard !ids.isEmpty else { return [] }
        let marks = databaseQuestionMarks(count: ids.count)
        let found = try await pool.read { db in
            try InstitutionRow.fetchAll(
                db, where: "i.number IN (SELECT number FROM institution WHERE id IN (\(marks)))",
                arguments: StatementArguments(ids.map(\.text))
            ).map(\.institution)
        }
        let byID = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        return ids.compactMap { byID[$0] }
    }

    /// The institutions of which `id` is the parent, by id.
    public func parts(of id: InstitutionID) async throws -> [Institution] {
        try await pool.read { db in
            try InstitutionRow.fetchAll(
                db, where: "i.number IN (SELECT number FROM institution WHERE parent_id = ?)", arguments: [id.text]
            ).map(\.institution)
        }
    }

    /// The terms of the directory and what the law assigns.
    public func taxonomy() async throws -> Taxonomy {
        try await pool.read { db in try TaxonomyRow.fetch(db) }
    }

    public func thesaurus() async throws -> [ThesaurusEntry] {
        try await pool.read { db in try ThesaurusRow.fetch(db) }
    }

    public func adviserSectors() async throws -> [AdviserSector] {
        try await pool.read { db in try SectorRow.fetch(db) }
    }
}
