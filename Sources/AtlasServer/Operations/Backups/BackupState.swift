// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How the backups of a server go.
struct BackupState: Codable, Sendable, Hashable {
    /// Of the newest sound backup, whoever made it on the schedule: nil before the first.
    var last: Date?
    var lastBytes = 0
    var lastSeconds = 0.0
    var made = 0
    var failures = 0
    /// Why the last attempt did not succeed; nil when it did.
    var error: String?
    var failingSince: Date?

    /// What `/metrics` shows. All workers but one have nothing to say.
    var families: [MetricFamily] {
        [
            .gauge(
                "powiatlas_backup_timestamp_seconds", "When the newest scheduled backup was made, in seconds since 1970; 0 before the first.",
                (last?.timeIntervalSince1970 ?? 0).rounded(), combination: .largest),
            .gauge("powiatlas_backup_bytes", "Size of the newest scheduled backup.", Double(lastBytes), combination: .largest),
            .gauge(
                "powiatlas_backup_duration_seconds", "Time that the newest scheduled backup took to make and check.",
                (lastSeconds * 1_000).rounded() / 1_000, combination: .largest),
            .gauge(
                "powiatlas_backup_failing_since_timestamp_seconds",
                "When the first of the attempts that failed in a row was, in seconds since 1970; 0 when the last one succeeded.",
                (failingSince?.timeIntervalSince1970 ?? 0).rounded(), combination: .largest),
            .counter("powiatlas_backups_total", "Scheduled backups that were made.", made),
            .counter("powiatlas_backup_failures_total", "Attempts at a scheduled backup that failed.", failures),
        ]
    }

    /// What `/healthz` shows.
    func json(_ plan: BackupPlan, now: Date = Date()) -> JSONValue {
        let age = last.map { max(0, now.timeIntervalSince($0)) }
        let allowed = Double(plan.interval.components.seconds) * 1.5
        return [
            "last": last.map { .string($0.formatted(.iso8601)) } ?? .null,
            "age_seconds": age.map { .integer(Int($0)) } ?? .null,
            "bytes": .integer(lastBytes),
            "error": error.map { .string($0) } ?? .null,
            // A server that has just started with an empty folder is about to make the first.
            "overdue": .bool(age.map { $0 > allowed } ?? (error != nil)),
        ]
    }
}
