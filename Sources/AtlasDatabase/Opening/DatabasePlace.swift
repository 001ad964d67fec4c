// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// How a database can be opened where it lies.
///
/// A database in WAL mode needs two files beside it even to be read, so on a disk that cannot be written SQLite refuses it,
/// unless it is told that nobody can change the file (`immutable`, <https://www.sqlite.org/uri.html>). That is true of a disk
/// mounted read-only. It is not known where only this user may not write: then the file is watched as well.
struct DatabasePlace: Sendable {
    enum Access: Sendable {
        case writable
        /// The disk is mounted read-only: nobody writes.
        case readOnlyDisk
        /// This user may not write; others may.
        case withoutPermission
    }

    let path: String
    let access: Access

    init(_ path: String) {
        self.path = path
        var status = statvfs()
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        // Glibc's ST_RDONLY.
        if statvfs(path, &status) == 0, status.f_flag & 1 != 0 {
            access = .readOnlyDisk
        } else {
            access = Foundation.access(path, W_OK) == 0 && Foundation.access(folder, W_OK) == 0 ? .writable : .withoutPermission
        }
    }

    var isReadOnly: Bool { access != .writable }

    /// Whether SQLite is told that nobody changes the file. What the log holds would then not be seen, so only without one.
    var isImmutable: Bool {
        switch access {
        case .writable: false
        case .readOnlyDisk: !hasLog
        case .withoutPermission: !hasLog && Foundation.access(path + "-shm", F_OK) != 0
        }
    }

    /// Whether somebody may write all the same, so that the file has to be watched.
    var isWatched: Bool { access == .withoutPermission && isImmutable }

    private var hasLog: Bool { FileStamp(path + "-wal").bytes > 0 }

    /// What SQLite opens.
    var address: String {
        guard isImmutable else { return path }
        let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%;"))
        return "file:\(path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path)?immutable=1"
    }

    func configuration(_ configuration: Configuration) -> Configuration {
        var configuration = configuration
        configuration.readonly = isReadOnly
        return configuration
    }
}

/// What tells one state of a file from another.
struct FileStamp: Sendable, Hashable {
    let device: UInt64
    let inode: UInt64
    /// 0 for a file that is not there.
    let bytes: Int
    let changedSeconds: Int
    let changedNanoseconds: Int

    init(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            (device, inode, bytes, changedSeconds, changedNanoseconds) = (0, 0, 0, 0, 0)
            return
        }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        bytes = Int(status.st_size)
        changedSeconds = status.st_mtim.tv_sec
        changedNanoseconds = status.st_mtim.tv_nsec
    }

    func isSameFile(as other: FileStamp) -> Bool { device == other.device && inode == other.inode }
}

/// A file that is read as if nobody changed it, and how it was then.
struct WatchedFile: Sendable {
    private let path: String
    private let stamp: FileStamp

    init(_ path: String) {
        self.path = path
        stamp = FileStamp(path)
    }

    /// - Throws: `AtlasStoreError.changedByAnother`: what was read since may be torn.
    func check() throws {
        guard FileStamp(path) == stamp, FileStamp(path + "-wal").bytes == 0 else { throw AtlasStoreError.changedByAnother(path: path) }
    }
}
