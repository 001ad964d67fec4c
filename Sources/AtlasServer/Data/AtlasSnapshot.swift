// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import NIOCore
import Statistics
import TileGeometry

/// What the server knows of one version of the data: small tables whole, values as they are asked for.
/// A new version of the data is a new snapshot, so nothing in one ever has to be invalidated.
final class AtlasSnapshot: Sendable {
    let store: AtlasStore
    /// Changes whenever anything does.
    let dataVersion: String
    /// Those of the parts of the data, present day or not.
    let versions: AtlasVersions
    /// The first day of the stretch without changes that an earlier day lies in, 0 before the first change; -1 for today.
    let pastStart: Int
    let division: Division
    /// When the division changes, and the divisions of earlier days.
    let timeline: TerritoryTimeline
    let indicators: [IndicatorCoverage]
    let sources: [String: Source]
    let counts: AtlasCounts
    /// Nil without agreements.
    let agreementSpan: AgreementSpan?
    /// The day on which agreements count as valid or expired in what is computed from them.
    let today: Period
    let pendingDirectory: PendingDirectory
    let pendingRegistry: PendingRegistry
    let pendingKnowledge: PendingKnowledge
    let surveys: SurveyBook
    let caches: SnapshotCaches
    /// Snapshots of earlier days with the same values; what is large of them lies in the timeline.
    let pasts: LeastRecentlyUsed<Int, AtlasSnapshot>
    private let coverage: [IndicatorID: IndicatorCoverage]

    /// - Parameters:
    ///   - versions: of the data when reading began; whoever calls makes sure that they are the same when it has ended.
    ///   - earlier: the snapshot before: what has the same version is kept.
    init(
        store: AtlasStore, versions: AtlasVersions, earlier: AtlasSnapshot?, lemmatiser: PendingLemmatiser, budget: MemoryBudget
    ) async throws {
        self.store = store
        self.versions = versions
        dataVersion = versions.data
        pastStart = -1
        let keepsTerritory = earlier?.versions.territory == versions.territory
        if let earlier, keepsTerritory {
            division = earlier.division
            timeline = earlier.timeline
        } else {
            let territory = Territory(
                current: try await store.currentUnits(), earlier: try await store.earlierUnits(), changes: try await store.unitChanges())
            let timeline = try await TerritoryTimeline(
                store: store, states: territory.allStates, earlier: earlier?.timeline, budget: budget)
            self.timeline = timeline
            let tiles: TileRendering
            if let earlier, earlier.tiles.edition == timeline.newestEdition {
                tiles = earlier.tiles
            } else {
                tiles = TileRendering(
                    topology: try await store.boundaries(), edition: timeline.newestEdition, cacheBudgetBytes: budget.bytes(.tiles),
                    projectedBudgetBytes: budget.bytes(.projectedTiles))
            }
            division = Division(territory: territory, tiles: tiles)
        }
        indicators = try await store.indicators()
        coverage = Dictionary(uniqueKeysWithValues: indicators.map { ($0.indicator.id, $0) })
        sources = Dictionary(uniqueKeysWithValues: try await store.sources().map { ($0.id, $0) })
        counts = try await store.counts()
        agreementSpan = try await store.agreementSpan()
        today = PolishClock.now.day
        if let known = earlier?.pendingDirectory, known.version == versions.directory || known.isBegun {
            // A newer one takes its place when it is ready.
            pendingDirectory = known
        } else {
            pendingDirectory = try await PendingDirectory(
                store: store, version: versions.directory, territory: division.territory, lemmatiser: lemmatiser)
        }
        pendingRegistry = .keeping(
            earlier?.pendingRegistry, store: store, agreementsVersion: versions.agreements, directory: pendingDirectory)
        pendingKnowledge = .keeping(
            earlier?.pendingKnowledge, store: store, knowledgeVersion: versions.knowledge, directory: pendingDirectory, territory: division.territory)
        surveys = try await .keeping(earlier?.surveys, store: store, version: versions.surveys)
        pasts = LeastRecentlyUsed(capacity: 4)
        caches = SnapshotCaches(budget: budget)
    }

    /// For whoever answers once and ends.
    convenience init(store: AtlasStore, earlier: AtlasSnapshot?, lemmatiser: PendingLemmatiser, geometryCacheBytes: Int) async throws {
        try await self.init(
            store: store, versions: try await store.versions(), earlier: earlier, lemmatiser: lemmatiser,
            budget: MemoryBudget(bytes: MemoryBudget.standard.bytes, tileBytes: geometryCacheBytes))
    }

    /// The same data with the caches of the snapshot before, so far as what they hold is the same.
    /// - Parameter today: that of the fresh data unless given.
    init(_ fresh: AtlasSnapshot, carryingCachesOf earlier: AtlasSnapshot, directory: PendingDirectory? = nil, today: Period? = nil) {
        store = fresh.store
        dataVersion = fresh.dataVersion
        versions = fresh.versions
        pastStart = fresh.pastStart
        division = fresh.division
        timeline = fresh.timeline
        indicators = fresh.indicators
        coverage = fresh.coverage
        sources = fresh.sources
        counts = fresh.counts
        agreementSpan = fresh.agreementSpan
        self.today = today ?? fresh.today
        pendingDirectory = directory ?? fresh.pendingDirectory
        pendingRegistry = .keeping(
            fresh.pendingRegistry, store: store, agreementsVersion: fresh.versions.agreements, directory: pendingDirectory)
        pendingKnowledge = .keeping(
            fresh.pendingKnowledge, store: store, knowledgeVersion: fresh.versions.knowledge, directory: pendingDirectory,
            territory: fresh.division.territory)
        surveys = fresh.surveys
        pasts = LeastRecentlyUsed(capacity: 4)
        let directoryVersion = pendingDirectory.version
        caches = SnapshotCaches(carrying: earlier.caches, keepsTerritory: fresh.versions.territory == earlier.versions.territory) {
            fresh.version(of: $0, directory: directoryVersion, today: today) == earlier.version(of: $0)
        }
    }

    /// The same data on the territorial division of an earlier day.
    /// - Parameter start: the first day of the stretch without changes that the day lies in.
    init(_ present: AtlasSnapshot, on day: Int, start: Int) async throws {
        store = present.store
        timeline = present.timeline
        // Part of every tag: answers about different days have different tags.
        dataVersion = "\(present.dataVersion)@\(start)"
        versions = present.versions
        pastStart = start
        indicators = present.indicators
        coverage = present.coverage
        sources = present.sources
        counts = present.counts
        agreementSpan = present.agreementSpan
        today = present.today
        pendingDirectory = present.pendingDirectory
        pendingRegistry = present.pendingRegistry
        pendingKnowledge = present.pendingKnowledge
        surveys = present.surveys
        caches = present.caches
        // Not the present's own, which will hold this one.
        pasts = LeastRecentlyUsed(capacity: 1)
        if let known = present.timeline.divisions[start] {
            division = known
        } else {
            division = try await present.whole(\.territory) { try await Self.division(present, on: day) }
            present.timeline.divisions.store(division, for: start)
        }
    }

    private static func division(_ present: AtlasSnapshot, on day: Int) async throws -> Division {
        let edition = BoundaryEdition.showing(day, of: present.timeline.editions)
        let territory = Territory(on: day, units: try await present.store.units(on: day, edition: edition), of: present.territory)
        var tiles = present.tiles
        if let edition, edition != present.tiles.edition {
            if let known = present.timeline.renderings[edition.version] {
                tiles = known
            } else {
                tiles = TileRendering(
                    topology: try await present.store.boundaries(edition: edition), edition: edition,
                    cacheBudgetBytes: present.caches.budget.bytes(.earlierTiles) / 8 * 3,
                    projectedBudgetBytes: present.caches.budget.bytes(.earlierTiles) / 8)
                present.timeline.renderings.store(tiles, for: edition.version)
            }
        }
        return Division(territory: territory, tiles: tiles, past: (day, edition))
    }

    var territory: Territory { division.territory }
    var tiles: TileRendering { division.tiles }
    var past: (day: Int, edition: BoundaryEdition?)? { division.past }
    var shapePositions: [UnitLevel: [Int?]] { division.shapePositions }
    var shapeAttributes: [UnitLevel: [UnitAttributes]] { division.shapeAttributes }
    var labels: [UnitLevel: LabelTileset] { division.labels }
    /// The year that the newest entry of the directory shows; nil when it is empty.
    var directoryYear: Period? { pendingDirectory.year }

    private var tables: DayCache<SnapshotCaches.TableKey, IndicatorTable> { DayCache(shared: caches.tables, start: pastStart) }
    private var places: DayCache<UnitLevel, SnapshotCaches.StoredPlaces> { DayCache(shared: caches.places, start: pastStart) }
    private var geometries: DayCache<UnitLevel, [String: String]> { DayCache(shared: caches.geometries, start: pastStart) }
    /// Drawn pictures of maps and other files, by their tags.
    var pictures: LeastRecentlyUsed<String, ByteBuffer> { caches.pictures }
    /// Legends, classes and colours are kept apart: a tile in a new palette needs new colours only.
    var maps: DayCache<MapStyle, ClassifiedMap> { DayCache(shared: caches.maps, start: pastStart) }
    var classifications: DayCache<MapStyle, ClassifiedUnits> { DayCache(shared: caches.classifications, start: pastStart) }
    var colourings: DayCache<MapStyle, TileColouring> { DayCache(shared: caches.colourings, start: pastStart) }
    /// What computed measures are, by the text that asked for them.
    var measures: DayCache<String, IndicatorCoverage> { DayCache(shared: caches.measures, start: pastStart) }
    /// Who touches whom, by level.
    var weights: DayCache<UnitLevel, SpatialWeights> { DayCache(shared: caches.weights, start: pastStart) }
    /// Moran's I of what was asked for lately.
    var autocorrelations: DayCache<AutocorrelationKey, AutocorrelationModel> { DayCache(shared: caches.autocorrelations, start: pastStart) }

    /// Institutions and their search; the first to ask after a start waits until the index is made.
    var directory: DirectorySnapshot {
        get async throws { try await pendingDirectory.value }
    }

    /// Waits until nothing reads the database for the directory any more.
    func finishDirectory() async {
        await pendingRegistry.finish()
        await pendingKnowledge.finish()
        await surveys.finish()
        await pendingDirectory.finish()
    }

    /// An indicator of the catalogue.
    func catalogued(_ id: IndicatorID) -> IndicatorCoverage? { coverage[id] }

    /// A table that is in memory already.
    func loadedTable(_ indicator: IndicatorID, level: UnitLevel) -> IndicatorTable? {
        tables[SnapshotCaches.TableKey(indicator: indicator, level: level)]
    }

    /// The boundaries of a level as GeoJSON geometries, by stem.
    func boundariesGeoJSON(level: UnitLevel) async throws -> [String: String] {
        if let known = geometries[level] { return known }
        let read = try await whole(\.territory) {
            if let edition = past?.edition {
                try await store.boundariesGeoJSON(level: level, edition: edition)
            } else {
                try await store.boundariesGeoJSON(level: level)
            }
        }
        geometries.store(read, for: level)
        return read
    }

    /// The boundary of a unit as a GeoJSON geometry.
    func boundaryGeoJSON(of code: TERYTCode) async throws -> String? {
        try await whole(\.territory) {
            if let edition = past?.edition { return try await store.boundaryGeoJSON(of: code, edition: edition) }
            return try await store.boundaryGeoJSON(of: code)
        }
    }

    /// The units at a point; nil outside the country.
    func units(atLongitude longitude: Double, latitude: Double) async throws -> UnitsAtPoint? {
        try await whole(\.territory) {
            if let past, let edition = past.edition {
                return try await store.units(atLongitude: longitude, latitude: latitude, on: past.day, edition: edition)
            }
            return try await store.units(atLongitude: longitude, latitude: latitude)
        }
    }

    func table(_ indicator: IndicatorID, level: UnitLevel) async throws -> IndicatorTable? {
        let key = SnapshotCaches.TableKey(indicator: indicator, level: level)
        if let table = tables[key] { return table }
        if indicator.isComputed {
            let table = try await MeasureEvaluation(snapshot: self, level: level).table(IndicatorExpression(indicator.text))
            if let table { tables.store(table, for: key) }
            return table
        }
        guard let coverage = coverage[indicator] else { return nil }
        guard let stored = try await store.table(of: indicator, level: level) else { throw SnapshotOutdated() }
        guard stored.version == versions.indicators[indicator] else { throw SnapshotOutdated() }
        let table = IndicatorTable(
            indicator: coverage.indicator, stored: stored, places: placesOfRows(stored), unitCount: territory.units(at: level).count)
        tables.store(table, for: key)
        return table
    }

    /// One column of an indicator, without reading the others when the table is not in memory; nil when there are no values.
    func column(_ indicator: IndicatorID, level: UnitLevel, period: Period) async throws -> IndicatorTable.Column? {
        if indicator.isComputed || loadedTable(indicator, level: level) != nil {
            return try await table(indicator, level: level)?.column(period)
        }
        guard let coverage = coverage[indicator], coverage.periods.contains(period) else { return nil }
        let slice = try await slice(of: indicator, level: level, period: period)
        let units = territory.units(at: level)
        var values = [Double?](repeating: nil, count: units.count)
        var flags = [ObservationFlag?](repeating: .missing, count: units.count)
        var isForecast: Bool?
        for (index, number) in slice.unitNumbers.enumerated() {
            guard let place = territory.place(ofUnit: number, at: level) else { continue }
            let state = slice.states[index]
            flags[place] = state.flag
            guard state.hasValue else { continue }
            values[place] = slice.values[index]
            isForecast = (isForecast ?? true) && state.flag == .forecast
        }
        guard values.contains(where: { $0 != nil }) || flags.contains(where: { $0 != .missing }) else { return nil }
        return IndicatorTable.Column(period: period, values: values, flags: flags, isForecast: isForecast ?? false)
    }

    /// One column as the database keeps it.
    func slice(of indicator: IndicatorID, level: UnitLevel, period: Period) async throws -> ObservationSlice {
        let slice = try await store.slice(of: indicator, level: level, period: period)
        guard slice.version == versions.indicators[indicator] else { throw SnapshotOutdated() }
        return slice
    }

    private func placesOfRows(_ stored: ObservationTable) -> [Int?] {
        if let known = places[stored.level], known.unitNumbers == stored.unitNumbers { return known.places }
        let made = stored.unitNumbers.map { territory.place(ofUnit: $0, at: stored.level) }
        places.store(SnapshotCaches.StoredPlaces(unitNumbers: stored.unitNumbers, places: made), for: stored.level)
        return made
    }
}
