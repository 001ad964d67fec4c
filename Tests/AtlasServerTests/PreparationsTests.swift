// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import Logging
import Synchronization
import Testing

@testable import AtlasServer

/// What is made before anybody asks.
@Suite struct PreparationsTests {
    @Test func theyAreMadeOnceForAVersionOfTheData() async throws {
        let file = try TestData.copy()
        let store = try AtlasStore.open(path: file.path)
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) } }
        _ = try await store.importAgreements(try AgreementsTests.agreements())
        let data = try await AtlasData(store: store, logger: Logger(label: "test"))
        let made = Mutex<[String]>([])
        data.preparations.add { snapshot in
            made.withLock { $0.append(snapshot.registryVersion) }
            throw SnapshotOutdated()
        }
        data.preparations.add { snapshot in
            let found = try await snapshot.agreementIndex.registry.agreements.count
            made.withLock { $0.append("\(found)") }
        }
        func begin() async {
            data.preparations.begin { data.current }
            await data.preparations.finish()
        }
        await begin()
        #expect(made.withLock { $0 }.isEmpty, "the index of institutions is not begun for them")
        _ = try await data.current.directory
        await begin()
        let count = try await store.agreements().count
        // One that fails does not keep the next from being made.
        #expect(made.withLock { $0 } == [data.current.registryVersion, "\(count)"])
        await begin()
        #expect(made.withLock { $0 }.count == 2, "nothing has changed")
        _ = try await store.removeAgreements([try AgreementID("t-tarnow")])
        try await data.refresh()
        await begin()
        #expect(made.withLock { Array($0.dropFirst(2)) } == [data.current.registryVersion, "\(count - 1)"])
        await data.preparations.end()
        await data.current.finishDirectory()
        try store.close()
    }
}
