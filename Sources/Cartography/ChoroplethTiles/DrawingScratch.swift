// SPDX-License-Identifier: Apache-2.0

import CDeflate
import Synchronization

/// Working memory for drawing one tile, reused from tile to tile.
final class DrawingScratch {
    /// Pixels of the window: unit numbers, later numbers of (unit, strength) pairs.
    private(set) var units: UnsafeMutablePointer<UInt16>
    private(set) var strengths: UnsafeMutablePointer<UInt8>
    /// Rows of an image with their filter bytes, and `readAhead` readable bytes behind them.
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    private(set) var compressed: UnsafeMutablePointer<UInt8>
    private(set) var pixelCapacity = 0
    private(set) var compressedCapacity = 0
    /// The arcs near the window.
    var arcs = PlainBuffer<Int32>()
    var crossings = PlainBuffer<SweepCrossing>()
    var sortedCrossings = PlainBuffer<SweepCrossing>()
    /// For each row where its crossings start in `sortedCrossings`; one more for the end.
    var rowStarts = PlainBuffer<Int32>()
    var rowEnds = PlainBuffer<Int32>()
    /// Only rows without crossings have one.
    var leftEdge = PlainBuffer<LeftEdge>()
    var leftTies = PlainBuffer<SweepCrossing>()
    var spans = PlainBuffer<UnitSpan>()
    /// For each unit the strengths that it occurs with, a bit each.
    var strengthsOfUnit = PlainBuffer<UInt8>()
    /// For unit × strength the number of the pair; defined for pairs that occur.
    var pairNumbers = PlainBuffer<UInt16>()
    var encoder = ImageDataEncoder()
    private var decompressor: OpaquePointer?

    /// Loops take eight bytes at a time.
    static let readAhead = 8

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
        arcs.deallocate()
        crossings.deallocate()
        sortedCrossings.deallocate()
        rowStarts.deallocate()
        rowEnds.deallocate()
        leftEdge.deallocate()
        leftTies.deallocate()
        spans.deallocate()
        strengthsOfUnit.deallocate()
        pairNumbers.deallocate()
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
        compressedCapacity = ImageDataEncoder.maximumByteCount(pixels)
        units = .allocate(capacity: pixels + PixelTokens.readAhead)
        (units + pixels).update(repeating: 0, count: PixelTokens.readAhead)
        strengths = .allocate(capacity: pixels + Self.readAhead)
        bytes = .allocate(capacity: pixels + Self.readAhead)
        (strengths + pixels).update(repeating: 0, count: Self.readAhead)
        (bytes + pixels).update(repeating: 0, count: Self.readAhead)
        compressed = .allocate(capacity: compressedCapacity)
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
