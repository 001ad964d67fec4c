// SPDX-License-Identifier: Apache-2.0

/// A uniform grid of buckets over boxes, for "what is near here" questions about short segments and
/// vertices. It is built once; an item may be taken out again, never added.
struct BucketGrid: Sendable {
    private let frame: Frame
    /// The items of bucket `b` are `items[starts[b]..<starts[b] + counts[b]]`.
    private let starts: [Int32]
    private var counts: [Int32]
    private var items: [Int32]

    /// - Parameter boxes: the extent of each item; its index is its name.
    init(boxes: [BoundingBox]) {
        var extent = BoundingBox.empty
        for box in boxes { extent.formUnion(box) }
        let frame = Frame(extent: extent, side: max(1, min(2048, Int(Double(boxes.count).squareRoot()))))
        self.frame = frame
        let columns = frame.side
        var sizes = [Int32](repeating: 0, count: columns * columns)
        for box in boxes {
            let (columnRange, rowRange) = frame.buckets(of: box)
            for row in rowRange {
                for column in columnRange { sizes[row * columns + column] += 1 }
            }
        }
        var offsets = [Int32](repeating: 0, count: sizes.count)
        var total: Int32 = 0
        for bucket in sizes.indices {
            offsets[bucket] = total
            total += sizes[bucket]
        }
        var filled = [Int32](repeating: 0, count: Int(total))
        var used = [Int32](repeating: 0, count: sizes.count)
        for (item, box) in boxes.enumerated() {
            let (columnRange, rowRange) = frame.buckets(of: box)
            for row in rowRange {
                for column in columnRange {
                    let bucket = row * columns + column
                    filled[Int(offsets[bucket] + used[bucket])] = Int32(item)
                    used[bucket] += 1
                }
            }
        }
        starts = offsets
        counts = used
        items = filled
    }

    /// Which buckets a box touches. The grid has as many columns as rows.
    private struct Frame: Sendable {
        let originX: Double
        let originY: Double
        let cellsPerUnitX: Double
        let cellsPerUnitY: Double
        let side: Int

        init(extent: BoundingBox, side: Int) {
            self.side = side
            originX = extent.isEmpty ? 0 : extent.minX
            originY = extent.isEmpty ? 0 : extent.minY
            cellsPerUnitX = extent.width > 0 ? Double(side) / extent.width : 0
            cellsPerUnitY = extent.height > 0 ? Double(side) / extent.height : 0
        }

        @inline(__always)
        func buckets(of box: BoundingBox) -> (columns: ClosedRange<Int>, rows: ClosedRange<Int>) {
            let column0 = clamp((box.minX - originX) * cellsPerUnitX)
            let column1 = clamp((box.maxX - originX) * cellsPerUnitX)
            let row0 = clamp((box.minY - originY) * cellsPerUnitY)
            let row1 = clamp((box.maxY - originY) * cellsPerUnitY)
            return (column0...max(column0, column1), row0...max(row0, row1))
        }

        @inline(__always)
        private func clamp(_ value: Double) -> Int {
            value <= 0 ? 0 : (value >= Double(side) ? side - 1 : Int(value))
        }
    }

    /// Calls `body` with every item whose bucket the box touches; an item that lies in several buckets
    /// comes several times. Stops when `body` returns false.
    @inline(__always)
    func forEach(near box: BoundingBox, _ body: (Int) -> Bool) {
        let (columnRange, rowRange) = frame.buckets(of: box)
        for row in rowRange {
            for column in columnRange {
                let bucket = row * frame.side + column
                let start = Int(starts[bucket])
                for slot in start..<start + Int(counts[bucket]) where !body(Int(items[slot])) {
                    return
                }
            }
        }
    }

    /// Takes an item out of the buckets that its box touches.
    mutating func remove(_ item: Int, box: BoundingBox) {
        let (columnRange, rowRange) = frame.buckets(of: box)
        for row in rowRange {
            for column in columnRange {
                let bucket = row * frame.side + column
                let start = Int(starts[bucket])
                let end = start + Int(counts[bucket])
                for slot in start..<end where items[slot] == Int32(item) {
                    items[slot] = items[end - 1]
                    counts[bucket] -= 1
                    break
                }
            }
        }
    }
}
