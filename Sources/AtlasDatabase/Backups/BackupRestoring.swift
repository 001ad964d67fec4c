// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// What a restore did.
public struct RestoredDatabase: Sendable {
    /// The backup as it was found.
    public let report: BackupReport
    /// Where the file that was there before is kept; nil when there was none.
    public let keptAside: String?
    /// The steps of the schema that the backup did not have.
    public let upgrades: [String]
    /// What it closed that the backup would have opened again.
    public let access: RestoredAccess
}

/// Makes a database from a backup, on this machine or another.
public enum BackupRestoring {
    /// Checks the backup, copies it beside the database, brings the copy up to date, closes in it what must not come back (see
    /// `RestoredAccess`), checks it again and puts it in place. Until then everything is as it was; the database that is replaced is
    /// kept under a dated name.
    ///
    /// - Parameter replacing: whether a database that is there may be replaced.
    /// - Throws: `AtlasStoreError` when the backup is not sound or of a newer version, or the database is there or in use;
    ///   `StorageFault`.
    public static func restore(_ backup: String, to database: String, replacing: Bool, progress: (String) -> Void = { _ in }) throws -> RestoredDatabase {
        let isReplaced = FileManager.default.fileExists(atPath: database)
        if isReplaced {
            guard FileStamp(database) != FileStamp(backup) else {
                throw AtlasStoreError.inconsistent("\(backup) is the database itself: name a backup of it")
            }
            guard replacing else { throw AtlasStoreError.wouldReplace(path: database) }
            try DatabaseReplacement.check(database)
        }
        progress("checking \(backup)")
        let report = BackupCheck.check(backup)
        if let fault = report.faults.first { throw AtlasStoreError.unsoundBackup(path: backup, reason: fault.text) }
        let folder = URL(fileURLWithPath: database).deletingLastPathComponent().path
        LeftoverFiles.remove(beside: database)
        let bytes = report.manifest?.databaseBytes ?? FileStamp(backup).bytes * (BackupCompression.isCompressed(backup) ? 5 : 1)
        try DurableFiles.expectRoom(bytes + 1 << 20, in: folder, for: "the database")
        let partial = LeftoverFiles.partialPath(for: database)
        AtlasStore.removeDatabaseFiles(at: partial)
        defer { AtlasStore.removeDatabaseFiles(at: partial) }
        do {
            progress("copying it to \(folder)")
            if BackupCompression.isCompressed(backup) {
                try BackupCompression.decompress(backup, to: partial)
            } else {
                // Through SQLite: a database that is in use is a backup too.
                try BackupCopy.copy(from: backup, to: partial)
            }
            DurableFiles.hideFromOthers(partial)
            let (later, comparison) = isReplaced ? laterAccess(database) : (nil, .nothingReplaced)
            let (upgrades, access) = try upgrade(partial, progress) { db in
                try RestoredAccess(closing: db, later: later, comparison: comparison, at: Date())
            }
            var copy = BackupReport(path: partial)
            BackupCheck.checkDatabase(partial, .whole, &copy)
            if let fault = copy.faults.first { throw AtlasStoreError.unsoundBackup(path: backup, reason: "its copy: \(fault.text)") }
            let aside = isReplaced ? asidePath(for: database) : nil
            guard isReplaced || !FileManager.default.fileExists(atPath: database) else { throw AtlasStoreError.wouldReplace(path: database) }
            try DatabaseReplacement.replace(database, by: partial, keepingAs: aside)
            return RestoredDatabase(report: report, keptAside: aside, upgrades: upgrades, access: access)
        } catch {
            throw StorageFault.naming(error, path: database)
        }
    }

    /// What the database in whose place the backup comes says of who may come in. That it is damaged may be why there is a restore.
    private static func laterAccess(_ database: String) -> (LaterAccess?, RestoredAccess.Comparison) {
        do {
            return (try LaterAccess.read(database), .made)
        } catch {
            return (nil, .unreadable(error.localizedDescription))
        }
    }

    private static func upgrade(
        _ path: String, _ progress: (String) -> Void, closing: @Sendable (Database) throws -> RestoredAccess
    ) throws -> ([String], RestoredAccess) {
        let queue = try DatabaseQueue(path: path, configuration: AtlasStore.buildConfiguration)
        let migrator = AtlasMigrations.migrator
        let applied = try queue.read { db in try migrator.appliedIdentifiers(db) }
        let missing = migrator.migrations.filter { !applied.contains($0) }
        if !missing.isEmpty {
            progress("bringing it up to date: \(missing.joined(separator: ", "))")
            try migrator.migrate(queue)
        }
        let access = try queue.write { db in
            try AtlasVersions.complete(db)
            return try closing(db)
        }
        try AtlasStore.finishBuilding(queue)
        return (missing, access)
    }

    private static func asidePath(for database: String) -> String {
        let url = URL(fileURLWithPath: database)
        let start = url.deletingPathExtension().path + "-replaced-" + BackupTime.text(Date())
        let candidates = [start + ".sqlite"] + (2...100).map { "\(start)-\($0).sqlite" }
        return candidates.first { !FileManager.default.fileExists(atPath: $0) } ?? start + "-\(UUID().uuidString).sqlite"
    }
}
