// SPDX-License-Identifier: Apache-2.0

import Cartography
import HTTPTypes
import Hummingbird
import NIOCore

/// A long document, compressed once for all who ask for it. Kept in its compressed form only.
struct CompressedDocument: Sendable {
    private let compressed: ByteBuffer

    init(_ text: String) {
        compressed = ByteBuffer(bytes: Deflate.gzip(Array(text.utf8), level: 6))
    }

    var costBytes: Int { compressed.readableBytes + 200 }

    func response(contentType: String, tag: String, for request: Request) -> Response {
        var headers: HTTPFields = [.contentType: contentType, .vary: "Accept-Encoding", .accessControlAllowOrigin: "*"]
        guard GzipResponses.acceptsGzip(request) else {
            let plain = ByteBuffer(bytes: Deflate.gunzip(Array(buffer: compressed)) ?? [])
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: plain))
                // The two encodings are different bytes, so they have different strong tags.
                .cached(tag: String(tag.dropLast()) + "-plain\"", for: request)
        }
        headers[.contentEncoding] = "gzip"
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: compressed)).cached(tag: tag, for: request)
    }
}
