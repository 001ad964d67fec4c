// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasServer
import Foundation

/// Zooms of tiles as `4-12` or `7`.
struct ZoomRange: ExpressibleByArgument {
    static let accepted = 0...14
    let zooms: ClosedRange<Int>

    init?(argument: String) {
        let parts = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(parts.count), let first = parts.first ?? nil, let last = parts.last ?? nil, first <= last,
            Self.accepted.contains(first), Self.accepted.contains(last)
        else { return nil }
        zooms = first...last
    }

    init(_ zooms: ClosedRange<Int>) { self.zooms = zooms }

    var defaultValueDescription: String { "\(zooms.lowerBound)-\(zooms.upperBound)" }
}

/// Which tiles an archive holds.
struct TileOptions: ParsableArguments {
    @Option(help: "wojewodztwo, powiat, gmina, or all in one file; of a map one level, by default powiat.")
    var level: String?

    @Option(help: "The zooms of the tiles, from 0 to 14.")
    var zooms = ZoomRange(4...12)

    @Option(help: "Pictures of a map instead of shapes: the id of an indicator, or an expression.")
    var indicator: String?

    @OptionGroup var style: MapStyleOptions

    @Option(help: "1 for pictures of 256 pixels, 2 for 512.")
    var scale = 1

    @Option(help: "The file to write.")
    var output: String

    @Flag(help: "Replace an existing file.")
    var force = false

    @Option(help: "The language of names: pl or en.")
    var language = OutputLanguage.pl

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    private var mapParameters: [(String, String?)] {
        [("indicator", indicator), ("level", level)] + style.parameters + [("lang", language.rawValue)]
    }

    func validate() throws {
        guard [1, 2].contains(scale) else { throw ValidationError("--scale \(scale): expected 1 or 2") }
        let levels = UnitLevel.mapped.map(\.rawValue) + ["all"]
        if let level, !levels.contains(level) { throw ValidationError("--level \(level): expected \(levels.joined(separator: ", "))") }
        if indicator == nil {
            for (name, value) in style.parameters where value != nil {
                throw ValidationError("--\(name) is of a map: name one with --indicator")
            }
            if scale == 2 { throw ValidationError("--scale is of a map: name one with --indicator") }
        } else if level == "all" {
            throw ValidationError("--level all: a map shows one level; expected \(UnitLevel.mapped.map(\.rawValue).joined(separator: ", "))")
        }
    }

    /// The tiles that the options ask for.
    func tiles(_ sets: TileSets) async throws -> TileSet {
        if indicator != nil {
            return try await sets.choropleth(parameters: mapParameters, zooms: zooms.zooms, scale: scale, isEnglish: language == .en)
        }
        let levels = level == nil || level == "all" ? UnitLevel.mapped : UnitLevel.mapped.filter { $0.rawValue == level }
        return try sets.units(levels: levels, zooms: zooms.zooms)
    }
}
