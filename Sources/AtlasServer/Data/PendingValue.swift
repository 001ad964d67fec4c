// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Synchronization

/// A value while it is being made and after. The first to ask starts it; all others wait for the same one.
final class PendingValue<Value: Sendable>: Sendable {
    private let make: @Sendable () async throws -> Value
    private let task = Mutex<Task<Value, any Error>?>(nil)
    private let made = Mutex<Value?>(nil)

    init(_ make: @escaping @Sendable () async throws -> Value) {
        self.make = make
    }

    /// One that is there already.
    init(made value: Value) {
        make = { value }
        task.withLock { $0 = Task.detached { value } }
        made.withLock { $0 = value }
    }

    /// Whether it answers at once.
    var isMade: Bool { made.withLock { $0 != nil } }

    /// What was made; nil until then.
    var known: Value? { made.withLock { $0 } }

    /// Whether anybody has asked for it yet.
    var isBegun: Bool { task.withLock { $0 != nil } }

    var value: Value {
        get async throws {
            while true {
                let view = FixedView.current
                let (running, isOwn) = task.withLock { task in
                    if let task { return (task, false) }
                    // Whoever reads a view of the file has what is made for it read the same.
                    let started = Task.detached { [make] in try await view.reading(make) }
                    task = started
                    return (started, true)
                }
                do {
                    let value = try await running.value
                    made.withLock { $0 = value }
                    return value
                } catch {
                    // The next to ask tries again.
                    task.withLock { if $0 == running { $0 = nil } }
                    // What others began of the newest moment may have been overtaken; in the view of the one who asks it cannot be.
                    guard error is SnapshotOutdated, !isOwn, view != nil else { throw error }
                }
            }
        }
    }

    /// Waits until nothing is at work for it any more.
    func finish() async {
        if let running = task.withLock({ $0 }) { _ = try? await running.value }
    }
}
