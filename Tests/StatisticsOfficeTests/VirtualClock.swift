// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

@testable import StatisticsOffice

/// A clock that stands still but for the waits asked of it, which pass at once.
final class VirtualClock: OfficeClock {
    private struct State {
        var now: Double
        var sleeps: [Double] = []
    }

    private let state: Mutex<State>

    init(_ seconds: Double = 1_800_000_000) {
        state = Mutex(State(now: seconds))
    }

    var now: Date { Date(timeIntervalSince1970: seconds) }
    var seconds: Double { state.withLock { $0.now } }
    var sleeps: [Double] { state.withLock { $0.sleeps } }

    func advance(_ seconds: Double) { state.withLock { $0.now += seconds } }

    func sleep(seconds: Double) async throws {
        try Task.checkCancellation()
        state.withLock {
            $0.now += seconds
            $0.sleeps.append(seconds)
        }
    }
}

/// Gives `body` an empty folder and removes it afterwards.
func withFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("powiatlas-office-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

/// What a client or an import said, in order.
final class Said<Item: Sendable>: Sendable {
    private let items = Mutex<[Item]>([])

    var all: [Item] { items.withLock { $0 } }
    func note(_ item: Item) { items.withLock { $0.append(item) } }
}
