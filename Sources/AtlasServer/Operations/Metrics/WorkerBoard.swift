// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A folder in which the workers of one server leave their metrics for each other, so that a scrape of any shows the sums of
/// all. Each writes its own file once a second; the supervisor adds what an ended worker counted to one more, so that
/// sums never go back.
public struct WorkerBoard: Sendable {
    public let folder: URL

    /// The queue of the socket that the workers share.
    public static var backlog: Int { Listener.backlog }

    public init(folder: URL) {
        self.folder = folder
    }

    /// A new folder that only this user can look into: in the service's `RuntimeDirectory`, else where temporary files go.
    public static func make() throws -> WorkerBoard {
        let parent = ProcessInfo.processInfo.environment["RUNTIME_DIRECTORY"]?.split(separator: ":").first.map(String.init)
        let folder = URL(fileURLWithPath: parent ?? NSTemporaryDirectory(), isDirectory: true)
            .appending(path: "powiatlas-workers-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let board = WorkerBoard(folder: folder)
        try Data(ImportAccess.random().utf8).write(to: folder.appending(path: secretName))
        return board
    }

    /// What all workers of one server know and nobody else: a form that one made is sent to another.
    var secret: String {
        (try? String(contentsOf: folder.appending(path: Self.secretName), encoding: .utf8)).flatMap { $0.isEmpty ? nil : $0 } ?? ImportAccess.random()
    }

    private static let secretName = "secret"

    public func remove() { try? FileManager.default.removeItem(at: folder) }

    /// What ended workers counted, and whose files that were: until such a file is gone it is not to count twice.
    private struct Retired: Codable {
        var files: [String] = []
        var families: [MetricFamily] = []
    }

    private static let retiredName = "retired.json"
    private static let supervisorName = "supervisor.json"

    private static func name(index: Int, pid: Int32) -> String { "worker-\(index)-\(pid).json" }

    func publish(_ families: [MetricFamily], index: Int) {
        write(families, Self.name(index: index, pid: getpid()))
    }

    /// What the supervisor counts.
    public func publish(restarts: Int) {
        write([MetricFamily.counter("powiatlas_worker_restarts_total", "Workers that ended unasked and were started again.", restarts)], Self.supervisorName)
    }

    /// Called by the supervisor when a worker has ended.
    public func retire(pid: Int32) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        guard let name = names.first(where: { $0.hasPrefix("worker-") && $0.hasSuffix("-\(pid).json") }),
            let families: [MetricFamily] = read(name)
        else { return }
        var retired: Retired = read(Self.retiredName) ?? Retired()
        retired.families = MetricFamily.combined([(nil, retired.families), (nil, families.filter { $0.isCounting })])
        retired.files.append(name)
        write(retired, Self.retiredName)
        try? FileManager.default.removeItem(at: folder.appending(path: name))
    }

    /// The sums of all workers.
    /// - Parameter own: what the asking worker has counted up to now.
    func combined(with own: [MetricFamily], index: Int) -> [MetricFamily] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
        let retired: Retired = read(Self.retiredName) ?? Retired()
        let ownName = Self.name(index: index, pid: getpid())
        var parts: [(worker: String?, families: [MetricFamily])] = [(String(index), own), (nil, retired.families)]
        for name in names where name.hasPrefix("worker-") && name != ownName && !retired.files.contains(name) {
            // Gone in between: then it is among the retired next time.
            guard let families: [MetricFamily] = read(name) else { continue }
            parts.append((name.split(separator: "-").dropFirst().first.map(String.init), families))
        }
        if let supervisor: [MetricFamily] = read(Self.supervisorName) { parts.append((nil, supervisor)) }
        return MetricFamily.combined(parts)
    }

    private func read<Value: Decodable>(_ name: String) -> Value? {
        (try? Data(contentsOf: folder.appending(path: name))).flatMap { try? JSONDecoder().decode(Value.self, from: $0) }
    }

    private func write(_ value: some Encodable, _ name: String) {
        // Written beside and renamed: nobody reads half a file.
        guard let data = try? JSONEncoder().encode(value) else { return }
        try? data.write(to: folder.appending(path: name), options: .atomic)
    }
}

extension MetricFamily {
    /// Whether its values stay true when the worker that counted them is gone.
    var isCounting: Bool { combination == .sum && kind != .gauge }

    /// The families of several workers as one answer, in the order in which they first come.
    static func combined(_ parts: [(worker: String?, families: [MetricFamily])]) -> [MetricFamily] {
        struct Key: Hashable {
            let suffix: String
            let labels: [Label]
        }
        var order: [String] = []
        var known: [String: MetricFamily] = [:]
        var places: [String: [Key: Int]] = [:]
        for (worker, families) in parts {
            for family in families {
                if known[family.name] == nil {
                    order.append(family.name)
                    known[family.name] = MetricFamily(
                        name: family.name, help: family.help, kind: family.kind, combination: family.combination, samples: [])
                }
                for sample in family.samples {
                    var sample = sample
                    if family.combination == .each, let worker { sample.labels.append(.init("worker", worker)) }
                    let key = Key(suffix: sample.suffix, labels: sample.labels)
                    if let place = places[family.name]?[key] {
                        let before = known[family.name]?.samples[place].value ?? 0
                        known[family.name]?.samples[place].value = family.combination == .sum ? before + sample.value : max(before, sample.value)
                    } else {
                        places[family.name, default: [:]][key] = known[family.name]?.samples.count
                        known[family.name]?.samples.append(sample)
                    }
                }
            }
        }
        return order.compactMap { known[$0] }
    }
}
