// SPDX-License-Identifier: Apache-2.0

/// A legend by itself, as narrow as its texts let it be.
public struct LegendPicture: Sendable {
    let legend: Legend
    let title: String
    let subtitle: String
    let noData: String
    let notApplicable: String
    let language: StaticMap.Language

    public init(legend: Legend, title: String, subtitle: String, noData: String, notApplicable: String, language: StaticMap.Language) {
        self.legend = legend
        self.title = title
        self.subtitle = subtitle
        self.noData = noData
        self.notApplicable = notApplicable
        self.language = language
    }

    private static let textSize = 12.0
    private static let rowHeight = 19.0
    private static let margin = 8.0
    private static let widthRange = 180.0...320.0

    /// - Parameter scale: pixels to a point.
    /// - Throws: `StaticMapError` when Cairo fails.
    public func png(scale: Double) throws(StaticMapError) -> [UInt8] {
        let rows = LegendDrawing.rows(legend, noData: noData, notApplicable: notApplicable, language: language)
        var layout = Layout(width: Self.widthRange.lowerBound, title: [], subtitle: [])
        // Text is measured on a canvas, so a first one of a single point finds out how large the picture is.
        _ = try CairoCanvas.png(width: 1, height: 1, scale: 1) { layout = measured(rows, $0) }
        let height = Self.margin * 2 + Double(layout.title.count) * 16 + Double(layout.subtitle.count) * 15 + 4 + Double(rows.count) * Self.rowHeight
        let drawing = LegendDrawing(textSize: Self.textSize, rowHeight: Self.rowHeight, language: language)
        return try CairoCanvas.png(width: layout.width, height: height, scale: scale) { canvas in
            canvas.rectangle(x: 0, y: 0, width: layout.width, height: height)
            canvas.set(Colour(rgb: 0xFFFFFF))
            canvas.fill()
            var y = Self.margin
            canvas.set(MapBody.ink)
            canvas.font(.bold, size: 13)
            for line in layout.title {
                canvas.text(line, x: Self.margin, y: y + 12)
                y += 16
            }
            canvas.set(MapBody.softInk)
            canvas.font(.regular, size: Self.textSize)
            for line in layout.subtitle {
                canvas.text(line, x: Self.margin, y: y + 11)
                y += 15
            }
            y += 4
            for row in rows {
                drawing.draw(row, x: Self.margin, y: y, width: layout.width - 2 * Self.margin, on: canvas)
                y += Self.rowHeight
            }
        }
    }

    private struct Layout {
        var width: Double
        var title: [String]
        var subtitle: [String]
    }

    private func measured(_ rows: [LegendDrawing.Row], _ canvas: CairoCanvas) -> Layout {
        let drawing = LegendDrawing(textSize: Self.textSize, rowHeight: Self.rowHeight, language: language)
        canvas.font(.bold, size: 13)
        let titleWidth = canvas.width(of: title)
        canvas.font(.regular, size: Self.textSize)
        let rowWidth = rows.map { row in
            drawing.swatchWidth + canvas.width(of: row.label) + canvas.width(of: language.text(NumberText.text(Double(row.count), decimals: 0)))
                + Self.textSize * 2
        }.max() ?? 0
        let wanted = max(titleWidth, rowWidth) + 2 * Self.margin
        let width = min(max(wanted.rounded(.up), Self.widthRange.lowerBound), max(Self.widthRange.upperBound, rowWidth + 2 * Self.margin))
        canvas.font(.bold, size: 13)
        let titleLines = canvas.lines(title, limit: width - 2 * Self.margin, maximumLines: 3)
        canvas.font(.regular, size: Self.textSize)
        return Layout(width: width, title: titleLines, subtitle: canvas.lines(subtitle, limit: width - 2 * Self.margin, maximumLines: 3))
    }
}
