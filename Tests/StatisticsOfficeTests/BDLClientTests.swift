// SPDX-License-Identifier: Apache-2.0

import Foundation
import LoopbackOffice
import Testing

@testable import StatisticsOffice

/// A bank with one variable over the units of a made-up województwo.
func smallBank(powiats: Int = 3, gminasEach: Int = 12) -> LoopbackBank {
    let variable = LoopbackBank.Variable(id: 60270, years: Array(2015...2024)) { unit, year in
        LoopbackBank.Value(Double(year - 2000) + Double(unit.id.utf8.reduce(0) { $0 + Int($1) - 48 }) / 10)
    }
    return LoopbackBank(
        units: LoopbackBank.units(of: LoopbackBank.madeUpRegister(powiats: powiats, gminasEach: gminasEach)), variables: [variable])
}

/// A client of the loopback office whose waits take no time.
func testClient(
    _ baseURL: String, _ folder: URL, clock: VirtualClock, key: String? = nil, limits: RequestLimits? = nil,
    answerTimeoutSeconds: Double = 20, change: (inout BDLConfiguration) -> Void = { _ in },
    onEvent: @escaping @Sendable (BDLEvent) -> Void = { _ in }
) throws -> BDLClient {
    var configuration = BDLConfiguration(cacheFolder: folder)
    configuration.baseURL = baseURL
    configuration.clientID = key
    configuration.limits = limits
    configuration.answerTimeoutSeconds = answerTimeoutSeconds
    change(&configuration)
    return try BDLClient(configuration: configuration, clock: clock, random: { 1 }, onEvent: onEvent)
}

@Suite("Client of the Local Data Bank")
struct BDLClientTests {
    private let query = BDLDataQuery(variable: 60270, level: .gmina, years: [2023, 2024])

    @Test("asks as the API wants to be asked, key included")
    func questions() async throws {
        try await withFolder { folder in
            try await LoopbackOffice.run(smallBank()) { office, url in
                let client = try testClient(url, folder, clock: VirtualClock(), key: "secret-key")
                let variable = try await client.variable(60270)
                #expect(variable.years == Array(2015...2024) && variable.subjectID == "P2392" && variable.level == 6)
                let page = try await client.values(
                    BDLDataQuery(variable: 60270, level: .powiat, years: [2024, 2023], parentID: "052600000000"), page: 0, language: .english)
                #expect(page.page.results.map(\.id) == ["052612001000", "052612002000", "052612003000"])
                #expect(page.page.results[0].values.map(\.year) == ["2023", "2024"])
                #expect(
                    office.requests.map(\.text) == [
                        "variables/60270?format=json&lang=pl",
                        "data/by-variable/60270?unit-parent-id=052600000000&unit-level=5&year=2023&year=2024&page=0&page-size=100&format=json&lang=en",
                    ])
                #expect(office.requests.allSatisfy { $0.clientID == "secret-key" })
                // The key is nowhere in the cache, not even in a name.
                for file in FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)!.compactMap({ $0 as? URL }) {
                    #expect(!file.path.contains("secret-key"))
                    if let text = try? String(contentsOf: file, encoding: .utf8) { #expect(!text.contains("secret-key")) }
                }
            }
        }
    }

    @Test("fetches pages until the total is reached")
    func pages() async throws {
        try await withFolder { folder in
            try await LoopbackOffice.run(smallBank(powiats: 8, gminasEach: 20)) { office, url in
                let client = try testClient(url, folder, clock: VirtualClock())
                let pages = Said<[Int]>()
                let table = try await BDLTable.fetch(query, client: client) { pages.note([$0, $1]) ; _ = $2 }
                let expected = smallBank(powiats: 8, gminasEach: 20).units.filter { $0.level == 6 }.map(\.id)
                #expect(expected.count > 200 && table.series.map(\.id) == expected)
                #expect(pages.all == [[1, 3], [2, 3], [3, 3]])
                #expect(table.lastUpdate == "2026-05-14T15:05:15.743")
                #expect(office.requests.count == 3)
            }
        }
    }

    @Test(
        "what passes is tried again",
        arguments: [
            [LoopbackOffice.Fault.status(500)], [.status(503), .status(502), .status(504)], [.droppedConnection], [.truncated], [.html],
            [.json("")], [.json(#"{"results":"#)], [.status(408)],
        ])
    func passingFailures(faults: [LoopbackOffice.Fault]) async throws {
        try await withFolder { folder in
            try await LoopbackOffice.run(smallBank()) { office, url in
                for fault in faults { office.fail("by-variable", fault) }
                let clock = VirtualClock()
                let events = Said<BDLEvent>()
                let client = try testClient(url, folder, clock: clock, onEvent: { events.note($0) })
                let table = try await BDLTable.fetch(query, client: client) { _, _, _ in }
                #expect(table.series.count == smallBank().units.count { $0.level == 6 })
                #expect(office.requests.count == faults.count + 1)
                #expect(clock.sleeps == [1, 2, 4].prefix(faults.count).map { $0 })
                #expect(events.all.count == faults.count)
            }
        }
    }

    @Test("an answer that does not come in time is tried again")
    func slowAnswer() async throws {
        try await withFolder { folder in
            try await LoopbackOffice.run(smallBank()) { office, url in
                office.fail("variables/60270", .slow(seconds: 12))
                let events = Said<BDLEvent>()
                let client = try testClient(url, folder, clock: VirtualClock(), answerTimeoutSeconds: 4, onEvent: { events.note($0) })
                #expect(try await client.variable(60270).id == 60270)
                // A busy machine may be late with the second answer as well.
                #expect(events.all.first == .retrying(afterSeconds: 1, failure: 1, reason: "no answer in time"))
            }
        }
    }

    @Test("what does not pass ends in an error that says so")
    func lastingFailure() async throws {
        try await withFolder { folder in
            try await LoopbackOffice.run(smallBank()) { office, url in
                for _ in 0..<6 { office.fail("variables/", .status(500)) }
                let client = try testClient(url, folder, clock: VirtualClock())
                await #expect {
                    try await client.variable(60270)
                } throws: {
                    $0.localizedDescription.contains("6 attempts") && $0.localizedDescription.contains("status 500")
                        && $0.localizedDescription.contains("continues")
                }
            }
        }
        try await withFolder { folder in
            // Nobody listens there.
            let client = try testClient("http://127.0.0.1:9/api/v1", folder, clock: VirtualClock()) { $0.retry.attempts = 2 }
            await #expect { try await client.variable(1) } throws: { $0.localizedDescription.contains("the connection failed") }
        }
    }

    @Test("Retry-After is honoured, and without one the pauses grow")
    func tooMany() async throws {
        try await withFolder { folder in
            try await LoopbackOffice.run(smallBank()) { office, url in
                office.fail("variables/", .tooMany(retryAfter: "396 sek"), .tooMany(retryAfter: nil), .tooMany(retryAfter: nil))
                let clock = VirtualClock()
                let client = try testClient(url, folder, clock: clock)
                #expect(try await client.variable(60270).id == 60270)
                #expect(clock.sleeps.map { $0.rounded() } == [397, 60, 120])
                #expect(office.requests.count == 4)
            }
        }
    }

    @Test("a pause longer than the caller waits is refused, and respected by the next run")
    func tooLong() async throws {
        try await withFolder { folder in
            try await LoopbackOffice.run(smallBank()) { office, url in
                office.fail("variables/", .tooMany(retryAfter: "7200"))
                let clock = VirtualClock()
                for _ in 0..<2 {
                    let client = try testClient(url, folder, clock: clock)
                    await #expect { try await client.variable(60270) } throws: { error in
                        guard case BDLError.limitReached(let until, _) = error else { return false }
                        return abs(until.timeIntervalSince1970 - clock.seconds - 7201) < 1 && error.localizedDescription.contains("1 of 100 in 15 minutes")
                    }
                }
                #expect(office.requests.count == 1)
                clock.advance(7202)
                #expect(try await testClient(url, folder, clock: clock).variable(60270).id == 60270)
            }
        }
    }

    @Test("a server with the published limits never has to refuse")
    func limitsRespected() async throws {
        try await withFolder { folder in
            let clock = VirtualClock()
            let limits = [
                LoopbackOffice.Limit(seconds: 1, requests: 5), LoopbackOffice.Limit(seconds: 900, requests: 100),
                LoopbackOffice.Limit(seconds: 43_200, requests: 1_000),
            ]
            try await LoopbackOffice.run(smallBank(powiats: 1, gminasEach: 1), limits: limits, now: { clock.seconds }) { office, url in
                let client = try testClient(url, folder, clock: clock) { $0.ignoresCache = true }
                for _ in 0..<330 { _ = try await client.variable(60270) }
                #expect(office.requests.count == 330 && office.requests.allSatisfy(\.wasAdmitted))
                // 100 at once, and the rest in three further quarters of an hour.
                #expect(clock.sleeps.count { $0 > 60 } == 3)
            }
        }
    }

    @Test("a client that knows of no limits is taught by the server")
    func limitsTaught() async throws {
        try await withFolder { folder in
            let clock = VirtualClock()
            try await LoopbackOffice.run(smallBank(), limits: [.init(seconds: 10, requests: 3)], now: { clock.seconds }) { office, url in
                let client = try testClient(url, folder, clock: clock, limits: RequestLimits(windows: [])) {
                    $0.ignoresCache = true
                    $0.retry.attemptsAfterTooMany = 20
                }
                for _ in 0..<7 { _ = try await client.variable(60270) }
                #expect(office.requests.count { $0.wasAdmitted } == 7)
            }
        }
    }

    @Test("wrong questions are not asked again")
    func refusals() async throws {
        try await withFolder { folder in
            try await LoopbackOffice.run(smallBank()) { office, url in
                let client = try testClient(url, folder, clock: VirtualClock(), key: "bad")
                await #expect {
                    try await client.variable(999)
                } throws: {
                    $0 as? BDLError == .unknownVariable(999) && $0.localizedDescription.contains("--search")
                }
                office.fail("variables/60270", .status(403))
                await #expect { try await client.variable(60270) } throws: { $0.localizedDescription.contains("POWIATLAS_BDL_CLIENT_ID") }
                office.fail("subjects/P1", .status(400, body: #"{"errors":[{"errorReason":"Bad subject"}]}"#))
                await #expect { try await client.subject("P1") } throws: { $0.localizedDescription.contains("Bad subject") }
                office.fail("subjects/P2392", .json(#"{"name":"without an id"}"#))
                await #expect { try await client.subject("P2392") } throws: { $0.localizedDescription.contains("has no “id”") }
                #expect(office.requests.count == 4)
            }
        }
    }

    @Test("addresses and keys that cannot be are refused before anything is sent")
    func badConfiguration() async throws {
        try await withFolder { folder in
            for address in ["", "bdl.stat.gov.pl", "ftp://bdl.stat.gov.pl", "http://", "https://host/api?x=1"] {
                #expect(throws: BDLError.badBaseURL(address)) { try testClient(address, folder, clock: VirtualClock()) }
            }
            for key in ["two words", "line\nbreak", "ż"] {
                #expect(throws: BDLError.badClientID) { try testClient("http://127.0.0.1:1", folder, clock: VirtualClock(), key: key) }
            }
            let file = folder.appendingPathComponent("file")
            try Data().write(to: file)
            #expect { try testClient("http://127.0.0.1:1", file, clock: VirtualClock()) } throws: { $0.localizedDescription.contains("--cache") }
        }
    }

    @Test("a second client takes the day's answers from the cache and asks about older ones")
    func cache() async throws {
        try await withFolder { folder in
            try await LoopbackOffice.run(smallBank()) { office, url in
                let clock = VirtualClock()
                func table(_ change: (inout BDLConfiguration) -> Void = { _ in }) async throws -> BDLTable {
                    try await BDLTable.fetch(query, client: testClient(url, folder, clock: clock, change: change)) { _, _, _ in }
                }
                let first = try await table()
                #expect(office.requests.count == 1)
                #expect(try await table().series == first.series)
                #expect(office.requests.count == 1)

                // After a day its ETag is sent; nothing changed.
                clock.advance(25 * 3600)
                #expect(try await table().series == first.series)
                #expect(office.requests.count == 2 && office.requests[1].etag != nil)
                #expect(try await table().series == first.series)
                #expect(office.requests.count == 2)

                // Something changed.
                clock.advance(25 * 3600)
                office.change { $0.variables[0].value = { _, _ in LoopbackBank.Value(7) } }
                #expect(try await table().series.allSatisfy { $0.values.allSatisfy { $0.value == 7 } })
                #expect(office.requests.count == 3)

                // --refresh
                _ = try await table { $0.ignoresCache = true }
                #expect(office.requests.count == 4 && office.requests[3].etag == nil)

                // A damaged file is no answer, and one of months ago is cleared away.
                let answers = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)!.compactMap { $0 as? URL }
                    .filter { $0.pathExtension == "json" }
                #expect(answers.count == 1)
                try Data(#"{"request":"#.utf8).write(to: answers[0])
                _ = try await table()
                #expect(office.requests.count == 5)
                try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -61 * 86_400)], ofItemAtPath: answers[0].path)
                _ = try testClient(url, folder, clock: clock)
                #expect(!FileManager.default.fileExists(atPath: answers[0].path))
            }
        }
    }

    @Test("pages of two states of the bank are fetched anew, once")
    func changedMeanwhile() async throws {
        try await withFolder { folder in
            try await LoopbackOffice.run(smallBank(powiats: 8, gminasEach: 20)) { office, url in
                let clock = VirtualClock()
                // An interrupted run: two pages are here, then the bank is updated.
                let client = try testClient(url, folder, clock: clock)
                for page in 0..<2 { _ = try await client.values(query, page: page) }
                office.change { $0.variables[0].lastUpdate = "2026-06-01T08:00:00" }
                let table = try await BDLTable.fetch(query, client: client) { _, _, _ in }
                #expect(table.lastUpdate == "2026-06-01T08:00:00")
                #expect(office.requests.count == 2 + 1 + 3)
            }
        }
    }

    @Test("pages that never fit together are refused")
    func neverFit() async throws {
        try await withFolder { folder in
            try await LoopbackOffice.run(smallBank()) { office, url in
                for _ in 0..<2 {
                    office.fail("by-variable", .json(#"{"variableId":60270,"totalRecords":2,"results":[{"id":"052612001011","name":"A","values":[]}]}"#))
                }
                let client = try testClient(url, folder, clock: VirtualClock())
                await #expect { try await BDLTable.fetch(query, client: client) { _, _, _ in } } throws: {
                    $0.localizedDescription.contains("1 units where 2 were announced")
                }
            }
        }
    }

    @Test("a cancelled task stops between requests")
    func cancelled() async throws {
        try await withFolder { folder in
            try await LoopbackOffice.run(smallBank()) { office, url in
                office.fail("variables/", .slow(seconds: 2))
                let client = try testClient(url, folder, clock: VirtualClock())
                let task = Task { try await client.variable(60270) }
                while office.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
            }
        }
    }

    @Test("the proxy of the environment, as other programs read it")
    func proxy() {
        #expect(Connections.proxy(of: [:]) == nil && Connections.proxy(of: ["https_proxy": " "]) == nil)
        #expect(Connections.proxy(of: ["https_proxy": "http://proxy.example:3128"])?.port == 3128)
        #expect(Connections.proxy(of: ["HTTPS_PROXY": "proxy.example:80"])?.host == "proxy.example")
        #expect(Connections.proxy(of: ["https_proxy": "http://a:b@proxy.example"])?.port == 8080)
    }

    @Test("links decide whether a page follows, whatever the total counts")
    func linksDecide() async throws {
        try await withFolder { folder in
            try await LoopbackOffice.run(smallBank()) { office, url in
                office.fail(
                    "page=0", .json(#"{"totalRecords":900,"links":{"next":"x"},"results":[{"id":"052612001011","name":"A","values":[]}]}"#))
                office.fail("page=1", .json(#"{"totalRecords":900,"links":{"self":"x"},"results":[{"id":"052612001022","name":"B","values":[]}]}"#))
                let table = try await BDLTable.fetch(query, client: testClient(url, folder, clock: VirtualClock())) { _, _, _ in }
                #expect(table.series.map(\.name) == ["A", "B"] && office.requests.count == 2)
            }
        }
    }
}
