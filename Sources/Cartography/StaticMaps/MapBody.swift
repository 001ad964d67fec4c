// SPDX-License-Identifier: Apache-2.0

import Foundation
import TileGeometry

/// A part of the paper, in points.
struct MapFrame {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    var box: BoundingBox { BoundingBox(minX: x, minY: y, maxX: x + width, maxY: y + height) }
}

/// The coloured territory of a map without any words: what pictures and printed pages share.
struct MapBody: Sendable {
    let geometry: MapGeometry
    let layer: Topology.Layer
    let choropleth: Choropleth

    static let ink = Colour(rgb: 0x22_2226)
    static let softInk = Colour(rgb: 0x55_5559)
    static let paper = Colour(rgb: 0xFF_FFFF)

    /// The projection around the middle of the chosen region, and the region's extent in degrees and in metres.
    var extent: (projection: EqualAreaProjection, degrees: BoundingBox, meters: BoundingBox)? {
        let slots = choropleth.colouring.slots
        let inRegion = layer.shapes.indices.filter { $0 >= slots.count || slots[$0] != UnitColouring.outsideRegionSlot }
        let shown = inRegion.isEmpty ? Array(layer.shapes.indices) : inRegion
        var used: Set<Int> = []
        for index in shown {
            for polygon in layer.shapes[index].polygons {
                for ring in polygon.rings { for reference in ring { used.insert(reference.index) } }
            }
        }
        let arcs = geometry.topology.arcs
        var degrees = BoundingBox.empty
        for index in used { degrees.formUnion(BoundingBox(of: arcs[index])) }
        guard !degrees.isEmpty else { return nil }
        let projection = EqualAreaProjection(center: degrees.center)
        var meters = BoundingBox.empty
        for index in used { meters.formUnion(BoundingBox(of: arcs[index].map(projection.project))) }
        return (projection, degrees, meters)
    }

    /// - Parameter textSize: of the map's words, which the hatch goes with.
    func draw(_ view: MapView, on canvas: CairoCanvas, textSize: Double) {
        canvas.newPath()
        canvas.rectangle(x: view.frame.x, y: view.frame.y, width: view.frame.width, height: view.frame.height)
        canvas.clipped {
            drawUnits(view, canvas, textSize: textSize)
            drawBorders(view, canvas)
        }
    }

    private func drawUnits(_ view: MapView, _ canvas: CairoCanvas, textSize: Double) {
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
                        x: view.frame.x, y: view.frame.y, width: view.frame.width, height: view.frame.height,
                        spacing: textSize * 0.5, lineWidth: textSize * 0.09)
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

    // MARK: Scale and north

    /// A bar of a round length, about a fifth of the map's width, at the lower left of the frame, with an arrow to the
    /// north beside it.
    /// - Returns: the place that they take, in points.
    func drawScaleBar(
        _ view: MapView, on canvas: CairoCanvas, size: Double, inset: Double, language: StaticMap.Language
    ) -> BoundingBox {
        let wanted = view.frame.width / 5 / view.pointsPerMeter / 1000
        let power = pow(10, floor(log10(wanted)))
        let kilometers = ([5.0, 2, 1].first { $0 * power <= wanted } ?? 1) * power
        let length = kilometers * 1000 * view.pointsPerMeter
        // Off the frame, as neighbours of a region reach to it.
        let x = view.frame.x + inset
        let y = view.frame.y + view.frame.height - inset
        let tick = size * 0.35
        func path() {
            canvas.newPath()
            canvas.line([Point(x, y - tick), Point(x, y), Point(x + length, y), Point(x + length, y - tick)])
            canvas.line([Point(x + length / 2, y - tick * 0.7), Point(x + length / 2, y)])
        }
        path()
        canvas.set(Self.paper, opacity: 0.85)
        canvas.stroke(width: max(2.4, size * 0.3))
        path()
        canvas.set(Self.softInk)
        canvas.stroke(width: max(0.8, size * 0.09))
        canvas.font(.regular, size: size)
        let text = language.text(NumberText.text(kilometers, decimals: kilometers < 1 ? 1 : 0)) + "\u{A0}km"
        canvas.haloedText(text, x: x, y: y - tick - size * 0.4, ink: Self.softInk, halo: Self.paper, haloWidth: size * 0.2)
        let right = drawNorth(canvas, x: x + max(length, canvas.width(of: text)) + size * 1.2, y: y, size: size, language)
        return BoundingBox(minX: x - 2, minY: y - size * 2.6, maxX: right + 2, maxY: y + 2)
    }

    /// An arrow that points up with the letter of the north under it. The map's middle meridian is upright, so at its
    /// edges north leans by less than four degrees.
    private func drawNorth(_ canvas: CairoCanvas, x: Double, y: Double, size: Double, _ language: StaticMap.Language) -> Double {
        let height = size * 2.3
        let width = size * 0.95
        let tip = Point(x + width / 2, y - height)
        func path() {
            canvas.newPath()
            canvas.line(
                [tip, Point(x + width, y), Point(x + width / 2, y - height * 0.26), Point(x, y)], isClosed: true)
        }
        path()
        canvas.set(Self.paper, opacity: 0.85)
        canvas.stroke(width: max(2, size * 0.25))
        path()
        canvas.set(Self.softInk)
        canvas.fill()
        let letter = language == .polish ? "Pn." : "N"
        canvas.font(.bold, size: size)
        canvas.haloedText(
            letter, x: x + width + size * 0.35, y: y, ink: Self.softInk, halo: Self.paper, haloWidth: size * 0.2)
        return x + width + size * 0.35 + canvas.width(of: letter)
    }
}
