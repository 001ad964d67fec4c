// SPDX-License-Identifier: Apache-2.0

import CDeflate

/// Compression of whole buffers by libdeflate.
public enum Deflate {
    /// A gzip file (RFC 1952) of these bytes.
    /// - Parameter level: 1…12; 9 suits what is compressed once and sent often.
    public static func gzip(_ bytes: [UInt8], level: Int = 9) -> [UInt8] {
        compress(bytes, level, libdeflate_gzip_compress_bound, libdeflate_gzip_compress)
    }

    /// A zlib stream (RFC 1950) of these bytes.
    public static func zlib(_ bytes: [UInt8], level: Int = 9) -> [UInt8] {
        compress(bytes, level, libdeflate_zlib_compress_bound, libdeflate_zlib_compress)
    }

    /// The content of a gzip file, or nil when it is damaged or larger than `limit` bytes.
    public static func gunzip(_ bytes: [UInt8], limit: Int = 64 << 20) -> [UInt8]? {
        // The last four bytes hold the length modulo 2^32.
        guard bytes.count >= 18, let decompressor = libdeflate_alloc_decompressor() else { return nil }
        defer { libdeflate_free_decompressor(decompressor) }
        let length = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= limit else { return nil }
        var isRead = false
        let result = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            var actual = 0
            isRead =
                libdeflate_gzip_decompress(decompressor, bytes, bytes.count, buffer.baseAddress, length, &actual)
                == LIBDEFLATE_SUCCESS
            count = isRead ? actual : 0
        }
        return isRead ? result : nil
    }

    private static func compress(
        _ bytes: [UInt8], _ level: Int,
        _ bound: (OpaquePointer?, Int) -> Int,
        _ body: (OpaquePointer?, UnsafeRawPointer?, Int, UnsafeMutableRawPointer?, Int) -> Int
    ) -> [UInt8] {
        guard let compressor = libdeflate_alloc_compressor(Int32(min(max(level, 1), 12))) else { return [] }
        defer { libdeflate_free_compressor(compressor) }
        let capacity = bound(compressor, bytes.count)
        return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = body(compressor, bytes, bytes.count, buffer.baseAddress, capacity)
        }
    }
}
