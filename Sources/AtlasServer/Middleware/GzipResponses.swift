// SPDX-License-Identifier: Apache-2.0

import Cartography
import HTTPTypes
import Hummingbird
import NIOCore

/// Compresses text answers for clients that accept gzip. Vector tiles come compressed from their cache and
/// PNG is compressed by nature, so both pass.
struct GzipResponses: RouterMiddleware {
    /// Below this a packet is sent anyway.
    private static let minimumBytes = 1_000

    private let compressed = LeastRecentlyUsed<String, ByteBuffer>(capacity: 256)

    func handle(
        _ request: Request, context: AtlasRequestContext, next: (Request, AtlasRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard response.headers[.contentEncoding] == nil, let type = response.headers[.contentType], Self.isText(type) else {
            return response
        }
        let isVaryingAlready = response.headers[.vary] ?? ""
        response.headers[.vary] = isVaryingAlready.isEmpty ? "Accept-Encoding" : isVaryingAlready + ", Accept-Encoding"
        guard Self.acceptsGzip(request), let length = response.body.contentLength, length >= Self.minimumBytes else {
            return response
        }
        // A strong tag names one sequence of bytes, so the compressed form has its own.
        let tag = response.headers[.eTag]
        let compressedTag = tag.map { $0.dropLast() + "-gzip\"" }.map(String.init)
        if let compressedTag, StrongETag.matches(request.headers[.ifNoneMatch], compressedTag) {
            var headers = response.headers
            headers[.contentType] = nil
            headers[.eTag] = compressedTag
            return Response(status: .notModified, headers: headers)
        }
        let collected: ByteBuffer
        if let tag, let known = compressed[tag] {
            collected = known
        } else {
            let buffer = try await BodyCollector.collect(response.body)
            collected = ByteBuffer(bytes: Deflate.gzip(Array(buffer: buffer), level: 6))
            if let tag { compressed.store(collected, for: tag) }
        }
        var headers = response.headers
        headers[.contentEncoding] = "gzip"
        headers[.contentLength] = nil
        if let compressedTag { headers[.eTag] = compressedTag }
        return Response(status: response.status, headers: headers, body: .init(byteBuffer: collected))
    }

    private static func isText(_ contentType: String) -> Bool {
        ["text/", "application/json", "application/geo+json", "application/problem+json", "image/svg+xml"].contains {
            contentType.hasPrefix($0)
        }
    }

    static func acceptsGzip(_ request: Request) -> Bool {
        (request.headers[.acceptEncoding] ?? "").split(separator: ",").contains { part in
            let pieces = part.split(separator: ";").map { $0.filter { $0 != " " } }
            return pieces.first == "gzip" && !pieces.contains("q=0")
        }
    }
}

/// Takes the bytes that a body would send.
private struct BodyCollector: ResponseBodyWriter {
    private final class Storage: @unchecked Sendable {
        // Touched by one body at a time: a writer is not shared.
        var bytes = ByteBuffer()
    }

    private let storage = Storage()

    static func collect(_ body: ResponseBody) async throws -> ByteBuffer {
        let collector = BodyCollector()
        let storage = collector.storage
        try await body.write(collector)
        return storage.bytes
    }

    func write(_ buffer: ByteBuffer) async throws {
        storage.bytes.writeImmutableBuffer(buffer)
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
