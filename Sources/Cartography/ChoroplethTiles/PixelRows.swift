// SPDX-License-Identifier: Apache-2.0

/// The rows of a tile from the spans of its units and the strengths of its borders. Most of a tile lies off
/// the borders, so eight pixels without a border are taken at once.
enum PixelRows {
    /// Notes in `scratch.strengthsOfUnit` which strengths each unit's pixels have.
    static func collectStrengths(side: Int, unitCount: Int, scratch: DrawingScratch) {
        scratch.strengthsOfUnit.fill(0, count: unitCount + 1)
        let found = scratch.strengthsOfUnit.base
        var span = scratch.spans.base
        var strength = UnsafePointer(scratch.strengths)
        for _ in 0..<side {
            let start = strength
            let end = start + side
            while strength < end {
                let spanEnd = start + Int(span.pointee.end)
                let unit = Int(span.pointee.unit)
                span += 1
                var bits = found[unit]
                while strength < spanEnd {
                    let left = spanEnd - strength
                    if eight(strength) == 0 {
                        bits |= 1
                        strength += min(left, 8)
                    } else {
                        let part = strength + min(left, 8)
                        while strength < part {
                            bits |= 1 << (strength.pointee & 7)
                            strength += 1
                        }
                    }
                }
                found[unit] = bits
            }
        }
    }

    /// Writes the pairs' numbers, each row behind its filter byte.
    @inline(__always)
    static func write<Number: FixedWidthInteger & UnsignedInteger>(
        into target: UnsafeMutablePointer<Number>, filter: Number, side: Int, scratch: DrawingScratch
    ) {
        let numbers = scratch.pairNumbers.base
        var span = scratch.spans.base
        var strength = UnsafePointer(scratch.strengths)
        var pixel = target
        for _ in 0..<side {
            pixel.pointee = filter
            pixel += 1
            let start = strength
            let end = start + side
            while strength < end {
                let spanEnd = start + Int(span.pointee.end)
                let ofUnit = numbers + Int(span.pointee.unit) * BorderStyle.strengthLevels
                span += 1
                let plain = Number(truncatingIfNeeded: ofUnit.pointee)
                while strength < spanEnd {
                    let part = min(spanEnd - strength, 8)
                    if eight(strength) == 0 {
                        // Eight are written even where fewer are left: what follows is written later.
                        for index in 0..<8 { pixel[index] = plain }
                    } else {
                        for index in 0..<part { pixel[index] = Number(truncatingIfNeeded: ofUnit[Int(strength[index] & 7)]) }
                    }
                    pixel += part
                    strength += part
                }
            }
        }
    }

    @inline(__always)
    private static func eight(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
        UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self)
    }

    /// Packs rows of one byte a pixel in place to `bitDepth` bits a pixel (ISO/IEC 15948, section 7.2: the
    /// leftmost pixel in the high bits).
    /// - Parameter side: divisible by 8, or `bitDepth` is 8.
    /// - Returns: the number of bytes, with those of the filters.
    static func pack(_ bytes: UnsafeMutablePointer<UInt8>, side: Int, bitDepth: Int) -> Int {
        guard bitDepth < 8 else { return (side + 1) * side }
        var source = UnsafePointer(bytes)
        var target = UnsafeMutableRawPointer(bytes)
        for _ in 0..<side {
            target.storeBytes(of: source.pointee, as: UInt8.self)
            source += 1
            target += 1
            for _ in 0..<(side / 8) {
                var eight = eight(source).littleEndian
                var width = UInt64(bitDepth)
                while width < 8 {
                    // Two pixels of `width` bits become one byte of twice as many.
                    eight = (eight << width | eight >> 8) & 0x00FF_00FF_00FF_00FF
                    eight = (eight | eight >> 8) & 0x0000_FFFF_0000_FFFF
                    eight = (eight | eight >> 16) & 0x0000_0000_FFFF_FFFF
                    width *= 2
                }
                source += 8
                // `bitDepth` bytes count; what is written behind them was read before.
                for byte in 0..<bitDepth {
                    target.storeBytes(of: UInt8(truncatingIfNeeded: eight >> UInt64(8 * byte)), toByteOffset: byte, as: UInt8.self)
                }
                target += bitDepth
            }
        }
        return (side * bitDepth / 8 + 1) * side
    }
}
