// SPDX-License-Identifier: Apache-2.0

/// Cutting rings to a rectangle, as vector tiles need it.
public enum RingClipping {
    /// The part of a ring inside a rectangle.
    ///
    /// Where the ring leaves and enters again the parts stay connected along the rectangle's edge: that
    /// does not change the filled area, and a tile's buffer keeps these edges out of sight.
    /// Source: I. E. Sutherland, G. W. Hodgman, Reentrant polygon clipping, CACM 17 (1), 1974.
    /// - Parameters:
    ///   - ring: a closed ring (first point repeated at the end) in any orientation, which is kept.
    ///   - box: the rectangle, its edge included.
    /// - Returns: a closed ring of at least four points, or an empty list when nothing is inside.
    public static func clip(ring: [Point], to box: BoundingBox) -> [Point] {
        guard ring.count >= 4 else { return [] }
        let extent = BoundingBox(of: ring)
        guard extent.intersects(box) else { return [] }
        var points = ring
        if points.first == points.last { points.removeLast() }
        if extent.minX < box.minX {
            points = cut(points, inside: { $0.x >= box.minX }) { a, b in
                Point(box.minX, a.y + (b.y - a.y) * (box.minX - a.x) / (b.x - a.x))
            }
        }
        if extent.maxX > box.maxX {
            points = cut(points, inside: { $0.x <= box.maxX }) { a, b in
                Point(box.maxX, a.y + (b.y - a.y) * (box.maxX - a.x) / (b.x - a.x))
            }
        }
        if extent.minY < box.minY {
            points = cut(points, inside: { $0.y >= box.minY }) { a, b in
                Point(a.x + (b.x - a.x) * (box.minY - a.y) / (b.y - a.y), box.minY)
            }
        }
        if extent.maxY > box.maxY {
            points = cut(points, inside: { $0.y <= box.maxY }) { a, b in
                Point(a.x + (b.x - a.x) * (box.maxY - a.y) / (b.y - a.y), box.maxY)
            }
        }
        guard points.count >= 3 else { return [] }
        points.append(points[0])
        return points
    }

    @inline(__always)
    private static func cut(
        _ points: [Point], inside: (Point) -> Bool, crossing: (Point, Point) -> Point
    ) -> [Point] {
        guard var previous = points.last else { return [] }
        var result: [Point] = []
        result.reserveCapacity(points.count + 4)
        var previousIsInside = inside(previous)
        for point in points {
            let isInside = inside(point)
            if isInside != previousIsInside {
                let corner = crossing(previous, point)
                if result.last != corner { result.append(corner) }
            }
            if isInside, result.last != point { result.append(point) }
            previous = point
            previousIsInside = isInside
        }
        if result.count > 1, result.first == result.last { result.removeLast() }
        return result
    }
}
