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
        /// and when any polygon has no ring.
        public var polygons: [[[Point]]] = []

        public init(properties: [String: String] = [:], geometryType: String = "", polygons: [[[Point]]] = []) {
            self.properties = properties
            self.geometryType = geometryType
            self.polygons = polygons
        }
    }

    /// The name in the `crs` member, such as `urn:ogc:def:crs:EPSG::2180`.
    public var crsName: String?
    public var features: [Feature]

    /// Features that another format gave.
    public init(crsName: String?, features: [Feature]) {
        self.crsName = crsName
        self.features = features
    }

    /// - Throws: `GeoJSONError` when the data is no JSON, or no feature collection, or a position is no
    ///   list of at least two numbers.
    public init(_ data: Data) throws(GeoJSONError) {
        do {
            let file = try JSONDecoder().decode(FeatureCollection.self, from: data)
            crsName = file.crs?.properties?.name
            features = file.features.map(\.feature)
        } catch let error as GeoJSONError {
            throw error
        } catch {
            let defect = JSONDefect(error, in: data)
            throw .damaged(place: defect.place, reason: defect.reason)
        }
    }
}

/// Why data could not be read as GeoJSON.
public enum GeoJSONError: Error, Sendable, Equatable, LocalizedError {
    /// Not JSON at all, cut off, or with a value of another kind than GeoJSON has there.
    case damaged(place: String, reason: String)
    case notAFeatureCollection(found: String)

    public var errorDescription: String? {
        switch self {
        case .damaged(let place, let reason):
            "The file is no complete GeoJSON\(place.isEmpty ? "" : " (\(place))"): \(reason)."
        case .notAFeatureCollection(let found):
            "The file is no GeoJSON feature collection: its “type” is \(found), expected “FeatureCollection”."
        }
    }
}

// MARK: The file's own shape

private struct FeatureCollection: Decodable {
    struct ReferenceSystem: Decodable {
        struct Properties: Decodable { var name: String? }
        var properties: Properties?
    }

    var crs: ReferenceSystem?
    var features: [DecodedFeature]

    private enum CodingKeys: CodingKey { case type, crs, features }

    init(from decoder: any Decoder) throws {
        let file = try decoder.container(keyedBy: CodingKeys.self)
        // Another kind of file is told first, before its other members are found strange.
        let type = try file.decodeIfPresent(String.self, forKey: .type)
        guard type == "FeatureCollection", file.contains(.features) else {
            throw GeoJSONError.notAFeatureCollection(found: type.map { "“\($0)”" } ?? "missing")
        }
        crs = try file.decodeIfPresent(ReferenceSystem.self, forKey: .crs)
        features = try file.decode([DecodedFeature].self, forKey: .features)
    }
}

private struct DecodedFeature: Decodable {
    var feature = GeoJSON.Feature()

    private enum CodingKeys: CodingKey { case properties, geometry }
    private enum GeometryKeys: CodingKey { case type, coordinates }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        let properties = try members.decodeIfPresent([String: PropertyText].self, forKey: .properties)
        feature.properties = properties?.compactMapValues(\.text) ?? [:]
        guard members.contains(.geometry), try !members.decodeNil(forKey: .geometry) else { return }
        let geometry = try members.nestedContainer(keyedBy: GeometryKeys.self, forKey: .geometry)
        feature.geometryType = try geometry.decodeIfPresent(String.self, forKey: .type) ?? ""
        var polygons: [[[JSONPosition]]] = []
        switch feature.geometryType {
        case "Polygon":
            polygons = try geometry.decodeIfPresent([[JSONPosition]].self, forKey: .coordinates).map { [$0] } ?? []
        case "MultiPolygon":
            polygons = try geometry.decodeIfPresent([[[JSONPosition]]].self, forKey: .coordinates) ?? []
        default:
            break
        }
        // One malformed polygon makes the geometry unusable: leaving it out would lose territory.
        guard !polygons.contains(where: \.isEmpty) else { return }
        feature.polygons = polygons.map { $0.map { $0.map(\.point) } }
    }
}

private struct PropertyText: Decodable {
    var text: String?

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        guard !value.decodeNil() else { return }
        do {
            text = try value.decode(String.self)
        } catch DecodingError.typeMismatch {
            // Damaged numbers and texts are errors still; lists, objects and truth values are of no use.
            do {
                let number = try value.decode(Double.self)
                text = Int(exactly: number).map(String.init) ?? String(number)
            } catch DecodingError.typeMismatch {}
        }
    }
}
