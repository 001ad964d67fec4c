// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// Puts a new file in the place of a database. At every moment there is a whole database under its name, the old or the new.
enum DatabaseReplacement {
    /// Finds out early whether a database could be replaced: only an atlas is, damaged or not, and only when nobody has it
    /// open. A wrong name must not cost somebody another file.
    static func check(_ path: String) throws {
        guard !DatabasePlace(path).isReadOnly else {
            throw StorageFault(kind: .readOnly, path: path, reason: "neither it nor its folder can be changed by this user")
        }
        do {
            try AtlasStore.checkIsAtlas(path: path)
            try SoleHolder.hold(path) {}
        } catch AtlasStoreError.damaged {
            try SoleHolder.holdDamaged(path) {}
        } catch let error as DatabaseError where isDamage(error) {
            try SoleHolder.holdDamaged(path) {}
        } catch {
            throw StorageFault.naming(error, path: path)
        }
    }

    /// - Parameters:
    ///   - partial: the new file, closed and on the disk.
    ///   - aside: where the old file is kept; nil lets it go.
    static func replace(_ path: String, by partial: String, keepingAs aside: String?) throws {
        try giveOwner(of: path, to: partial)
        defer { try? DurableFiles.synchroniseFolder(of: path) }
        guard FileManager.default.fileExists(atPath: path) else {
            // A log of a file that is gone belongs to no other.
            for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
            return try DurableFiles.rename(partial, to: path)
        }
        var isReplaced = false
        func swap() throws {
            // Two names for the old file, then the new file under one of them. Where a disk has no second names it is moved.
            if let aside, link(path, aside) != 0 { try DurableFiles.rename(path, to: aside) }
            try DurableFiles.rename(partial, to: path)
            isReplaced = true
        }
        do {
            try SoleHolder.hold(path, while: swap)
        } catch let error as DatabaseError {
            if isReplaced { return }
            guard isDamage(error) else { throw StorageFault.naming(error, path: path) }
            try SoleHolder.holdDamaged(path) {
                // The log belongs to the damaged file and must not be read into the new one.
                for suffix in ["-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
                    if let aside { try DurableFiles.rename(path + suffix, to: aside + suffix) } else { unlink(path + suffix) }
                }
                try swap()
            }
        }
    }

    private static func isDamage(_ error: DatabaseError) -> Bool {
        error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB
    }

    /// Root may restore for the user that the server runs as, who has to write the file afterwards.
    private static func giveOwner(of path: String, to partial: String) throws {
        var status = stat()
        if stat(path, &status) == 0 {
            chmod(partial, status.st_mode & 0o777)
        } else {
            guard stat(URL(fileURLWithPath: path).deletingLastPathComponent().path, &status) == 0 else { return }
        }
        guard geteuid() == 0, status.st_uid != 0 || status.st_gid != 0 else { return }
        guard chown(partial, status.st_uid, status.st_gid) == 0 else { throw StorageFault(errno: errno, path: partial) }
    }
}
