// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// The disk or another program stands in the way of a question or a change. What was there before is as it was: SQLite takes
/// a change whole or not at all.
public struct StorageFault: Error, Sendable, Equatable, LocalizedError {
    public enum Kind: String, Sendable {
        /// No room on the disk.
        case full
        /// The disk or the file cannot be written.
        case readOnly
        /// Another program is writing.
        case busy
        /// The disk did not read or write as it should.
        case failed
    }

    public let kind: Kind
    public let path: String
    public let reason: String

    public init(kind: Kind, path: String, reason: String) {
        self.kind = kind
        self.path = path
        self.reason = reason
    }

    public var errorDescription: String? {
        switch kind {
        case .full: "There is no room on the disk for \(path) (\(reason)). Nothing was changed. Make room and try again."
        case .readOnly: "\(path) cannot be written (\(reason)). Nothing was changed. Make the disk or the file writable and try again."
        case .busy: "\(path) is being written by another program (\(reason)). Nothing was changed. Try again when it has ended."
        case .failed: "The disk with \(path) did not read or write as it should (\(reason)). Nothing was changed. Look at the disk and its log."
        }
    }
}

extension StorageFault {
    /// Of a call to the system that failed.
    public init(errno code: Int32, path: String) {
        let kind: Kind =
            switch code {
            case ENOSPC, EDQUOT, EFBIG: .full
            case EROFS, EACCES, EPERM: .readOnly
            default: .failed
            }
        self.init(kind: kind, path: path, reason: String(cString: strerror(code)))
    }

    /// Nil for errors that are about the question and not about the disk.
    init?(_ error: DatabaseError, path: String) {
        let kind: Kind
        switch error.resultCode {
        case .SQLITE_FULL: kind = .full
        case .SQLITE_READONLY, .SQLITE_PERM: kind = .readOnly
        case .SQLITE_BUSY, .SQLITE_LOCKED: kind = .busy
        // SQLite says no more when it cannot make one of the files beside the database, so the disk is asked.
        case .SQLITE_CANTOPEN, .SQLITE_IOERR: kind = Self.state(ofDiskWith: path)
        default: return nil
        }
        self.init(kind: kind, path: path, reason: error.message ?? "\(error.resultCode)")
    }

    private static func state(ofDiskWith path: String) -> Kind {
        var status = statvfs()
        guard statvfs(URL(fileURLWithPath: path).deletingLastPathComponent().path, &status) == 0 else { return .failed }
        // Glibc's ST_RDONLY.
        if status.f_flag & 1 != 0 { return .readOnly }
        // Less than the smallest log and its index.
        return UInt64(status.f_bavail) * UInt64(status.f_frsize) < 65_536 ? .full : .failed
    }

    /// The fault that an error is, or the error itself.
    static func naming(_ error: any Error, path: String) -> any Error {
        (error as? DatabaseError).flatMap { StorageFault($0, path: path) } ?? error
    }
}
