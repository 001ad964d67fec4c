// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import NIOCore
import TileGeometry

/// The drawn side of the territory: it knows no indicator, so it outlives changes of values.
final class TileRendering: Sendable {
    /// The boundaries that are drawn; nil when there are none.
    let edition: BoundaryEdition?
    let cacheBudgetBytes: Int
    let geometry: MapGeometry
    let choropleths: ChoroplethTileRenderer
    let vectors: VectorTileRenderer
    /// Compressed vector tiles; a country at all zooms that people use is a few thousand.
    let vectorCache: LeastRecentlyUsed<VectorTileKey, ByteBuffer>
    /// The stems of each layer's shapes, in the layer's order.
    let shapeStems: [UnitLevel: [String]]

    struct VectorTileKey: Hashable, Sendable {
        let kind: VectorTileKind
        let level: UnitLevel
        let tile: TileCoordinate
        /// Names and codes stand in the tiles, so a tile belongs to a version of the data.
        let dataVersion: String
    }

    init(topology: Topology, edition: BoundaryEdition?, cacheBudgetBytes: Int) {
        self.edition = edition
        self.cacheBudgetBytes = cacheBudgetBytes
        geometry = MapGeometry(topology: topology)
        choropleths = ChoroplethTileRenderer(geometry: geometry, cacheBudgetBytes: cacheBudgetBytes * 3 / 4)
        vectors = VectorTileRenderer(geometry: geometry)
        vectorCache = LeastRecentlyUsed(budgetBytes: cacheBudgetBytes / 4)
        shapeStems = Dictionary(
            uniqueKeysWithValues: UnitLevel.mapped.compactMap { level in
                topology.layer(named: level.rawValue).map { (level, $0.shapes.map(\.code)) }
            })
    }

    var cachedBytes: Int { choropleths.cacheUse.byteCount + vectorCache.totalCost }
}
