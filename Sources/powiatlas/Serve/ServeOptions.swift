// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import AtlasServer
import NIOCore

/// How much is served at once, and how long slow clients are waited for.
struct LimitOptions: ParsableArguments {
    @Option(help: "Worker processes that share the port.")
    var workers = 1

    @Option(help: "Requests in work at once; more are answered 503.")
    var maxRequests = 512

    @Option(help: "Connections served at once; more are answered 503.")
    var maxConnections = 4_096

    @Option(help: "Seconds in which the head of a request has to arrive.")
    var headTimeout = 10

    @Option(help: "Seconds without a byte taken or sent by a client in the middle of a request.")
    var stallTimeout = 30

    @Option(help: "Seconds between two requests of a connection.")
    var idleTimeout = 75

    @Option(help: "Seconds for requests in work when the server is told to end.")
    var shutdownTimeout = 30

    func validate() throws {
        func expect(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
            guard range.contains(value) else {
                throw ValidationError("--\(name) \(value): expected \(range.lowerBound)…\(range.upperBound)")
            }
        }
        try expect("workers", workers, 1...64)
        try expect("max-requests", maxRequests, 1...100_000)
        try expect("max-connections", maxConnections, 1...100_000)
        try expect("head-timeout", headTimeout, 1...600)
        try expect("stall-timeout", stallTimeout, 1...3_600)
        try expect("idle-timeout", idleTimeout, 1...3_600)
        try expect("shutdown-timeout", shutdownTimeout, 0...3_600)
    }

    var limits: ConnectionLimits {
        var limits = ConnectionLimits()
        limits.requests = maxRequests
        limits.connections = maxConnections
        limits.headTimeout = .seconds(Int64(headTimeout))
        limits.stallTimeout = .seconds(Int64(stallTimeout))
        limits.idleTimeout = .seconds(Int64(idleTimeout))
        limits.shutdownTimeout = .seconds(Int64(shutdownTimeout))
        return limits
    }
}

/// Backups that the server makes by itself. Each option may stand in the environment instead.
struct BackupOptions: ParsableArguments {
    @Option(help: "A folder for backups that the server makes by itself; without it makes none.")
    var backupFolder: String?

    @Option(help: "Time between two backups: minutes, hours or days, such as 90m, 24h, 7d.")
    var backupEvery: String?

    @Option(help: "Which older backups stay; by default \(KeepRule.standard.text).")
    var backupKeep: String?

    @Flag(help: "Compress backups with gzip.")
    var backupCompress = false

    func validate() throws { _ = try reading { ValidationError($0) } }

    /// Nil when no folder is named.
    /// - Throws: `CommandRefusal` for a variable of the environment that says nothing of the kind.
    func plan(_ environment: [String: String]) throws -> BackupPlan? {
        var merged = self
        func fill(_ value: inout String?, _ name: String) {
            if value == nil, let text = environment[name], !text.isEmpty { value = text }
        }
        fill(&merged.backupFolder, "POWIATLAS_BACKUP_FOLDER")
        fill(&merged.backupEvery, "POWIATLAS_BACKUP_EVERY")
        fill(&merged.backupKeep, "POWIATLAS_BACKUP_KEEP")
        return try merged.reading { CommandRefusal($0) }
    }

    private func reading(_ refusal: (String) -> any Error) throws -> BackupPlan? {
        var plan = BackupPlan(folder: backupFolder ?? "", isCompressed: backupCompress)
        if let backupFolder, backupFolder.isEmpty { throw refusal("--backup-folder is empty: expected a folder") }
        if let backupEvery {
            guard let interval = BackupPlan.interval(backupEvery) else {
                throw refusal("--backup-every \(backupEvery): expected 1m to 35d, such as 90m, 24h or 7d")
            }
            plan.interval = interval
        }
        if let backupKeep {
            do { plan.keep = try KeepRule(backupKeep) } catch { throw refusal("--backup-keep: \(error.localizedDescription)") }
        }
        return backupFolder == nil ? nil : plan
    }
}

/// What is written down about requests.
struct LogOptions: ParsableArguments {
    @Option(help: "How much is logged: trace, debug, info (a line a request), notice, warning, error or critical.")
    var logLevel = "notice"

    @Option(help: "Lines for people (text) or for collectors (json).")
    var logFormat = LogLines.Format.text

    @Option(help: "How clients are named: their network, the full address, or none.")
    var logAddresses = ClientAddress.network
}

extension LogLines.Format: ExpressibleByArgument {}
extension ClientAddress: ExpressibleByArgument {}
