// SPDX-License-Identifier: Apache-2.0

/// The coordinate reference systems in which features are given out and areas are asked for.
/// OGC 18-058r1, OGC API – Features – Part 2: Coordinate Reference Systems by Reference.
enum FeatureReferenceSystem: String, Sendable, Hashable, CaseIterable {
    /// Longitude, latitude in degrees: the default, and what is stored.
    case crs84 = "OGC:CRS84"
    /// Latitude, longitude in degrees.
    case wgs84 = "EPSG:4326"
    /// Easting, northing in metres of the sphere.
    case webMercator = "EPSG:3857"
    /// Poland CS92: northing, easting in metres. The first axis is the northing, as in the register of EPSG.
    case poland1992 = "EPSG:2180"

    /// Requirement /req/crs/crs-uri: identifiers are URIs. The form is that of OGC 11-135r2.
    var uri: String {
        switch self {
        case .crs84: "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
        case .wgs84: "http://www.opengis.net/def/crs/EPSG/0/4326"
        case .webMercator: "http://www.opengis.net/def/crs/EPSG/0/3857"
        case .poland1992: "http://www.opengis.net/def/crs/EPSG/0/2180"
        }
    }

    static let uris = allCases.map(\.uri)

    /// CRS84 with heights names the same plane: features here have none.
    private static let withHeight = "http://www.opengis.net/def/crs/OGC/0/CRS84h"

    init?(uri text: String) {
        // Clients write the scheme either way.
        let text = text.hasPrefix("https:") ? "http:" + text.dropFirst(6) : text
        guard let found = Self.allCases.first(where: { $0.uri == text || $0.rawValue == text }) ?? (text == Self.withHeight ? .crs84 : nil)
        else { return nil }
        self = found
    }

    /// About a tenth of a metre, the lattice of the boundaries, or a centimetre.
    var decimals: Int {
        switch self {
        case .crs84, .wgs84: 6
        case .webMercator, .poland1992: 2
        }
    }

    /// Which axis counts longitudes, when they are degrees.
    var longitudeAxis: Int? {
        switch self {
        case .crs84: 0
        case .wgs84: 1
        case .webMercator, .poland1992: nil
        }
    }
}

extension QueryReader {
    /// - Throws: 400 with the list (requirements /req/crs/fc-crs-valid-value and fc-bbox-crs-valid-value).
    func referenceSystem(_ name: String) throws -> FeatureReferenceSystem? {
        guard let value = try text(name) else { return nil }
        guard let system = FeatureReferenceSystem(uri: value) else {
            throw Problem.badParameter(name, value, accepted: FeatureReferenceSystem.uris.joined(separator: ", "))
        }
        return system
    }
}
