// SPDX-License-Identifier: Apache-2.0

import Foundation
import TileGeometry

/// Choropleth tiles whose geometry is drawn once and recoloured for almost nothing.
///
/// Thread-safe; no lock is held while a tile is drawn. Two threads that ask for the same cold tile at the
/// same moment may both draw it; one of the two results is kept.
public final class ChoroplethTileRenderer: Sendable {
    /// The layers that can be drawn, in the topology's order.
    public let layerNames: [String]
    /// Which plane is drawn, and how it is cut into tiles.
    public let matrixSet: TileMatrixSet
    /// For each layer and zoom the borders to draw, made when first needed.
    private let borders: [[Lazy<LayerBorders>]]
    private let cache: GeometryTileCache
    private let hatchedCache: GeometryTileCache
    private let scratchPool = DrawingScratchPool()

    /// - Parameters:
    ///   - geometry: layers of at most 65,534 shapes.
    ///   - matrixSet: the plane to draw in; the zoom of a tile is the place of its matrix in the set.
    ///   - cacheBudgetBytes: for drawn geometry, all layers together; a quarter of it for hatched versions.
    public init(geometry: MapGeometry, matrixSet: TileMatrixSet = .webMercator, cacheBudgetBytes: Int) {
        self.matrixSet = matrixSet
        let layers = geometry.topology.layers
        layerNames = layers.map(\.name)
        let ranks = Lazy { LayerBorders.ranks(of: geometry.topology) }
        borders = layers.map { layer in
            let sides = Lazy { geometry.topology.sides(in: layer) }
            let byDetail = (0...MapGeometry.fullDetailZoom).map { zoom in
                Lazy {
                    LayerBorders(
                        projected: matrixSet.arcs(geometry, detailZoom: zoom), sides: sides.value, ranks: ranks.value,
                        unitCount: layer.shapes.count)
                }
            }
            return byDetail
        }
        cache = GeometryTileCache(budgetBytes: cacheBudgetBytes - cacheBudgetBytes / 4)
        hatchedCache = GeometryTileCache(budgetBytes: cacheBudgetBytes / 4)
    }

    public convenience init(topology: Topology, cacheBudgetBytes: Int) {
        self.init(geometry: MapGeometry(topology: topology), cacheBudgetBytes: cacheBudgetBytes)
    }

    /// The geometry of a tile, from the cache or drawn now.
    /// - Throws: `ChoroplethTileError` when there is no such layer or scale.
    public func geometry(layer: String, tile: TileCoordinate, scale: Int = 1) throws(ChoroplethTileError) -> GeometryTile {
        let index = try index(ofLayer: layer, scale: scale)
        let key = GeometryTileKey(layer: index, zoom: tile.zoom, x: tile.x, y: tile.y, scale: scale)
        if let warm = cache.tile(key) { return warm }
        guard matrixSet.matrices.indices.contains(tile.zoom) else {
            throw .zoom(tile.zoom, accepted: 0...(matrixSet.matrices.count - 1))
        }
        let borders = borders[index][matrixSet.detailZoom(tile.zoom)].value
        let drawn = scratchPool.withScratch { scratch in
            GeometryTile.draw(
                borders, window: matrixSet.window(tile, scale: scale), styleZoom: matrixSet.styleZoom(tile.zoom), scale: scale,
                scratch: scratch, hatchedTiles: HatchedTiles(cache: hatchedCache, key: key))
        }
        return cache.insert(drawn, key)
    }

    /// The geometry of a tile if it has been drawn already.
    /// - Throws: `ChoroplethTileError` when there is no such layer or scale.
    public func warmGeometry(layer: String, tile: TileCoordinate, scale: Int = 1) throws(ChoroplethTileError) -> GeometryTile? {
        let index = try index(ofLayer: layer, scale: scale)
        return cache.tile(GeometryTileKey(layer: index, zoom: tile.zoom, x: tile.x, y: tile.y, scale: scale))
    }

    /// The same for callers that know the layer's place in `layerNames` and a tile and scale (1 or 2) that are in range.
    public func warmGeometry(layerIndex: Int, zoom: Int, x: Int, y: Int, scale: Int) -> GeometryTile? {
        cache.tile(GeometryTileKey(layer: layerIndex, zoom: zoom, x: x, y: y, scale: scale))
    }

    /// A tile as a PNG.
    /// - Throws: `ChoroplethTileError` when there is no such layer or scale.
    public func png(
        layer: String, tile: TileCoordinate, scale: Int = 1, colouring: UnitColouring
    ) throws(ChoroplethTileError) -> [UInt8] {
        try geometry(layer: layer, tile: tile, scale: scale).png(colouring)
    }

    /// Draws the geometry of a tile unless it is there.
    public func prepare(layer: String, tile: TileCoordinate, scale: Int = 1) throws(ChoroplethTileError) {
        _ = try geometry(layer: layer, tile: tile, scale: scale)
    }

    /// Bytes and tiles in the cache.
    public var cacheUse: (byteCount: Int, tileCount: Int) {
        (cache.byteCount + hatchedCache.byteCount, cache.tileCount + hatchedCache.tileCount)
    }

    /// How often the cache had a tile's geometry and how often not, and how many tiles made room for others.
    public var cacheQuestions: (hits: Int, misses: Int, evictions: Int) { cache.questions }

    private func index(ofLayer name: String, scale: Int) throws(ChoroplethTileError) -> Int {
        guard scale == 1 || scale == 2 else { throw .scale(scale) }
        guard let index = layerNames.firstIndex(of: name) else { throw .unknownLayer(name, accepted: layerNames) }
        return index
    }
}

/// A tile that cannot be drawn.
public enum ChoroplethTileError: Error, Sendable, Equatable, LocalizedError {
    case unknownLayer(String, accepted: [String])
    case scale(Int)
    case zoom(Int, accepted: ClosedRange<Int>)

    public var errorDescription: String? {
        switch self {
        case .unknownLayer(let name, let accepted):
            "level = “\(name.prefix(40))” is not known; accepted: \(accepted.joined(separator: ", "))"
        case .scale(let scale):
            "scale = \(scale) is out of range; accepted: 1, 2"
        case .zoom(let zoom, let accepted):
            "z = \(zoom) is out of range; accepted: \(accepted.lowerBound)…\(accepted.upperBound)"
        }
    }
}
