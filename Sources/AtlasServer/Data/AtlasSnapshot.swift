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
    let dataVersion: String
    let territory: Territory
    let indicators: [IndicatorCoverage]
    let sources: [String: Source]
    let counts: AtlasCounts
    let tiles: TileRendering
    /// When the division changes, and the snapshots of earlier days.
    let timeline: TerritoryTimeline
    /// The day whose division this is, when it is not today's, and the boundaries that show it.
    let past: (day: Int, edition: BoundaryEdition?)?
    private let pendingDirectory: PendingDirectory
    /// For each shape of a layer the place of its unit among the level's units; nil without a current unit.
    let shapePositions: [UnitLevel: [Int?]]
    /// What vector tiles say of the shapes of each layer, in the layer's order.
    let shapeAttributes: [UnitLevel: [UnitAttributes]]
    let labels: [UnitLevel: LabelTileset]

    private let coverage: [IndicatorID: IndicatorCoverage]
    private let tables = LeastRecentlyUsed<TableKey, IndicatorTable>(budget: tableBudgetBytes) { $0.costBytes }
    /// For each row of the stored tables of a level the place of its unit among the current ones.
    private let places = LeastRecentlyUsed<UnitLevel, StoredPlaces>(capacity: 4)
    private let geometries = LeastRecentlyUsed<UnitLevel, [String: String]>(capacity: 3)
    /// Drawn pictures of maps, by their tags.
    let pictures = LeastRecentlyUsed<String, ByteBuffer>(budgetBytes: 16 << 20)
    /// Legends, classes and colours are kept apart: a tile in a new palette needs new colours only.
    let maps = LeastRecentlyUsed<MapStyle, ClassifiedMap>(budget: 24 << 20) { $0.costBytes }
    let classifications = LeastRecentlyUsed<MapStyle, ClassifiedUnits>(budget: 40 << 20) { $0.costBytes }
    let colourings = LeastRecentlyUsed<MapStyle, TileColouring>(capacity: 2_048)
    /// What computed measures are, by the text that asked for them.
    let measures = LeastRecentlyUsed<String, IndicatorCoverage>(capacity: 512)
    /// The year that the newest entry of the directory shows; nil when it is empty.
    let directoryYear: Period?
    /// Who touches whom, by level.
    let weights = LeastRecentlyUsed<UnitLevel, SpatialWeights>(capacity: 4)
    /// Moran's I of what was asked for lately.
    let autocorrelations = LeastRecentlyUsed<AutocorrelationKey, AutocorrelationModel>(capacity: 24)

    /// Some three bytes a value: a good half of 29 million values, those of 500 indicators for 20 years.
    private static let tableBudgetBytes = 64 << 20

    private struct StoredPlaces: Sendable {
        let unitNumbers: [UInt32]
        let places: [Int?]
    }

    private struct TableKey: Hashable {
        let indicator: IndicatorID
        let level: UnitLevel
    }

    /// - Parameter earlier: the snapshot before: its tile geometry is kept, and its directory when that has not changed.
    init(store: AtlasStore, earlier: AtlasSnapshot?, lemmatiser: PendingLemmatiser, geometryCacheBytes: Int) async throws {
        self.store = store
        // Read first: when the data change in between, the next look at the version finds a newer one.
        dataVersion = try await store.dataVersion()
        territory = Territory(
            current: try await store.currentUnits(), earlier: try await store.earlierUnits(), changes: try await store.unitChanges())
        timeline = try await TerritoryTimeline(store: store, states: territory.allStates, earlier: earlier?.timeline)
        past = nil
        indicators = try await store.indicators()
        coverage = Dictionary(uniqueKeysWithValues: indicators.map { ($0.indicator.id, $0) })
        sources = Dictionary(uniqueKeysWithValues: try await store.sources().map { ($0.id, $0) })
        counts = try await store.counts()
        let edition = timeline.newestEdition
        if let earlier, earlier.tiles.edition == edition {
            tiles = earlier.tiles
        } else {
            tiles = TileRendering(topology: try await store.boundaries(), edition: edition, cacheBudgetBytes: geometryCacheBytes)
        }
        let territory = territory
        let directoryVersion = try await store.directoryVersion()
        directoryYear = try await store.directoryDate().map { Period(year: $0.year) }
        if let known = earlier?.pendingDirectory, known.version == directoryVersion {
            pendingDirectory = known
        } else {
            pendingDirectory = PendingDirectory(store: store, version: directoryVersion, territory: territory, lemmatiser: lemmatiser)
        }
        shapePositions = tiles.shapeStems.mapValues { stems in stems.map { territory.positions[$0] } }
        shapeAttributes = tiles.shapeStems.mapValues { territory.attributes(ofShapes: $0) }
        labels = Dictionary(uniqueKeysWithValues: UnitLevel.mapped.map { ($0, territory.labels(at: $0)) })
    }

    /// The same data on the territorial division of an earlier day.
    /// - Parameter start: the first day of the stretch without changes that the day lies in.
    init(_ present: AtlasSnapshot, on day: Int, start: Int) async throws {
        store = present.store
        timeline = present.timeline
        let edition = BoundaryEdition.showing(day, of: present.timeline.editions)
        past = (day, edition)
        // Part of every tag: answers about different days have different tags.
        dataVersion = "\(present.dataVersion)@\(start)"
        let territory = Territory(on: day, units: try await present.store.units(on: day, edition: edition), of: present.territory)
        self.territory = territory
        indicators = present.indicators
        coverage = present.coverage
        sources = present.sources
        counts = present.counts
        directoryYear = present.directoryYear
        pendingDirectory = present.pendingDirectory
        if let edition, edition != present.tiles.edition {
            if let known = present.timeline.renderings[edition.version] {
                tiles = known
            } else {
                // Few ask for earlier days: two editions are kept, with an eighth of the room of today's each.
                tiles = TileRendering(
                    topology: try await present.store.boundaries(edition: edition), edition: edition,
                    cacheBudgetBytes: present.tiles.cacheBudgetBytes / 8)
                present.timeline.renderings.store(tiles, for: edition.version)
            }
        } else {
            tiles = present.tiles
        }
        shapePositions = tiles.shapeStems.mapValues { stems in stems.map { territory.positions[$0] } }
        shapeAttributes = tiles.shapeStems.mapValues { territory.attributes(ofShapes: $0) }
        labels = Dictionary(uniqueKeysWithValues: UnitLevel.mapped.map { ($0, territory.labels(at: $0)) })
    }

    /// Institutions and their search; the first to ask after a start waits until the index is made.
    var directory: DirectorySnapshot {
        get async throws { try await pendingDirectory.value }
    }

    /// Waits until nothing reads the database for the directory any more.
    func finishDirectory() async { await pendingDirectory.finish() }

    /// An indicator of the catalogue.
    func catalogued(_ id: IndicatorID) -> IndicatorCoverage? { coverage[id] }

    /// A table that is in memory already.
    func loadedTable(_ indicator: IndicatorID, level: UnitLevel) -> IndicatorTable? {
        tables[TableKey(indicator: indicator, level: level)]
    }

    /// The boundaries of a level as GeoJSON geometries, by stem.
    func boundariesGeoJSON(level: UnitLevel) async throws -> [String: String] {
        if let known = geometries[level] { return known }
        let read =
            if let edition = past?.edition {
                try await store.boundariesGeoJSON(level: level, edition: edition)
            } else {
                try await store.boundariesGeoJSON(level: level)
            }
        geometries.store(read, for: level)
        return read
    }

    /// The boundary of a unit as a GeoJSON geometry.
    func boundaryGeoJSON(of code: TERYTCode) async throws -> String? {
        if let edition = past?.edition { return try await store.boundaryGeoJSON(of: code, edition: edition) }
        return try await store.boundaryGeoJSON(of: code)
    }

    /// The units at a point; nil outside the country.
    func units(atLongitude longitude: Double, latitude: Double) async throws -> UnitsAtPoint? {
        if let past, let edition = past.edition {
            return try await store.units(atLongitude: longitude, latitude: latitude, on: past.day, edition: edition)
        }
        return try await store.units(atLongitude: longitude, latitude: latitude)
    }

    func table(_ indicator: IndicatorID, level: UnitLevel) async throws -> IndicatorTable? {
        let key = TableKey(indicator: indicator, level: level)
        if let table = tables[key] { return table }
        if indicator.isComputed {
            let table = try await MeasureEvaluation(snapshot: self, level: level).table(IndicatorExpression(indicator.text))
            if let table { tables.store(table, for: key) }
            return table
        }
        guard let coverage = coverage[indicator] else { return nil }
        guard let stored = try await store.table(of: indicator, level: level) else { return nil }
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
        let slice = try await store.slice(of: indicator, level: level, period: period)
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

    private func placesOfRows(_ stored: ObservationTable) -> [Int?] {
        if let known = places[stored.level], known.unitNumbers == stored.unitNumbers { return known.places }
        let made = stored.unitNumbers.map { territory.place(ofUnit: $0, at: stored.level) }
        places.store(StoredPlaces(unitNumbers: stored.unitNumbers, places: made), for: stored.level)
        return made
    }
}
