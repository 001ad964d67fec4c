// SPDX-License-Identifier: Apache-2.0

/// The pixels of a tile with many units, parsed for DEFLATE once and written again for each style.
///
/// A pixel is the number of a (unit, border strength) pair. A style maps pairs to palette entries, and
/// whatever repeats in the pairs repeats in the palette entries, so a parse of the pairs into literals and
/// matches (LZ77) stays valid for every style. What is left to do for a style is: count the literals per
/// palette entry, build the prefix code, and write the bits. Adler-32 is linear in the bytes, so its two
/// sums follow from the number and the positions of the pixels of each pair, without the pixels.
struct PixelTokens: Sendable {
    /// A literal is the number of its pair; a match has the top bit set, then its distance's index in
    /// `distances`, then its length in the lowest 9 bits.
    private let tokens: [UInt32]
    private let distances: [Int]
    /// Per pair: how many literals, how many pixels, and the sum of the pixels' weights in Adler-32's
    /// second sum (modulo 65,521).
    private let literalCounts: [UInt32]
    private let pixelCounts: [UInt32]
    private let positionSums: [UInt32]
    /// Frequencies of the literal/length symbols 256…285 and the code of the distance symbols.
    private let lengthFrequencies: [UInt32]
    private let distanceCode: HuffmanCode
    /// For each distance its code with extra bits: bits in the low half, their number above.
    private let distanceBits: [UInt64]
    private let extraBitCount: Int
    let streamByteCount: Int

    var byteCount: Int {
        tokens.count * 4 + literalCounts.count * 12 + (distances.count + lengthFrequencies.count) * 16 + 200
    }

    private static let matchFlag: UInt32 = 1 << 31

    /// Pixels compared at once; the memory behind the last pixel must be readable for `readAhead` more.
    static let readAhead = 8

    /// Parses `height` rows of `width` pixels, each preceded by the byte of its filter: a pair number of
    /// its own that every style maps to 0, “none”.
    init(pixels: UnsafePointer<UInt16>, width: Int, height: Int, pairCount: Int) {
        let stride = width + 1
        let count = stride * height
        // Repeats in a map come from the pixel before and from the rows above, shifted by a border's slope.
        var candidates = [1, stride]
        for shift in 1...4 { candidates += [stride - shift, stride + shift] }
        candidates += [2 * stride, 2 * stride - 1, 2 * stride + 1, 2 * stride - 2, 2 * stride + 2]
        candidates += [3 * stride, 3 * stride - 1, 3 * stride + 1]

        func fourPixels(_ pixels: UnsafePointer<UInt16>) -> UInt64 {
            UnsafeRawPointer(pixels).loadUnaligned(as: UInt64.self).littleEndian
        }

        var tokens: [UInt32] = []
        tokens.reserveCapacity(count / 4)
        var literalCounts = [UInt32](repeating: 0, count: pairCount)
        var lengthFrequencies = [UInt32](repeating: 0, count: 30)
        var distanceFrequencies = [UInt32](repeating: 0, count: 30)
        var extraBitCount = 0
        var position = 0
        while position < count {
            var bestLength = 0
            var bestCandidate = 0
            let limit = min(258, count - position)
            let here = pixels + position
            let firstFour = fourPixels(here)
            for (index, distance) in candidates.enumerated() where distance <= position {
                let there = here - distance
                var difference = firstFour ^ fourPixels(there)
                // Matches start at three pixels, and a longer one must agree where the best one ends.
                if difference & 0xFFFF_FFFF_FFFF != 0 { continue }
                if bestLength > 0, bestLength < limit, here[bestLength] != there[bestLength] { continue }
                var length = 0
                while difference == 0, length < limit {
                    length += 4
                    difference = fourPixels(here + length) ^ fourPixels(there + length)
                }
                length = min(limit, length + difference.trailingZeroBitCount / 16)
                if length > bestLength {
                    bestLength = length
                    bestCandidate = index
                    if length == limit { break }
                }
            }
            if bestLength >= 3 {
                tokens.append(Self.matchFlag | UInt32(bestCandidate) << 9 | UInt32(bestLength))
                let length = DeflateSymbols.length(bestLength)
                let distance = DeflateSymbols.distance(candidates[bestCandidate])
                lengthFrequencies[length.symbol - 256] += 1
                distanceFrequencies[distance.symbol] += 1
                extraBitCount += length.extraBits + distance.extraBits
                position += bestLength
            } else {
                tokens.append(UInt32(pixels[position]))
                literalCounts[Int(pixels[position])] += 1
                position += 1
            }
        }
        lengthFrequencies[0] = 1  // end of block

        var pixelCounts = [UInt32](repeating: 0, count: pairCount)
        var positionSums = [UInt64](repeating: 0, count: pairCount)
        for index in 0..<count {
            let pair = Int(pixels[index])
            pixelCounts[pair] += 1
            positionSums[pair] += UInt64(count - index)
        }
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
        self.tokens = tokens
        self.distances = candidates
        self.literalCounts = literalCounts
        self.pixelCounts = pixelCounts
        self.positionSums = positionSums.map { UInt32($0 % 65_521) }
        self.lengthFrequencies = lengthFrequencies
        self.distanceCode = distanceCode
        self.extraBitCount = extraBitCount
        streamByteCount = count
    }

    /// No zlib stream that `write` makes is longer: at most 15 bits for each symbol.
    var maximumStreamByteCount: Int {
        (tokens.count * 30 + extraBitCount) / 8 + 400
    }

    /// Writes the zlib stream (RFC 1950) of the tile.
    /// - Parameter entries: for each pair its palette entry.
    func write(entries: UnsafePointer<UInt8>, to target: UnsafeMutableRawPointer) -> Int {
        // Literals are the palette entries; 256…285 end of block and lengths.
        var frequencies = [UInt32](repeating: 0, count: 286)
        var sum: UInt64 = 1
        var sumOfSums = UInt64(streamByteCount)
        for pair in 0..<literalCounts.count {
            let entry = UInt64(entries[pair])
            frequencies[Int(entry)] += literalCounts[pair]
            sum += entry * UInt64(pixelCounts[pair])
            sumOfSums += entry * UInt64(positionSums[pair])
        }
        for (index, frequency) in lengthFrequencies.enumerated() { frequencies[256 + index] = frequency }
        let code = HuffmanCode(frequencies: frequencies)

        target.storeBytes(of: UInt16(0x789C).bigEndian, as: UInt16.self)
        var writer = BitWriter(target + 2)
        DeflateSymbols.writeBlockHeader(literals: code.lengths, distances: distanceCode.lengths, &writer)

        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: literalCounts.count + 260) { table in
            // Codes of literals per pair, then codes with extra bits of the lengths.
            let lengthTable = literalCounts.count
            for pair in 0..<literalCounts.count {
                let entry = Int(entries[pair])
                table[pair] = UInt32(code.codes[entry]) | UInt32(code.lengths[entry]) << 24
            }
            for length in 3...258 {
                let symbol = DeflateSymbols.length(length)
                let width = UInt32(code.lengths[symbol.symbol])
                table[lengthTable + length] =
                    UInt32(code.codes[symbol.symbol]) | UInt32(symbol.extra) << width
                    | (width + UInt32(symbol.extraBits)) << 24
            }
            tokens.withUnsafeBufferPointer { tokens in
                distanceBits.withUnsafeBufferPointer { distanceBits in
                    for token in tokens {
                        if token & Self.matchFlag == 0 {
                            let bits = table[Int(token)]
                            writer.append(UInt64(bits & 0xFF_FFFF), UInt64(bits >> 24))
                        } else {
                            let length = UInt64(table[lengthTable + Int(token & 511)])
                            let distance = distanceBits[Int((token & ~Self.matchFlag) >> 9)]
                            let width = length >> 24
                            writer.append(
                                length & 0xFF_FFFF | (distance & 0xFFFF_FFFF) << width, width + distance >> 32)
                        }
                    }
                }
            }
        }
        writer.append(UInt64(code.codes[256]), UInt64(code.lengths[256]))
        let end = 2 + writer.finish()
        let adler = UInt32(sumOfSums % 65_521) << 16 | UInt32(sum % 65_521)
        (target + end).storeBytes(of: adler.bigEndian, as: UInt32.self)
        return end + 4
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
