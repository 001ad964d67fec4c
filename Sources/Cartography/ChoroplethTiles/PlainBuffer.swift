// SPDX-License-Identifier: Apache-2.0

/// Memory for a growing run of plain values, without the checks of an array. Copies share the memory: a loop
/// takes a copy, appends to it and puts it back. Whoever owns the buffer deallocates it.
struct PlainBuffer<Element: BitwiseCopyable> {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int = 64) {
        self.capacity = max(capacity, 1)
        base = .allocate(capacity: self.capacity)
    }

    func deallocate() { base.deallocate() }

    var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }

    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow(to: count + 1) }
        base[count] = element
        count += 1
    }

    mutating func removeAll() { count = 0 }

    /// Makes room for `count` elements, whose content is not defined where it was not set before.
    mutating func resize(to count: Int) {
        if count > capacity { grow(to: count) }
        self.count = count
    }

    /// Makes `count` equal elements, whatever was there.
    mutating func fill(_ element: Element, count: Int) {
        resize(to: count)
        base.update(repeating: element, count: count)
    }

    @inline(never)
    private mutating func grow(to least: Int) {
        let larger = max(least, capacity * 2)
        let moved = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        moved.update(from: base, count: count)
        base.deallocate()
        base = moved
        capacity = larger
    }
}
