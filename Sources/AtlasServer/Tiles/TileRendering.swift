// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography
import NIOCore
import Synchronization
import TileGeometry

/// The drawn side of the territory: it knows no indicator, so it outlives changes of values.
final class TileRendering: Sendable {
    let geometry: MapGeometry
    let choropleths: ChoroplethTileRenderer
    let vectors: VectorTileRenderer
    /// Compressed vector tiles; a country at all zooms that people use is a few thousand.
    let vectorCache: ByteBudgetCache<VectorTileKey>
    /// The stems of each layer's shapes, in the layer's order.
    let shapeStems: [UnitLevel: [String]]

    struct VectorTileKey: Hashable, Sendable {
        let kind: VectorTileKind
        let level: UnitLevel
        let tile: TileCoordinate
        /// Names and codes stand in the tiles, so a tile belongs to a version of the data.
        let dataVersion: String
    }

    init(topology: Topology, cacheBudgetBytes: Int) {
        geometry = MapGeometry(topology: topology)
        choropleths = ChoroplethTileRenderer(geometry: geometry, cacheBudgetBytes: cacheBudgetBytes * 3 / 4)
        vectors = VectorTileRenderer(geometry: geometry)
        vectorCache = ByteBudgetCache(budgetBytes: cacheBudgetBytes / 4)
        shapeStems = Dictionary(
            uniqueKeysWithValues: UnitLevel.mapped.compactMap { level in
                topology.layer(named: level.rawValue).map { (level, $0.shapes.map(\.code)) }
            })
    }

    var cachedBytes: Int { choropleths.cacheUse.byteCount + vectorCache.byteCount }
}

/// A cache of answers bounded by their bytes; the one asked for longest ago goes first.
final class ByteBudgetCache<Key: Hashable & Sendable>: Sendable {
    private struct State {
        var entries: [Key: (bytes: ByteBuffer, lastUse: UInt64)] = [:]
        var byteCount = 0
        var clock: UInt64 = 0
    }

    private let budgetBytes: Int
    private let state = Mutex(State())

    init(budgetBytes: Int) {
        self.budgetBytes = budgetBytes
    }

    var byteCount: Int { state.withLock { $0.byteCount } }

    subscript(key: Key) -> ByteBuffer? {
        state.withLock { state in
            guard let bytes = state.entries[key]?.bytes else { return nil }
            state.clock += 1
            state.entries[key]?.lastUse = state.clock
            return bytes
        }
    }

    func store(_ bytes: ByteBuffer, for key: Key) {
        state.withLock { state in
            state.clock += 1
            if let old = state.entries.updateValue((bytes, state.clock), forKey: key) { state.byteCount -= old.bytes.readableBytes }
            state.byteCount += bytes.readableBytes
            guard state.byteCount > budgetBytes else { return }
            // Down to seven eighths at once, so that the search for the oldest is rare.
            for entry in state.entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
                guard state.byteCount > budgetBytes / 8 * 7 else { break }
                state.entries[entry.key] = nil
                state.byteCount -= entry.value.bytes.readableBytes
            }
        }
    }
}
