// SPDX-License-Identifier: Apache-2.0

/// Where entries stand after some were taken out and others put in: all others keep their order. Whole stretches are copied at
/// once, so that a change of one entry among a hundred thousand takes about as long as copying what is kept of them.
struct OrdinalMove: Sendable {
    /// Entries that stay together: `count` of them from `old` on stand from `new` on.
    struct Run: Sendable {
        let old: Int
        let new: Int
        let count: Int
    }

    let oldCount: Int
    let count: Int
    let runs: [Run]
    /// Whether all stay where they are.
    let isIdentity: Bool
    /// By the ordinal before; `gone` for entries that were taken out. Empty when all stay where they are.
    private let newOfOld: [UInt32]
    private static let gone = UInt32.max

    /// - Parameters:
    ///   - removed: ordinals before, ascending.
    ///   - inserted: ordinals after, ascending.
    init(oldCount: Int, removed: [Int], inserted: [Int]) {
        self.oldCount = oldCount
        count = oldCount - removed.count + inserted.count
        var runs: [Run] = []
        var (old, new) = (0, 0)
        var (nextRemoved, nextInserted) = (0, 0)
        while old < oldCount || new < count {
            if nextInserted < inserted.count, inserted[nextInserted] == new {
                nextInserted += 1
                new += 1
            } else if nextRemoved < removed.count, removed[nextRemoved] == old {
                nextRemoved += 1
                old += 1
            } else {
                let untilRemoved = (nextRemoved < removed.count ? removed[nextRemoved] : oldCount) - old
                let untilInserted = (nextInserted < inserted.count ? inserted[nextInserted] : count) - new
                let length = min(untilRemoved, untilInserted)
                runs.append(Run(old: old, new: new, count: length))
                old += length
                new += length
            }
        }
        self.runs = runs
        isIdentity = removed.isEmpty && inserted.isEmpty
        if isIdentity {
            newOfOld = []
        } else {
            var newOfOld = [UInt32](repeating: Self.gone, count: oldCount)
            for run in runs { for offset in 0..<run.count { newOfOld[run.old + offset] = UInt32(run.new + offset) } }
            self.newOfOld = newOfOld
        }
    }

    /// The ordinal after; nil for an entry that was taken out.
    func new(_ old: UInt32) -> UInt32? {
        if isIdentity { return old }
        let new = newOfOld[Int(old)]
        return new == Self.gone ? nil : new
    }

    /// Takes ordinals before for those after; none of them may have been taken out.
    func map(_ ordinals: inout [UInt32], from start: Int = 0) {
        guard !isIdentity else { return }
        newOfOld.withUnsafeBufferPointer { newOfOld in
            ordinals.withUnsafeMutableBufferPointer { ordinals in
                for index in start..<ordinals.count { ordinals[index] = newOfOld[Int(ordinals[index])] }
            }
        }
    }

    /// A column with a value an entry.
    /// - Parameter fresh: values by the ordinal after: of all entries that were put in, and of others that changed.
    func column<Value>(_ old: [Value], fresh: [Int: Value]) -> [Value] {
        var column = old
        if !isIdentity {
            column.removeAll(keepingCapacity: true)
            column.reserveCapacity(count)
            for run in runs {
                while column.count < run.new, let value = fresh[column.count] { column.append(value) }
                column.append(contentsOf: old[run.old..<run.old + run.count])
            }
            while column.count < count, let value = fresh[column.count] { column.append(value) }
        }
        for (ordinal, value) in fresh { column[ordinal] = value }
        return column
    }

    /// A set of entries; those that were put in are not in it.
    func set(_ old: Bitset) -> Bitset {
        if isIdentity { return old }
        var set = Bitset(capacity: count)
        for run in runs { set.insert(from: old, at: run.old, count: run.count, as: run.new) }
        return set
    }

    /// Lists by entry.
    /// - Parameter fresh: as for `column`.
    func rows(_ old: PackedLists, fresh: [Int: [UInt32]]) -> PackedLists {
        var rows = PackedLists(reserving: count, values: old.values.count + fresh.values.reduce(0) { $0 + $1.count })
        let changed = fresh.keys.sorted()
        var next = 0
        func appendFresh(until end: Int) {
            while next < changed.count, changed[next] < end, changed[next] == rows.count {
                rows.append(fresh[changed[next]] ?? [])
                next += 1
            }
        }
        for run in runs {
            appendFresh(until: run.new)
            let delta = run.old - run.new
            while rows.count < run.new + run.count {
                appendFresh(until: run.new + run.count)
                let end = next < changed.count ? min(changed[next], run.new + run.count) : run.new + run.count
                if rows.count < end { rows.append(old, rows.count + delta..<end + delta) }
            }
        }
        appendFresh(until: count)
        return rows
    }

    /// Lists of ordinals, in order.
    /// - Parameters:
    ///   - edits: by list; every list that has an entry that was taken out needs one.
    ///   - count: how many lists there are afterwards.
    ///   - weights: beside the values; empty for lists without.
    func lists(_ old: PackedLists, edits: [Int: ListEdit], count: Int, weights: inout [UInt8]) -> PackedLists {
        let isWeighted = weights.count == old.values.count && !weights.isEmpty
        let oldWeights = weights
        weights = []
        if isWeighted { weights.reserveCapacity(oldWeights.count + edits.values.reduce(0) { $0 + $1.added.count }) }
        var offsets: [UInt32] = [0]
        offsets.reserveCapacity(count + 1)
        var values: [UInt32] = []
        values.reserveCapacity(old.values.count + edits.values.reduce(0) { $0 + $1.added.count })
        var next = 0
        func copy(upTo end: Int) {
            let end = min(end, old.count)
            guard next < end else { return }
            let (first, last) = (Int(old.offsets[next]), Int(old.offsets[end]))
            let start = values.count
            values.append(contentsOf: old.values[first..<last])
            map(&values, from: start)
            if isWeighted { weights.append(contentsOf: oldWeights[first..<last]) }
            for list in next..<end { offsets.append(UInt32(start + Int(old.offsets[list + 1]) - first)) }
            next = end
        }
        for list in edits.keys.sorted() {
            guard let edit = edits[list] else { continue }
            copy(upTo: list)
            // New lists stand behind the old ones.
            while next < list {
                offsets.append(UInt32(values.count))
                next += 1
            }
            var kept: [(value: UInt32, weight: UInt8)] = edit.added
            if list < old.count {
                for position in Int(old.offsets[list])..<Int(old.offsets[list + 1]) where !edit.gone.contains(old.values[position]) {
                    guard let value = new(old.values[position]) else { continue }
                    kept.append((value, isWeighted ? oldWeights[position] : 0))
                }
            }
            kept.sort { $0.value < $1.value }
            values.append(contentsOf: kept.lazy.map(\.value))
            if isWeighted || old.values.isEmpty { weights.append(contentsOf: kept.lazy.map(\.weight)) }
            offsets.append(UInt32(values.count))
            next = list + 1
        }
        copy(upTo: count)
        while offsets.count <= count { offsets.append(UInt32(values.count)) }
        return PackedLists(offsets: offsets, values: values)
    }

    /// The same without weights.
    func lists(_ old: PackedLists, edits: [Int: ListEdit]) -> PackedLists {
        var none: [UInt8] = []
        return lists(old, edits: edits, count: old.count, weights: &none)
    }

    /// Entries by a number of theirs.
    /// - Parameters:
    ///   - gone: ordinals before, of entries that were taken out or changed.
    ///   - added: ordinals after.
    func numbered(_ old: NumberedEntries, gone: Set<UInt32>, added: [(key: UInt64, ordinal: UInt32)]) -> NumberedEntries {
        old.moved(by: self, gone: gone, added: added)
    }
}

/// What changes in one list of entries.
struct ListEdit {
    /// Ordinals before.
    var gone: Set<UInt32> = []
    /// Ordinals after, none of which stays from before.
    var added: [(value: UInt32, weight: UInt8)] = []
}
