// SPDX-License-Identifier: Apache-2.0

import CProj
import Foundation
import HTTPTypes
import Synchronization
import TileGeometry

/// Transformations from longitude and latitude to the other systems, by PROJ, with the axes in the order of the
/// register of EPSG. Making one reads PROJ's database for milliseconds, so that they are used again.
enum AxisTransformation {
    /// Bound to one thread at a time: PROJ's objects may not be shared. The pool hands each out to one caller only.
    private final class Projection: @unchecked Sendable {
        private let context: OpaquePointer
        private let transformation: OpaquePointer

        init(to target: FeatureReferenceSystem) throws(AxisTransformationError) {
            guard let context = proj_context_create() else { throw AxisTransformationError(target: target, detail: "no context") }
            proj_log_level(context, PJ_LOG_NONE)
            guard
                let transformation = proj_create_crs_to_crs(
                    context, FeatureReferenceSystem.crs84.rawValue, target.rawValue, nil)
            else {
                let detail = proj_context_errno_string(context, proj_context_errno(context)).map { String(cString: $0) }
                proj_context_destroy(context)
                throw AxisTransformationError(target: target, detail: detail ?? "unknown error")
            }
            self.context = context
            self.transformation = transformation
        }

        deinit {
            proj_destroy(transformation)
            proj_context_destroy(context)
        }

        func transform(_ points: [Point]) -> [Point] {
            var points = points
            let stride = MemoryLayout<Point>.stride
            _ = points.withUnsafeMutableBytes { bytes in
                // A point is two doubles, one after the other.
                let start = bytes.baseAddress?.assumingMemoryBound(to: Double.self)
                return proj_trans_generic(
                    transformation, PJ_FWD, start, stride, bytes.count / stride, start.map { $0 + 1 }, stride, bytes.count / stride, nil, 0, 0,
                    nil, 0, 0)
            }
            return points
        }
    }

    private static let pool = Mutex<[FeatureReferenceSystem: [Projection]]>([:])
    /// As many as threads could want at a time.
    private static let pooledCount = 8

    /// - Parameter points: longitude and latitude in degrees.
    /// - Returns: the axes of the system, in its order; points that have no image become infinite.
    /// - Throws: `AxisTransformationError` when PROJ or its database fails.
    static func points(_ points: [Point], in target: FeatureReferenceSystem) throws(AxisTransformationError) -> [Point] {
        switch target {
        case .crs84: return points
        case .wgs84: return points.map { Point($0.y, $0.x) }
        case .webMercator, .poland1992:
            guard !points.isEmpty else { return [] }
            let pooled = pool.withLock { $0[target]?.popLast() }
            let projection = if let pooled { pooled } else { try Projection(to: target) }
            let result = projection.transform(points)
            pool.withLock { pool in
                if pool[target, default: []].count < pooledCount { pool[target, default: []].append(projection) }
            }
            return result
        }
    }
}

/// PROJ could not make a transformation.
struct AxisTransformationError: Error, Sendable, LocalizedError {
    let target: FeatureReferenceSystem
    let detail: String

    var errorDescription: String? {
        "coordinates cannot be given in \(target.rawValue): PROJ says “\(detail)”; is its database (Debian package proj-data) installed?"
    }
}
