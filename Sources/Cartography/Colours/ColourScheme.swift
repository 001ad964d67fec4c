// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A family of class colours. The names are the ones of addresses (`palette=YlOrRd`).
///
/// The ColorBrewer schemes are by Cynthia A. Brewer and Mark Harrower, https://colorbrewer2.org,
/// Apache License 2.0.
public struct ColourScheme: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Light to dark, for values from low to high.
        case sequential
        /// Two hues away from a light middle, for values on both sides of a reference.
        case diverging
        /// Equal steps of perceived lightness.
        case perceptual
    }

    public let name: String
    public let kind: Kind
    /// Whether people with the common colour-vision deficiencies can tell the classes apart: for the
    /// ColorBrewer schemes its authors' own judgement.
    public let isColourBlindSafe: Bool
    private let coloursByClassCount: [[Colour]]

    /// The colours of `classes` classes, from the lowest. A single class gets the middle of three; two
    /// classes the outer two of three, as ColorBrewer starts at three. `classes` is clamped to 1…9.
    public func colours(classes: Int, reversed: Bool = false) -> [Colour] {
        let count = min(max(classes, 1), 9)
        let three = coloursByClassCount[0]
        let colours =
            switch count {
            case 1: [three[1]]
            case 2: [three[0], three[2]]
            default: coloursByClassCount[count - 3]
            }
        return reversed ? colours.reversed() : colours
    }

    /// All schemes in the order in which a chooser shows them.
    public static let all: [ColourScheme] =
        table(
            sequentialTable, .sequential,
            order: [
                "YlOrRd", "YlOrBr", "YlGnBu", "YlGn", "Blues", "Greens", "Oranges", "Purples", "Reds", "Greys",
                "BuGn", "BuPu", "GnBu", "OrRd", "PuBu", "PuBuGn", "PuRd", "RdPu",
            ])
        + table(perceptualTable, .perceptual, order: ["viridis", "cividis"])
        + table(
            divergingTable, .diverging,
            order: ["RdBu", "RdYlBu", "PuOr", "BrBG", "PiYG", "PRGn", "RdGy", "RdYlGn", "Spectral"])

    /// ColorBrewer's verdict: in these a red and a green, or a red and a grey, of the same lightness meet.
    private static let notColourBlindSafe: Set<String> = ["RdGy", "RdYlGn", "Spectral"]

    private static func table(_ table: [String: [String]], _ kind: Kind, order: [String]) -> [ColourScheme] {
        order.compactMap { name in
            guard let rows = table[name] else { return nil }
            let colours = rows.map { row in
                stride(from: 0, to: row.utf8.count, by: 6).map { offset in
                    Colour(rgb: UInt32(row.dropFirst(offset).prefix(6), radix: 16) ?? 0)
                }
            }
            return ColourScheme(
                name: name, kind: kind, isColourBlindSafe: !notColourBlindSafe.contains(name),
                coloursByClassCount: colours)
        }
    }

    private static let byName: [String: ColourScheme] = Dictionary(
        all.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })

    /// The scheme of this name, upper and lower case alike.
    /// - Throws: `ColourSchemeError` with the known names.
    public static func named(_ name: String) throws(ColourSchemeError) -> ColourScheme {
        guard let scheme = byName[name.lowercased()] else { throw ColourSchemeError(name: name) }
        return scheme
    }
}

/// A name that no colour scheme has.
public struct ColourSchemeError: Error, Sendable, Equatable, LocalizedError {
    public let name: String
    public var errorDescription: String? {
        let accepted = ColourScheme.all.map(\.name).joined(separator: ", ")
        return "palette = “\(name.prefix(40))” is not known; accepted: \(accepted)"
    }
}
