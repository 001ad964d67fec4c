// SPDX-License-Identifier: Apache-2.0

import GRDB

/// What a database says of itself.
struct BackupFacts: Sendable, Hashable {
    let dataVersion: String
    let schema: [String]
    let rows: [String: Int]

    init(_ db: Database) throws {
        dataVersion = try AtlasProperty.read(.dataVersion, db) ?? "0"
        let applied = try AtlasMigrations.migrator.appliedIdentifiers(db)
        schema = applied.sorted()
        // Tables that our migrations made: SpatiaLite brings its own, and an index in rows for each geometry.
        let names = try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_schema
                WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL %' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                    AND name NOT LIKE 'idx\\_%' ESCAPE '\\' AND name NOT LIKE '%geometry\\_columns%' ESCAPE '\\'
                    AND name NOT IN ('grdb_migrations', 'spatial_ref_sys', 'spatial_ref_sys_aux', 'spatialite_history',
                        'data_licenses', 'sql_statements_log', 'SpatialIndex', 'ElementaryGeometries', 'KNN', 'KNN2')
                ORDER BY name
                """)
        var rows: [String: Int] = [:]
        for name in names {
            rows[name] = try Int.fetchOne(db, sql: "SELECT count(*) FROM \(name.quotedDatabaseIdentifier)") ?? 0
        }
        self.rows = rows
    }
}
