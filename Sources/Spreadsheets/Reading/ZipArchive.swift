// SPDX-License-Identifier: Apache-2.0

import CZip
import Foundation

/// A zip archive in memory, read with libzip. What a part unpacks to is bounded before and while it is unpacked.
final class ZipArchive {
    private let archive: OpaquePointer
    private let limits: SpreadsheetLimits
    /// The bytes, which libzip reads in place.
    private let bytes: UnsafeMutableRawBufferPointer
    private var positions: [String: zip_uint64_t] = [:]

    init(_ data: Data, limits: SpreadsheetLimits) throws(SpreadsheetReadingError) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(data.count, 1), alignment: 16)
        data.withUnsafeBytes { copy.copyMemory(from: $0) }
        var error = zip_error_t()
        zip_error_init(&error)
        guard let source = zip_source_buffer_create(copy.baseAddress, zip_uint64_t(data.count), 0, &error) else {
            copy.deallocate()
            throw SpreadsheetReadingError("the workbook cannot be opened: there is not enough memory")
        }
        guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
            zip_source_free(source)
            copy.deallocate()
            throw SpreadsheetReadingError("the workbook is damaged or was cut off (it is no complete zip file): download or save it anew")
        }
        self.archive = archive
        self.limits = limits
        bytes = copy
        // An instance that throws from here on is deinitialised, which closes the archive.
        try index()
    }

    deinit {
        zip_discard(archive)
        bytes.deallocate()
    }

    private func index() throws(SpreadsheetReadingError) {
        let count = zip_get_num_entries(archive, 0)
        guard count <= 10_000 else { throw SpreadsheetReadingError("the workbook has \(count) parts: that is no table") }
        var unpacked: UInt64 = 0
        for index in 0..<zip_uint64_t(max(count, 0)) {
            var entry = zip_stat_t()
            guard zip_stat_index(archive, index, 0, &entry) == 0, let name = entry.name else { continue }
            if entry.encryption_method != 0 {
                throw SpreadsheetReadingError("the workbook is protected by a password: save it as .xlsx or CSV without one")
            }
            let (sum, overflow) = unpacked.addingReportingOverflow(entry.size)
            let isBomb = entry.size > 1 << 20 && entry.size / max(entry.comp_size, 1) > UInt64(limits.packingRatio)
            guard !overflow, sum <= UInt64(limits.unpackedBytes), !isBomb else {
                throw SpreadsheetReadingError(
                    "the workbook unpacks to more than \(limits.unpackedBytes >> 20) MB or is packed suspiciously tight: "
                        + "save the one sheet that matters as CSV")
            }
            unpacked = sum
            // Some programs write backslashes, and names are compared without case.
            positions[String(cString: name).replacingOccurrences(of: "\\", with: "/").lowercased()] = index
        }
    }

    func holds(_ name: String) -> Bool { positions[name.lowercased()] != nil }

    /// The bytes of a part; nil when the archive has none of that name.
    func part(_ name: String) throws(SpreadsheetReadingError) -> Data? {
        guard let index = positions[name.lowercased()] else { return nil }
        var entry = zip_stat_t()
        guard zip_stat_index(archive, index, 0, &entry) == 0, let file = zip_fopen_index(archive, index, 0) else {
            throw SpreadsheetReadingError("the part \(name) of the workbook cannot be unpacked: save the workbook anew")
        }
        defer { zip_fclose(file) }
        let size = Int(entry.size)
        var data = Data(count: size)
        var filled = 0
        while filled < size {
            let read = data.withUnsafeMutableBytes { buffer in
                buffer.baseAddress.map { zip_fread(file, $0 + filled, zip_uint64_t(size - filled)) } ?? -1
            }
            guard read > 0 else { throw SpreadsheetReadingError("the part \(name) of the workbook is damaged: save the workbook anew") }
            filled += Int(read)
        }
        return data
    }
}
