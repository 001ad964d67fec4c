// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import TileGeometry

/// From a register file to the atlas's boundary file: shared arcs, dissolved layers, generalised borders,
/// quantised TopoJSON. What it returns has been read back and checked.
public struct BoundaryFileBuild: Sendable {
    public var reader: RegisterBoundariesReader
    public var builder: TopologyBuilder
    /// Effective area below which a vertex is removed (`TopologySimplifier`), in square metres.
    public var toleranceSquareMeters: Double

    public init(reader: RegisterBoundariesReader, builder: TopologyBuilder, toleranceSquareMeters: Double) {
        self.reader = reader
        self.builder = builder
        self.toleranceSquareMeters = toleranceSquareMeters
    }

    public struct Product: Sendable {
        /// TopoJSON with one object per level, from the input's level up to `wojewodztwo`.
        public let data: Data
        public let topology: Topology
        public let intake: IntakeReport
        public let build: TopologyBuildReport
        /// Points of all arcs after generalisation, their ends included.
        public let pointCount: Int
    }

    /// - Parameters:
    ///   - data: the register file (GeoJSON).
    ///   - file: its name, for the report.
    /// - Throws: `IntakeRefusal` when the file, its borders or the result fail a check.
    public func run(_ data: Data, file: String) throws(IntakeRefusal) -> Product {
        try run(reader.read(data, file: file))
    }

    /// - Parameter result: boundaries of one level, of whatever format.
    public func run(_ result: IntakeResult<RegisterBoundaries>) throws(IntakeRefusal) -> Product {
        var report = result.report
        let file = report.file
        guard let boundaries = result.accepted.first else { throw IntakeRefusal(report: report) }
        let base = boundaries.level.rawValue
        do {
            let units = boundaries.units.map { TopologyBuilder.Unit(code: $0.code.stem, polygons: $0.polygons) }
            var (topology, build) = try builder.build(layer: base, units: units)
            var level = boundaries.level
            while let larger = level.larger, larger != .kraj {
                try topology.dissolve(layer: level.rawValue, into: larger.rawValue) {
                    String($0.prefix(larger.codeLength))
                }
                level = larger
            }
            let generalised = TopologySimplifier(toleranceSquareMeters: toleranceSquareMeters).simplify(topology)
            let encoded = TopoJSON.encode(generalised, grid: builder.grid)
            let decoded = try TopoJSON.decode(encoded, layers: topology.layers.map(\.name))
            let issues = TopologyValidator().issues(in: decoded, baseLayer: base)
            guard issues.isEmpty else {
                report.rejected += issues.map { RejectedRow(line: 0, reason: $0.localizedDescription) }
                throw IntakeRefusal(report: report)
            }
            return Product(
                data: encoded, topology: decoded, intake: report, build: build,
                pointCount: decoded.arcs.reduce(0) { $0 + $1.count })
        } catch let refusal as IntakeRefusal {
            throw refusal
        } catch {
            throw IntakeRefusal(file: file, reason: error.localizedDescription)
        }
    }
}

extension BoundaryFileBuild.Product {
    /// The result in plain lines.
    /// - Parameter irregularityLimit: how many of the largest gaps and overlaps are named one by one.
    public func lines(irregularityLimit: Int = 20) -> [String] {
        var lines = intake.lines()
        lines.append("units: " + topology.layers.map { "\($0.shapes.count) \($0.name)" }.joined(separator: ", "))
        lines.append(
            "cleaned: \(build.repeatedPointCount) repeated points, \(build.spikeCount) spikes, "
                + "\(build.degenerateRingCount) rings without area, "
                + "\(build.cancelledSegmentCount) there-and-back segments")
        lines.append(
            "split: \(build.insertedVertexCount) vertices put on an edge they touched, "
                + "\(build.crossingCount) crossings")
        lines.append(
            "points: \(build.inputPointCount) in rings, \(build.pointCount) in \(build.arcCount) shared arcs, "
                + "\(pointCount) after generalisation")
        let overlaps = build.irregularities.filter { $0.kind == .overlap }
        let gaps = build.irregularities.filter { $0.kind == .gap }
        lines.append(
            "gaps: \(gaps.count), of them \(build.remainingGaps.count) remain; "
                + "overlaps: \(overlaps.count), each given to the smallest unit in it")
        for place in build.irregularities.prefix(irregularityLimit) {
            let fate = place.givenTo.map { "given to \($0)" } ?? "remains"
            lines.append(
                "  \(place.kind.rawValue) of \(Int(place.squareMeters.rounded())) m² near "
                    + "\(place.location.x), \(place.location.y), units \(place.codes.joined(separator: " ")): \(fate)")
        }
        if build.irregularities.count > irregularityLimit {
            lines.append("  … and \(build.irregularities.count - irregularityLimit) smaller ones")
        }
        lines.append("checked: no crossings, no lost units, rings closed and oriented, layers add up")
        lines.append("size: \(data.count) bytes")
        return lines
    }
}
