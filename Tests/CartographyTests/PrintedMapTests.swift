// SPDX-License-Identifier: Apache-2.0

import Foundation
import TileGeometry
import Testing

@testable import Cartography

@Suite struct PrintedMapTests {
    private func map(
        rows: Int = 0, paper: PrintedMap.Paper = .a4, orientation: PrintedMap.Orientation = .automatic, outside: Bool = false,
        title: String = "Bezrobotni zarejestrowani"
    ) throws -> PrintedMap {
        let topology = TestTerritory.topology
        let values = topology.layers[0].shapes.indices.map { index -> UnitValue in
            if outside, index % 8 > 3 { return .outsideRegion }
            return index == 9 ? .noData : index == 18 ? .notApplicable : .value(Double(index))
        }
        let table = PrintedTable(
            title: title, subtitle: "Ranking",
            columns: [.init("Miejsce", kind: .number), .init("", kind: .swatch), .init("Jednostka", kind: .text), .init("Wartość", kind: .number), .init("", kind: .bar)],
            rows: (0..<rows).map { index in
                PrintedTable.Row(
                    cells: ["\(index + 1)", "", "powiat świętokrzyski \(index)", "\(rows - index),5", ""], colour: Colour(rgb: 0x88_4422),
                    bar: 0...Double(rows - index) / Double(rows))
            }, footnotes: ["Miejsce 1 ma najwyższa wartość."])
        return try PrintedMap(
            geometry: MapGeometry(topology: topology), layer: "gmina",
            choropleth: Choropleth(values: values, style: .default, decimals: 0),
            texts: .init(
                title: title, subtitle: "osób · 30 czerwca 2015", legendHeading: "Legenda: osób", countHeading: "gminy",
                noData: "brak danych", notApplicable: "nie dotyczy", facts: [.init(label: "Województwo", value: "23,73")],
                notes: ["Kolor szary: brak danych."], sources: ["Źródło: dane testowe; licencja: otwarta."],
                address: "https://atlas.example/mapa?indicator=a&period=2015", addressLabel: "Mapa w atlasie:", printed: "wydruk: 21 listopada 2026",
                author: "Urząd Marszałkowski", language: .polish),
            labels: [.init(text: "Żółkiewka Kościelna", position: Point(20.3, 51.9), detail: "12,5", number: "7")],
            table: rows > 0 ? table : nil, paper: paper, orientation: orientation)
    }

    @Test func itIsADocumentWithAMediaBoxAndPages() throws {
        let document = try PDFDocument(map().pdf(created: "2026-11-21T00:00:00Z"))
        #expect(document.information["Pages"] == "1")
        #expect(document.information["Tagged"] == "yes")
        #expect(document.information["Title"] == "Bezrobotni zarejestrowani")
        #expect(document.information["Author"] == "Urząd Marszałkowski")
        #expect(document.information["Page size"]?.hasPrefix("595.276 x 841.89 pts") == true || document.information["Page size"]?.hasPrefix("841.89 x 595.276 pts") == true)
        #expect(document.bytes.contains("/Lang (pl)"))
        // A whole page in one bitmap would be no vector drawing.
        #expect(!document.bytes.contains("/Subtype /Image"))
    }

    @Test(arguments: [(PrintedMap.Paper.a4, "595.276 x 841.89"), (.a3, "841.89 x 1190.55")])
    func paperAndOrientationAreAsAsked(paper: PrintedMap.Paper, size: String) throws {
        let portrait = try PDFDocument(map(paper: paper, orientation: .portrait).pdf(created: "2026-11-21T00:00:00Z"))
        #expect(portrait.information["Page size"]?.hasPrefix(size) == true)
        let sides = size.components(separatedBy: " x ")
        let landscape = try PDFDocument(map(paper: paper, orientation: .landscape).pdf(created: "2026-11-21T00:00:00Z"))
        #expect(landscape.information["Page size"]?.hasPrefix("\(sides[1]) x \(sides[0])") == true)
    }

    @Test func allWordsAreTextInEmbeddedFonts() throws {
        let document = try PDFDocument(map(outside: true).pdf(created: "2026-11-21T00:00:00Z"))
        let text = try document.text()
        for words in [
            "Bezrobotni zarejestrowani", "osób · 30 czerwca 2015", "Legenda: osób", "brak danych", "nie dotyczy", "23,73", "Kolor szary",
            "licencja: otwarta", "https://atlas.example/mapa", "21 listopada 2026", "Żółkiewka", "km", "Pn.",
        ] {
            #expect(text.contains(words), "\(words)")
        }
        #expect(text.replacing("\u{A0}", with: " ").contains("strona 1 z 1"))
        let fonts = try document.fonts()
        #expect(!fonts.isEmpty)
        for font in fonts {
            #expect(font.name.contains("Lato"), "\(font)")
            #expect(font.isEmbedded && font.hasUnicode, "\(font)")
        }
    }

    @Test func aLongRankingGoesOnOverNumberedPages() throws {
        let document = try PDFDocument(map(rows: 120).pdf(created: "2026-11-21T00:00:00Z"))
        let pages = try #require(document.information["Pages"].flatMap { Int($0) })
        #expect((4...6).contains(pages))
        var found = 0
        for page in 2...pages {
            let text = try document.text(page: page).replacing("\u{A0}", with: " ")
            #expect(text.contains("Jednostka") && text.contains("strona \(page) z \(pages)"))
            found += text.components(separatedBy: "powiat świętokrzyski").count - 1
            #expect(text.contains("najwyższa wartość") == (page == pages))
        }
        #expect(found == 120)
    }

    @Test func nothingLeavesThePaper() throws {
        for orientation in [PrintedMap.Orientation.portrait, .landscape] {
            let long = String(repeating: "Bardzo długa nazwa wskaźnika ", count: 14)
            let document = try PDFDocument(map(rows: 40, orientation: orientation, title: long).pdf(created: "2026-11-21T00:00:00Z"))
            for word in try document.words() {
                #expect(word.minX >= 20 && word.maxX <= word.pageWidth - 20, "\(word)")
                #expect(word.minY >= 20 && word.maxY <= word.pageHeight - 20, "\(word)")
            }
        }
    }

    @Test func theSameMapIsTheSameBytes() throws {
        let (first, second) = (try map(rows: 5).pdf(created: "2026-11-21T00:00:00Z"), try map(rows: 5).pdf(created: "2026-11-21T00:00:00Z"))
        #expect(first == second)
    }
}

@Suite struct LabelPlacementTests {
    /// Names of one unit each, many more than fit.
    @Test func noLabelCoversAnother() throws {
        let topology = TestTerritory.topology
        let layer = try #require(topology.layer(named: "gmina"))
        let body = MapBody(
            geometry: MapGeometry(topology: topology), layer: layer,
            choropleth: try Choropleth(values: layer.shapes.map { _ in .value(1) }, style: .default, decimals: 0))
        let labels = layer.shapes.enumerated().map { index, shape in
            let box = BoundingBox(of: shape.polygons.flatMap { $0.rings.flatMap { topology.points(of: $0) } })
            return StaticMap.Label(
                text: "Gmina Długonazwowa-\(index)", position: box.center, code: shape.code, detail: "\(index),5", number: "\(index)")
        }
        for side in [150.0, 400, 1200] {
            let placed = try #require(
                try CairoCanvas.measuring { canvas -> [LabelPlacement.Placed] in
                    guard let view = MapView(body, frame: MapFrame(x: 0, y: 0, width: side, height: side), pixelsPerPoint: 1) else { return [] }
                    return LabelPlacement(view: view, layer: layer, size: 8, taken: [BoundingBox(minX: 0, minY: 0, maxX: 40, maxY: 40)])
                        .place(labels, on: canvas)
                })
            #expect(!placed.isEmpty)
            for (index, label) in placed.enumerated() {
                #expect(label.box.minX >= 0 && label.box.maxX <= side && label.box.minY >= 0 && label.box.maxY <= side)
                for other in placed[(index + 1)...] { #expect(!label.box.intersects(other.box), "\(label.lines) \(other.lines)") }
            }
            // Large paper has room for every name with its value, small paper for numbers.
            if side == 1200 { #expect(placed.count == labels.count && placed.allSatisfy { $0.lines.count >= 2 && !$0.isNumber }) }
            if side == 150 { #expect(placed.contains { $0.isNumber }) }
        }
    }
}
