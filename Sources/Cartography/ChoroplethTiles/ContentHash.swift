// SPDX-License-Identifier: Apache-2.0

/// A 64-bit hash of bytes for entity tags: quick, the same on every machine and in every process, and not made
/// to withstand somebody who looks for collisions.
public struct ContentHash {
    public private(set) var value: UInt64

    public init(seed: UInt64) { value = seed ^ 0x9E37_79B9_7F4A_7C15 }

    @inline(__always)
    public mutating func combine(_ word: UInt64) {
        value = (value ^ word) &* 0xD6E8_FEB8_6659_FD93
        value ^= value &>> 32
    }

    /// Eight bytes at a time, the rest padded with zeros; then their number.
    public mutating func combine(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset + 8 <= bytes.count {
            combine(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian)
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest << 8 | UInt64(bytes[offset])
            offset += 1
        }
        combine(rest)
        combine(UInt64(bytes.count))
    }

    /// A number for each index that looks random: factors of a sum that tells lists of small numbers apart, whose
    /// terms do not wait for each other.
    @inline(__always)
    static func factor(_ index: Int) -> UInt64 {
        var number = (UInt64(truncatingIfNeeded: index) &+ 1) &* 0x9E37_79B9_7F4A_7C15
        number ^= number &>> 29
        return (number &* 0xBF58_476D_1CE4_E5B9) | 1
    }
}
