// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import Intake
import TileGeometry

/// How boundaries of a register become shared, generalised borders: the same wherever they come in.
struct BoundaryOptions: ParsableArguments {
    @Option(help: "The input's reference system, EPSG:4326 or EPSG:2180; by default as the file says or its numbers show.")
    var crs: String?

    @Option(
        name: .customLong("tolerance-m2"),
        help: "Corners of a border that cut off less than this area are removed, in square metres; 0 keeps every corner.")
    var toleranceSquareMeters = 20_000.0

    @Option(help: "Steps of the lattice in a degree; 1000000 is 0.1 m, 20000 is 5 m.")
    var cellsPerDegree = 100_000

    @Option(
        name: .customLong("fill-gaps-m2"),
        help: "Gaps between units that are smaller than this are closed, in square metres.")
    var gapFillSquareMeters = 0.0

    /// - Parameter level: of the input, as the command line names it.
    func build(level text: String) throws(ValidationError) -> BoundaryFileBuild {
        guard let level = UnitLevel(rawValue: text), UnitLevel.mapped.contains(level) else {
            throw ValidationError("--level \(text): expected gmina, powiat or wojewodztwo")
        }
        var system: BoundaryReferenceSystem?
        if let crs {
            system = BoundaryReferenceSystem(name: crs)
            guard system != nil else { throw ValidationError("--crs \(crs): expected EPSG:4326 or EPSG:2180") }
        }
        guard let grid = QuantisationGrid(cellsPerDegree: cellsPerDegree) else {
            throw ValidationError("--cells-per-degree \(cellsPerDegree): expected 1…10000000")
        }
        guard toleranceSquareMeters >= 0, gapFillSquareMeters >= 0 else {
            throw ValidationError("--tolerance-m2 and --fill-gaps-m2 must not be negative")
        }
        return BoundaryFileBuild(
            reader: RegisterBoundariesReader(level: level, referenceSystem: system),
            builder: TopologyBuilder(grid: grid, gapFillSquareMeters: gapFillSquareMeters),
            toleranceSquareMeters: toleranceSquareMeters)
    }
}
