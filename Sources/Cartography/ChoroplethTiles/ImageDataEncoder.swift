// SPDX-License-Identifier: Apache-2.0

import CDeflate

/// Compresses the rows of a map tile into a zlib stream (RFC 1950) of one dynamic block (RFC 1951).
///
/// A general compressor searches everywhere for what repeats. In a map it repeats in few places: the pixel
/// before, the row above, and that row shifted by the slope of a border. Those are looked at first, and a table
/// of the places where four equal bytes were seen last finds the rest.
struct ImageDataEncoder: ~Copyable {
    /// A literal is its byte; a match has the top bit set, then its distance less one, then its length in the
    /// lowest 9 bits.
    private var tokens = PlainBuffer<UInt32>(capacity: 4096)
    private var places = PlainBuffer<Int32>(capacity: 1 << tableBits)
    private var frequencies = PlainBuffer<UInt32>(capacity: 286)
    private var distanceFrequencies = PlainBuffer<UInt32>(capacity: 30)

    private static let tableBits = 12
    private static let matchFlag: UInt32 = 1 << 31
    private static let longestMatch = 258
    /// What a literal is worth, in bits: about what it costs on an average.
    private static let literalBits = 5
    /// A match of this length is taken without looking for a longer one.
    private static let goodLength = 48

    deinit {
        tokens.deallocate()
        places.deallocate()
        frequencies.deallocate()
        distanceFrequencies.deallocate()
    }

    /// Compresses `count` bytes; eight more must be readable behind them.
    /// - Parameters:
    ///   - stride: bytes in a row with its filter byte.
    ///   - target: at least `maximumByteCount(count)` bytes.
    /// - Returns: the length of the stream.
    mutating func encode(
        _ bytes: UnsafePointer<UInt8>, count: Int, stride: Int, to target: UnsafeMutableRawPointer
    ) -> Int {
        parse(bytes, count: count, stride: stride)
        let end = write(to: target)
        let checksum = libdeflate_adler32(1, bytes, count)
        (target + end).storeBytes(of: checksum.bigEndian, as: UInt32.self)
        return end + 4
    }

    /// No stream of so many bytes is longer: 15 bits for each literal, and the header.
    static func maximumByteCount(_ count: Int) -> Int { count * 2 + 1024 }

    private mutating func parse(_ bytes: UnsafePointer<UInt8>, count: Int, stride: Int) {
        var tokens = tokens
        tokens.removeAll()
        places.fill(-1, count: 1 << Self.tableBits)
        frequencies.fill(0, count: 286)
        distanceFrequencies.fill(0, count: 30)
        let places = places.base
        let frequencies = frequencies.base
        let distanceFrequencies = distanceFrequencies.base
        let lengthSymbols = Self.lengthSymbols
        let nearCost = 2
        let farCost = 4 + Self.distanceExtraBits(stride)

        var position = 0
        while position < count {
            let here = bytes + position
            let limit = min(Self.longestMatch, count - position)
            let eight = load(here)
            var bestGain = 0
            var bestLength = 0
            var bestDistance = 0

            @inline(__always)
            func consider(_ distance: Int, _ cost: Int) {
                let there = here - distance
                var difference = eight ^ load(there)
                if difference & 0xFF_FFFF != 0 { return }
                // To win, it must at least be as long.
                if bestLength < limit, here[bestLength] != there[bestLength] { return }
                var length = 0
                while difference == 0 {
                    length += 8
                    if length >= limit { break }
                    difference = load(here + length) ^ load(there + length)
                }
                length = min(limit, difference == 0 ? length : length + difference.trailingZeroBitCount / 8)
                let gain = length * Self.literalBits - cost
                // The last bytes may agree with what lies behind them.
                if gain > bestGain, length > 2 {
                    bestGain = gain
                    bestLength = length
                    bestDistance = distance
                }
            }

            if position > 0 { consider(1, 4 + nearCost) }
            if position >= stride, bestLength < limit {
                consider(stride, 4 + farCost)
                if bestLength < Self.goodLength {
                    for shift in 1...3 where shift < stride {
                        consider(stride - shift, 6 + farCost)
                        if position >= stride + shift { consider(stride + shift, 6 + farCost) }
                    }
                }
            }
            if bestLength < Self.goodLength {
                let key = Int((UInt32(truncatingIfNeeded: eight) &* 0x9E37_79B1) >> (32 - UInt32(Self.tableBits)))
                let place = Int(places[key])
                places[key] = Int32(truncatingIfNeeded: position)
                if place >= 0, position - place <= 32_768, bestLength < limit {
                    consider(position - place, 8 + Self.distanceExtraBits(position - place))
                }
            }
            if bestGain > 0 {
                tokens.append(
                    Self.matchFlag | UInt32(truncatingIfNeeded: bestDistance - 1) << 9 | UInt32(truncatingIfNeeded: bestLength))
                frequencies[Int(lengthSymbols[bestLength])] &+= 1
                distanceFrequencies[Self.distanceSymbol(bestDistance)] &+= 1
                position += bestLength
            } else {
                tokens.append(UInt32(here.pointee))
                frequencies[Int(here.pointee)] &+= 1
                position += 1
            }
        }
        frequencies[256] = 1  // end of block
        self.tokens = tokens
    }

    private func write(to target: UnsafeMutableRawPointer) -> Int {
        // A code with fewer than two symbols would be incomplete, which some decoders refuse.
        var distanceFrequencies = Array(distanceFrequencies.elements)
        for symbol in 0..<2 where distanceFrequencies.count(where: { $0 > 0 }) < 2 {
            distanceFrequencies[symbol] = max(distanceFrequencies[symbol], 1)
        }
        var frequencies = Array(frequencies.elements)
        if frequencies.count(where: { $0 > 0 }) < 2 { frequencies[0] += 1 }
        let code = HuffmanCode(frequencies: frequencies)
        let distanceCode = HuffmanCode(frequencies: distanceFrequencies)

        target.storeBytes(of: UInt16(0x789C).bigEndian, as: UInt16.self)
        var writer = BitWriter(target + 2)
        DeflateSymbols.writeBlockHeader(literals: code.lengths, distances: distanceCode.lengths, &writer)
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256 + Self.longestMatch + 1) { table in
            // Codes in the low bits, their lengths above: of literals, then of match lengths.
            for literal in 0..<256 { table[literal] = UInt32(code.codes[literal]) | UInt32(code.lengths[literal]) << 24 }
            for length in 3...Self.longestMatch {
                let symbol = DeflateSymbols.length(length)
                let width = UInt32(code.lengths[symbol.symbol])
                table[256 + length] =
                    UInt32(code.codes[symbol.symbol]) | UInt32(symbol.extra) << width
                    | (width + UInt32(symbol.extraBits)) << 24
            }
            distanceCode.codes.withUnsafeBufferPointer { distanceCodes in
                distanceCode.lengths.withUnsafeBufferPointer { distanceLengths in
                    for token in tokens.elements {
                        if token & Self.matchFlag == 0 {
                            let bits = table[Int(token)]
                            writer.append(UInt64(bits & 0xFF_FFFF), UInt64(bits >> 24))
                        } else {
                            let length = table[256 + Int(token & 511)]
                            let distance = Int(token & ~Self.matchFlag) >> 9 + 1
                            let symbol = Self.distanceSymbol(distance)
                            let extraBits = UInt64(Self.distanceExtraBits(distance))
                            let extra = UInt64(distance - 1) & (1 << extraBits - 1)
                            let width = UInt64(length >> 24)
                            let distanceWidth = UInt64(distanceLengths[symbol])
                            let bits = UInt64(distanceCodes[symbol]) | extra << distanceWidth
                            writer.append(UInt64(length & 0xFF_FFFF) | bits << width, width + distanceWidth + extraBits)
                        }
                    }
                }
            }
        }
        writer.append(UInt64(code.codes[256]), UInt64(code.lengths[256]))
        return 2 + writer.finish()
    }

    @inline(__always)
    private static func distanceExtraBits(_ distance: Int) -> Int {
        distance <= 4 ? 0 : 62 - (distance - 1).leadingZeroBitCount
    }

    @inline(__always)
    private static func distanceSymbol(_ distance: Int) -> Int {
        if distance <= 4 { return distance - 1 }
        let value = distance - 1
        let top = 63 - value.leadingZeroBitCount
        return 2 * top + (value >> (top - 1) & 1)
    }

    private static let lengthSymbols: [UInt16] = (0...longestMatch).map { UInt16(DeflateSymbols.length($0).symbol) }
}

@inline(__always)
private func load(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self).littleEndian
}
