// SPDX-License-Identifier: Apache-2.0

extension GeometryTile {
    /// The tile in these colours.
    public func png(_ colouring: UnitColouring) -> [UInt8] {
        let tile = hatched(for: colouring) ?? self
        return [UInt8](unsafeUninitializedCapacity: tile.plainMaximumByteCount) { buffer, count in
            count = tile.writePlain(colouring, to: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// Room that writing the tile in these colours needs: at most a byte more than it takes, but for tiles
    /// that are compressed for each style.
    public func maximumByteCount(for colouring: UnitColouring) -> Int {
        (hatched(for: colouring) ?? self).plainMaximumByteCount
    }

    /// Writes the tile in these colours as a PNG.
    /// - Parameter buffer: at least `maximumByteCount(for: colouring)` bytes.
    /// - Returns: the number of bytes written; 0 when the buffer is too small.
    public func write(_ colouring: UnitColouring, to buffer: UnsafeMutableRawBufferPointer) -> Int {
        (hatched(for: colouring) ?? self).writePlain(colouring, to: buffer)
    }

    private var plainMaximumByteCount: Int {
        switch pixels {
        case .uniform: 512
        case .indexed(let imageData, _):
            // One byte more, because palette entries are written four bytes at a time.
            PNGWriter.frameByteCount + pairs.count * 3 + outsidePairCount + imageData.count + 1
        case .tokens(let tokens): PNGWriter.frameByteCount + 256 * 4 + tokens.maximumStreamByteCount
        }
    }

    private func writePlain(_ colouring: UnitColouring, to buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let base = buffer.baseAddress, buffer.count >= plainMaximumByteCount else { return 0 }
        var writer = PNGWriter(base)
        switch pixels {
        case .uniform(let unit): writeUniform(unit, colouring, &writer)
        case .indexed(let imageData, let bitDepth): writeIndexed(imageData, bitDepth, colouring, &writer)
        case .tokens(let tokens): writeTokens(tokens, colouring, &writer)
        }
        writer.finish()
        return writer.byteCount
    }

    @inline(__always)
    static func slot(_ unit: UInt16, _ colouring: UnitColouring) -> UInt8 {
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
                        let pair = pairs[index]
                        let unit = Int(pair.unit) - 1
                        let slot =
                            pair.isHatchLine
                            ? UnitColouring.hatchSlot : unit < slots.count ? slots[unit] : UnitColouring.noDataSlot
                        return blended[Int(slot) * BorderStyle.strengthLevels + Int(pair.strength)]
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
            let slot = Int(pair.isHatchLine ? UnitColouring.hatchSlot : Self.slot(pair.unit, colouring))
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
}
