// SPDX-License-Identifier: Apache-2.0

/// Keeps the entries with the highest keys of any number that are offered, without sorting the others.
struct TopHits {
    struct Hit {
        let key: UInt64
        let ordinal: Int
    }

    /// A heap with the lowest key first.
    private var heap: [Hit] = []
    private let limit: Int
    /// The key that another must exceed; 0 while there is room.
    private(set) var lowest: UInt64 = 0

    var isFull: Bool { heap.count >= limit }

    init(limit: Int) {
        self.limit = limit
        heap.reserveCapacity(limit)
    }

    @inline(__always) mutating func offer(_ key: UInt64, _ ordinal: Int) {
        if heap.count < limit {
            heap.append(Hit(key: key, ordinal: ordinal))
            siftUp()
            if isFull { lowest = heap[0].key }
        } else if lowest < key {
            heap[0] = Hit(key: key, ordinal: ordinal)
            siftDown()
            lowest = heap[0].key
        }
    }

    private mutating func siftUp() {
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].key < heap[parent].key else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < heap.count else { return }
            let right = left + 1
            let child = right < heap.count && heap[right].key < heap[left].key ? right : left
            guard heap[child].key < heap[parent].key else { return }
            heap.swapAt(child, parent)
            parent = child
        }
    }

    /// From the highest key.
    var sorted: [Hit] { heap.sorted { $0.key > $1.key } }
}
