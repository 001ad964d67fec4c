// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import NIOCore
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
    private let pendingDirectory: PendingDirectory
    /// For each shape of a layer the place of its unit among the level's units; nil without a current unit.
    let shapePositions: [UnitLevel: [Int?]]
    /// What vector tiles say of the shapes of each layer, in the layer's order.
    let shapeAttributes: [UnitLevel: [UnitAttributes]]
    let labels: [UnitLevel: LabelTileset]

    private let coverage: [IndicatorID: IndicatorCoverage]
    private let tables = LeastRecentlyUsed<TableKey, IndicatorTable>(capacity: 400)
    private let geometries = LeastRecentlyUsed<UnitLevel, [String: String]>(capacity: 3)
    /// Drawn pictures of maps, by their tags.
    let pictures = LeastRecentlyUsed<String, ByteBuffer>(budgetBytes: 16 << 20)
    /// Legends, classes and colours are kept apart: a tile in a new palette needs new colours only.
    let maps = LeastRecentlyUsed<MapStyle, ClassifiedMap>(capacity: 512)
    let classifications = LeastRecentlyUsed<MapStyle, ClassifiedUnits>(capacity: 1_024)
    let colourings = LeastRecentlyUsed<MapStyle, TileColouring>(capacity: 2_048)

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
        indicators = try await store.indicators()
        coverage = Dictionary(uniqueKeysWithValues: indicators.map { ($0.indicator.id, $0) })
        sources = Dictionary(uniqueKeysWithValues: try await store.sources().map { ($0.id, $0) })
        counts = try await store.counts()
        if let earlier {
            tiles = earlier.tiles
        } else {
            tiles = TileRendering(topology: try await store.boundaries(), cacheBudgetBytes: geometryCacheBytes)
        }
        let territory = territory
        let directoryVersion = try await store.directoryVersion()
        if let known = earlier?.pendingDirectory, known.version == directoryVersion {
            pendingDirectory = known
        } else {
            pendingDirectory = PendingDirectory(store: store, version: directoryVersion, territory: territory, lemmatiser: lemmatiser)
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

    /// The indicator that a path or query names.
    func existing(_ text: String) throws -> IndicatorCoverage {
        guard let id = try? IndicatorID(text), let found = coverage[id] else {
            throw Problem.notFound("indicator", text, accepted: "GET /api/v1/indicators lists them")
        }
        return found
    }

    func coverage(of id: IndicatorID) -> IndicatorCoverage? { coverage[id] }

    /// A table that is in memory already.
    func loadedTable(_ indicator: IndicatorID, level: UnitLevel) -> IndicatorTable? {
        tables[TableKey(indicator: indicator, level: level)]
    }

    /// The boundaries of a level as GeoJSON geometries, by stem.
    func boundariesGeoJSON(level: UnitLevel) async throws -> [String: String] {
        if let known = geometries[level] { return known }
        let read = try await store.boundariesGeoJSON(level: level)
        geometries.store(read, for: level)
        return read
    }

    func table(_ indicator: IndicatorID, level: UnitLevel) async throws -> IndicatorTable? {
        let key = TableKey(indicator: indicator, level: level)
        if let table = tables[key] { return table }
        guard let coverage = coverage[indicator] else { return nil }
        let table = IndicatorTable(
            indicator: coverage.indicator, level: level, observations: try await store.observations(of: indicator, level: level),
            positions: territory.positions, unitCount: territory.units(at: level).count)
        tables.store(table, for: key)
        return table
    }
}
