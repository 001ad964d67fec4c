// SPDX-License-Identifier: Apache-2.0

extension GeometryTile {
    /// The tile in these colours.
    public func png(_ colouring: UnitColouring) -> [UInt8] {
        let tile = coloured(colouring)
        return [UInt8](unsafeUninitializedCapacity: tile.capacity) { buffer, count in
            _ = tile.write(to: UnsafeMutableRawBufferPointer(buffer))
            count = tile.byteCount
        }
    }

    /// Room that writing the tile in these colours needs: a few bytes more than it takes.
    public func maximumByteCount(for colouring: UnitColouring) -> Int { coloured(colouring).capacity }

    /// Writes the tile in these colours as a PNG.
    /// - Parameter buffer: at least `maximumByteCount(for: colouring)` bytes.
    /// - Returns: the number of bytes written; 0 when the buffer is too small.
    public func write(_ colouring: UnitColouring, to buffer: UnsafeMutableRawBufferPointer) -> Int {
        let tile = coloured(colouring)
        return tile.write(to: buffer) == nil ? 0 : tile.byteCount
    }

    /// The tile in these colours, about to be written.
    public func coloured(_ colouring: UnitColouring) -> ColouredTile {
        ColouredTile(hatched(for: colouring) ?? self, colouring)
    }

    @inline(__always)
    static func slot(_ unit: UInt16, _ colouring: UnitColouring) -> UInt8 {
        let index = Int(unit) - 1
        return index >= 0 && index < colouring.slots.count ? colouring.slots[index] : UnitColouring.noDataSlot
    }
}

/// A tile in the colours of a map: how long its PNG is, what its tag is, and the PNG itself.
public struct ColouredTile: Sendable {
    private let tile: GeometryTile
    private let colouring: UnitColouring
    /// For a tile with many units, the stream with blanks for this many slots, and the slots' numbers.
    private let template: (stream: StreamTemplate, codes: SlotCodes)?
    /// Bytes of the PNG.
    public let byteCount: Int

    init(_ tile: GeometryTile, _ colouring: UnitColouring) {
        self.tile = tile
        self.colouring = colouring
        switch tile.pixels {
        case .uniform(let unit):
            template = nil
            byteCount = PNGWriter.byteCount(
                palette: 1, transparency: unit == 0 ? 1 : 0, imageDataChunk: Self.blankImageData(side: tile.side).count)
        case .indexed(let imageData, _):
            template = nil
            byteCount = PNGWriter.byteCount(
                palette: tile.pairs.count, transparency: tile.outsidePairCount, imageDataChunk: imageData.count)
        case .tokens(let tokens):
            let (codes, stream) = colouring.slots.withUnsafeBufferPointer { slots in
                let codes = SlotCodes(used: tokens.anyTemplate(pairs: tile.pairs).usedSlots(slots))
                return (codes, tokens.template(slotBits: codes.bitCount, pairs: tile.pairs))
            }
            template = (stream, codes)
            byteCount = PNGWriter.byteCount(
                palette: stream.paletteCount, transparency: stream.outsideStrengths.isEmpty ? 0 : stream.paletteCount,
                imageDataChunk: stream.byteCount + PNGWriter.chunkFrameByteCount)
        }
    }

    /// Bytes that `write` needs: palette entries are written four bytes at a time, streams eight.
    public var capacity: Int { byteCount + StreamTemplate.slackByteCount }

    /// Writes the PNG.
    /// - Parameter buffer: at least `capacity` bytes.
    /// - Returns: the tag; nil when the buffer is too small.
    public func write(to buffer: UnsafeMutableRawBufferPointer) -> UInt64? {
        guard let base = buffer.baseAddress, buffer.count >= capacity else { return nil }
        var writer = PNGWriter(base)
        let tag: UInt64
        switch tile.pixels {
        case .uniform(let unit):
            writer.begin(side: tile.side, bitDepth: 1)
            let colour = colour(ofUniform: unit)
            writer.palette(count: 1, transparency: unit == 0 ? [0] : []) { _ in colour }
            writer.append(chunk: Self.blankImageData(side: tile.side))
            tag = self.tag(ofUniform: unit)
        case .indexed(let imageData, let bitDepth):
            writer.begin(side: tile.side, bitDepth: bitDepth)
            let outside = tile.outsidePairCount
            let transparency = outside > 0 ? tile.pairs[..<outside].map { Self.outsideAlphas[Int($0.strength)] } : []
            var colours = UnsafeRawBufferPointer(start: nil, count: 0)
            withPairColours { colour in
                colours = writer.palette(count: tile.pairs.count, transparency: transparency, colour: colour)
            }
            tag = self.tag(ofColours: colours)
            writer.append(chunk: imageData)
        case .tokens:
            guard let (stream, codes) = template else { return nil }
            writer.begin(side: tile.side, bitDepth: 8)
            let count = stream.strengths.count << stream.slotBits
            var transparency: [UInt8] = []
            if !stream.outsideStrengths.isEmpty {
                transparency = [UInt8](repeating: 255, count: count) + stream.outsideStrengths.map { Self.outsideAlphas[Int($0)] }
            }
            let entries = entries(stream, codes)
            writer.palette(count: stream.paletteCount, transparency: transparency) { entries[$0] }
            var identity: UInt64 = 0
            colouring.slots.withUnsafeBufferPointer { slots in
                writer.imageData { target in
                    identity = stream.write(codes: codes, slots: slots, to: target)
                    return stream.byteCount
                }
            }
            tag = self.tag(stream, entries, identity)
        }
        writer.finish()
        return tag
    }

    // MARK: Tags

    /// A number that follows from the bytes of the PNG: the colours that occur in it, and the geometry.
    public var tag: UInt64 {
        switch tile.pixels {
        case .uniform(let unit): return tag(ofUniform: unit)
        case .indexed:
            return withUnsafeTemporaryAllocation(byteCount: tile.pairs.count * 3 + 1, alignment: 8) { buffer in
                guard let base = buffer.baseAddress else { return 0 }
                var colours = UnsafeRawBufferPointer(start: nil, count: 0)
                withPairColours { colours = PNGWriter.writeColours(count: tile.pairs.count, to: base, colour: $0) }
                return tag(ofColours: colours)
            }
        case .tokens:
            guard let (stream, codes) = template else { return 0 }
            let identity = colouring.slots.withUnsafeBufferPointer { stream.identity(codes: codes, slots: $0) }
            return tag(stream, entries(stream, codes), identity)
        }
    }

    private func tag(ofUniform unit: UInt16) -> UInt64 {
        var hash = ContentHash(seed: tile.checksum)
        hash.combine(UInt64(colour(ofUniform: unit)) << 1 | (unit == 0 ? 1 : 0))
        return hash.value
    }

    private func tag(ofColours colours: UnsafeRawBufferPointer) -> UInt64 {
        var hash = ContentHash(seed: tile.checksum)
        hash.combine(colours)
        return hash.value
    }

    private func tag(_ stream: StreamTemplate, _ entries: [UInt32], _ identity: UInt64) -> UInt64 {
        var hash = ContentHash(seed: tile.checksum ^ stream.checksum)
        hash.combine(identity)
        entries.withUnsafeBytes { hash.combine($0) }
        return hash.value
    }

    // MARK: Colours

    /// Alphas of the pairs outside the country: the border's colour, as strong as the border.
    static let outsideAlphas: [UInt8] = (0..<BorderStyle.strengthLevels).map {
        UInt8((Double($0) * 255 / Double(BorderStyle.strengthLevels - 1)).rounded())
    }

    private static let borderEntry: UInt32 = {
        let colour = MapColours.border
        return UInt32(colour.red) | UInt32(colour.green) << 8 | UInt32(colour.blue) << 16
    }()

    private func colour(ofUniform unit: UInt16) -> UInt32 {
        unit == 0 ? Self.borderEntry : colouring.palette.blended[Int(GeometryTile.slot(unit, colouring)) * BorderStyle.strengthLevels]
    }

    /// Gives `body` the palette entry of each pair.
    @inline(__always)
    private func withPairColours(_ body: ((Int) -> UInt32) -> Void) {
        let outside = tile.outsidePairCount
        let border = Self.borderEntry
        tile.pairs.withUnsafeBufferPointer { pairs in
            colouring.slots.withUnsafeBufferPointer { slots in
                colouring.palette.blended.withUnsafeBufferPointer { blended in
                    body { index in
                        if index < outside { return border }
                        let pair = pairs[index]
                        let unit = Int(pair.unit) - 1
                        let slot = pair.isHatchLine ? UnitColouring.hatchSlot : unit < slots.count ? slots[unit] : UnitColouring.noDataSlot
                        return blended[Int(slot) * BorderStyle.strengthLevels + Int(pair.strength)]
                    }
                }
            }
        }
    }

    /// The palette of a tile with many units; entries of slots that it does not show are black.
    private func entries(_ stream: StreamTemplate, _ codes: SlotCodes) -> [UInt32] {
        var entries = [UInt32](repeating: 0, count: stream.paletteCount)
        let outside = stream.strengths.count << stream.slotBits
        for slot in 0..<UnitColouring.slotCount where codes.used & 1 << UInt16(slot) != 0 {
            let code = Int(codes.code(ofSlot: UInt8(slot)))
            for (group, strength) in stream.strengths.enumerated() {
                entries[group << stream.slotBits + code] = colouring.palette.blended[slot * BorderStyle.strengthLevels + Int(strength)]
            }
        }
        for index in outside..<entries.count { entries[index] = Self.borderEntry }
        return entries
    }

    /// The pixels of a one-colour tile: all zero, at one bit a pixel.
    private static func blankImageData(side: Int) -> [UInt8] {
        side == 256 ? blankImageData256 : side == 512 ? blankImageData512 : makeBlankImageData(side)
    }
    private static let blankImageData256 = makeBlankImageData(256)
    private static let blankImageData512 = makeBlankImageData(512)
    private static func makeBlankImageData(_ side: Int) -> [UInt8] {
        let zeros = [UInt8](repeating: 0, count: ((side + 7) / 8 + 1) * side)
        return Deflate.zlib(zeros, level: 12).withUnsafeBytes { PNGWriter.imageDataChunk($0) }
    }
}
