// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Distances on the ellipsoid WGS 84.
///
/// Between two points the ellipsoid is taken as the plane that touches it at their middle latitude. Over Poland that
/// is right to a thousandth, and needs neither a sine nor a cosine beyond those kept with each point.
struct PlaneDistances: Sendable {
    private static let equatorKilometers = 6378.137
    private static let eccentricitySquared = 0.006_694_379_990_14

    let longitude: Double
    let latitude: Double
    private let sine: Double
    private let cosine: Double

    init(_ point: SearchPoint) {
        longitude = point.longitude * .pi / 180
        latitude = point.latitude * .pi / 180
        sine = sin(latitude)
        cosine = cos(latitude)
    }

    /// Kilometres squared to a point.
    @inline(__always) func squared(to other: PointColumns.Point) -> Double {
        // cos² of half the sum of the latitudes, by the formula of the half angle.
        let cosineSquared = (1 + cosine * other.cosine - sine * other.sine) / 2
        let sineSquared = 1 - cosineSquared
        let bulge = 1 - Self.eccentricitySquared * sineSquared
        let normal = Self.equatorKilometers / bulge.squareRoot()
        let meridian = normal * (1 - Self.eccentricitySquared) / bulge
        let east = normal * (other.longitude - longitude)
        let north = meridian * (other.latitude - latitude)
        return east * east * cosineSquared + north * north
    }

    /// Degrees of latitude and longitude that surely cover a distance around the point.
    func degrees(covering kilometers: Double) -> (longitude: Double, latitude: Double) {
        let north = kilometers / 111.0 + 0.001
        // The parallel nearest to the pole that the circle reaches is the shortest.
        let edge = min(abs(latitude) + north * .pi / 180, 1.55)
        return (kilometers / (111.0 * cos(edge)) + 0.001, north)
    }
}

/// The points of the entries, with what distances need, in a grid.
struct PointColumns: Sendable {
    /// Radians.
    struct Point: Sendable {
        let longitude: Double
        let latitude: Double
        let sine: Double
        let cosine: Double
    }

    private(set) var points: [Point]
    private(set) var known: Bitset
    /// Cells of about 7 km from west to east, then south to north; the entries of each.
    private let cells: PackedLists
    private static let west = 14.0
    private static let south = 48.9
    private static let cellDegrees = 0.1
    private static let columns = 104
    private static let rows = 62

    init(_ given: [InstitutionPoint?]) {
        var known = Bitset(capacity: given.count)
        var lists = [[UInt32]](repeating: [], count: Self.columns * Self.rows)
        points = given.enumerated().map { ordinal, point in
            if let point {
                known.insert(ordinal)
                lists[Self.cell(point)].append(UInt32(ordinal))
            }
            return Self.point(point)
        }
        self.known = known
        cells = PackedLists(lists)
    }

    /// The points after some entries changed.
    init(_ earlier: PointColumns, change: EntryChange) {
        points = change.move.column(earlier.points, fresh: change.after.mapValues { Self.point($0.point) })
        var known = change.move.set(earlier.known)
        var edits: [Int: ListEdit] = [:]
        for (ordinal, entry) in change.before { if let point = entry.point { edits[Self.cell(point), default: ListEdit()].gone.insert(UInt32(ordinal)) } }
        for (ordinal, entry) in change.after {
            known.set(ordinal, entry.point != nil)
            if let point = entry.point { edits[Self.cell(point), default: ListEdit()].added.append((UInt32(ordinal), 0)) }
        }
        self.known = known
        cells = change.move.lists(earlier.cells, edits: edits)
    }

    private static func cell(_ point: InstitutionPoint) -> Int { row(point.latitude) * columns + column(point.longitude) }

    private static func point(_ given: InstitutionPoint?) -> Point {
        guard let given else { return Point(longitude: 0, latitude: 0, sine: 0, cosine: 1) }
        let latitude = given.latitude * .pi / 180
        return Point(longitude: given.longitude * .pi / 180, latitude: latitude, sine: sin(latitude), cosine: cos(latitude))
    }

    private static func column(_ longitude: Double) -> Int {
        min(max(Int(((longitude - west) / cellDegrees).rounded(.down)), 0), columns - 1)
    }
    private static func row(_ latitude: Double) -> Int { min(max(Int(((latitude - south) / cellDegrees).rounded(.down)), 0), rows - 1) }

    /// The entries within a distance.
    func within(_ kilometers: Double, of center: SearchPoint) -> Bitset {
        var found = Bitset(capacity: points.count)
        let plane = PlaneDistances(center)
        let reach = plane.degrees(covering: kilometers)
        let columns = Self.column(center.longitude - reach.longitude)...Self.column(center.longitude + reach.longitude)
        let limit = kilometers * kilometers
        for row in Self.row(center.latitude - reach.latitude)...Self.row(center.latitude + reach.latitude) {
            for column in columns {
                for ordinal in cells[row * Self.columns + column] where plane.squared(to: points[Int(ordinal)]) <= limit {
                    found.insert(Int(ordinal))
                }
            }
        }
        return found
    }

    /// The middle of the points of some entries; nil when none has one.
    func middle(of ordinals: Range<Int>) -> SearchPoint? {
        var longitude = 0.0
        var latitude = 0.0
        var count = 0.0
        for ordinal in ordinals where known.contains(ordinal) {
            longitude += points[ordinal].longitude
            latitude += points[ordinal].latitude
            count += 1
        }
        guard count > 0 else { return nil }
        return SearchPoint(longitude: longitude / count * 180 / .pi, latitude: latitude / count * 180 / .pi)
    }

    /// Kilometres to an entry; nil for one without a point.
    func distance(to ordinal: Int, from plane: PlaneDistances) -> Double? {
        known.contains(ordinal) ? plane.squared(to: points[ordinal]).squareRoot() : nil
    }
}
