// SPDX-License-Identifier: Apache-2.0

extension BoundingBox {
    /// Whether a polygon and the box share at least a point, their edges included.
    /// - Parameter rings: closed rings (the first point repeated at the end), the exterior one first.
    public func meets(polygon rings: [[Point]]) -> Bool {
        guard !isEmpty else { return false }
        for ring in rings where meets(line: ring) { return true }
        // No edge comes near the box: it lies wholly inside the polygon, or wholly outside (or in a hole).
        return Self.isInside(Point(minX, minY), rings)
    }

    /// Whether a polyline and the box share at least a point.
    public func meets(line: [Point]) -> Bool {
        guard var a = line.first else { return false }
        if contains(a) { return true }
        for b in line.dropFirst() {
            if meets(segmentFrom: a, to: b) { return true }
            a = b
        }
        return false
    }

    /// Liang and Barsky, “A new concept and method for line clipping”, 1984: what is left of the segment's
    /// parameter interval after the four sides.
    private func meets(segmentFrom a: Point, to b: Point) -> Bool {
        if max(a.x, b.x) < minX || min(a.x, b.x) > maxX || max(a.y, b.y) < minY || min(a.y, b.y) > maxY { return false }
        var entry = 0.0
        var exit = 1.0
        for (delta, near, far) in [(b.x - a.x, minX - a.x, maxX - a.x), (b.y - a.y, minY - a.y, maxY - a.y)] {
            if delta == 0 {
                if near > 0 || far < 0 { return false }
            } else {
                let first = near / delta
                let second = far / delta
                entry = max(entry, min(first, second))
                exit = min(exit, max(first, second))
                if entry > exit { return false }
            }
        }
        return true
    }

    /// Even-odd rule over all rings, so that a hole is outside.
    private static func isInside(_ point: Point, _ rings: [[Point]]) -> Bool {
        var isInside = false
        for ring in rings {
            for (a, b) in zip(ring, ring.dropFirst()) where (a.y > point.y) != (b.y > point.y) {
                if point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x) { isInside.toggle() }
            }
        }
        return isInside
    }
}
