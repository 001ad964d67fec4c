// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The address of a tile in the XYZ scheme (y to the south). A value of this type is always in range.
public struct TileCoordinate: Sendable, Hashable {
    /// The zooms that the atlas serves.
    public static let zoomRange = 0...14

    public let zoom: Int
    public let x: Int
    public let y: Int

    /// - Throws: `TileCoordinateError` with the accepted range when the zoom is not 0…14 or x or y is
    ///   not 0…2^zoom−1.
    public init(zoom: Int, x: Int, y: Int) throws(TileCoordinateError) {
        guard Self.zoomRange.contains(zoom) else {
            throw TileCoordinateError(part: "z", value: zoom, accepted: Self.zoomRange)
        }
        let accepted = 0...((1 << zoom) - 1)
        guard accepted.contains(x) else { throw TileCoordinateError(part: "x", value: x, accepted: accepted) }
        guard accepted.contains(y) else { throw TileCoordinateError(part: "y", value: y, accepted: accepted) }
        self.zoom = zoom
        self.x = x
        self.y = y
    }

    /// Tiles along one side of the world at this zoom.
    public var tilesPerSide: Double { Double(1 << zoom) }

    /// The tile's rectangle in the unit square of `WebMercator`.
    public var boundsWebMercator: BoundingBox {
        let side = 1 / tilesPerSide
        return BoundingBox(
            minX: Double(x) * side, minY: Double(y) * side,
            maxX: Double(x + 1) * side, maxY: Double(y + 1) * side)
    }
}

/// A part of a tile's address that is out of range.
public struct TileCoordinateError: Error, Sendable, Equatable, LocalizedError {
    public let part: String
    public let value: Int
    public let accepted: ClosedRange<Int>

    public var errorDescription: String? {
        "\(part) = \(value) is out of range; accepted: \(accepted.lowerBound)…\(accepted.upperBound)"
    }
}
