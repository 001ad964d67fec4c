// SPDX-License-Identifier: Apache-2.0

import Cartography
import HTTPTypes
import NIOCore

/// Choropleth tiles as answers: the same code serves the warm path on the event loop and the route.
struct ChoroplethTiles: Sendable {
    let data: AtlasData

    struct Answer {
        let tag: String
        /// Nil when the client has the tile already.
        let png: ByteBuffer?
    }

    /// The tile if its geometry is drawn and its values are in memory; nil leaves the request to the route.
    /// Nothing here waits, so it may run on an event loop.
    func warmTile(path: Substring, query: Substring) -> ColouredTile? {
        var snapshot = data.current
        guard var request = try? ChoroplethRequest(path: path, query: query, snapshot: snapshot) else { return nil }
        if let asOf = request.asOf {
            guard let past = snapshot.asOfIfLoaded(asOf),
                let again = try? ChoroplethRequest(path: path, query: query, snapshot: past)
            else { return nil }
            snapshot = past
            request = again
        }
        guard let map = snapshot.tileColouringIfLoaded(request.style),
            let geometry = try? snapshot.tiles.choropleths.warmGeometry(
                layer: request.style.level.rawValue, tile: request.tile, scale: request.scale)
        else { return nil }
        return geometry.coloured(map.colouring)
    }

    /// The tile, drawn now if need be.
    /// - Parameter matrixSet: the plane and its tiles; the zoom in the path is the place of a matrix in it.
    func answer(path: Substring, query: Substring, matrixSet: TileMatrixSet = .webMercator, ifNoneMatch: String?) async throws -> Answer {
        var snapshot = data.current
        var request = try ChoroplethRequest(path: path, query: query, snapshot: snapshot)
        if let asOf = request.asOf {
            snapshot = try await snapshot.asOf(snapshot.timeline.day(asOf))
            request = try ChoroplethRequest(path: path, query: query, snapshot: snapshot)
        }
        let map = try await snapshot.tileColouring(request.style)
        let tile = try snapshot.tiles.choropleths(in: matrixSet).geometry(
            layer: request.style.level.rawValue, tile: request.tile, scale: request.scale
        ).coloured(map.colouring)
        if ifNoneMatch != nil {
            let tag = TagText.text(tile.tag)
            if StrongETag.matches(ifNoneMatch, tag) { return Answer(tag: tag, png: nil) }
        }
        var buffer = ByteBufferAllocator().buffer(capacity: tile.capacity)
        var tag: UInt64 = 0
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: tile.capacity) { target in
            tag = tile.write(to: target) ?? 0
            return tile.byteCount
        }
        return Answer(tag: TagText.text(tag), png: buffer)
    }

    static func headers(tag: String) -> HTTPFields {
        [
            .contentType: "image/png", .eTag: tag, .cacheControl: CachePolicy.choroplethTile, .accessControlAllowOrigin: "*",
            .xContentTypeOptions: "nosniff",
        ]
    }
}

/// Entity tags of tiles: a number that follows from the bytes of the answer, as sixteen hexadecimal digits, so
/// that all are equally long.
enum TagText {
    static let byteCount = 18

    static func text(_ tag: UInt64) -> String {
        String(unsafeUninitializedCapacity: byteCount) { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            write(tag, to: UnsafeMutableRawPointer(base))
            return byteCount
        }
    }

    /// The tag of these bytes.
    static func text(of bytes: [UInt8]) -> String {
        var hash = ContentHash(seed: 0)
        bytes.withUnsafeBytes { hash.combine($0) }
        return text(hash.value)
    }

    /// Writes the digits between quotes.
    static func write(_ tag: UInt64, to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: 34, as: UInt8.self)
        for place in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: tag >> UInt64(60 - 4 * place)) & 15
            target.storeBytes(of: digit < 10 ? 48 + digit : 87 + digit, toByteOffset: 1 + place, as: UInt8.self)
        }
        target.storeBytes(of: 34, toByteOffset: byteCount - 1, as: UInt8.self)
    }
}
