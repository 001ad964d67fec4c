// SPDX-License-Identifier: Apache-2.0

/// The drawn geometry of one tile, which knows no indicator: give it colours and it is a PNG.
public final class GeometryTile: Sendable {
    /// A unit (0 is outside, otherwise the number of the layer's shape plus 1) and a border strength 0…7
    /// that occur together in at least one pixel.
    struct Pair: Sendable, Equatable {
        var unit: UInt16
        var strength: UInt8
        /// Whether these pixels lie on the lines of the hatch, in a hatched tile.
        var isHatchLine = false
    }

    enum Pixels: Sendable {
        /// All pixels are alike.
        case uniform(unit: UInt16)
        /// At most 256 pairs: pixels are pair numbers, compressed once; the pairs become the palette.
        case indexed(imageData: [UInt8], bitDepth: Int)
        /// More pairs: compressed again for each style.
        case tokens(PixelTokens)
    }

    /// Pixels along one side.
    public let side: Int
    let pixels: Pixels
    /// In the order of their numbers, those outside the country first.
    let pairs: [Pair]
    /// How many pairs are outside the country.
    let outsidePairCount: Int
    /// The units with hatch lines, rising; none but in a hatched tile.
    let hatchedUnits: [UInt16]
    /// Where this tile's hatched versions are kept; nil: nowhere.
    let hatchedTiles: HatchedTiles?
    /// Follows from what is kept ready of the tile's bytes: its size, and pixels that are compressed already.
    let checksum: UInt64

    init(
        side: Int, pixels: Pixels, pairs: [Pair], hatchedUnits: [UInt16] = [], hatchedTiles: HatchedTiles? = nil
    ) {
        self.side = side
        self.pixels = pixels
        self.pairs = pairs
        self.hatchedUnits = hatchedUnits
        self.hatchedTiles = hatchedTiles
        outsidePairCount = pairs.prefix { $0.unit == 0 }.count
        var hash = ContentHash(seed: UInt64(side))
        if case .indexed(let imageData, let bitDepth) = pixels {
            for pair in pairs[..<outsidePairCount] { hash.combine(UInt64(pair.strength)) }
            hash.combine(UInt64(bitDepth))
            imageData.withUnsafeBytes { hash.combine($0) }
        }
        checksum = hash.value
    }

    /// Whether nothing of the layer, not even its outline, is in this tile.
    public var isTransparent: Bool {
        if case .uniform(0) = pixels { true } else { false }
    }

    /// Whether the tile has too many units for one palette, so that its pixels are compressed for each style.
    public var isRecompressedPerStyle: Bool {
        if case .tokens = pixels { true } else { false }
    }

    /// Memory held, in bytes.
    public var byteCount: Int {
        let content =
            switch pixels {
            case .uniform: 0
            case .indexed(let imageData, _): imageData.count
            case .tokens(let tokens): tokens.byteCount
            }
        return content + pairs.count * MemoryLayout<Pair>.stride + hatchedUnits.count * 2 + 200
    }

    /// The numbers of the layer's shapes that the tile shows, rising.
    public var shapeIndexes: [Int] {
        var indexes: [Int] = []
        if case .uniform(let unit) = pixels, unit > 0 { return [Int(unit) - 1] }
        for pair in pairs where pair.unit > 0 && indexes.last != Int(pair.unit) - 1 { indexes.append(Int(pair.unit) - 1) }
        return indexes
    }
}
