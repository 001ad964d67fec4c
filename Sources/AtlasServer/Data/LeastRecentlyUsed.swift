// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// A thread-safe cache with a bounded total cost; what was asked for longest ago goes first.
final class LeastRecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// Entries are a chain from the latest asked for to the oldest, so that no search is needed to find either end.
    private struct State {
        struct Entry {
            let key: Key
            var value: Value
            var cost: Int
            var newer: Int?
            var older: Int?
        }

        var places: [Key: Int] = [:]
        var entries: [Entry?] = []
        var free: [Int] = []
        var newest: Int?
        var oldest: Int?
        var totalCost = 0

        mutating func unlink(_ place: Int) {
            guard let entry = entries[place] else { return }
            if let newer = entry.newer { entries[newer]?.older = entry.older } else { newest = entry.older }
            if let older = entry.older { entries[older]?.newer = entry.newer } else { oldest = entry.newer }
        }

        mutating func putFirst(_ place: Int) {
            entries[place]?.newer = nil
            entries[place]?.older = newest
            if let newest { entries[newest]?.newer = place } else { oldest = place }
            newest = place
        }

        mutating func remove(_ place: Int) {
            guard let entry = entries[place] else { return }
            unlink(place)
            totalCost -= entry.cost
            places[entry.key] = nil
            entries[place] = nil
            free.append(place)
        }
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
            guard let place = state.places[key] else { return nil }
            if state.newest != place {
                state.unlink(place)
                state.putFirst(place)
            }
            return state.entries[place]?.value
        }
    }

    /// A value that alone is above the budget is not kept.
    func store(_ value: Value, for key: Key) {
        let cost = cost(value)
        state.withLock { state in
            if let known = state.places[key] { state.remove(known) }
            guard cost <= budget else { return }
            let place = state.free.popLast() ?? state.entries.count
            let entry = State.Entry(key: key, value: value, cost: cost, newer: nil, older: nil)
            if place == state.entries.count { state.entries.append(entry) } else { state.entries[place] = entry }
            state.places[key] = place
            state.totalCost += cost
            state.putFirst(place)
            while state.totalCost > budget, let oldest = state.oldest { state.remove(oldest) }
        }
    }
}

extension LeastRecentlyUsed where Value == ByteBuffer {
    /// A cache of answers of at most this many bytes together.
    convenience init(budgetBytes: Int) {
        self.init(budget: budgetBytes) { $0.readableBytes }
    }
}
