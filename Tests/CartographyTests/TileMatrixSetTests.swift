// SPDX-License-Identifier: Apache-2.0

import Testing
import TileGeometry

@testable import Cartography

@Suite struct TileMatrixSetTests {
    /// The numbers of the capabilities of the national geoportal's tile services, as its users know them.
    @Test func theNationalGridIsCutAsTheGeoportalCutsIt() {
        let set = TileMatrixSet.nationalGrid
        let scales = [
            30_238_155.714_285_716, 15_119_077.857_142_858, 7_559_538.928_571_429, 3_779_769.464_285_714_6, 1_889_884.732_142_857_3,
            944_942.366_071_428_6, 472_471.183_035_714_3, 236_235.591_517_857_16, 94_494.236_607_142_86, 47_247.118_303_571_43,
            23_623.559_151_785_714, 9_449.423_660_714_287, 4_724.711_830_357_143,
        ]
        let widths = [1, 1, 1, 2, 3, 6, 12, 23, 57, 114, 227, 567, 1_133]
        let heights = [1, 1, 1, 2, 3, 6, 11, 22, 54, 107, 214, 533, 1_066]
        #expect(set.matrices.map(\.width) == widths)
        #expect(set.matrices.map(\.height) == heights)
        for (matrix, scale) in zip(set.matrices, scales) {
            #expect(abs(matrix.scaleDenominator / scale - 1) < 1e-12, "\(matrix.scaleDenominator)")
        }
        #expect(set.origin == Point(100_000, 850_000) && set.tileSide == 512 && set.isNorthingFirst)
    }

    @Test func webMercatorIsTheWellKnownScaleSet() {
        let set = TileMatrixSet.webMercator
        #expect(set.matrices.count == 15)
        #expect(abs(set.matrices[0].scaleDenominator - 559_082_264.028_717_8) < 1e-3)
        #expect(set.matrices.allSatisfy { $0.width == 1 << $0.index && $0.height == $0.width })
    }

    /// Against `cs2cs EPSG:4326 EPSG:2180` of PROJ with its database.
    @Test func theGridIsThatOfTheRegister() throws {
        let places = [Point(19, 52), Point(21.0122, 52.2297), Point(14.2, 53.9), Point(24.1, 50.8), Point(22.3, 49.1)]
        let expected = [
            Point(500_000, 459_309.209_4), Point(637_382.204_4, 486_757.209_5), Point(184_816.095_1, 681_281.286_4),
            Point(859_197.900_9, 338_298.948_5), Point(740_795.555_4, 142_184.284_8),
        ]
        for (found, wanted) in zip(NationalGrid.project(places), expected) {
            #expect(abs(found.x - wanted.x) < 0.01 && abs(found.y - wanted.y) < 0.01, "\(found)")
        }
        for (back, place) in zip(NationalGrid.unproject(expected), places) {
            #expect(abs(back.x - place.x) < 1e-6 && abs(back.y - place.y) < 1e-6)
        }
    }

    @Test func limitsHoldTheCountryAndNoMore() throws {
        let geometry = MapGeometry(topology: try TestTerritory.poland())
        for set in TileMatrixSet.all {
            let box = set.bounds(of: geometry)
            for matrix in set.matrices {
                let limits = try #require(set.limits(matrix.index, of: box))
                #expect(limits.columns.upperBound < matrix.width && limits.rows.upperBound < matrix.height)
            }
        }
        // Poland is some 690 by 650 km; a tile of the sixth matrix is 135 km wide.
        let box = TileMatrixSet.nationalGrid.bounds(of: geometry)
        let limits = try #require(TileMatrixSet.nationalGrid.limits(5, of: box))
        #expect(limits.columns == 0...5 && limits.rows == 0...5)
        #expect(TileMatrixSet.nationalGrid.limits(13, of: box) == nil)
        #expect(TileMatrixSet.nationalGrid.limits(0, of: .empty) == nil)
    }

    /// The unit at a place by testing every ring in degrees.
    private func unit(at place: Point, _ rings: [(BoundingBox, [[Point]])]) -> Int? {
        rings.firstIndex { box, rings in
            guard box.contains(place) else { return false }
            var isInside = false
            for ring in rings {
                for (a, b) in zip(ring, ring.dropFirst()) where (a.y > place.y) != (b.y > place.y) {
                    if a.x + (place.y - a.y) / (b.y - a.y) * (b.x - a.x) > place.x { isInside.toggle() }
                }
            }
            return isInside
        }
    }

    @Test func pixelsShowTheUnitsThatLieUnderThem() throws {
        let topology = try TestTerritory.poland()
        let geometry = MapGeometry(topology: topology)
        let set = TileMatrixSet.nationalGrid
        let renderer = ChoroplethTileRenderer(geometry: geometry, matrixSet: set, cacheBudgetBytes: 8 << 20)
        let layer = try #require(topology.layer(named: "powiat"))
        let rings = layer.shapes.map { shape in
            let rings = shape.polygons.flatMap { $0.rings.map(topology.points(of:)) }
            return (BoundingBox(of: rings.joined()), rings)
        }
        // Warszawa, Kraków, Szczecin, Ustrzyki Dolne, Suwałki, Olsztyn and a place in the Baltic.
        let towns = [
            Point(21.0122, 52.2297), Point(19.945, 50.0647), Point(14.55, 53.43), Point(22.59, 49.43), Point(22.93, 54.1),
            Point(20.48, 53.78), Point(16.5, 54.9),
        ]
        for matrix in [7, 9, 12] {
            for town in towns {
                let found = set.project([town])[0]
                let pixels = set.worldPixels(matrix, scale: 1)
                let (x, y) = (Int(found.x * pixels), Int(found.y * pixels))
                let tile = try TileCoordinate(zoom: matrix, x: x / 512, y: y / 512)
                let position = set.position(tile, column: x % 512, row: y % 512)
                #expect(abs(position.x - town.x) < 0.002 && abs(position.y - town.y) < 0.002)
                let wanted = unit(at: position, rings)
                let expected = DecodedPNG.Pixel(rgb: wanted == nil ? 0 : 0xAABBCC, alpha: wanted == nil ? 0 : 255)
                // Only the wanted powiat has a colour of its own.
                let colouring = UnitColouring(
                    slots: layer.shapes.indices.map { $0 == wanted ? 0 : UnitColouring.noDataSlot }, classColours: [Colour(rgb: 0xAABBCC)])
                let png = try DecodedPNG(try renderer.png(layer: "powiat", tile: tile, colouring: colouring))
                #expect(png.width == 512 && png.height == 512)
                let pixel = png[x % 512, y % 512]
                #expect(pixel.alpha == expected.alpha, "\(town) in matrix \(matrix)")
                if wanted != nil { #expect(pixel == expected, "\(town) in matrix \(matrix)") }
            }
        }
    }

    /// Four tiles side by side are the same pixels as one window over all of them.
    @Test func tilesMeetWithoutAGap() throws {
        let geometry = MapGeometry(topology: try TestTerritory.poland())
        let set = TileMatrixSet.nationalGrid
        let layer = geometry.topology.layers[0]
        let borders = LayerBorders(
            projected: set.arcs(geometry, detailZoom: 9), sides: geometry.topology.sides(in: layer),
            ranks: LayerBorders.ranks(of: geometry.topology), unitCount: layer.shapes.count)
        let scratch = DrawingScratch()
        var whole = set.window(try TileCoordinate(zoom: 6, x: 4, y: 4), scale: 1)
        whole.width = 1_024
        whole.height = 1_024
        let colouring = UnitColouring(
            slots: layer.shapes.indices.map { UInt8($0 % 9) }, classColours: try ColourScheme.named("YlOrRd").colours(classes: 9))
        let large = try DecodedPNG(
            GeometryTile.draw(borders, window: whole, styleZoom: 9, scale: 1, scratch: scratch).png(colouring))
        for (x, y) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let window = set.window(try TileCoordinate(zoom: 6, x: 4 + x, y: 4 + y), scale: 1)
            let part = try DecodedPNG(GeometryTile.draw(borders, window: window, styleZoom: 9, scale: 1, scratch: scratch).png(colouring))
            var differences = 0
            for row in 0..<512 {
                for column in 0..<512 where part[column, row] != large[x * 512 + column, y * 512 + row] { differences += 1 }
            }
            #expect(differences == 0, "tile \(x), \(y)")
        }
    }

    @Test func matricesThatAreNotThereAreRefused() throws {
        let renderer = ChoroplethTileRenderer(
            geometry: MapGeometry(topology: TestTerritory.topology), matrixSet: .nationalGrid, cacheBudgetBytes: 1 << 20)
        #expect(throws: ChoroplethTileError.zoom(13, accepted: 0...12)) {
            try renderer.geometry(layer: "gmina", tile: try TileCoordinate(zoom: 13, x: 0, y: 0))
        }
    }
}
