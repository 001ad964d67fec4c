// SPDX-License-Identifier: Apache-2.0

/// Lists of numbers behind one another in one array, which is small and keeps them near in memory.
struct PackedLists: Sendable {
    private(set) var offsets: [UInt32]
    private(set) var values: [UInt32]

    init() {
        offsets = [0]
        values = []
    }

    init(_ lists: [[UInt32]]) {
        self.init()
        offsets.reserveCapacity(lists.count + 1)
        values.reserveCapacity(lists.reduce(0) { $0 + $1.count })
        for list in lists { append(list) }
    }

    /// - Parameter counts: how many of the values belong to each list, in order.
    init(values: [UInt32], counts: [Int]) {
        self.values = values
        var end: UInt32 = 0
        offsets = [0]
        offsets.reserveCapacity(counts.count + 1)
        for count in counts {
            end += UInt32(count)
            offsets.append(end)
        }
    }

    init(reserving lists: Int, values count: Int) {
        self.init()
        offsets.reserveCapacity(lists + 1)
        values.reserveCapacity(count)
    }

    init(offsets: [UInt32], values: [UInt32]) {
        self.offsets = offsets
        self.values = values
    }

    /// Appends lists of another.
    mutating func append(_ other: PackedLists, _ lists: Range<Int>) {
        let (first, last) = (Int(other.offsets[lists.lowerBound]), Int(other.offsets[lists.upperBound]))
        let start = values.count
        values.append(contentsOf: other.values[first..<last])
        for list in lists { offsets.append(UInt32(start + Int(other.offsets[list + 1]) - first)) }
    }

    /// The same with other lists in the places of some.
    func replacing(_ lists: [Int: [UInt32]]) -> PackedLists {
        guard !lists.isEmpty else { return self }
        var result = PackedLists(reserving: count, values: values.count + lists.values.reduce(0) { $0 + $1.count })
        for place in lists.keys.sorted() {
            result.append(self, result.count..<place)
            result.append(lists[place] ?? [])
        }
        result.append(self, result.count..<count)
        return result
    }

    mutating func append(_ list: some Sequence<UInt32>) {
        values.append(contentsOf: list)
        offsets.append(UInt32(values.count))
    }

    var count: Int { offsets.count - 1 }

    subscript(_ index: Int) -> ArraySlice<UInt32> { values[Int(offsets[index])..<Int(offsets[index + 1])] }
}

/// Entries by a number that is theirs, or almost: a telephone number, the hash of a name. Two sorted columns take a
/// tenth of the memory of a dictionary of lists.
struct NumberedEntries: Sendable {
    private let keys: [UInt64]
    private let ordinals: [UInt32]

    init(_ pairs: [(key: UInt64, ordinal: UInt32)]) {
        let sorted = pairs.sorted { ($0.key, $0.ordinal) < ($1.key, $1.ordinal) }
        keys = sorted.map(\.key)
        ordinals = sorted.map(\.ordinal)
    }

    /// As `OrdinalMove.numbered` says.
    func moved(by move: OrdinalMove, gone: Set<UInt32>, added: [(key: UInt64, ordinal: UInt32)]) -> NumberedEntries {
        if gone.isEmpty, added.isEmpty, move.isIdentity { return self }
        let added = added.sorted { ($0.key, $0.ordinal) < ($1.key, $1.ordinal) }
        var (newKeys, newOrdinals): ([UInt64], [UInt32]) = ([], [])
        newKeys.reserveCapacity(keys.count + added.count)
        newOrdinals.reserveCapacity(keys.count + added.count)
        var next = 0
        func append(_ pair: (key: UInt64, ordinal: UInt32)) {
            newKeys.append(pair.key)
            newOrdinals.append(pair.ordinal)
        }
        for (key, old) in zip(keys, ordinals) where gone.isEmpty || !gone.contains(old) {
            guard let ordinal = move.new(old) else { continue }
            while next < added.count, (added[next].key, added[next].ordinal) < (key, ordinal) {
                append(added[next])
                next += 1
            }
            append((key, ordinal))
        }
        while next < added.count {
            append(added[next])
            next += 1
        }
        return NumberedEntries(keys: newKeys, ordinals: newOrdinals)
    }

    private init(keys: [UInt64], ordinals: [UInt32]) {
        self.keys = keys
        self.ordinals = ordinals
    }

    /// In order.
    subscript(_ key: UInt64) -> ArraySlice<UInt32> {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < keys.count, keys[end] == key { end += 1 }
        return ordinals[low..<end]
    }
}
