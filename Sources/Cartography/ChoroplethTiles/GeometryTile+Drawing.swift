// SPDX-License-Identifier: Apache-2.0

import Foundation

extension GeometryTile {
    /// How hard the pixels of a tile are compressed, once. Level 8 of libdeflate would win 6 % of the
    /// size and double the time that a cold tile takes.
    static let imageDataCompressionLevel = 6

    /// Draws a tile.
    /// - Parameter maximumPairCount: above this many pairs the tile is compressed again for each style;
    ///   256 but in tests.
    static func draw(
        _ borders: LayerBorders, zoom: Int, x: Int, y: Int, scale: Int, scratch: DrawingScratch,
        maximumPairCount: Int = 256, hatchedTiles: HatchedTiles? = nil
    ) -> GeometryTile {
        let side = 256 * scale
        let window = PixelWindow(
            worldPixels: Double(side) * Double(1 << zoom), originX: Double(x * side), originY: Double(y * side),
            width: side, height: side)
        scratch.reserve(width: side, height: side)
        if !borders.reach(window, margin: Double(8 * scale)) {
            // No border near: one row tells the unit of all.
            var row = window
            row.originY += Double(side / 2)
            row.height = 1
            if let single = UnitSweep.fill(borders, row, scratch).single {
                return GeometryTile(side: side, pixels: .uniform(unit: single), pairs: [], hatchedTiles: hatchedTiles)
            }
        }
        let strengths = scratch.strengths
        strengths.update(repeating: 0, count: side * side)
        let hasBorders = BorderStroke.draw(borders, window, zoom: zoom, scale: scale, into: strengths)
        let (single, _) = UnitSweep.fill(borders, window, scratch)
        if let single {
            if !hasBorders {
                return GeometryTile(side: side, pixels: .uniform(unit: single), pairs: [], hatchedTiles: hatchedTiles)
            }
            scratch.units.update(repeating: single, count: side * side)
        }
        let pairs = numberPairs(side: side, unitCount: borders.unitCount, scratch: scratch)
        return GeometryTile(
            side: side, pixels: pack(side: side, pairs: pairs, scratch: scratch, maximumPairCount: maximumPairCount),
            pairs: pairs, hatchedTiles: hatchedTiles)
    }

    /// Turns the units in `scratch.units`, with the strengths, into numbers of pairs.
    private static func numberPairs(side: Int, unitCount: Int, scratch: DrawingScratch) -> [Pair] {
        let levels = BorderStyle.strengthLevels
        let count = side * side
        let units = scratch.units
        let strengths = scratch.strengths
        let unknown = UInt16.max
        let keyCount = (unitCount + 1) * levels
        if scratch.pairNumbers.count < keyCount {
            scratch.pairNumbers = [UInt16](repeating: unknown, count: keyCount)
        }
        var keys: [Int] = []
        scratch.pairNumbers.withUnsafeMutableBufferPointer { numbers in
            // In the order of appearance first.
            var lastKey = -1
            var lastNumber: UInt16 = 0
            for index in 0..<count {
                let key = Int(units[index]) * levels + Int(strengths[index])
                if key != lastKey {
                    lastKey = key
                    lastNumber = numbers[key]
                    if lastNumber == unknown {
                        // Far beyond any territory: what follows the 65,000th pair looks like it.
                        lastNumber = UInt16(min(keys.count, maximumPairNumber))
                        keys.append(key)
                        numbers[key] = lastNumber
                    }
                }
                units[index] = lastNumber
            }
            for key in keys { numbers[key] = unknown }
        }
        keys.removeLast(max(0, keys.count - maximumPairNumber - 1))
        // Then by unit, so that the few transparent entries come first: tRNS names only those.
        let order = keys.indices.sorted { keys[$0] < keys[$1] }
        var rank = [UInt16](repeating: 0, count: keys.count)
        for (position, index) in order.enumerated() { rank[index] = UInt16(position) }
        rank.withUnsafeBufferPointer { rank in
            for index in 0..<count { units[index] = rank[Int(units[index])] }
        }
        return order.map { index in
            Pair(unit: UInt16(keys[index] / levels), strength: UInt8(keys[index] % levels))
        }
    }

    /// Leaves room for the filter bytes' number and the hatch lines of a few units.
    private static let maximumPairNumber = 60_000

    /// Compresses the pair numbers in `scratch.units`, whose content is lost.
    static func pack(side: Int, pairs: [Pair], scratch: DrawingScratch, maximumPairCount: Int = 256) -> Pixels {
        if pairs.count <= maximumPairCount { return indexed(side: side, pairCount: pairs.count, scratch: scratch) }
        // Room for the filter bytes: the rows move apart, the last one first.
        let units = scratch.units
        let filter = UInt16(truncatingIfNeeded: pairs.count)
        var row = side - 1
        while row >= 0 {
            let target = units + row * (side + 1)
            memmove(target + 1, units + row * side, side * MemoryLayout<UInt16>.stride)
            target.pointee = filter
            row -= 1
        }
        return .tokens(PixelTokens(pixels: units, width: side, height: side, pairCount: pairs.count + 1))
    }

    private static func indexed(side: Int, pairCount: Int, scratch: DrawingScratch) -> Pixels {
        let bitDepth = pairCount <= 2 ? 1 : pairCount <= 4 ? 2 : pairCount <= 16 ? 4 : 8
        let perByte = 8 / bitDepth
        let bytes = scratch.bytes
        let units = scratch.units
        var target = 0
        for row in 0..<side {
            bytes[target] = 0  // filter: none
            target += 1
            let line = units + row * side
            if perByte == 1 {
                for column in 0..<side { bytes[target + column] = UInt8(truncatingIfNeeded: line[column]) }
                target += side
            } else {
                var column = 0
                while column < side {
                    var packed: UInt16 = 0
                    for part in 0..<perByte { packed = packed << UInt16(bitDepth) | line[column + part] }
                    bytes[target] = UInt8(truncatingIfNeeded: packed)
                    target += 1
                    column += perByte
                }
            }
        }
        let length = scratch.zlibCompress(count: target, level: imageDataCompressionLevel)
        let chunk = PNGWriter.imageDataChunk(UnsafeRawBufferPointer(start: scratch.compressed, count: length))
        return .indexed(imageData: chunk, bitDepth: bitDepth)
    }
}
