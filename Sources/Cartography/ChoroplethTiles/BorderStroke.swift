// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Draws borders as anti-aliased lines. The coverage of a pixel follows from the distance of its centre to
/// the segment; where lines meet, the strongest counts, so joins need no care and the order of the arcs
/// has no effect.
enum BorderStroke {
    /// How far a stroke reaches beyond its line, in pixels of a 256-pixel tile, at any zoom.
    static let greatestReach = 4.0

    /// Adds the strengths (0…7) of borders to `strengths`, which must be zero or hold other lines.
    /// - Parameters:
    ///   - arcs: the numbers of the arcs that come near the window.
    ///   - window: at least four pixels wide.
    /// - Returns: whether any pixel was touched.
    static func draw(
        _ borders: LayerBorders, arcs: UnsafeBufferPointer<Int32>, _ window: PixelWindow, zoom: Int, scale: Int,
        into strengths: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        let pens = BorderRank.allCases.map { Pen(BorderStyle.weight($0, zoom: zoom), scale: scale) }
        let size = window.worldPixels
        let points = borders.coordinates
        var touched: UInt32 = 0
        for number in arcs {
            let arc = borders.arcs[Int(number)]
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
                touched |= segment(x0, y0, x1, y1, pen, window.width, window.height, strengths)
                x0 = x1
                y0 = y1
            }
        }
        return touched != 0
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

    /// - Returns: 0 when the segment changes no pixel.
    @inline(__always)
    private static func segment(
        _ x0: Float, _ y0: Float, _ x1: Float, _ y1: Float, _ pen: Pen, _ width: Int, _ height: Int,
        _ strengths: UnsafeMutablePointer<UInt8>
    ) -> UInt32 {
        let reach = pen.reach
        let top = min(y0, y1) - reach
        let bottom = max(y0, y1) + reach
        let left = min(x0, x1) - reach
        let right = max(x0, x1) + reach
        if bottom < 0.5 || right < 0.5 || top > Float(height) || left > Float(width) { return 0 }
        var row = ceiling(max(top - 0.5, 0))
        let lastRow = Int(Int32(min(bottom - 0.5, Float(height - 1))))
        if row > lastRow { return 0 }

        let dx = x1 - x0
        let dy = y1 - y0
        let length2 = dx * dx + dy * dy
        let inverseLength2 = length2 > 0 ? 1 / length2 : 0
        // Half the horizontal width of the band at distance `reach` around the infinite line.
        let isFlat = abs(dy) < 1e-3
        let slope = isFlat ? 0 : dx / dy
        let halfBand = isFlat ? Float.infinity : reach * (length2.squareRoot() / abs(dy))
        let limit = Float(width - 1)
        let cap = SIMD4<Float>(repeating: pen.maximumCoverage)
        let zero = SIMD4<Float>(repeating: 0)
        let one = SIMD4<Float>(repeating: 1)
        let dxs = SIMD4<Float>(repeating: dx)
        // Adding 2^23 leaves the nearest whole number in the lowest bits.
        let magic = SIMD4<Float>(repeating: 8_388_608)
        var touched: UInt32 = 0

        while row <= lastRow {
            let y = Float(row) + 0.5
            let line = UnsafeMutableRawPointer(strengths + row * width)
            row += 1
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
            let py = y - y0
            let pydy = SIMD4<Float>(repeating: py * dy)
            var column = ceiling(max(from, 0))
            let last = Int(Int32(min(to, limit)))
            while column <= last {
                // Four pixels at once. Those beyond the band are too far to be touched; at the end of the row
                // some are looked at again.
                column = min(column, width - 4)
                let px = SIMD4<Float>(repeating: Float(Int32(truncatingIfNeeded: column))) + lanes - x0
                var along = (px * dxs + pydy) * inverseLength2
                along = along.replacing(with: zero, where: along .< zero)
                along = along.replacing(with: one, where: along .> one)
                let ex = px - along * dxs
                let ey = py - along * dy
                var coverage = reach - (ex * ex + ey * ey).squareRoot()
                coverage = coverage.replacing(with: cap, where: coverage .> cap)
                coverage = coverage.replacing(with: zero, where: coverage .< zero)
                let bits = unsafeBitCast(coverage * pen.strengthPerCoverage + magic, to: SIMD4<UInt32>.self) & 255
                let pair = unsafeBitCast(bits, to: SIMD2<UInt64>.self)
                let odd = (pair &>> 24) | pair
                let packed = UInt32(truncatingIfNeeded: odd[0] & 0xFFFF) | UInt32(truncatingIfNeeded: odd[1] & 0xFFFF) << 16
                if packed != 0 {
                    touched |= packed
                    let before = line.loadUnaligned(fromByteOffset: column, as: UInt32.self)
                    line.storeBytes(of: greater(before, packed), toByteOffset: column, as: UInt32.self)
                }
                column += 4
            }
        }
        return touched
    }

    private static let lanes = SIMD4<Float>(0.5, 1.5, 2.5, 3.5)

    /// The greater of each two bytes, which are below 128.
    @inline(__always)
    private static func greater(_ a: UInt32, _ b: UInt32) -> UInt32 {
        let high: UInt32 = 0x8080_8080
        let isNotLess = ((a | high) &- b) & high
        let mask = (isNotLess >> 7) &* 255
        return a & mask | b & ~mask
    }
}
