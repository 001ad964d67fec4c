// SPDX-License-Identifier: Apache-2.0

import CZip
import Foundation

/// Packs the parts of a document. Written by libzip, in memory.
enum ZipFile {
    struct Part {
        let name: String
        let content: String
        var isStored = false
    }

    /// - Throws: `DocumentError.cannotPack`.
    static func data(_ parts: [Part]) throws(DocumentError) -> Data {
        var problem = zip_error_t()
        zip_error_init(&problem)
        defer { zip_error_fini(&problem) }
        guard let buffer = zip_source_buffer_create(nil, 0, 0, &problem) else { throw DocumentError.cannotPack }
        // Opening takes the buffer over; it is kept for reading what was written.
        zip_source_keep(buffer)
        defer { zip_source_free(buffer) }
        guard let archive = zip_open_from_source(buffer, ZIP_TRUNCATE, &problem) else {
            zip_source_free(buffer)
            throw DocumentError.cannotPack
        }
        for part in parts {
            let bytes = Array(part.content.utf8)
            guard let copy = malloc(max(bytes.count, 1)) else { zip_discard(archive); throw DocumentError.cannotPack }
            bytes.withUnsafeBytes { copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: bytes.count) }
            // The archive frees the copy.
            guard let source = zip_source_buffer(archive, copy, UInt64(bytes.count), 1) else {
                free(copy)
                zip_discard(archive)
                throw DocumentError.cannotPack
            }
            let place = zip_file_add(archive, part.name, source, UInt32(ZIP_FL_ENC_UTF_8))
            guard place >= 0 else { zip_source_free(source); zip_discard(archive); throw DocumentError.cannotPack }
            // ODF 1.3, part 2, section 3.3: the media type comes first and uncompressed.
            if part.isStored { zip_set_file_compression(archive, UInt64(place), Int32(ZIP_CM_STORE), 0) }
            // The same draft is the same file: 1980 is the first year that a zip knows.
            zip_file_set_dostime(archive, UInt64(place), 0, 0x0021, 0)
        }
        guard zip_close(archive) == 0 else { zip_discard(archive); throw DocumentError.cannotPack }
        var status = zip_stat_t()
        guard zip_source_stat(buffer, &status) == 0, zip_source_open(buffer) == 0 else { throw DocumentError.cannotPack }
        defer { zip_source_close(buffer) }
        var data = Data(count: Int(status.size))
        let read = data.withUnsafeMutableBytes { zip_source_read(buffer, $0.baseAddress, UInt64($0.count)) }
        guard read == Int64(status.size) else { throw DocumentError.cannotPack }
        return data
    }
}

/// A document that cannot be made now.
public enum DocumentError: Error, Sendable, Equatable, LocalizedError {
    case cannotPack
    /// A program is not installed; with the Debian package that has it.
    case missingProgram(name: String, package: String)
    case timeLimit(seconds: Int)
    /// Too many others are waiting.
    case busy
    case programFailed(name: String, message: String)

    public var errorDescription: String? {
        switch self {
        case .cannotPack: "the document could not be packed: there may be too little memory"
        case .missingProgram(let name, let package):
            "PDF is made by \(name), which is not installed: install the Debian package \(package) (apt install \(package)); ODT, DOCX and the preview work without it"
        case .timeLimit(let seconds): "making the PDF took longer than \(seconds) seconds and was stopped: shorten the document, or take ODT or DOCX"
        case .busy: "too many PDFs are being made: try again in a minute, or take ODT or DOCX"
        case .programFailed(let name, let message): "\(name) could not make the PDF: \(message)"
        }
    }
}
