// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import TileGeometry

/// The drawn side of the territory: it knows no indicator, so it outlives changes of values.
final class TileRendering: Sendable {
    /// The boundaries that are drawn; nil when there are none.
    let edition: BoundaryEdition?
    let cacheBudgetBytes: Int
    let geometry: MapGeometry
    let choropleths: ChoroplethTileRenderer
    /// The same borders in the national grid, drawn when somebody asks for them.
    private let nationalChoropleths: ChoroplethTileRenderer
    let vectors: VectorTileRenderer
    /// Compressed vector tiles; a country at all zooms that people use is a few thousand.
    let vectorCache: LeastRecentlyUsed<VectorTileKey, VectorTileAnswer>
    /// The stems of each layer's shapes, in the layer's order.
    let shapeStems: [UnitLevel: [String]]

    struct VectorTileKey: Hashable, Sendable {
        let kind: VectorTileKind
        let level: UnitLevel
        let tile: TileCoordinate
        /// Names and codes stand in the tiles, so a tile belongs to a version of the territory.
        let territoryVersion: String
    }

    init(topology: Topology, edition: BoundaryEdition?, cacheBudgetBytes: Int, projectedBudgetBytes: Int) {
        self.edition = edition
        self.cacheBudgetBytes = cacheBudgetBytes
        geometry = MapGeometry(topology: topology)
        choropleths = ChoroplethTileRenderer(geometry: geometry, cacheBudgetBytes: cacheBudgetBytes * 3 / 4)
        // A part of what there is for all: desktop programs ask for few tiles, and most visitors for none of these.
        nationalChoropleths = ChoroplethTileRenderer(
            geometry: geometry, matrixSet: .nationalGrid, cacheBudgetBytes: projectedBudgetBytes)
        vectors = VectorTileRenderer(geometry: geometry)
        vectorCache = LeastRecentlyUsed(budget: cacheBudgetBytes / 4) { $0.costBytes }
        shapeStems = Dictionary(
            uniqueKeysWithValues: UnitLevel.mapped.compactMap { level in
                topology.layer(named: level.rawValue).map { (level, $0.shapes.map(\.code)) }
            })
    }

    /// The renderer of a plane.
    func choropleths(in matrixSet: TileMatrixSet) -> ChoroplethTileRenderer {
        matrixSet == .nationalGrid ? nationalChoropleths : choropleths
    }

    var cachedBytes: Int { choropleths.cacheUse.byteCount + vectorCache.totalCost }

    /// What tiles in the plane of EPSG:2180 take.
    var projectedBytes: Int { nationalChoropleths.cacheUse.byteCount }

    /// Drawn geometry and compressed vector tiles together.
    func use(budgetBytes: Int) -> CacheUse {
        let (geometry, vectors) = (choropleths.cacheQuestions, vectorCache.questions)
        return CacheUse(
            part: .tiles, bytes: cachedBytes, budgetBytes: budgetBytes, hits: geometry.hits + vectors.hits,
            misses: geometry.misses + vectors.misses, evictions: geometry.evictions + vectors.evictions)
    }
}
