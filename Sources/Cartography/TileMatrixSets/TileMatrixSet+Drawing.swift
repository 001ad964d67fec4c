// SPDX-License-Identifier: Apache-2.0

import Foundation
import TileGeometry

extension TileMatrixSet {
    /// The pixels of a tile in the plane.
    func window(_ tile: TileCoordinate, scale: Int) -> PixelWindow {
        let side = tileSide * scale
        return PixelWindow(
            worldPixels: worldPixels(tile.zoom, scale: scale), originX: Double(tile.x * side), originY: Double(tile.y * side),
            width: side, height: side)
    }

    /// The zoom of Web Mercator, a fraction, at which a pixel covers as much ground in the middle of the country.
    private func zoom(_ matrix: Int) -> Double {
        guard plane == .nationalGrid, matrices.indices.contains(matrix) else { return Double(matrix) }
        return log2(WebMercator.groundMeters(atLatitude: 52) / 256 / matrices[matrix].cellSizeMeters)
    }

    /// The zoom whose border weights suit a matrix.
    func styleZoom(_ matrix: Int) -> Int { max(0, Int((zoom(matrix) - 0.05).rounded())) }

    /// The zoom whose generalised borders suit a matrix: the first that has all the detail its pixels can show.
    func detailZoom(_ matrix: Int) -> Int { min(max(0, Int((zoom(matrix) - 1e-9).rounded(.up))), MapGeometry.fullDetailZoom) }

    /// The arcs of a territory in this plane's unit square, generalised for a zoom of Web Mercator.
    func arcs(_ geometry: MapGeometry, detailZoom: Int) -> [[Point]] {
        let arcs = geometry.arcs(zoom: detailZoom)
        guard plane == .nationalGrid else { return arcs }
        var projected = NationalGrid.project(arcs.joined().map(WebMercator.unproject)).map(unit).makeIterator()
        return arcs.map { arc in arc.compactMap { _ in projected.next() } }
    }

    private func unit(_ metres: Point) -> Point {
        Point((metres.x - origin.x) / unitSideMeters, (origin.y - metres.y) / unitSideMeters)
    }

    /// Longitude and latitude in degrees to the unit square.
    public func project(_ positions: [Point]) -> [Point] {
        switch plane {
        case .webMercator: positions.map { WebMercator.project(longitude: $0.x, latitude: $0.y) }
        case .nationalGrid: NationalGrid.project(positions).map(unit)
        }
    }

    /// Longitude and latitude in degrees of a point of the unit square.
    public func unproject(_ point: Point) -> Point {
        switch plane {
        case .webMercator: WebMercator.unproject(point)
        case .nationalGrid:
            NationalGrid.unproject([Point(origin.x + point.x * unitSideMeters, origin.y - point.y * unitSideMeters)]).first ?? point
        }
    }

    /// The rectangle of the unit square that holds a territory, with a little room; empty for an empty one.
    public func bounds(of geometry: MapGeometry) -> BoundingBox {
        let box = BoundingBox(of: project(geometry.topology.arcs.flatMap { $0 }))
        guard !box.isEmpty else { return box }
        return box.insetBy(-max(box.width, box.height) / 500)
    }
}

extension MapGeometry {
    /// West, south, east and north of the territory in degrees; empty for an empty one.
    public var boundsDegrees: BoundingBox { BoundingBox(of: topology.arcs.joined()) }
}
