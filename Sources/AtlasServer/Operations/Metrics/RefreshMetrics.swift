// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// How the data that are served follow the file.
final class RefreshMetrics: Sendable {
    private let durations = DurationHistogram(limitsSeconds: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30])
    private let failures = Count()
    private let changed = Mutex(Date())

    func succeeded(nanoseconds: Int64) {
        durations.record(nanoseconds: nanoseconds)
        changed.withLock { $0 = Date() }
    }

    func failed() { failures.add() }

    var families: [MetricFamily] {
        [
            .gauge(
                "powiatlas_data_changed_timestamp_seconds", "When the served data changed last, or were first read, in seconds since 1970.",
                (changed.withLock { $0 }.timeIntervalSince1970 * 1_000).rounded() / 1_000, combination: .largest),
            .histogram("powiatlas_data_refresh_duration_seconds", "Time to read changed data again.", [([], durations)]),
            .counter("powiatlas_data_refresh_failures_total", "Attempts to read changed data that failed.", failures.value),
        ]
    }
}
