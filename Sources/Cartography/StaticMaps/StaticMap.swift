// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import TileGeometry

/// A map for paper and for pages without JavaScript: units in the colours of a legend, with title, legend,
/// source and scale bar. PNG and SVG come from the same drawing.
public struct StaticMap: Sendable {
    /// The words on the map, in its language.
    public struct Texts: Sendable {
        public var title: String
        /// Period and level, say.
        public var subtitle: String
        /// What the numbers of the legend are: the indicator's unit of measure.
        public var legendHeading: String
        public var noData: String
        public var notApplicable: String
        /// One line at the foot: source and date.
        public var source: String
        /// Above the counts of the legend: “units”.
        public var countHeading: String
        public var language: Language

        public init(
            title: String, subtitle: String = "", legendHeading: String = "", noData: String, notApplicable: String,
            source: String = "", countHeading: String = "", language: Language = .polish
        ) {
            self.title = title
            self.subtitle = subtitle
            self.legendHeading = legendHeading
            self.noData = noData
            self.notApplicable = notApplicable
            self.source = source
            self.countHeading = countHeading
            self.language = language
        }
    }

    /// Which of the two texts of a legend's label is printed.
    public enum Language: Sendable, Hashable {
        case polish, english

        func text(_ text: LocalizedText) -> String {
            switch self {
            case .polish: text.polish
            case .english: text.english
            }
        }
    }

    /// What a map writes on a unit; earlier ones have precedence where they would overlap.
    public struct Label: Sendable {
        public var text: String
        /// Longitude and latitude in degrees.
        public var position: Point
        /// The stable code of the unit's shape: the words are kept within it where they fit.
        public var code: String?
        /// Written under the name where there is room: the value, say.
        public var detail: String?
        /// Written where there is no room for the name: a number that a list explains.
        public var number: String?

        public init(text: String, position: Point, code: String? = nil, detail: String? = nil, number: String? = nil) {
            self.text = text
            self.position = position
            self.code = code
            self.detail = detail
            self.number = number
        }
    }

    /// The accepted sides of a map, in points (in pixels of a PNG at scale 1).
    public static let sideRange = 120...4000

    let body: MapBody
    let texts: Texts
    let labels: [Label]
    let width: Double
    let height: Double
    let isBare: Bool

    var layer: Topology.Layer { body.layer }
    var choropleth: Choropleth { body.choropleth }

    /// The view is that of all units that are not outside the chosen region.
    /// - Parameters:
    ///   - layer: the level, as the topology names it.
    ///   - choropleth: values of that layer.
    ///   - width: in points, as `height` 120…4000.
    ///   - labels: names to place, the most important first.
    ///   - isBare: the map alone, without heading, legend and scale bar, on a transparent ground: a picture that
    ///     stands beside words. Always so below 280 points.
    /// - Throws: `StaticMapError`.
    public init(
        geometry: MapGeometry, layer name: String, choropleth: Choropleth, texts: Texts, width: Int, height: Int,
        labels: [Label] = [], isBare: Bool = false
    ) throws(StaticMapError) {
        guard let layer = geometry.topology.layer(named: name) else {
            throw .unknownLayer(name, accepted: geometry.topology.layers.map(\.name))
        }
        guard Self.sideRange.contains(width) else { throw .side("width", width) }
        guard Self.sideRange.contains(height) else { throw .side("height", height) }
        body = MapBody(geometry: geometry, layer: layer, choropleth: choropleth)
        self.texts = texts
        self.labels = labels
        self.width = Double(width)
        self.height = Double(height)
        // Smaller paper has no room for words.
        self.isBare = isBare || min(width, height) < 280
    }

    /// - Parameter scale: pixels for a point, 1…4; 3 is good print.
    /// - Throws: `StaticMapError.drawing` when Cairo cannot make the image.
    public func png(scale: Double = 1) throws(StaticMapError) -> [UInt8] {
        let scale = min(max(scale, 1), 4)
        return try CairoCanvas.png(width: width, height: height, scale: scale, isOpaque: !isBare) { draw(on: $0, pixelsPerPoint: scale) }
    }

    /// - Throws: `StaticMapError.drawing` when Cairo cannot make the image.
    public func svg() throws(StaticMapError) -> [UInt8] {
        // A small picture beside words needs far less detail than a map for print.
        try CairoCanvas.svg(width: width, height: height) { draw(on: $0, pixelsPerPoint: isBare ? 0.3 : 2) }
    }
}

/// A printed map that cannot be made.
public enum StaticMapError: Error, Sendable, Equatable, LocalizedError {
    case unknownLayer(String, accepted: [String])
    case side(String, Int)
    case drawing(String)

    public var errorDescription: String? {
        switch self {
        case .unknownLayer(let name, let accepted):
            "level = “\(name.prefix(40))” is not known; accepted: \(accepted.joined(separator: ", "))"
        case .side(let name, let value):
            "\(name) = \(value) is out of range; accepted: \(StaticMap.sideRange.lowerBound)…\(StaticMap.sideRange.upperBound)"
        case .drawing(let reason): "the map could not be drawn: \(reason)"
        }
    }
}
