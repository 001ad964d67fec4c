// SPDX-License-Identifier: Apache-2.0

import OpenReferral

/// Reads an object of HSDS from the fields of a row. Empty fields are members without a value.
struct HSDSRowDecoder: Decoder {
    /// The place of each column in the row.
    let columns: [String: Int]
    let fields: [String]
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    static func object<Object: HSDSObject>(_ columns: [String: Int], _ fields: [String]) throws -> Object {
        try Object(from: HSDSRowDecoder(columns: columns, fields: fields))
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Row(columns: columns, fields: fields))
    }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw Self.unexpected([]) }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw Self.unexpected([]) }

    private static func unexpected(_ path: [any CodingKey]) -> DecodingError {
        .dataCorrupted(.init(codingPath: path, debugDescription: "a field of a table holds a text or a number"))
    }

    private struct Row<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let columns: [String: Int]
        let fields: [String]
        var codingPath: [any CodingKey] { [] }
        var allKeys: [Key] { columns.keys.compactMap { Key(stringValue: $0) } }

        func contains(_ key: Key) -> Bool { columns[key.stringValue].map { !fields[$0].isEmpty } ?? false }
        func decodeNil(forKey key: Key) -> Bool { !contains(key) }

        private func text(_ key: Key) throws -> String {
            guard let text = columns[key.stringValue].map({ fields[$0] }), !text.isEmpty else {
                throw DecodingError.keyNotFound(key, .init(codingPath: [], debugDescription: ""))
            }
            return text
        }

        func decode(_ type: String.Type, forKey key: Key) throws -> String { try text(key) }
        func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try T(from: Field(text: text(key), codingPath: [key])) }

        private func number<Number: LosslessStringConvertible>(_ key: Key) throws -> Number {
            guard let number = Number(try text(key)) else {
                throw DecodingError.dataCorrupted(.init(codingPath: [key], debugDescription: "expected a number"))
            }
            return number
        }
        func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try number(key) }
        func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try number(key) }
        func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try number(key) }
        func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try number(key) }
        func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try number(key) }
        func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try number(key) }
        func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try number(key) }
        func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try number(key) }
        func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try number(key) }
        func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try number(key) }
        func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try number(key) }
        func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try number(key) }
        func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try number(key) }

        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
            throw HSDSRowDecoder.unexpected([key])
        }
        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw HSDSRowDecoder.unexpected([key]) }
        func superDecoder() throws -> any Decoder { throw HSDSRowDecoder.unexpected([]) }
        func superDecoder(forKey key: Key) throws -> any Decoder { throw HSDSRowDecoder.unexpected([key]) }
    }

    /// One field.
    private struct Field: Decoder, SingleValueDecodingContainer {
        let text: String
        let codingPath: [any CodingKey]
        var userInfo: [CodingUserInfoKey: Any] { [:] }

        func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> { throw HSDSRowDecoder.unexpected(codingPath) }
        func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw HSDSRowDecoder.unexpected(codingPath) }
        func singleValueContainer() -> any SingleValueDecodingContainer { self }

        func decodeNil() -> Bool { text.isEmpty }
        func decode(_ type: String.Type) -> String { text }
        func decode<T: Decodable>(_ type: T.Type) throws -> T { try T(from: self) }

        private func number<Number: LosslessStringConvertible>() throws -> Number {
            guard let number = Number(text) else {
                throw DecodingError.dataCorrupted(.init(codingPath: codingPath, debugDescription: "“\(DelimitedTable.shortened(text))” is not a number"))
            }
            return number
        }
        func decode(_ type: Bool.Type) throws -> Bool { try number() }
        func decode(_ type: Double.Type) throws -> Double { try number() }
        func decode(_ type: Float.Type) throws -> Float { try number() }
        func decode(_ type: Int.Type) throws -> Int { try number() }
        func decode(_ type: Int8.Type) throws -> Int8 { try number() }
        func decode(_ type: Int16.Type) throws -> Int16 { try number() }
        func decode(_ type: Int32.Type) throws -> Int32 { try number() }
        func decode(_ type: Int64.Type) throws -> Int64 { try number() }
        func decode(_ type: UInt.Type) throws -> UInt { try number() }
        func decode(_ type: UInt8.Type) throws -> UInt8 { try number() }
        func decode(_ type: UInt16.Type) throws -> UInt16 { try number() }
        func decode(_ type: UInt32.Type) throws -> UInt32 { try number() }
        func decode(_ type: UInt64.Type) throws -> UInt64 { try number() }
    }
}
