// SPDX-License-Identifier: Apache-2.0

/// Writes the members of an object that hold a text or a number as the fields of a row; members that hold objects are left out,
/// for they have tables of their own.
final class HSDSRowEncoder: Encoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private(set) var fields: [String: String] = [:]

    /// The fields of an object in the order of its columns, empty where there is no value.
    static func row<Object: HSDSObject>(_ object: Object) throws -> [String] {
        let encoder = HSDSRowEncoder()
        try object.encode(to: encoder)
        return Object.columns.map { encoder.fields[$0] ?? "" }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> { KeyedEncodingContainer(Container(encoder: self)) }

    // An object of the standard is keyed; these two are never asked for.
    func unkeyedContainer() -> any UnkeyedEncodingContainer { preconditionFailure("an object of HSDS is keyed") }
    func singleValueContainer() -> any SingleValueEncodingContainer { preconditionFailure("an object of HSDS is keyed") }

    private struct Container<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let encoder: HSDSRowEncoder
        var codingPath: [any CodingKey] { [] }

        func encode(_ value: String, forKey key: Key) { encoder.fields[key.stringValue] = value }

        func encode<T: Encodable>(_ value: T, forKey key: Key) {
            if let number = value as? HSDSNumber {
                encoder.fields[key.stringValue] = number.text
            } else if let word = value as? any RawRepresentable<String> {
                encoder.fields[key.stringValue] = word.rawValue
            }
        }

        func encodeNil(forKey key: Key) {}
        func encode(_ value: Bool, forKey key: Key) { encoder.fields[key.stringValue] = String(value) }
        func encode(_ value: Double, forKey key: Key) { encoder.fields[key.stringValue] = HSDSNumber(value).text }
        func encode(_ value: Float, forKey key: Key) { encode(Double(value), forKey: key) }
        func encode(_ value: Int, forKey key: Key) { encoder.fields[key.stringValue] = String(value) }
        func encode(_ value: Int8, forKey key: Key) { encode(Int(value), forKey: key) }
        func encode(_ value: Int16, forKey key: Key) { encode(Int(value), forKey: key) }
        func encode(_ value: Int32, forKey key: Key) { encode(Int(value), forKey: key) }
        func encode(_ value: Int64, forKey key: Key) { encode(Int(value), forKey: key) }
        func encode(_ value: UInt, forKey key: Key) { encoder.fields[key.stringValue] = String(value) }
        func encode(_ value: UInt8, forKey key: Key) { encode(UInt(value), forKey: key) }
        func encode(_ value: UInt16, forKey key: Key) { encode(UInt(value), forKey: key) }
        func encode(_ value: UInt32, forKey key: Key) { encode(UInt(value), forKey: key) }
        func encode(_ value: UInt64, forKey key: Key) { encode(UInt(value), forKey: key) }

        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
            KeyedEncodingContainer(HSDSRowEncoder.Container<Nested>(encoder: HSDSRowEncoder()))
        }
        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder.unkeyedContainer() }
        func superEncoder() -> any Encoder { HSDSRowEncoder() }
        func superEncoder(forKey key: Key) -> any Encoder { HSDSRowEncoder() }
    }
}
