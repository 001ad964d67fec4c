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
        var hits = 0
        var misses = 0
        var evictions = 0

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

        mutating func insert(_ value: Value, for key: Key, cost: Int) {
            let place = free.popLast() ?? entries.count
            let entry = Entry(key: key, value: value, cost: cost, newer: nil, older: nil)
            if place == entries.count { entries.append(entry) } else { entries[place] = entry }
            places[key] = place
            totalCost += cost
            putFirst(place)
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

    let budget: Int
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

    /// Another cache with the same budget and those of the values that `keeps` says, as recently used as they are here.
    func copy(keeping keeps: (Key, Value) -> Bool) -> LeastRecentlyUsed {
        let copy = LeastRecentlyUsed(budget: budget, cost: cost)
        let (kept, hits, misses, evictions) = state.withLock { state in
            var kept: [(key: Key, value: Value, cost: Int)] = []
            var place = state.oldest
            while let current = place, let entry = state.entries[current] {
                kept.append((entry.key, entry.value, entry.cost))
                place = entry.newer
            }
            return (kept, state.hits, state.misses, state.evictions)
        }
        // Asked outside the lock: the answer may take a while.
        let chosen = kept.filter { keeps($0.key, $0.value) }
        copy.state.withLock { state in
            (state.hits, state.misses, state.evictions) = (hits, misses, evictions)
            for entry in chosen { state.insert(entry.value, for: entry.key, cost: entry.cost) }
        }
        return copy
    }

    /// What the kept values cost together.
    var totalCost: Int { state.withLock { $0.totalCost } }

    var values: [Value] { state.withLock { $0.entries.compactMap { $0?.value } } }

    /// How many questions it could answer and how many it could not, and how many values made room for others.
    var questions: (hits: Int, misses: Int, evictions: Int) { state.withLock { ($0.hits, $0.misses, $0.evictions) } }

    subscript(key: Key) -> Value? {
        state.withLock { state in
            guard let place = state.places[key] else {
                state.misses += 1
                return nil
            }
            state.hits += 1
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
            state.insert(value, for: key, cost: cost)
            while state.totalCost > budget, let oldest = state.oldest {
                state.remove(oldest)
                state.evictions += 1
            }
        }
    }
}

extension LeastRecentlyUsed where Value == ByteBuffer {
    /// A cache of answers of at most this many bytes together.
    convenience init(budgetBytes: Int) {
        // The place in the chain and in the table, the key and the buffer's head.
        self.init(budget: budgetBytes) { $0.readableBytes + 256 }
    }
}
