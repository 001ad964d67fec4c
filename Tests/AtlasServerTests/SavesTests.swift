// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import Logging
import OpenReferral
import Synchronization
import Testing

@testable import AtlasServer

/// A save costs little, and readers get their answers while others save all the time.
@Suite struct SavesTests {
    private func withData(_ body: (AtlasData, AtlasStore) async throws -> Void) async throws {
        let file = try TestData.copy()
        let store = try AtlasStore.open(path: file.path)
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) } }
        let data = try await AtlasData(store: store, logger: Logger(label: "test"))
        try await body(data, store)
        try await data.refreshWithDirectory()
        await data.current.finishDirectory()
        try store.close()
    }

    private static func save(_ id: InstitutionID, in store: AtlasStore, _ change: (inout Institution) -> Void) async throws {
        let read = try #require(try await store.document(Institution.self, id: id.text))
        var institution = read.document
        change(&institution)
        _ = try await store.save(institution, expecting: read.version, author: .account(7, "A"), why: "")
    }

    @Test func aSaveIsWorkedIntoTheIndex() async throws {
        try await withData { data, store in
            _ = try await store.importAgreements(try AgreementsTests.agreements())
            try await data.refreshWithDirectory()
            let first = try await data.current.directory
            let registry = try await data.current.agreementIndex.registry
            let id = try #require(registry.agreementsOfInstitution.firstIndex { !$0.isEmpty }.map { registry.institutions[$0].id })
            try await Self.save(id, in: store) { $0.note = "Nowa uwaga" }
            try await Self.save(id, in: store) { $0.name += " Wierzchosławkowo" }
            try await data.refresh()
            // At once, without waiting for an index.
            let second = try await data.current.directory
            #expect(data.current.directoryVersion == data.current.versions.directory && second.version != first.version)
            #expect(second.root == first.root, "not made anew")
            #expect(second.index.entry(id)?.name.hasSuffix("Wierzchosławkowo") == true)
            #expect(second.index.suggestions(for: "wierzchosławkow", limit: 5).contains { $0.text.hasSuffix("Wierzchosławkowo") })
            let joined = try await data.current.agreementIndex
            #expect(joined.registry.institutions == second.index.entries && joined.registry.members == registry.members)

            var new = try #require(try await store.institution(id))
            new.id = try InstitutionID("a-zupelnie-nowa")
            _ = try await store.save(new, expecting: nil, author: .account(7, "A"), why: "")
            try await data.refresh()
            let third = try await data.current.directory
            #expect(third.root == first.root && third.index.entries.count == first.index.entries.count + 1)
            #expect(try await data.current.registry.institutions.count == third.index.entries.count)

            // Another thesaurus is another index, and what is saved meanwhile is in it.
            let thesaurus = Array(try await store.thesaurus().dropLast())
            #expect(try await store.importDirectoryTables(taxonomy: nil, thesaurus: thesaurus, sectors: nil, sources: []))
            try await data.refresh()
            try await Self.save(id, in: store) { $0.note = "Jeszcze nowsza uwaga" }
            try await data.refreshWithDirectory()
            let fourth = try await data.current.directory
            #expect(fourth.root != first.root && fourth.version == data.current.versions.directory)
            #expect(try await fourth.version == store.directoryVersion())
        }
    }

    @Test func whatIsSettledUponStaysWhateverIsWritten() async throws {
        try await withData { data, store in
            _ = try await data.current.directory
            let id = try #require(try await store.institutions().first?.id)
            let indicator = try IndicatorID(CachingTests.changed)
            let begun = ContinuousClock.now
            let settled = try await data.settled(since: begun)
            #expect(try await data.settled(since: begun).snapshot === settled.snapshot, "shared by those who came before")
            try await Self.save(id, in: store) { $0.note = "Nowa uwaga" }
            _ = try await store.importObservations([CachingTests.observation(12.5)])
            let old = settled.snapshot
            await #expect(throws: SnapshotOutdated.self) { try await old.table(indicator, level: .powiat) }
            try await settled.reading {
                let snapshot = data.current
                #expect(snapshot === settled.snapshot)
                #expect(try await snapshot.table(indicator, level: .powiat) != nil)
                let read = try await snapshot.whole(\.directory) { try await snapshot.store.institution(id) }
                #expect(read?.note != "Nowa uwaga")
            }
            let later = try await data.settled(since: .now)
            try await later.reading {
                let snapshot = data.current
                #expect(snapshot !== settled.snapshot && snapshot.directoryVersion == snapshot.versions.directory)
                let read = try await snapshot.whole(\.directory) { try await snapshot.store.institution(id) }
                #expect(read?.note == "Nowa uwaga")
                let directory = try await snapshot.directory
                #expect(directory.version == snapshot.versions.directory)
            }
        }
    }

    @Test func theExchangeFormFollowsSaves() async throws {
        try await withData { data, store in
            let cache = ExchangeCache()
            func names(_ directory: HSDSDirectory) throws -> [String] {
                let page = try directory.page(of: .organizations, number: 1, perPage: 1000)
                let contents = try #require(try (JSONSerialization.jsonObject(with: page) as? [String: Any])?["contents"] as? [[String: Any]])
                return contents.compactMap { $0["name"] as? String }
            }
            let id = try #require(try await store.institutions().first?.id)
            let first = try await cache.directory(data.current, .polish)
            #expect(try names(first).contains { $0.hasSuffix("Wierzchosławkowo") } == false)
            let settled = try await data.settled(since: .now)
            try await Self.save(id, in: store) { $0.name += " Wierzchosławkowo" }
            let before = data.current
            try await data.refresh()
            let second = try await cache.directory(data.current, .polish)
            #expect(try names(second).filter { $0.hasSuffix("Wierzchosławkowo") }.count == 1)
            #expect(try names(second).count == names(first).count)
            #expect(try names(await cache.directory(data.current, .english)) == names(second))
            // Who reads the moment before gets it, beside the newest.
            let old = try await settled.reading { try await cache.directory(data.current, .polish) }
            #expect(try names(old) == names(first))
            #expect(try names(await cache.directory(before, .polish)) == names(first))
            #expect(try names(await cache.directory(data.current, .polish)) == names(second))
        }
    }

    @Test func whatIsOvertakenForOthersIsMadeAgainForWhoReadsOneMoment() async throws {
        try await withData { _, store in
            let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
            let (ended, ending) = AsyncStream.makeStream(of: Void.self)
            let tries = Mutex(0)
            let value = PendingValue<Int> {
                let number = tries.withLock { tries in
                    tries += 1
                    return tries
                }
                guard FixedView.current == nil else { return number }
                beginning.yield()
                for await _ in ended { break }
                throw SnapshotOutdated()
            }
            let overtaken = Task { try await value.value }
            for await _ in begun { break }
            let view = try await store.fixedView()
            let reader = Task { try await view.reading { try await value.value } }
            // The reader has joined, or joins nobody: its answer is the same.
            try await Task.sleep(for: .milliseconds(20))
            ending.yield()
            await #expect(throws: SnapshotOutdated.self) { try await overtaken.value }
            #expect(try await reader.value == 2)
            #expect(try await value.value == 2 && tries.withLock { $0 } == 2)
        }
    }

    private final class Crowd: Sendable {
        let isOver = Mutex(false)
        let statuses = Mutex<[String: Int]>([:])
    }

    @Test func readersGetAnswersWhileOthersSaveAllTheTime() async throws {
        try await withServersOnOneFile(1) { clients, store in
            let id = try #require(try await store.institutions().first?.id)
            let paths = [
                "/api/v1/institutions/\(id)", "/instytucje/\(id)", "/api/v1/institutions?q=pomoc", "/katalog?q=pomoc",
                "/api/v1/indicators/\(CachingTests.changed)/values?level=powiat", "/hsds/services?per_page=5", "/jednostki/1201",
            ]
            for path in paths { #expect(try await clients[0].ask(path).status == 200, "\(path)") }
            let crowd = Crowd()
            let end = ContinuousClock.now + .seconds(6)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    var number = 0
                    while !crowd.isOver.withLock({ $0 }) {
                        number += 1
                        try await Self.save(id, in: store) { $0.note = "Uwaga \(number)" }
                        _ = try await store.importObservations([CachingTests.observation(Double(number % 90))])
                    }
                    #expect(number > 2)
                }
                try await withThrowingTaskGroup(of: Void.self) { readers in
                    for number in 0..<12 {
                        readers.addTask {
                            var turn = number
                            while ContinuousClock.now < end {
                                let path = paths[turn % paths.count]
                                turn += 1
                                let status = try await clients[0].ask(path).status
                                crowd.statuses.withLock { $0["\(status) \(path)", default: 0] += 1 }
                            }
                        }
                    }
                    try await readers.waitForAll()
                }
                crowd.isOver.withLock { $0 = true }
                try await tasks.waitForAll()
            }
            let answered = crowd.statuses.withLock { $0 }
            #expect(answered.keys.allSatisfy { $0.hasPrefix("200 ") }, "\(answered)")
            #expect(answered.count == paths.count)
        }
    }
}
