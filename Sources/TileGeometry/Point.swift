// SPDX-License-Identifier: Apache-2.0

/// A position in the plane. What the axes mean is said by whoever holds it: longitude and latitude in
/// degrees (EPSG:4326), world coordinates of Web Mercator (0…1, y to the south), or pixels of a tile.
public struct Point: Sendable, Hashable {
    public var x: Double
    public var y: Double

    @inlinable
    public init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}

/// An axis-parallel rectangle; empty until the first point is added.
public struct BoundingBox: Sendable, Equatable {
    public var minX: Double
    public var minY: Double
    public var maxX: Double
    public var maxY: Double

    @inlinable
    public init(minX: Double, minY: Double, maxX: Double, maxY: Double) {
        self.minX = minX
        self.minY = minY
        self.maxX = maxX
        self.maxY = maxY
    }

    /// The empty box: it contains nothing and `extend` gives it its first extent.
    public static let empty = BoundingBox(
        minX: .infinity, minY: .infinity, maxX: -.infinity, maxY: -.infinity)

    @inlinable
    public init(of points: some Sequence<Point>) {
        self = .empty
        for point in points { extend(to: point) }
    }

    @inlinable public var isEmpty: Bool { minX > maxX || minY > maxY }
    @inlinable public var width: Double { isEmpty ? 0 : maxX - minX }
    @inlinable public var height: Double { isEmpty ? 0 : maxY - minY }
    @inlinable public var center: Point { Point((minX + maxX) / 2, (minY + maxY) / 2) }

    @inlinable
    public mutating func extend(to point: Point) {
        if point.x < minX { minX = point.x }
        if point.x > maxX { maxX = point.x }
        if point.y < minY { minY = point.y }
        if point.y > maxY { maxY = point.y }
    }

    @inlinable
    public mutating func formUnion(_ other: BoundingBox) {
        minX = Swift.min(minX, other.minX)
        minY = Swift.min(minY, other.minY)
        maxX = Swift.max(maxX, other.maxX)
        maxY = Swift.max(maxY, other.maxY)
    }

    @inlinable
    public func intersects(_ other: BoundingBox) -> Bool {
        minX <= other.maxX && other.minX <= maxX && minY <= other.maxY && other.minY <= maxY
    }

    @inlinable
    public func contains(_ point: Point) -> Bool {
        point.x >= minX && point.x <= maxX && point.y >= minY && point.y <= maxY
    }

    /// The box shrunk by `margin` on every side; a negative margin grows it.
    @inlinable
    public func insetBy(_ margin: Double) -> BoundingBox {
        BoundingBox(minX: minX + margin, minY: minY + margin, maxX: maxX - margin, maxY: maxY - margin)
    }
}
