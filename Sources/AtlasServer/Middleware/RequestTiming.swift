// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

/// Names, counts, times and logs every request, and refuses those that are too many at once.
struct RequestTiming: RouterMiddleware {
    let metrics: RequestMetrics
    let maximumInWork: Int
    let log: RequestLog
    let routes = RouteNames(documentedRoutes)

    func handle(
        _ request: Request, context: AtlasRequestContext, next: (Request, AtlasRequestContext) async throws -> Response
    ) async throws -> Response {
        let clock = ContinuousClock()
        let start = clock.now
        let requestID = RequestIdentity.accepted(RequestIdentity.field.flatMap { request.headers[$0] }) ?? RequestIdentity.make()
        var context = context
        context.requestID = requestID
        context.logger[metadataKey: "request_id"] = "\(requestID)"
        let place = PlaceInWork(metrics.inWork)
        defer { withExtendedLifetime(place) {} }
        var response: Response
        if place.number > maximumInWork, !RequestGuard.isAboutHealth(request.uri.path) {
            metrics.refused.add()
            let (head, body) = OverloadAnswer.make("\(maximumInWork) requests are in work", requestID: requestID)
            response = Response(status: head.status, headers: head.headerFields, body: .init(byteBuffer: body))
            if request.method == .head { response = response.createHeadResponse() }
        } else {
            response = try await next(request, context)
        }
        if let field = RequestIdentity.field { response.headers[field] = requestID }
        let status = response.status.code
        let route = routes.name(context.endpointPath)
        let finish: @Sendable (Int) -> Void = { [context] bytes in
            let nanoseconds = start.duration(to: clock.now).nanoseconds
            metrics.record(route: route, status: status, nanoseconds: nanoseconds)
            log.write(
                request, status: status, route: route, bytes: bytes, nanoseconds: nanoseconds, remote: context.channel.remoteAddress,
                logger: context.logger)
        }
        if let length = response.body.contentLength {
            finish(length)
        } else {
            // Made while it is sent: only the end knows how long it took, and until then it is in work.
            let body = response.body
            response.body = ResponseBody { writer in
                let bytes = Count()
                defer {
                    finish(bytes.value)
                    withExtendedLifetime(place) {}
                }
                let counted = body.map { buffer in
                    bytes.add(buffer.readableBytes)
                    return buffer
                }
                try await counted.write(writer)
            }
        }
        return response
    }
}

/// A request's place among those in work; given back when nobody holds it any more, however the request ends.
private final class PlaceInWork: Sendable {
    let number: Int
    private let inWork: Count

    init(_ inWork: Count) {
        self.inWork = inWork
        number = inWork.add()
    }

    deinit { inWork.add(-1) }
}
