// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// The one door to the spatial database: opens and makes the file, and offers questions and changes in
/// terms of Atlas values. SQL and SpatiaLite stay behind it.
public final class AtlasStore: Sendable {
    public let path: String
    let pool: MeasuredPool
    let layouts = KnownLayouts()
    private let watched: WatchedFile?

    /// Marks a SQLite file as ours (`PRAGMA application_id`): the letters "Pwat".
    static let applicationID: Int32 = 0x5077_6174

    init(path: String, pool: DatabasePool, watched: WatchedFile? = nil) {
        self.path = path
        self.pool = MeasuredPool(pool, path: path)
        self.watched = watched
    }

    /// Whether nothing can be changed, as the disk or the file cannot be written.
    public var isReadOnly: Bool { pool.isReadOnly }

    /// Of connections that need no spatial functions.
    static var plainConfiguration: Configuration {
        var configuration = Configuration()
        configuration.label = "atlas"
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        return configuration
    }

    static var configuration: Configuration {
        var configuration = plainConfiguration
        configuration.prepareDatabase { db in
            try SpatiaLiteConnection.prepare(db)
        }
        return configuration
    }

    /// Opens an existing file and brings its schema up to date; a file that holds data is copied first (`UpgradeCopies`).
    /// Where nobody can write it is opened for reading.
    ///
    /// - Throws: `AtlasStoreError` when there is no file, when it is not ours, is damaged, holds no
    ///   territory, or was made by a newer version; `StorageFault` when the disk is in the way. The file is then as it was.
    public static func open(path: String) throws -> AtlasStore {
        guard FileManager.default.fileExists(atPath: path) else { throw AtlasStoreError.noSuchFile(path: path) }
        try checkIsAtlas(path: path)
        let place = DatabasePlace(path)
        do {
            return place.isReadOnly ? try openForReading(place) : try openForWriting(path)
        } catch let error as DatabaseError {
            throw StorageFault(error, path: path) ?? AtlasStoreError.damaged(path: path, reason: error.message ?? "\(error)")
        }
    }

    private static func openForWriting(_ path: String) throws -> AtlasStore {
        let pool = try connect(path)
        let migrator = AtlasMigrations.migrator
        try checkSchema(pool, path)
        if try pool.read({ db in try !migrator.hasCompletedMigrations(db) }) {
            if try pool.read(holdsTerritory) { try UpgradeCopies.make(of: path) }
            try migrator.migrate(pool)
        }
        guard try pool.read(holdsTerritory) else { throw AtlasStoreError.unfinished(path: path) }
        if try pool.read({ db in try AtlasProperty.read(.territoryVersion, db) }) == nil {
            try pool.write { db in try AtlasVersions.complete(db) }
        }
        return AtlasStore(path: path, pool: pool)
    }

    private static func connect(_ path: String) throws -> DatabasePool {
        while true {
            let before = FileStamp(path)
            let pool = try DatabasePool(path: path, configuration: configuration)
            // From here on it is ours to read, and nobody replaces it. Until then somebody may have: then the file that
            // was opened has another name now.
            guard FileStamp(path).isSameFile(as: before) else {
                try pool.close()
                continue
            }
            // GRDB leaves NORMAL, with which a power cut takes back the last changes that people were told are saved.
            try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
            return pool
        }
    }

    private static func openForReading(_ place: DatabasePlace) throws -> AtlasStore {
        let path = place.path
        let watched = place.isWatched ? WatchedFile(path) : nil
        do {
            let pool = try DatabasePool(path: place.address, configuration: place.configuration(configuration))
            try checkSchema(pool, path)
            let isComplete = try pool.read { db in
                try AtlasMigrations.migrator.hasCompletedMigrations(db) && AtlasProperty.read(.territoryVersion, db) != nil
            }
            guard isComplete else {
                throw StorageFault(kind: .readOnly, path: path, reason: "its schema is older than this program and has to be brought up to date")
            }
            guard try pool.read(holdsTerritory) else { throw AtlasStoreError.unfinished(path: path) }
            return AtlasStore(path: path, pool: pool, watched: watched)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
            throw StorageFault(
                kind: .readOnly, path: path,
                reason: "changes that are not in the file yet lie in \(path)-wal, and to read them both have to be writable, or be copied elsewhere")
        }
    }

    private static func checkSchema(_ pool: DatabasePool, _ path: String) throws {
        let migrator = AtlasMigrations.migrator
        let unknown = try pool.read { db in
            try migrator.hasBeenSuperseded(db) ? migrator.appliedIdentifiers(db).subtracting(migrator.migrations).sorted() : []
        }
        guard unknown.isEmpty else { throw AtlasStoreError.newerSchema(path: path, unknownMigrations: unknown) }
    }

    private static func holdsTerritory(_ db: Database) throws -> Bool {
        guard try db.tableExists("unit") else { return false }
        return try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM unit)") ?? false
    }

    /// Refuses foreign files before anything (even a WAL file) is written beside them.
    static func checkIsAtlas(path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        do {
            let queue = try DatabaseQueue(path: DatabasePlace(path).address, configuration: configuration)
            defer { try? queue.close() }
            let id = try queue.read { db in try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0 }
            guard id == applicationID else {
                throw AtlasStoreError.notAnAtlas(path: path, reason: "it is a database of another program, or empty")
            }
        } catch let error as DatabaseError {
            if error.resultCode == .SQLITE_NOTADB {
                throw AtlasStoreError.notAnAtlas(path: path, reason: "it is not a SQLite file")
            }
            throw StorageFault(error, path: path) ?? AtlasStoreError.damaged(path: path, reason: error.message ?? "\(error)")
        }
    }

    /// Makes a new file from `contents`. It is written beside `path` under another name and renamed when
    /// complete, so an interruption at any point, `kill -9` included, leaves what was there before.
    ///
    /// - Parameter replacing: whether an existing atlas may be replaced; any other file is refused.
    public static func create(path: String, contents: AtlasContents, replacing: Bool = false) throws -> AtlasStore {
        let isReplaced = FileManager.default.fileExists(atPath: path)
        if isReplaced {
            guard replacing else { throw AtlasStoreError.alreadyExists(path: path) }
            // A server would go on with the old file, and what people save there would be lost.
            try DatabaseReplacement.check(path)
        }
        LeftoverFiles.remove(beside: path)
        let partial = LeftoverFiles.partialPath(for: path)
        removeDatabaseFiles(at: partial)
        do {
            let queue = try DatabaseQueue(path: partial, configuration: buildConfiguration)
            try AtlasMigrations.migrator.migrate(queue)
            try queue.write { db in
                try contents.write(to: db)
            }
            try finishBuilding(queue)
            // Somebody else may have made the file in the meantime.
            guard isReplaced || !FileManager.default.fileExists(atPath: path) else { throw AtlasStoreError.alreadyExists(path: path) }
            try DatabaseReplacement.replace(path, by: partial, keepingAs: nil)
            removeDatabaseFiles(at: partial)
        } catch {
            removeDatabaseFiles(at: partial)
            throw StorageFault.naming(error, path: path)
        }
        return try open(path: path)
    }

    /// Closes a new file that is complete, and waits until it is on the disk.
    static func finishBuilding(_ queue: DatabaseQueue) throws {
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: "ANALYZE")
            // A pool switches to WAL anyway; doing it here lets the first `serve` open without a write.
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        let path = queue.path
        try queue.close()
        try DurableFiles.synchronise(path)
    }

    /// While a file is built nobody reads it and it is thrown away on any failure, so it needs neither a
    /// journal on disk nor waits for the disk; `synchroniseFile` waits once, before the rename.
    static var buildConfiguration: Configuration {
        var configuration = configuration
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = MEMORY")
            try db.execute(sql: "PRAGMA synchronous = OFF")
            try SpatiaLiteConnection.prepare(db)
        }
        return configuration
    }

    static func removeDatabaseFiles(at path: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    /// Asks SQLite whether the file is sound, indexes included (`PRAGMA integrity_check`), and reads every series.
    /// - Throws: `AtlasStoreError.damaged` with what it found.
    public func checkIntegrity() async throws {
        let findings: [String]
        do {
            findings = try await pool.read { db in try String.fetchAll(db, sql: "PRAGMA integrity_check(5)") }
        } catch let error as DatabaseError {
            throw AtlasStoreError.damaged(path: path, reason: error.message ?? "\(error)")
        }
        guard findings == ["ok"] else { throw AtlasStoreError.damaged(path: path, reason: findings.joined(separator: "; ")) }
        try await checkSeries()
    }

    /// Closes all connections; nothing may be asked afterwards.
    ///
    /// SQLite moves the log into the file, and removes it, when the last connection closes, but a connection
    /// that only reads cannot. The pool closes its readers last; without them the writer is the last.
    public func close() throws {
        pool.invalidateReadOnlyConnections()
        try pool.close()
    }

    /// Changes whenever the data do; part of every strong ETag.
    public func dataVersion() async throws -> String {
        try watched?.check()
        return try await pool.read { db in try AtlasProperty.read(.dataVersion, db) ?? "0" }
    }
}

/// Small facts about the file itself.
enum AtlasProperty: String {
    case dataVersion = "data-version"
    case directoryVersion = "directory-version"
    case territoryVersion = "territory-version"
    case agreementsVersion = "agreements-version"
    case knowledgeVersion = "knowledge-version"
    case surveysVersion = "surveys-version"
    case vacanciesVersion = "vacancies-version"
    case boundariesDate = "boundaries-date"

    static func read(_ property: AtlasProperty, _ db: Database) throws -> String? {
        try String.fetchOne(db, sql: "SELECT value FROM atlas_property WHERE name = ?", arguments: [property.rawValue])
    }

    static func write(_ property: AtlasProperty, _ value: String, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO atlas_property (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            arguments: [property.rawValue, value])
    }

    /// A new version, unlike any before it even when a file is made anew.
    static func renewDataVersion(_ db: Database) throws { try renew(.dataVersion, db) }

    static func renewDirectoryVersion(_ db: Database) throws { try renew(.directoryVersion, db) }

    static func renewTerritoryVersion(_ db: Database) throws { try renew(.territoryVersion, db) }

    static func renew(_ property: AtlasProperty, _ db: Database) throws {
        try write(property, String(UInt64.random(in: .min ... .max), radix: 36), db)
    }
}
