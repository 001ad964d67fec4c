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

    private let name: String
    private var features: [[UInt8]] = []
    private var keys: [String] = []
    private var keyNumbers: [String: UInt32] = [:]
    private var values: [Value] = []
    private var valueNumbers: [Value: UInt32] = [:]

    init(name: String) { self.name = name }

    var isEmpty: Bool { features.isEmpty }

    mutating func append(id: UInt64, attributes: [(key: String, value: Value)], type: GeometryType, geometry: [UInt32]) {
        var tags: [UInt32] = []
        for (key, value) in attributes {
            tags.append(number(of: key))
            tags.append(number(of: value))
        }
        var feature = ProtobufWriter()
        feature.unsigned(1, id)
        feature.packed(2, tags)
        feature.unsigned(3, type.rawValue)
        feature.packed(4, geometry)
        features.append(feature.bytes)
    }

    private mutating func number(of key: String) -> UInt32 {
        if let known = keyNumbers[key] { return known }
        let number = UInt32(keys.count)
        keyNumbers[key] = number
        keys.append(key)
        return number
    }

    private mutating func number(of value: Value) -> UInt32 {
        if let known = valueNumbers[value] { return known }
        let number = UInt32(values.count)
        valueNumbers[value] = number
        values.append(value)
        return number
    }

    /// The layer as a field of a tile message.
    func write(to tile: inout ProtobufWriter) {
        tile.message(3) { layer in
            layer.unsigned(15, 2)  // version
            layer.text(1, name)
            for feature in features { layer.data(2, feature) }
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

/// Commands and parameters of a geometry (sections 4.3.1 to 4.3.3).
struct VectorTileGeometry {
    private(set) var integers: [UInt32] = []
    private var x: Int32 = 0
    private var y: Int32 = 0

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
        integers.append(UInt32(count) << 3 | id)
    }

    private mutating func move(to point: GridPoint) {
        integers.append(ProtobufWriter.zigzag(point.x - x))
        integers.append(ProtobufWriter.zigzag(point.y - y))
        x = point.x
        y = point.y
    }
}

/// A position in the grid of a tile; y to the south.
struct GridPoint: Sendable, Hashable {
    var x: Int32
    var y: Int32
}
