// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// Who has a database open, and keeping everybody out while its file is replaced.
///
/// Every connection to a database in WAL mode holds SQLite's shared lock on the file for as long as it is open
/// (<https://www.sqlite.org/lockingv3.html>), be it of a server, its workers, an import, or another program. So the lock that
/// excludes them is SQLite's own, and needs no further file. The system takes locks back from processes that die.
enum SoleHolder {
    /// SQLite's `PENDING_BYTE`; the byte after it and the range of shared locks follow.
    private static let lockStart: off_t = 0x4000_0000
    private static let lockLength: off_t = 512
    /// Commands that only look are short: they are waited for.
    private static let patience: TimeInterval = 2

    /// Runs `body` while nobody else has the database open. What its log holds is in the file then, and no log is beside it.
    ///
    /// - Throws: `AtlasStoreError.inUse`; `DatabaseError` when the file is damaged; what `body` throws.
    static func hold(_ path: String, while body: () throws -> Void) throws {
        var configuration = Configuration()
        configuration.label = "replacement"
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        let deadline = Date(timeIntervalSinceNow: patience)
        // Away from WAL goes only who is alone.
        while try !leavesWAL(queue) {
            guard Date() < deadline else { throw AtlasStoreError.inUse(path: path, process: holder(of: path)) }
            Thread.sleep(forTimeInterval: 0.05)
        }
        do {
            try queue.inTransaction(.exclusive) { _ in
                try body()
                return .rollback
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            throw AtlasStoreError.inUse(path: path, process: holder(of: path))
        }
    }

    private static func leavesWAL(_ queue: DatabaseQueue) throws -> Bool {
        do {
            return try queue.writeWithoutTransaction { db in try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE") == "delete" }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED {
            return false
        }
    }

    /// The same for a file that SQLite cannot read: its locks are asked of the system.
    static func holdDamaged(_ path: String, while body: () throws -> Void) throws {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageFault(errno: errno, path: path) }
        defer { close(descriptor) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = lockStart
        lock.l_len = lockLength
        guard fcntl(descriptor, F_SETLK, &lock) == 0 else { throw AtlasStoreError.inUse(path: path, process: holder(of: path)) }
        try body()
    }

    /// A process that has the file open; nil when there is none, or it cannot be told.
    private static func holder(of path: String) -> Int32? {
        // Not by opening the file: closing it again would take this process's own locks on it back.
        let wanted = FileStamp(path)
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for process in processes.compactMap({ Int32($0) }).sorted() where process != getpid() {
            let folder = "/proc/\(process)/fd"
            for file in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
                if wanted.inode != 0, FileStamp("\(folder)/\(file)").isSameFile(as: wanted) { return process }
            }
        }
        return nil
    }
}
