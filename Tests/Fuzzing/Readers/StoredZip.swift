// SPDX-License-Identifier: Apache-2.0

import CZip
import Foundation

/// Archives for readers of packed files, made by libzip.
enum StoredZip {
    static func data(_ parts: [String: Data]) throws -> Data {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("powiatlas-fuzz-\(UUID().uuidString).zip")
        defer { try? FileManager.default.removeItem(at: file) }
        var status: Int32 = 0
        guard let archive = zip_open(file.path, ZIP_CREATE | ZIP_TRUNCATE, &status) else { throw FuzzFailure("no archive can be made at \(file.path)") }
        // libzip reads the buffers when it closes, and does not free them.
        var buffers: [UnsafeMutableRawBufferPointer] = []
        defer { for buffer in buffers { buffer.deallocate() } }
        for (name, data) in parts.sorted(by: { $0.key < $1.key }) {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(data.count, 1), alignment: 1)
            data.withUnsafeBytes { buffer.copyMemory(from: $0) }
            buffers.append(buffer)
            guard let source = zip_source_buffer(archive, buffer.baseAddress, UInt64(data.count), 0) else { continue }
            let place = zip_file_add(archive, name, source, UInt32(ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE))
            if place < 0 { zip_source_free(source) } else { zip_set_file_compression(archive, UInt64(place), ZIP_CM_STORE, 0) }
        }
        guard zip_close(archive) == 0 else {
            zip_discard(archive)
            throw FuzzFailure("an archive cannot be written at \(file.path)")
        }
        // Without any part libzip writes no file.
        return (try? Data(contentsOf: file)) ?? Data()
    }
}
