// SPDX-License-Identifier: Apache-2.0

import CProj
import Foundation
import TileGeometry

/// A transformation from a projected reference system to longitude and latitude, done by PROJ.
/// It is bound to the task that made it: PROJ's objects may not be shared.
final class CoordinateTransformation {
    private let context: OpaquePointer
    private let transformation: OpaquePointer

    /// - Throws: `CoordinateTransformationError` when PROJ or its database of reference systems fails.
    init(from source: BoundaryReferenceSystem) throws(CoordinateTransformationError) {
        guard let context = proj_context_create() else {
            throw CoordinateTransformationError(source: source, detail: "no context")
        }
        // The report says what failed; PROJ need not print it as well.
        proj_log_level(context, PJ_LOG_NONE)
        // The target's axes are normalised below, so both sides are x to the east, y to the north.
        guard
            let raw = proj_create_crs_to_crs(
                context, source.rawValue, BoundaryReferenceSystem.wgs84.rawValue, nil),
            let transformation = proj_normalize_for_visualization(context, raw)
        else {
            let detail = proj_context_errno_string(context, proj_context_errno(context)).map { String(cString: $0) }
            proj_context_destroy(context)
            throw CoordinateTransformationError(source: source, detail: detail ?? "unknown error")
        }
        proj_destroy(raw)
        self.context = context
        self.transformation = transformation
    }

    deinit {
        proj_destroy(transformation)
        proj_context_destroy(context)
    }

    /// Easting and northing in metres to longitude and latitude in degrees; points that have no image
    /// become infinite.
    func longitudesAndLatitudes(of points: [Point]) -> [Point] {
        var xs = points.map(\.x)
        var ys = points.map(\.y)
        let stride = MemoryLayout<Double>.stride
        _ = xs.withUnsafeMutableBufferPointer { x in
            ys.withUnsafeMutableBufferPointer { y in
                proj_trans_generic(
                    transformation, PJ_FWD, x.baseAddress, stride, x.count, y.baseAddress, stride, y.count,
                    nil, 0, 0, nil, 0, 0)
            }
        }
        return zip(xs, ys).map { Point($0, $1) }
    }
}

/// PROJ could not make a transformation.
struct CoordinateTransformationError: Error, Sendable, LocalizedError {
    let source: BoundaryReferenceSystem
    let detail: String

    var errorDescription: String? {
        """
        coordinates in \(source.rawValue) cannot be transformed: PROJ says “\(detail)”; is its database \
        (Debian package proj-data) installed?
        """
    }
}
