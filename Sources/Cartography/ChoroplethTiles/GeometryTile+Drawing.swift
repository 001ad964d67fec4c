// SPDX-License-Identifier: Apache-2.0

extension GeometryTile {
    /// How hard the pixels of a tile are compressed, once. Higher levels of libdeflate win 1–2 % of the
    /// size and cost several times the time.
    static let imageDataCompressionLevel = 8

    /// Draws a tile.
    /// - Parameter maximumPairCount: above this many pairs the tile is compressed again for each style;
    ///   256 but in tests.
    static func draw(
        _ borders: LayerBorders, zoom: Int, x: Int, y: Int, scale: Int, scratch: DrawingScratch,
        maximumPairCount: Int = 256
    ) -> GeometryTile {
        let side = 256 * scale
        let window = PixelWindow(
            worldPixels: Double(side) * Double(1 << zoom), originX: Double(x * side), originY: Double(y * side),
            width: side, height: side)
        scratch.reserve(width: side, height: side)
        let strengths = scratch.strengths
        strengths.update(repeating: 0, count: side * side)
        let hasBorders = BorderStroke.draw(borders, window, zoom: zoom, scale: scale, into: strengths)
        let (single, _) = UnitSweep.fill(borders, window, scratch)
        if let single {
            if !hasBorders { return GeometryTile(side: side, pixels: .uniform(unit: single), pairs: []) }
            scratch.units.update(repeating: single, count: side * side)
        }
        return encode(side: side, unitCount: borders.unitCount, scratch: scratch, maximumPairCount: maximumPairCount)
    }

    /// Turns the units and strengths of `scratch` into a tile.
    private static func encode(
        side: Int, unitCount: Int, scratch: DrawingScratch, maximumPairCount: Int
    ) -> GeometryTile {
        let levels = BorderStyle.strengthLevels
        let count = side * side
        let units = scratch.units
        let strengths = scratch.strengths
        let unknown = UInt16.max
        let keyCount = (unitCount + 1) * levels
        if scratch.pairNumbers.count < keyCount {
            scratch.pairNumbers = [UInt16](repeating: unknown, count: keyCount)
        }
        var keys: [Int32] = []
        let order = scratch.pairNumbers.withUnsafeMutableBufferPointer { numbers in
            // Units become numbers of pairs, in the order of appearance.
            var lastKey = -1
            var lastNumber: UInt16 = 0
            for index in 0..<count {
                let key = Int(units[index]) * levels + Int(strengths[index])
                if key != lastKey {
                    lastKey = key
                    lastNumber = numbers[key]
                    if lastNumber == unknown {
                        // Far beyond any territory: the 65,535th pair and what follows lose their borders' shade.
                        lastNumber = UInt16(min(keys.count, 65_533))
                        if keys.count < 65_534 { keys.append(Int32(key)) }
                        numbers[key] = lastNumber
                    }
                }
                units[index] = lastNumber
            }
            for key in keys { numbers[Int(key)] = unknown }
            return keys.indices.sorted { keys[$0] < keys[$1] }
        }
        // Sorted by unit, so that the few transparent entries come first: tRNS then names only those.
        var rank = [UInt16](repeating: 0, count: keys.count)
        for (position, index) in order.enumerated() { rank[index] = UInt16(position) }
        let pairs = order.map { index in
            Pair(unit: UInt16(Int(keys[index]) / levels), strength: UInt8(Int(keys[index]) % levels))
        }
        if pairs.count <= maximumPairCount {
            return indexed(side: side, pairs: pairs, rank: rank, scratch: scratch)
        }
        // Room for the filter bytes: the rows move apart, the last one first.
        let filter = UInt16(pairs.count)
        var row = side - 1
        while row >= 0 {
            let source = units + row * side
            let target = units + row * (side + 1) + 1
            var column = side - 1
            while column >= 0 {
                target[column] = rank[Int(source[column])]
                column -= 1
            }
            (target - 1).pointee = filter
            row -= 1
        }
        let tokens = PixelTokens(pixels: units, width: side, height: side, pairCount: pairs.count + 1)
        return GeometryTile(side: side, pixels: .tokens(tokens), pairs: pairs)
    }

    private static func indexed(side: Int, pairs: [Pair], rank: [UInt16], scratch: DrawingScratch) -> GeometryTile {
        let bitDepth = pairs.count <= 2 ? 1 : pairs.count <= 4 ? 2 : pairs.count <= 16 ? 4 : 8
        let perByte = 8 / bitDepth
        let bytes = scratch.bytes
        let units = scratch.units
        var target = 0
        rank.withUnsafeBufferPointer { rank in
            for row in 0..<side {
                bytes[target] = 0  // filter: none
                target += 1
                let line = units + row * side
                if perByte == 1 {
                    for column in 0..<side { bytes[target + column] = UInt8(truncatingIfNeeded: rank[Int(line[column])]) }
                    target += side
                } else {
                    var column = 0
                    while column < side {
                        var packed: UInt16 = 0
                        for part in 0..<perByte { packed = packed << UInt16(bitDepth) | rank[Int(line[column + part])] }
                        bytes[target] = UInt8(truncatingIfNeeded: packed)
                        target += 1
                        column += perByte
                    }
                }
            }
        }
        let length = scratch.zlibCompress(count: target, level: imageDataCompressionLevel)
        let chunk = PNGWriter.imageDataChunk(UnsafeRawBufferPointer(start: scratch.compressed, count: length))
        return GeometryTile(side: side, pixels: .indexed(imageData: chunk, bitDepth: bitDepth), pairs: pairs)
    }
}
