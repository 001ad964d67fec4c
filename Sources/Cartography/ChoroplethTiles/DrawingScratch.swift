// SPDX-License-Identifier: Apache-2.0

import CDeflate
import Synchronization

/// Working memory for drawing one tile, reused from tile to tile.
final class DrawingScratch {
    /// Pixels of the window: unit numbers, later numbers of (unit, strength) pairs.
    private(set) var units: UnsafeMutablePointer<UInt16>
    private(set) var strengths: UnsafeMutablePointer<UInt8>
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    private(set) var compressed: UnsafeMutablePointer<UInt8>
    private(set) var pixelCapacity = 0
    private(set) var compressedCapacity = 0
    var crossings: [SweepCrossing] = []
    var sortedCrossings: [SweepCrossing] = []
    var rowStarts: [Int32] = []
    var leftEdge: [LeftEdge] = []
    var leftTies: [SweepCrossing] = []
    /// For unit × strength the number of the pair, or the sentinel `UInt16.max`.
    var pairNumbers: [UInt16] = []
    private var compressors: [Int: OpaquePointer] = [:]
    private var decompressor: OpaquePointer?

    init() {
        units = .allocate(capacity: 1)
        strengths = .allocate(capacity: 1)
        bytes = .allocate(capacity: 1)
        compressed = .allocate(capacity: 1)
    }

    deinit {
        units.deallocate()
        strengths.deallocate()
        bytes.deallocate()
        compressed.deallocate()
        for compressor in compressors.values { libdeflate_free_compressor(compressor) }
        if let decompressor { libdeflate_free_decompressor(decompressor) }
    }

    /// Makes room for a window; `units` and `strengths` have no defined content after it has grown.
    func reserve(width: Int, height: Int) {
        let pixels = (width + 1) * height
        guard pixels > pixelCapacity else { return }
        units.deallocate()
        strengths.deallocate()
        bytes.deallocate()
        compressed.deallocate()
        pixelCapacity = pixels
        compressedCapacity = libdeflate_zlib_compress_bound(nil, pixels)
        units = .allocate(capacity: pixels + PixelTokens.readAhead)
        (units + pixels).update(repeating: 0, count: PixelTokens.readAhead)
        strengths = .allocate(capacity: pixels)
        bytes = .allocate(capacity: pixels)
        compressed = .allocate(capacity: compressedCapacity)
    }

    /// Compresses `bytes[..<count]` into `compressed` and returns the length; 0 when memory ran out.
    func zlibCompress(count: Int, level: Int) -> Int {
        if compressors[level] == nil { compressors[level] = libdeflate_alloc_compressor(Int32(level)) }
        guard let compressor = compressors[level] else { return 0 }
        return libdeflate_zlib_compress(compressor, bytes, count, compressed, compressedCapacity)
    }

    /// Inflates a zlib stream of exactly `count` bytes into `bytes`.
    func zlibDecompress(_ stream: UnsafeRawBufferPointer, count: Int) -> Bool {
        if decompressor == nil { decompressor = libdeflate_alloc_decompressor() }
        guard let decompressor else { return false }
        return libdeflate_zlib_decompress(decompressor, stream.baseAddress, stream.count, bytes, count, nil)
            == LIBDEFLATE_SUCCESS
    }
}

/// Hands out working memory: as many sets as there are tiles being drawn at once, kept for the next.
final class DrawingScratchPool: Sendable {
    private struct Idle: @unchecked Sendable {
        var sets: [DrawingScratch] = []
    }
    private let idle = Mutex(Idle())

    func withScratch<Result>(_ body: (DrawingScratch) -> Result) -> Result {
        let scratch = idle.withLock { idle in
            Handover(idle.sets.popLast() ?? DrawingScratch())
        }
        defer {
            let back = Handover(scratch.value)
            idle.withLock { $0.sets.append(back.value) }
        }
        return body(scratch.value)
    }

    /// A set is held by one thread at a time: whoever took it from the pool.
    private struct Handover: @unchecked Sendable {
        let value: DrawingScratch
        init(_ value: DrawingScratch) { self.value = value }
    }
}
