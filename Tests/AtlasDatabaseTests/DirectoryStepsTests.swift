// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB
import Testing

@testable import AtlasDatabase

/// What leads from one version of the directory to the next, and views of one moment of the file.
@Suite struct DirectoryStepsTests {
    private func withDirectory(_ body: (AtlasStore) async throws -> Void) async throws {
        try await withTestAtlas { store in
            _ = try await store.importDirectory(try AgreementStorageTests.directory())
            try await body(store)
        }
    }

    private static func save(_ id: String, in store: AtlasStore, _ change: (inout Institution) -> Void) async throws {
        let read = try await store.document(Institution.self, id: id)
        var institution = try #require(read?.document)
        change(&institution)
        guard case .saved = try await store.save(institution, expecting: read?.version, author: .account(7, "A"), why: "") else {
            return #expect(Bool(false), "not saved")
        }
    }

    @Test func eachChangeLeavesAStepToTheNextVersion() async throws {
        try await withDirectory { store in
            let start = try await store.directoryVersion()
            func changed(atMost limit: Int = 100) async throws -> [String]? {
                try await store.changedInstitutions(from: start, to: try await store.directoryVersion(), atMost: limit)?.map(\.text)
            }
            #expect(try await changed() == [])
            try await Self.save("ops-busko", in: store) { $0.note = "1" }
            let first = try await store.directoryVersion()
            try await Self.save("fundacja", in: store) { $0.name = "Fundacja druga" }
            try await Self.save("ops-busko", in: store) { $0.note = "2" }
            #expect(try await changed() == ["ops-busko", "fundacja"])
            #expect(try await changed(atMost: 1) == nil)
            #expect(try await store.changedInstitutions(from: first, to: try await store.directoryVersion(), atMost: 9)?.count == 2)
            // Back, or from a version that nobody knows, no steps lead.
            #expect(try await store.changedInstitutions(from: first, to: start, atMost: 9) == nil)
            #expect(try await store.changedInstitutions(from: "nowhere", to: start, atMost: 9) == nil)
            // An import of a few is a step too, and so is a removal.
            let new = Institution(
                id: try InstitutionID("nowa"), type: .ngo, name: "Nowa", locations: [Location(address: PostalAddress(locality: "Busko"), gmina: nil, point: nil)],
                sourceID: "rejestr")
            _ = try await store.importInstitutions([new], sources: [])
            #expect(try await changed() == ["ops-busko", "fundacja", "nowa"])
            let version = try #require(try await store.document(Institution.self, id: "nowa")).version
            _ = try await store.remove(Institution.self, id: "nowa", expecting: version, author: .account(7, "A"), why: "")
            #expect(try await changed() == ["ops-busko", "fundacja", "nowa"])
            // Terms are no institutions: after them everything is to be read.
            let taxonomy = Taxonomy(terms: try await store.taxonomy().terms.reversed(), statutory: [])
            #expect(try await store.importDirectoryTables(taxonomy: taxonomy, thesaurus: nil, sectors: nil, sources: []))
            #expect(try await changed() == nil)
            let after = try await store.directoryVersion()
            try await Self.save("ops-busko", in: store) { $0.note = "3" }
            #expect(try await changed() == nil)
            #expect(try await store.changedInstitutions(from: after, to: try await store.directoryVersion(), atMost: 9)?.map(\.text) == ["ops-busko"])
            // What leaves everything as it was makes no step.
            let before = try await store.directoryVersion()
            _ = try await store.importInstitutions([try #require(try await store.institution(try InstitutionID("fundacja")))], sources: [])
            #expect(try await store.directoryVersion() == before)
        }
    }

    @Test func aLargeImportLeavesNone() async throws {
        try await withDirectory { store in
            let start = try await store.directoryVersion()
            let many = try (0...DirectorySteps.mostPerChange).map { number in
                Institution(
                    id: try InstitutionID("nowa-\(number)"), type: .ngo, name: "Nowa \(number)",
                    locations: [Location(address: PostalAddress(locality: "Busko"), gmina: nil, point: nil)], sourceID: "rejestr")
            }
            _ = try await store.importInstitutions(many, sources: [])
            #expect(try await store.changedInstitutions(from: start, to: try await store.directoryVersion(), atMost: 100_000) == nil)
        }
    }

    @Test func fileOfThePreviousVersionIsMigrated() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "old.sqlite").path
            let migrations = AtlasMigrations.migrator.migrations
            let own = try #require(migrations.firstIndex(of: "0015 directory steps"))
            try await EarlierFile.make(path, upTo: migrations[own - 1]) { db in
                try TestAtlas.contents().write(to: db)
                try AgreementStorageTests.directory().writeTables(to: db)
                _ = try InstitutionWriting.upsert(try AgreementStorageTests.directory().institutions, to: db) { _ in }
            }
            let store = try AtlasStore.open(path: path)
            let start = try await store.directoryVersion()
            #expect(try await store.institutions().count == 3)
            try await Self.save("pup-busko", in: store) { $0.note = "nowa" }
            let now = try await store.directoryVersion()
            #expect(try await store.changedInstitutions(from: start, to: now, atMost: 9)?.map(\.text) == ["pup-busko"])
            try await store.checkIntegrity()
            try store.close()
        }
    }

    @Test func aViewShowsOneMoment() async throws {
        try await withDirectory { store in
            let id = try InstitutionID("ops-busko")
            let view = try #require(try await store.fixedView())
            let before = try await store.versions()
            try await Self.save(id.text, in: store) { $0.note = "nowa" }
            try await view.reading {
                #expect(try await store.versions() == before)
                #expect(try await store.institution(id)?.note == nil)
                // Another view within is the same one.
                let again = try await store.consistently { try await store.versions() }
                #expect(again == before)
                // Tasks of their own read the file unless they are told.
                let current = FixedView.current
                let (apart, told) = try await Task.detached {
                    (try await store.versions(), try await current.reading { try await store.versions() })
                }.value
                #expect(apart != before && told == before)
            }
            let after = try await store.versions()
            #expect(after != before)
            let again = try await store.consistently { try await store.versions() }
            #expect(again == after)
        }
    }

    @Test func whoWritesIsNoticed() async throws {
        try await withDirectory { store in
            let (reading, writing) = (WriteNote(), WriteNote())
            _ = try await reading.watching { try await store.institutions() }
            try await writing.watching { try await Self.save("ops-busko", in: store) { $0.note = "nowa" } }
            #expect(!reading.hasWritten && writing.hasWritten)
        }
    }
}
