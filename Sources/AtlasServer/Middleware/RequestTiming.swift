// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// Counts every answer with its duration under the template of its route.
struct RequestTiming: RouterMiddleware {
    let metrics: RequestMetrics

    func handle(
        _ request: Request, context: AtlasRequestContext, next: (Request, AtlasRequestContext) async throws -> Response
    ) async throws -> Response {
        let clock = ContinuousClock()
        let start = clock.now
        let response = try await next(request, context)
        let duration = start.duration(to: clock.now)
        metrics.record(
            route: context.endpointPath ?? "none", status: response.status.code,
            seconds: Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
        return response
    }
}
