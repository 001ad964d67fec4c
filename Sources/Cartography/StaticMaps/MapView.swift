// SPDX-License-Identifier: Apache-2.0

import Foundation
import TileGeometry

/// The territory fitted into a frame.
struct MapView {
    let pointsPerMeter: Double
    /// The arcs on paper, in points.
    let arcs: [[Point]]
    let showsArc: [Bool]
    let showsShape: [Bool]
    let frame: MapFrame
    private let projection: EqualAreaProjection
    private let origin: Point
    private let zoom: Int

    /// nil when the layer has no shape.
    /// - Parameter pixelsPerPoint: how fine the device is; generalisation follows it.
    init?(_ map: MapBody, frame: MapFrame, pixelsPerPoint: Double) {
        guard let (projection, degrees, meters) = map.extent, frame.width > 1, frame.height > 1 else { return nil }
        let topology = map.geometry.topology
        let scale = min(frame.width / meters.width, frame.height / meters.height) * 0.97
        let origin = Point(
            frame.x + frame.width / 2 - meters.center.x * scale, frame.y + frame.height / 2 - meters.center.y * scale)

        // The zoom of web maps with pixels of about this size has the right amount of detail.
        let worldPixels = WebMercator.groundMeters(atLatitude: degrees.center.y) * scale
        let zoom = Int((log2(worldPixels / 256)).rounded())
        let detail = Int((log2(worldPixels * pixelsPerPoint / 256)).rounded(.up))
        let box = BoundingBox(
            minX: frame.x, minY: frame.y, maxX: frame.x + frame.width, maxY: frame.y + frame.height)
        arcs = map.geometry.arcs(zoom: max(detail, 0)).map { arc in
            var line: [Point] = []
            line.reserveCapacity(arc.count)
            for point in arc {
                let meters = projection.project(WebMercator.unproject(point))
                // Eighths of a point: finer than print, and short numbers in an SVG.
                let place = Point(
                    ((origin.x + meters.x * scale) * 8).rounded() / 8, ((origin.y + meters.y * scale) * 8).rounded() / 8)
                if place != line.last { line.append(place) }
            }
            return line
        }
        let showsArc = arcs.map { BoundingBox(of: $0).intersects(box) }
        showsShape = map.layer.shapes.map { shape in
            var shapeBox = BoundingBox.empty
            for polygon in shape.polygons {
                for ring in polygon.rings { for reference in ring { shapeBox.formUnion(BoundingBox(of: topology.arcs[reference.index])) } }
            }
            // Neighbours within one width of the region can reach into the frame; the clip does the rest.
            return shapeBox.intersects(degrees.insetBy(-max(degrees.width, degrees.height)))
        }
        self.frame = frame
        self.showsArc = showsArc
        self.projection = projection
        self.origin = origin
        self.zoom = zoom
        pointsPerMeter = scale
    }

    func place(_ degrees: Point) -> Point {
        let meters = projection.project(degrees)
        return Point(origin.x + meters.x * pointsPerMeter, origin.y + meters.y * pointsPerMeter)
    }

    func ring(_ references: [Topology.ArcReference]) -> [Point] {
        var points: [Point] = []
        for reference in references {
            let arc = arcs[reference.index]
            points.append(contentsOf: reference.isReversed ? arc.reversed() : arc)
        }
        return points
    }

    /// Paper shows finer lines than a screen, so borders of small units start one zoom earlier.
    func weight(_ rank: BorderRank) -> BorderWeight {
        var weight = BorderStyle.weight(rank, zoom: zoom + 1)
        weight.widthPixels *= 0.8
        return weight
    }
}
