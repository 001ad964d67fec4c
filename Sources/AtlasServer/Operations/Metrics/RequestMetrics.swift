// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts of requests and their durations by route and status, and of the connections they come by.
final class RequestMetrics: Sendable {
    /// The requests of one route that got one status. Whoever answers many of them asks once for their series
    /// and keeps it.
    final class Series: Sendable {
        let route: String
        let status: Int
        fileprivate let durations = DurationHistogram()

        fileprivate init(route: String, status: Int) {
            self.route = route
            self.status = status
        }

        /// What it has counted, for the exposition.
        var samples: [MetricFamily.Sample] { durations.samples([.init("route", route), .init("status", String(status))]) }

        /// Two atomic additions; may be called from an event loop.
        func record(nanoseconds: Int64) {
            durations.record(nanoseconds: nanoseconds)
        }
    }

    private struct Key: Hashable {
        let route: String
        let status: Int
    }

    let connections = ConnectionMetrics()
    /// Requests that the application is answering.
    let inWork = Count()
    /// Requests refused because too many were in work.
    let refused = Count()

    private let known = Mutex<[Key: Series]>([:])

    /// - Parameter route: the template of the route (`/api/v1/units/{terc}`), so that codes do not become series.
    func series(route: String, status: Int) -> Series {
        known.withLock { known in
            let key = Key(route: route, status: status)
            if let series = known[key] { return series }
            let series = Series(route: route, status: status)
            known[key] = series
            return series
        }
    }

    func record(route: String, status: Int, nanoseconds: Int64) {
        series(route: route, status: status).record(nanoseconds: nanoseconds)
    }

    func record(route: String, status: Int, seconds: Double) {
        record(route: route, status: status, nanoseconds: Int64(seconds * 1e9))
    }

    var families: [MetricFamily] {
        let series = known.withLock { Array($0.values) }.sorted { ($0.route, $0.status) < ($1.route, $1.status) }
        return [
            .histogram(
                "powiatlas_http_request_duration_seconds", "Time to answer a request, by route and status.",
                series.map { ([.init("route", $0.route), .init("status", String($0.status))], $0.durations) }),
            .gauge("powiatlas_http_requests_in_progress", "Requests being answered now; tiles answered on the event loop take no part.", Double(inWork.value)),
            .counter(
                "powiatlas_http_refused_total", "Requests answered 503 at once, by the bound that was reached.",
                [
                    .init(labels: [.init("bound", "connections")], value: Double(connections.refused.value)),
                    .init(labels: [.init("bound", "requests")], value: Double(refused.value)),
                ]),
        ] + connections.families
    }
}
