// SPDX-License-Identifier: Apache-2.0

/// A canonical prefix code as DEFLATE uses them (RFC 1951, section 3.2.2), with codes of at most 15 bits.
struct HuffmanCode {
    /// Code length per symbol; 0 for symbols that do not occur.
    private(set) var lengths: [UInt8]
    /// Code bits per symbol, reversed: DEFLATE packs codes from their most significant bit.
    private(set) var codes: [UInt16]

    /// - Parameters:
    ///   - frequencies: at least two of them above zero, so that the code is complete.
    ///   - maximumLength: of a code; with 2^n symbols at most that many must be at least n.
    init(frequencies: [UInt32], maximumLength: Int = 15) {
        lengths = [UInt8](repeating: 0, count: frequencies.count)
        codes = [UInt16](repeating: 0, count: frequencies.count)
        var weights = frequencies
        // Flattening the frequencies until the tree is shallow enough costs a little size in a case that
        // hardly occurs (frequencies like Fibonacci numbers).
        while !assignLengths(weights, maximumLength) {
            for index in weights.indices where weights[index] > 0 { weights[index] = weights[index] / 4 + 1 }
        }
        assignCodes()
    }

    /// The code with these lengths, at most 15.
    init(lengths: [UInt8]) {
        self.lengths = lengths
        codes = [UInt16](repeating: 0, count: lengths.count)
        assignCodes()
    }

    /// Huffman's construction with two queues: leaves sorted by weight, and inner nodes, which arise in
    /// rising order. False when a code would be longer than it may be.
    private mutating func assignLengths(_ weights: [UInt32], _ maximumLength: Int) -> Bool {
        // Weight and symbol in one number sort without a comparison function.
        var leaves: [UInt64] = []
        leaves.reserveCapacity(weights.count)
        for (symbol, weight) in weights.enumerated() where weight > 0 {
            leaves.append(UInt64(weight) << 16 | UInt64(symbol))
        }
        leaves.sort()
        let count = leaves.count
        guard count > 1 else { return true }
        let lengths = withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { nodeWeights in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * count) { parents -> [UInt8]? in
                var leaf = 0
                var node = 0
                for made in 0..<(count - 1) {
                    var sum: UInt64 = 0
                    for _ in 0..<2 {
                        if leaf < count, node >= made || leaves[leaf] >> 16 <= nodeWeights[node] {
                            sum += leaves[leaf] >> 16
                            parents[leaf] = Int32(count + made)
                            leaf += 1
                        } else {
                            sum += nodeWeights[node]
                            parents[count + node] = Int32(count + made)
                            node += 1
                        }
                    }
                    nodeWeights[made] = sum
                }
                var result = [UInt8](repeating: 0, count: weights.count)
                // From the root down: parents are numbered above their children.
                return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * count) { depths -> [UInt8]? in
                    let root = 2 * count - 2
                    depths[root] = 0
                    var index = root - 1
                    while index >= 0 {
                        depths[index] = depths[Int(parents[index])] + 1
                        if index < count {
                            if Int(depths[index]) > maximumLength { return nil }
                            result[Int(leaves[index] & 0xFFFF)] = depths[index]
                        }
                        index -= 1
                    }
                    return result
                }
            }
        }
        guard let lengths else { return false }
        self.lengths = lengths
        return true
    }

    private mutating func assignCodes() {
        var next = [UInt16](repeating: 0, count: 17)
        var counts = next
        for length in lengths where length > 0 { counts[Int(length)] += 1 }
        var code: UInt16 = 0
        for length in 1...15 {
            code = (code + counts[length - 1]) << 1
            next[length] = code
        }
        for (symbol, length) in lengths.enumerated() where length > 0 {
            let code = next[Int(length)]
            next[Int(length)] += 1
            codes[symbol] = Self.reversed(code) >> (16 - UInt16(length))
        }
    }

    private static func reversed(_ value: UInt16) -> UInt16 {
        var v = value
        v = (v >> 1) & 0x5555 | (v & 0x5555) << 1
        v = (v >> 2) & 0x3333 | (v & 0x3333) << 2
        v = (v >> 4) & 0x0F0F | (v & 0x0F0F) << 4
        return v >> 8 | v << 8
    }
}

/// Packs bits from the least significant end of each byte (RFC 1951, section 3.1.1).
struct BitWriter {
    private let start: UnsafeMutableRawPointer
    private var next: UnsafeMutableRawPointer
    private var bits: UInt64 = 0
    private var count: UInt64 = 0

    /// `target` must have 8 bytes to spare behind what is written.
    init(_ target: UnsafeMutableRawPointer) {
        start = target
        next = target
    }

    /// Appends at most 56 bits.
    @inline(__always)
    mutating func append(_ value: UInt64, _ width: UInt64) {
        bits |= value &<< count
        count &+= width
        next.storeBytes(of: bits.littleEndian, as: UInt64.self)
        next += Int(count &>> 3)
        bits &>>= count & ~7
        count &= 7
    }

    /// Bits written so far.
    var bitCount: Int { (next - start) * 8 + Int(count) }

    /// Fills the last byte with zeros; returns the number of bytes written.
    mutating func finish() -> Int {
        if count > 0 { next += 1 }
        return next - start
    }
}
