// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB
import TileGeometry

/// All that a new database is made from.
public struct AtlasContents: Sendable {
    /// Current and earlier states of units; the country itself need not be among them.
    public var units: [TerritorialUnit]
    public var changes: [UnitChange]
    public var boundaries: Topology
    public var sources: [Source]
    public var indicators: [Indicator]
    /// As the sources gave them; values of larger units and ratios are computed when the file is made.
    public var observations: [Observation]
    public var directory: AtlasDirectory

    public init(
        units: [TerritorialUnit], changes: [UnitChange], boundaries: Topology, sources: [Source],
        indicators: [Indicator], observations: [Observation], directory: AtlasDirectory = AtlasDirectory()
    ) {
        self.units = units
        self.changes = changes
        self.boundaries = boundaries
        self.sources = sources
        self.indicators = indicators
        self.observations = observations
        self.directory = directory
    }

    func write(to db: Database) throws {
        try UnitWriting.write(units: units, changes: changes, boundaries: boundaries, to: db)
        try BoundaryStorage.write(boundaries, to: db)
        try IndicatorWriting.upsert(sources: sources, indicators: indicators, to: db)
        _ = try ObservationWriting.apply(observations, to: db)
        try ObservationWriting.aggregate(db)
        try directory.writeTables(to: db)
        _ = try InstitutionWriting.upsert(directory.institutions, to: db) { _ in }
        try AtlasProperty.renewDirectoryVersion(db)
        try AtlasProperty.renewDataVersion(db)
    }
}
