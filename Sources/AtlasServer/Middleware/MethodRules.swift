// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Synchronization

/// Which methods each address knows; filled when all routes are there.
final class RouteMethods: Sendable {
    private struct Template {
        let parts: [String]
        let methods: Set<String>
    }

    private let templates = Mutex<[Template]>([])

    func know(_ routes: [(path: String, method: String)]) {
        var methods: [String: Set<String>] = [:]
        for route in routes { methods[route.path, default: []].insert(route.method) }
        let made = methods.map { path, methods in
            Template(
                parts: path.split(separator: "/").map(String.init),
                methods: methods.union(methods.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"]))
        }
        templates.withLock { $0 = made }
    }

    /// The methods of an address; empty when there is nothing at it.
    func allowed(at path: String) -> [String] {
        let parts = path.split(separator: "/")
        let matching = templates.withLock { $0 }.filter { Self.matches($0.parts, parts) }
        // As in the router, a part that is named wins over one that varies.
        let named = matching.map { $0.parts.count { !Self.varies($0) } }
        let most = named.max() ?? 0
        let found = zip(matching, named).filter { $0.1 == most }.map(\.0)
        return found.reduce(into: Set<String>()) { $0.formUnion($1.methods) }.sorted()
    }

    private static func varies(_ part: String) -> Bool { part.hasPrefix("*") || part.hasPrefix(":") || part.contains("{") }

    private static func matches(_ template: [String], _ parts: [Substring]) -> Bool {
        for (index, name) in template.enumerated() {
            if name == "**" { return true }
            guard index < parts.count else { return false }
            if name == "*" || name.hasPrefix(":") { continue }
            if name.contains("{"), let open = name.firstIndex(of: "{"), let close = name.lastIndex(of: "}") {
                let (head, tail) = (name[..<open], name[name.index(after: close)...])
                guard parts[index].count > head.count + tail.count, parts[index].hasPrefix(head), parts[index].hasSuffix(tail) else { return false }
                continue
            }
            guard name == parts[index] else { return false }
        }
        return template.count == parts.count
    }
}

/// Answers the methods for which a route has no answer: OPTIONS says what there is, also to browsers that ask on behalf of
/// another site's page (CORS), and anything else is 405 with the methods that would do (RFC 9110, sections 9.3.7 and 15.5.6).
struct MethodRules: RouterMiddleware {
    let methods: RouteMethods

    func handle(
        _ request: Request, context: AtlasRequestContext, next: (Request, AtlasRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound && context.endpointPath == "NotFound" {
            let allowed = methods.allowed(at: request.uri.path)
            if request.method == .options, request.uri.path == "*" || !allowed.isEmpty { return Self.options(request, allowed) }
            guard !allowed.isEmpty, !allowed.contains(request.method.rawValue) else { throw error }
            throw Problem(
                status: .methodNotAllowed,
                detail: "\(request.method.rawValue) is not accepted at \(request.uri.path); accepted: \(allowed.joined(separator: ", "))",
                parameter: "method", accepted: allowed.joined(separator: ", "), headers: [.allow: allowed.joined(separator: ", ")])
        }
    }

    private static func options(_ request: Request, _ allowed: [String]) -> Response {
        var headers: HTTPFields = [.allow: (allowed.isEmpty ? ["GET", "HEAD", "OPTIONS"] : allowed).joined(separator: ", ")]
        headers[.cacheControl] = CachePolicy.data
        // What a page of another site may send along. Without the answer to a preflight browsers send nothing.
        if SecurityHeaders.isOpen(request.uri.path), request.headers[.accessControlRequestMethod] != nil {
            headers[.accessControlAllowMethods] = headers[.allow]
            headers[.accessControlAllowHeaders] = "Accept, Accept-Language, Content-Type, If-Match, If-None-Match, If-Range, Range"
            headers[.accessControlMaxAge] = "86400"
            headers[.vary] = "Access-Control-Request-Method"
        }
        return Response(status: .noContent, headers: headers)
    }
}
