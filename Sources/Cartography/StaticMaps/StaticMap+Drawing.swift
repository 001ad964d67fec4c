// SPDX-License-Identifier: Apache-2.0

import Foundation
import TileGeometry

extension StaticMap {
    private static let ink = Colour(rgb: 0x22_2226)
    private static let softInk = Colour(rgb: 0x55_5559)
    private static let paper = Colour(rgb: 0xFF_FFFF)

    func draw(on canvas: CairoCanvas, pixelsPerPoint: Double) {
        // A bare map takes the ground of the page that it stands on.
        if !isBare {
            canvas.set(Self.paper)
            canvas.rectangle(x: 0, y: 0, width: width, height: height)
            canvas.fill()
        }
        let layout = StaticMapLayout(self, canvas: canvas)
        if !isBare { drawHeading(layout, canvas) }
        let view = MapView(self, frame: layout.map, pixelsPerPoint: pixelsPerPoint)
        if let view {
            canvas.newPath()
            canvas.rectangle(x: layout.map.x, y: layout.map.y, width: layout.map.width, height: layout.map.height)
            canvas.clipped {
                drawUnits(view, layout, canvas)
                drawBorders(view, canvas)
                drawLabels(view, layout, canvas)
            }
            if !isBare { drawScaleBar(view, layout, canvas) }
        }
        if !isBare { drawLegend(layout, canvas) }
    }

    private func drawHeading(_ layout: StaticMapLayout, _ canvas: CairoCanvas) {
        var y = layout.margin + layout.titleSize * 0.85
        canvas.set(Self.ink)
        canvas.font(.bold, size: layout.titleSize)
        for line in layout.titleLines {
            canvas.text(line, x: layout.margin, y: y)
            y += layout.titleSize * 1.2
        }
        y += layout.textSize * 0.1
        canvas.set(Self.softInk)
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

    // MARK: The map

    private func drawUnits(_ view: MapView, _ layout: StaticMapLayout, _ canvas: CairoCanvas) {
        let colouring = choropleth.colouring
        var shapesBySlot: [UInt8: [Topology.Shape]] = [:]
        for (index, shape) in layer.shapes.enumerated() where view.showsShape[index] {
            let slot = index < colouring.slots.count ? colouring.slots[index] : UnitColouring.noDataSlot
            shapesBySlot[slot, default: []].append(shape)
        }
        for (slot, shapes) in shapesBySlot.sorted(by: { $0.key < $1.key }) {
            canvas.newPath()
            for shape in shapes {
                for polygon in shape.polygons {
                    for ring in polygon.rings { canvas.line(view.ring(ring), isClosed: true) }
                }
            }
            canvas.set(colouring.colour(ofSlot: slot))
            // All units of a colour are one path, and a thin line in their colour closes the hairlines that
            // anti-aliasing leaves between two colours.
            canvas.fillPreserving()
            if slot == UnitColouring.notApplicableSlot {
                canvas.clipped {
                    canvas.newPath()
                    canvas.set(MapColours.notApplicableHatch)
                    canvas.hatch(
                        x: layout.map.x, y: layout.map.y, width: layout.map.width, height: layout.map.height,
                        spacing: layout.textSize * 0.5, lineWidth: layout.textSize * 0.09)
                }
                canvas.newPath()
            } else {
                canvas.stroke(width: 0.6)
            }
        }
    }

    private func drawBorders(_ view: MapView, _ canvas: CairoCanvas) {
        let sides = geometry.topology.sides(in: layer)
        let ranks = LayerBorders.ranks(of: geometry.topology)
        let slots = choropleth.colouring.slots
        func isOutside(_ shape: Int32) -> Bool {
            shape < 0 || Int(shape) >= slots.count || slots[Int(shape)] == UnitColouring.outsideRegionSlot
        }
        // Around the region its neighbours are context only: their borders are faint.
        for isContext in [true, false] {
            for rank in BorderRank.allCases {
                canvas.newPath()
                for (index, side) in sides.enumerated() where side.isBorder && ranks[index] == rank && view.showsArc[index] {
                    guard (isOutside(side.left) && isOutside(side.right)) == isContext else { continue }
                    canvas.line(view.arcs[index])
                }
                let weight = view.weight(rank)
                guard weight.widthPixels > 0 else { continue }
                canvas.set(MapColours.border, opacity: isContext && rank != .country ? weight.opacity * 0.35 : weight.opacity)
                canvas.stroke(width: weight.widthPixels)
            }
        }
    }

    private func drawLabels(_ view: MapView, _ layout: StaticMapLayout, _ canvas: CairoCanvas) {
        guard !labels.isEmpty else { return }
        canvas.font(.regular, size: layout.smallSize)
        var taken: [BoundingBox] = []
        for label in labels {
            let place = view.place(label.position)
            let textWidth = canvas.width(of: label.text)
            let x = place.x - textWidth / 2
            let y = place.y + layout.smallSize * 0.35
            let box = BoundingBox(minX: x - 3, minY: y - layout.smallSize, maxX: x + textWidth + 3, maxY: y + layout.smallSize * 0.4)
            let map = layout.map
            let isWithin = box.minX >= map.x && box.minY >= map.y && box.maxX <= map.x + map.width && box.maxY <= map.y + map.height
            guard isWithin, !taken.contains(where: { $0.intersects(box) }) else { continue }
            taken.append(box)
            canvas.haloedText(
                label.text, x: x, y: y, ink: Self.ink, halo: Self.paper, haloWidth: layout.smallSize * 0.28)
        }
    }

    /// A bar of a round length, about a fifth of the map's width.
    private func drawScaleBar(_ view: MapView, _ layout: StaticMapLayout, _ canvas: CairoCanvas) {
        let wanted = layout.map.width / 5 / view.pointsPerMeter / 1000
        let power = pow(10, floor(log10(wanted)))
        let kilometers = ([5.0, 2, 1].first { $0 * power <= wanted } ?? 1) * power
        let length = kilometers * 1000 * view.pointsPerMeter
        // Off the frame, as neighbours of a region reach to it.
        let x = layout.map.x + layout.margin * 0.5
        let y = layout.map.y + layout.map.height - layout.margin * 0.5
        let tick = layout.smallSize * 0.35
        canvas.newPath()
        canvas.line([Point(x, y - tick), Point(x, y), Point(x + length, y), Point(x + length, y - tick)])
        canvas.line([Point(x + length / 2, y - tick * 0.7), Point(x + length / 2, y)])
        canvas.set(Self.softInk)
        canvas.stroke(width: max(0.8, layout.smallSize * 0.09))
        canvas.font(.regular, size: layout.smallSize)
        let text = NumberText.text(kilometers, decimals: kilometers < 1 ? 1 : 0)
        canvas.haloedText(
            texts.language.text(text) + "\u{A0}km", x: x, y: y - tick - layout.smallSize * 0.4, ink: Self.softInk,
            halo: Self.paper, haloWidth: layout.smallSize * 0.2)
    }

    // MARK: The legend

    private func drawLegend(_ layout: StaticMapLayout, _ canvas: CairoCanvas) {
        let frame = layout.legend
        var top = frame.y
        canvas.set(Self.ink)
        if !texts.legendHeading.isEmpty {
            canvas.font(.bold, size: layout.textSize)
            for line in canvas.lines(texts.legendHeading, limit: frame.width, maximumLines: 2) {
                top += layout.textSize * 1.2
                canvas.text(line, x: frame.x, y: top)
            }
            top += layout.textSize * 0.4
        }
        let rows = legendRows
        let perColumn = (rows.count + layout.legendColumns - 1) / layout.legendColumns
        let gap = layout.legendColumns > 1 ? layout.margin : 0
        let columnWidth = (frame.width - gap * Double(layout.legendColumns - 1)) / Double(layout.legendColumns)
        canvas.font(.regular, size: layout.smallSize)
        canvas.set(Self.softInk)
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
            drawRow(row, x: x, y: y, width: columnWidth, layout, canvas)
        }
    }

    private func drawRow(
        _ row: LegendRow, x: Double, y: Double, width: Double, _ layout: StaticMapLayout, _ canvas: CairoCanvas
    ) {
        let swatchWidth = layout.legendRowHeight * 1.35
        let swatchHeight = layout.legendRowHeight * 0.74
        canvas.newPath()
        canvas.rectangle(x: x, y: y, width: swatchWidth, height: swatchHeight)
        canvas.set(row.colour)
        canvas.fill()
        if row.isHatched {
            canvas.rectangle(x: x, y: y, width: swatchWidth, height: swatchHeight)
            canvas.clipped {
                canvas.newPath()
                canvas.set(MapColours.notApplicableHatch)
                canvas.hatch(
                    x: x, y: y, width: swatchWidth, height: swatchHeight, spacing: layout.textSize * 0.5,
                    lineWidth: layout.textSize * 0.09)
            }
        }
        canvas.newPath()
        canvas.rectangle(x: x, y: y, width: swatchWidth, height: swatchHeight)
        canvas.set(MapColours.border, opacity: 0.45)
        canvas.stroke(width: max(0.6, layout.textSize * 0.045))

        let baseline = y + swatchHeight / 2 + layout.textSize * 0.34
        let count = texts.language.text(NumberText.text(Double(row.count), decimals: 0))
        canvas.font(.regular, size: layout.textSize)
        let countWidth = canvas.width(of: count)
        canvas.set(Self.softInk)
        canvas.text(count, x: x + width - countWidth, y: baseline)
        canvas.set(Self.ink)
        let left = x + swatchWidth + layout.textSize * 0.6
        let room = x + width - countWidth - layout.textSize * 0.6 - left
        if let line = canvas.lines(row.label, limit: room, maximumLines: 1).first {
            canvas.text(line, x: left, y: baseline)
        }
    }
}

/// The territory fitted into a frame.
struct MapView {
    let pointsPerMeter: Double
    /// The arcs on paper, in points.
    let arcs: [[Point]]
    let showsArc: [Bool]
    let showsShape: [Bool]
    private let projection: EqualAreaProjection
    private let origin: Point
    private let zoom: Int

    /// nil when the layer has no shape.
    init?(_ map: StaticMap, frame: StaticMapLayout.Frame, pixelsPerPoint: Double) {
        let topology = map.geometry.topology
        let slots = map.choropleth.colouring.slots
        let inRegion = map.layer.shapes.indices.filter { $0 >= slots.count || slots[$0] != UnitColouring.outsideRegionSlot }
        let shown = inRegion.isEmpty ? Array(map.layer.shapes.indices) : inRegion
        var degrees = BoundingBox.empty
        var used: Set<Int> = []
        for index in shown {
            for polygon in map.layer.shapes[index].polygons {
                for ring in polygon.rings { for reference in ring { used.insert(reference.index) } }
            }
        }
        for index in used { degrees.formUnion(BoundingBox(of: topology.arcs[index])) }
        guard !degrees.isEmpty, frame.width > 1, frame.height > 1 else { return nil }

        let projection = EqualAreaProjection(center: degrees.center)
        var meters = BoundingBox.empty
        for index in used { meters.formUnion(BoundingBox(of: topology.arcs[index].map(projection.project))) }
        let scale = min(frame.width / meters.width, frame.height / meters.height) * 0.97
        let origin = Point(
            frame.x + frame.width / 2 - meters.center.x * scale, frame.y + frame.height / 2 - meters.center.y * scale)

        // The zoom of web maps with pixels of about this size has the right amount of detail.
        let worldPixels = WebMercator.groundMeters(atLatitude: degrees.center.y) * scale
        let zoom = Int((log2(worldPixels / 256)).rounded())
        let detail = Int((log2(worldPixels * pixelsPerPoint / 256)).rounded(.up))
        let box = BoundingBox(
            minX: frame.x, minY: frame.y, maxX: frame.x + frame.width, maxY: frame.y + frame.height)
        arcs = map.geometry.arcs(zoom: max(detail, 0)).map { arc in
            var line: [Point] = []
            line.reserveCapacity(arc.count)
            for point in arc {
                let meters = projection.project(WebMercator.unproject(point))
                // Eighths of a point: finer than print, and short numbers in an SVG.
                let place = Point(
                    ((origin.x + meters.x * scale) * 8).rounded() / 8, ((origin.y + meters.y * scale) * 8).rounded() / 8)
                if place != line.last { line.append(place) }
            }
            return line
        }
        let showsArc = arcs.map { BoundingBox(of: $0).intersects(box) }
        showsShape = map.layer.shapes.map { shape in
            var shapeBox = BoundingBox.empty
            for polygon in shape.polygons {
                for ring in polygon.rings { for reference in ring { shapeBox.formUnion(BoundingBox(of: topology.arcs[reference.index])) } }
            }
            // Neighbours within one width of the region can reach into the frame; the clip does the rest.
            return shapeBox.intersects(degrees.insetBy(-max(degrees.width, degrees.height)))
        }
        self.showsArc = showsArc
        self.projection = projection
        self.origin = origin
        self.zoom = zoom
        pointsPerMeter = scale
    }

    func place(_ degrees: Point) -> Point {
        let meters = projection.project(degrees)
        return Point(origin.x + meters.x * pointsPerMeter, origin.y + meters.y * pointsPerMeter)
    }

    func ring(_ references: [Topology.ArcReference]) -> [Point] {
        var points: [Point] = []
        for reference in references {
            let arc = arcs[reference.index]
            points.append(contentsOf: reference.isReversed ? arc.reversed() : arc)
        }
        return points
    }

    /// Paper shows finer lines than a screen, so borders of small units start one zoom earlier.
    func weight(_ rank: BorderRank) -> BorderWeight {
        var weight = BorderStyle.weight(rank, zoom: zoom + 1)
        weight.widthPixels *= 0.8
        return weight
    }
}
