// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import TileGeometry

/// Where units lie: what readers of the directory ask to place an institution and to see whether a point can be right.
///
/// Points are longitude (x) and latitude (y) in degrees, WGS 84 (EPSG:4326).
public struct UnitGeography: Sendable {
    private struct Place: Sendable {
        let box: BoundingBox
        let polygons: [[[Point]]]
    }

    private let places: [TERYTCode: Place]
    /// Gminas by the degree squares that they touch.
    private let gminasByCell: [Cell: [TERYTCode]]

    private struct Cell: Hashable {
        let x: Int
        let y: Int
    }

    private static let cellsPerDegree = 8.0

    /// Knows nothing: every question is answered with nil.
    public static let unknown = UnitGeography(polygons: [:])

    /// - Parameter boundaries: layers named as the levels, shapes named by the stem of their code.
    public init(_ boundaries: Topology) {
        var polygons: [TERYTCode: [[[Point]]]] = [:]
        for layer in boundaries.layers {
            for shape in layer.shapes {
                guard let code = try? TERYTCode(shape.code) else { continue }
                polygons[code] = shape.polygons.map { $0.rings.map { boundaries.points(of: $0) } }
            }
        }
        self.init(polygons: polygons)
    }

    /// - Parameter polygons: by unit; polygons of rings, the exterior first.
    public init(polygons: [TERYTCode: [[[Point]]]]) {
        places = polygons.mapValues { Place(box: BoundingBox(of: $0.joined().joined()), polygons: $0) }
        var cells: [Cell: [TERYTCode]] = [:]
        for (code, place) in places where code.level == .gmina && !place.box.isEmpty {
            let first = Self.cell(Point(place.box.minX, place.box.minY))
            let last = Self.cell(Point(place.box.maxX, place.box.maxY))
            for x in first.x...last.x {
                for y in first.y...last.y { cells[Cell(x: x, y: y), default: []].append(code) }
            }
        }
        // The order of a dictionary is another in every run.
        gminasByCell = cells.mapValues { $0.sorted() }
    }

    private static func cell(_ point: Point) -> Cell {
        Cell(x: Int((point.x * cellsPerDegree).rounded(.down)), y: Int((point.y * cellsPerDegree).rounded(.down)))
    }

    public func knows(_ code: TERYTCode) -> Bool { places[code] != nil }

    /// The point inside a unit that is farthest from its border; nil for a unit without a known boundary.
    public func innerPoint(of code: TERYTCode) -> Point? {
        places[code].flatMap { PointOfInaccessibility(rings: Array($0.polygons.joined()))?.point }
    }

    /// The gmina in which a point lies; nil outside all known ones.
    public func gmina(at point: Point) -> TERYTCode? {
        gminasByCell[Self.cell(point)]?.first { places[$0].map { Self.contains(point, $0) } ?? false }
    }

    /// How far a point lies from a unit, along the ground: 0 inside; nil for a unit without a known boundary.
    public func distanceKilometers(from point: Point, to code: TERYTCode) -> Double? {
        guard let place = places[code] else { return nil }
        if Self.contains(point, place) { return 0 }
        // A sphere is true to half a per cent over the distances that matter here.
        let kilometersPerDegree = 111.195
        let scaleX = kilometersPerDegree * cos(point.y * .pi / 180)
        var nearest = Double.infinity
        for ring in place.polygons.joined() {
            for (a, b) in zip(ring, ring.dropFirst()) {
                let (ax, ay) = ((a.x - point.x) * scaleX, (a.y - point.y) * kilometersPerDegree)
                let (dx, dy) = ((b.x - a.x) * scaleX, (b.y - a.y) * kilometersPerDegree)
                let length = dx * dx + dy * dy
                let along = length > 0 ? min(max(-(ax * dx + ay * dy) / length, 0), 1) : 0
                let (x, y) = (ax + along * dx, ay + along * dy)
                nearest = min(nearest, (x * x + y * y).squareRoot())
            }
        }
        return nearest.isFinite ? nearest : nil
    }

    /// Whether a point lies inside, by the even–odd rule over all rings.
    private static func contains(_ point: Point, _ place: Place) -> Bool {
        guard place.box.contains(point) else { return false }
        var isInside = false
        for ring in place.polygons.joined() {
            for (a, b) in zip(ring, ring.dropFirst()) where (a.y > point.y) != (b.y > point.y) {
                if point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x { isInside.toggle() }
            }
        }
        return isInside
    }
}
