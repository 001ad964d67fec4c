// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Draws borders as anti-aliased lines. The coverage of a pixel follows from the distance of its centre to
/// the segment; where lines meet, the strongest counts, so joins need no care and the order of the arcs
/// has no effect.
enum BorderStroke {
    /// Adds the strengths (0…7) of all borders to `scratch.strengths`, which must be zero or hold other lines.
    /// - Returns: whether any pixel was touched.
    static func draw(
        _ borders: LayerBorders, _ window: PixelWindow, zoom: Int, scale: Int, into strengths: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        let pens = BorderRank.allCases.map { Pen(BorderStyle.weight($0, zoom: zoom), scale: scale) }
        let size = window.worldPixels
        let points = borders.points
        var isTouched = false
        for arc in borders.arcs {
            let pen = pens[Int(arc.rank.rawValue)]
            guard pen.isVisible else { continue }
            let reach = Double(pen.reach)
            if arc.maxY * size - window.originY < -reach || arc.maxX * size - window.originX < -reach
                || arc.minY * size - window.originY > Double(window.height) + reach
                || arc.minX * size - window.originX > Double(window.width) + reach
            {
                continue
            }
            var index = Int(arc.firstPoint) * 2
            let end = index + Int(arc.pointCount) * 2
            var x0 = snapped(points[index] * size, window.originX)
            var y0 = snapped(points[index + 1] * size, window.originY)
            index += 2
            while index < end {
                let x1 = snapped(points[index] * size, window.originX)
                let y1 = snapped(points[index + 1] * size, window.originY)
                index += 2
                // Points nearer than a quarter of a pixel add nothing that can be seen.
                let isLast = index == end
                if !isLast, abs(x1 - x0) + abs(y1 - y0) < 0.25 { continue }
                if segment(x0, y0, x1, y1, pen, window.width, window.height, strengths) { isTouched = true }
                x0 = x1
                y0 = y1
            }
        }
        return isTouched
    }

    /// A world coordinate rounded to 1/256 pixel, relative to the window. What enters the inner loop are
    /// differences of such numbers, exact in single precision, so that neighbouring tiles draw the
    /// same line to the last bit.
    @inline(__always)
    private static func snapped(_ coordinate: Double, _ origin: Double) -> Float {
        // Adding 1.5 · 2^52 / 256 leaves no bits below 1/256: rounding without a function call.
        let magic = 26_388_279_066_624.0
        return Float((coordinate + magic) - magic - origin)
    }

    /// The smallest whole number that is not below `value`, for values within ±2^31.
    @inline(__always)
    private static func ceiling(_ value: Float) -> Int {
        let whole = Int(Int32(value))
        return Float(whole) < value ? whole + 1 : whole
    }

    /// A border weight turned into the terms of the inner loop.
    private struct Pen {
        /// Beyond this distance from the line a pixel is not touched.
        let reach: Float
        /// Full coverage is capped by the width, for lines thinner than a pixel.
        let maximumCoverage: Float
        let strengthPerCoverage: Float
        let isVisible: Bool

        init(_ weight: BorderWeight, scale: Int) {
            let width = Float(weight.widthPixels) * Float(scale)
            reach = width / 2 + 0.5
            maximumCoverage = min(1, width)
            strengthPerCoverage = Float(weight.opacity) * Float(BorderStyle.strengthLevels - 1)
            isVisible = maximumCoverage * strengthPerCoverage >= 0.5
        }
    }

    private static func segment(
        _ x0: Float, _ y0: Float, _ x1: Float, _ y1: Float, _ pen: Pen, _ width: Int, _ height: Int,
        _ strengths: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        let reach = pen.reach
        let top = min(y0, y1) - reach
        let bottom = max(y0, y1) + reach
        let left = min(x0, x1) - reach
        let right = max(x0, x1) + reach
        if bottom < 0.5 || right < 0.5 || top > Float(height) || left > Float(width) { return false }
        let firstRow = ceiling(max(top - 0.5, 0))
        let lastRow = Int(min(bottom - 0.5, Float(height - 1)))
        if firstRow > lastRow { return false }

        let dx = x1 - x0
        let dy = y1 - y0
        let length2 = dx * dx + dy * dy
        let inverseLength2 = length2 > 0 ? 1 / length2 : 0
        let reach2 = reach * reach
        // Half the horizontal width of the band at distance `reach` around the infinite line.
        let isFlat = abs(dy) < 1e-3
        let slope = isFlat ? 0 : dx / dy
        let halfBand = isFlat ? Float.infinity : reach * (length2.squareRoot() / abs(dy))
        let limit = Float(width - 1)
        let cap = pen.maximumCoverage
        let gain = pen.strengthPerCoverage
        var isTouched = false

        for row in firstRow...lastRow {
            let y = Float(row) + 0.5
            var from = left
            var to = right
            if !isFlat {
                let middle = x0 + (y - y0) * slope
                from = max(from, middle - halfBand)
                to = min(to, middle + halfBand)
            }
            from -= 0.5
            to -= 0.5
            if to < 0 || from > limit { continue }
            let line = strengths + row * width
            let py = y - y0
            var column = ceiling(max(from, 0))
            let last = Int(min(to, limit))
            while column <= last {
                let px = Float(column) + 0.5 - x0
                let along = min(max((px * dx + py * dy) * inverseLength2, 0), 1)
                let ex = px - along * dx
                let ey = py - along * dy
                let distance2 = ex * ex + ey * ey
                if distance2 < reach2 {
                    let coverage = min(reach - distance2.squareRoot(), cap)
                    let strength = UInt8(coverage * gain + 0.5)
                    if strength > line[column] {
                        line[column] = strength
                        isTouched = true
                    }
                }
                column += 1
            }
        }
        return isTouched
    }
}
