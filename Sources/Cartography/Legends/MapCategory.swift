// SPDX-License-Identifier: Apache-2.0

import Atlas

/// A class of a map whose values are names rather than amounts: a cluster of high values, a cell of a
/// bivariate legend. Its colour and name are fixed, whatever the style.
public struct MapCategory: Sendable, Hashable {
    /// Names the category in addresses and answers: `high-high`.
    public let id: String
    public let label: LocalizedText
    public let colour: Colour

    public init(id: String, label: LocalizedText, colour: Colour) {
        self.id = id
        self.label = label
        self.colour = colour
    }

    /// At most this many fit a map.
    public static let limit = ClassificationMethod.classCountRange.upperBound
}

/// Which of a map's values are which category: a unit with the value `k` (from 0) shows category `k`.
public struct MapCategories: Sendable, Hashable {
    public let all: [MapCategory]

    /// - Parameter all: 2…9 categories; more are cut off.
    public init(_ all: [MapCategory]) {
        self.all = Array(all.prefix(MapCategory.limit))
    }

    /// The value of the category with this id; nil when there is none.
    public func value(of id: String) -> Double? {
        all.firstIndex { $0.id == id }.map(Double.init)
    }
}

extension MapCategories {
    /// The clusters of L. Anselin, “Local Indicators of Spatial Association—LISA” (1995), in the colours that GeoDa made
    /// the custom: red for high among high, blue for low among low, pale for outliers.
    public static let localClusters = MapCategories([
        MapCategory(
            id: "not-significant", label: LocalizedText(polish: "bez istotnego skupienia", english: "not significant"),
            colour: Colour(rgb: 0xe6e6e3)),
        MapCategory(
            id: "high-high", label: LocalizedText(polish: "wysokie wśród wysokich", english: "high among high"), colour: Colour(rgb: 0xca0020)),
        MapCategory(
            id: "low-low", label: LocalizedText(polish: "niskie wśród niskich", english: "low among low"), colour: Colour(rgb: 0x0571b0)),
        MapCategory(
            id: "low-high", label: LocalizedText(polish: "niskie wśród wysokich", english: "low among high"), colour: Colour(rgb: 0x92c5de)),
        MapCategory(
            id: "high-low", label: LocalizedText(polish: "wysokie wśród niskich", english: "high among low"), colour: Colour(rgb: 0xf4a582)),
        MapCategory(
            id: "isolated", label: LocalizedText(polish: "bez sąsiadów z danymi", english: "no neighbour with data"),
            colour: Colour(rgb: 0xb9b4ab)),
    ])

    /// Three by three classes of two measures: category `3 × (class of the second) + class of the first`, classes from 0,
    /// the lowest third. The colours are those of J. Stevens's “DkBlue” scheme of 2015, made for this purpose: one measure
    /// towards blue, the other towards magenta, both towards dark blue.
    public static let bivariate: MapCategories = {
        let colours: [UInt32] = [0xe8e8e8, 0xace4e4, 0x5ac8c8, 0xdfb0d6, 0xa5add3, 0x5698b9, 0xbe64ac, 0x8c62aa, 0x3b4994]
        let thirds = [
            (id: "low", polish: "nisko", english: "low"), (id: "middle", polish: "średnio", english: "middle"),
            (id: "high", polish: "wysoko", english: "high"),
        ]
        return MapCategories(
            colours.enumerated().map { index, colour in
                let x = thirds[index % 3]
                let y = thirds[index / 3]
                return MapCategory(
                    id: "\(x.id)-\(y.id)",
                    label: LocalizedText(polish: "pierwszy \(x.polish), drugi \(y.polish)", english: "first \(x.english), second \(y.english)"),
                    colour: Colour(rgb: colour))
            })
    }()
}
