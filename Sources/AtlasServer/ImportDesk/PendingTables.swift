// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Uploaded files between their preview and the planner's word. They stay in memory, few and not for long; where
/// several worker processes answer, in a folder that only these can read, as the next request may reach another one.
final class PendingTables: Sendable {
    struct Table: Sendable {
        let file: String
        let data: Data
        let since: Date
    }

    static let countLimit = 12
    static let byteLimit = 96 << 20
    static let lifetime: TimeInterval = 45 * 60

    private let folder: URL?
    private let tables = Mutex<[String: Table]>([:])

    /// - Parameter folder: shared by the workers; nil keeps the files in memory.
    init(folder: URL? = nil) {
        self.folder = folder?.appending(path: "tables", directoryHint: .isDirectory)
    }

    /// Keeps a file; the oldest ones make room.
    /// - Returns: a name that nobody can guess.
    func keep(_ file: String, _ data: Data) -> String {
        let id = ImportAccess.random()
        if let folder {
            makeRoom(in: folder, for: data.count)
            // The name of the file comes first, up to a zero.
            try? (Data(file.utf8.filter { $0 != 0 }) + [0] + data).write(to: folder.appending(path: id), options: .atomic)
            return id
        }
        tables.withLock { tables in
            let now = Date()
            tables = tables.filter { now.timeIntervalSince($0.value.since) < Self.lifetime }
            while tables.count >= Self.countLimit || tables.values.reduce(data.count, { $0 + $1.data.count }) > Self.byteLimit, !tables.isEmpty {
                if let oldest = tables.min(by: { $0.value.since < $1.value.since }) { tables[oldest.key] = nil }
            }
            tables[id] = Table(file: file, data: data, since: now)
        }
        return id
    }

    func table(_ id: String) -> Table? {
        let table = folder.map { read(id, in: $0) } ?? tables.withLock { $0[id] }
        return table.flatMap { Date().timeIntervalSince($0.since) < Self.lifetime ? $0 : nil }
    }

    func drop(_ id: String) {
        if let folder, Self.isName(id) { try? FileManager.default.removeItem(at: folder.appending(path: id)) }
        tables.withLock { $0[id] = nil }
    }

    /// A name comes from an address; only what `ImportAccess.random` makes may become a path.
    private static func isName(_ id: String) -> Bool { !id.isEmpty && id.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) } }

    private func read(_ id: String, in folder: URL) -> Table? {
        let place = folder.appending(path: id)
        guard Self.isName(id), let bytes = try? Data(contentsOf: place), let end = bytes.firstIndex(of: 0),
            let since = (try? FileManager.default.attributesOfItem(atPath: place.path))?[.modificationDate] as? Date
        else { return nil }
        return Table(file: String(decoding: bytes[..<end], as: UTF8.self), data: Data(bytes[(end + 1)...]), since: since)
    }

    private func makeRoom(in folder: URL, for byteCount: Int) {
        let manager = FileManager.default
        try? manager.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        var kept: [(path: String, size: Int, since: Date)] = ((try? manager.contentsOfDirectory(atPath: folder.path)) ?? []).compactMap { name in
            let path = folder.appending(path: name).path
            guard let attributes = try? manager.attributesOfItem(atPath: path) else { return nil }
            return (path, attributes[.size] as? Int ?? 0, attributes[.modificationDate] as? Date ?? .distantPast)
        }
        kept.sort { $0.since < $1.since }
        while let oldest = kept.first,
            kept.count >= Self.countLimit || kept.reduce(byteCount, { $0 + $1.size }) > Self.byteLimit
                || Date().timeIntervalSince(oldest.since) >= Self.lifetime
        {
            try? manager.removeItem(atPath: oldest.path)
            kept.removeFirst()
        }
    }
}
