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

    /// Where somebody is, is asked only after they press a button of ours; pages have no use for the rest.
    static let permissionsPolicy = [
        "geolocation=(self)", "camera=()", "microphone=()", "display-capture=()", "payment=()", "usb=()", "serial=()", "bluetooth=()", "hid=()", "midi=()",
        "accelerometer=()", "gyroscope=()", "magnetometer=()", "browsing-topics=()",
    ].joined(separator: ", ")

    /// A year (RFC 6797, section 6.1.1). Whether other hosts of the domain have https is not ours to say.
    static let strictTransportSecurity = "max-age=31536000"

    func handle(
        _ request: Request, context: AtlasRequestContext, next: (Request, AtlasRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        // A route may have a policy of its own: a drawing, a page made to be framed.
        if response.headers[.contentSecurityPolicy] == nil { response.headers[.contentSecurityPolicy] = Self.contentSecurityPolicy }
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers.setIfAbsent(.referrerPolicy, "strict-origin-when-cross-origin")
        let isOpen = Self.isOpen(request.uri.path)
        // What may be read by other sites may stand on their pages too; so may a page made to be framed.
        let isFramed = response.headers[.contentSecurityPolicy]?.contains("frame-ancestors *") == true
        response.headers.setIfAbsent(.crossOriginResourcePolicy, isOpen || isFramed ? "cross-origin" : "same-origin")
        if response.headers[.contentType]?.hasPrefix("text/html") == true {
            response.headers.setIfAbsent(.permissionsPolicy, Self.permissionsPolicy)
            response.headers.setIfAbsent(.crossOriginOpenerPolicy, "same-origin")
        }
        // Over plain http it means nothing (section 7.2); the proxy in front, or the operator, says what clients use.
        if request.publicOrigin.hasPrefix("https://") { response.headers.setIfAbsent(.strictTransportSecurity, Self.strictTransportSecurity) }
        // Data may be read from any page; pages themselves may not.
        if isOpen {
            response.headers[.accessControlAllowOrigin] = "*"
            response.headers[.accessControlExposeHeaders] = "Accept-Ranges, Content-Disposition, Content-Range, ETag, Link, Retry-After"
        }
        return response
    }

    /// Whether pages of other sites may read what is at an address.
    static func isOpen(_ path: String) -> Bool {
        ["/api/", "/tiles/", "/fonts/", "/hsds", "/ogc", "/wmts", "/dane/katalog."].contains { path.hasPrefix($0) }
    }
}

extension HTTPField.Name {
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")
    static let permissionsPolicy = HTTPField.Name("Permissions-Policy")
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")
    static let crossOriginResourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")
}

extension HTTPFields {
    /// - Parameter name: nil for a name that HTTP cannot carry, which ours are not.
    fileprivate mutating func setIfAbsent(_ name: HTTPField.Name?, _ value: String) {
        if let name, self[name] == nil { self[name] = value }
    }
}
