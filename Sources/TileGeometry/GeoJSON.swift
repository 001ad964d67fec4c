// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Reading polygons from GeoJSON. What the properties mean, and in which reference system the coordinates
/// are, is for the reader's caller to say.
/// Source: RFC 7946; the `crs` member is that of the 2008 GeoJSON specification, which registers still use.
public struct GeoJSON: Sendable, Equatable {
    public struct Feature: Sendable, Equatable {
        /// Text and number properties as text; `null`, lists and objects are left out.
        public var properties: [String: String] = [:]
        /// As written, such as `Polygon`; empty when the geometry is missing or `null`.
        public var geometryType = ""
        /// Polygons of rings of positions, the first ring being the exterior; empty for other types
        /// and when any polygon is malformed.
        public var polygons: [[[Point]]] = []
    }

    /// The name in the `crs` member, such as `urn:ogc:def:crs:EPSG::2180`.
    public var crsName: String?
    public var features: [Feature]

    /// - Throws: `GeoJSONError` when the data is no JSON, or no feature collection, or a position is no
    ///   list of at least two numbers.
    public init(_ data: Data) throws(GeoJSONError) {
        var reader = GeoJSONReader(cursor: JSONCursor(bytes: [UInt8](data)))
        do {
            self = try reader.read()
        } catch let error as GeoJSONError {
            throw error
        } catch let error as JSONSyntaxError {
            throw .notJSON(line: error.line, byte: error.byte, expected: error.expected)
        } catch {
            throw .notJSON(line: 1, byte: 0, expected: "GeoJSON")
        }
    }

    init(crsName: String?, features: [Feature]) {
        self.crsName = crsName
        self.features = features
    }
}

/// Why data could not be read as GeoJSON.
public enum GeoJSONError: Error, Sendable, Equatable, LocalizedError {
    case notJSON(line: Int, byte: Int, expected: String)
    case notAFeatureCollection(found: String)

    public var errorDescription: String? {
        switch self {
        case .notJSON(let line, let byte, let expected):
            "The file is no complete GeoJSON: expected \(expected) in line \(line) (byte \(byte))."
        case .notAFeatureCollection(let found):
            "The file is no GeoJSON feature collection: its “type” is \(found), expected “FeatureCollection”."
        }
    }
}

private struct GeoJSONReader {
    var cursor: JSONCursor

    /// A position or a list of positions, lists …; the depth follows from the geometry's type, which may
    /// come after the coordinates.
    private indirect enum Coordinates {
        case position(Point)
        case list([Coordinates])
    }

    mutating func read() throws -> GeoJSON {
        var type: String?
        var crsName: String?
        var features: [GeoJSON.Feature]?
        guard cursor.peek() != nil else { throw cursor.damaged("“{”, but the file is empty,") }
        try cursor.object { cursor, name in
            switch name {
            case "type": type = try Self.text(&cursor)
            case "crs": crsName = try Self.crsName(&cursor)
            case "features":
                var list: [GeoJSON.Feature] = []
                try cursor.array { cursor in list.append(try Self.feature(&cursor)) }
                features = list
            default: try cursor.skip()
            }
        }
        guard cursor.peek() == nil else { throw cursor.damaged("the end of the file") }
        guard type == "FeatureCollection", let features else {
            throw GeoJSONError.notAFeatureCollection(found: type.map { "“\($0)”" } ?? "missing")
        }
        return GeoJSON(crsName: crsName, features: features)
    }

    /// The value as text if it is a string or a number; other values are read past.
    private static func text(_ cursor: inout JSONCursor) throws -> String? {
        switch cursor.peek() {
        case UInt8(ascii: "\""):
            return try cursor.string()
        case .some(let byte) where byte &- 0x30 < 10 || byte == UInt8(ascii: "-"):
            let number = try cursor.number()
            return Int(exactly: number).map(String.init) ?? String(number)
        default:
            try cursor.skip()
            return nil
        }
    }

    private static func crsName(_ cursor: inout JSONCursor) throws -> String? {
        var name: String?
        guard cursor.peek() == UInt8(ascii: "{") else {
            try cursor.skip()
            return nil
        }
        try cursor.object { cursor, member in
            guard member == "properties", cursor.peek() == UInt8(ascii: "{") else { return try cursor.skip() }
            try cursor.object { cursor, property in
                if property == "name" { name = try text(&cursor) } else { try cursor.skip() }
            }
        }
        return name
    }

    private static func feature(_ cursor: inout JSONCursor) throws -> GeoJSON.Feature {
        var feature = GeoJSON.Feature()
        try cursor.object { cursor, name in
            switch (name, cursor.peek()) {
            case ("properties", UInt8(ascii: "{")):
                try cursor.object { cursor, property in
                    if let value = try text(&cursor) { feature.properties[property] = value }
                }
            case ("geometry", UInt8(ascii: "{")):
                try readGeometry(&cursor, into: &feature)
            default:
                try cursor.skip()
            }
        }
        return feature
    }

    private static func readGeometry(_ cursor: inout JSONCursor, into feature: inout GeoJSON.Feature) throws {
        var coordinates: Coordinates?
        try cursor.object { cursor, name in
            switch name {
            case "type": feature.geometryType = try text(&cursor) ?? ""
            case "coordinates": coordinates = try Self.coordinates(&cursor, depth: 0)
            default: try cursor.skip()
            }
        }
        switch (feature.geometryType, coordinates) {
        case ("Polygon", .some(let polygon)):
            feature.polygons = rings(polygon).map { [$0] } ?? []
        case ("MultiPolygon", .some(.list(let polygons))):
            // One malformed polygon makes the geometry unusable: leaving it out would lose territory.
            let read = polygons.compactMap(rings)
            feature.polygons = read.count == polygons.count ? read : []
        default:
            break
        }
    }

    private static func coordinates(_ cursor: inout JSONCursor, depth: Int) throws -> Coordinates {
        guard depth < 5 else { throw cursor.damaged("a position, not a deeper list,") }
        try cursor.take("[")
        if cursor.takeIf("]") { return .list([]) }
        guard cursor.peek() == UInt8(ascii: "[") else {
            let x = try cursor.number()
            try cursor.take(",")
            let y = try cursor.number()
            // Heights and measures are of no use here.
            while cursor.takeIf(",") { _ = try cursor.number() }
            try cursor.take("]")
            return .position(Point(x, y))
        }
        var list: [Coordinates] = []
        repeat { list.append(try coordinates(&cursor, depth: depth + 1)) } while cursor.takeIf(",")
        guard cursor.takeIf("]") else { throw cursor.damaged("“,” or “]”") }
        return .list(list)
    }

    private static func rings(_ polygon: Coordinates) -> [[Point]]? {
        guard case .list(let rings) = polygon else { return nil }
        var result: [[Point]] = []
        for ring in rings {
            guard case .list(let positions) = ring else { return nil }
            var points: [Point] = []
            for position in positions {
                guard case .position(let point) = position else { return nil }
                points.append(point)
            }
            result.append(points)
        }
        return result.isEmpty ? nil : result
    }
}
