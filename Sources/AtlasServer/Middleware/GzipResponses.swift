// SPDX-License-Identifier: Apache-2.0

import Cartography
import HTTPTypes
import Hummingbird
import NIOCore

/// Compresses text answers for clients that accept gzip, the same bytes once. Vector tiles and assets come compressed from
/// where they are kept and PNG is compressed by nature, so these pass.
struct GzipResponses: RouterMiddleware {
    /// Below this a packet is sent anyway.
    static let minimumBytes = 1_000

    private let compressed: LeastRecentlyUsed<String, ByteBuffer>

    init(data: AtlasData) {
        let compressed = LeastRecentlyUsed<String, ByteBuffer>(budgetBytes: data.budget.bytes(.compressed))
        self.compressed = compressed
        data.account { CacheUse(part: .compressed, compressed) }
    }

    func handle(
        _ request: Request, context: AtlasRequestContext, next: (Request, AtlasRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard response.headers[.contentEncoding] == nil, let type = response.headers[.contentType], ContentCoding.isCompressible(type) else {
            return response
        }
        response.headers.addToVary("Accept-Encoding")
        guard Self.acceptsGzip(request), let length = response.body.contentLength, length >= Self.minimumBytes else {
            return response
        }
        let tag = response.headers[.eTag]
        let bytes: ByteBuffer
        // Two addresses may have the same tag only if they have the same bytes or differ in what the tag was made of.
        let key = tag.map { $0 + request.uri.path }
        if let key, let known = compressed[key] {
            bytes = known
        } else {
            let plain = try await BodyCollector.collect(response.body)
            bytes = ByteBuffer(bytes: Deflate.gzip(Array(buffer: plain), level: 6))
            if let key { compressed.store(bytes, for: key) }
        }
        var headers = response.headers
        headers[.contentEncoding] = "gzip"
        headers[.contentLength] = nil
        if let tag { headers[.eTag] = StrongETag.compressed(tag) }
        return Response(status: response.status, headers: headers, body: .init(byteBuffer: bytes))
    }

    static func acceptsGzip(_ request: Request) -> Bool { ContentCoding.acceptsGzip(request.headers[.acceptEncoding]) }
}
