// SPDX-License-Identifier: Apache-2.0

/// Where things stand on the pages of a printed map, in points.
struct PrintedLayout {
    let width: Double
    let height: Double
    let margin: Double
    let titleSize: Double
    let textSize: Double
    let smallSize: Double
    let rowHeight: Double
    let titleLines: [String]
    let subtitleLines: [String]
    let sourceLines: [String]
    let addressLines: [String]
    let map: MapFrame
    let legend: MapFrame
    /// Figures and notes: beside the legend on a portrait page, under it on a landscape page.
    let facts: MapFrame

    var inner: Double { width - 2 * margin }
    /// The baseline of the first line of the foot.
    var footTop: Double {
        height - margin - Double(sourceLines.count + addressLines.count) * smallSize * 1.35 + smallSize * 0.35
    }
    /// Where the contents of a page end.
    var contentBottom: Double { footTop - smallSize * 2.1 }
}

extension PrintedMap {
    /// The layout in the orientation asked for, or in the one that shows the area larger.
    func layout(_ canvas: CairoCanvas) -> PrintedLayout {
        switch orientation {
        case .portrait: return layout(isLandscape: false, canvas)
        case .landscape: return layout(isLandscape: true, canvas)
        case .automatic:
            let (portrait, landscape) = (layout(isLandscape: false, canvas), layout(isLandscape: true, canvas))
            guard let extent = body.extent?.meters else { return portrait }
            func scale(_ frame: MapFrame) -> Double { min(frame.width / extent.width, frame.height / extent.height) }
            return scale(landscape.map) > scale(portrait.map) * 1.02 ? landscape : portrait
        }
    }

    var legendRows: [LegendDrawing.Row] {
        LegendDrawing.rows(
            body.choropleth.legend, noData: texts.noData, notApplicable: texts.notApplicable, language: texts.language)
    }

    private func layout(isLandscape: Bool, _ canvas: CairoCanvas) -> PrintedLayout {
        let unit = paper.enlargement
        let (width, height) = isLandscape ? (paper.sides.long, paper.sides.short) : (paper.sides.short, paper.sides.long)
        // 15 mm: printers reach it, and a binder's holes fit.
        let margin = 42.5 * unit
        let (titleSize, textSize, smallSize) = (17.5 * unit, 9.5 * unit, 7.6 * unit)
        let rowHeight = 15.5 * unit
        let inner = width - 2 * margin

        canvas.font(.bold, size: titleSize)
        let titleLines = canvas.lines(texts.title, limit: inner, maximumLines: 3)
        canvas.font(.regular, size: textSize * 1.08)
        let subtitleLines = canvas.lines(texts.subtitle, limit: inner, maximumLines: 3)
        canvas.font(.regular, size: smallSize)
        let sourceLines = texts.sources.flatMap { canvas.lines($0, limit: inner, maximumLines: 4) }
        let pageRoom = canvas.width(of: texts.page(88, of: 88)) + margin * 0.5
        let addressLines =
            (texts.address.isEmpty ? [] : canvas.brokenLines(texts.addressLabel + " " + texts.address, limit: inner))
            + canvas.brokenLines(texts.printed, limit: inner - pageRoom)

        let top = margin + Double(titleLines.count) * titleSize * 1.18 + Double(subtitleLines.count) * textSize * 1.5 + textSize * 0.9
        let footTop = height - margin - Double(sourceLines.count + addressLines.count) * smallSize * 1.35 + smallSize * 0.35
        let bottom = footTop - smallSize * 2.1

        let rows = legendRows
        var legendHeight = textSize * 1.9 + Double(rows.count) * rowHeight
        let sideWidth = isLandscape ? min(max(inner * 0.29, 190 * unit), 250 * unit) : (inner - margin * 0.7) / 2
        if !texts.legendHeading.isEmpty {
            canvas.font(.bold, size: textSize)
            legendHeight += Double(canvas.lines(texts.legendHeading, limit: sideWidth, maximumLines: 2).count) * textSize * 1.25
        }
        let factsHeight = factsHeight(width: sideWidth, textSize: textSize, smallSize: smallSize, canvas)

        let (map, legend, facts): (MapFrame, MapFrame, MapFrame)
        if isLandscape {
            let x = width - margin - sideWidth
            map = MapFrame(x: margin, y: top, width: inner - sideWidth - margin * 0.6, height: bottom - top)
            legend = MapFrame(x: x, y: top, width: sideWidth, height: legendHeight)
            let factsTop = top + legendHeight + textSize * 1.6
            facts = MapFrame(x: x, y: factsTop, width: sideWidth, height: max(bottom - factsTop, 0))
        } else {
            let blockHeight = max(legendHeight, factsHeight)
            let blockTop = bottom - blockHeight
            map = MapFrame(x: margin, y: top, width: inner, height: blockTop - textSize * 1.2 - top)
            legend = MapFrame(x: margin, y: blockTop, width: sideWidth, height: blockHeight)
            facts = MapFrame(x: width - margin - sideWidth, y: blockTop, width: sideWidth, height: blockHeight)
        }
        return PrintedLayout(
            width: width, height: height, margin: margin, titleSize: titleSize, textSize: textSize, smallSize: smallSize,
            rowHeight: rowHeight, titleLines: titleLines, subtitleLines: subtitleLines, sourceLines: sourceLines,
            addressLines: addressLines, map: map, legend: legend, facts: facts)
    }

    /// Notes of the map page; that about numbers takes its room whether it is needed or not.
    var allNotes: [String] { texts.notes + (texts.numberNote.isEmpty ? [] : [texts.numberNote]) }

    private func factsHeight(width: Double, textSize: Double, smallSize: Double, _ canvas: CairoCanvas) -> Double {
        var height = 0.0
        for fact in texts.facts {
            height += Double(factLines(fact, width: width, textSize: textSize, canvas).count) * textSize * 1.3 + textSize * 0.2
        }
        canvas.font(.regular, size: smallSize)
        if !allNotes.isEmpty { height += smallSize * 0.8 }
        for note in allNotes {
            height += Double(canvas.lines(note, limit: width, maximumLines: 8).count) * smallSize * 1.35 + smallSize * 0.4
        }
        return height
    }

    /// The label of a fact, broken so that the value stands at the right of its last line.
    func factLines(_ fact: Fact, width: Double, textSize: Double, _ canvas: CairoCanvas) -> [String] {
        canvas.font(.bold, size: textSize)
        let valueWidth = canvas.width(of: fact.value)
        canvas.font(.regular, size: textSize)
        return canvas.lines(fact.label, limit: max(width - valueWidth - textSize, width * 0.3), maximumLines: 2)
    }
}

extension CairoCanvas {
    /// Lines of a text whose words, such as addresses, can be longer than a line: those are broken anywhere.
    func brokenLines(_ text: String, limit: Double) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ").map(String.init) {
            let longer = line.isEmpty ? word : line + " " + word
            if width(of: longer) <= limit {
                line = longer
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = ""
            for character in word {
                if width(of: line + String(character)) > limit {
                    lines.append(line)
                    line = ""
                }
                line.append(character)
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    /// A canvas to measure texts with; nothing of it is kept.
    static func measuring<Result>(_ body: (CairoCanvas) -> Result) throws(StaticMapError) -> Result? {
        var result: Result?
        _ = try png(width: 8, height: 8, scale: 1) { result = body($0) }
        return result
    }
}
