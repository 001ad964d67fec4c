// SPDX-License-Identifier: Apache-2.0

import CProj
import TileGeometry

/// EPSG:2180 (ETRF2000-PL / CS92, known as PL-1992 or PUWG 1992): the plane of Polish maps at scales of 1 : 10,000 and
/// smaller, a transverse Mercator projection of GRS 80. Longitude and latitude of WGS 84 count as those of ETRF2000,
/// as in the EPSG's own transformation between them; they differ by less than a metre.
public enum NationalGrid {
    /// The projection's parameters (Regulation of the Council of Ministers of 15 October 2012 on the national system of
    /// spatial references, annex 2). As a text, PROJ needs no database of reference systems for it.
    private static let definition = "+proj=tmerc +lat_0=0 +lon_0=19 +k=0.9993 +x_0=500000 +y_0=-5300000 +ellps=GRS80 +units=m +no_defs"

    /// Easting (x) and northing (y) in metres of longitudes (x) and latitudes (y) in degrees. What has no image
    /// becomes infinite.
    public static func project(_ points: [Point]) -> [Point] {
        transform(points.map { Point($0.x * .pi / 180, $0.y * .pi / 180) }, PJ_FWD)
    }

    /// Longitudes and latitudes in degrees of eastings and northings in metres.
    public static func unproject(_ points: [Point]) -> [Point] {
        transform(points, PJ_INV).map { Point($0.x * 180 / .pi, $0.y * 180 / .pi) }
    }

    /// PROJ's objects belong to one thread, and one of this kind is made in microseconds: each call has its own.
    private static func transform(_ points: [Point], _ direction: PJ_DIRECTION) -> [Point] {
        let nowhere = Point(.infinity, .infinity)
        guard let context = proj_context_create() else { return points.map { _ in nowhere } }
        defer { proj_context_destroy(context) }
        proj_log_level(context, PJ_LOG_NONE)
        guard let projection = proj_create(context, definition) else { return points.map { _ in nowhere } }
        defer { proj_destroy(projection) }
        var xs = points.map(\.x)
        var ys = points.map(\.y)
        let stride = MemoryLayout<Double>.stride
        _ = xs.withUnsafeMutableBufferPointer { x in
            ys.withUnsafeMutableBufferPointer { y in
                proj_trans_generic(
                    projection, direction, x.baseAddress, stride, x.count, y.baseAddress, stride, y.count, nil, 0, 0, nil, 0, 0)
            }
        }
        return zip(xs, ys).map { Point($0, $1) }
    }
}
