// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// A thread-safe cache with a bounded total cost; what was asked for longest ago goes first.
final class LeastRecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var entries: [Key: (value: Value, lastUse: UInt64)] = [:]
        var totalCost = 0
        var clock: UInt64 = 0
    }

    private let budget: Int
    private let cost: @Sendable (Value) -> Int
    private let state = Mutex(State())

    /// - Parameter cost: what a value takes of the budget; it must not change while the value is kept.
    init(budget: Int, cost: @escaping @Sendable (Value) -> Int) {
        self.budget = budget
        self.cost = cost
    }

    /// A cache of at most `capacity` values.
    convenience init(capacity: Int) {
        self.init(budget: capacity) { _ in 1 }
    }

    /// What the kept values cost together.
    var totalCost: Int { state.withLock { $0.totalCost } }

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
            if let old = state.entries.updateValue((value, state.clock), forKey: key) { state.totalCost -= cost(old.value) }
            state.totalCost += cost(value)
            guard state.totalCost > budget else { return }
            // Down to seven eighths at once, so that the search for the oldest is rare.
            for entry in state.entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
                guard state.totalCost > budget / 8 * 7 else { break }
                state.entries[entry.key] = nil
                state.totalCost -= cost(entry.value.value)
            }
        }
    }
}

extension LeastRecentlyUsed where Value == ByteBuffer {
    /// A cache of answers of at most this many bytes together.
    convenience init(budgetBytes: Int) {
        self.init(budget: budgetBytes) { $0.readableBytes }
    }
}
