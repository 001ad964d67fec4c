// SPDX-License-Identifier: Apache-2.0

/// Where things stand on the paper, in points.
struct StaticMapLayout {
    let margin: Double
    /// Font sizes grow with the paper, so that a poster is not set in eight points.
    let titleSize: Double
    let textSize: Double
    let smallSize: Double
    let titleLines: [String]
    let subtitleLines: [String]
    let sourceLines: [String]
    let map: MapFrame
    let legend: MapFrame
    let legendRowHeight: Double
    /// Columns of legend rows: one beside the map, more below it.
    let legendColumns: Int

    init(_ map: StaticMap, canvas: CairoCanvas) {
        let short = min(map.width, map.height)
        let unit = max(0.82, min(short, map.width * 0.85) / 800)
        margin = 24 * unit
        titleSize = 23 * unit
        textSize = 13.5 * unit
        smallSize = 10.5 * unit
        legendRowHeight = 21 * unit
        let inner = map.width - 2 * margin

        canvas.font(.bold, size: titleSize)
        titleLines = canvas.lines(map.texts.title, limit: inner, maximumLines: 3)
        canvas.font(.regular, size: textSize)
        subtitleLines = map.texts.subtitle.isEmpty ? [] : canvas.lines(map.texts.subtitle, limit: inner, maximumLines: 2)
        canvas.font(.regular, size: smallSize)
        sourceLines = map.texts.source.isEmpty ? [] : canvas.lines(map.texts.source, limit: inner, maximumLines: 2)

        let top =
            margin + Double(titleLines.count) * titleSize * 1.2 + Double(subtitleLines.count) * textSize * 1.35
            + 0.6 * margin
        let bottom = map.height - margin * 0.8 - Double(sourceLines.count) * smallSize * 1.35
        let rows = map.legendRows.count
        let heading = (map.texts.legendHeading.isEmpty ? 0 : 2.2) * textSize
        if map.isBare {
            let edge = 4 * unit
            self.map = MapFrame(x: edge, y: edge, width: map.width - 2 * edge, height: map.height - 2 * edge)
            legend = MapFrame(x: 0, y: 0, width: 0, height: 0)
            legendColumns = 1
        } else if map.width >= map.height * 1.05 {
            let legendWidth = max(160 * unit, min(map.width * 0.27, 250 * unit))
            let height = min(heading + textSize * 1.5 + Double(rows) * legendRowHeight, bottom - top)
            self.map = MapFrame(x: margin, y: top, width: inner - legendWidth - margin, height: bottom - top)
            legend = MapFrame(x: map.width - margin - legendWidth, y: top + 0.4 * margin, width: legendWidth, height: height)
            legendColumns = 1
        } else {
            legendColumns = inner > 520 * unit ? 3 : 2
            let height =
                heading + textSize * 1.5 + Double((rows + legendColumns - 1) / legendColumns) * legendRowHeight + 0.3 * margin
            legend = MapFrame(x: margin, y: bottom - height, width: inner, height: height)
            self.map = MapFrame(x: margin, y: top, width: inner, height: bottom - height - top - 0.3 * margin)
        }
    }
}

extension StaticMap {
    var legendRows: [LegendDrawing.Row] {
        LegendDrawing.rows(
            choropleth.legend, noData: texts.noData, notApplicable: texts.notApplicable, language: texts.language)
    }
}
