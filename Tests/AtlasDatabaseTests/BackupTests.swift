// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Testing

@testable import AtlasDatabase

@Suite struct BackupTests {
    private func names(_ folder: BackupFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    @Test(arguments: [false, true])
    func aBackupOfAnOpenDatabaseHoldsWhatWasSaved(isCompressed: Bool) async throws {
        try await withAtlasToBackUp { folder, path, backups in
            let store = try AtlasStore.open(path: path)
            // In the log, not in the file.
            try await store.pool.write { db in try AtlasProperty.write(.dataVersion, "saved", db) }
            let made = try backups.make(of: path, occasion: .command, compressing: isCompressed, programVersion: "1.2.3")
            try await store.pool.write { db in try AtlasProperty.write(.dataVersion, "later", db) }
            #expect(try names(backups) == [made.manifest.file, made.manifest.file + ".json"])
            #expect(made.manifest.dataVersion == "saved" && made.manifest.programVersion == "1.2.3" && made.manifest.isCompressed == isCompressed)
            #expect(made.manifest.rows["unit"] == 10 && made.manifest.schema == AtlasMigrations.migrator.migrations)
            let report = BackupCheck.check(made.path)
            #expect(report.isGood && report.findings.count >= 7, "\(report.findings)")
            let restored = folder.appending(path: "restored.sqlite").path
            let result = try BackupRestoring.restore(made.path, to: restored, replacing: false)
            #expect(result.keptAside == nil && result.upgrades.isEmpty)
            let other = try AtlasStore.open(path: restored)
            #expect(try await other.dataVersion() == "saved")
            try await other.checkIntegrity()
            try other.close()
            try store.close()
            // The copy needs no file beside it, and others may not look into it.
            let attributes = try FileManager.default.attributesOfItem(atPath: made.path)
            #expect((attributes[.posixPermissions] as? Int ?? 0) & 0o007 == 0)
        }
    }

    @Test func everyDamageOfABackupIsFound() async throws {
        try await withAtlasToBackUp { folder, path, backups in
            let plain = try backups.make(of: path, exactName: "plain.sqlite", occasion: .command)
            let packed = try backups.make(of: path, exactName: "packed.sqlite.gz", occasion: .command, compressing: true)
            for made in [plain, packed] {
                let whole = try Data(contentsOf: URL(fileURLWithPath: made.path))
                for position in [20, whole.count / 3, whole.count - 30] {
                    var damaged = whole
                    damaged[position] ^= 0x10
                    try damaged.write(to: URL(fileURLWithPath: made.path))
                    #expect(BackupCheck.check(made.path).faults.first?.subject == "checksum")
                }
                try whole.dropLast(7).write(to: URL(fileURLWithPath: made.path))
                let target = folder.appending(path: "x.sqlite").path
                #expect(throws: AtlasStoreError.self) { try BackupRestoring.restore(made.path, to: target, replacing: false) }
                // Without a manifest the file has to speak for itself.
                try FileManager.default.removeItem(atPath: made.path + ".json")
                #expect(!BackupCheck.check(made.path).isGood)
                #expect(throws: AtlasStoreError.self) { try BackupRestoring.restore(made.path, to: target, replacing: false) }
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["atlas.sqlite", "backups"])
                try whole.write(to: URL(fileURLWithPath: made.path))
                let report = BackupCheck.check(made.path)
                #expect(report.isGood && report.findings.contains { $0.verdict == .note && $0.subject == "manifest" })
            }
        }
    }

    @Test func rowsThatNameOthersThatAreNotThereAreFound() async throws {
        try await withAtlasToBackUp { _, path, backups in
            let queue = try DatabaseQueue(path: path)
            try await queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA foreign_keys = OFF; DELETE FROM source")
            }
            try queue.close()
            #expect(BackupCheck.check(path).faults.map(\.subject) == ["references"])
            #expect(throws: AtlasStoreError.self) { try backups.make(of: path, occasion: .command) }
            #expect(try names(backups) == [])
        }
    }

    @Test func anExactNameIsNotTakenTwice() async throws {
        try await withAtlasToBackUp { _, path, backups in
            let made = try backups.make(of: path, exactName: "mine.sqlite", occasion: .command)
            #expect(throws: AtlasStoreError.alreadyThere(path: made.path)) { try backups.make(of: path, exactName: "mine.sqlite", occasion: .command) }
            #expect(BackupCheck.check(made.path).isGood)
            // Two in one second get two names.
            let first = try backups.make(of: path, occasion: .command)
            let second = try backups.make(of: path, occasion: .command)
            #expect(first.path != second.path && BackupCheck.check(first.path).isGood && BackupCheck.check(second.path).isGood)
        }
    }

    @Test func rotationLeavesOthersFilesAlone() async throws {
        try await withAtlasToBackUp { _, path, backups in
            let other = backups.path + "/atlas-20200101T000000Z.sqlite"
            try Data("not ours".utf8).write(to: URL(fileURLWithPath: other))
            let upgrade = try backups.make(of: path, exactName: "upgrade.sqlite", occasion: .upgrade)
            let leftover = backups.path + "/atlas-20200101T000000Z.sqlite.partial-4194304"
            try Data([1]).write(to: URL(fileURLWithPath: leftover))
            var made: [MadeBackup] = []
            for _ in 0..<4 {
                made.append(try backups.make(of: path, occasion: .command, keep: KeepRule(latest: 2)))
            }
            let newest = made.suffix(2).map(\.manifest.file)
            let kept = try names(backups).filter { !$0.hasSuffix(".json") }
            #expect(kept.sorted() == (newest + ["upgrade.sqlite", "atlas-20200101T000000Z.sqlite"]).sorted())
            #expect(made.last?.removed == [made[1].manifest.file] && made[0].removed.isEmpty)
            #expect(BackupCheck.check(upgrade.path).isGood)
            #expect(backups.backups(of: "atlas.sqlite").filter { $0.occasion == .command }.map(\.file) == newest.reversed())
        }
    }

    @Test func theRuleKeepsDaysWeeksAndMonths() throws {
        func moment(_ text: String) throws -> Date { try Date(text + "Z", strategy: .iso8601) }
        // Every six hours for a hundred days, up to a Saturday.
        let newest = try moment("2026-11-21T18:00:00")
        let all = (0..<400).map { newest.addingTimeInterval(Double($0) * -21_600) }
        let kept = try KeepRule("latest=3,daily=7,weekly=4,monthly=3").kept(all).sorted().map { all[$0] }
        let expected = try [
            "2026-11-21T18:00:00", "2026-11-21T12:00:00", "2026-11-21T06:00:00", "2026-11-20T18:00:00", "2026-11-19T18:00:00", "2026-11-18T18:00:00",
            "2026-11-17T18:00:00", "2026-11-16T18:00:00", "2026-11-15T18:00:00", "2026-11-08T18:00:00", "2026-11-01T18:00:00", "2026-10-31T18:00:00",
            "2026-09-30T18:00:00",
        ].map(moment)
        #expect(kept == expected)
        #expect(KeepRule(latest: 0).kept(all) == [0])
        #expect(KeepRule(latest: 2, daily: 1).kept([newest, newest, newest]) == [0, 1])
        #expect(try KeepRule("daily=2").latest == 1)
        for text in ["", "latest", "latest=0", "latest=1,latest=2", "hourly=3", "daily=-1", "daily=1001", "latest=2;daily=3", "latest=x"] {
            #expect(throws: KeepRule.Malformed.rule(text)) { try KeepRule(text) }
        }
        #expect(try KeepRule(KeepRule.standard.text) == .standard)
    }

    @Test func anUpgradeCopiesWhatHoldsDataFirst() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "atlas.sqlite").path
            try await EarlierFile.make(path, upTo: "0005 territory over time") { db in
                try BoundaryEdition.first(try TestAtlas.boundaries(), date: nil, units: try TestAtlas.units(), changes: [], to: db)
                try UnitWriting.write(units: try TestAtlas.units(), changes: [], to: db)
                try AtlasProperty.renewTerritoryVersion(db)
            }
            let store = try AtlasStore.open(path: path)
            try store.close()
            let beside = BackupFolder(folder.path)
            let copy = try #require(beside.backups().first)
            #expect(copy.occasion == .upgrade && copy.schema.last == "0005 territory over time")
            #expect(copy.file.hasPrefix("atlas-before-upgrade-"))
            // The copy is restored as what it was made from, and brought up to date.
            let restored = folder.appending(path: "restored.sqlite").path
            let result = try BackupRestoring.restore(folder.appending(path: copy.file).path, to: restored, replacing: false)
            #expect(result.upgrades == AtlasMigrations.migrator.migrations.filter { !copy.schema.contains($0) })
            let other = try AtlasStore.open(path: restored)
            #expect(try await other.counts().units == 8)
            try other.close()
            // Nothing to do the second time.
            try AtlasStore.open(path: path).close()
            #expect(beside.backups().count == 1)
        }
    }

    @Test func aBackupOfANewerVersionIsRefusedAndNothingIsReplaced() async throws {
        try await withAtlasToBackUp { folder, path, backups in
            let store = try AtlasStore.open(path: path)
            try await store.pool.write { db in try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('9999 future')") }
            try store.close()
            let newer = folder.appending(path: "newer.sqlite").path
            try FileManager.default.moveItem(atPath: path, toPath: newer)
            try AtlasStore.create(path: path, contents: try TestAtlas.contents()).close()
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            let error = #expect(throws: AtlasStoreError.self) { try BackupRestoring.restore(newer, to: path, replacing: true) }
            #expect(error?.errorDescription?.contains("newer version of Powiatlas") == true)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == before.count)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["atlas.sqlite", "backups", "newer.sqlite"])
        }
    }

    @Test func whatIsReplacedIsKept() async throws {
        try await withAtlasToBackUp { folder, path, backups in
            let made = try backups.make(of: path, occasion: .command)
            let store = try AtlasStore.open(path: path)
            try await store.pool.write { db in try AtlasProperty.write(.dataVersion, "later", db) }
            try store.close()
            #expect(throws: AtlasStoreError.wouldReplace(path: path)) { try BackupRestoring.restore(made.path, to: path, replacing: false) }
            let result = try BackupRestoring.restore(made.path, to: path, replacing: true)
            let aside = try #require(result.keptAside)
            let kept = try AtlasStore.open(path: aside)
            #expect(try await kept.dataVersion() == "later")
            try kept.close()
            let now = try AtlasStore.open(path: path)
            #expect(try await now.dataVersion() == made.manifest.dataVersion)
            try now.close()
            // A damaged one is kept as well, with its log.
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            for position in 0..<bytes.count where position > 200 { bytes[position] = 0x5a }
            try bytes.write(to: URL(fileURLWithPath: path))
            try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path + "-wal"))
            let again = try BackupRestoring.restore(made.path, to: path, replacing: true)
            let damaged = try #require(again.keptAside)
            #expect(FileManager.default.fileExists(atPath: damaged))
            let sound = try AtlasStore.open(path: path)
            try await sound.checkIntegrity()
            try sound.close()
            // Another program's file is left alone.
            let notes = folder.appending(path: "notes.txt").path
            try Data("notes".utf8).write(to: URL(fileURLWithPath: notes))
            #expect(throws: AtlasStoreError.self) { try BackupRestoring.restore(made.path, to: notes, replacing: true) }
            #expect(try String(contentsOfFile: notes, encoding: .utf8) == "notes")
        }
    }

    /// An edit is on the disk when people are told that it is saved.
    @Test func changesWaitForTheDisk() async throws {
        try await withTestAtlas { store in
            let mode = try await store.pool.writeWithoutTransaction { db in try Int.fetchOne(db, sql: "PRAGMA synchronous") }
            #expect(mode == 2)
        }
    }
}
