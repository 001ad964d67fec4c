// SPDX-License-Identifier: Apache-2.0

import Foundation

extension GeometryTile {
    /// Draws a tile of the Web Mercator pyramid.
    /// - Parameter maximumPairCount: above this many pairs the tile is compressed again for each style;
    ///   256 but in tests.
    static func draw(
        _ borders: LayerBorders, zoom: Int, x: Int, y: Int, scale: Int, scratch: DrawingScratch,
        maximumPairCount: Int = 256, hatchedTiles: HatchedTiles? = nil
    ) -> GeometryTile {
        let side = 256 * scale
        let window = PixelWindow(
            worldPixels: Double(side) * Double(1 << zoom), originX: Double(x * side), originY: Double(y * side),
            width: side, height: side)
        return draw(
            borders, window: window, styleZoom: zoom, scale: scale, scratch: scratch, maximumPairCount: maximumPairCount,
            hatchedTiles: hatchedTiles)
    }

    /// Draws a square window of whatever projection the borders' points are in.
    /// - Parameters:
    ///   - window: as wide as high; `worldPixels` to the side of the projection's unit square.
    ///   - styleZoom: 0…14, whose border weights are used; others count as the nearest.
    ///   - scale: how many pixels of the window take the place of one of an ordinary screen, per side.
    ///   - maximumPairCount: above this many pairs the tile is compressed again for each style; 256 but in tests.
    static func draw(
        _ borders: LayerBorders, window: PixelWindow, styleZoom: Int, scale: Int, scratch: DrawingScratch,
        maximumPairCount: Int = 256, hatchedTiles: HatchedTiles? = nil
    ) -> GeometryTile {
        let side = window.width
        scratch.reserve(width: side, height: side)
        borders.arcs(near: window, margin: BorderStroke.greatestReach * Double(scale), into: &scratch.arcs)
        if scratch.arcs.count == 0 {
            // No border near: one row tells the unit of all.
            var row = window
            row.originY += Double(side / 2)
            row.height = 1
            if let single = UnitSweep.findSpans(borders, row, scratch).single {
                return GeometryTile(side: side, pixels: .uniform(unit: single), pairs: [], hatchedTiles: hatchedTiles)
            }
        }
        scratch.strengths.update(repeating: 0, count: side * side)
        let hasBorders = BorderStroke.draw(
            borders, arcs: scratch.arcs.elements, window, zoom: styleZoom, scale: scale, into: scratch.strengths)
        if let single = UnitSweep.findSpans(borders, window, scratch).single, !hasBorders {
            return GeometryTile(side: side, pixels: .uniform(unit: single), pairs: [], hatchedTiles: hatchedTiles)
        }
        let pairs = numberPairs(side: side, unitCount: borders.unitCount, scratch: scratch)
        let pixels: Pixels
        if pairs.count <= maximumPairCount {
            PixelRows.write(into: scratch.bytes, filter: 0, side: side, scratch: scratch)
            pixels = indexed(side: side, pairCount: pairs.count, scratch: scratch)
        } else {
            PixelRows.write(
                into: scratch.units, filter: UInt16(truncatingIfNeeded: pairs.count), side: side, scratch: scratch)
            pixels = .tokens(
                PixelTokens(pixels: scratch.units, width: side, height: side, pairCount: pairs.count + 1))
        }
        return GeometryTile(side: side, pixels: pixels, pairs: pairs, hatchedTiles: hatchedTiles)
    }

    /// Finds the pairs of the spans' units with the strengths, rising by unit, so that the few transparent ones
    /// come first (tRNS names only those), and numbers them in `scratch.pairNumbers`.
    private static func numberPairs(side: Int, unitCount: Int, scratch: DrawingScratch) -> [Pair] {
        let levels = BorderStyle.strengthLevels
        PixelRows.collectStrengths(side: side, unitCount: unitCount, scratch: scratch)
        scratch.pairNumbers.resize(to: (unitCount + 1) * levels)
        let numbers = scratch.pairNumbers.base
        var pairs: [Pair] = []
        for (unit, strengths) in scratch.strengthsOfUnit.elements.enumerated() where strengths != 0 {
            for strength in 0..<levels where strengths & 1 << UInt8(strength) != 0 {
                // Far beyond any territory: what follows the 60,000th pair looks like it.
                if pairs.count <= maximumPairNumber {
                    pairs.append(Pair(unit: UInt16(unit), strength: UInt8(strength)))
                }
                numbers[unit * levels + strength] = UInt16(pairs.count - 1)
            }
        }
        return pairs
    }

    /// Leaves room for the filter bytes' number and the hatch lines of a few units.
    private static let maximumPairNumber = 60_000

    /// Compresses the pair numbers in `scratch.units`, whose content is lost.
    static func pack(side: Int, pairs: [Pair], scratch: DrawingScratch, maximumPairCount: Int = 256) -> Pixels {
        let units = scratch.units
        if pairs.count <= maximumPairCount {
            var target = scratch.bytes
            for row in 0..<side {
                target.pointee = 0  // filter: none
                let line = units + row * side
                for column in 0..<side { target[column + 1] = UInt8(truncatingIfNeeded: line[column]) }
                target += side + 1
            }
            return indexed(side: side, pairCount: pairs.count, scratch: scratch)
        }
        // Room for the filter bytes: the rows move apart, the last one first.
        let filter = UInt16(truncatingIfNeeded: pairs.count)
        var row = side - 1
        while row >= 0 {
            let target = units + row * (side + 1)
            memmove(target + 1, units + row * side, side * MemoryLayout<UInt16>.stride)
            target.pointee = filter
            row -= 1
        }
        return .tokens(PixelTokens(pixels: units, width: side, height: side, pairCount: pairs.count + 1))
    }

    /// Compresses the rows of pair numbers in `scratch.bytes`, whose content is lost.
    private static func indexed(side: Int, pairCount: Int, scratch: DrawingScratch) -> Pixels {
        let bitDepth = pairCount > 16 || side % 8 > 0 ? 8 : pairCount > 4 ? 4 : pairCount > 2 ? 2 : 1
        let count = PixelRows.pack(scratch.bytes, side: side, bitDepth: bitDepth)
        let length = scratch.encoder.encode(scratch.bytes, count: count, stride: count / side, to: scratch.compressed)
        let chunk = PNGWriter.imageDataChunk(UnsafeRawBufferPointer(start: scratch.compressed, count: length))
        return .indexed(imageData: chunk, bitDepth: bitDepth)
    }
}
