// SPDX-License-Identifier: Apache-2.0

import TileGeometry

extension PrintedMap {
    func drawMapPage(_ layout: PrintedLayout, pageCount: Int, on canvas: CairoCanvas) {
        drawHeading(layout, canvas)
        var usesNumbers = false
        if let view = MapView(body, frame: layout.map, pixelsPerPoint: 3) {
            canvas.tagged("Figure") {
                body.draw(view, on: canvas, textSize: layout.textSize)
                let scaleBar = body.drawScaleBar(
                    view, on: canvas, size: layout.smallSize, inset: layout.smallSize, language: texts.language)
                let placed = LabelPlacement(
                    view: view, layer: body.layer, size: labelSize(layout), taken: [scaleBar]
                ).place(labels, on: canvas)
                usesNumbers = placed.contains(where: \.isNumber)
                for label in placed { label.draw(on: canvas) }
            }
            canvas.newPath()
            canvas.rectangle(x: layout.map.x, y: layout.map.y, width: layout.map.width, height: layout.map.height)
            canvas.set(MapColours.border, opacity: 0.3)
            canvas.stroke(width: 0.5)
        }
        drawLegend(layout, canvas)
        drawFacts(layout, usesNumbers: usesNumbers, canvas)
        drawFoot(layout, number: 1, pageCount: pageCount, withSources: true, on: canvas)
    }

    /// Many units have small names.
    private func labelSize(_ layout: PrintedLayout) -> Double {
        let base = layout.textSize / 9.5
        return labels.count <= 50 ? 7.6 * base : labels.count <= 120 ? 6.4 * base : 5.6 * base
    }

    private func drawHeading(_ layout: PrintedLayout, _ canvas: CairoCanvas) {
        var y = layout.margin + layout.titleSize * 0.8
        canvas.tagged("H1") {
            canvas.set(MapBody.ink)
            canvas.font(.bold, size: layout.titleSize)
            for line in layout.titleLines {
                canvas.text(line, x: layout.margin, y: y)
                y += layout.titleSize * 1.18
            }
        }
        canvas.tagged("P") {
            canvas.set(MapBody.softInk)
            canvas.font(.regular, size: layout.textSize * 1.08)
            for line in layout.subtitleLines {
                canvas.text(line, x: layout.margin, y: y)
                y += layout.textSize * 1.5
            }
        }
    }

    private func drawLegend(_ layout: PrintedLayout, _ canvas: CairoCanvas) {
        let frame = layout.legend
        var y = frame.y
        if !texts.legendHeading.isEmpty {
            canvas.tagged("H2") {
                canvas.set(MapBody.ink)
                canvas.font(.bold, size: layout.textSize)
                for line in canvas.lines(texts.legendHeading, limit: frame.width, maximumLines: 2) {
                    canvas.text(line, x: frame.x, y: y + layout.textSize * 0.85)
                    y += layout.textSize * 1.25
                }
            }
        }
        canvas.tagged("P") {
            canvas.set(MapBody.softInk)
            canvas.font(.regular, size: layout.smallSize)
            canvas.text(
                texts.countHeading, x: frame.x + frame.width - canvas.width(of: texts.countHeading), y: y + layout.smallSize)
        }
        y += layout.textSize * 1.55
        let drawing = LegendDrawing(textSize: layout.textSize, rowHeight: layout.rowHeight, language: texts.language)
        for row in legendRows {
            canvas.tagged("P") { drawing.draw(row, x: frame.x, y: y, width: frame.width, on: canvas) }
            y += layout.rowHeight
        }
    }

    private func drawFacts(_ layout: PrintedLayout, usesNumbers: Bool, _ canvas: CairoCanvas) {
        let frame = layout.facts
        var y = frame.y
        for fact in texts.facts {
            let lines = factLines(fact, width: frame.width, textSize: layout.textSize, canvas)
            canvas.tagged("P") {
                for (index, line) in lines.enumerated() {
                    y += layout.textSize * 1.3
                    canvas.font(.regular, size: layout.textSize)
                    canvas.set(MapBody.softInk)
                    canvas.text(line, x: frame.x, y: y - layout.textSize * 0.4)
                    guard index == lines.count - 1 else { continue }
                    canvas.font(.bold, size: layout.textSize)
                    canvas.set(MapBody.ink)
                    canvas.text(fact.value, x: frame.x + frame.width - canvas.width(of: fact.value), y: y - layout.textSize * 0.4)
                }
            }
            y += layout.textSize * 0.2
            canvas.newPath()
            canvas.line([Point(frame.x, y), Point(frame.x + frame.width, y)])
            canvas.set(MapColours.border, opacity: 0.15)
            canvas.stroke(width: 0.5)
        }
        y += layout.smallSize * 0.8
        for note in texts.notes + (usesNumbers && !texts.numberNote.isEmpty ? [texts.numberNote] : []) {
            canvas.tagged("P") {
                canvas.font(.regular, size: layout.smallSize)
                canvas.set(MapBody.softInk)
                for line in canvas.lines(note, limit: frame.width, maximumLines: 8) {
                    y += layout.smallSize * 1.35
                    canvas.text(line, x: frame.x, y: y - layout.smallSize * 0.35)
                }
            }
            y += layout.smallSize * 0.4
        }
    }

    /// Sources on the page of the map; address, date and page number on every page.
    func drawFoot(_ layout: PrintedLayout, number: Int, pageCount: Int, withSources: Bool, on canvas: CairoCanvas) {
        let lineHeight = layout.smallSize * 1.35
        let addressTop = layout.height - layout.margin - Double(layout.addressLines.count) * lineHeight + layout.smallSize * 0.35
        let ruleY = (withSources ? layout.footTop : addressTop) - layout.smallSize * 0.4
        canvas.newPath()
        canvas.line([Point(layout.margin, ruleY), Point(layout.width - layout.margin, ruleY)])
        canvas.set(MapColours.border, opacity: 0.45)
        canvas.stroke(width: 0.5)
        canvas.font(.regular, size: layout.smallSize)
        canvas.set(MapBody.softInk)
        if withSources, !layout.sourceLines.isEmpty {
            canvas.tagged("P") {
                for (index, line) in layout.sourceLines.enumerated() {
                    canvas.text(line, x: layout.margin, y: layout.footTop + lineHeight * Double(index) + layout.smallSize * 0.8)
                }
            }
        }
        canvas.tagged("P") {
            func draw() {
                for (index, line) in layout.addressLines.enumerated() {
                    canvas.text(line, x: layout.margin, y: addressTop + lineHeight * Double(index) + layout.smallSize * 0.8)
                }
            }
            if texts.address.isEmpty { draw() } else { canvas.linked(to: texts.address, draw) }
        }
        canvas.tagged("P") {
            let page = texts.page(number, of: pageCount)
            canvas.text(
                page, x: layout.width - layout.margin - canvas.width(of: page),
                y: addressTop + lineHeight * Double(layout.addressLines.count - 1) + layout.smallSize * 0.8)
        }
    }
}
