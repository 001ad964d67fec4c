// SPDX-License-Identifier: Apache-2.0

/// A border that a row of pixel centres crosses.
struct SweepCrossing {
    var x: Float
    var row: Int32
    var west: UInt16
    var east: UInt16
}

/// The last border to the west of the window in one row.
struct LeftEdge {
    var x: Double
    var west: UInt16
    var east: UInt16
    var hasTie: Bool
}

/// Pixels of one row up to the column `end` (excluded). Spans follow each other, row by row; the last of a row
/// ends at the window's width.
struct UnitSpan {
    var end: Int32
    var unit: UInt16
}

/// The part of the world that is drawn: `worldPixels` to the world's side, the window's north-western
/// corner at `originX`, `originY`.
struct PixelWindow {
    var worldPixels: Double
    var originX: Double
    var originY: Double
    var width: Int
    var height: Int
}

/// Finds the unit of each pixel (that is, of its centre) in one sweep over the borders, without filling
/// polygons: each border knows the units on its two sides, so the sorted crossings of a row name the unit
/// of every span.
///
/// A segment crosses row centres in the half-open range from its upper end (included) to its lower end
/// (excluded), so a row through a junction meets each chain of arcs the right number of times. Crossings
/// closer than `tie` to each other (arcs that meet at a junction) are taken together: the unit after them
/// is the one that lies once more to the east than to the west of them, whatever their order.
enum UnitSweep {
    static let tie: Float = 1.0 / 1024

    /// Fills `scratch.units` (row length = window width) and says whether the whole window is one unit.
    /// - Returns: the unit when there is only one, else nil, and then `scratch.units` is filled; and how many
    ///   crossings did not fit their neighbours, which is 0 unless borders cross each other.
    static func fill(_ borders: LayerBorders, _ window: PixelWindow, _ scratch: DrawingScratch) -> (
        single: UInt16?, misfits: Int
    ) {
        borders.arcs(near: window, margin: 1, into: &scratch.arcs)
        let found = findSpans(borders, window, scratch)
        guard found.single == nil else { return found }
        var span = scratch.spans.base
        for row in 0..<window.height {
            let line = scratch.units + row * window.width
            var column = 0
            while column < window.width {
                let end = Int(span.pointee.end)
                (line + column).update(repeating: span.pointee.unit, count: end - column)
                column = end
                span += 1
            }
        }
        return found
    }

    /// Finds the spans of all rows, `scratch.spans`, from the arcs in `scratch.arcs`: those within a pixel of
    /// the window at least.
    /// - Returns: the unit when there is only one, else nil; and the crossings that do not fit.
    static func findSpans(_ borders: LayerBorders, _ window: PixelWindow, _ scratch: DrawingScratch) -> (
        single: UInt16?, misfits: Int
    ) {
        collectCrossings(borders, window, scratch)
        sortCrossings(rows: window.height, scratch)
        findLeftEdges(borders, window, scratch)

        let width = window.width
        let crossings = scratch.sortedCrossings.elements
        let rowStarts = scratch.rowStarts.base
        var spans = scratch.spans
        spans.removeAll()
        var misfits = 0
        for row in 0..<window.height {
            var next = Int(rowStarts[row])
            let end = Int(rowStarts[row + 1])
            // What lies to the west of a row's first border tells the unit at the left edge.
            var unit = next < end ? crossings[next].west : scratch.leftEdge.base[row].east
            var column = 0
            while next < end {
                let x = crossings[next].x
                var last = next
                while last + 1 < end, crossings[last + 1].x - crossings[last].x < tie { last += 1 }
                if column == 0, last > next, next == Int(rowStarts[row]) {
                    unit = unitBefore(crossings[next...last])
                }
                // A pixel belongs to the span when its centre does.
                let boundary = min(width, max(column, ceiling(Double(x) - 0.5)))
                if boundary > column {
                    spans.append(UnitSpan(end: Int32(truncatingIfNeeded: boundary), unit: unit))
                    column = boundary
                }
                if last == next {
                    if crossings[next].west != unit { misfits += 1 }
                    unit = crossings[next].east
                } else {
                    unit = unitAfter(crossings[next...last], before: unit, misfits: &misfits)
                }
                next = last + 1
            }
            if column < width { spans.append(UnitSpan(end: Int32(truncatingIfNeeded: width), unit: unit)) }
        }
        scratch.spans = spans
        let first = spans.base[0].unit
        for span in spans.elements where span.unit != first { return (nil, misfits) }
        return (first, misfits)
    }

    /// The unit to the west of crossings that coincide: the one that lies once more to the west than to the
    /// east of them.
    private static func unitBefore(_ group: Slice<UnsafeBufferPointer<SweepCrossing>>) -> UInt16 {
        for crossing in group {
            let unit = crossing.west
            var surplus = 0
            for other in group {
                if other.west == unit { surplus += 1 }
                if other.east == unit { surplus -= 1 }
            }
            if surplus > 0 { return unit }
        }
        return group[group.startIndex].west
    }

    /// The unit to the east of crossings that coincide.
    private static func unitAfter(
        _ group: Slice<UnsafeBufferPointer<SweepCrossing>>, before: UInt16, misfits: inout Int
    ) -> UInt16 {
        func surplus(_ unit: UInt16) -> Int {
            var count = unit == before ? 1 : 0
            for crossing in group {
                if crossing.east == unit { count += 1 }
                if crossing.west == unit { count -= 1 }
            }
            return count
        }
        if surplus(before) > 0 { return before }
        for crossing in group where surplus(crossing.east) > 0 { return crossing.east }
        misfits += 1
        return group.last?.east ?? before
    }

    private static func collectCrossings(_ borders: LayerBorders, _ window: PixelWindow, _ scratch: DrawingScratch) {
        let width = Double(window.width)
        let height = window.height
        let size = window.worldPixels
        let lastRow = Double(height - 1)
        var crossings = scratch.crossings
        crossings.removeAll()
        scratch.rowStarts.fill(0, count: height + 1)
        let counts = scratch.rowStarts.base + 1
        for number in scratch.arcs.elements {
            let arc = borders.arcs[Int(number)]
            var point = borders.coordinates + Int(arc.firstPoint) * 2
            let end = point + Int(arc.pointCount) * 2
            var x0 = point[0] * size - window.originX
            var y0 = point[1] * size - window.originY
            point += 2
            while point < end {
                let x1 = point[0] * size - window.originX
                let y1 = point[1] * size - window.originY
                point += 2
                // Rows whose centre (row + ½) lies in [upper, lower).
                let upper = min(y0, y1)
                let lower = max(y0, y1)
                if lower > 0.5, upper <= lastRow + 0.5, min(x0, x1) < width, max(x0, x1) >= -leftMargin {
                    var row = ceiling(max(upper - 0.5, 0))
                    let last = min(ceiling(min(lower, lastRow + 1) - 0.5) - 1, height - 1)
                    if row <= last {
                        // Walking south, the left-hand side is the east.
                        let isSouthward = y1 > y0
                        let east = isSouthward ? arc.left : arc.right
                        let west = isSouthward ? arc.right : arc.left
                        let slope = (x1 - x0) / (y1 - y0)
                        while row <= last {
                            let x = x0 + (Double(Int32(truncatingIfNeeded: row)) + 0.5 - y0) * slope
                            if x >= -leftMargin, x < width {
                                crossings.append(
                                    SweepCrossing(x: Float(x), row: Int32(truncatingIfNeeded: row), west: west, east: east))
                                counts[row] &+= 1
                            }
                            row += 1
                        }
                    }
                }
                x0 = x1
                y0 = y1
            }
        }
        scratch.crossings = crossings
    }

    /// Crossings so far to the west of the window are collected with those in it, so that arcs that meet on its
    /// edge are taken together.
    private static let leftMargin = 1.0

    /// The smallest whole number that is not below `value`, without a call into the maths library.
    @inline(__always)
    private static func ceiling(_ value: Double) -> Int {
        let whole = Int(Int32(value))
        return Double(Int32(truncatingIfNeeded: whole)) < value ? whole + 1 : whole
    }

    /// Finds the unit of the rows that cross no border in the window: the one to the east of the nearest border
    /// to the west.
    private static func findLeftEdges(_ borders: LayerBorders, _ window: PixelWindow, _ scratch: DrawingScratch) {
        let rowStarts = scratch.rowStarts.base
        let height = window.height
        guard var first = (0..<height).first(where: { rowStarts[$0] == rowStarts[$0 + 1] }) else { return }
        let last = (first..<height).last { rowStarts[$0] == rowStarts[$0 + 1] } ?? first
        scratch.leftTies.removeAll()
        scratch.leftEdge.resize(to: height)
        let edges = scratch.leftEdge.base
        (edges + first).update(
            repeating: LeftEdge(x: -.infinity, west: 0, east: 0, hasTie: false), count: last - first + 1)
        let size = window.worldPixels
        borders.grid.walkWest(
            from: window.originX / size, top: (window.originY + Double(first) + 0.5) / size,
            bottom: (window.originY + Double(last) + 0.5) / size,
            visit: { noteLeft(borders, borders.arcs[$0], window, first, last, scratch) },
            isDone: { seen in
                // What lies farther to the west than what was seen cannot be nearer than what was found.
                let limit = seen * size - window.originX + 2 * Double(tie)
                while first <= last, rowStarts[first] < rowStarts[first + 1] || edges[first].x > limit { first += 1 }
                return first > last
            })
        if scratch.leftTies.count > 0 { resolveLeftTies(scratch) }
    }

    private static func noteLeft(
        _ borders: LayerBorders, _ arc: LayerBorders.Arc, _ window: PixelWindow, _ firstRow: Int, _ lastRow: Int,
        _ scratch: DrawingScratch
    ) {
        let size = window.worldPixels
        let top = Double(firstRow) + 0.5
        let bottom = Double(lastRow) + 0.5
        if arc.maxY * size - window.originY < top || arc.minY * size - window.originY > bottom
            || arc.minX * size > window.originX
        {
            return
        }
        let rowStarts = scratch.rowStarts.base
        var point = borders.coordinates + Int(arc.firstPoint) * 2
        let end = point + Int(arc.pointCount) * 2
        var x0 = point[0] * size - window.originX
        var y0 = point[1] * size - window.originY
        point += 2
        while point < end {
            let x1 = point[0] * size - window.originX
            let y1 = point[1] * size - window.originY
            point += 2
            let upper = min(y0, y1)
            let lower = max(y0, y1)
            if lower > top, upper <= bottom, min(x0, x1) < 0 {
                let isSouthward = y1 > y0
                let east = isSouthward ? arc.left : arc.right
                let west = isSouthward ? arc.right : arc.left
                let slope = (x1 - x0) / (y1 - y0)
                var row = ceiling(max(upper, top) - 0.5)
                let last = min(ceiling(min(lower, bottom + 0.5) - 0.5) - 1, lastRow)
                while row <= last {
                    let x = x0 + (Double(row) + 0.5 - y0) * slope
                    if x < 0, rowStarts[row] == rowStarts[row + 1] { noteLeft(x, row, west, east, scratch) }
                    row += 1
                }
            }
            x0 = x1
            y0 = y1
        }
    }

    @inline(__always)
    private static func noteLeft(_ x: Double, _ row: Int, _ west: UInt16, _ east: UInt16, _ scratch: DrawingScratch) {
        let edge = scratch.leftEdge.base + row
        let current = edge.pointee
        if x > current.x + Double(tie) {
            edge.pointee = LeftEdge(x: x, west: west, east: east, hasTie: false)
        } else if x > current.x - Double(tie) {
            // Kept relative to the window's edge in single precision: ties there are judged loosely,
            // which is harmless, as members of the tie are balanced against each other.
            if !current.hasTie {
                scratch.leftTies.append(
                    SweepCrossing(x: Float(current.x), row: Int32(row), west: current.west, east: current.east))
            }
            scratch.leftTies.append(SweepCrossing(x: Float(x), row: Int32(row), west: west, east: east))
            edge.pointee.hasTie = true
            if x > current.x {
                edge.pointee.x = x
                edge.pointee.west = west
                edge.pointee.east = east
            }
        }
    }

    private static func resolveLeftTies(_ scratch: DrawingScratch) {
        var done: Int32 = -1
        for tied in scratch.leftTies.elements where tied.row != done {
            done = tied.row
            let edge = scratch.leftEdge.base + Int(tied.row)
            guard edge.pointee.hasTie else { continue }
            let x = edge.pointee.x
            let group = scratch.leftTies.elements.filter {
                $0.row == tied.row && abs(Double($0.x) - x) < 2 * Double(tie) + abs(x) * 1e-6
            }
            for crossing in group {
                let unit = crossing.east
                let surplus = group.reduce(0) { $0 + ($1.east == unit ? 1 : 0) - ($1.west == unit ? 1 : 0) }
                if surplus > 0 {
                    edge.pointee.east = unit
                    break
                }
            }
        }
    }

    /// Orders the crossings by row and, in a row, from west to east.
    private static func sortCrossings(rows: Int, _ scratch: DrawingScratch) {
        let starts = scratch.rowStarts.base
        for row in 0..<rows { starts[row + 1] += starts[row] }
        scratch.sortedCrossings.resize(to: scratch.crossings.count)
        scratch.rowEnds.resize(to: rows)
        let next = scratch.rowEnds.base
        next.update(from: starts, count: rows)
        let sorted = scratch.sortedCrossings.base
        for crossing in scratch.crossings.elements {
            let row = Int(crossing.row)
            // Insertion from the end of the row's part: rows hold a few dozen crossings at most, and
            // consecutive segments of an arc arrive nearly in order.
            let first = Int(starts[row])
            var place = Int(next[row])
            next[row] &+= 1
            while place > first, sorted[place - 1].x > crossing.x {
                sorted[place] = sorted[place - 1]
                place -= 1
            }
            sorted[place] = crossing
        }
    }
}
