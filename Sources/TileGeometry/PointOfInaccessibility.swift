// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The point inside a shape that is farthest from its border: where a label has most room.
///
/// A best-first search over a quadtree: a square can be dropped when its centre's distance to the border
/// plus half its diagonal does not beat the best centre so far. The plane is the equirectangular
/// projection at the shape's middle latitude, true to a fraction of a per cent within a voivodeship.
/// Source of the notion: D. Garcia-Castellanos, U. Lombardo, Poles of inaccessibility: a calculation
/// algorithm for the remotest places on Earth, Scottish Geographical Journal 123 (3), 2007.
public struct PointOfInaccessibility: Sendable, Equatable {
    /// Longitude and latitude in degrees.
    public let point: Point
    /// The distance from the point to the nearest border, in metres.
    public let clearanceMeters: Double

    private struct Segment {
        var ax: Double, ay: Double, bx: Double, by: Double
    }

    private struct Square {
        var x: Double
        var y: Double
        var half: Double
        /// To the border, in metres; negative outside.
        var distance: Double
        var bound: Double { distance + half * 2.0.squareRoot() }
    }

    /// - Parameters:
    ///   - rings: exterior rings and holes (even–odd rule), longitude and latitude in degrees.
    ///   - precisionMeters: how far the clearance may be from the best one; by default a hundredth of
    ///     the shape's shorter side.
    /// - Returns: `nil` when the rings have no area.
    public init?(rings: [[Point]], precisionMeters: Double? = nil) {
        var box = BoundingBox.empty
        for ring in rings { box.formUnion(BoundingBox(of: ring)) }
        guard !box.isEmpty, box.width > 0, box.height > 0 else { return nil }
        let center = box.center
        let metersPerDegree = EllipsoidalArea.semiMajorAxis * .pi / 180
        let scaleX = metersPerDegree * cos(center.y * .pi / 180)
        let scaleY = metersPerDegree
        var segments: [Segment] = []
        for ring in rings {
            guard var previous = ring.last else { continue }
            for current in ring {
                if current != previous {
                    segments.append(
                        Segment(
                            ax: (previous.x - center.x) * scaleX, ay: (previous.y - center.y) * scaleY,
                            bx: (current.x - center.x) * scaleX, by: (current.y - center.y) * scaleY))
                }
                previous = current
            }
        }
        let width = box.width * scaleX
        let height = box.height * scaleY
        let precision = precisionMeters ?? min(width, height) / 100

        func square(_ x: Double, _ y: Double, _ half: Double) -> Square {
            Square(x: x, y: y, half: half, distance: Self.signedDistance(x, y, segments))
        }
        var half = min(width, height) / 2
        // A shape a thousand times longer than wide would start with as many squares; bound them.
        half = max(half, max(width, height) / 128)
        var heap = Heap<Square> { $0.bound > $1.bound }
        let columns = max(1, Int((width / (2 * half)).rounded(.up)))
        let rows = max(1, Int((height / (2 * half)).rounded(.up)))
        for row in 0..<rows {
            for column in 0..<columns {
                heap.insert(
                    square(
                        (Double(2 * column + 1) - Double(columns)) * half,
                        (Double(2 * row + 1) - Double(rows)) * half, half))
            }
        }
        // A point inside to begin with: squares that cannot beat it are dropped at once, which matters in
        // shapes much thinner than any first square.
        let inner = Self.innerPoint(of: rings).map { Point(($0.x - center.x) * scaleX, ($0.y - center.y) * scaleY) }
        var best = square(inner?.x ?? 0, inner?.y ?? 0, 0)
        var examined = 0
        while let candidate = heap.popFirst() {
            if candidate.distance > best.distance { best = candidate }
            // Until some centre is inside, no bound counts as good enough.
            guard candidate.bound - max(best.distance, 0) > precision || best.distance <= 0 else { break }
            examined += 1
            guard examined < 20_000 else { break }
            let quarter = candidate.half / 2
            for (dx, dy) in [(-quarter, -quarter), (quarter, -quarter), (-quarter, quarter), (quarter, quarter)] {
                let part = square(candidate.x + dx, candidate.y + dy, quarter)
                if part.bound > best.distance { heap.insert(part) }
            }
        }
        guard best.distance > 0 else { return nil }
        point = Point(center.x + best.x / scaleX, center.y + best.y / scaleY)
        clearanceMeters = best.distance
    }

    /// The middle of the longest stretch inside the rings at half the height of the tallest ring: cheap,
    /// and always inside.
    /// - Returns: `nil` when the rings have no area there.
    static func innerPoint(of rings: [[Point]]) -> Point? {
        let boxes = rings.map { BoundingBox(of: $0) }
        guard let tallest = boxes.max(by: { $0.height < $1.height }), tallest.height > 0 else { return nil }
        let y = tallest.center.y
        var crossings: [Double] = []
        for ring in rings {
            guard var previous = ring.last else { continue }
            for current in ring {
                if (previous.y > y) != (current.y > y) {
                    crossings.append(
                        previous.x + (y - previous.y) / (current.y - previous.y) * (current.x - previous.x))
                }
                previous = current
            }
        }
        crossings.sort()
        let stretches = stride(from: 0, to: crossings.count - 1, by: 2).map { (crossings[$0], crossings[$0 + 1]) }
        guard let longest = stretches.max(by: { $0.1 - $0.0 < $1.1 - $1.0 }), longest.1 > longest.0 else { return nil }
        return Point((longest.0 + longest.1) / 2, y)
    }

    private static func signedDistance(_ x: Double, _ y: Double, _ segments: [Segment]) -> Double {
        var isInside = false
        var nearest = Double.infinity
        for segment in segments {
            let dx = segment.bx - segment.ax
            let dy = segment.by - segment.ay
            if (segment.ay > y) != (segment.by > y), x < dx * (y - segment.ay) / dy + segment.ax {
                isInside.toggle()
            }
            let t = min(max(((x - segment.ax) * dx + (y - segment.ay) * dy) / (dx * dx + dy * dy), 0), 1)
            let ex = segment.ax + t * dx - x
            let ey = segment.ay + t * dy - y
            nearest = min(nearest, ex * ex + ey * ey)
        }
        return isInside ? nearest.squareRoot() : -nearest.squareRoot()
    }
}

extension Topology {
    /// Where to put a shape's label: the point of its polygons that is farthest from the border.
    /// See `PointOfInaccessibility`.
    public func pointOfInaccessibility(of shape: Shape, precisionMeters: Double? = nil) -> PointOfInaccessibility? {
        PointOfInaccessibility(
            rings: shape.polygons.flatMap { $0.rings.map { points(of: $0) } },
            precisionMeters: precisionMeters)
    }
}
