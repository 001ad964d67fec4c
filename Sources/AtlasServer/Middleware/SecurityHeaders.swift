// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// Headers that keep a page to itself: nothing from another host, nothing inline.
struct SecurityHeaders: RouterMiddleware {
    /// MapLibre starts its worker from a blob and takes images from canvases.
    static let contentSecurityPolicy = [
        "default-src 'self'", "img-src 'self' data: blob:", "worker-src 'self' blob:", "child-src 'self' blob:",
        "style-src 'self'", "script-src 'self'", "connect-src 'self'", "object-src 'none'", "base-uri 'self'",
        "form-action 'self'", "frame-ancestors 'self'",
    ].joined(separator: "; ")

    func handle(
        _ request: Request, context: AtlasRequestContext, next: (Request, AtlasRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        // A route may have a policy of its own: a drawing, a page made to be framed.
        if response.headers[.contentSecurityPolicy] == nil { response.headers[.contentSecurityPolicy] = Self.contentSecurityPolicy }
        response.headers[.xContentTypeOptions] = "nosniff"
        if let referrerPolicy = HTTPField.Name.referrerPolicy, response.headers[referrerPolicy] == nil {
            response.headers[referrerPolicy] = "strict-origin-when-cross-origin"
        }
        // Data may be read from any page; pages themselves may not.
        if Self.isOpen(request.uri.path) {
            response.headers[.accessControlAllowOrigin] = "*"
            response.headers[.accessControlExposeHeaders] = "Accept-Ranges, Content-Disposition, Content-Range, ETag, Link, Retry-After"
        }
        return response
    }

    /// Whether pages of other sites may read what is at an address.
    static func isOpen(_ path: String) -> Bool {
        ["/api/", "/tiles/", "/fonts/", "/hsds", "/ogc", "/wmts"].contains { path.hasPrefix($0) }
    }
}

extension HTTPField.Name {
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")
}
