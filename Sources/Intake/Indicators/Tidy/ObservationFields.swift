// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// A short text of ASCII as two numbers: a key of dictionaries that are asked for every row of millions.
struct ShortText: Hashable {
    private let first: UInt64
    private let second: UInt64

    /// Nil for more than sixteen bytes.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count <= 16 else { return nil }
        var (first, second): (UInt64, UInt64) = (0, 0)
        for byte in bytes.prefix(8) { first = first << 8 | UInt64(byte) }
        for byte in bytes.dropFirst(8) { second = second << 8 | UInt64(byte) }
        self.first = first
        // No text of a table has a zero byte, so texts of unlike lengths differ already; the count keeps it so for any.
        self.second = second ^ UInt64(bytes.count) << 56
    }
}

/// What texts mean, each looked up once and the last one remembered.
struct KnownFields<Value> {
    private var short: [ShortText: Value] = [:]
    private var long: [String: Value] = [:]
    private var lastShort: (text: ShortText, value: Value)?
    private var lastLong: (text: [UInt8], value: Value)?

    /// The meaning of a field, from `make` when it is met for the first time.
    mutating func value(
        _ bytes: UnsafeRawBufferPointer, _ make: (String) throws(RowFault) -> Value
    ) throws(RowFault) -> Value {
        guard let key = ShortText(bytes) else { return try longValue(bytes, make) }
        if let lastShort, lastShort.text == key { return lastShort.value }
        let value: Value
        if let known = short[key] { value = known } else {
            value = try make(String(decoding: bytes, as: UTF8.self))
            short[key] = value
        }
        lastShort = (key, value)
        return value
    }

    private mutating func longValue(
        _ bytes: UnsafeRawBufferPointer, _ make: (String) throws(RowFault) -> Value
    ) throws(RowFault) -> Value {
        if let lastLong, lastLong.text.elementsEqual(bytes) { return lastLong.value }
        let text = String(decoding: bytes, as: UTF8.self)
        let value: Value
        if let known = long[text] { value = known } else {
            value = try make(text)
            long[text] = value
        }
        lastLong = (Array(bytes), value)
        return value
    }
}

extension DecimalNumber {
    private static let powers: [Double] = (0...15).map { pow(10, Double($0)) }

    /// The same number as `parse` for what fits into a double digit by digit; nil for anything else, right or wrong.
    static func parsePlain(_ bytes: UnsafeRawBufferPointer) -> Double? {
        guard bytes.count <= 17 else { return nil }
        var digits: UInt64 = 0
        var count = 0
        var decimals = -1
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits = digits * 10 + UInt64(byte - UInt8(ascii: "0"))
                count += 1
                if decimals >= 0 { decimals += 1 }
            case UInt8(ascii: ".") where decimals < 0 && count > 0: decimals = 0
            case UInt8(ascii: "-") where index == 0: break
            default: return nil
            }
        }
        // Up to fifteen digits and powers of ten are exact, and so the quotient is the double nearest to the text.
        guard (1...15).contains(count), decimals != 0 else { return nil }
        let number = decimals > 0 ? Double(digits) / powers[decimals] : Double(digits)
        return bytes[0] == UInt8(ascii: "-") ? -number : number
    }
}
