// SPDX-License-Identifier: Apache-2.0

import Foundation
import TileGeometry
import Testing

@testable import Cartography

@Suite struct StaticMapTests {
    private func map(width: Int = 900, height: Int = 700, outside: Bool = false) throws -> StaticMap {
        let topology = TestTerritory.topology
        let values = topology.layers[0].shapes.indices.map { index -> UnitValue in
            if outside, index % 8 > 3 { return .outsideRegion }
            return index == 9 ? .noData : index == 18 ? .notApplicable : .value(Double(index))
        }
        return try StaticMap(
            geometry: MapGeometry(topology: topology), layer: "gmina",
            choropleth: Choropleth(values: values, style: .default, decimals: 0),
            texts: .init(
                title: "Bezrobotni zarejestrowani", subtitle: "30 czerwca 2015", legendHeading: "osób", noData: "brak danych",
                notApplicable: "nie dotyczy", source: "Źródło: dane testowe", countHeading: "gmin"),
            width: width, height: height, labels: [.init(text: "Nowa", position: Point(20.3, 51.9))])
    }

    @Test func pngHasTheSizeAskedFor() throws {
        for scale in [1.0, 2.0] {
            let bytes = try map().png(scale: scale)
            #expect(bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            func number(_ at: Int) -> Int { bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } }
            #expect(number(16) == Int(900 * scale) && number(20) == Int(700 * scale))
        }
    }

    @Test func svgHoldsTheColoursOfTheLegend() throws {
        let map = try map()
        let svg = String(decoding: try map.svg(), as: UTF8.self)
        #expect(svg.contains("<svg") && svg.contains("</svg>"))
        let colours = map.choropleth.legend.classes.map(\.colour) + [MapColours.noData, MapColours.notApplicableHatch]
        for colour in colours {
            // Cairo writes colours as shares of 100 %, with or without decimals.
            let share = Double(colour.red) / 255 * 100
            let text = share == share.rounded() ? "rgb(\(Int(share))%" : "rgb(\("\(share)".prefix(5))"
            #expect(svg.contains(text), "\(colour)")
        }
    }

    @Test func legendRowsNameWhatIsThere() throws {
        let rows = try map().legendRows
        #expect(rows.map(\.label).suffix(2) == ["brak danych", "nie dotyczy"])
        #expect(rows.last?.isHatched == true)
        #expect(rows.reduce(0) { $0 + $1.count } == TestTerritory.topology.layers[0].shapes.count)
    }

    @Test(arguments: [(280, 280), (400, 1200), (1600, 500), (700, 900)])
    func everythingStaysOnThePaper(width: Int, height: Int) throws {
        let map = try map(width: width, height: height, outside: true)
        _ = try CairoCanvas.png(width: map.width, height: map.height, scale: 1) { canvas in
            let layout = StaticMapLayout(map, canvas: canvas)
            #expect(layout.map.width > 60 && layout.map.height > 40)
            #expect(layout.map.y + layout.map.height <= map.height)
            #expect(layout.legend.x + layout.legend.width <= map.width)
            #expect(layout.legend.y + layout.legend.height <= map.height)
        }
    }

    /// The whole sphere keeps its area: small squares at the edge of the map are as large as in the middle.
    @Test func keepsAreas() {
        let projection = EqualAreaProjection(center: Point(19, 52))
        func area(_ longitude: Double, _ latitude: Double) -> Double {
            // A quarter of a degree high, and as wide as makes it one area at every latitude.
            let (south, north) = (sinDegrees(latitude), sinDegrees(latitude) + 0.0004)
            let corners = [
                Point(longitude, asinDegrees(south)), Point(longitude + 0.1, asinDegrees(south)),
                Point(longitude + 0.1, asinDegrees(north)), Point(longitude, asinDegrees(north)),
            ].map(projection.project)
            var sum = 0.0
            for index in corners.indices {
                let (a, b) = (corners[index], corners[(index + 1) % 4])
                sum += a.x * b.y - b.x * a.y
            }
            return abs(sum) / 2
        }
        let middle = area(19, 52)
        for (longitude, latitude) in [(14.2, 49.1), (24, 54.5), (14.2, 54.5), (24, 49.1)] {
            #expect(abs(area(longitude, latitude) / middle - 1) < 1e-4)
        }
        #expect(abs(projection.project(Point(19, 53)).y + 111_195) < 5)
    }

    @Test func refusesOddSizesAndLayers() {
        #expect(throws: StaticMapError.side("width", 10)) { try map(width: 10) }
        #expect(StaticMapError.side("width", 10).errorDescription?.contains("120…4000") == true)
    }
}

private func sinDegrees(_ value: Double) -> Double { sin(value * .pi / 180) }
private func asinDegrees(_ value: Double) -> Double { asin(value) * 180 / .pi }
