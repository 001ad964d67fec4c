// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A value while it is being made and after. The first to ask starts it; all others wait for the same one.
final class PendingValue<Value: Sendable>: Sendable {
    private let make: @Sendable () async throws -> Value
    private let task = Mutex<Task<Value, any Error>?>(nil)
    private let made = Mutex(false)

    init(_ make: @escaping @Sendable () async throws -> Value) {
        self.make = make
    }

    /// Whether it answers at once.
    var isMade: Bool { made.withLock { $0 } }

    /// Whether anybody has asked for it yet.
    var isBegun: Bool { task.withLock { $0 != nil } }

    var value: Value {
        get async throws {
            let running = task.withLock { task in
                if let task { return task }
                let started = Task.detached { [make] in try await make() }
                task = started
                return started
            }
            do {
                let value = try await running.value
                made.withLock { $0 = true }
                return value
            } catch {
                // The next to ask tries again.
                task.withLock { if $0 == running { $0 = nil } }
                throw error
            }
        }
    }

    /// Waits until nothing is at work for it any more.
    func finish() async {
        if let running = task.withLock({ $0 }) { _ = try? await running.value }
    }
}
