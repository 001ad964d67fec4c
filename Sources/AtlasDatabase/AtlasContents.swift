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
    /// The day whose boundaries these are; by default the earliest day that units or changes tell of.
    public var boundariesDate: Period?
    public var sources: [Source]
    public var indicators: [Indicator]
    /// As the sources gave them; values of larger units and ratios are computed when the file is made.
    public var observations: [Observation]
    public var directory: AtlasDirectory
    /// Agreements between institutions of the directory; what they name as their source stands in `sources` or in the directory's.
    public var agreements: [Agreement]
    public var knowledge = KnowledgeBase()
    public var surveys = SurveyContents()

    public init(
        units: [TerritorialUnit], changes: [UnitChange], boundaries: Topology, sources: [Source],
        indicators: [Indicator], observations: [Observation], directory: AtlasDirectory = AtlasDirectory(), agreements: [Agreement] = []
    ) {
        self.units = units
        self.changes = changes
        self.boundaries = boundaries
        self.sources = sources
        self.indicators = indicators
        self.observations = observations
        self.directory = directory
        self.agreements = agreements
    }

    func write(to db: Database) throws {
        try BoundaryEdition.first(boundaries, date: boundariesDate, units: units, changes: changes, to: db)
        try UnitWriting.write(units: units, changes: changes, to: db)
        try IndicatorWriting.upsert(sources: sources, indicators: indicators, to: db)
        let writer = try ObservationWriter(db, log: nil)
        try writer.add(observations)
        try writer.flush()
        try Recomputation.run(db)
        try directory.writeTables(to: db)
        _ = try InstitutionWriting.upsert(directory.institutions, to: db) { _ in }
        _ = try AgreementWriting.upsert(agreements, to: db)
        try AtlasProperty.renew(.agreementsVersion, db)
        // After agreements: practices name them.
        _ = try KnowledgeWriting.upsert(knowledge, to: db)
        try SourceWriting.upsert(surveys.sources, to: db)
        _ = try SurveyWriting.upsert(surveys.surveys, to: db)
        try AtlasProperty.renewTerritoryVersion(db)
        try AtlasProperty.renewDirectoryVersion(db)
        try AtlasProperty.renew(.surveysVersion, db)
        try AtlasProperty.renewDataVersion(db)
    }
}
