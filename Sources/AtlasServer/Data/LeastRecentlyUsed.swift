// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A small thread-safe cache with a fixed number of entries; the one asked for longest ago goes first.
final class LeastRecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var entries: [Key: (value: Value, lastUse: UInt64)] = [:]
        var clock: UInt64 = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) {
        self.capacity = capacity
    }

    subscript(key: Key) -> Value? {
        state.withLock { state in
            guard let value = state.entries[key]?.value else { return nil }
            state.clock += 1
            state.entries[key]?.lastUse = state.clock
            return value
        }
    }

    func store(_ value: Value, for key: Key) {
        state.withLock { state in
            state.clock += 1
            state.entries[key] = (value, state.clock)
            guard state.entries.count > capacity else { return }
            // Dropping an eighth at once keeps the search for the oldest rare.
            let uses = state.entries.values.map(\.lastUse).sorted()
            let threshold = uses[max(1, capacity / 8)]
            state.entries = state.entries.filter { $0.value.lastUse >= threshold }
        }
    }
}
