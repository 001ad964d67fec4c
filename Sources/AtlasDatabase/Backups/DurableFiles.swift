// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation

/// Files that are on the disk when a function returns, not in the memory of the system.
///
/// Never to be used on a database that this process has open: closing any descriptor of a file takes all locks of the process
/// on it back, SQLite's included (<https://www.sqlite.org/howtocorrupt.html>, section 2.2).
enum DurableFiles {
    private static let pieceBytes = 1 << 20

    /// Waits until the content of a file has reached the disk.
    static func synchronise(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageFault(errno: errno, path: path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StorageFault(errno: errno, path: path) }
    }

    /// Waits until the names in a folder have reached the disk: a renamed file may otherwise have its old name after a power cut.
    static func synchroniseFolder(of path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageFault(errno: errno, path: folder) }
        defer { close(descriptor) }
        // Some network file systems know no such thing for folders (EINVAL).
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw StorageFault(errno: errno, path: folder) }
    }

    /// Takes what may be there under the new name out of the way, at once.
    static func rename(_ path: String, to newPath: String) throws {
        guard Foundation.rename(path, newPath) == 0 else { throw StorageFault(errno: errno, path: newPath) }
    }

    /// Writes a small file whole or not at all.
    static func write(_ data: Data, to path: String) throws {
        let partial = LeftoverFiles.partialPath(for: path)
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw StorageFault(errno: errno, path: path) }
        do {
            defer { close(descriptor) }
            var rest = data[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 || errno == EINTR else { throw StorageFault(errno: errno, path: path) }
                rest = rest.dropFirst(max(0, count))
            }
            guard fsync(descriptor) == 0 else { throw StorageFault(errno: errno, path: path) }
            try rename(partial, to: path)
        } catch {
            unlink(partial)
            throw error
        }
    }

    /// The bytes of a file and their SHA-256 in hexadecimal digits, read in pieces.
    static func checksum(_ path: String, stop: StopSignal = .never) throws -> (bytes: Int, sha256: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageFault(errno: errno, path: path) }
        defer { close(descriptor) }
        var hash = SHA256()
        var bytes = 0
        var piece = [UInt8](repeating: 0, count: pieceBytes)
        while true {
            try stop.check()
            let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw StorageFault(errno: errno, path: path) }
            if count == 0 { break }
            piece.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            bytes += count
        }
        return (bytes, hexadecimal(hash.finalize()))
    }

    static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
        digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Takes the rights of everybody else away: a database holds what people wrote.
    static func hideFromOthers(_ path: String) {
        var status = stat()
        if stat(path, &status) == 0 { chmod(path, status.st_mode & 0o770) }
    }

    /// - Throws: `StorageFault` when the folder has less room than is wanted, so that nothing is begun that cannot end.
    static func expectRoom(_ bytes: Int, in folder: String, for what: String) throws {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { throw StorageFault(errno: errno, path: folder) }
        let free = Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
        guard free >= bytes else {
            throw StorageFault(
                kind: .full, path: folder, reason: "\(what) takes \(max(1, bytes >> 20)) MiB, \(free >> 20) MiB are free")
        }
    }
}

/// By which long work in the background is told to end early.
public struct StopSignal: Sendable {
    private let isStopped: @Sendable () -> Bool

    public init(_ isStopped: @escaping @Sendable () -> Bool) {
        self.isStopped = isStopped
    }

    public static let never = StopSignal { false }

    /// - Throws: `CancellationError` when the work is to end.
    func check() throws {
        if isStopped() { throw CancellationError() }
    }
}
