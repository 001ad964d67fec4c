// SPDX-License-Identifier: Apache-2.0

import Foundation
import TileGeometry

/// Well-known binary of a shape, little-endian (OGC 06-103r4, clause 8).
enum WellKnownBinary {
    private static let polygonType: UInt32 = 3
    private static let multiPolygonType: UInt32 = 6

    static func multiPolygon(_ shape: Topology.Shape, in topology: Topology) -> Data {
        var data = Data()
        func append(_ value: UInt32) { withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) } }
        func append(_ value: Double) { withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
        data.append(1)
        append(multiPolygonType)
        append(UInt32(shape.polygons.count))
        for polygon in shape.polygons {
            data.append(1)
            append(polygonType)
            append(UInt32(polygon.rings.count))
            for ring in polygon.rings {
                let points = topology.points(of: ring)
                append(UInt32(points.count))
                for point in points {
                    append(point.x)
                    append(point.y)
                }
            }
        }
        return data
    }
}
