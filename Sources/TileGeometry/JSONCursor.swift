// SPDX-License-Identifier: Apache-2.0

/// Where a text stops being JSON, or JSON of the expected shape.
struct JSONSyntaxError: Error {
    /// Counted from 1.
    var line: Int
    /// Counted from 0.
    var byte: Int
    var expected: String
}

/// A forward reader over the bytes of a JSON text that builds no tree: a boundary file is two thirds of a
/// megabyte of short number pairs, for which a general decoder makes as many small objects.
/// Source: RFC 8259.
struct JSONCursor {
    private let bytes: [UInt8]
    private(set) var offset = 0
    /// Deeper nesting than this is refused, so that a hostile file cannot exhaust the stack.
    private static let maximumDepth = 64

    init(bytes: [UInt8]) {
        self.bytes = bytes
        // A byte order mark is not JSON, but editors leave it.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    }

    /// The error that something else was expected here.
    func damaged(_ expected: String) -> JSONSyntaxError {
        let line = bytes[..<min(offset, bytes.count)].reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
        return JSONSyntaxError(line: line, byte: offset, expected: expected)
    }

    /// The next byte that is not white space, without taking it.
    @inline(__always)
    mutating func peek() -> UInt8? {
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            offset += 1
        }
        return nil
    }

    @inline(__always)
    mutating func take(_ character: Unicode.Scalar) throws {
        guard peek() == UInt8(ascii: character) else { throw damaged("“\(character)”") }
        offset += 1
    }

    @inline(__always)
    mutating func takeIf(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    /// Reads an array; `element` reads one element.
    @inline(__always)
    mutating func array(
        _ element: (inout JSONCursor) throws -> Void
    ) throws {
        try take("[")
        if takeIf("]") { return }
        while true {
            try element(&self)
            if takeIf(",") { continue }
            guard takeIf("]") else { throw damaged("“,” or “]”") }
            return
        }
    }

    /// Reads an object; `member` gets each name and reads (or skips) its value.
    mutating func object(
        _ member: (inout JSONCursor, String) throws -> Void
    ) throws {
        try take("{")
        if takeIf("}") { return }
        while true {
            let name = try string()
            try take(":")
            try member(&self, name)
            if takeIf(",") { continue }
            guard takeIf("}") else { throw damaged("“,” or “}”") }
            return
        }
    }

    mutating func string() throws -> String {
        try take("\"")
        let start = offset
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\""), bytes[offset] != UInt8(ascii: "\\") {
            offset += 1
        }
        var content = Array(bytes[start..<offset])
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: content, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                content.append(byte)
                continue
            }
            guard offset < bytes.count else { break }
            let escape = bytes[offset]
            offset += 1
            switch escape {
            case UInt8(ascii: "n"): content.append(0x0A)
            case UInt8(ascii: "t"): content.append(0x09)
            case UInt8(ascii: "r"): content.append(0x0D)
            case UInt8(ascii: "b"): content.append(0x08)
            case UInt8(ascii: "f"): content.append(0x0C)
            case UInt8(ascii: "u"): content.append(contentsOf: String(try escapedCharacter()).utf8)
            default: content.append(escape)
            }
        }
        throw damaged("the end of a string")
    }

    private mutating func escapedCharacter() throws -> Character {
        let high = try codeUnit()
        if high & 0xFC00 == 0xD800, offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
            bytes[offset + 1] == UInt8(ascii: "u")
        {
            offset += 2
            let low = try codeUnit()
            let value = 0x10000 + (UInt32(high & 0x3FF) << 10) + UInt32(low & 0x3FF)
            return Character(Unicode.Scalar(value) ?? "\u{FFFD}")
        }
        return Character(Unicode.Scalar(UInt32(high)) ?? "\u{FFFD}")
    }

    private mutating func codeUnit() throws -> UInt16 {
        guard offset + 4 <= bytes.count,
            let value = UInt16(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
        else { throw damaged("four hexadecimal digits") }
        offset += 4
        return value
    }

    @inline(__always)
    mutating func number() throws -> Double {
        guard let first = peek() else { throw damaged("a number") }
        let start = offset
        let isNegative = first == UInt8(ascii: "-")
        if isNegative { offset += 1 }
        var whole = 0
        let digits = offset
        while offset < bytes.count, bytes[offset] &- 0x30 < 10, offset - digits < 18 {
            whole = whole &* 10 &+ Int(bytes[offset] &- 0x30)
            offset += 1
        }
        guard offset > digits else {
            offset = start
            throw damaged("a number")
        }
        guard offset < bytes.count, Self.continuesNumber(bytes[offset]) else {
            return Double(isNegative ? -whole : whole)
        }
        while offset < bytes.count, Self.continuesNumber(bytes[offset]) { offset += 1 }
        guard let value = Double(String(decoding: bytes[start..<offset], as: UTF8.self)), value.isFinite else {
            offset = start
            throw damaged("a number")
        }
        return value
    }

    private static func continuesNumber(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
            || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
    }

    /// Reads past any value.
    mutating func skip(depth: Int = 0) throws {
        guard depth < Self.maximumDepth else { throw damaged("less than \(Self.maximumDepth) levels of nesting") }
        switch peek() {
        case UInt8(ascii: "{"):
            try object { cursor, _ in try cursor.skip(depth: depth + 1) }
        case UInt8(ascii: "["):
            try array { cursor in try cursor.skip(depth: depth + 1) }
        case UInt8(ascii: "\""):
            _ = try string()
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            let word: [UInt8]
            switch bytes[offset] {
            case UInt8(ascii: "t"): word = Array("true".utf8)
            case UInt8(ascii: "f"): word = Array("false".utf8)
            default: word = Array("null".utf8)
            }
            guard bytes[offset...].starts(with: word) else { throw damaged("a value") }
            offset += word.count
        default:
            _ = try number()
        }
    }
}
