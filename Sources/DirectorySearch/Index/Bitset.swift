// SPDX-License-Identifier: Apache-2.0

/// A set of entries by their ordinals, a bit an entry. The loops are kept plain so that the compiler can use vector
/// instructions.
struct Bitset: Sendable, Equatable, Sequence {
    private(set) var words: [UInt64]
    /// How many entries there are, in the set or not.
    let capacity: Int

    init(capacity: Int, filled: Bool = false) {
        self.capacity = capacity
        words = Array(repeating: filled ? .max : 0, count: (capacity + 63) / 64)
        if filled { clearTail() }
    }

    private mutating func clearTail() {
        if capacity % 64 != 0, let last = words.indices.last { words[last] &= (1 << UInt64(capacity % 64)) &- 1 }
    }

    @inline(__always) func contains(_ ordinal: Int) -> Bool { words[ordinal >> 6] >> UInt64(ordinal & 63) & 1 == 1 }

    @inline(__always) mutating func insert(_ ordinal: Int) { words[ordinal >> 6] |= 1 << UInt64(ordinal & 63) }

    @inline(__always) mutating func remove(_ ordinal: Int) { words[ordinal >> 6] &= ~(1 << UInt64(ordinal & 63)) }

    /// Puts an entry in or takes it out; a set that has it so already is not copied.
    mutating func set(_ ordinal: Int, _ isIn: Bool) {
        guard contains(ordinal) != isIn else { return }
        if isIn { insert(ordinal) } else { remove(ordinal) }
    }

    /// Inserts what a stretch of another set holds, under other ordinals.
    mutating func insert(from other: Bitset, at start: Int, count: Int, as first: Int) {
        words.withUnsafeMutableBufferPointer { words in
            other.words.withUnsafeBufferPointer { others in
                var done = 0
                while done < count {
                    let (from, to) = (start + done, first + done)
                    let length = Swift.min(64 - to & 63, count - done)
                    let shift = UInt64(from & 63)
                    var bits = others[from >> 6] >> shift
                    if Int(shift) + length > 64 { bits |= others[from >> 6 + 1] << (64 - shift) }
                    if length < 64 { bits &= 1 << UInt64(length) &- 1 }
                    words[to >> 6] |= bits << UInt64(to & 63)
                    done += length
                }
            }
        }
    }

    mutating func insert(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let (first, last) = (range.lowerBound >> 6, (range.upperBound - 1) >> 6)
        let head = UInt64.max << UInt64(range.lowerBound & 63)
        let tail = UInt64.max >> UInt64(63 - (range.upperBound - 1) & 63)
        if first == last {
            words[first] |= head & tail
        } else {
            words[first] |= head
            for word in first + 1..<last { words[word] = .max }
            words[last] |= tail
        }
    }

    mutating func insert(_ ordinals: some Sequence<UInt32>) {
        words.withUnsafeMutableBufferPointer { words in
            for ordinal in ordinals { words[Int(ordinal >> 6)] |= 1 << UInt64(ordinal & 63) }
        }
    }

    mutating func formUnion(_ other: Bitset) {
        words.withUnsafeMutableBufferPointer { words in
            other.words.withUnsafeBufferPointer { others in
                for index in 0..<words.count { words[index] |= others[index] }
            }
        }
    }

    mutating func formIntersection(_ other: Bitset) {
        words.withUnsafeMutableBufferPointer { words in
            other.words.withUnsafeBufferPointer { others in
                for index in 0..<words.count { words[index] &= others[index] }
            }
        }
    }

    mutating func subtract(_ other: Bitset) {
        words.withUnsafeMutableBufferPointer { words in
            other.words.withUnsafeBufferPointer { others in
                for index in 0..<words.count { words[index] &= ~others[index] }
            }
        }
    }

    /// How many entries are in the set.
    var count: Int {
        words.withUnsafeBufferPointer { words in
            var count = 0
            for index in 0..<words.count { count &+= words[index].nonzeroBitCount }
            return count
        }
    }

    var isEmpty: Bool { words.withUnsafeBufferPointer { words in words.allSatisfy { $0 == 0 } } }

    /// How many entries are in both sets.
    func intersectionCount(_ other: Bitset) -> Int {
        words.withUnsafeBufferPointer { words in
            other.words.withUnsafeBufferPointer { others in
                var count = 0
                for index in 0..<words.count { count &+= (words[index] & others[index]).nonzeroBitCount }
                return count
            }
        }
    }

    func intersects(_ other: Bitset) -> Bool {
        words.withUnsafeBufferPointer { words in
            other.words.withUnsafeBufferPointer { others in
                for index in 0..<words.count where words[index] & others[index] != 0 { return true }
                return false
            }
        }
    }

    /// How many entries of a range are in the set.
    func count(in range: Range<Int>) -> Int {
        guard !range.isEmpty else { return 0 }
        let (first, last) = (range.lowerBound >> 6, (range.upperBound - 1) >> 6)
        let head = UInt64.max << UInt64(range.lowerBound & 63)
        let tail = UInt64.max >> UInt64(63 - (range.upperBound - 1) & 63)
        return words.withUnsafeBufferPointer { words in
            if first == last { return (words[first] & head & tail).nonzeroBitCount }
            var count = (words[first] & head).nonzeroBitCount + (words[last] & tail).nonzeroBitCount
            for index in first + 1..<last { count &+= words[index].nonzeroBitCount }
            return count
        }
    }

    /// The entries of the set in order.
    @inline(__always) func forEach(_ body: (Int) -> Void) {
        words.withUnsafeBufferPointer { words in
            for index in 0..<words.count {
                var word = words[index]
                while word != 0 {
                    body(index << 6 | word.trailingZeroBitCount)
                    word &= word &- 1
                }
            }
        }
    }

    func makeIterator() -> AnyIterator<Int> {
        var index = 0
        var word: UInt64 = words.first ?? 0
        return AnyIterator {
            while word == 0 {
                index += 1
                guard index < words.count else { return nil }
                word = words[index]
            }
            defer { word &= word &- 1 }
            return index << 6 | word.trailingZeroBitCount
        }
    }

    static func union(_ sets: [Bitset], capacity: Int) -> Bitset {
        guard var result = sets.first else { return Bitset(capacity: capacity) }
        for set in sets.dropFirst() { result.formUnion(set) }
        return result
    }
}
