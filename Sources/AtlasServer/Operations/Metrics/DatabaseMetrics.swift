// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase

/// How long questions to the database wait for a connection, and how long they take.
final class DatabaseMetrics: Sendable {
    private let waits = DurationHistogram()
    private let durations = DurationHistogram()

    /// Counts every read of the store from now on.
    init(_ store: AtlasStore) {
        let (waits, durations) = (waits, durations)
        store.observeReads { timing in
            waits.record(nanoseconds: timing.wait.nanoseconds)
            durations.record(nanoseconds: timing.duration.nanoseconds)
        }
    }

    var families: [MetricFamily] {
        [
            .histogram("powiatlas_database_wait_seconds", "Time that reads waited for a free connection to the database.", [([], waits)]),
            .histogram("powiatlas_database_read_duration_seconds", "Time that reads of the database took, without the wait.", [([], durations)]),
        ]
    }
}
