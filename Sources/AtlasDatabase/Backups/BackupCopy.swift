// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// Copies a database as it is at one moment, whoever writes meanwhile.
enum BackupCopy {
    /// Two megabytes of the usual pages: often enough to hear that it is to stop, seldom enough to cost nothing.
    private static let pagesPerStep: CInt = 512

    /// Copies what a connection sees to a new file, which is closed and without a journal afterwards.
    ///
    /// SQLite's backup begins anew whenever somebody else writes between two steps. A read transaction, which is open for as long
    /// as the copy takes, pins the moment instead; in WAL mode it stops no writer.
    static func copy(_ source: Database, to path: String, stop: StopSignal = .never) throws {
        var configuration = Configuration()
        configuration.label = "backup"
        do {
            let target = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? target.close() }
            try source.inTransaction(.deferred) {
                _ = try Int.fetchOne(source, sql: "SELECT count(*) FROM sqlite_schema")
                try target.writeWithoutTransaction { db in
                    // Waiting for the disk comes once, at the end.
                    try db.execute(sql: "PRAGMA synchronous = OFF")
                    try source.backup(to: db, pagesPerStep: pagesPerStep) { _ in try stop.check() }
                }
                return .commit
            }
            try target.writeWithoutTransaction { db in
                // One file that can be read from a disk that cannot be written; WAL would need a second file beside it.
                try db.execute(sql: "PRAGMA journal_mode = DELETE")
            }
            try target.close()
        } catch {
            throw StorageFault.naming(error, path: path)
        }
    }

    /// Copies the database of a file, in use or not, with what its log holds.
    static func copy(from path: String, to copy: String, stop: StopSignal = .never) throws {
        try withConnection(to: path) { try Self.copy($0, to: copy, stop: stop) }
    }

    /// Connects to a database as it is: nothing is migrated, and no file stays behind that was not there.
    /// - Parameter spatial: whether SpatiaLite's functions are needed.
    static func withConnection<Result>(to path: String, spatial: Bool = false, _ body: (Database) throws -> Result) throws -> Result {
        let place = DatabasePlace(path)
        // Where it may write, as it is then able to take the log away again when it closes.
        let configuration = place.configuration(spatial ? AtlasStore.configuration : AtlasStore.plainConfiguration)
        do {
            let queue = try DatabaseQueue(path: place.address, configuration: configuration)
            defer { try? queue.close() }
            return try queue.writeWithoutTransaction { db in
                // What only looks does not write, whatever a function of SpatiaLite would like to note.
                try db.execute(sql: "PRAGMA query_only = ON")
                return try body(db)
            }
        } catch {
            throw StorageFault.naming(error, path: path)
        }
    }
}
