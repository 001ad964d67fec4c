// SPDX-License-Identifier: Apache-2.0

/// One layer of a vector tile being written: Mapbox Vector Tile Specification 2.1, section 4.1.
/// Keys and values are stored once, whatever the number of features that use them (4.4).
struct VectorTileLayer {
    static let extent: Int32 = 4096
    static let buffer: Int32 = 64

    enum Value: Hashable {
        case text(String)
        case unsigned(UInt64)
    }

    /// Geometry types of section 4.3.4.
    enum GeometryType: UInt64 {
        case point = 1
        case polygon = 3
    }

    struct Attribute {
        var key: String
        var value: Value
        /// Whether no other feature has the same value, so that looking for it is in vain.
        var isUnique = false
    }

    private let name: String
    /// The features as fields of the layer.
    private var features = ProtobufWriter()
    private var keys: [String] = []
    private var values: [Value] = []
    private var valueNumbers: [Value: UInt32] = [:]

    init(name: String) { self.name = name }

    var isEmpty: Bool { features.bytes.isEmpty }

    mutating func append(id: UInt64, attributes: [Attribute], type: GeometryType, geometry: VectorTileGeometry) {
        var tags: [UInt32] = []
        tags.reserveCapacity(attributes.count * 2)
        for attribute in attributes {
            tags.append(number(of: attribute.key))
            tags.append(attribute.isUnique ? append(attribute.value) : number(of: attribute.value))
        }
        features.message(2) { feature in
            feature.unsigned(1, id)
            feature.packed(2, tags)
            feature.unsigned(3, type.rawValue)
            feature.data(4, geometry.bytes)
        }
    }

    /// Keys are few.
    private mutating func number(of key: String) -> UInt32 {
        if let known = keys.firstIndex(of: key) { return UInt32(known) }
        keys.append(key)
        return UInt32(keys.count - 1)
    }

    private mutating func number(of value: Value) -> UInt32 {
        if let known = valueNumbers[value] { return known }
        let number = append(value)
        valueNumbers[value] = number
        return number
    }

    private mutating func append(_ value: Value) -> UInt32 {
        values.append(value)
        return UInt32(values.count - 1)
    }

    /// The layer as a field of a tile message.
    func write(to tile: inout ProtobufWriter) {
        tile.message(3) { layer in
            layer.unsigned(15, 2)  // version
            layer.text(1, name)
            layer.append(features)
            for key in keys { layer.text(3, key) }
            for value in values {
                layer.message(4) { message in
                    switch value {
                    case .text(let text): message.text(1, text)
                    case .unsigned(let number): message.unsigned(5, number)
                    }
                }
            }
            layer.unsigned(5, UInt64(Self.extent))
        }
    }
}

/// Commands and parameters of a geometry (sections 4.3.1 to 4.3.3), each a varint.
struct VectorTileGeometry {
    private var output = ProtobufWriter()
    private var x: Int32 = 0
    private var y: Int32 = 0

    var bytes: [UInt8] { output.bytes }
    var isEmpty: Bool { output.bytes.isEmpty }

    mutating func point(_ point: GridPoint) {
        command(1, count: 1)
        move(to: point)
    }

    /// A ring without the repetition of its first point.
    mutating func ring(_ points: [GridPoint]) {
        guard let first = points.first else { return }
        command(1, count: 1)
        move(to: first)
        command(2, count: points.count - 1)
        for point in points.dropFirst() { move(to: point) }
        command(7, count: 1)
    }

    private mutating func command(_ id: UInt32, count: Int) {
        output.varint(UInt64(count) << 3 | UInt64(id))
    }

    @inline(__always)
    private mutating func move(to point: GridPoint) {
        output.varint(UInt64(ProtobufWriter.zigzag(point.x - x)))
        output.varint(UInt64(ProtobufWriter.zigzag(point.y - y)))
        x = point.x
        y = point.y
    }
}

/// A position in the grid of a tile; y to the south.
struct GridPoint: Sendable, Hashable {
    var x: Int32
    var y: Int32
}
