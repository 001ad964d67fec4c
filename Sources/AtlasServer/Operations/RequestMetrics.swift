// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts of requests and their durations by route, in Prometheus' text format (version 0.0.4).
final class RequestMetrics: Sendable {
    /// Upper limits of the duration histogram, in seconds.
    private static let limits = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0]

    private struct Key: Hashable {
        let route: String
        let status: Int
    }

    private struct Series {
        var count = 0
        var sum = 0.0
        var buckets = [Int](repeating: 0, count: RequestMetrics.limits.count)
    }

    private let series = Mutex<[Key: Series]>([:])

    /// - Parameter route: the template of the route (`/api/v1/units/{terc}`), so that codes do not become series.
    func record(route: String, status: Int, seconds: Double) {
        series.withLock { series in
            var entry = series[Key(route: route, status: status)] ?? Series()
            entry.count += 1
            entry.sum += seconds
            for index in Self.limits.indices where seconds <= Self.limits[index] { entry.buckets[index] += 1 }
            series[Key(route: route, status: status)] = entry
        }
    }

    func text(gauges: [(name: String, help: String, value: Int)]) -> String {
        var text = ""
        let current = series.withLock { $0 }.sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }
        text += "# HELP powiatlas_http_request_duration_seconds Time to answer a request.\n"
        text += "# TYPE powiatlas_http_request_duration_seconds histogram\n"
        for (key, entry) in current {
            let labels = "route=\"\(key.route)\",status=\"\(key.status)\""
            for (limit, count) in zip(Self.limits, entry.buckets) {
                text += "powiatlas_http_request_duration_seconds_bucket{\(labels),le=\"\(limit)\"} \(count)\n"
            }
            text += "powiatlas_http_request_duration_seconds_bucket{\(labels),le=\"+Inf\"} \(entry.count)\n"
            text += "powiatlas_http_request_duration_seconds_sum{\(labels)} \(entry.sum)\n"
            text += "powiatlas_http_request_duration_seconds_count{\(labels)} \(entry.count)\n"
        }
        for gauge in gauges {
            text += "# HELP powiatlas_\(gauge.name) \(gauge.help)\n# TYPE powiatlas_\(gauge.name) gauge\n"
            text += "powiatlas_\(gauge.name) \(gauge.value)\n"
        }
        return text
    }
}
