// SPDX-License-Identifier: Apache-2.0

import CDeflate

extension GeometryTile {
    /// Writing a PNG needs at most this much room, whatever the colours.
    public var maximumByteCount: Int {
        let frame = PNGWriter.frameByteCount + 256 * 4 + 64
        let rows = (side + 1) * side
        switch pixels {
        case .uniform: return frame + uniformBound(rows)
        case .indexed(let imageData, _): return frame + max(imageData.count, hatchBound(rows))
        case .tokens(let tokens): return frame + max(tokens.maximumStreamByteCount, hatchBound(rows))
        }
    }

    private func hatchBound(_ rows: Int) -> Int { libdeflate_zlib_compress_bound(nil, rows) }
    private func uniformBound(_ rows: Int) -> Int { hatchBound(rows) }

    /// The tile in these colours.
    public func png(_ colouring: UnitColouring) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: maximumByteCount(for: colouring)) { buffer, count in
            count = write(colouring, to: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// Room that writing the tile in these colours needs at most: exact for tiles that are not compressed again.
    public func maximumByteCount(for colouring: UnitColouring) -> Int {
        if case .indexed(let imageData, _) = pixels, !isHatched(colouring) {
            // One byte more, because palette entries are written four bytes at a time.
            return PNGWriter.frameByteCount + pairs.count * 3 + outsidePairCount + imageData.count + 1
        }
        if case .tokens(let tokens) = pixels, !isHatched(colouring) {
            return PNGWriter.frameByteCount + 256 * 4 + tokens.maximumStreamByteCount
        }
        if case .uniform = pixels, !isHatched(colouring) { return 512 }
        return maximumByteCount
    }

    /// Writes the tile in these colours as a PNG.
    /// - Parameter buffer: at least `maximumByteCount(for: colouring)` bytes.
    /// - Returns: the number of bytes written; 0 when the buffer is too small.
    public func write(_ colouring: UnitColouring, to buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let base = buffer.baseAddress, buffer.count >= maximumByteCount(for: colouring) else { return 0 }
        var writer = PNGWriter(base)
        if isHatched(colouring) {
            writeHatched(colouring, &writer)
        } else {
            switch pixels {
            case .uniform(let unit): writeUniform(unit, colouring, &writer)
            case .indexed(let imageData, let bitDepth): writeIndexed(imageData, bitDepth, colouring, &writer)
            case .tokens(let tokens): writeTokens(tokens, colouring, &writer)
            }
        }
        writer.finish()
        return writer.byteCount
    }

    private func isHatched(_ colouring: UnitColouring) -> Bool {
        guard colouring.hasNotApplicable else { return false }
        if case .uniform(let unit) = pixels { return Self.slot(unit, colouring) == UnitColouring.notApplicableSlot }
        return pairs.contains { $0.unit > 0 && Self.slot($0.unit, colouring) == UnitColouring.notApplicableSlot }
    }

    @inline(__always)
    private static func slot(_ unit: UInt16, _ colouring: UnitColouring) -> UInt8 {
        let index = Int(unit) - 1
        return index >= 0 && index < colouring.slots.count ? colouring.slots[index] : UnitColouring.noDataSlot
    }

    /// Alphas of the pairs outside the country: the border's colour, as strong as the border.
    private static let outsideAlphas: [UInt8] = (0..<BorderStyle.strengthLevels).map {
        UInt8((Double($0) * 255 / Double(BorderStyle.strengthLevels - 1)).rounded())
    }

    private static let borderEntry: UInt32 = {
        let colour = MapColours.border
        return UInt32(colour.red) | UInt32(colour.green) << 8 | UInt32(colour.blue) << 16
    }()

    private func writeUniform(_ unit: UInt16, _ colouring: UnitColouring, _ writer: inout PNGWriter) {
        writer.begin(side: side, bitDepth: 1)
        let entry = unit == 0 ? Self.borderEntry : colouring.blended[Int(Self.slot(unit, colouring)) * BorderStyle.strengthLevels]
        writer.palette(count: 1, transparency: unit == 0 ? [0] : []) { _ in entry }
        writer.append(chunk: Self.blankImageData(side: side))
    }

    /// The pixels of a one-colour tile: all zero, at one bit a pixel.
    private static func blankImageData(side: Int) -> [UInt8] {
        side == 256 ? blankImageData256 : side == 512 ? blankImageData512 : makeBlankImageData(side)
    }
    private static let blankImageData256 = makeBlankImageData(256)
    private static let blankImageData512 = makeBlankImageData(512)
    private static func makeBlankImageData(_ side: Int) -> [UInt8] {
        let zeros = [UInt8](repeating: 0, count: (side / 8 + 1) * side)
        return Deflate.zlib(zeros, level: 12).withUnsafeBytes { PNGWriter.imageDataChunk($0) }
    }

    private func writeIndexed(
        _ imageData: [UInt8], _ bitDepth: Int, _ colouring: UnitColouring, _ writer: inout PNGWriter
    ) {
        writer.begin(side: side, bitDepth: bitDepth)
        let outside = outsidePairCount
        var transparency: [UInt8] = []
        if outside > 0 { transparency = pairs[..<outside].map { Self.outsideAlphas[Int($0.strength)] } }
        pairs.withUnsafeBufferPointer { pairs in
            colouring.slots.withUnsafeBufferPointer { slots in
                colouring.blended.withUnsafeBufferPointer { blended in
                    writer.palette(count: pairs.count, transparency: transparency) { index in
                        if index < outside { return Self.borderEntry }
                        let unit = Int(pairs[index].unit) - 1
                        let slot = unit < slots.count ? slots[unit] : UnitColouring.noDataSlot
                        return blended[Int(slot) * BorderStyle.strengthLevels + Int(pairs[index].strength)]
                    }
                }
            }
        }
        writer.append(chunk: imageData)
    }

    // MARK: Tiles that are compressed for each style

    /// The palette of a style: only entries that occur, those outside the country first.
    private struct StylePalette {
        /// Entry of each key: outside strengths, then slot × strength. 255: does not occur.
        var entryOfKey: [UInt8]
        var colours: [UInt32] = []
        var alphas: [UInt8] = []

        static let levels = BorderStyle.strengthLevels
        static let keyCount = levels * (UnitColouring.slotCount + 1)

        init(used: [Bool], _ colouring: UnitColouring) {
            entryOfKey = [UInt8](repeating: 255, count: Self.keyCount)
            for key in 0..<Self.keyCount where used[key] {
                entryOfKey[key] = UInt8(colours.count)
                if key < Self.levels {
                    colours.append(GeometryTile.borderEntry)
                    alphas.append(GeometryTile.outsideAlphas[key])
                } else {
                    colours.append(colouring.blended[key - Self.levels])
                }
            }
        }
    }

    /// For each pair its key in a `StylePalette`.
    private func keys(_ colouring: UnitColouring) -> [UInt8] {
        pairs.map { pair in
            if pair.unit == 0 { return pair.strength }
            let slot = Int(Self.slot(pair.unit, colouring))
            return UInt8((slot + 1) * StylePalette.levels) + pair.strength
        }
    }

    private func writeTokens(_ tokens: PixelTokens, _ colouring: UnitColouring, _ writer: inout PNGWriter) {
        var entries = keys(colouring)
        var used = [Bool](repeating: false, count: StylePalette.keyCount)
        for key in entries { used[Int(key)] = true }
        let palette = StylePalette(used: used, colouring)
        for index in entries.indices { entries[index] = palette.entryOfKey[Int(entries[index])] }
        entries.append(0)  // the filter byte
        writer.begin(side: side, bitDepth: 8)
        writer.palette(count: palette.colours.count, transparency: palette.alphas) { palette.colours[$0] }
        entries.withUnsafeBufferPointer { entries in
            guard let base = entries.baseAddress else { return }
            writer.imageData { tokens.write(entries: base, to: $0) }
        }
    }

    // MARK: Hatching

    /// Period and width of the hatch lines across a row, in pixels of a 256-pixel tile. The period divides
    /// 256, so the lines run on from tile to tile.
    private static let hatchPeriod = 8
    private static let hatchWidth = 2

    /// A tile with units to which the question does not apply: its pixels depend on the style, so they
    /// are unpacked, hatched and compressed again.
    private func writeHatched(_ colouring: UnitColouring, _ writer: inout PNGWriter) {
        Self.hatchScratch.withScratch { scratch in
            scratch.reserve(width: side, height: side)
            let stride = side + 1
            let scale = side / 256
            let keys: [UInt8]
            let numbers = scratch.units
            switch pixels {
            case .uniform(let unit):
                keys = [UInt8((Int(Self.slot(unit, colouring)) + 1) * StylePalette.levels)]
                numbers.update(repeating: 0, count: stride * side)
            case .indexed(let imageData, let bitDepth):
                keys = self.keys(colouring)
                unpack(imageData, bitDepth, scratch)
            case .tokens(let tokens):
                keys = self.keys(colouring) + [0]
                tokens.decode(into: numbers)
            }
            let hatched = (Int(UnitColouring.notApplicableSlot) + 1) * StylePalette.levels
            let lift = (Int(UnitColouring.hatchSlot) - Int(UnitColouring.notApplicableSlot)) * StylePalette.levels
            var used = [Bool](repeating: false, count: StylePalette.keyCount)
            for key in keys {
                used[Int(key)] = true
                if (hatched..<hatched + StylePalette.levels).contains(Int(key)) { used[Int(key) + lift] = true }
            }
            let palette = StylePalette(used: used, colouring)
            // Two rows of entries: with and without the hatch line.
            let plain = keys.map { palette.entryOfKey[Int($0)] }
            let lined = keys.map { key in
                let isHatched = (hatched..<hatched + StylePalette.levels).contains(Int(key))
                return palette.entryOfKey[Int(key) + (isHatched ? lift : 0)]
            }
            let bytes = scratch.bytes
            let mask = Self.hatchPeriod * scale - 1
            let lineWidth = Self.hatchWidth * scale
            plain.withUnsafeBufferPointer { plain in
                lined.withUnsafeBufferPointer { lined in
                    for row in 0..<side {
                        bytes[row * stride] = 0
                        let source = numbers + row * stride + 1
                        let target = bytes + row * stride + 1
                        for column in 0..<side {
                            let number = Int(source[column])
                            target[column] = (row + column) & mask < lineWidth ? lined[number] : plain[number]
                        }
                    }
                }
            }
            writer.begin(side: side, bitDepth: 8)
            writer.palette(count: palette.colours.count, transparency: palette.alphas) { palette.colours[$0] }
            writer.imageData { target in
                let length = scratch.zlibCompress(count: stride * side, level: 2)
                target.copyMemory(from: scratch.compressed, byteCount: length)
                return length
            }
        }
    }

    private static let hatchScratch = DrawingScratchPool()

    /// The pair numbers of a tile that was compressed once, at the row length with filter bytes.
    private func unpack(_ imageData: [UInt8], _ bitDepth: Int, _ scratch: DrawingScratch) {
        let perByte = 8 / bitDepth
        let packedStride = side / perByte + 1
        let isRead = imageData.withUnsafeBytes { chunk in
            // The chunk's length and type are 8 bytes, its checksum 4.
            scratch.zlibDecompress(UnsafeRawBufferPointer(rebasing: chunk[8..<(chunk.count - 4)]), count: packedStride * side)
        }
        let numbers = scratch.units
        guard isRead else {
            numbers.update(repeating: 0, count: (side + 1) * side)
            return
        }
        let mask = UInt16((1 << bitDepth) - 1)
        for row in 0..<side {
            let source = scratch.bytes + row * packedStride + 1
            let target = numbers + row * (side + 1) + 1
            for column in 0..<side {
                let shift = UInt16((perByte - 1 - column % perByte) * bitDepth)
                target[column] = UInt16(source[column / perByte]) >> shift & mask
            }
        }
    }
}
