// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import TileGeometry

/// The units of one level with their boundaries, as a register file shows them.
public struct RegisterBoundaries: Sendable {
    public struct Unit: Sendable, Equatable {
        public let code: TERYTCode
        /// As in the file; empty when the file gives none.
        public let name: String
        /// Polygons of rings, the exterior first; longitude and latitude in degrees (EPSG:4326).
        public let polygons: [[[Point]]]
    }

    public let level: UnitLevel
    /// In the order of the file.
    public let units: [Unit]
    /// The reference system in which the file gave the coordinates.
    public let referenceSystem: BoundaryReferenceSystem
}

/// The reference systems in which the register of boundaries is handed out.
public enum BoundaryReferenceSystem: String, Sendable, Hashable, CaseIterable {
    /// Longitude and latitude in degrees.
    case wgs84 = "EPSG:4326"
    /// PL-1992 (ETRF2000-PL / CS92), metres.
    case pl1992 = "EPSG:2180"

    /// The names that files and people use: `EPSG:2180`, `2180`, `urn:ogc:def:crs:EPSG::2180`,
    /// `http://www.opengis.net/def/crs/EPSG/0/2180`, `urn:ogc:def:crs:OGC:1.3:CRS84`.
    /// - Returns: `nil` for any other system.
    public init?(name: String) {
        let upper = name.uppercased()
        // The code is what follows the last separator.
        switch upper.split(whereSeparator: { ":/#".contains($0) }).last.map(String.init) ?? "" {
        // ETRS89 (4258) and its Polish realisation (9702) lie within a metre of it, far below what generalisation moves.
        case "4326", "CRS84", "4258", "9702": self = .wgs84
        case "2180": self = .pl1992
        default: return nil
        }
    }

    static var accepted: String { allCases.map(\.rawValue).joined(separator: " or ") }
}
