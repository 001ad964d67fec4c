// SPDX-License-Identifier: Apache-2.0

/// The number of a tile in a PMTiles archive: all tiles of zoom 0, then those of zoom 1 and so on, each zoom along a Hilbert curve,
/// so that neighbours on the map are neighbours in the file (PMTiles specification, version 3, section 4.1).
public struct TileID: Sendable, Hashable, Comparable {
    public let number: UInt64

    /// The zooms that a 64-bit number has room for.
    public static let zoomRange = 0...31

    public init(number: UInt64) { self.number = number }

    /// - Parameters:
    ///   - x: 0…2^zoom−1, to the east.
    ///   - y: 0…2^zoom−1, to the south.
    /// - Throws: `TileArchiveError.coordinate` when one is out of range.
    public init(zoom: Int, x: Int, y: Int) throws(TileArchiveError) {
        guard Self.zoomRange.contains(zoom), (0..<(1 << zoom)).contains(x), (0..<(1 << zoom)).contains(y) else {
            throw .coordinate(zoom: zoom, x: x, y: y)
        }
        var distance: UInt64 = 0
        var (x, y) = (x, y)
        var side = zoom > 0 ? 1 << (zoom - 1) : 0
        while side > 0 {
            let isRight = x & side != 0
            let isLow = y & side != 0
            distance += UInt64(side) * UInt64(side) * (isRight ? (isLow ? 2 : 3) : (isLow ? 1 : 0))
            Self.rotate(side, &x, &y, isRight: isRight, isLow: isLow)
            side >>= 1
        }
        number = Self.first(zoom: zoom) + distance
    }

    /// The tile's zoom, x and y.
    public var coordinate: (zoom: Int, x: Int, y: Int) {
        var zoom = 0
        while zoom < Self.zoomRange.upperBound, Self.first(zoom: zoom + 1) <= number { zoom += 1 }
        var rest = number - Self.first(zoom: zoom)
        var (x, y) = (0, 0)
        var side = 1
        while side < 1 << zoom {
            let isRight = (rest / 2) & 1 != 0
            let isLow = (rest ^ (isRight ? 1 : 0)) & 1 != 0
            Self.rotate(side, &x, &y, isRight: isRight, isLow: isLow)
            if isRight { x += side }
            if isLow { y += side }
            rest /= 4
            side <<= 1
        }
        return (zoom, x, y)
    }

    /// How many tiles the zooms before this one have: (4^zoom − 1) / 3.
    static func first(zoom: Int) -> UInt64 { ((1 << (2 * UInt64(zoom))) - 1) / 3 }

    private static func rotate(_ side: Int, _ x: inout Int, _ y: inout Int, isRight: Bool, isLow: Bool) {
        guard !isLow else { return }
        if isRight {
            x = side - 1 - x
            y = side - 1 - y
        }
        swap(&x, &y)
    }

    public static func < (first: TileID, second: TileID) -> Bool { first.number < second.number }
}
