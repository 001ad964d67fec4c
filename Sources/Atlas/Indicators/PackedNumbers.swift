// SPDX-License-Identifier: Apache-2.0

/// Numbers in as few bytes as keep every one of them exactly: published figures have few decimals, so most are whole
/// numbers of one, two or four bytes divided by a power of ten. What does not fit is kept as it is, in eight. A negative
/// zero becomes zero.
public struct PackedNumbers: Sendable, RandomAccessCollection {
    /// Bytes of a number: 1, 2 or 4 for a whole number, 8 for an IEEE 754 double; little-endian.
    public let width: Int
    /// The whole numbers are divided by ten to this power.
    public let decimals: Int
    public let count: Int
    public let bytes: [UInt8]

    public static let mostDecimals = 6
    private static let powers: [Double] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]

    /// - Parameter numbers: NaN for none.
    public init(_ numbers: some Collection<Double>) {
        (width, decimals) = Self.form(of: numbers)
        count = numbers.count
        let (width, power) = (width, Self.powers[decimals])
        bytes = [UInt8](unsafeUninitializedCapacity: count * width) { buffer, written in
            guard let base = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
            var offset = 0
            for number in numbers {
                switch width {
                case 1: base.storeBytes(of: number.isNaN ? Int8.min : Int8((number * power).rounded()), toByteOffset: offset, as: Int8.self)
                case 2:
                    let whole = number.isNaN ? Int16.min : Int16((number * power).rounded())
                    base.storeBytes(of: whole.littleEndian, toByteOffset: offset, as: Int16.self)
                case 4:
                    let whole = number.isNaN ? Int32.min : Int32((number * power).rounded())
                    base.storeBytes(of: whole.littleEndian, toByteOffset: offset, as: Int32.self)
                default: base.storeBytes(of: number.bitPattern.littleEndian, toByteOffset: offset, as: UInt64.self)
                }
                offset += width
            }
            written = offset
        }
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { count }

    public subscript(index: Int) -> Double {
        precondition(index >= 0 && index < count, "there are \(count) numbers")
        return bytes.withUnsafeBytes { Self.number(at: index, in: $0, width: width, decimals: decimals) }
    }

    /// A number of the packed bytes; NaN for none.
    /// - Parameter bytes: packed numbers of this width and these decimals, which hold the index.
    @inlinable
    public static func number(at index: Int, in bytes: UnsafeRawBufferPointer, width: Int, decimals: Int) -> Double {
        let whole: Double
        switch width {
        case 1:
            let packed = bytes.loadUnaligned(fromByteOffset: index, as: Int8.self)
            guard packed != .min else { return .nan }
            whole = Double(packed)
        case 2:
            let packed = Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: Int16.self))
            guard packed != .min else { return .nan }
            whole = Double(packed)
        case 4:
            let packed = Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 4, as: Int32.self))
            guard packed != .min else { return .nan }
            whole = Double(packed)
        default:
            return Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)))
        }
        return decimals == 0 ? whole : whole / power(decimals)
    }

    /// Whether packed numbers can have this form.
    public static func isForm(width: Int, decimals: Int) -> Bool {
        width == 8 ? decimals == 0 : [1, 2, 4].contains(width) && (0...mostDecimals).contains(decimals)
    }

    @usableFromInline static func power(_ decimals: Int) -> Double { powers[decimals] }

    /// The least bytes that keep all numbers. A number that is w / 10ᵈ rounded to a double is also 10w / 10ᵈ⁺¹ rounded, so
    /// that more decimals for a later number keep the earlier ones exact.
    private static func form(of numbers: some Collection<Double>) -> (width: Int, decimals: Int) {
        var decimals = 0
        var power = 1.0
        var largest = 0.0
        for number in numbers where !number.isNaN {
            largest = Swift.max(largest, abs(number))
            // Above this no more decimals could help.
            guard largest < 2_147_483_647 else { return (8, 0) }
            while (number * power).rounded() / power != number {
                decimals += 1
                guard decimals <= mostDecimals else { return (8, 0) }
                power = powers[decimals]
            }
        }
        switch (largest * power).rounded() {
        case ...127: return (1, decimals)
        case ...32_767: return (2, decimals)
        case ...2_147_483_647: return (4, decimals)
        default: return (8, 0)
        }
    }
}

extension PackedNumbers {
    /// All numbers; nil for none.
    public func unpacked() -> [Double?] {
        bytes.withUnsafeBytes { bytes in
            (0..<count).map { index in
                let number = Self.number(at: index, in: bytes, width: width, decimals: decimals)
                return number.isNaN ? nil : number
            }
        }
    }
}
