// SPDX-License-Identifier: Apache-2.0

import TileGeometry

/// Where a feature lies: longitude and latitude in degrees until it is transformed.
enum FeatureGeometry: Sendable {
    case point(Point)
    /// Polygons of closed rings, the exterior one first and counterclockwise (RFC 7946, section 3.1.6).
    case polygons([[[Point]]])

    /// The boundary of a shape.
    init(_ shape: Topology.Shape, _ topology: Topology) {
        self = .polygons(shape.polygons.map { $0.rings.map { topology.points(of: $0) } })
    }

    /// The same in another system. All points go to PROJ at once.
    func transformed(to system: FeatureReferenceSystem) throws -> FeatureGeometry {
        guard system != .crs84 else { return self }
        switch self {
        case .point(let point):
            return try AxisTransformation.points([point], in: system).first.map(FeatureGeometry.point) ?? self
        case .polygons(let polygons):
            let flat = try AxisTransformation.points(polygons.flatMap { $0.flatMap { $0 } }, in: system)
            var start = 0
            return .polygons(
                polygons.map { rings in
                    rings.map { ring in
                        defer { start += ring.count }
                        return Array(flat[start..<start + ring.count])
                    }
                })
        }
    }

    func json(decimals: Int) -> JSONValue {
        switch self {
        case .point(let point): .raw(GeoJSON.point(point, decimals: decimals))
        case .polygons(let polygons): .raw(GeoJSON.multiPolygon(polygons, decimals: decimals))
        }
    }

    func meets(_ box: BoundingBox) -> Bool {
        switch self {
        case .point(let point): box.contains(point)
        case .polygons(let polygons): polygons.contains { box.meets(polygon: $0) }
        }
    }
}
