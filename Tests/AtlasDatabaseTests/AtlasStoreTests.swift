// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB
import Testing

@testable import AtlasDatabase

@Suite struct AtlasStoreTests {
    @Test func aNewFileHoldsWhatItWasMadeFrom() async throws {
        try await withTestAtlas { store in
            let counts = try await store.counts()
            #expect(counts.units == 8)
            #expect(counts.indicators == 4)
            try await store.checkIntegrity()
        }
    }

    @Test func reopeningFindsTheSame() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "atlas.sqlite").path
            let made = try AtlasStore.create(path: path, contents: try TestAtlas.contents())
            let version = try await made.dataVersion()
            try made.close()
            let reopened = try AtlasStore.open(path: path)
            #expect(try await reopened.dataVersion() == version)
            let expected = try TestAtlas.boundaries()
            let read = try await reopened.boundaries()
            #expect(read.arcs == expected.arcs)
            for level in ["wojewodztwo", "powiat", "gmina"] { #expect(read.layer(named: level) == expected.layer(named: level)) }
            try reopened.close()
        }
    }

    @Test func anExistingFileIsNotReplacedUnasked() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "atlas.sqlite").path
            try AtlasStore.create(path: path, contents: try TestAtlas.contents()).close()
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(throws: AtlasStoreError.alreadyExists(path: path)) {
                try AtlasStore.create(path: path, contents: try TestAtlas.contents())
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
            try AtlasStore.create(path: path, contents: try TestAtlas.contents(), replacing: true).close()
        }
    }

    @Test func foreignAndDamagedFilesAreRefusedAndLeftAlone() async throws {
        try await withTemporaryFolder { folder in
            let text = folder.appending(path: "notes.txt")
            try Data(repeating: 65, count: 5_000).write(to: text)
            let foreign = folder.appending(path: "foreign.sqlite")
            let queue = try DatabaseQueue(path: foreign.path)
            try await queue.write { db in try db.execute(sql: "CREATE TABLE t (a)") }
            try queue.close()
            for file in [text, foreign] {
                let before = try Data(contentsOf: file)
                let error = #expect(throws: AtlasStoreError.self) { try AtlasStore.open(path: file.path) }
                guard case .notAnAtlas = error else { throw error ?? AtlasStoreError.inconsistent("no error") }
                #expect(throws: AtlasStoreError.self) {
                    try AtlasStore.create(path: file.path, contents: try TestAtlas.contents(), replacing: true)
                }
                #expect(try Data(contentsOf: file) == before)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
            let missing = folder.appending(path: "missing.sqlite").path
            #expect(throws: AtlasStoreError.noSuchFile(path: missing)) { try AtlasStore.open(path: missing) }
        }
    }

    @Test func aFileOfANewerVersionIsRefused() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "atlas.sqlite").path
            let store = try AtlasStore.create(path: path, contents: try TestAtlas.contents())
            try await store.pool.write { db in
                try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('9999 future')")
            }
            try store.close()
            #expect(throws: AtlasStoreError.newerSchema(path: path, unknownMigrations: ["9999 future"])) {
                try AtlasStore.open(path: path)
            }
        }
    }

    @Test func aFailureWhileMakingLeavesNothing() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "atlas.sqlite").path
            var contents = try TestAtlas.contents()
            contents.observations.append(
                Observation(indicator: try IndicatorID("no-such"), period: try Period("2021"), code: try TERYTCode("26"), value: 1))
            #expect(throws: AtlasStoreError.self) { try AtlasStore.create(path: path, contents: contents) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }

    @Test func leftoversOfAKilledRunAreRemoved() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "atlas.sqlite").path
            // No process has the largest id that Linux can give.
            let leftover = folder.appending(path: "atlas.sqlite.partial-4194304")
            try Data([1]).write(to: leftover)
            try AtlasStore.create(path: path, contents: try TestAtlas.contents()).close()
            #expect(!FileManager.default.fileExists(atPath: leftover.path))
        }
    }

    /// The schema of the previous version, as its migrations made it, is brought up to date.
    @Test func migrationsRunOnADatabaseOfThePreviousVersion() async throws {
        try await withTemporaryFolder { folder in
            let queue = try DatabaseQueue(path: folder.appending(path: "old.sqlite").path, configuration: AtlasStore.configuration)
            let migrator = AtlasMigrations.migrator
            for identifier in migrator.migrations {
                try migrator.migrate(queue, upTo: identifier)
                #expect(try await queue.read { db in try String.fetchAll(db, sql: "PRAGMA integrity_check") } == ["ok"])
            }
            #expect(try await queue.read { db in try migrator.hasCompletedMigrations(db) })
            try queue.close()
        }
    }
}
