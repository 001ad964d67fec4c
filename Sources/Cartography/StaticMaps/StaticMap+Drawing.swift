// SPDX-License-Identifier: Apache-2.0

import Foundation
import TileGeometry

extension StaticMap {
    func draw(on canvas: CairoCanvas, pixelsPerPoint: Double) {
        // A bare map takes the ground of the page that it stands on.
        if !isBare {
            canvas.set(MapBody.paper)
            canvas.rectangle(x: 0, y: 0, width: width, height: height)
            canvas.fill()
        }
        let layout = StaticMapLayout(self, canvas: canvas)
        if !isBare { drawHeading(layout, canvas) }
        if let view = MapView(body, frame: layout.map, pixelsPerPoint: pixelsPerPoint) {
            body.draw(view, on: canvas, textSize: layout.textSize)
            var taken: [BoundingBox] = []
            if !isBare {
                taken.append(
                    body.drawScaleBar(
                        view, on: canvas, size: layout.smallSize, inset: layout.margin * 0.5, language: texts.language))
            }
            LabelPlacement(view: view, layer: layer, size: layout.smallSize, taken: taken).place(labels, on: canvas)
                .forEach { $0.draw(on: canvas) }
        }
        if !isBare { drawLegend(layout, canvas) }
    }

    private func drawHeading(_ layout: StaticMapLayout, _ canvas: CairoCanvas) {
        var y = layout.margin + layout.titleSize * 0.85
        canvas.set(MapBody.ink)
        canvas.font(.bold, size: layout.titleSize)
        for line in layout.titleLines {
            canvas.text(line, x: layout.margin, y: y)
            y += layout.titleSize * 1.2
        }
        y += layout.textSize * 0.1
        canvas.set(MapBody.softInk)
        canvas.font(.regular, size: layout.textSize)
        for line in layout.subtitleLines {
            canvas.text(line, x: layout.margin, y: y)
            y += layout.textSize * 1.35
        }
        canvas.font(.regular, size: layout.smallSize)
        var foot = height - layout.margin * 0.7 - Double(layout.sourceLines.count - 1) * layout.smallSize * 1.35
        for line in layout.sourceLines {
            canvas.text(line, x: layout.margin, y: foot)
            foot += layout.smallSize * 1.35
        }
    }

    private func drawLegend(_ layout: StaticMapLayout, _ canvas: CairoCanvas) {
        let frame = layout.legend
        var top = frame.y
        canvas.set(MapBody.ink)
        if !texts.legendHeading.isEmpty {
            canvas.font(.bold, size: layout.textSize)
            for line in canvas.lines(texts.legendHeading, limit: frame.width, maximumLines: 2) {
                top += layout.textSize * 1.2
                canvas.text(line, x: frame.x, y: top)
            }
            top += layout.textSize * 0.4
        }
        let rows = legendRows
        let drawing = LegendDrawing(textSize: layout.textSize, rowHeight: layout.legendRowHeight, language: texts.language)
        let perColumn = (rows.count + layout.legendColumns - 1) / layout.legendColumns
        let gap = layout.legendColumns > 1 ? layout.margin : 0
        let columnWidth = (frame.width - gap * Double(layout.legendColumns - 1)) / Double(layout.legendColumns)
        canvas.font(.regular, size: layout.smallSize)
        canvas.set(MapBody.softInk)
        if !texts.countHeading.isEmpty {
            for column in 0..<layout.legendColumns where column * perColumn < rows.count {
                let right = frame.x + Double(column) * (columnWidth + gap) + columnWidth
                canvas.text(texts.countHeading, x: right - canvas.width(of: texts.countHeading), y: top + layout.smallSize)
            }
        }
        top += layout.textSize * 1.5
        for (index, row) in rows.enumerated() {
            let x = frame.x + Double(index / perColumn) * (columnWidth + gap)
            let y = top + Double(index % perColumn) * layout.legendRowHeight
            drawing.draw(row, x: x, y: y, width: columnWidth, on: canvas)
        }
    }
}
