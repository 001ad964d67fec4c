// SPDX-License-Identifier: Apache-2.0

import Foundation
import ServiceLifecycle

/// Everything that `/metrics` shows. As a service it tells the other workers what this one has counted.
struct MetricsReport: Service {
    let data: AtlasData
    let requests: RequestMetrics
    let database: DatabaseMetrics
    /// Of the process that sends letters.
    let dispatch: MailDispatch
    /// Nil when none are planned.
    let backups: BackupSchedule?
    /// Nil when there are no other workers.
    let worker: WorkerPlace?

    var text: String {
        guard let worker else { return MetricFamily.text(MetricFamily.combined([(nil, own)])) }
        return MetricFamily.text(WorkerBoard(folder: worker.folder).combined(with: own, index: worker.index))
    }

    private var own: [MetricFamily] {
        requests.families + CacheUse.families(data.memoryUse) + database.families + dataFamilies + data.refreshes.families
            + (backups?.families ?? []) + (isDispatcher ? dispatch.families : []) + ProcessMetrics.families
    }

    private var dataFamilies: [MetricFamily] {
        let snapshot = data.current
        let counts = snapshot.counts
        func held(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
            .gauge("powiatlas_\(name)", help, Double(value), combination: .largest)
        }
        func info(_ name: String, _ help: String, _ labels: [MetricFamily.Label]) -> MetricFamily {
            MetricFamily(name: name, help: help, kind: .gauge, combination: .largest, samples: [.init(labels: labels, value: 1)])
        }
        return [
            held("units", "Current units of the territorial division.", counts.units),
            held("indicators", "Indicators in the catalogue.", counts.indicators),
            held("observations", "Observations with a value.", counts.observations),
            held("institutions", "Institutions in the directory.", counts.institutions),
            held("tile_geometry_bytes", "Memory held by drawn tile geometry.", snapshot.tiles.cachedBytes),
            info("powiatlas_data_info", "The version of the data that is served.", [.init("version", snapshot.dataVersion)]),
            info("powiatlas_build_info", "The version of the program.", [.init("version", AtlasVersion.current)]),
        ]
    }

    /// Whether this process sends letters.
    var isDispatcher: Bool { worker.map { $0.index == 0 } ?? true }

    func run() async throws {
        guard let worker else { return try await gracefulShutdown() }
        let board = WorkerBoard(folder: worker.folder)
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            board.publish(own, index: worker.index)
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
        }
        // The last word: the supervisor adds it to what remains.
        board.publish(own, index: worker.index)
    }
}
