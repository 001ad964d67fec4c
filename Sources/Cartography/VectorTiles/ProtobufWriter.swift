// SPDX-License-Identifier: Apache-2.0

/// The wire format of Protocol Buffers, as far as vector tiles and glyphs need it.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    private enum WireType: UInt64 {
        case varint = 0
        case lengthDelimited = 2
    }

    @inline(__always)
    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private mutating func key(_ field: Int, _ type: WireType) {
        varint(UInt64(field) << 3 | type.rawValue)
    }

    mutating func unsigned(_ field: Int, _ value: UInt64) {
        key(field, .varint)
        varint(value)
    }

    /// A `sint32`: zigzag encoded.
    mutating func signed(_ field: Int, _ value: Int32) {
        unsigned(field, UInt64(Self.zigzag(value)))
    }

    mutating func text(_ field: Int, _ value: String) {
        key(field, .lengthDelimited)
        varint(UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    mutating func data(_ field: Int, _ value: [UInt8]) {
        key(field, .lengthDelimited)
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// Fields that are written already.
    mutating func append(_ fields: ProtobufWriter) {
        bytes.append(contentsOf: fields.bytes)
    }

    mutating func packed(_ field: Int, _ values: [UInt32]) {
        var content = ProtobufWriter()
        content.bytes.reserveCapacity(values.count * 2)
        for value in values { content.varint(UInt64(value)) }
        data(field, content.bytes)
    }

    mutating func message(_ field: Int, _ body: (inout ProtobufWriter) -> Void) {
        var content = ProtobufWriter()
        body(&content)
        data(field, content.bytes)
    }

    static func zigzag(_ value: Int32) -> UInt32 {
        UInt32(bitPattern: (value << 1) ^ (value >> 31))
    }
}
