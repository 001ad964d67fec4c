// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import Logging
import Testing

@testable import AtlasServer

/// What changes when the data change, and what does not.
@Suite struct CachingTests {
    static let changed = "bezrobocie-dlugotrwale"
    static let other = "sepi-dziala"

    static func observation(_ value: Double, _ indicator: String = changed) throws -> Observation {
        Observation(indicator: try IndicatorID(indicator), period: try Period("2024"), code: try TERYTCode("1201"), value: value)
    }

    /// Answers about an indicator in all forms.
    static func paths(_ id: String) -> [String] {
        [
            "/api/v1/legend?indicator=\(id)&level=powiat", "/api/v1/indicators/\(id)", "/api/v1/indicators/\(id)/series?level=powiat",
            "/api/v1/indicators/\(id)/values?level=powiat", "/api/v1/indicators/\(id)/values.csv?level=powiat",
            "/api/v1/indicators/\(id)/values.xlsx?level=powiat", "/api/v1/indicators/\(id)/values.gpkg?level=powiat",
            "/api/v1/map.svg?indicator=\(id)&level=powiat&width=200&height=200", "/api/v1/map.pdf?indicator=\(id)&level=powiat",
            "/wskazniki/\(id)",
        ]
    }

    private static let directoryPaths = ["/api/v1/taxonomy", "/hsds/taxonomies"]

    private static func tags(_ client: RawClient, _ paths: [String]) async throws -> [String: String] {
        var tags: [String: String] = [:]
        for path in paths {
            let answer = try await client.ask(path)
            #expect(answer.status == 200, "\(path): \(answer.text)")
            tags[path] = try #require(answer["etag"], "\(path)")
        }
        return tags
    }

    /// Waits until every server has the version that the file has.
    static func waitForNews(_ clients: [RawClient], _ store: AtlasStore, _ isSeen: (RawClient) async throws -> Bool) async throws {
        for client in clients {
            var seen = false
            for _ in 0..<200 where !seen {
                seen = try await isSeen(client)
                if !seen { try await Task.sleep(for: .milliseconds(50)) }
            }
            #expect(seen)
        }
    }

    @Test func anImportOfOneIndicatorLeavesTheAnswersOfOthersAsTheyWere() async throws {
        try await withServersOnOneFile(2) { clients, store in
            let affected = Self.paths(Self.changed)
            let others = Self.paths(Self.other) + Self.directoryPaths + ["/api/v1/units/26", "/api/v1/boundaries/wojewodztwo.gpkg"]
            let before = try await Self.tags(clients[0], affected + others)
            // Two processes agree on tags, or clients of both would never hear 304.
            let beside = try await Self.tags(clients[1], affected + others)
            for (path, tag) in before { #expect(beside[path] == tag, "\(path)") }

            _ = try await store.importObservations([Self.observation(77.5)])
            try await Self.waitForNews(clients, store) { client in
                let json = try await client.json("/api/v1/indicators/\(Self.changed)/values?level=powiat&period=2024")
                return json["values"].array.first { $0["terc"].string == "1201" }?["value"].number == 77.5
            }
            for client in clients {
                for path in others {
                    let again = try await client.ask(path, ["If-None-Match": before[path] ?? ""])
                    #expect(again.status == 304 && again["etag"] == before[path], "\(path)")
                }
                for path in affected {
                    let again = try await client.ask(path, ["If-None-Match": before[path] ?? ""])
                    // A definition is what it was.
                    #expect(again.status == (path == "/api/v1/indicators/\(Self.changed)" ? 304 : 200), "\(path)")
                }
            }
            let after = try await Self.tags(clients[0], affected)
            let afterBeside = try await Self.tags(clients[1], affected)
            #expect(after == afterBeside)
        }
    }

    @Test func whatIsTheSameStaysInMemory() async throws {
        let file = try TestData.copy()
        let store = try AtlasStore.open(path: file.path)
        let door = try AtlasStore.open(path: file.path)
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) } }
        let data = try await AtlasData(store: store, logger: Logger(label: "test"))
        let before = data.current
        let ids = try [Self.changed, Self.other, "per-capita(\(Self.changed),1000)", "per-capita(\(Self.other),1000)"].map { text in
            try before.existing(text).indicator.id
        }
        for id in ids {
            _ = try await before.table(id, level: .powiat)
            let query = try QueryReader(query: Substring("indicator=\(id.text)&level=powiat"))
            _ = try await before.classified(try await MapStyle(query: query, snapshot: before))
        }
        _ = try await door.importObservations([Self.observation(66)])
        try await data.refresh()
        let after = data.current
        #expect(after !== before && after.dataVersion != before.dataVersion)
        #expect(after.division === before.division && after.territoryVersion == before.territoryVersion)
        for id in ids {
            let isChanged = id.text.contains(Self.changed)
            #expect((after.version(of: id) != before.version(of: id)) == isChanged, "\(id)")
            #expect((after.loadedTable(id, level: .powiat) == nil) == isChanged, "\(id)")
        }
        #expect(before.caches.classifications.totalCost > after.caches.classifications.totalCost)
        #expect(after.caches.classifications.totalCost > 0 && after.caches.maps.totalCost > 0)
        #expect(after.catalogueVersion != before.catalogueVersion)

        // The same import again changes nothing at all.
        _ = try await door.importObservations([Self.observation(66)])
        try await data.refresh()
        #expect(data.current === after)

        // What is undone is what it was: not the version, which never comes back, but the values.
        let imports = try await door.imports()
        let undone = try #require(imports.first { $0.values.added + $0.values.changed > 0 })
        _ = try await door.undoImport(undone.id)
        try await data.refresh()
        let old = try await before.column(ids[0], level: .powiat, period: try Period("2024"))?.values
        let now = try await data.current.column(ids[0], level: .powiat, period: try Period("2024"))?.values
        #expect(old == now && data.current.version(of: ids[0]) != after.version(of: ids[0]))
        #expect(data.current.version(of: ids[1]) == before.version(of: ids[1]))
        try store.close()
        try door.close()
    }

    @Test func anOlderSnapshotNeverReadsNewerValues() async throws {
        let file = try TestData.copy()
        let store = try AtlasStore.open(path: file.path)
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) } }
        let data = try await AtlasData(store: store, logger: Logger(label: "test"))
        let before = data.current
        _ = try await store.importObservations([Self.observation(55)])
        let changed = try IndicatorID(Self.changed)
        await #expect(throws: SnapshotOutdated.self) { try await before.table(changed, level: .powiat) }
        await #expect(throws: SnapshotOutdated.self) { try await before.slice(of: changed, level: .powiat, period: try Period("2024")) }
        // What has not changed it may read.
        let other = try await before.table(try IndicatorID(Self.other), level: .powiat)
        #expect(other != nil)
        try store.close()
    }

    @Test func aChangeOfTheDirectoryLeavesValuesAlone() async throws {
        let file = try TestData.copy()
        let store = try AtlasStore.open(path: file.path)
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) } }
        let data = try await AtlasData(store: store, logger: Logger(label: "test"))
        let before = data.current
        let first = try await before.directory
        let ids = try ["institutions(dps)", Self.other].map { try before.existing($0).indicator.id }
        for id in ids { _ = try await before.table(id, level: .powiat) }
        var institution = try #require(try await store.institutions().first)
        institution.name += " (nowa nazwa)"
        _ = try await store.importInstitutions([institution], sources: [])
        _ = try await store.importObservations([Self.observation(44)])
        try await data.refresh()
        // Values are new at once, whatever the index takes; the directory answers all the while.
        let changed = try await data.current.column(try IndicatorID(Self.changed), level: .powiat, period: try Period("2024"))
        let position = try #require(data.current.territory.positions["1201"])
        #expect(changed?.values[position] == 44)
        let meanwhile = try await data.current.directory
        #expect(meanwhile.index.entries.count == first.index.entries.count)
        try await data.refreshWithDirectory()
        let after = data.current
        let second = try await after.directory
        #expect(second.version == after.versions.directory && second.version != first.version)
        #expect(second.index.entries.contains { $0.name == institution.name })
        #expect(after.version(of: ids[0]) != before.version(of: ids[0]) && after.loadedTable(ids[0], level: .powiat) == nil)
        #expect(after.version(of: ids[1]) == before.version(of: ids[1]) && after.loadedTable(ids[1], level: .powiat) != nil)
        #expect(after.territoryVersion == before.territoryVersion)
        await after.finishDirectory()
        try store.close()
    }

    @Test func manyWhoAskForNewsShareTheReading() async throws {
        let file = try TestData.copy()
        let store = try AtlasStore.open(path: file.path)
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) } }
        let data = try await AtlasData(store: store, logger: Logger(label: "test"))
        for value in [1.0, 2, 3] {
            _ = try await store.importObservations([Self.observation(value)])
            let version = try await store.dataVersion()
            let seen = try await withThrowingTaskGroup(of: ObjectIdentifier.self) { tasks in
                for _ in 0..<40 {
                    tasks.addTask {
                        try await data.refresh()
                        #expect(data.current.dataVersion == version)
                        return ObjectIdentifier(data.current)
                    }
                }
                return try await tasks.reduce(into: Set<ObjectIdentifier>()) { $0.insert($1) }
            }
            #expect(seen.count == 1)
        }
        try store.close()
    }

    /// Two indicators that always change together: whoever ever sees a quotient other than one has seen half a change.
    @Test func noAnswerMixesTwoVersions() async throws {
        let codes = TestData.contents.units.filter { $0.level == .powiat && $0.validTo == nil }.map(\.code)
        let ids = try ["proba-a", "proba-b"].map { try IndicatorID($0) }
        let name = LocalizedText(polish: "Próba", english: "Trial")
        let source = try #require(TestData.contents.sources.first)
        @Sendable func write(_ value: Double, _ store: AtlasStore) async throws {
            try await store.importValues(ImportProvenance(kind: "observations")) { batch in
                try batch.add(
                    indicators: ids.map {
                        Indicator(
                            id: $0, name: name, unit: name, topic: name, note: name, sourceID: source.id, direction: .neutral, aggregation: .none,
                            decimals: 0)
                    })
                for id in ids {
                    try batch.add(codes.map { Observation(indicator: id, period: Period(year: 2024), code: $0, value: value) })
                }
            }
        }
        try await withServersOnOneFile(2) { clients, store in
            try await write(1, store)
            let path = "/api/v1/indicators/ratio(proba-a,proba-b,1)/values?level=powiat"
            try await Self.waitForNews(clients, store) { try await $0.ask(path).status == 200 }
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for client in clients {
                    for _ in 0..<2 {
                        tasks.addTask {
                            while !Task.isCancelled {
                                let values = try await client.json(path)["values"].array
                                #expect(values.count > 300 && values.allSatisfy { $0["value"].number == 1 })
                            }
                        }
                    }
                }
                for value in 2...25 { try await write(Double(value), store) }
                tasks.cancelAll()
                try await tasks.waitForAll()
            }
            try await Self.waitForNews(clients, store) { client in
                try await client.json("/api/v1/indicators/proba-a/values?level=powiat")["values"][0]["value"].number == 25
            }
        }
    }
}
