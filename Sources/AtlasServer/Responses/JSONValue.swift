// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// A JSON text in the making. Answers hold arrays of thousands of numbers with nulls among them, and the
/// order of members is part of what people read: both are simpler here than with `Codable`.
enum JSONValue: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByNilLiteral, ExpressibleByDictionaryLiteral
{
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// Members in the given order.
    case members([(String, JSONValue)])
    /// A text that is JSON already.
    case raw(String)
    /// The same in UTF-8.
    case encoded([UInt8])

    static func object(_ members: [String: JSONValue]) -> JSONValue {
        .members(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(floatLiteral value: Double) { self = .number(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    init(nilLiteral: ()) { self = .null }
    init(dictionaryLiteral elements: (String, JSONValue)...) { self = .members(elements) }

    init(_ value: Double?) { self = value.map(JSONValue.number) ?? .null }
    init(_ value: String?) { self = value.map(JSONValue.string) ?? .null }

    /// Appends the text as UTF-8. Bytes, as answers of a megabyte are made of some ten thousand short texts.
    func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: Self.append("null", to: &bytes)
        case .bool(let value): Self.append(value ? "true" : "false", to: &bytes)
        case .integer(let value): Self.append(String(value), to: &bytes)
        case .number(let value): Self.append(number: value, to: &bytes)
        case .string(let value): Self.append(quoted: value, to: &bytes)
        case .raw(let value): Self.append(value, to: &bytes)
        case .encoded(let value): bytes.append(contentsOf: value)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            var isFirst = true
            for element in elements {
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                element.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .members(let members):
            bytes.append(UInt8(ascii: "{"))
            var isFirst = true
            for (name, value) in members {
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                Self.append(quoted: name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    fileprivate static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// The shortest decimal that reads back as the same double; whole numbers without a fraction.
    fileprivate static func append(number: Double, to bytes: inout [UInt8]) {
        guard number.isFinite else { return append("null", to: &bytes) }
        append(number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : number.description, to: &bytes)
    }

    fileprivate static func append(quoted value: String, to bytes: inout [UInt8]) {
        var value = value
        bytes.append(UInt8(ascii: "\""))
        value.withUTF8 { text in
            // Most texts have nothing to escape.
            if text.contains(where: isEscaped) {
                for byte in text { append(escaping: byte, to: &bytes) }
            } else {
                bytes.append(contentsOf: text)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Besides what JSON asks for the character `<`, so that the text can stand inside an HTML script element.
    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "<")
    }

    /// All that is escaped is ASCII: the bytes of other characters go through as they are.
    private static func append(escaping byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"", to: &bytes)
        case UInt8(ascii: "\\"): append("\\\\", to: &bytes)
        case UInt8(ascii: "\n"): append("\\n", to: &bytes)
        case UInt8(ascii: "\r"): append("\\r", to: &bytes)
        case UInt8(ascii: "\t"): append("\\t", to: &bytes)
        case _ where isEscaped(byte):
            let digits = String(byte, radix: 16)
            append("\\u00" + (digits.count < 2 ? "0" : "") + digits, to: &bytes)
        default: bytes.append(byte)
        }
    }

    private var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func response(contentType: String = "application/json; charset=utf-8") -> Response {
        Response(
            status: .ok, headers: [.contentType: contentType], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

/// An array of alike objects in the making, written member by member: for thousands of them, a tree of values takes longer than its text.
struct JSONArrayWriter {
    private var bytes: [UInt8] = [UInt8(ascii: "[")]

    /// Begins an element of the array.
    mutating func next() {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    }

    /// What stands in all elements: names of members, braces, commas.
    mutating func write(_ form: StaticString) {
        form.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func write(quoted value: String) { JSONValue.append(quoted: value, to: &bytes) }

    mutating func write(_ value: Int) { JSONValue.append(String(value), to: &bytes) }

    mutating func write(_ value: Double) { JSONValue.append(number: value, to: &bytes) }

    /// A text without anything to escape, such as an id.
    mutating func write(plain value: String) { JSONValue.append(value, to: &bytes) }

    /// What was written, closed.
    var value: JSONValue { .encoded(bytes + [UInt8(ascii: "]")]) }
}
