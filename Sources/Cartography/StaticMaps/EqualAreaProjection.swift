// SPDX-License-Identifier: Apache-2.0

import Foundation
import TileGeometry

/// Lambert's azimuthal equal-area projection of the sphere around the middle of the map, so that a unit's
/// share of the paper is its share of the land: the colours of a choropleth weigh by area.
/// Source: J. P. Snyder, “Map Projections: A Working Manual” (1987), formulas 24-2 to 24-4.
struct EqualAreaProjection {
    /// The radius of the sphere with the ellipsoid's surface, in metres (GRS 80).
    static let sphereRadiusMeters = 6_371_007.181

    private let longitude: Double
    private let sinLatitude: Double
    private let cosLatitude: Double

    init(center: Point) {
        longitude = center.x * .pi / 180
        sinLatitude = sin(center.y * .pi / 180)
        cosLatitude = cos(center.y * .pi / 180)
    }

    /// Metres east (x) and south (y) of the centre.
    func project(_ point: Point) -> Point {
        let latitude = point.y * .pi / 180
        let delta = point.x * .pi / 180 - longitude
        let sine = sin(latitude)
        let cosine = cos(latitude)
        let k = (2 / (1 + sinLatitude * sine + cosLatitude * cosine * cos(delta))).squareRoot() * Self.sphereRadiusMeters
        return Point(k * cosine * sin(delta), -k * (cosLatitude * sine - sinLatitude * cosine * cos(delta)))
    }
}
