// SPDX-License-Identifier: Apache-2.0

import CDeflate

/// Reads PNGs with a palette and no filters, checking every chunk's checksum.
struct DecodedPNG: Equatable {
    struct Pixel: Equatable, Hashable {
        var rgb: UInt32
        var alpha: UInt8
    }

    var width = 0
    var height = 0
    var bitDepth = 0
    var pixels: [Pixel] = []

    subscript(x: Int, y: Int) -> Pixel { pixels[y * width + x] }

    static func == (a: DecodedPNG, b: DecodedPNG) -> Bool {
        a.width == b.width && a.height == b.height && a.pixels == b.pixels
    }

    struct Damaged: Error {
        var reason: String
    }

    init(_ bytes: [UInt8]) throws {
        guard bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] else { throw Damaged(reason: "signature") }
        func number(_ at: Int) -> Int { bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } }
        var position = 8
        var palette: [UInt32] = []
        var alphas: [UInt8] = []
        var stream: [UInt8] = []
        var isFinished = false
        while position < bytes.count {
            let length = number(position)
            let type = String(decoding: bytes[(position + 4)..<(position + 8)], as: UTF8.self)
            let data = Array(bytes[(position + 8)..<(position + 8 + length)])
            let typed = Array(bytes[(position + 4)..<(position + 8 + length)])
            guard Int(libdeflate_crc32(0, typed, typed.count)) == number(position + 8 + length) else {
                throw Damaged(reason: "checksum of \(type)")
            }
            position += 12 + length
            switch type {
            case "IHDR":
                width = data[0..<4].reduce(0) { $0 << 8 | Int($1) }
                height = data[4..<8].reduce(0) { $0 << 8 | Int($1) }
                bitDepth = Int(data[8])
                guard data[9] == 3 else { throw Damaged(reason: "colour type") }
            case "PLTE":
                palette = stride(from: 0, to: length, by: 3).map {
                    UInt32(data[$0]) << 16 | UInt32(data[$0 + 1]) << 8 | UInt32(data[$0 + 2])
                }
            case "tRNS": alphas = data
            case "IDAT": stream += data
            case "IEND": isFinished = true
            default: throw Damaged(reason: "chunk \(type)")
            }
        }
        guard isFinished else { throw Damaged(reason: "no end") }
        let rowLength = width * bitDepth / 8 + 1
        var raw = [UInt8](repeating: 0, count: rowLength * height)
        let decompressor = libdeflate_alloc_decompressor()
        defer { libdeflate_free_decompressor(decompressor) }
        // Checks Adler-32 as well.
        guard libdeflate_zlib_decompress(decompressor, stream, stream.count, &raw, raw.count, nil) == LIBDEFLATE_SUCCESS
        else { throw Damaged(reason: "zlib stream") }
        let colours = palette.indices.map { Pixel(rgb: palette[$0], alpha: $0 < alphas.count ? alphas[$0] : 255) }
        pixels.reserveCapacity(width * height)
        let perByte = 8 / bitDepth
        let mask = UInt8(truncatingIfNeeded: 1 << bitDepth - 1)
        for row in 0..<height {
            guard raw[row * rowLength] == 0 else { throw Damaged(reason: "filter") }
            for byte in raw[(row * rowLength + 1)..<((row + 1) * rowLength)] {
                for part in 1...perByte {
                    let index = Int(byte >> UInt8(8 - bitDepth * part) & mask)
                    guard index < colours.count else { throw Damaged(reason: "palette index") }
                    pixels.append(colours[index])
                }
            }
        }
    }
}
