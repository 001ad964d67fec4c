// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import StatisticsOffice

@Suite("Limits of requests")
struct RequestLimitsTests {
    @Test("the published numbers")
    func published() {
        #expect(RequestLimits.anonymous.windows.map(\.requests) == [5, 100, 1_000, 10_000])
        #expect(RequestLimits.registered.windows.map(\.requests) == [10, 500, 5_000, 50_000])
        for limits in [RequestLimits.anonymous, .registered] { #expect(limits.windows.map(\.seconds) == [1, 900, 43_200, 604_800]) }
    }

    @Test("a request waits for the window that is full longest")
    func longestWindow() {
        let limits = RequestLimits(windows: [.init(seconds: 10, requests: 2), .init(seconds: 100, requests: 3)])
        #expect(limits.wait(after: [], now: 0) == 0)
        #expect(limits.wait(after: [0, 1], now: 2) == 8)
        #expect(limits.wait(after: [0, 1, 2], now: 3) == 97)
        #expect(limits.wait(after: [0, 1, 2], now: 100) == 0)
        #expect(limits.duration(of: 3, after: [], now: 0) == 10)
        #expect(limits.duration(of: 4, after: [], now: 0) == 100)
    }

    /// Whatever the moments, no window of the server ever holds more than it may.
    @Test("2,000 anonymous requests keep all windows at once")
    func manyRequests() async throws {
        try await withFolder { folder in
            let clock = VirtualClock()
            let limiter = RequestLimiter(limits: .anonymous, folder: folder, identity: "anonymous", clock: clock)
            var times: [Double] = []
            for index in 0..<2_000 {
                try await limiter.admit(maximumWaitSeconds: .infinity) { _ in }
                times.append(clock.seconds)
                // Answers take their time too.
                if index.isMultiple(of: 3) { clock.advance(0.3) }
            }
            for window in RequestLimits.anonymous.windows {
                var first = 0
                for (index, time) in times.enumerated() {
                    while times[first] <= time - window.seconds { first += 1 }
                    #expect(index - first + 1 <= window.requests, "\(window) at \(time)")
                }
            }
            // 1,000 in 12 hours is what holds: the second thousand comes half a day later, and no later than that.
            #expect((43_000...43_300).contains(times[1_000] - times[0]))
        }
    }

    @Test("a second run counts what the first one asked")
    func persisted() async throws {
        try await withFolder { folder in
            let clock = VirtualClock()
            let first = RequestLimiter(limits: .anonymous, folder: folder, identity: "anonymous", clock: clock)
            for _ in 0..<100 { try await first.admit(maximumWaitSeconds: 60) { _ in } }
            clock.advance(60)

            let second = RequestLimiter(limits: .anonymous, folder: folder, identity: "anonymous", clock: clock)
            let allowance = try await second.allowance()
            #expect(allowance.windows.map(\.used) == [0, 100, 100, 100])
            #expect(allowance.leftWithoutWaiting == 0)
            await #expect(throws: BDLError.self) { try await second.admit(maximumWaitSeconds: 60) { _ in } }
            let waits = Said<Double>()
            try await second.admit(maximumWaitSeconds: 900) { waits.note($0) }
            #expect(waits.all.count == 1 && (800...900).contains(waits.all[0]))

            let other = RequestLimiter(limits: .registered, folder: folder, identity: "key-1", clock: clock)
            #expect(try await other.allowance().windows.map(\.used) == [0, 0, 0, 0])
        }
    }

    @Test("two at once on one log do not exceed the limits together")
    func concurrently() async throws {
        try await withFolder { folder in
            let clock = VirtualClock()
            let limits = RequestLimits(windows: [.init(seconds: 1_000, requests: 20)])
            let limiters = (0..<4).map { _ in RequestLimiter(limits: limits, folder: folder, identity: "anonymous", clock: clock) }
            let admitted = try await withThrowingTaskGroup(of: Int.self) { group in
                for limiter in limiters {
                    group.addTask {
                        var count = 0
                        for _ in 0..<10 where (try? await limiter.admit(maximumWaitSeconds: 0) { _ in }) != nil { count += 1 }
                        return count
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(admitted == 20)
        }
    }

    @Test("the log is cut down, and forgets nothing that counts")
    func cutDown() async throws {
        try await withFolder { folder in
            let log = RequestLog(file: folder.appendingPathComponent("log"), horizonSeconds: 1_000)
            for index in 0..<3_500 { try log.note(now: Double(index)) { _ in true } }
            #expect(try log.times(now: 3_499).count == 1_000)
            let bytes = try Data(contentsOf: log.file)
            #expect(bytes.count.isMultiple(of: 14) && bytes.count <= 14 * 3_010)
            // Damage and lines of a wrong clock are passed over.
            try (bytes + Data("nonsense lines\n9999999999999\n".utf8)).write(to: log.file)
            #expect(try log.times(now: 3_499).count == 1_000)
        }
    }

    @Test("what the API asked for is kept for the next run, within reason")
    func blocked() async throws {
        try await withFolder { folder in
            let clock = VirtualClock()
            await RequestLimiter(limits: .anonymous, folder: folder, identity: "anonymous", clock: clock).block(untilAfter: 396)
            let next = RequestLimiter(limits: .anonymous, folder: folder, identity: "anonymous", clock: clock)
            try await next.admit(maximumWaitSeconds: 400) { _ in }
            #expect(clock.sleeps.map { $0.rounded() } == [396])
            try Data("9e99".utf8).write(to: folder.appendingPathComponent("blocked-anonymous"))
            try await next.admit(maximumWaitSeconds: 1) { _ in }
        }
    }

    @Test(
        "Retry-After in its forms",
        arguments: [("396 sek", 396.0), ("7", 7), (" 12 ", 12), ("Tue, 15 Nov 1994 08:12:31 GMT", 30), ("Tue, 15 Nov 1994 08:00:00 GMT", 0)])
    func retryAfter(text: String, seconds: Double) {
        #expect(retryAfterSeconds(text, now: Date(timeIntervalSince1970: 784_887_121)) == seconds)
    }

    @Test("a Retry-After that says nothing", arguments: ["", "soon", "-5"])
    func noRetryAfter(text: String) {
        #expect(retryAfterSeconds(text, now: Date()) == nil)
    }

    @Test("pauses double up to a limit, half of each left to chance")
    func pauses() {
        let policy = RetryPolicy()
        #expect((1...8).map { policy.pause(afterFailure: $0, random: 1) } == [1, 2, 4, 8, 16, 32, 60, 60])
        #expect(policy.pause(afterFailure: 3, random: 0) == 2)
        #expect(policy.pause(afterTooMany: 9, random: 1) == 900)
    }
}
