// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

@testable import AtlasDatabase

/// What versions before migration 0004 wrote: a row a value.
enum EarlierFile {
    /// Makes a file of an earlier version: the schema up to a migration, with what is written into it.
    static func make(_ path: String, upTo migration: String, _ write: @Sendable (Database) throws -> Void) async throws {
        var configuration = Configuration()
        configuration.prepareDatabase { db in try SpatiaLiteConnection.prepare(db) }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try AtlasMigrations.migrator.migrate(queue, upTo: migration)
        try await queue.write { db in
            try write(db)
            try AtlasProperty.renewDataVersion(db)
        }
        try await queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA application_id = \(AtlasStore.applicationID)")
        }
        try queue.close()
    }

    /// Given observations and all that follows from them, as rows of the tables `period` and `observation`.
    static func writeObservations(_ contents: AtlasContents, to db: Database) throws {
        let given = Set(contents.observations)
        let all = try aggregateObservations(contents.observations, indicators: contents.indicators, units: contents.units).observations
        for observation in all {
            try db.execute(sql: "INSERT OR IGNORE INTO period (text) VALUES (?)", arguments: [observation.period.text])
            try db.execute(
                sql: """
                    INSERT INTO observation
                    SELECT i.number, p.number, ?, ?, ?, ? FROM indicator i, period p WHERE i.id = ? AND p.text = ?
                    """,
                arguments: [
                    Int(observation.code.featureID), observation.value, observation.flag?.rawValue, !given.contains(observation),
                    observation.indicator.text, observation.period.text,
                ])
        }
    }
}
