// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// Looks whether a backup, or a database, is whole and what is in it. Nothing is changed.
public enum BackupCheck {
    /// How thoroughly a database is read.
    enum Depth {
        /// What tells a whole file from a torn one.
        case whole
        /// The meaning of geometries as well.
        case thorough
    }

    /// Looks through one file, compressed or not, and compares it with its manifest.
    public static func check(_ path: String) -> BackupReport {
        var report = BackupReport(path: path)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            report.add(.fault, "file", "there is no file \(path)")
            return report
        }
        compareWithManifest(&report)
        guard report.isGood else { return report }
        guard BackupCompression.isCompressed(path) else {
            checkDatabase(path, .thorough, &report)
            return report
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "powiatlas-\(UUID().uuidString)", directoryHint: .isDirectory)
        defer { try? FileManager.default.removeItem(at: folder) }
        let plain = folder.appending(path: "database.sqlite").path
        let isRead = report.look("compression") {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try BackupCompression.decompress(path, to: plain)
            return "gzip, readable to its end"
        }
        if isRead { checkDatabase(plain, .thorough, &report) }
        return report
    }

    private static func compareWithManifest(_ report: inout BackupReport) {
        let path = report.path
        do {
            guard let manifest = try BackupManifest.read(of: path) else {
                return report.add(.note, "manifest", "there is none beside it (\(BackupManifest.path(for: path))), so it is not known whether the file is as it was made")
            }
            report.manifest = manifest
        } catch {
            return report.add(.fault, "manifest", error.localizedDescription)
        }
        guard let manifest = report.manifest else { return }
        report.look("checksum") {
            let found = try DurableFiles.checksum(path)
            guard found.bytes == manifest.bytes else {
                throw AtlasStoreError.inconsistent("the file has \(found.bytes) bytes, its manifest says \(manifest.bytes): it is cut off or another file")
            }
            guard found.sha256 == manifest.sha256 else {
                throw AtlasStoreError.inconsistent("SHA-256 is \(found.sha256), its manifest says \(manifest.sha256): the file was changed or is damaged")
            }
            return "\(found.bytes) bytes, SHA-256 as in the manifest of \(manifest.madeAt.formatted(.iso8601))"
        }
    }

    /// Looks through a database, in use or not.
    static func checkDatabase(_ path: String, _ depth: Depth, _ report: inout BackupReport) {
        var found = report
        do {
            try AtlasStore.checkIsAtlas(path: path)
            try BackupCopy.withConnection(to: path, spatial: depth == .thorough) { db in
                // One moment for all questions, whoever writes meanwhile.
                try db.inTransaction(.deferred) {
                    checkContent(db, path, depth, &found)
                    return .commit
                }
            }
        } catch {
            found.add(.fault, "database", error.localizedDescription)
        }
        report = found
    }

    private static func checkContent(_ db: Database, _ path: String, _ depth: Depth, _ report: inout BackupReport) {
        let isWhole = report.look("integrity") {
            let findings = try String.fetchAll(db, sql: "PRAGMA integrity_check(5)")
            guard findings == ["ok"] else { throw AtlasStoreError.damaged(path: path, reason: findings.joined(separator: "; ")) }
            // SQLite takes what a last page lacks for zeros. A file with a log may be shorter than its pages.
            if try String.fetchOne(db, sql: "PRAGMA journal_mode") == "delete" {
                let expected = try Int.fetchOne(db, sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0
                let bytes = FileStamp(path).bytes
                guard bytes == expected else {
                    throw AtlasStoreError.damaged(path: path, reason: "it has \(bytes) bytes, its pages \(expected): it is cut off")
                }
            }
            return "every page and index"
        }
        // Of a torn file nothing else can be believed.
        guard isWhole else { return }
        report.look("references") {
            let rows = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check")
            if let first = rows.first {
                throw AtlasStoreError.damaged(path: path, reason: "\(rows.count) rows name others that are not there, the first in table \(first[0] as String? ?? "?")")
            }
            return "every row that another names is there"
        }
        let migrator = AtlasMigrations.migrator
        var isCurrent = false
        report.look("schema") {
            let applied = try migrator.appliedIdentifiers(db)
            let unknown = applied.subtracting(migrator.migrations).sorted()
            guard unknown.isEmpty else { throw AtlasStoreError.newerSchema(path: path, unknownMigrations: unknown) }
            isCurrent = try migrator.hasCompletedMigrations(db)
            let last = applied.max() ?? "none"
            return isCurrent ? "step \(last), the newest" : "step \(last); powiatlas restore brings it up to \(migrator.migrations.last ?? "")"
        }
        guard isCurrent else { return }
        report.look("series") {
            try AtlasStore.checkSeries(db, path: path)
            return "every series of values can be read"
        }
        if depth == .thorough { report.look("geometries") { try geometries(db, path) } }
        let manifest = report.manifest
        report.look("content") {
            guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM unit)") ?? false else { throw AtlasStoreError.unfinished(path: path) }
            let facts = try BackupFacts(db)
            if let manifest, let differing = manifest.rows.first(where: { facts.rows[$0.key] != $0.value }) {
                throw AtlasStoreError.inconsistent("table \(differing.key) has \(facts.rows[differing.key] ?? 0) rows, the manifest says \(differing.value)")
            }
            let named = ["unit", "indicator", "institution", "agreement", "practice", "survey_answer"]
            return named.compactMap { name in facts.rows[name].map { "\(name) \($0)" } }.joined(separator: ", ") + " rows"
        }
    }

    /// Boundaries as geometries: valid ones, and each in its spatial index.
    private static func geometries(_ db: Database, _ path: String) throws -> String {
        let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM boundary_unit") ?? 0
        let invalid = try String.fetchAll(
            db, sql: "SELECT stem FROM boundary_unit WHERE geometry IS NULL OR ST_IsValid(geometry) <> 1 ORDER BY stem LIMIT 5")
        guard invalid.isEmpty else {
            throw AtlasStoreError.damaged(path: path, reason: "the boundaries of \(invalid.joined(separator: ", ")) are not valid")
        }
        for table in ["boundary_unit", "location"] {
            // SpatiaLite's own CheckSpatialIndex would write into the file that it did.
            let strays = try Int.fetchOne(
                db,
                sql: """
                    SELECT (SELECT count(*) FROM idx_\(table)_geometry WHERE pkid NOT IN (SELECT rowid FROM \(table) WHERE geometry IS NOT NULL))
                        + (SELECT count(*) FROM \(table) t LEFT JOIN idx_\(table)_geometry i ON i.pkid = t.rowid
                            WHERE t.geometry IS NOT NULL AND (i.pkid IS NULL
                                OR NOT (MbrMinX(t.geometry) BETWEEN i.xmin AND i.xmin + 0.001 AND MbrMaxX(t.geometry) BETWEEN i.xmax - 0.001 AND i.xmax
                                    AND MbrMinY(t.geometry) BETWEEN i.ymin AND i.ymin + 0.001 AND MbrMaxY(t.geometry) BETWEEN i.ymax - 0.001 AND i.ymax)))
                    """)
            guard strays == 0 else {
                throw AtlasStoreError.damaged(path: path, reason: "the spatial index of \(table) does not agree with the table in \(strays ?? 0) rows")
            }
        }
        return "\(count) boundaries are valid, the spatial indexes agree with them"
    }
}
