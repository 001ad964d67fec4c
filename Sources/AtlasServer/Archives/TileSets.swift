// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import Foundation
import TileArchives
import TileGeometry

/// The tiles of a database without a server, for archives.
public struct TileSets: Sendable {
    private let snapshot: AtlasSnapshot

    /// The zoom from which an archive of all levels shows each; an archive of one level shows it from its first zoom on.
    static let firstZooms: [UnitLevel: Int] = [.wojewodztwo: 0, .powiat: 4, .gmina: 6]

    /// Reads units, boundaries and the catalogue of indicators.
    public init(store: AtlasStore) async throws {
        snapshot = try await AtlasSnapshot(store: store, earlier: nil, lemmatiser: .shared, geometryCacheBytes: 8 << 20)
    }

    init(snapshot: AtlasSnapshot) { self.snapshot = snapshot }

    /// Shapes of units with their codes and names, a layer for each level, named as the level.
    /// - Parameters:
    ///   - levels: in the order in which a client draws them.
    ///   - zooms: 0…14.
    ///   - isCompressed: whether each tile is a gzip file.
    /// - Throws: `ExportRefusal` when the database has no boundaries.
    public func units(levels: [UnitLevel], zooms: ClosedRange<Int>, isCompressed: Bool = true) throws -> TileSet {
        let snapshot = snapshot
        let levels = levels.filter { snapshot.tiles.geometry.topology.layer(named: $0.rawValue) != nil }
        guard !levels.isEmpty else { throw ExportRefusal(errorDescription: "the database has no boundaries of these units") }
        // What an archive of several levels would show too late is shown at its last zoom at least.
        let starts = Dictionary(
            uniqueKeysWithValues: levels.map { level in
                (level, levels.count == 1 ? zooms.lowerBound : max(zooms.lowerBound, min(Self.firstZooms[level] ?? 0, zooms.upperBound)))
            })
        let name = levels.count == 1 ? "Powiatlas: \(levels[0].rawValue)" : "Powiatlas"
        let description = "Units of Poland's territorial division with TERC codes and names: \(levels.map(\.rawValue).joined(separator: ", "))"
        let layers = JSONValue.array(
            levels.map { level in
                [
                    "id": .string(level.rawValue), "description": .string(level.rawValue),
                    "minzoom": .integer(starts[level] ?? zooms.lowerBound), "maxzoom": .integer(zooms.upperBound),
                    "fields": ["terc": "String", "name": "String"],
                ]
            })
        return try set(
            kind: .vector, isCompressed: isCompressed, zooms: zooms, name: name, description: description, attribution: "PRG (GUGiK)",
            vectorLayers: layers, more: []
        ) { tile in
            var bytes: [UInt8] = []
            // Layers are a repeated field of a tile's message, so that tiles of one layer each make a tile when put together.
            for level in levels where tile.zoom >= starts[level] ?? 0 {
                bytes += try snapshot.tiles.vectors.units(layer: level.rawValue, tile: tile, attributes: snapshot.shapeAttributes[level] ?? [])
            }
            if bytes.isEmpty { return nil }
            return isCompressed ? Deflate.gzip(bytes) : bytes
        }
    }

    /// A choropleth map as pictures.
    /// - Parameters:
    ///   - parameters: as those of `/api/v1/map.png`; nil means not given.
    ///   - scale: 1 for tiles of 256 pixels, 2 for 512.
    /// - Throws: `ExportRefusal` with what is accepted.
    public func choropleth(parameters: [(String, String?)], zooms: ClosedRange<Int>, scale: Int, isEnglish: Bool) async throws -> TileSet {
        let snapshot = snapshot
        let language: Language = isEnglish ? .english : .polish
        do {
            let query = try QueryReader(query: Substring(parameters.compactMap { name, value in value.map { (name, $0) } }.query))
            let style = try await MapStyle(query: query, snapshot: snapshot)
            let map = try await snapshot.classified(style)
            let indicator = map.table.indicator
            let colouring = map.colouring
            let layer = style.level.rawValue
            let classes = map.legend.classes.map { one -> JSONValue in
                ["color": .string(one.colour.hex), "label": .string(language.of(one.label)), "from": .number(one.from), "to": .number(one.to)]
            }
            let legend: JSONValue = .array(classes + [["color": .string(map.legend.noData.colour.hex), "label": .string(Phrases(language).noData)]])
            return try set(
                kind: .png, isCompressed: false, zooms: zooms,
                name: "\(language.of(indicator.name)), \(style.period.text)", description: language.of(indicator.note),
                attribution: snapshot.sources[indicator.sourceID]?.publisher ?? "", vectorLayers: nil,
                more: [("unit", .string(language.of(indicator.unit))), ("legend", legend)]
            ) { tile in
                let geometry = try snapshot.tiles.choropleths.geometry(layer: layer, tile: tile, scale: scale)
                return geometry.isTransparent ? nil : geometry.png(colouring)
            }
        } catch let problem as Problem {
            throw ExportRefusal(errorDescription: problem.detail)
        }
    }

    private func set(
        kind: TileArchiveContents.Kind, isCompressed: Bool, zooms: ClosedRange<Int>, name: String, description: String, attribution: String,
        vectorLayers: JSONValue?, more: [(String, JSONValue)], draw: @escaping @Sendable (TileCoordinate) throws -> [UInt8]?
    ) throws -> TileSet {
        let box = BoundingBox(of: snapshot.tiles.geometry.topology.arcs.joined())
        guard !box.isEmpty else { throw ExportRefusal(errorDescription: "the database has no boundaries") }
        let northWest = WebMercator.project(longitude: box.minX, latitude: box.maxY)
        let southEast = WebMercator.project(longitude: box.maxX, latitude: box.minY)
        var places: [TileID] = []
        for zoom in zooms {
            let side = Double(1 << zoom)
            // Shapes and the outline reach a little into the next tile.
            let room = 1.0 / 32
            func number(_ place: Double) -> Int { min(max(Int((place * side).rounded(.down)), 0), (1 << zoom) - 1) }
            for x in number(northWest.x - room / side)...number(southEast.x + room / side) {
                for y in number(northWest.y - room / side)...number(southEast.y + room / side) { places.append(try TileID(zoom: zoom, x: x, y: y)) }
            }
        }
        places.sort()
        var metadata: [(String, JSONValue)] = [
            ("name", .string(name)), ("description", .string(description)), ("attribution", .string(attribution)), ("type", "overlay"),
            ("version", .string(AtlasVersion.current)),
        ]
        if let vectorLayers { metadata.append(("vector_layers", vectorLayers)) }
        metadata += more
        let middle = WebMercator.unproject(Point((northWest.x + southEast.x) / 2, (northWest.y + southEast.y) / 2))
        func rounded(_ degrees: Double) -> Double { (degrees * 1e6).rounded() / 1e6 }
        return TileSet(
            name: name, description: description, attribution: attribution,
            contents: TileArchiveContents(
                kind: kind, isCompressed: isCompressed, bounds: (rounded(box.minX), rounded(box.minY), rounded(box.maxX), rounded(box.maxY)),
                zooms: zooms, center: (rounded(middle.x), rounded(middle.y), min(max(6, zooms.lowerBound), zooms.upperBound)),
                metadata: JSONValue.members(metadata).text),
            vectorLayers: vectorLayers, places: places, draw: draw)
    }
}

extension TileSet {
    /// Writes the tiles as a PMTiles archive.
    public func writePMTiles(path: String, progress: (Int) -> Void) async throws -> PMTilesWriter.Summary {
        let writer = try PMTilesWriter(path: path) { Deflate.gzip($0) }
        try await forEach(progress: progress) { id, bytes in try writer.append(id, bytes: bytes) }
        return try writer.finish(contents)
    }

    /// Writes the tiles as MBTiles.
    /// - Returns: how many tiles, how many different ones.
    public func writeMBTiles(path: String, progress: (Int) -> Void) async throws -> (tiles: Int, contents: Int) {
        let writer = try MBTilesWriter(path: path)
        try await forEach(progress: progress) { id, bytes in try writer.append(id, bytes: bytes) }
        return try writer.finish(metadata: metadataRows)
    }
}
