// SPDX-License-Identifier: Apache-2.0

import CZip
import Foundation

/// The files of a zip, as registers are handed out. Read by libzip.
public enum ZipArchive {
    /// The most that is unpacked, all files together: the whole register of boundaries has half of it.
    static let sizeLimitBytes = 1_500 << 20

    /// Unpacks files into a new temporary folder for the time of `body`. Folders inside the zip are not kept.
    /// - Parameter endings: which files are wanted, by their lower-case endings.
    /// - Throws: a refusal when it is no zip, is damaged, locked or too large, or holds none of the files; errors of `body`.
    public static func withFiles<Result>(
        of url: URL, endings: Set<String>, _ body: ([URL]) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("powiatlas-zip-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(try unpack(url, endings: endings, into: folder))
    }

    private static func unpack(_ url: URL, endings: Set<String>, into folder: URL) throws(IntakeRefusal) -> [URL] {
        let file = url.lastPathComponent
        func refusal(_ reason: String) -> IntakeRefusal { IntakeRefusal(file: file, reason: reason) }
        var status: Int32 = 0
        guard let archive = zip_open(url.path, ZIP_RDONLY, &status) else {
            throw refusal("the zip cannot be opened: it is damaged, was cut off, or is none")
        }
        defer { zip_discard(archive) }
        var unpacked: [URL] = []
        var total: UInt64 = 0
        for index in 0..<UInt64(max(zip_get_num_entries(archive, 0), 0)) {
            var entry = zip_stat_t()
            guard zip_stat_index(archive, index, 0, &entry) == 0, let bytes = entry.name else { throw refusal("the zip is damaged: it cannot be listed") }
            // The last part of the path only, so nothing lands outside the folder.
            let name = (String(cString: bytes) as NSString).lastPathComponent
            guard endings.contains((name as NSString).pathExtension.lowercased()), !name.hasPrefix(".") else { continue }
            total += entry.size
            guard total <= sizeLimitBytes else { throw refusal("the zip unpacks to more than \(sizeLimitBytes >> 20) MB") }
            guard let source = zip_fopen_index(archive, index, 0) else {
                throw refusal("\(name) in the zip cannot be read: it is locked with a password or packed in an unknown way")
            }
            defer { zip_fclose(source) }
            let target = folder.appendingPathComponent(name)
            guard !unpacked.contains(target) else { throw refusal("the zip holds \(name) twice; unpack it and give one of them") }
            do { try copy(source, entry.size, to: target) } catch { throw refusal("\(name) in the zip is damaged, or there is no room to unpack it") }
            unpacked.append(target)
        }
        guard !unpacked.isEmpty else {
            throw refusal("the zip holds no file that is read here; expected one ending in \(endings.sorted().joined(separator: ", "))")
        }
        return unpacked
    }

    private struct Damaged: Error {}

    private static func copy(_ source: OpaquePointer, _ size: UInt64, to target: URL) throws {
        guard FileManager.default.createFile(atPath: target.path, contents: nil) else { throw Damaged() }
        let handle = try FileHandle(forWritingTo: target)
        defer { try? handle.close() }
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var remaining = size
        while true {
            let count = zip_fread(source, &buffer, UInt64(buffer.count))
            guard count >= 0, UInt64(count) <= remaining else { throw Damaged() }
            if count == 0 { break }
            remaining -= UInt64(count)
            try handle.write(contentsOf: buffer.prefix(Int(count)))
        }
        guard remaining == 0 else { throw Damaged() }
    }
}
