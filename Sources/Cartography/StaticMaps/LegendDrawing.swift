// SPDX-License-Identifier: Apache-2.0

/// The rows of a legend and how one is drawn, for pictures and printed pages alike.
struct LegendDrawing {
    struct Row {
        var colour: Colour
        var label: String
        var count: Int
        var isHatched: Bool
    }

    let textSize: Double
    let rowHeight: Double
    let language: StaticMap.Language

    /// Classes from the lowest, then no data and not applicable where they occur.
    static func rows(
        _ legend: Legend, noData: String, notApplicable: String, language: StaticMap.Language
    ) -> [Row] {
        var rows = legend.classes.map {
            Row(colour: $0.colour, label: language.text($0.label), count: $0.count, isHatched: false)
        }
        if legend.noData.count > 0 || legend.classes.isEmpty {
            rows.append(Row(colour: legend.noData.colour, label: noData, count: legend.noData.count, isHatched: false))
        }
        if legend.notApplicable.count > 0 {
            rows.append(
                Row(colour: legend.notApplicable.colour, label: notApplicable, count: legend.notApplicable.count, isHatched: true))
        }
        return rows
    }

    var swatchWidth: Double { rowHeight * 1.35 }
    var swatchHeight: Double { rowHeight * 0.74 }

    /// A colour in its frame, hatched where the question does not arise.
    static func swatch(
        _ colour: Colour, isHatched: Bool, x: Double, y: Double, width: Double, height: Double, textSize: Double, on canvas: CairoCanvas
    ) {
        canvas.newPath()
        canvas.rectangle(x: x, y: y, width: width, height: height)
        canvas.set(colour)
        canvas.fill()
        if isHatched {
            canvas.rectangle(x: x, y: y, width: width, height: height)
            canvas.clipped {
                canvas.newPath()
                canvas.set(MapColours.notApplicableHatch)
                canvas.hatch(x: x, y: y, width: width, height: height, spacing: textSize * 0.5, lineWidth: textSize * 0.09)
            }
        }
        canvas.newPath()
        canvas.rectangle(x: x, y: y, width: width, height: height)
        canvas.set(MapColours.border, opacity: 0.45)
        canvas.stroke(width: max(0.6, textSize * 0.045))
    }

    /// Colour, label and at the right the number of units.
    func draw(_ row: Row, x: Double, y: Double, width: Double, on canvas: CairoCanvas) {
        Self.swatch(
            row.colour, isHatched: row.isHatched, x: x, y: y, width: swatchWidth, height: swatchHeight, textSize: textSize, on: canvas)
        let baseline = y + swatchHeight / 2 + textSize * 0.34
        let count = language.text(NumberText.text(Double(row.count), decimals: 0))
        canvas.font(.regular, size: textSize)
        let countWidth = canvas.width(of: count)
        let left = x + swatchWidth + textSize * 0.6
        let room = x + width - countWidth - textSize * 0.6 - left
        canvas.set(MapBody.ink)
        if let line = canvas.lines(row.label, limit: room, maximumLines: 1).first {
            canvas.text(line, x: left, y: baseline)
        }
        canvas.set(MapBody.softInk)
        canvas.text(count, x: x + width - countWidth, y: baseline)
    }
}
