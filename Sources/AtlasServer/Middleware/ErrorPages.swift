// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Logging

/// Turns errors into answers: a problem document for programs, a page for people.
struct ErrorPages: RouterMiddleware {
    let pages: PageRenderer

    func handle(
        _ request: Request, context: AtlasRequestContext, next: (Request, AtlasRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            var problem = Problem(error)
            problem.requestID = context.requestID
            if problem.status.kind == .serverError {
                context.logger.error("request failed", metadata: ["path": "\(request.loggedPath)", "status": .stringConvertible(problem.status.code), "error": "\(error)"])
            }
            let response = Self.wantsPage(request) ? pages.error(problem, request) : problem.json()
            // The router takes the body from its routes' answers to HEAD. An address without a route has
            // nobody to do that, and on a kept connection the body would be read as the next answer.
            return request.method == .head ? response.createHeadResponse() : response
        }
    }

    /// Addresses of data answer programs even when a browser asks.
    private static func wantsPage(_ request: Request) -> Bool {
        let dataPrefixes = ["/api/", "/tiles/", "/fonts/", "/healthz", "/metrics", "/static/", "/vendor/"]
        return !dataPrefixes.contains { request.uri.path.hasPrefix($0) }
            && (request.headers[.accept] ?? "").contains("text/html")
    }
}
