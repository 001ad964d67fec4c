// SPDX-License-Identifier: Apache-2.0

import TileGeometry
import Testing

@testable import Cartography

@Suite struct UnitSweepTests {
    /// The unit at a place by testing every ring: slow, obvious, and independent of arcs and sides.
    private func unit(at place: Point, _ rings: [[[Point]]]) -> UInt16 {
        for (index, shape) in rings.enumerated() where shape.contains(where: { BoundingBox(of: $0).contains(place) }) {
            var isInside = false
            for ring in shape {
                for (a, b) in zip(ring, ring.dropFirst()) where (a.y > place.y) != (b.y > place.y) {
                    if a.x + (place.y - a.y) / (b.y - a.y) * (b.x - a.x) > place.x { isInside.toggle() }
                }
            }
            if isInside { return UInt16(index + 1) }
        }
        return 0
    }

    private func borders(_ topology: Topology, _ layer: Int, zoom: Int) -> LayerBorders {
        LayerBorders(
            projected: MapGeometry(topology: topology).arcs(zoom: zoom), sides: topology.sides(in: topology.layers[layer]),
            ranks: LayerBorders.ranks(of: topology), unitCount: topology.layers[layer].shapes.count)
    }

    @Test(arguments: [0, 1, 2])
    func findsTheUnitOfEveryPixel(layer: Int) throws {
        let topology = TestTerritory.topology
        let rings = topology.layers[layer].shapes.map { shape in
            shape.polygons.flatMap { polygon in
                polygon.rings.map { ring in
                    topology.points(of: ring).map { WebMercator.project(longitude: $0.x, latitude: $0.y) }
                }
            }
        }
        let borders = borders(topology, layer, zoom: 10)
        let scratch = DrawingScratch()
        for tile in try TestTerritory.tiles(zoom: 9).prefix(6) {
            let side = 24
            let window = PixelWindow(
                worldPixels: Double(side) * tile.tilesPerSide, originX: Double(tile.x * side), originY: Double(tile.y * side),
                width: side, height: side)
            scratch.reserve(width: side, height: side)
            let (single, misfits) = UnitSweep.fill(borders, window, scratch)
            #expect(misfits == 0)
            for row in 0..<side {
                for column in 0..<side {
                    let place = Point(
                        (window.originX + Double(column) + 0.5) / window.worldPixels,
                        (window.originY + Double(row) + 0.5) / window.worldPixels)
                    let found = single ?? scratch.units[row * side + column]
                    #expect(found == unit(at: place, rings), "tile \(tile.x)/\(tile.y) pixel \(column), \(row)")
                }
            }
        }
    }

    /// A junction exactly on a pixel centre, with two arcs that leave it southwards: the row through it meets
    /// both at one place, in whatever order they come.
    @Test func survivesJunctionsOnPixelCentres() {
        func at(_ x: Double, _ y: Double) -> Point { Point((x + 0.5) / 16, (y + 0.5) / 16) }
        // A square cut along its diagonals into north, east, south, west (units 1 to 4).
        let middle = at(8, 8)
        let corners = [at(2, 2), at(14, 2), at(14, 14), at(2, 14)]
        let projected = corners.map { [middle, $0] } + (0..<4).map { [corners[$0], corners[($0 + 1) % 4]] }
        let sides: [Topology.ArcSides] = [
            .init(left: 3, right: 0), .init(left: 0, right: 1), .init(left: 1, right: 2), .init(left: 2, right: 3),
            .init(left: -1, right: 0), .init(left: -1, right: 1), .init(left: -1, right: 2), .init(left: -1, right: 3),
        ]
        let scratch = DrawingScratch()
        scratch.reserve(width: 16, height: 16)
        for order in [Array(0..<8), Array((0..<8).reversed()), [2, 0, 7, 3, 5, 1, 6, 4]] {
            let borders = LayerBorders(
                projected: order.map { projected[$0] }, sides: order.map { sides[$0] },
                ranks: [BorderRank](repeating: .gmina, count: 8), unitCount: 4)
            // The junction within the window, on its edge, and to the west of it.
            for left in [0.0, 8.0, 10.0] {
                let window = PixelWindow(worldPixels: 16, originX: left, originY: 0, width: 16, height: 16)
                let (_, misfits) = UnitSweep.fill(borders, window, scratch)
                #expect(misfits == 0)
                let east = Array(UnsafeBufferPointer(start: scratch.units + 8 * 16 + Int(12 - left), count: 4))
                #expect(east == [2, 2, 0, 0])
                if left == 0 {
                    let row = Array(UnsafeBufferPointer(start: scratch.units + 8 * 16, count: 16))
                    #expect(row == [0, 0, 4, 4, 4, 4, 4, 4, 2, 2, 2, 2, 2, 2, 0, 0])
                    let below = Array(UnsafeBufferPointer(start: scratch.units + 10 * 16, count: 16))
                    #expect(below == [0, 0, 4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 0, 0])
                }
            }
        }
    }

    @Test func crossesNothingInPolandAtAnyZoom() throws {
        let topology = try TestTerritory.poland()
        let scratch = DrawingScratch()
        scratch.reserve(width: 256, height: 256)
        let middle = WebMercator.project(longitude: 20.6, latitude: 50.9)
        for zoom in [4, 6, 7, 9, 12] {
            for layer in topology.layers.indices {
                let borders = borders(topology, layer, zoom: zoom)
                let side = Double(1 << zoom)
                let window = PixelWindow(
                    worldPixels: 256 * side, originX: (middle.x * side).rounded(.down) * 256,
                    originY: (middle.y * side).rounded(.down) * 256, width: 256, height: 256)
                #expect(UnitSweep.fill(borders, window, scratch).misfits == 0)
            }
        }
    }
}

@Suite struct ChoroplethTileTests {
    private func renderer(budget: Int = 50_000_000) -> ChoroplethTileRenderer {
        ChoroplethTileRenderer(topology: TestTerritory.topology, cacheBudgetBytes: budget)
    }

    private func tile(at position: Point, zoom: Int) throws -> (tile: TileCoordinate, x: Int, y: Int) {
        let place = WebMercator.project(longitude: position.x, latitude: position.y)
        let side = Double(1 << zoom)
        let tile = try TileCoordinate(zoom: zoom, x: Int(place.x * side), y: Int(place.y * side))
        return (tile, Int((place.x * side - Double(tile.x)) * 256), Int((place.y * side - Double(tile.y)) * 256))
    }

    @Test func pixelsInsideUnitsHaveTheColoursOfTheLegend() throws {
        let renderer = renderer()
        let shapes = TestTerritory.topology.layers[0].shapes
        let values = shapes.indices.map { index -> UnitValue in
            index % 13 == 0 ? .noData : index % 17 == 0 ? .outsideRegion : .value(Double(index))
        }
        let choropleth = try Choropleth(values: values, style: .default, decimals: 0)
        for zoom in [8, 10, 12] {
            for (index, shape) in shapes.enumerated().filter({ $0.offset % 5 == 0 || $0.offset == TestTerritory.townIndex }) {
                let middle = try #require(TestTerritory.topology.pointOfInaccessibility(of: shape)).point
                let (tile, x, y) = try tile(at: middle, zoom: zoom)
                let png = try DecodedPNG(renderer.png(layer: "gmina", tile: tile, colouring: choropleth.colouring))
                let expected =
                    switch values[index] {
                    case .value(let number):
                        choropleth.legend.classes[try #require(choropleth.legend.breaks.classIndex(of: number))].colour
                    case .outsideRegion: MapColours.outsideRegion
                    default: choropleth.legend.noData.colour
                    }
                #expect(png[x, y] == .init(rgb: expected.rgb, alpha: 255))
            }
        }
    }

    @Test func recolouringIsTheSameAsDrawingAnew() throws {
        let first = try TestTerritory.colouring()
        let second = try TestTerritory.colouring(classes: 8, reversed: true, slot: { UInt8($0 * 3 % 8) })
        let warm = renderer()
        for zoom in [5, 7, 9, 11] {
            for tile in try TestTerritory.tiles(zoom: zoom).prefix(4) {
                for scale in [1, 2] {
                    _ = try warm.png(layer: "gmina", tile: tile, scale: scale, colouring: first)
                    let recoloured = try warm.png(layer: "gmina", tile: tile, scale: scale, colouring: second)
                    let anew = try renderer().png(layer: "gmina", tile: tile, scale: scale, colouring: second)
                    #expect(recoloured == anew)
                    #expect(try DecodedPNG(anew).width == 256 * scale)
                }
            }
        }
    }

    @Test func bothWaysOfStoringPixelsShowTheSame() throws {
        let topology = TestTerritory.topology
        let borders = LayerBorders(
            projected: MapGeometry(topology: topology).arcs(zoom: 10), sides: topology.sides(in: topology.layers[0]),
            ranks: LayerBorders.ranks(of: topology), unitCount: topology.layers[0].shapes.count)
        let scratch = DrawingScratch()
        for zoom in [0, 6, 8, 10, 14] {
            for tile in try TestTerritory.tiles(zoom: zoom).prefix(2) {
                func draw(_ limit: Int, _ scale: Int) -> GeometryTile {
                    .draw(borders, zoom: zoom, x: tile.x, y: tile.y, scale: scale, scratch: scratch, maximumPairCount: limit)
                }
                for scale in [1, 2] {
                    let once = draw(256, scale)
                    let perStyle = draw(0, scale)
                    for colouring in [
                        try TestTerritory.colouring(), try TestTerritory.colouring(slot: { UInt8(9 + $0 % 3) }),
                        try TestTerritory.colouring(slot: { _ in 0 }),
                    ] {
                        #expect(try DecodedPNG(once.png(colouring)) == DecodedPNG(perStyle.png(colouring)))
                    }
                }
            }
        }
    }

    @Test func manyUnitsInOneTileUseTheSecondWay() throws {
        let topology = try TestTerritory.poland()
        let renderer = ChoroplethTileRenderer(topology: topology, cacheBudgetBytes: 50_000_000)
        let count = topology.layer(named: "gmina")?.shapes.count ?? 0
        let colouring = UnitColouring(
            slots: (0..<count).map { UInt8($0 % 7) }, classColours: try ColourScheme.named("Blues").colours(classes: 7))
        for (zoom, x, y) in [(4, 8, 5), (5, 17, 10), (6, 35, 21), (7, 71, 42)] {
            let tile = try renderer.geometry(layer: "gmina", tile: TileCoordinate(zoom: zoom, x: x, y: y))
            #expect(tile.isRecompressedPerStyle)
            let png = tile.png(colouring)
            #expect(png.count <= tile.maximumByteCount(for: colouring))
            let decoded = try DecodedPNG(png)
            let fills = Set(colouring.classColours.map(\.rgb))
            let opaque = decoded.pixels.filter { $0.alpha == 255 }
            #expect(opaque.filter { fills.contains($0.rgb) }.count > opaque.count / 2)
        }
    }

    @Test func neighboursContinueEachOther() throws {
        let topology = TestTerritory.topology
        let borders = LayerBorders(
            projected: MapGeometry(topology: topology).arcs(zoom: 9), sides: topology.sides(in: topology.layers[0]),
            ranks: LayerBorders.ranks(of: topology), unitCount: topology.layers[0].shapes.count)
        let tile = try TestTerritory.tiles(zoom: 9)[4]
        func draw(x: Int, y: Int, width: Int, height: Int) -> (units: [UInt16], strengths: [UInt8]) {
            let scratch = DrawingScratch()
            scratch.reserve(width: width, height: height)
            let window = PixelWindow(
                worldPixels: 256 * tile.tilesPerSide, originX: Double(x), originY: Double(y), width: width, height: height)
            borders.arcs(near: window, margin: BorderStroke.greatestReach, into: &scratch.arcs)
            scratch.strengths.update(repeating: 0, count: width * height)
            _ = BorderStroke.draw(
                borders, arcs: scratch.arcs.elements, window, zoom: 9, scale: 1, into: scratch.strengths)
            if let single = UnitSweep.fill(borders, window, scratch).single {
                scratch.units.update(repeating: single, count: width * height)
            }
            return (
                Array(UnsafeBufferPointer(start: scratch.units, count: width * height)),
                Array(UnsafeBufferPointer(start: scratch.strengths, count: width * height))
            )
        }
        let (x, y) = (tile.x * 256, tile.y * 256)
        let whole = draw(x: x, y: y, width: 512, height: 512)
        #expect(whole.strengths.contains { $0 > 0 })
        for (dx, dy) in [(0, 0), (256, 0), (0, 256), (256, 256)] {
            let part = draw(x: x + dx, y: y + dy, width: 256, height: 256)
            for row in 0..<256 {
                let from = (row + dy) * 512 + dx
                #expect(part.units[(row * 256)..<(row * 256 + 256)].elementsEqual(whole.units[from..<(from + 256)]))
                #expect(part.strengths[(row * 256)..<(row * 256 + 256)].elementsEqual(whole.strengths[from..<(from + 256)]))
            }
        }
    }

    @Test func outsideTheCountryIsTransparentAndTiny() throws {
        let renderer = renderer()
        let colouring = try TestTerritory.colouring()
        for (zoom, x, y) in [(4, 1, 1), (9, 3, 500), (14, 0, 0)] {
            let tile = try TileCoordinate(zoom: zoom, x: x, y: y)
            for scale in [1, 2] {
                #expect(try renderer.geometry(layer: "powiat", tile: tile, scale: scale).isTransparent)
                let bytes = try renderer.png(layer: "powiat", tile: tile, scale: scale, colouring: colouring)
                #expect(bytes.count < 200)
                let png = try DecodedPNG(bytes)
                #expect(png.width == 256 * scale)
                #expect(png.pixels.allSatisfy { $0.alpha == 0 })
            }
        }
    }

    @Test func theOutlineFadesIntoTransparency() throws {
        let renderer = renderer()
        let colouring = try TestTerritory.colouring()
        var alphas: Set<UInt8> = []
        for tile in try TestTerritory.tiles(zoom: 8).prefix(3) {
            let png = try DecodedPNG(renderer.png(layer: "wojewodztwo", tile: tile, colouring: colouring))
            for pixel in Set(png.pixels) {
                alphas.insert(pixel.alpha)
                if pixel.alpha < 255 { #expect(pixel.rgb == MapColours.border.rgb) }
            }
        }
        #expect(alphas.contains(0) && alphas.contains(255) && alphas.count > 4)
    }

    @Test func hatchesWhereTheQuestionDoesNotArise() throws {
        let renderer = renderer()
        let plain = try TestTerritory.colouring(slot: { $0 == 20 ? UnitColouring.noDataSlot : nil })
        let hatched = try TestTerritory.colouring(slot: { $0 == 20 ? UnitColouring.notApplicableSlot : nil })
        let middle = try #require(TestTerritory.topology.pointOfInaccessibility(of: TestTerritory.topology.layers[0].shapes[20]))
        for zoom in [8, 10, 14] {
            let (tile, _, _) = try tile(at: middle.point, zoom: zoom)
            let before = try DecodedPNG(renderer.png(layer: "gmina", tile: tile, colouring: plain))
            let after = try DecodedPNG(renderer.png(layer: "gmina", tile: tile, colouring: hatched))
            var lines = 0
            var between = 0
            var wrong = 0
            for row in 0..<256 {
                for column in 0..<256 where before[column, row].rgb == MapColours.noData.rgb {
                    let isLine = (row + column) % 8 < 2
                    if after[column, row].rgb != (isLine ? MapColours.notApplicableHatch : MapColours.noData).rgb { wrong += 1 }
                    if isLine { lines += 1 } else { between += 1 }
                }
            }
            #expect(wrong == 0)
            #expect(lines > 50 && between > 2 * lines)
            // Nothing else changes.
            let same = zip(before.pixels, after.pixels).filter { $0 == $1 }.count
            #expect(same >= 256 * 256 - lines * 2)
        }
    }

    @Test func theCacheKeepsItsBudget() throws {
        let budget = 400_000
        let small = renderer(budget: budget)
        var most = 0
        for zoom in [8, 9, 10] {
            for tile in try TestTerritory.tiles(zoom: zoom) {
                try small.prepare(layer: "gmina", tile: tile)
                most = max(most, small.cacheUse.byteCount)
                #expect(small.cacheUse.byteCount <= budget)
            }
        }
        #expect(most > budget / 4)
        let first = try TestTerritory.tiles(zoom: 8)[0]
        let roomy = renderer()
        #expect(try roomy.warmGeometry(layer: "gmina", tile: first) == nil)
        try roomy.prepare(layer: "gmina", tile: first)
        #expect(try roomy.warmGeometry(layer: "gmina", tile: first) === roomy.geometry(layer: "gmina", tile: first))
        #expect(try roomy.warmGeometry(layer: "gmina", tile: first, scale: 2) == nil)
    }

    @Test func manyThreadsGetTheSameTiles() async throws {
        let renderer = renderer(budget: 300_000)
        let tiles = try TestTerritory.tiles(zoom: 9)
        let colouring = try TestTerritory.colouring()
        let alone = try tiles.map { try self.renderer().png(layer: "gmina", tile: $0, colouring: colouring) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for part in 0..<8 {
                group.addTask {
                    try tiles.indices.allSatisfy { step in
                        let index = (step + part * 3) % tiles.count
                        return try renderer.png(layer: "gmina", tile: tiles[index], colouring: colouring) == alone[index]
                    }
                }
            }
            for try await isSame in group { #expect(isSame) }
        }
    }

    @Test func writesIntoABufferOfTheRightSizeOnly() throws {
        let colouring = try TestTerritory.colouring()
        let tile = try renderer().geometry(layer: "gmina", tile: TestTerritory.tiles(zoom: 9)[5])
        let size = tile.maximumByteCount(for: colouring)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 8)
        defer { buffer.deallocate() }
        let count = tile.write(colouring, to: buffer)
        #expect(count > 0 && count <= size)
        #expect(Array(buffer[..<count]) == tile.png(colouring))
        #expect(tile.write(colouring, to: UnsafeMutableRawBufferPointer(rebasing: buffer[..<(size - 1)])) == 0)
    }

    @Test func refusesWhatItDoesNotHave() throws {
        let tile = try TileCoordinate(zoom: 4, x: 1, y: 1)
        #expect(throws: ChoroplethTileError.scale(3)) { try renderer().geometry(layer: "gmina", tile: tile, scale: 3) }
        #expect(throws: ChoroplethTileError.unknownLayer("osiedle", accepted: ["gmina", "powiat", "wojewodztwo"])) {
            try renderer().geometry(layer: "osiedle", tile: tile)
        }
    }
}

@Suite struct HuffmanCodeTests {
    /// Frequencies like Fibonacci numbers make the deepest trees.
    @Test func staysWithinFifteenBits() {
        var frequencies: [UInt32] = [1, 1]
        while frequencies.count < 30 { frequencies.append(frequencies[frequencies.count - 1] + frequencies[frequencies.count - 2]) }
        let code = HuffmanCode(frequencies: frequencies)
        #expect(code.lengths.allSatisfy { (1...15).contains($0) })
        // Complete: the Kraft sum is one.
        #expect(code.lengths.reduce(0) { $0 + 1 << (15 - Int($1)) } == 1 << 15)
    }
}
