// SPDX-License-Identifier: Apache-2.0

import CDeflate
import Testing
import TileGeometry

@testable import Cartography

@Suite struct ImageDataEncoderTests {
    private func roundTrip(_ bytes: [UInt8], stride: Int, _ encoder: inout ImageDataEncoder) throws -> (content: [UInt8], size: Int) {
        var stream = [UInt8](repeating: 0, count: ImageDataEncoder.maximumByteCount(bytes.count))
        let padded = bytes + [UInt8](repeating: bytes.last ?? 0, count: 8)
        let size = stream.withUnsafeMutableBytes { stream in
            padded.withUnsafeBufferPointer { padded -> Int in
                guard let source = padded.baseAddress, let target = stream.baseAddress else { return 0 }
                return encoder.encode(source, count: bytes.count, stride: stride, to: target)
            }
        }
        var content = [UInt8](repeating: 0, count: bytes.count + 1)
        let decompressor = try #require(libdeflate_alloc_decompressor())
        defer { libdeflate_free_decompressor(decompressor) }
        var length = 0
        let result = libdeflate_zlib_decompress(decompressor, stream, size, &content, content.count, &length)
        #expect(result == LIBDEFLATE_SUCCESS)
        return (Array(content[..<length]), size)
    }

    @Test func whatGoesInComesOut() throws {
        var random = TestRandom(11)
        var encoder = ImageDataEncoder()
        for (width, height) in [(256, 256), (128, 256), (32, 256), (512, 512), (8, 3), (1, 1), (256, 1)] {
            let stride = width + 1
            let noise = (0..<(stride * height)).map { _ in UInt8.random(in: 0...255, using: &random) }
            let few = (0..<(stride * height)).map { _ in UInt8.random(in: 0...2, using: &random) }
            let even = [UInt8](repeating: 0, count: stride * height)
            // Slanted bands, which repeat in the row above, shifted.
            let bands = (0..<(stride * height)).map { UInt8(($0 % stride + $0 / stride * 2) / 17 % 200) }
            // Long runs with a disturbance here and there, matches up to the very end.
            let runs = (0..<(stride * height)).map { $0 % 1009 == 0 ? UInt8.random(in: 0...255, using: &random) : UInt8($0 / 3000 % 7) }
            for bytes in [noise, few, even, bands, runs] {
                let result = try roundTrip(bytes, stride: stride, &encoder)
                #expect(result.content == bytes, "\(width) × \(height)")
            }
        }
        for count in 1...40 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...1, using: &random) }
            let result = try roundTrip(bytes, stride: 5, &encoder)
            #expect(result.content == bytes)
        }
    }

    @Test func mapsComeOutAsSmallAsFromAGeneralCompressor() throws {
        let topology = try TestTerritory.poland()
        let renderer = ChoroplethTileRenderer(topology: topology, cacheBudgetBytes: 1_000_000)
        let decompressor = try #require(libdeflate_alloc_decompressor())
        defer { libdeflate_free_decompressor(decompressor) }
        var own = 0
        var general = 0
        for (zoom, x, y) in [(6, 35, 21), (8, 141, 84), (9, 283, 170), (10, 569, 339), (12, 2270, 1360)] {
            let tile = try renderer.geometry(layer: "powiat", tile: TileCoordinate(zoom: zoom, x: x, y: y))
            guard case .indexed(let imageData, let bitDepth) = tile.pixels else { continue }
            var bytes = [UInt8](repeating: 0, count: (32 * bitDepth + 1) * 256)
            // Behind the chunk's length and type, before its checksum.
            let stream = Array(imageData[8..<(imageData.count - 4)])
            #expect(libdeflate_zlib_decompress(decompressor, stream, stream.count, &bytes, bytes.count, nil) == LIBDEFLATE_SUCCESS)
            own += stream.count
            general += Deflate.zlib(bytes, level: 6).count
        }
        #expect(general > 4000)
        #expect(Double(own) < Double(general) * 1.1)
    }
}
