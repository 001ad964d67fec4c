// SPDX-License-Identifier: Apache-2.0

import Foundation
import TileGeometry

/// A map as a document for a board or a binder: PDF on A4 or A3, vector throughout, with embedded fonts and real
/// text. The first page is the map with all that a reader needs to judge it, further pages hold a list of its units.
public struct PrintedMap: Sendable {
    /// Paper sizes of ISO 216.
    public enum Paper: String, Sendable, CaseIterable {
        case a4, a3

        /// The short and the long side, in points (1/72 inch).
        var sides: (short: Double, long: Double) {
            switch self {
            case .a4: (595.276, 841.89)
            case .a3: (841.89, 1190.551)
            }
        }

        /// Larger paper is read from farther away.
        var enlargement: Double { self == .a4 ? 1 : 1.3 }
    }

    public enum Orientation: String, Sendable, CaseIterable {
        /// The way in which the area comes out larger.
        case automatic = "auto"
        case portrait, landscape
    }

    /// A figure beside the legend: the value of the whole area, say.
    public struct Fact: Sendable {
        public var label: String
        public var value: String

        public init(label: String, value: String) {
            self.label = label
            self.value = value
        }
    }

    /// The words of the document, in its language.
    public struct Texts: Sendable {
        public var title: String
        /// Unit of measure, period, level and area.
        public var subtitle: String
        /// What the numbers of the legend are.
        public var legendHeading: String
        /// Above the counts of the legend: “powiats”.
        public var countHeading: String
        public var noData: String
        public var notApplicable: String
        public var facts: [Fact]
        /// What grey and hatched units mean, what numbers on the map mean.
        public var notes: [String]
        /// Source with date and licence, boundaries, projection: a paragraph each.
        public var sources: [String]
        /// Where the same map can be opened; printed as a link.
        public var address: String
        public var addressLabel: String
        /// The date of print as a phrase.
        public var printed: String
        /// Added to the notes when a number stands in for a name.
        public var numberNote: String
        public var author: String
        public var keywords: String
        public var language: StaticMap.Language

        public init(
            title: String, subtitle: String, legendHeading: String, countHeading: String, noData: String, notApplicable: String,
            facts: [Fact] = [], notes: [String] = [], sources: [String], address: String, addressLabel: String, printed: String,
            numberNote: String = "", author: String = "", keywords: String = "", language: StaticMap.Language
        ) {
            self.title = title
            self.subtitle = subtitle
            self.legendHeading = legendHeading
            self.countHeading = countHeading
            self.noData = noData
            self.notApplicable = notApplicable
            self.facts = facts
            self.notes = notes
            self.sources = sources
            self.address = address
            self.addressLabel = addressLabel
            self.printed = printed
            self.numberNote = numberNote
            self.author = author
            self.keywords = keywords
            self.language = language
        }

        func page(_ number: Int, of count: Int) -> String {
            language == .polish ? "strona\u{A0}\(number) z\u{A0}\(count)" : "page\u{A0}\(number) of\u{A0}\(count)"
        }
    }

    let body: MapBody
    let texts: Texts
    let labels: [StaticMap.Label]
    let table: PrintedTable?
    let paper: Paper
    let orientation: Orientation

    /// - Parameters:
    ///   - layer: the level, as the topology names it.
    ///   - choropleth: values of that layer; the view is that of all units that are not outside the chosen region.
    ///   - labels: names to place, the most important first.
    ///   - table: the list on the pages after the map.
    /// - Throws: `StaticMapError.unknownLayer`.
    public init(
        geometry: MapGeometry, layer name: String, choropleth: Choropleth, texts: Texts, labels: [StaticMap.Label] = [],
        table: PrintedTable? = nil, paper: Paper = .a4, orientation: Orientation = .automatic
    ) throws(StaticMapError) {
        guard let layer = geometry.topology.layer(named: name) else {
            throw .unknownLayer(name, accepted: geometry.topology.layers.map(\.name))
        }
        body = MapBody(geometry: geometry, layer: layer, choropleth: choropleth)
        self.texts = texts
        self.labels = labels
        self.table = table
        self.paper = paper
        self.orientation = orientation
    }

    /// The document.
    /// - Parameter created: the moment of print, ISO 8601 with a zone. The same map with the same moment gives the same bytes.
    /// - Throws: `StaticMapError.drawing` when Cairo cannot make it.
    public func pdf(created: String) throws(StaticMapError) -> [UInt8] {
        let measure = try CairoCanvas.measuring { canvas in layout(canvas) }
        guard let layout = measure else { throw .drawing("the page could not be measured") }
        let tablePages = try CairoCanvas.measuring { canvas in table.map { self.pages(of: $0, layout, canvas) } ?? [] } ?? []
        let count = 1 + tablePages.count
        var pages: [(CairoCanvas) -> Void] = [{ drawMapPage(layout, pageCount: count, on: $0) }]
        for (index, page) in tablePages.enumerated() {
            pages.append { drawTablePage(page, layout, number: index + 2, pageCount: count, on: $0) }
        }
        return try CairoCanvas.pdf(
            width: layout.width, height: layout.height,
            properties: PDFProperties(
                title: texts.title, subject: texts.subtitle, author: texts.author, keywords: texts.keywords,
                language: texts.language == .polish ? "pl" : "en", created: created),
            pages: pages)
    }
}

/// A list of the units of a printed map.
public struct PrintedTable: Sendable {
    public struct Column: Sendable {
        public enum Kind: Sendable {
            /// The colour of the unit on the map.
            case swatch
            case text
            /// Aligned to the right.
            case number
            /// A bar of the row's `bar`, in what width is left.
            case bar
        }

        public var heading: String
        public var kind: Kind

        public init(_ heading: String, kind: Kind) {
            self.heading = heading
            self.kind = kind
        }
    }

    public struct Row: Sendable {
        /// One for each column; that of the swatch is the name of the class for those who do not see it, and not printed.
        public var cells: [String]
        public var colour: Colour?
        public var isHatched: Bool
        /// A row about the whole, set in bold.
        public var isTotal: Bool
        /// Begin and end of the bar, 0…1 of the column's width.
        public var bar: ClosedRange<Double>?

        public init(
            cells: [String], colour: Colour? = nil, isHatched: Bool = false, isTotal: Bool = false, bar: ClosedRange<Double>? = nil
        ) {
            self.cells = cells
            self.colour = colour
            self.bar = bar
            self.isHatched = isHatched
            self.isTotal = isTotal
        }
    }

    public var title: String
    /// Under the title: what is ranked.
    public var subtitle: String
    public var columns: [Column]
    public var rows: [Row]
    /// Under the last row.
    public var footnotes: [String]

    public init(title: String, subtitle: String = "", columns: [Column], rows: [Row], footnotes: [String] = []) {
        self.title = title
        self.subtitle = subtitle
        self.columns = columns
        self.rows = rows
        self.footnotes = footnotes
    }
}
