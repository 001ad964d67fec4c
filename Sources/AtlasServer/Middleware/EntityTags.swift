// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// Gives answers without a tag one that follows from their bytes, so that it changes exactly when they do, and answers
/// with 304 those who have them. What is costly to make has a tag from the versions of the data instead, given by its route
/// before it is made.
struct EntityTags: RouterMiddleware {
    /// Larger answers take longer to look through than their readers save.
    private static let maximumBytes = 32 << 20

    func handle(
        _ request: Request, context: AtlasRequestContext, next: (Request, AtlasRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard request.method == .get || request.method == .head, response.status == .ok, response.headers[.eTag] == nil else { return response }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = CachePolicy.page }
        guard response.headers[.cacheControl] != CachePolicy.never, let length = response.body.contentLength, length <= Self.maximumBytes
        else { return response }
        let bytes = try await BodyCollector.collect(response.body)
        response.body = .init(byteBuffer: bytes)
        let tag = StrongETag.make(of: bytes)
        response.headers[.eTag] = tag
        return response.conditional(tag: tag, for: request)
    }
}
