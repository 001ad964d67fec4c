// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Builds shared arcs from the polygons of a base layer, each of which brings its own copy of every border.
///
/// 1. Rings are put on the lattice and cleaned of repeated points, spikes and rings without area.
/// 2. Segments are split wherever a vertex lies on them or two of them cross (`SnapRounding`).
/// 3. The plane is cut into faces and each face learns which units cover it (`PlanarSubdivision`).
/// 4. A face with several owners goes to the smallest of them, a face with none stays empty unless it is
///    smaller than `gapFillSquareMeters`; both are reported with their place and area.
/// 5. Borders between different owners are chained to arcs, and arcs to rings.
public struct TopologyBuilder: Sendable {
    /// A unit of the base layer as its source gives it.
    public struct Unit: Sendable, Equatable {
        public var code: String
        /// Polygons of rings of points (longitude and latitude in degrees); in each polygon the exterior
        /// ring comes first. The orientation of rings and a repeated last point do not matter.
        public var polygons: [[[Point]]]

        public init(code: String, polygons: [[[Point]]]) {
            self.code = code
            self.polygons = polygons
        }
    }

    public var grid: QuantisationGrid
    /// A vertex nearer than this to a neighbour's edge is put on that edge, in degrees.
    public var snapToleranceDegrees: Double
    /// Empty faces between units that are smaller than this are given to the neighbour with the longest
    /// border, in square metres. 0 leaves all of them.
    public var gapFillSquareMeters: Double

    /// - Parameters:
    ///   - grid: the lattice of the result; by default 10⁻⁶ degree.
    ///   - snapToleranceDegrees: by default one cell of the lattice.
    ///   - gapFillSquareMeters: by default 0.
    public init(
        grid: QuantisationGrid = .microdegree, snapToleranceDegrees: Double? = nil,
        gapFillSquareMeters: Double = 0
    ) {
        self.grid = grid
        self.snapToleranceDegrees = snapToleranceDegrees ?? grid.cellDegrees
        self.gapFillSquareMeters = gapFillSquareMeters
    }

    /// - Parameters:
    ///   - layer: the name of the base layer.
    ///   - units: its units, in any order; codes must differ.
    /// - Returns: a topology with that one layer, and what was found and mended on the way.
    /// - Throws: `TopologyBuildError` when a code comes twice, a unit has no area left, a coordinate is no
    ///   longitude or latitude, or the segments cannot be separated.
    public func build(
        layer: String, units: [Unit]
    ) throws(TopologyBuildError) -> (topology: Topology, report: TopologyBuildReport) {
        var report = TopologyBuildReport()
        report.unitCount = units.count
        let units = units.sorted { $0.code < $1.code }
        for (previous, unit) in zip(units, units.dropFirst()) where previous.code == unit.code {
            throw .duplicateCode(unit.code)
        }

        var cleaning = RingCleaning(grid: grid)
        for (index, unit) in units.enumerated() {
            for polygon in unit.polygons {
                for (position, ring) in polygon.enumerated() {
                    for point in ring where !(abs(point.x) <= 180 && abs(point.y) <= 90) {
                        throw .coordinateOutOfRange(code: unit.code, point)
                    }
                    cleaning.add(ring, unit: Int32(index), isHole: position > 0)
                }
            }
        }
        cleaning.describe(in: &report)

        var snapRounding = SnapRounding(vertices: cleaning.vertices, vertexOf: cleaning.vertexOf)
        let edges = cleaning.edges
        guard
            let chains = snapRounding.chains(
                of: edges, toleranceCells: snapToleranceDegrees * Double(grid.cellsPerDegree))
        else { throw .segmentsStillCross }
        report.insertedVertexCount = snapRounding.insertedCount
        report.crossingCount = snapRounding.crossingCount

        let noded = cleaning.walks(along: chains)
        report.cancelledSegmentCount = noded.cancelled
        let subdivision = PlanarSubdivision(vertices: snapRounding.vertices, edges: noded.edges)
        var ownership = FaceOwnership(subdivision: subdivision, grid: grid, unitCount: units.count)
        ownership.settle(gapFillSquareMeters: gapFillSquareMeters)
        report.irregularities = ownership.irregularities.map { $0.named(units.map(\.code)) }

        let assembly = ArcAssembly(subdivision: subdivision, owners: ownership.owners, grid: grid)
        let (arcs, sides) = assembly.arcs()
        let polygons = RingAssembler(arcs: arcs, sides: sides).polygons(ownerCount: units.count)
        var shapes: [Topology.Shape] = []
        for (unit, polygons) in zip(units, polygons) {
            if polygons.isEmpty { throw .unitWithoutArea(code: unit.code) }
            shapes.append(Topology.Shape(code: unit.code, polygons: polygons))
        }
        report.arcCount = arcs.count
        report.pointCount = arcs.reduce(0) { $0 + $1.count }
        return (Topology(arcs: arcs, layers: [Topology.Layer(name: layer, shapes: shapes)]), report)
    }
}

/// What `TopologyBuilder` met and did.
public struct TopologyBuildReport: Sendable, Equatable {
    public var unitCount = 0
    /// Points of all rings as read, without the repeated last one.
    public var inputPointCount = 0
    public var repeatedPointCount = 0
    /// Vertices at which a ring turned back on itself (a-b-a).
    public var spikeCount = 0
    /// Rings with fewer than three different points or without area.
    public var degenerateRingCount = 0
    /// Vertices put on an edge that passed them by, mostly a neighbour's (T-junctions).
    public var insertedVertexCount = 0
    /// Nodes put where two edges crossed.
    public var crossingCount = 0
    /// Segments that one unit walked there and back.
    public var cancelledSegmentCount = 0
    public var arcCount = 0
    /// Points of all arcs, their ends included.
    public var pointCount = 0
    /// Gaps and overlaps, largest first.
    public var irregularities: [Irregularity] = []

    /// A place that belongs to no unit, or to several.
    public struct Irregularity: Sendable, Equatable {
        public enum Kind: String, Sendable { case gap, overlap }
        public var kind: Kind
        /// The units that border the gap, or that overlap.
        public var codes: [String]
        public var squareMeters: Double
        /// A point inside, longitude and latitude in degrees.
        public var location: Point
        /// The unit that the place was given to; `nil` for a gap that stays.
        public var givenTo: String?
    }

    /// Gaps that stay in the result.
    public var remainingGaps: [Irregularity] { irregularities.filter { $0.givenTo == nil } }
}

/// Why no topology could be built.
public enum TopologyBuildError: Error, Sendable, Equatable, LocalizedError {
    case duplicateCode(String)
    case coordinateOutOfRange(code: String, Point)
    case unitWithoutArea(code: String)
    case segmentsStillCross

    public var errorDescription: String? {
        switch self {
        case .duplicateCode(let code):
            "Unit \(code) comes twice; each code may occur once."
        case .coordinateOutOfRange(let code, let point):
            """
            Unit \(code) has the point \(point.x), \(point.y), which is no longitude (−180…180) and latitude \
            (−90…90) in degrees.
            """
        case .unitWithoutArea(let code):
            """
            Unit \(code) has no area left on the chosen lattice; check its rings, or choose a finer lattice.
            """
        case .segmentsStillCross:
            "The borders could not be separated on the chosen lattice; choose a finer one."
        }
    }
}
