// SPDX-License-Identifier: Apache-2.0

import CZlib
import Crypto
import Foundation

/// gzip, a megabyte at a time: a database may be larger than the memory of a small server.
enum BackupCompression {
    static let suffix = ".gz"
    private static let pieceBytes = 1 << 20

    /// Whether a file begins as gzip files do, whatever its name is.
    static func isCompressed(_ path: String) -> Bool {
        guard let handle = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? handle.close() }
        return (try? handle.read(upToCount: 2)) == Data([0x1f, 0x8b])
    }

    static func compress(_ path: String, to compressed: String, stop: StopSignal = .never) throws {
        guard let input = FileHandle(forReadingAtPath: path) else { throw StorageFault(errno: errno, path: path) }
        defer { try? input.close() }
        // Level 6: 9 takes three times as long and gains a hundredth.
        guard let output = gzopen(compressed, "wb6") else { throw StorageFault(errno: errno, path: compressed) }
        var isOpen = true
        defer { if isOpen { gzclose(output) } }
        gzbuffer(output, UInt32(pieceBytes))
        while let piece = try input.read(upToCount: pieceBytes), !piece.isEmpty {
            try stop.check()
            let written = piece.withUnsafeBytes { gzwrite(output, $0.baseAddress, UInt32($0.count)) }
            guard written == Int32(piece.count) else { throw StorageFault(errno: errno, path: compressed) }
        }
        isOpen = false
        guard gzclose(output) == Z_OK else { throw StorageFault(errno: errno, path: compressed) }
    }

    /// - Throws: `AtlasStoreError.damaged` when the file is cut off or its own checksum does not agree.
    static func decompress(_ compressed: String, to path: String) throws {
        let output = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard output >= 0 else { throw StorageFault(errno: errno, path: path) }
        defer { close(output) }
        try read(compressed) { piece in
            var rest = piece
            while !rest.isEmpty {
                let count = write(output, rest.baseAddress, rest.count)
                guard count > 0 || errno == EINTR else { throw StorageFault(errno: errno, path: path) }
                rest = UnsafeRawBufferPointer(rebasing: rest[max(0, count)...])
            }
        }
    }

    /// The SHA-256 of what can be read from a compressed file.
    static func checksum(of compressed: String, stop: StopSignal = .never) throws -> String {
        var hash = SHA256()
        try read(compressed) { piece in
            try stop.check()
            hash.update(bufferPointer: piece)
        }
        return DurableFiles.hexadecimal(hash.finalize())
    }

    private static func read(_ compressed: String, _ take: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let input = gzopen(compressed, "rb") else { throw StorageFault(errno: errno, path: compressed) }
        defer { gzclose(input) }
        gzbuffer(input, UInt32(pieceBytes))
        var piece = [UInt8](repeating: 0, count: pieceBytes)
        while true {
            let count = piece.withUnsafeMutableBytes { gzread(input, $0.baseAddress, UInt32($0.count)) }
            guard count >= 0 else { throw AtlasStoreError.damaged(path: compressed, reason: message(of: input)) }
            if count == 0 { break }
            try piece.withUnsafeBytes { try take(UnsafeRawBufferPointer(rebasing: $0[..<Int(count)])) }
        }
        // An end in the middle of the stream may show only here.
        var code: Int32 = 0
        gzerror(input, &code)
        guard code == Z_OK || code == Z_STREAM_END else { throw AtlasStoreError.damaged(path: compressed, reason: message(of: input)) }
    }

    private static func message(of file: gzFile) -> String {
        var code: Int32 = 0
        let text = gzerror(file, &code).map { String(cString: $0) } ?? ""
        return code == Z_BUF_ERROR ? "the compressed file ends early" : text.isEmpty ? "it cannot be decompressed" : text
    }
}
