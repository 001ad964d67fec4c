// SPDX-License-Identifier: Apache-2.0

import TileGeometry

/// One page of a printed table.
struct PrintedTablePage {
    let table: PrintedTable
    let rows: [PrintedTable.Row]
    /// Left edge and width of each column.
    let columns: [(x: Double, width: Double)]
    let headingLines: [[String]]
    /// The lines of each row's cells: long names go on in a second line.
    let cellLines: [[[String]]]
    let titleLines: [String]
    let footnoteLines: [String]
    let isFirst: Bool
}

extension PrintedMap {
    private func sizes(_ layout: PrintedLayout) -> (text: Double, heading: Double, padding: Double) {
        (layout.textSize * 0.95, layout.smallSize, layout.textSize * 0.42)
    }

    /// The table cut into pages.
    func pages(of table: PrintedTable, _ layout: PrintedLayout, _ canvas: CairoCanvas) -> [PrintedTablePage] {
        let (text, heading, padding) = sizes(layout)
        let columns = columnPlaces(table, layout, canvas)
        canvas.font(.bold, size: heading)
        let headingLines = zip(table.columns, columns).map { canvas.lines($0.heading, limit: $1.width, maximumLines: 4) }
        canvas.font(.bold, size: layout.titleSize * 0.8)
        let titleLines = canvas.lines(table.title, limit: layout.inner, maximumLines: 2)
        canvas.font(.regular, size: layout.smallSize)
        let footnoteLines = table.footnotes.flatMap { canvas.lines($0, limit: layout.inner, maximumLines: 6) }
        let headHeight =
            Double(titleLines.count) * layout.titleSize * 0.95 + (table.subtitle.isEmpty ? 0 : layout.textSize * 1.4)
            + Double(headingLines.map(\.count).max() ?? 1) * heading * 1.25 + padding * 2 + layout.textSize * 0.6
        let footnoteHeight = Double(footnoteLines.count) * layout.smallSize * 1.35 + (footnoteLines.isEmpty ? 0 : layout.smallSize)
        // Pages without the sources have more room.
        let bottom = layout.contentBottom + Double(layout.sourceLines.count) * layout.smallSize * 1.35
        let room = bottom - layout.margin - headHeight

        var pages: [(rows: [PrintedTable.Row], lines: [[[String]]])] = []
        var current: (rows: [PrintedTable.Row], lines: [[[String]]]) = ([], [])
        var used = 0.0
        for (index, row) in table.rows.enumerated() {
            canvas.font(row.isTotal ? .bold : .regular, size: text)
            let lines = zip(row.cells, zip(table.columns, columns)).map { cell, column in
                column.0.kind == .text ? canvas.lines(cell, limit: column.1.width, maximumLines: 2) : [cell]
            }
            let height = rowHeight(lines, text: text, padding: padding)
            // The footnotes stay with the last rows.
            let reserve = index == table.rows.count - 1 ? footnoteHeight : 0
            if used + height + reserve > room, !current.rows.isEmpty {
                pages.append(current)
                current = ([], [])
                used = 0
            }
            current.rows.append(row)
            current.lines.append(lines)
            used += height
        }
        if !current.rows.isEmpty { pages.append(current) }
        return pages.enumerated().map { index, page in
            PrintedTablePage(
                table: table, rows: page.rows, columns: columns, headingLines: headingLines, cellLines: page.lines,
                titleLines: titleLines, footnoteLines: index == pages.count - 1 ? footnoteLines : [], isFirst: index == 0)
        }
    }

    private func rowHeight(_ lines: [[String]], text: Double, padding: Double) -> Double {
        Double(lines.map(\.count).max() ?? 1) * text * 1.2 + padding * 1.2
    }

    /// Numbers take what they need, texts share the rest by their length.
    private func columnPlaces(_ table: PrintedTable, _ layout: PrintedLayout, _ canvas: CairoCanvas) -> [(x: Double, width: Double)] {
        let (text, heading, _) = sizes(layout)
        let gap = layout.textSize * 1.1
        let natural: [Double] = table.columns.indices.map { index in
            let column = table.columns[index]
            canvas.font(.bold, size: heading)
            // A heading breaks between words only.
            let word = column.heading.split(separator: " ").map { canvas.width(of: String($0)) }.max() ?? 0
            if column.kind == .swatch { return max(word, layout.rowHeight * 1.1) }
            if column.kind == .bar { return 0 }
            if column.heading.isEmpty {
                canvas.font(.bold, size: text)
                return table.rows.map { index < $0.cells.count ? canvas.width(of: $0.cells[index]) : 0 }.max() ?? 0
            }
            let headingShare = min(canvas.width(of: column.heading), layout.textSize * 7.5)
            canvas.font(.bold, size: text)
            let cells = table.rows.map { index < $0.cells.count ? canvas.width(of: $0.cells[index]) : 0 }.max() ?? 0
            return max(word, cells, column.kind == .number ? headingShare : word)
        }
        let available = layout.inner - gap * Double(table.columns.count - 1)
        let flexible = table.columns.indices.filter { table.columns[$0].kind == .text && !table.columns[$0].heading.isEmpty }
        let bars = table.columns.count { $0.kind == .bar }
        let fixed = natural.indices.filter { !flexible.contains($0) }.reduce(0) { $0 + natural[$1] }
        let wanted = flexible.reduce(0) { $0 + natural[$1] }
        // Not wider than reads well: the eye has to follow a row.
        let share = wanted > 0 ? min((available - fixed) / wanted, 1.25) : 1
        let rest = bars > 0 ? min(max((available - fixed - wanted * share) / Double(bars), 0), layout.textSize * 24) : 0
        var x = layout.margin
        return natural.indices.map { index in
            let width = flexible.contains(index) ? natural[index] * share : table.columns[index].kind == .bar ? rest : natural[index]
            defer { x += width + gap }
            return (x, width)
        }
    }

    func drawTablePage(
        _ page: PrintedTablePage, _ layout: PrintedLayout, number: Int, pageCount: Int, on canvas: CairoCanvas
    ) {
        let (text, heading, padding) = sizes(layout)
        var y = layout.margin
        canvas.tagged(page.isFirst ? "H1" : "P") {
            canvas.set(MapBody.ink)
            canvas.font(.bold, size: layout.titleSize * 0.8)
            for line in page.titleLines {
                canvas.text(line, x: layout.margin, y: y + layout.titleSize * 0.65)
                y += layout.titleSize * 0.95
            }
        }
        if !page.table.subtitle.isEmpty {
            canvas.tagged("P") {
                canvas.set(MapBody.softInk)
                canvas.font(.regular, size: layout.textSize)
                if let line = canvas.lines(page.table.subtitle, limit: layout.inner, maximumLines: 1).first {
                    canvas.text(line, x: layout.margin, y: y + layout.textSize * 0.85)
                }
            }
            y += layout.textSize * 1.4
        }
        y += layout.textSize * 0.6
        let right = (page.columns.last?.x ?? 0) + (page.columns.last?.width ?? 0)
        canvas.tagged("Table") {
            let headingHeight = Double(page.headingLines.map(\.count).max() ?? 1) * heading * 1.25
            canvas.tagged("TR") {
                for (index, column) in page.table.columns.enumerated() {
                    let place = page.columns[index]
                    let lines = page.headingLines[index]
                    canvas.tagged("TH") {
                        canvas.set(MapBody.softInk)
                        canvas.font(.bold, size: heading)
                        // Headings of one, two and three lines stand on the same last line.
                        var baseline = y + headingHeight - Double(lines.count) * heading * 1.25 + heading
                        for line in lines {
                            let x = column.kind == .number ? place.x + place.width - canvas.width(of: line) : place.x
                            canvas.text(line, x: x, y: baseline)
                            baseline += heading * 1.25
                        }
                    }
                }
            }
            y += headingHeight + padding
            rule(from: layout.margin, to: right, y: y, strength: 0.7, canvas)
            y += padding * 0.3
            for (row, lines) in zip(page.rows, page.cellLines) {
                let height = rowHeight(lines, text: text, padding: padding)
                canvas.tagged("TR") { drawRow(row, lines, page, layout, top: y, canvas) }
                y += height
                rule(from: layout.margin, to: right, y: y, strength: row.isTotal ? 0.5 : 0.14, canvas)
            }
        }
        if !page.footnoteLines.isEmpty {
            canvas.tagged("P") {
                y += layout.smallSize
                canvas.set(MapBody.softInk)
                canvas.font(.regular, size: layout.smallSize)
                for line in page.footnoteLines {
                    y += layout.smallSize * 1.35
                    canvas.text(line, x: layout.margin, y: y - layout.smallSize * 0.35)
                }
            }
        }
        drawFoot(layout, number: number, pageCount: pageCount, withSources: false, on: canvas)
    }

    private func drawRow(
        _ row: PrintedTable.Row, _ lines: [[String]], _ page: PrintedTablePage, _ layout: PrintedLayout, top: Double,
        _ canvas: CairoCanvas
    ) {
        let (text, _, padding) = sizes(layout)
        for (index, cell) in lines.enumerated() {
            let place = page.columns[index]
            let kind = page.table.columns[index].kind
            var baseline = top + padding * 0.6 + text * 0.9
            if kind == .swatch {
                guard let colour = row.colour else { continue }
                canvas.tagged("TD") {
                    LegendDrawing.swatch(
                        colour, isHatched: row.isHatched, x: place.x, y: top + padding * 0.6 + text * 0.1, width: layout.rowHeight * 1.1,
                        height: text * 0.95, textSize: layout.textSize, on: canvas)
                }
                continue
            }
            if kind == .bar {
                guard let bar = row.bar, place.width > layout.textSize * 3 else { continue }
                canvas.newPath()
                canvas.rectangle(
                    x: place.x + bar.lowerBound * place.width, y: top + padding * 0.6 + text * 0.22,
                    width: max((bar.upperBound - bar.lowerBound) * place.width, 0.4), height: text * 0.7)
                canvas.set(row.colour ?? MapBody.softInk)
                canvas.fillPreserving()
                canvas.set(MapColours.border, opacity: 0.55)
                canvas.stroke(width: 0.4)
                continue
            }
            canvas.tagged("TD") {
                canvas.set(MapBody.ink)
                canvas.font(row.isTotal ? .bold : .regular, size: text)
                for line in cell {
                    let x = kind == .number ? place.x + place.width - canvas.width(of: line) : place.x
                    canvas.text(line, x: x, y: baseline)
                    baseline += text * 1.2
                }
            }
        }
    }

    private func rule(from left: Double, to right: Double, y: Double, strength: Double, _ canvas: CairoCanvas) {
        canvas.newPath()
        canvas.line([Point(left, y), Point(right, y)])
        canvas.set(MapColours.border, opacity: strength)
        canvas.stroke(width: 0.5)
    }
}
