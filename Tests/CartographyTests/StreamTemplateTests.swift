// SPDX-License-Identifier: Apache-2.0

import TileGeometry
import Testing

@testable import Cartography

/// Tiles with many units: their streams are written beforehand but for the slots.
@Suite struct StreamTemplateTests {
    /// Colourings of a layer with few and many classes, with and without each special slot.
    private func colourings(count: Int) throws -> [UnitColouring] {
        func colouring(_ palette: String, _ classes: Int, _ slot: (Int) -> UInt8) throws -> UnitColouring {
            UnitColouring(slots: (0..<count).map(slot), classColours: try ColourScheme.named(palette).colours(classes: classes))
        }
        return [
            try colouring("Blues", 2) { UInt8($0 / 3 % 2) },
            try colouring("YlOrRd", 5) { UInt8($0 * 7 % 5) },
            try colouring("viridis", 7) { $0 % 11 == 0 ? UnitColouring.noDataSlot : UInt8($0 % 7) },
            try colouring("RdBu", 9) { $0 % 5 == 0 ? UnitColouring.outsideRegionSlot : UInt8($0 % 9) },
            try colouring("Greens", 9) { UInt8($0 % 13) },
            try colouring("Greens", 3) { _ in 1 },
            // Fewer slots than shapes: the rest shows no data.
            UnitColouring(slots: [0, 1, 2], classColours: try ColourScheme.named("Blues").colours(classes: 3)),
        ]
    }

    /// What each pixel should show, from the parsed pixels themselves.
    private func expected(_ tile: GeometryTile, _ colouring: UnitColouring) throws -> [DecodedPNG.Pixel] {
        guard case .tokens(let tokens) = tile.pixels else { throw NotTokens() }
        let side = tile.side
        let numbers = UnsafeMutablePointer<UInt16>.allocate(capacity: (side + 1) * side)
        defer { numbers.deallocate() }
        tokens.decode(into: numbers)
        return (0..<(side * side)).map { index in
            let pair = tile.pairs[Int(numbers[index / side * (side + 1) + index % side + 1])]
            if pair.unit == 0 { return .init(rgb: MapColours.border.rgb, alpha: ColouredTile.outsideAlphas[Int(pair.strength)]) }
            let slot = pair.isHatchLine ? UnitColouring.hatchSlot : GeometryTile.slot(pair.unit, colouring)
            let share = Double(pair.strength) / Double(BorderStyle.strengthLevels - 1)
            return .init(rgb: colouring.palette.colour(ofSlot: slot).blended(with: MapColours.border, share: share).rgb, alpha: 255)
        }
    }

    private struct NotTokens: Error {}

    @Test(arguments: [(4, 8, 5, 1), (5, 17, 10, 1), (6, 35, 21, 1), (7, 71, 42, 1), (8, 142, 85, 1), (7, 70, 41, 2)])
    func showTheirUnitsInEveryStyle(zoom: Int, x: Int, y: Int, scale: Int) throws {
        let topology = try TestTerritory.poland()
        let renderer = ChoroplethTileRenderer(topology: topology, cacheBudgetBytes: 50_000_000)
        let layer = try #require(topology.layer(named: "gmina"))
        let drawn = try renderer.geometry(layer: "gmina", tile: TileCoordinate(zoom: zoom, x: x, y: y), scale: scale)
        var tags: [UInt64: [UInt8]] = [:]
        for colouring in try colourings(count: layer.shapes.count) {
            let tile = drawn.hatched(for: colouring) ?? drawn
            let coloured = drawn.coloured(colouring)
            let png = drawn.png(colouring)
            #expect(png.count == coloured.byteCount)
            #expect(try DecodedPNG(png).pixels == expected(tile, colouring))
            // The tag follows from the bytes, and can be had without them.
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: coloured.capacity, alignment: 8)
            defer { buffer.deallocate() }
            #expect(coloured.write(to: buffer) == coloured.tag)
            #expect(tags.updateValue(png, forKey: coloured.tag) == nil)
        }
    }

    /// Streams of any tile, not only of those that need them: few literals, no units, no outside.
    @Test func codesFitWhateverTheTileHolds() throws {
        let topology = TestTerritory.topology
        let borders = LayerBorders(
            projected: MapGeometry(topology: topology).arcs(zoom: 10), sides: topology.sides(in: topology.layers[0]),
            ranks: LayerBorders.ranks(of: topology), unitCount: topology.layers[0].shapes.count)
        let scratch = DrawingScratch()
        for zoom in 5...13 {
            for tile in try TestTerritory.tiles(zoom: zoom).prefix(3) {
                let drawn = GeometryTile.draw(borders, zoom: zoom, x: tile.x, y: tile.y, scale: 1, scratch: scratch, maximumPairCount: 0)
                guard case .tokens = drawn.pixels else { continue }
                for colouring in try colourings(count: topology.layers[0].shapes.count) where !colouring.hasNotApplicable {
                    #expect(try DecodedPNG(drawn.png(colouring)).pixels == expected(drawn, colouring))
                }
            }
        }
    }

    /// A tag changes with a colour that the tile shows, and with no other.
    @Test func tagsFollowWhatTheTileShows() throws {
        let topology = try TestTerritory.poland()
        let renderer = ChoroplethTileRenderer(topology: topology, cacheBudgetBytes: 50_000_000)
        let layer = try #require(topology.layer(named: "gmina"))
        let colours = try ColourScheme.named("Blues").colours(classes: 5)
        let slots = layer.shapes.indices.map { UInt8($0 % 5) }
        let before = UnitColouring(slots: slots, classColours: colours)
        for (zoom, x, y) in [(5, 17, 10), (7, 71, 42), (9, 285, 170), (11, 1141, 683)] {
            let tile = try renderer.geometry(layer: "gmina", tile: TileCoordinate(zoom: zoom, x: x, y: y))
            let shown = Set(tile.shapeIndexes)
            #expect(!shown.isEmpty)
            var checked = (shown: 0, hidden: 0)
            for index in stride(from: 0, to: slots.count, by: 37).map({ $0 }) + shown.sorted().prefix(3) {
                var changed = slots
                changed[index] = (changed[index] + 1) % 5
                let after = UnitColouring(slots: changed, classColours: colours)
                #expect((tile.coloured(after).tag == tile.coloured(before).tag) == !shown.contains(index))
                #expect((tile.png(after) == tile.png(before)) == !shown.contains(index))
                if shown.contains(index) { checked.shown += 1 } else { checked.hidden += 1 }
            }
            #expect(checked.shown > 0)
        }
    }
}
