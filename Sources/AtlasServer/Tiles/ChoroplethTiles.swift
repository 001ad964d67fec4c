// SPDX-License-Identifier: Apache-2.0

import Cartography
import HTTPTypes
import NIOCore

/// Choropleth tiles as answers: the same code serves the warm path on the event loop and the route.
struct ChoroplethTiles: Sendable {
    let data: AtlasData

    /// Browsers ask again after a minute and mostly hear 304: the tag holds the version of the data.
    static let cacheControl = "public, max-age=60, stale-while-revalidate=600"

    struct Answer {
        let tag: String
        /// Nil when the client has the tile already.
        let png: ByteBuffer?
    }

    /// The tile if its geometry is drawn and its values are in memory; nil leaves the request to the route.
    /// Nothing here waits, so it may run on an event loop.
    func warmAnswer(path: Substring, query: Substring, ifNoneMatch: String?, allocator: ByteBufferAllocator) -> Answer? {
        var snapshot = data.current
        guard var request = try? ChoroplethRequest(path: path, query: query, snapshot: snapshot) else { return nil }
        if let asOf = request.asOf {
            guard let past = snapshot.asOfIfLoaded(asOf),
                let again = try? ChoroplethRequest(path: path, query: query, snapshot: past)
            else { return nil }
            snapshot = past
            request = again
        }
        guard let map = snapshot.tileColouringIfLoaded(request.style) else { return nil }
        let tag = Self.tag(map, request)
        if StrongETag.matches(ifNoneMatch, tag) { return Answer(tag: tag, png: nil) }
        guard
            let geometry = try? snapshot.tiles.choropleths.warmGeometry(
                layer: request.style.level.rawValue, tile: request.tile, scale: request.scale)
        else { return nil }
        return Answer(tag: tag, png: Self.write(geometry, map.colouring, allocator))
    }

    /// The tile, drawn now if need be.
    func answer(path: Substring, query: Substring, ifNoneMatch: String?) async throws -> Answer {
        var snapshot = data.current
        var request = try ChoroplethRequest(path: path, query: query, snapshot: snapshot)
        if let asOf = request.asOf {
            snapshot = try await snapshot.asOf(snapshot.timeline.day(asOf))
            request = try ChoroplethRequest(path: path, query: query, snapshot: snapshot)
        }
        let map = try await snapshot.tileColouring(request.style)
        let tag = Self.tag(map, request)
        if StrongETag.matches(ifNoneMatch, tag) { return Answer(tag: tag, png: nil) }
        let geometry = try snapshot.tiles.choropleths.geometry(
            layer: request.style.level.rawValue, tile: request.tile, scale: request.scale)
        return Answer(tag: tag, png: Self.write(geometry, map.colouring, ByteBufferAllocator()))
    }

    private static func write(_ geometry: GeometryTile, _ colouring: UnitColouring, _ allocator: ByteBufferAllocator) -> ByteBuffer {
        let capacity = geometry.maximumByteCount(for: colouring)
        var buffer = allocator.buffer(capacity: capacity)
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: capacity) { geometry.write(colouring, to: $0) }
        return buffer
    }

    /// The style's tag already holds the version of the data; the tile's place makes it the tile's own.
    private static func tag(_ map: TileColouring, _ request: ChoroplethRequest) -> String {
        let tile = request.tile
        let place = UInt64(tile.zoom) << 40 | UInt64(tile.x) << 24 | UInt64(tile.y) << 8 | UInt64(request.scale)
        return "\"" + String((map.identity ^ place) &* 0x9e37_79b9_7f4a_7c15, radix: 36) + "\""
    }

    static func headers(tag: String) -> HTTPFields {
        [
            .contentType: "image/png", .eTag: tag, .cacheControl: cacheControl, .accessControlAllowOrigin: "*",
            .xContentTypeOptions: "nosniff",
        ]
    }
}
