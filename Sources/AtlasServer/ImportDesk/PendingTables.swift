// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Uploaded files between their preview and the planner's word. They stay in memory, few and not for long.
final class PendingTables: Sendable {
    struct Table: Sendable {
        let file: String
        let data: Data
        let since: ContinuousClock.Instant
    }

    static let countLimit = 12
    static let byteLimit = 96 << 20
    static let lifetime = Duration.seconds(45 * 60)

    private let tables = Mutex<[String: Table]>([:])

    /// Keeps a file; the oldest ones make room.
    /// - Returns: a name that nobody can guess.
    func keep(_ file: String, _ data: Data) -> String {
        let id = ImportAccess.random()
        tables.withLock { tables in
            let now = ContinuousClock.now
            tables = tables.filter { now - $0.value.since < Self.lifetime }
            while tables.count >= Self.countLimit || tables.values.reduce(data.count, { $0 + $1.data.count }) > Self.byteLimit, !tables.isEmpty {
                if let oldest = tables.min(by: { $0.value.since < $1.value.since }) { tables[oldest.key] = nil }
            }
            tables[id] = Table(file: file, data: data, since: now)
        }
        return id
    }

    func table(_ id: String) -> Table? {
        tables.withLock { tables in
            tables[id].flatMap { ContinuousClock.now - $0.since < Self.lifetime ? $0 : nil }
        }
    }

    func drop(_ id: String) { tables.withLock { $0[id] = nil } }
}
