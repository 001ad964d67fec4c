// SPDX-License-Identifier: Apache-2.0

/// The pixels of a tile as literals and matches (LZ77), and what is counted on the way.
struct PixelParse {
    /// As in `PixelTokens`.
    private(set) var tokens: [UInt32] = []
    private(set) var literalCounts: [UInt32]
    private(set) var pixelCounts: [UInt32]
    /// For each pair the sum of the weights of its pixels: how many pixels there are from each to the end.
    private(set) var positionSums: [UInt64]
    /// Of the literal/length symbols 256…285, without the end of block.
    private(set) var lengthFrequencies = [UInt32](repeating: 0, count: 30)
    private(set) var distanceFrequencies = [UInt32](repeating: 0, count: 30)
    private(set) var extraBitCount = 0

    private static let longestMatch = 258
    /// Pixels; a match as long as this ends the search among the rows that are seldom alike.
    private static let goodLength = 24

    /// - Parameters:
    ///   - pixels: numbers of pairs; `PixelTokens.readAhead` more must be readable behind `count`.
    ///   - stride: pixels in a row.
    init(pixels: UnsafePointer<UInt16>, count: Int, stride: Int, pairCount: Int, matchFlag: UInt32) {
        let distances = Self.distances(stride: stride)
        literalCounts = [UInt32](repeating: 0, count: pairCount)
        pixelCounts = literalCounts
        positionSums = [UInt64](repeating: 0, count: pairCount)
        let lengthSymbols = (0...Self.longestMatch).map { $0 < 3 ? 0 : DeflateSymbols.length($0).symbol - 256 }
        let distanceSymbols = distances.map { DeflateSymbols.distance($0).symbol }
        var found = PlainBuffer<UInt32>(capacity: count / 4 + 16)
        literalCounts.withUnsafeMutableBufferPointer { literalCounts in
            pixelCounts.withUnsafeMutableBufferPointer { pixelCounts in
                positionSums.withUnsafeMutableBufferPointer { positionSums in
                    lengthFrequencies.withUnsafeMutableBufferPointer { lengthFrequencies in
                        distanceFrequencies.withUnsafeMutableBufferPointer { distanceFrequencies in
                            var position = 0
                            while position < count {
                                let here = pixels + position
                                let weight = UInt64(count - position)
                                let match = Self.longest(here, position: position, count: count, stride: stride)
                                guard match.length > 2 else {
                                    let pair = Int(here.pointee)
                                    found.append(UInt32(truncatingIfNeeded: pair))
                                    literalCounts[pair] &+= 1
                                    pixelCounts[pair] &+= 1
                                    positionSums[pair] &+= weight
                                    position += 1
                                    continue
                                }
                                found.append(
                                    matchFlag | UInt32(truncatingIfNeeded: match.candidate) << 9
                                        | UInt32(truncatingIfNeeded: match.length))
                                lengthFrequencies[lengthSymbols[match.length]] &+= 1
                                distanceFrequencies[distanceSymbols[match.candidate]] &+= 1
                                // Runs are counted at once, the last of them by the next turn of the loop.
                                var pixel = 0
                                while pixel < match.length {
                                    let pair = here[pixel]
                                    let first = pixel
                                    pixel += 1
                                    while pixel < match.length, here[pixel] == pair { pixel += 1 }
                                    let run = UInt64(pixel - first)
                                    pixelCounts[Int(pair)] &+= UInt32(truncatingIfNeeded: run)
                                    positionSums[Int(pair)] &+= run &* (weight &- UInt64(first)) &- run &* (run &- 1) / 2
                                }
                                position += match.length
                            }
                        }
                    }
                }
            }
        }
        tokens = Array(found.elements)
        found.deallocate()
        for (index, frequency) in lengthFrequencies.enumerated() where frequency > 0 {
            extraBitCount += Int(frequency) * Self.extraBits(ofLengthSymbol: index + 256)
        }
        for (symbol, frequency) in distanceFrequencies.enumerated() where frequency > 0 {
            extraBitCount += Int(frequency) * max(0, symbol / 2 - 1)
        }
    }

    private static func extraBits(ofLengthSymbol symbol: Int) -> Int {
        symbol < 265 || symbol == 285 ? 0 : (symbol - 261) / 4
    }

    /// Where to look for what repeats in rows of `stride` pixels: the pixel before, and eight places each in the
    /// two rows above, shifted by a border's slope.
    static func distances(stride: Int) -> [Int] {
        [1] + (1...rowsAbove).flatMap { row in (0..<8).map { row * stride + westmost - $0 } }
    }

    private static let rowsAbove = 2
    /// The first of the eight places lies so far to the west of the pixel above.
    private static let westmost = 4

    @inline(__always)
    private static func longest(
        _ here: UnsafePointer<UInt16>, position: Int, count: Int, stride: Int
    ) -> (length: Int, candidate: Int) {
        let limit = min(longestMatch, count - position)
        guard limit > 2, position > 0 else { return (0, 0) }
        let firstFour = fourPixels(here)
        var bestLength = 0
        var bestCandidate = 0

        @inline(__always)
        func compare(_ there: UnsafePointer<UInt16>, _ candidate: Int) {
            // A longer match must agree where the best one ends.
            if here[bestLength] != there[bestLength] { return }
            var length = 0
            var difference = firstFour ^ fourPixels(there)
            while difference == 0, length < limit {
                length += 4
                difference = fourPixels(here + length) ^ fourPixels(there + length)
            }
            length = min(limit, length + difference.trailingZeroBitCount / 16)
            if length > bestLength {
                bestLength = length
                bestCandidate = candidate
            }
        }

        compare(here - 1, 0)
        if position >= stride, bestLength < limit { compare(here - stride, 1 + westmost) }
        if bestLength >= goodLength { return (bestLength, bestCandidate) }
        let first = SIMD8<UInt16>(repeating: here[0])
        let second = SIMD8<UInt16>(repeating: here[1])
        let third = SIMD8<UInt16>(repeating: here[2])
        var row = 1
        while row <= rowsAbove, position >= row * stride + westmost {
            let there = here - (row * stride + westmost)
            // Matches start at three pixels: eight places are tried at once.
            let isEqual = (eightPixels(there) .== first) .& (eightPixels(there + 1) .== second) .& (eightPixels(there + 2) .== third)
            let lanes = unsafeBitCast(isEqual, to: SIMD2<UInt64>.self)
            for half in 0..<2 {
                var rest = lanes[half] & 0x0001_0001_0001_0001
                while rest != 0 {
                    let lane = half * 4 + rest.trailingZeroBitCount / 16
                    rest &= rest - 1
                    compare(there + lane, (row - 1) * 8 + 1 + lane)
                }
            }
            row += 1
        }
        return (bestLength, bestCandidate)
    }

    @inline(__always)
    private static func eightPixels(_ pixels: UnsafePointer<UInt16>) -> SIMD8<UInt16> {
        UnsafeRawPointer(pixels).loadUnaligned(as: SIMD8<UInt16>.self)
    }

    @inline(__always)
    private static func fourPixels(_ pixels: UnsafePointer<UInt16>) -> UInt64 {
        UnsafeRawPointer(pixels).loadUnaligned(as: UInt64.self).littleEndian
    }
}
