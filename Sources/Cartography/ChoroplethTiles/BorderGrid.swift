// SPDX-License-Identifier: Apache-2.0

/// Finds arcs by place: equal cells over the rectangle of all arcs, each with the arcs whose rectangles meet it.
struct BorderGrid: @unchecked Sendable {
    /// The cells that an arc's rectangle meets.
    struct CellRange {
        var left: UInt8
        var top: UInt8
        var right: UInt8
        var bottom: UInt8
    }

    private let minX: Double
    private let minY: Double
    private let maxX: Double
    private let maxY: Double
    private let cellsPerUnitX: Double
    private let cellsPerUnitY: Double
    /// Cells along either side.
    private let side: Int
    private let ranges: UnsafeBufferPointer<CellRange>
    /// For each cell, row by row, where its arcs start in `members`; one more for the end.
    private let starts: UnsafeBufferPointer<Int32>
    private let members: UnsafeBufferPointer<Int32>

    init(_ arcs: UnsafeBufferPointer<LayerBorders.Arc>) {
        let minX = arcs.reduce(Double.infinity) { min($0, $1.minX) }
        let minY = arcs.reduce(Double.infinity) { min($0, $1.minY) }
        let maxX = arcs.reduce(-Double.infinity) { max($0, $1.maxX) }
        let maxY = arcs.reduce(-Double.infinity) { max($0, $1.maxY) }
        self.minX = minX
        self.minY = minY
        self.maxX = maxX
        self.maxY = maxY
        // A few arcs to a cell; cell numbers fit a byte.
        let side = min(max(Int((Double(arcs.count) / 3).squareRoot()), 1), 128)
        self.side = side
        let perUnitX = maxX > minX ? Double(side) / (maxX - minX) : 0
        let perUnitY = maxY > minY ? Double(side) / (maxY - minY) : 0
        cellsPerUnitX = perUnitX
        cellsPerUnitY = perUnitY

        let ranges = UnsafeMutableBufferPointer<CellRange>.allocate(capacity: arcs.count)
        let starts = UnsafeMutableBufferPointer<Int32>.allocate(capacity: side * side + 1)
        starts.initialize(repeating: 0)
        self.ranges = UnsafeBufferPointer(ranges)
        self.starts = UnsafeBufferPointer(starts)
        func column(_ x: Double) -> UInt8 { UInt8(Self.cell(x, minX, perUnitX, side)) }
        func row(_ y: Double) -> UInt8 { UInt8(Self.cell(y, minY, perUnitY, side)) }
        for (index, arc) in arcs.enumerated() {
            let range = CellRange(
                left: column(arc.minX), top: row(arc.minY), right: column(arc.maxX), bottom: row(arc.maxY))
            ranges[index] = range
            for row in range.top...range.bottom {
                for column in range.left...range.right { starts[Int(row) * side + Int(column) + 1] += 1 }
            }
        }
        for cell in 0..<(side * side) { starts[cell + 1] += starts[cell] }
        let members = UnsafeMutableBufferPointer<Int32>.allocate(capacity: max(Int(starts[side * side]), 1))
        var next = Array(starts)
        for (index, range) in ranges.enumerated() {
            for row in range.top...range.bottom {
                for column in range.left...range.right {
                    let cell = Int(row) * side + Int(column)
                    members[Int(next[cell])] = Int32(index)
                    next[cell] += 1
                }
            }
        }
        self.members = UnsafeBufferPointer(members)
    }

    func deallocate() {
        ranges.deallocate()
        starts.deallocate()
        members.deallocate()
    }

    var byteCount: Int { ranges.count * 4 + starts.count * 4 + members.count * 4 }

    @inline(__always)
    private static func cell(_ value: Double, _ origin: Double, _ cellsPerUnit: Double, _ side: Int) -> Int {
        Int(min(max((value - origin) * cellsPerUnit, 0), Double(side - 1)))
    }

    /// Appends the arcs whose rectangles meet this one.
    func arcs(
        _ arcs: UnsafeBufferPointer<LayerBorders.Arc>, left: Double, top: Double, right: Double, bottom: Double,
        into found: inout PlainBuffer<Int32>
    ) {
        guard left <= maxX, right >= minX, top <= maxY, bottom >= minY else { return }
        if left <= minX, right >= maxX, top <= minY, bottom >= maxY {
            for index in arcs.indices { found.append(Int32(truncatingIfNeeded: index)) }
            return
        }
        let columns = Self.cell(left, minX, cellsPerUnitX, side)...Self.cell(right, minX, cellsPerUnitX, side)
        let rows = Self.cell(top, minY, cellsPerUnitY, side)...Self.cell(bottom, minY, cellsPerUnitY, side)
        for row in rows {
            for column in columns {
                let cell = row * side + column
                for place in Int(starts[cell])..<Int(starts[cell + 1]) {
                    let index = members[place]
                    let range = ranges[Int(index)]
                    // An arc in several cells is taken in the first one of them that is looked at.
                    guard max(Int(range.left), columns.lowerBound) == column, max(Int(range.top), rows.lowerBound) == row
                    else { continue }
                    let arc = arcs[Int(index)]
                    if arc.minX <= right, arc.maxX >= left, arc.minY <= bottom, arc.maxY >= top { found.append(index) }
                }
            }
        }
    }

    /// Walks westwards over the columns of cells from the one that holds `x`, and calls `visit` with each arc
    /// between `top` and `bottom` once; behind each column `isDone` gets the western edge of what has been
    /// seen, and ends the walk when it returns true.
    @inline(__always)
    func walkWest(
        from x: Double, top: Double, bottom: Double, visit: (Int) -> Void, isDone: (Double) -> Bool
    ) {
        guard x >= minX, top <= maxY, bottom >= minY else { return }
        let rows = Self.cell(top, minY, cellsPerUnitY, side)...Self.cell(bottom, minY, cellsPerUnitY, side)
        let first = Self.cell(x, minX, cellsPerUnitX, side)
        var column = first
        while column >= 0 {
            for row in rows {
                let cell = row * side + column
                for place in Int(starts[cell])..<Int(starts[cell + 1]) {
                    let index = Int(members[place])
                    let range = ranges[index]
                    if min(Int(range.right), first) == column, max(Int(range.top), rows.lowerBound) == row { visit(index) }
                }
            }
            if cellsPerUnitX == 0 || isDone(minX + Double(column) / cellsPerUnitX) { return }
            column -= 1
        }
    }
}
