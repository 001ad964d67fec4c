// SPDX-License-Identifier: Apache-2.0

import CDeflate

/// Writes a PNG with a palette (ISO/IEC 15948): signature, IHDR, PLTE, tRNS, IDAT, IEND.
struct PNGWriter {
    private let start: UnsafeMutableRawPointer
    private(set) var end: UnsafeMutableRawPointer

    static let chunkFrameByteCount = 12

    /// Bytes of a whole PNG.
    /// - Parameters:
    ///   - palette: entries of PLTE.
    ///   - transparency: entries of tRNS; none, no chunk.
    ///   - imageDataChunk: bytes of IDAT with its frame.
    static func byteCount(palette: Int, transparency: Int, imageDataChunk: Int) -> Int {
        let signature = 8
        let header = chunkFrameByteCount + 13
        let colours = chunkFrameByteCount + 3 * palette + (transparency > 0 ? chunkFrameByteCount + transparency : 0)
        return signature + header + colours + imageDataChunk + chunkFrameByteCount
    }

    init(_ buffer: UnsafeMutableRawPointer) {
        start = buffer
        end = buffer
    }

    var byteCount: Int { end - start }

    /// Signature and IHDR for a square image.
    mutating func begin(side: Int, bitDepth: Int) {
        append(0x8950_4E47_0D0A_1A0A)
        append32(13)
        let type = end
        append32(0x4948_4452)
        append32(UInt32(side))
        append32(UInt32(side))
        append8(UInt8(bitDepth))
        append8(3)  // palette
        append8(0)  // deflate
        append8(0)  // filter method 0
        append8(0)  // no interlace
        append32(Self.crc(type, 17))
    }

    /// PLTE and, when some entry is not opaque, tRNS.
    /// - Parameters:
    ///   - count: entries, 1…256.
    ///   - colour: red, green, blue in memory order from the lowest byte; the highest byte is ignored.
    ///   - transparency: alphas of the first entries; the rest is opaque.
    /// - Returns: the colours as written.
    @inline(__always) @discardableResult
    mutating func palette(count: Int, transparency: [UInt8], colour: (Int) -> UInt32) -> UnsafeRawBufferPointer {
        append32(UInt32(3 * count))
        let type = end
        append32(0x504C_5445)
        let colours = Self.writeColours(count: count, to: end, colour: colour)
        end += colours.count
        append32(Self.crc(type, 4 + 3 * count))
        if !transparency.isEmpty {
            append32(UInt32(transparency.count))
            let type = end
            append32(0x7452_4E53)
            for alpha in transparency { append8(alpha) }
            append32(Self.crc(type, 4 + transparency.count))
        }
        return colours
    }

    /// Writes three bytes for each colour, and one more behind the last.
    @inline(__always)
    static func writeColours(count: Int, to target: UnsafeMutableRawPointer, colour: (Int) -> UInt32) -> UnsafeRawBufferPointer {
        var next = target
        for index in 0..<count {
            // Four bytes are written, three are kept: the next entry, or the checksum, covers the fourth.
            next.storeBytes(of: colour(index).littleEndian, as: UInt32.self)
            next += 3
        }
        return UnsafeRawBufferPointer(start: target, count: 3 * count)
    }

    /// A chunk that has its length, type and checksum already.
    mutating func append(chunk: [UInt8]) {
        end.copyMemory(from: chunk, byteCount: chunk.count)
        end += chunk.count
    }

    /// An IDAT whose data is written in place: `body` gets the address of the data and returns its length.
    mutating func imageData(_ body: (UnsafeMutableRawPointer) -> Int) {
        let length = end
        append32(0)
        let type = end
        append32(0x4944_4154)
        let count = body(end)
        end += count
        length.storeBytes(of: UInt32(count).bigEndian, as: UInt32.self)
        append32(Self.crc(type, 4 + count))
    }

    mutating func finish() {
        append32(0)
        append32(0x4945_4E44)
        append32(0xAE42_6082)
    }

    /// The IDAT chunk of a finished zlib stream, to be kept and appended again and again.
    static func imageDataChunk(_ stream: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: stream.count + chunkFrameByteCount) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            var writer = PNGWriter(base)
            writer.imageData { target in
                if let source = stream.baseAddress { target.copyMemory(from: source, byteCount: stream.count) }
                return stream.count
            }
            count = writer.byteCount
        }
    }

    private static func crc(_ bytes: UnsafeMutableRawPointer, _ count: Int) -> UInt32 {
        libdeflate_crc32(0, bytes, count)
    }

    private mutating func append(_ value: UInt64) {
        end.storeBytes(of: value.bigEndian, as: UInt64.self)
        end += 8
    }

    private mutating func append32(_ value: UInt32) {
        end.storeBytes(of: value.bigEndian, as: UInt32.self)
        end += 4
    }

    private mutating func append8(_ value: UInt8) {
        end.storeBytes(of: value, as: UInt8.self)
        end += 1
    }
}
