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

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/tiles/units/{level}/{z}/{x}/{y}.mvt", summary: "Units as a Mapbox Vector Tile 2.1; feature ids are codes without the kind digit",
            parameters: [.mappedLevel(required: true), .z, .x, .y, .asOf], contentType: "application/vnd.mapbox-vector-tile"),
        RouteDescription(
            "/tiles/labels/{level}/{z}/{x}/{y}.mvt", summary: "Label points of units as a Mapbox Vector Tile 2.1",
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
        var snapshot = data.current
        // Most requests have no query at all.
        if request.uri.query != nil { snapshot = try await snapshot.asOf(QueryReader(request)) }
        let level = try QueryReader.mappedLevel(try context.parameters.require("level"), status: .notFound)
        let file = try context.parameters.require("file")
        guard file.hasSuffix(".mvt") else { throw Problem.notFound("tile", file, accepted: "the last part is {y}.mvt") }
        let tile = try TileCoordinate(
            z: try context.parameters.require("z"), x: try context.parameters.require("x"), y: file.dropLast(4))
        let key = TileRendering.VectorTileKey(kind: kind, level: level, tile: tile, dataVersion: snapshot.dataVersion)
        let compressed: ByteBuffer
        if let known = snapshot.tiles.vectorCache[key] {
            compressed = known
        } else {
            compressed = ByteBuffer(bytes: Deflate.gzip(try draw(key, snapshot)))
            snapshot.tiles.vectorCache.store(compressed, for: key)
        }
        let tag = StrongETag.make(snapshot.dataVersion, kind.rawValue, level.rawValue, "\(tile.zoom)/\(tile.x)/\(tile.y)")
        var headers: HTTPFields = [.contentType: "application/vnd.mapbox-vector-tile", .vary: "Accept-Encoding"]
        let body: ByteBuffer
        if GzipResponses.acceptsGzip(request) {
            headers[.contentEncoding] = "gzip"
            body = compressed
        } else {
            body = ByteBuffer(bytes: Deflate.gunzip(Array(buffer: compressed)) ?? [])
        }
        // The two encodings are different bytes, so they have different strong tags.
        let encodedTag = headers[.contentEncoding] == nil ? String(tag.dropLast()) + "-plain\"" : tag
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: body))
            .cached(tag: encodedTag, for: request, cacheControl: "public, max-age=300, stale-while-revalidate=86400")
    }

    private func draw(_ key: TileRendering.VectorTileKey, _ snapshot: AtlasSnapshot) throws -> [UInt8] {
        switch key.kind {
        case .units:
            try snapshot.tiles.vectors.units(
                layer: key.level.rawValue, tile: key.tile, attributes: snapshot.shapeAttributes[key.level] ?? [])
        case .labels:
            snapshot.labels[key.level]?.tile(key.tile) ?? []
        }
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
