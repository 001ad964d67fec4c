// SPDX-License-Identifier: Apache-2.0

import CFreeType

/// The outline of a glyph as straight segments in pixels (y to the north), and distances to it.
///
/// FreeType has a renderer of distance fields of its own; it takes two milliseconds for a glyph, which is
/// half a second for a range. Segments with a limit to the distance of interest take a tenth of that.
struct DistanceField {
    private struct Segment {
        var x0: Float
        var y0: Float
        var x1: Float
        var y1: Float
    }

    private var segments: [Segment] = []
    private var pen = (x: Float(0), y: Float(0))
    private let scale: Float
    private(set) var minX = Float.infinity
    private(set) var minY = Float.infinity
    private(set) var maxX = -Float.infinity
    private(set) var maxY = -Float.infinity

    var isEmpty: Bool { segments.isEmpty }

    /// - Parameter scale: pixels for one unit of the outline.
    init(_ outline: inout FT_Outline, scale: Float) {
        self.scale = scale
        var functions = FT_Outline_Funcs()
        functions.move_to = { to, user in
            guard let to, let field = DistanceField.from(user) else { return 1 }
            field.pointee.pen = field.pointee.pixel(to.pointee)
            return 0
        }
        functions.line_to = { to, user in
            guard let to, let field = DistanceField.from(user) else { return 1 }
            field.pointee.line(to: field.pointee.pixel(to.pointee))
            return 0
        }
        functions.conic_to = { control, to, user in
            guard let control, let to, let field = DistanceField.from(user) else { return 1 }
            let (a, b, c) = (field.pointee.pen, field.pointee.pixel(control.pointee), field.pointee.pixel(to.pointee))
            field.pointee.curve { t in
                let s = 1 - t
                return (s * s * a.x + 2 * s * t * b.x + t * t * c.x, s * s * a.y + 2 * s * t * b.y + t * t * c.y)
            }
            return 0
        }
        functions.cubic_to = { first, second, to, user in
            guard let first, let second, let to, let field = DistanceField.from(user) else { return 1 }
            let (a, d) = (field.pointee.pen, field.pointee.pixel(to.pointee))
            let (b, c) = (field.pointee.pixel(first.pointee), field.pointee.pixel(second.pointee))
            field.pointee.curve { t in
                let s = 1 - t
                let (w0, w1, w2, w3) = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
                return (w0 * a.x + w1 * b.x + w2 * c.x + w3 * d.x, w0 * a.y + w1 * b.y + w2 * c.y + w3 * d.y)
            }
            return 0
        }
        withUnsafeMutablePointer(to: &self) { field in
            _ = FT_Outline_Decompose(&outline, &functions, field)
        }
    }

    private static func from(_ user: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<DistanceField>? {
        user?.assumingMemoryBound(to: DistanceField.self)
    }

    private func pixel(_ vector: FT_Vector) -> (x: Float, y: Float) {
        (Float(vector.x) * scale, Float(vector.y) * scale)
    }

    private mutating func line(to point: (x: Float, y: Float)) {
        if point != pen { segments.append(Segment(x0: pen.x, y0: pen.y, x1: point.x, y1: point.y)) }
        for end in [pen, point] {
            minX = min(minX, end.x)
            maxX = max(maxX, end.x)
            minY = min(minY, end.y)
            maxY = max(maxY, end.y)
        }
        pen = point
    }

    /// Eight chords: at 24 pixels to the em no chord of a letter is off by a hundredth of a pixel.
    private mutating func curve(_ point: (Float) -> (x: Float, y: Float)) {
        for step in 1...8 { line(to: point(Float(step) / 8)) }
    }

    /// The distance of a point to the outline in pixels, positive outside, at most `limit` in size.
    func distance(x: Float, y: Float, limit: Float) -> Float {
        var nearest = limit * limit
        var winding = 0
        for segment in segments {
            let dy = segment.y1 - segment.y0
            let dx = segment.x1 - segment.x0
            let px = x - segment.x0
            let py = y - segment.y0
            if (segment.y0 <= y) != (segment.y1 <= y) {
                // Left of an upward segment winds once more, of a downward one once less.
                let cross = dx * py - dy * px
                if dy > 0, cross > 0 { winding += 1 }
                if dy < 0, cross < 0 { winding -= 1 }
            }
            let along = min(max((px * dx + py * dy) / (dx * dx + dy * dy), 0), 1)
            let ex = px - along * dx
            let ey = py - along * dy
            nearest = min(nearest, ex * ex + ey * ey)
        }
        return winding == 0 ? nearest.squareRoot() : -nearest.squareRoot()
    }
}
