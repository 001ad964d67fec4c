// SPDX-License-Identifier: Apache-2.0

/// Where the hatched versions of one tile are kept: which units are hatched depends on the indicator, but
/// not on the method or the palette, so a hatched tile is recoloured like any other.
struct HatchedTiles: Sendable {
    let cache: GeometryTileCache
    let key: GeometryTileKey
}

extension GeometryTile {
    /// Period and width of the hatch lines across a row, in pixels of a 256-pixel tile. The period divides
    /// 256, so the lines run on from tile to tile.
    private static let hatchPeriod = 8
    private static let hatchWidth = 2

    /// This tile with hatch lines over the units to which the question does not apply; nil when there are none.
    func hatched(for colouring: UnitColouring) -> GeometryTile? {
        guard colouring.hasNotApplicable else { return nil }
        let units = notApplicableUnits(colouring)
        guard !units.isEmpty else { return nil }
        guard let hatchedTiles else { return makeHatched(units) }
        // FNV-1a over the units tells the versions apart; the units themselves decide.
        let variant = units.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let key = hatchedTiles.key.variant(variant)
        if let known = hatchedTiles.cache.tile(key), known.hatchedUnits == units { return known }
        let made = makeHatched(units)
        let kept = hatchedTiles.cache.insert(made, key)
        return kept.hatchedUnits == units ? kept : made
    }

    /// Rising, as the pairs are in the order of their units.
    private func notApplicableUnits(_ colouring: UnitColouring) -> [UInt16] {
        if case .uniform(let unit) = pixels {
            return unit > 0 && Self.slot(unit, colouring) == UnitColouring.notApplicableSlot ? [unit] : []
        }
        var units: [UInt16] = []
        for pair in pairs where pair.unit > 0 && pair.unit != units.last {
            if Self.slot(pair.unit, colouring) == UnitColouring.notApplicableSlot { units.append(pair.unit) }
        }
        return units
    }

    private func makeHatched(_ units: [UInt16]) -> GeometryTile {
        Self.hatchScratch.withScratch { scratch in
            scratch.reserve(width: side, height: side)
            var pairs = pairs
            switch pixels {
            case .uniform(let unit):
                pairs = [Pair(unit: unit, strength: 0)]
                scratch.units.update(repeating: 0, count: side * side)
            case .indexed(let imageData, let bitDepth): unpack(imageData, bitDepth, scratch)
            case .tokens(let tokens):
                tokens.decode(into: scratch.units)
                // The rows move together over the filter bytes.
                for row in 0..<side {
                    (scratch.units + row * side).update(from: scratch.units + row * (side + 1) + 1, count: side)
                }
            }
            // For each pair its number on a hatch line.
            let hatchedUnits = Set(units)
            var lined = pairs.indices.map { UInt16($0) }
            for index in lined.indices where hatchedUnits.contains(pairs[index].unit) {
                lined[index] = UInt16(truncatingIfNeeded: pairs.count)
                pairs.append(Pair(unit: pairs[index].unit, strength: pairs[index].strength, isHatchLine: true))
            }
            let scale = side / 256
            let mask = Self.hatchPeriod * scale - 1
            let lineWidth = Self.hatchWidth * scale
            lined.withUnsafeBufferPointer { lined in
                for row in 0..<side {
                    let line = scratch.units + row * side
                    for column in 0..<side where (row + column) & mask < lineWidth {
                        line[column] = lined[Int(line[column])]
                    }
                }
            }
            let packed = Self.pack(side: side, pairs: pairs, scratch: scratch)
            return GeometryTile(side: side, pixels: packed, pairs: pairs, hatchedUnits: units)
        }
    }

    private static let hatchScratch = DrawingScratchPool()

    /// The pair numbers of a tile that was compressed once.
    private func unpack(_ imageData: [UInt8], _ bitDepth: Int, _ scratch: DrawingScratch) {
        let perByte = 8 / bitDepth
        let packedStride = side / perByte + 1
        let isRead = imageData.withUnsafeBytes { chunk in
            // The chunk's length and type are 8 bytes, its checksum 4.
            scratch.zlibDecompress(UnsafeRawBufferPointer(rebasing: chunk[8..<(chunk.count - 4)]), count: packedStride * side)
        }
        guard isRead else {
            scratch.units.update(repeating: 0, count: side * side)
            return
        }
        let mask = UInt16((1 << bitDepth) - 1)
        for row in 0..<side {
            let source = scratch.bytes + row * packedStride + 1
            let target = scratch.units + row * side
            for column in 0..<side {
                let shift = UInt16((perByte - 1 - column % perByte) * bitDepth)
                target[column] = UInt16(source[column / perByte]) >> shift & mask
            }
        }
    }
}
