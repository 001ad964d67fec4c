// SPDX-License-Identifier: Apache-2.0

/// What an arc is a border of, at the highest level that it separates.
enum BorderRank: UInt8, Sendable, CaseIterable {
    case gmina, powiat, wojewodztwo, country
}

/// How heavy a border is drawn at a zoom.
struct BorderWeight: Sendable, Equatable {
    /// In pixels of a 256-pixel tile.
    var widthPixels: Double
    /// The share of the border colour over the fill where the line covers a pixel wholly, 0…1.
    var opacity: Double
}

/// Widths and opacities per zoom. Lines of small units fade out where the units are a few pixels wide:
/// 2,477 outlines on a map of the whole country would hide its colours.
enum BorderStyle {
    /// Border strengths of a pixel are whole numbers 0…7; 7 is the border colour itself.
    static let strengthLevels = 8

    static func weight(_ rank: BorderRank, zoom: Int) -> BorderWeight {
        let row = table[min(max(zoom, 0), table.count - 1)]
        return row[Int(rank.rawValue)]
    }

    /// Rows are zooms 0…14, columns are gmina, powiat, województwo, country.
    private static let table: [[BorderWeight]] = [
        row(0, 0, 0, 0, 0.3, 0.3, 0.5, 0.6),
        row(0, 0, 0, 0, 0.3, 0.3, 0.5, 0.6),
        row(0, 0, 0, 0, 0.4, 0.35, 0.6, 0.6),
        row(0, 0, 0, 0, 0.5, 0.45, 0.7, 0.65),
        row(0, 0, 0, 0, 0.8, 0.6, 1.0, 0.75),
        row(0, 0, 0.5, 0.3, 1.0, 0.7, 1.2, 0.8),
        row(0, 0, 0.7, 0.42, 1.2, 0.75, 1.5, 0.85),
        row(0.5, 0.3, 0.9, 0.55, 1.5, 0.8, 1.8, 0.85),
        row(0.7, 0.4, 1.1, 0.6, 1.8, 0.85, 2.2, 0.9),
        row(0.8, 0.5, 1.3, 0.7, 2.1, 0.86, 2.6, 0.9),
        row(0.9, 0.55, 1.6, 0.72, 2.4, 0.86, 2.9, 0.9),
        row(1.0, 0.6, 1.8, 0.75, 2.8, 0.86, 3.3, 0.9),
        row(1.1, 0.6, 2.0, 0.75, 3.2, 0.86, 3.7, 0.9),
        row(1.2, 0.6, 2.3, 0.75, 3.6, 0.86, 4.1, 0.9),
        row(1.3, 0.6, 2.6, 0.75, 4.0, 0.86, 4.5, 0.9),
    ]

    private static func row(
        _ gminaWidth: Double, _ gminaOpacity: Double, _ powiatWidth: Double, _ powiatOpacity: Double,
        _ wojewodztwoWidth: Double, _ wojewodztwoOpacity: Double, _ countryWidth: Double, _ countryOpacity: Double
    ) -> [BorderWeight] {
        [
            BorderWeight(widthPixels: gminaWidth, opacity: gminaOpacity),
            BorderWeight(widthPixels: powiatWidth, opacity: powiatOpacity),
            BorderWeight(widthPixels: wojewodztwoWidth, opacity: wojewodztwoOpacity),
            BorderWeight(widthPixels: countryWidth, opacity: countryOpacity),
        ]
    }
}
