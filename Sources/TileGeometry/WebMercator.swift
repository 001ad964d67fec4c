// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Web Mercator (EPSG:3857) scaled to a unit square: x and y run from 0 to 1, y to the south, so that
/// a tile `z/x/y` covers `x…x+1` by `y…y+1` after multiplying by 2^z.
/// Source of the formulas: EPSG Guidance Note 7-2, method 1024 (Popular Visualisation Pseudo Mercator).
public enum WebMercator {
    /// The latitude at which the projected world is a square, in degrees.
    public static let maximumLatitude = 85.051128779806604

    /// Projects longitude and latitude in degrees (EPSG:4326) to the unit square.
    /// Latitudes beyond `maximumLatitude` are clamped to the edge.
    public static func project(longitude: Double, latitude: Double) -> Point {
        let clamped = min(max(latitude, -maximumLatitude), maximumLatitude)
        let sine = sin(clamped * .pi / 180)
        return Point(
            longitude / 360 + 0.5,
            0.5 - log((1 + sine) / (1 - sine)) / (4 * .pi))
    }

    /// The inverse of `project`: degrees (x longitude, y latitude) from the unit square.
    public static func unproject(_ point: Point) -> Point {
        Point(
            (point.x - 0.5) * 360,
            atan(sinh((0.5 - point.y) * 2 * .pi)) * 180 / .pi)
    }

    /// Metres on the ground for one unit of the square at the given latitude (degrees).
    public static func groundMeters(atLatitude latitude: Double) -> Double {
        40_075_016.685578488 * cos(latitude * .pi / 180)
    }
}
