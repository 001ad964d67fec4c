// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The pixels of a tile with many units, parsed for DEFLATE once and written again for each style.
///
/// A pixel is the number of a (unit, border strength) pair. A style maps pairs to palette entries, and
/// whatever repeats in the pairs repeats in the palette entries, so a parse of the pairs into literals and
/// matches (LZ77) stays valid for every style. What is left to do for a style is in `StreamTemplate`.
/// Adler-32 is linear in the bytes, so its two sums follow from the number and the positions of the pixels
/// of each pair, without the pixels.
struct PixelTokens: Sendable {
    /// A literal is the number of its pair; a match has the top bit set, then its distance's index in
    /// `distances`, then its length in the lowest 9 bits.
    private let tokens: [UInt32]
    private let distances: [Int]
    /// Per pair: how many literals, how many pixels, and the sum of the pixels' weights in Adler-32's
    /// second sum (modulo 65,521).
    let literalCounts: [UInt32]
    let pixelCounts: [UInt32]
    let positionSums: [UInt32]
    /// Frequencies of the literal/length symbols 256…285 and the code of the distance symbols.
    let lengthFrequencies: [UInt32]
    let distanceCode: HuffmanCode
    /// For each distance its code with extra bits: bits in the low half, their number above.
    private let distanceBits: [UInt64]
    private let extraBitCount: Int
    let streamByteCount: Int
    private let templates = Templates()

    private final class Templates: Sendable {
        let made = Mutex<[StreamTemplate?]>(Array(repeating: nil, count: StreamTemplate.slotBitsRange.count))
    }

    /// Memory held, in bytes, as if all three templates were made (each takes some four bytes a token), so that it
    /// does not change while the tile is in a cache.
    var byteCount: Int {
        tokens.count * 4 + literalCounts.count * 12 + (distances.count + lengthFrequencies.count) * 16 + 200 + tokens.count * 13
    }

    private static let matchFlag: UInt32 = 1 << 31

    /// Pixels compared at once; the memory behind the last pixel must be readable for `readAhead` more.
    static let readAhead = 8

    /// Parses `height` rows of `width` pixels, each preceded by the byte of its filter: a pair number of
    /// its own that every style maps to 0, “none”.
    init(pixels: UnsafePointer<UInt16>, width: Int, height: Int, pairCount: Int) {
        let stride = width + 1
        let count = stride * height
        let candidates = PixelParse.distances(stride: stride)
        let parse = PixelParse(
            pixels: pixels, count: count, stride: stride, pairCount: pairCount, matchFlag: Self.matchFlag)
        var lengthFrequencies = parse.lengthFrequencies
        lengthFrequencies[0] = 1  // end of block
        var distanceFrequencies = parse.distanceFrequencies
        // A code with fewer than two symbols would be incomplete, which some decoders refuse.
        for symbol in 0..<2 where distanceFrequencies.filter({ $0 > 0 }).count < 2 {
            distanceFrequencies[symbol] = max(distanceFrequencies[symbol], 1)
        }
        let distanceCode = HuffmanCode(frequencies: distanceFrequencies)
        distanceBits = candidates.map { candidate in
            let distance = DeflateSymbols.distance(candidate)
            let length = UInt64(distanceCode.lengths[distance.symbol])
            let bits = UInt64(distanceCode.codes[distance.symbol]) | UInt64(distance.extra) << length
            return bits | (length + UInt64(distance.extraBits)) << 32
        }
        tokens = parse.tokens
        self.distances = candidates
        literalCounts = parse.literalCounts
        pixelCounts = parse.pixelCounts
        positionSums = parse.positionSums.map { UInt32($0 % 65_521) }
        self.lengthFrequencies = lengthFrequencies
        self.distanceCode = distanceCode
        extraBitCount = parse.extraBitCount
        streamByteCount = count
    }

    /// No zlib stream that `write` makes is longer: at most 15 bits for each symbol.
    var maximumStreamByteCount: Int {
        (tokens.count * 30 + extraBitCount) / 8 + 400
    }

    /// The stream with blanks for slots of so many bits; made when first needed, which costs about as much as writing
    /// a stream in the usual way.
    func template(slotBits: Int, pairs: [GeometryTile.Pair]) -> StreamTemplate {
        let place = slotBits - StreamTemplate.slotBitsRange.lowerBound
        if let known = templates.made.withLock({ $0[place] }) { return known }
        let made = StreamTemplate(self, pairs: pairs, slotBits: slotBits)
        return templates.made.withLock { templates in
            // Another thread may have been quicker.
            if let known = templates[place] { return known }
            templates[place] = made
            return made
        }
    }

    /// Some template: all say the same of the units.
    func anyTemplate(pairs: [GeometryTile.Pair]) -> StreamTemplate {
        templates.made.withLock { $0.compactMap { $0 }.first } ?? template(slotBits: 3, pairs: pairs)
    }

    /// Calls one of the two for each token; distances are their code with extra bits in the low half and the number of
    /// those bits above.
    @inline(__always)
    func forEach(literal: (Int) -> Void, match: (_ length: Int, _ distance: UInt64) -> Void) {
        for token in tokens {
            if token & Self.matchFlag == 0 {
                literal(Int(token))
            } else {
                match(Int(token & 511), distanceBits[Int((token & ~Self.matchFlag) >> 9)])
            }
        }
    }

    /// The pixels again, with the filter bytes' pairs.
    func decode(into pixels: UnsafeMutablePointer<UInt16>) {
        var position = 0
        for token in tokens {
            if token & Self.matchFlag == 0 {
                pixels[position] = UInt16(truncatingIfNeeded: token)
                position += 1
            } else {
                let distance = distances[Int((token & ~Self.matchFlag) >> 9)]
                for _ in 0..<Int(token & 511) {
                    pixels[position] = pixels[position - distance]
                    position += 1
                }
            }
        }
    }
}

/// The alphabets of DEFLATE (RFC 1951, section 3.2.5) and its block header (3.2.7).
enum DeflateSymbols {
    typealias Symbol = (symbol: Int, extraBits: Int, extra: Int)

    static func length(_ length: Int) -> Symbol {
        let entry = lengthTable[length]
        return (Int(entry >> 16), Int(entry >> 8 & 255), Int(entry & 255))
    }

    static func distance(_ distance: Int) -> Symbol {
        if distance <= 4 { return (distance - 1, 0, 0) }
        let value = distance - 1
        let top = value.bitWidth - 1 - value.leadingZeroBitCount
        let half = value >> (top - 1) & 1
        return (2 * top + half, top - 1, value & (1 << (top - 1) - 1))
    }

    private static let lengthTable: [UInt32] = (0...258).map { length in
        if length < 3 { return 0 }
        if length == 258 { return 285 << 16 }
        let value = length - 3
        if value < 8 { return UInt32(257 + value) << 16 }
        let top = value.bitWidth - 1 - value.leadingZeroBitCount
        let quarter = value >> (top - 2) & 3
        let extraBits = top - 2
        return UInt32(257 + 4 * (top - 1) + quarter) << 16 | UInt32(extraBits) << 8 | UInt32(value & (1 << extraBits - 1))
    }

    /// The header of the one, last, dynamic block. Code lengths are written with a fixed complete code of
    /// 4 and 5 bits; runs of zeros use symbols 17 and 18.
    static func writeBlockHeader(literals: [UInt8], distances: [UInt8], _ writer: inout BitWriter) {
        var distanceCount = distances.count
        while distanceCount > 1, distances[distanceCount - 1] == 0 { distanceCount -= 1 }
        writer.append(1, 1)
        writer.append(2, 2)
        writer.append(UInt64(literals.count - 257), 5)
        writer.append(UInt64(distanceCount - 1), 5)
        writer.append(19 - 4, 4)
        for symbol in codeLengthOrder { writer.append(UInt64(codeLengthCode.lengths[symbol]), 3) }
        let all = literals + distances[..<distanceCount]
        var index = 0
        while index < all.count {
            var run = 0
            while index + run < all.count, all[index + run] == 0, run < 138 { run += 1 }
            if run >= 3 {
                let symbol = run <= 10 ? 17 : 18
                put(symbol, &writer)
                if run <= 10 { writer.append(UInt64(run - 3), 3) } else { writer.append(UInt64(run - 11), 7) }
                index += run
            } else {
                put(Int(all[index]), &writer)
                index += 1
            }
        }
    }

    private static func put(_ symbol: Int, _ writer: inout BitWriter) {
        writer.append(UInt64(codeLengthCode.codes[symbol]), UInt64(codeLengthCode.lengths[symbol]))
    }

    private static let codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    /// Thirteen codes of 4 bits and six of 5 bits make a complete code of the 19 symbols.
    private static let codeLengthCode = HuffmanCode(
        frequencies: (0..<19).map { [1, 2, 13, 14, 15, 16].contains($0) ? 3 : 5 })
}
