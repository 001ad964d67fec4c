// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// Which institutions changed from version to version, so that whoever has the directory of one version need not read all of it
/// again for the next.
enum DirectorySteps {
    /// A change of more institutions leaves no steps: to read all is as quick.
    static let mostPerChange = 1_000
    /// Older ones go.
    private static let mostKept = 5_000

    /// Gives the directory a new version and says what changed.
    /// - Parameter changed: the institutions that were added, changed or removed; nothing else did.
    static func renewVersion(changed: [InstitutionID], _ db: Database) throws {
        let before = try AtlasProperty.read(.directoryVersion, db) ?? "0"
        try AtlasProperty.renewDirectoryVersion(db)
        guard !changed.isEmpty, changed.count <= mostPerChange, let after = try AtlasProperty.read(.directoryVersion, db) else { return }
        let insertion = try db.cachedStatement(sql: "INSERT INTO directory_step (before, after, institution_id) VALUES (?, ?, ?)")
        for id in changed { try insertion.execute(arguments: [before, after, id.text]) }
        try db.cachedStatement(sql: "DELETE FROM directory_step WHERE number <= ?").execute(arguments: [db.lastInsertedRowID - Int64(mostKept)])
    }

    /// The institutions that changed between two versions; nil when the steps do not lead from one to the other.
    static func changed(from: String, to: String, atMost limit: Int, _ db: Database) throws -> [InstitutionID]? {
        if from == to { return [] }
        guard let first = try Int64.fetchOne(db, sql: "SELECT min(number) FROM directory_step WHERE before = ?", arguments: [from]) else { return nil }
        var version = from
        var seen = Set<InstitutionID>()
        var changed: [InstitutionID] = []
        let rows = try Row.fetchCursor(
            db, sql: "SELECT before, after, institution_id FROM directory_step WHERE number >= ? ORDER BY number", arguments: [first])
        while let row = try rows.next() {
            let (before, after): (String, String) = (row[0], row[1])
            if after != version {
                // Between two steps something else changed.
                guard before == version else { return nil }
                version = after
            }
            let id = try InstitutionID(row[2])
            if seen.insert(id).inserted { changed.append(id) }
            guard changed.count <= limit else { return nil }
        }
        return version == to ? changed : nil
    }
}

extension AtlasStore {
    /// The institutions that were added, changed or removed between two versions of the directory, when nothing else of it changed.
    /// - Returns: nil when it is not known, or when they are more than `limit`.
    public func changedInstitutions(from: String, to: String, atMost limit: Int) async throws -> [InstitutionID]? {
        try await pool.read { db in try DirectorySteps.changed(from: from, to: to, atMost: limit, db) }
    }
}
