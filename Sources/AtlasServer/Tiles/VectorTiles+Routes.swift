// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import HTTPTypes
import Hummingbird
import NIOCore
import TileGeometry

/// The two kinds of vector tiles: shapes of units and points for their labels.
enum VectorTileKind: String, Sendable, CaseIterable {
    case units, labels
}

/// `/tiles/units/…mvt` and `/tiles/labels/…mvt`: geometry, codes and names; values travel apart.
struct VectorTilesRoutes: RouteGroup {
    let data: AtlasData

    static func path(_ kind: VectorTileKind) -> String { "/tiles/\(kind.rawValue)/{level}/{z}/{x}/{y}.mvt" }

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            path(.units), summary: "Units as a Mapbox Vector Tile 2.1; feature ids are codes without the kind digit",
            parameters: [.mappedLevel(required: true), .z, .x, .y, .asOf], contentType: "application/vnd.mapbox-vector-tile"),
        RouteDescription(
            path(.labels), summary: "Label points of units as a Mapbox Vector Tile 2.1",
            parameters: [.mappedLevel(required: true), .z, .x, .y, .asOf], contentType: "application/vnd.mapbox-vector-tile"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        for kind in VectorTileKind.allCases {
            router.get("/tiles/\(kind.rawValue)/:level/:z/:x/:file") { request, context in
                try await tile(kind, request, context)
            }
        }
    }

    private func tile(_ kind: VectorTileKind, _ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let level = try QueryReader.mappedLevel(try context.parameters.require("level"), status: .notFound)
        let file = try context.parameters.require("file")
        guard file.hasSuffix(".mvt") else { throw Problem.notFound("tile", file, accepted: "the last part is {y}.mvt") }
        let tile = try TileCoordinate(
            z: try context.parameters.require("z"), x: try context.parameters.require("x"), y: file.dropLast(4))
        return try await response(kind, level: level, tile: tile, request: request)
    }

    /// The answer to a request for a tile, whatever its address; the day comes from the query.
    func response(_ kind: VectorTileKind, level: UnitLevel, tile: TileCoordinate, request: Request) async throws -> Response {
        var snapshot = data.current
        // Most requests have no query at all.
        if request.uri.query != nil { snapshot = try await snapshot.asOf(QueryReader(request)) }
        let answer = try snapshot.vectorTile(kind, level, tile)
        var headers: HTTPFields = [.contentType: Self.contentType, .vary: "Accept-Encoding"]
        guard !GzipResponses.acceptsGzip(request) else {
            headers[.contentEncoding] = "gzip"
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: answer.compressed))
                .cached(tag: answer.tag, for: request, cacheControl: CachePolicy.vectorTile)
        }
        // The two encodings are different bytes, so they have different strong tags. Hardly any client asks for
        // this one, so it is not kept.
        let plain = ByteBuffer(bytes: Deflate.gunzip(Array(buffer: answer.compressed)) ?? [])
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: plain))
            .cached(tag: answer.plainTag, for: request, cacheControl: CachePolicy.vectorTile)
    }

    static let contentType = "application/vnd.mapbox-vector-tile"
}

/// A vector tile as it is sent.
struct VectorTileAnswer: Sendable {
    /// A gzip file.
    let compressed: ByteBuffer
    /// The tags of the two encodings follow from their bytes.
    let tag: String
    let plainTag: String

    /// Level 9 would win one byte in ten thousand and double the time.
    private static let compressionLevel = 7

    init(plain: [UInt8]) {
        let gzip = Deflate.gzip(plain, level: Self.compressionLevel)
        compressed = ByteBuffer(bytes: gzip)
        tag = TagText.text(of: gzip)
        plainTag = TagText.text(of: plain)
    }

    /// What it takes in memory, with its place in a cache.
    var costBytes: Int { compressed.readableBytes + 256 }
}

extension AtlasSnapshot {
    /// A vector tile if it has been drawn already.
    func warmVectorTile(_ kind: VectorTileKind, _ level: UnitLevel, _ tile: TileCoordinate) -> VectorTileAnswer? {
        tiles.vectorCache[TileRendering.VectorTileKey(kind: kind, level: level, tile: tile, territoryVersion: territoryVersion)]
    }

    /// A vector tile, drawn now if need be.
    func vectorTile(_ kind: VectorTileKind, _ level: UnitLevel, _ tile: TileCoordinate) throws -> VectorTileAnswer {
        let key = TileRendering.VectorTileKey(kind: kind, level: level, tile: tile, territoryVersion: territoryVersion)
        if let known = tiles.vectorCache[key] { return known }
        let plain =
            switch kind {
            case .units: try tiles.vectors.units(layer: level.rawValue, tile: tile, attributes: shapeAttributes[level] ?? [])
            case .labels: labels[level]?.tile(tile) ?? []
            }
        let answer = VectorTileAnswer(plain: plain)
        tiles.vectorCache.store(answer, for: key)
        return answer
    }
}

extension Territory {
    /// What tiles say of the shapes of a layer, in the layer's order.
    func attributes(ofShapes stems: [String]) -> [UnitAttributes] {
        stems.map { stem in
            let unit = (try? TERYTCode(stem)).flatMap(unit)?.unit
            return UnitAttributes(featureID: UInt64(stem) ?? 0, terc: unit?.code.description ?? stem, name: unit?.name ?? stem)
        }
    }

    /// Labels of a level; the largest areas come first, as they have the most room.
    func labels(at level: UnitLevel) -> LabelTileset {
        let byArea = units(at: level).sorted { ($0.unit.areaSquareKilometers ?? 0) > ($1.unit.areaSquareKilometers ?? 0) }
        return LabelTileset(
            labels: byArea.enumerated().compactMap { rank, mapped in
                mapped.labelPoint.map { point in
                    UnitLabel(
                        unit: UnitAttributes(
                            featureID: mapped.unit.code.featureID, terc: mapped.unit.code.description,
                            name: level == .gmina ? mapped.unit.name : mapped.unit.labelName),
                        rank: rank, position: Point(point.longitude, point.latitude))
                }
            })
    }
}

extension TerritorialUnit {
    /// The name as maps print it: `powiat kielecki` but `Kielce`, `świętokrzyskie`.
    var labelName: String { kind == .powiat ? fullName : name }
}
