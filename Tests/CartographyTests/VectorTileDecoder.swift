// SPDX-License-Identifier: Apache-2.0

/// Reads vector tiles back, for tests: Mapbox Vector Tile Specification 2.1.
struct DecodedVectorTile {
    struct Feature {
        var id: UInt64 = 0
        var type: UInt64 = 0
        var attributes: [String: String] = [:]
        /// Rings of a polygon, or one list with the points.
        var parts: [[[Int]]] = []
    }

    var name = ""
    var version: UInt64 = 0
    var extent: UInt64 = 0
    var features: [Feature] = []
    var keys: [String] = []
    var values: [String] = []

    /// One line for each feature, to be read by people.
    var text: String {
        var lines = ["layer \(name) version \(version) extent \(extent)"]
        for feature in features {
            let attributes = feature.attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            let parts = feature.parts.map { part in part.map { "\($0[0]),\($0[1])" }.joined(separator: " ") }
            lines.append("\(feature.id) type \(feature.type) \(attributes): \(parts.joined(separator: " | "))")
        }
        return lines.joined(separator: "\n")
    }

    /// The fields of a message: number and either a varint or bytes.
    static func fields(_ bytes: [UInt8]) -> [(number: Int, value: UInt64, bytes: [UInt8])] {
        var fields: [(number: Int, value: UInt64, bytes: [UInt8])] = []
        var position = 0
        func varint() -> UInt64 {
            var value: UInt64 = 0
            var shift: UInt64 = 0
            while true {
                let byte = bytes[position]
                position += 1
                value |= UInt64(byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 { return value }
            }
        }
        while position < bytes.count {
            let key = varint()
            if key & 7 == 0 {
                fields.append((Int(key >> 3), varint(), []))
            } else {
                let length = Int(varint())
                fields.append((Int(key >> 3), 0, Array(bytes[position..<(position + length)])))
                position += length
            }
        }
        return fields
    }

    static func packed(_ bytes: [UInt8]) -> [UInt32] {
        var values: [UInt32] = []
        var value: UInt32 = 0
        var shift: UInt32 = 0
        for byte in bytes {
            value |= UInt32(byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 {
                values.append(value)
                value = 0
                shift = 0
            }
        }
        return values
    }

    init?(_ bytes: [UInt8]) {
        guard let layer = Self.fields(bytes).first(where: { $0.number == 3 }) else { return nil }
        let fields = Self.fields(layer.bytes)
        for field in fields {
            switch field.number {
            case 1: name = String(decoding: field.bytes, as: UTF8.self)
            case 3: keys.append(String(decoding: field.bytes, as: UTF8.self))
            case 4:
                let value = Self.fields(field.bytes)[0]
                values.append(value.number == 1 ? String(decoding: value.bytes, as: UTF8.self) : "\(value.value)")
            case 5: extent = field.value
            case 15: version = field.value
            default: break
            }
        }
        for field in fields where field.number == 2 {
            var feature = Feature()
            for part in Self.fields(field.bytes) {
                switch part.number {
                case 1: feature.id = part.value
                case 2:
                    let tags = Self.packed(part.bytes)
                    for index in stride(from: 0, to: tags.count, by: 2) {
                        feature.attributes[keys[Int(tags[index])]] = values[Int(tags[index + 1])]
                    }
                case 3: feature.type = part.value
                default: feature.parts = Self.geometry(Self.packed(part.bytes))
                }
            }
            features.append(feature)
        }
    }

    private static func geometry(_ integers: [UInt32]) -> [[[Int]]] {
        var parts: [[[Int]]] = []
        var (x, y) = (0, 0)
        var position = 0
        func delta(_ value: UInt32) -> Int { Int(Int32(bitPattern: value >> 1) ^ -Int32(bitPattern: value & 1)) }
        while position < integers.count {
            let (id, count) = (integers[position] & 7, Int(integers[position] >> 3))
            position += 1
            if id == 7 { continue }
            if id == 1 { parts.append([]) }
            for _ in 0..<count {
                x += delta(integers[position])
                y += delta(integers[position + 1])
                position += 2
                parts[parts.count - 1].append([x, y])
            }
        }
        return parts
    }
}
