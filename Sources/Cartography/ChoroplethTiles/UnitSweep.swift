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
    /// - Returns: the unit when there is only one, else nil; and how many crossings did not fit their
    ///   neighbours, which is 0 unless borders cross each other.
    static func fill(_ borders: LayerBorders, _ window: PixelWindow, _ scratch: DrawingScratch) -> (
        single: UInt16?, misfits: Int
    ) {
        collectCrossings(borders, window, scratch)
        let width = window.width
        let height = window.height
        let units = scratch.units
        resolveLeftTies(scratch)

        if scratch.crossings.isEmpty {
            let first = scratch.leftEdge[0].east
            if scratch.leftEdge.allSatisfy({ $0.east == first }) { return (first, 0) }
        }
        sortCrossings(rows: height, scratch)

        var misfits = 0
        scratch.sortedCrossings.withUnsafeBufferPointer { crossings in
            for row in 0..<height {
                let line = units + row * width
                var unit = scratch.leftEdge[row].east
                var column = 0
                var next = Int(scratch.rowStarts[row])
                let end = Int(scratch.rowStarts[row + 1])
                while next < end {
                    let x = crossings[next].x
                    // A pixel belongs to the span when its centre does.
                    let boundary = min(width, max(column, ceiling(Double(x) - 0.5)))
                    if boundary > column {
                        (line + column).update(repeating: unit, count: boundary - column)
                        column = boundary
                    }
                    var last = next
                    while last + 1 < end, crossings[last + 1].x - crossings[last].x < tie { last += 1 }
                    if last == next {
                        if crossings[next].west != unit { misfits += 1 }
                        unit = crossings[next].east
                    } else {
                        unit = unitAfter(crossings[next...last], before: unit, misfits: &misfits)
                    }
                    next = last + 1
                }
                if column < width { (line + column).update(repeating: unit, count: width - column) }
            }
        }
        return (nil, misfits)
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
        let top = (window.originY) / size
        let bottom = (window.originY + Double(height)) / size
        let right = (window.originX + width) / size
        scratch.crossings.removeAll(keepingCapacity: true)
        scratch.leftTies.removeAll(keepingCapacity: true)
        scratch.leftEdge.removeAll(keepingCapacity: true)
        scratch.leftEdge.append(
            contentsOf: repeatElement(LeftEdge(x: -.infinity, west: 0, east: 0, hasTie: false), count: height))
        let points = borders.points
        let lastRow = Double(height - 1)

        for arc in borders.arcs {
            if arc.maxY < top || arc.minY > bottom || arc.minX > right { continue }
            var index = Int(arc.firstPoint) * 2
            let end = index + Int(arc.pointCount) * 2
            var x0 = points[index] * size - window.originX
            var y0 = points[index + 1] * size - window.originY
            index += 2
            while index < end {
                let x1 = points[index] * size - window.originX
                let y1 = points[index + 1] * size - window.originY
                index += 2
                // Rows whose centre (row + ½) lies in [upper, lower).
                let upper = min(y0, y1)
                let lower = max(y0, y1)
                if lower > 0.5, upper <= lastRow + 0.5, min(x0, x1) < width {
                    // Walking south, the left-hand side is the east.
                    let isSouthward = y1 > y0
                    let east = isSouthward ? arc.left : arc.right
                    let west = isSouthward ? arc.right : arc.left
                    let slope = (x1 - x0) / (y1 - y0)
                    var row = ceiling(max(upper - 0.5, 0))
                    let last = min(ceiling(min(lower, lastRow + 1) - 0.5) - 1, height - 1)
                    while row <= last {
                        let x = x0 + (Double(row) + 0.5 - y0) * slope
                        if x >= 0 {
                            if x < width {
                                scratch.crossings.append(
                                    SweepCrossing(x: Float(x), row: Int32(truncatingIfNeeded: row), west: west, east: east))
                            }
                        } else {
                            noteLeft(x, row, west, east, scratch)
                        }
                        row += 1
                    }
                }
                x0 = x1
                y0 = y1
            }
        }
    }

    /// The smallest whole number that is not below `value`, without a call into the maths library.
    @inline(__always)
    private static func ceiling(_ value: Double) -> Int {
        let whole = Int(value)
        return Double(whole) < value ? whole + 1 : whole
    }

    @inline(__always)
    private static func noteLeft(_ x: Double, _ row: Int, _ west: UInt16, _ east: UInt16, _ scratch: DrawingScratch) {
        let current = scratch.leftEdge[row]
        if x > current.x + Double(tie) {
            scratch.leftEdge[row] = LeftEdge(x: x, west: west, east: east, hasTie: false)
        } else if x > current.x - Double(tie) {
            // Kept relative to the window's edge in single precision: ties there are judged loosely,
            // which is harmless, as members of the tie are balanced against each other.
            if !current.hasTie {
                scratch.leftTies.append(
                    SweepCrossing(x: Float(current.x), row: Int32(row), west: current.west, east: current.east))
            }
            scratch.leftTies.append(SweepCrossing(x: Float(x), row: Int32(row), west: west, east: east))
            scratch.leftEdge[row].hasTie = true
            if x > current.x {
                scratch.leftEdge[row].x = x
                scratch.leftEdge[row].west = west
                scratch.leftEdge[row].east = east
            }
        }
    }

    private static func resolveLeftTies(_ scratch: DrawingScratch) {
        guard !scratch.leftTies.isEmpty else { return }
        for row in scratch.leftEdge.indices where scratch.leftEdge[row].hasTie {
            let edge = scratch.leftEdge[row]
            let group = scratch.leftTies.filter { $0.row == Int32(row) && abs(Double($0.x) - edge.x) < 2 * Double(tie) + abs(edge.x) * 1e-6 }
            for crossing in group {
                let unit = crossing.east
                let surplus = group.reduce(0) { $0 + ($1.east == unit ? 1 : 0) - ($1.west == unit ? 1 : 0) }
                if surplus > 0 {
                    scratch.leftEdge[row].east = unit
                    break
                }
            }
        }
    }

    private static func sortCrossings(rows: Int, _ scratch: DrawingScratch) {
        scratch.rowStarts.removeAll(keepingCapacity: true)
        scratch.rowStarts.append(contentsOf: repeatElement(0, count: rows + 1))
        let count = scratch.crossings.count
        for crossing in scratch.crossings { scratch.rowStarts[Int(crossing.row) + 1] += 1 }
        for row in 0..<rows { scratch.rowStarts[row + 1] += scratch.rowStarts[row] }
        if scratch.sortedCrossings.count < count {
            scratch.sortedCrossings = [SweepCrossing](
                repeating: SweepCrossing(x: 0, row: 0, west: 0, east: 0), count: count * 2)
        }
        var next = scratch.rowStarts
        scratch.sortedCrossings.withUnsafeMutableBufferPointer { sorted in
            for crossing in scratch.crossings {
                let row = Int(crossing.row)
                // Insertion from the end of the row's part: rows hold a few dozen crossings at most, and
                // consecutive segments of an arc arrive nearly in order.
                let first = Int(scratch.rowStarts[row])
                var place = Int(next[row])
                while place > first, sorted[place - 1].x > crossing.x {
                    sorted[place] = sorted[place - 1]
                    place -= 1
                }
                sorted[place] = crossing
                next[row] += 1
            }
        }
    }
}
