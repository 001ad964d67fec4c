// SPDX-License-Identifier: Apache-2.0

import Foundation
import TileGeometry

/// Finds places for the names of units so that none covers another.
///
/// Names that fit into their own unit come first, as they stand in nobody's way. The others may reach over their
/// neighbours, the most important first, but not over another name. Who then has no place is named by a number that a
/// list explains. At last values are added under names, where there is still room.
struct LabelPlacement {
    /// A label in its place.
    struct Placed {
        /// Lines with the x of their beginning and the y of their baseline.
        var lines: [(text: String, x: Double, y: Double, isDetail: Bool)]
        var box: BoundingBox
        var isNumber: Bool
        let size: Double

        func draw(on canvas: CairoCanvas) {
            for line in lines {
                canvas.font(isNumber ? .bold : .regular, size: line.isDetail ? size * 0.92 : size)
                canvas.haloedText(
                    line.text, x: line.x, y: line.y, ink: MapBody.ink, halo: MapBody.paper, haloWidth: size * 0.17)
            }
        }
    }

    private struct Candidate {
        var anchor: StaticMap.Label
        var home: Home?
        var place: Point
        var placed: Placed?
    }

    /// The unit's outline on paper.
    private struct Home {
        let rings: [[Point]]
        let box: BoundingBox

        /// Even–odd rule, holes included.
        func contains(_ point: Point) -> Bool {
            guard box.contains(point) else { return false }
            var isInside = false
            for ring in rings {
                guard var before = ring.last else { continue }
                for current in ring {
                    if (current.y > point.y) != (before.y > point.y),
                        point.x < (before.x - current.x) * (point.y - current.y) / (before.y - current.y) + current.x
                    {
                        isInside.toggle()
                    }
                    before = current
                }
            }
            return isInside
        }
    }

    let view: MapView
    let layer: Topology.Layer
    /// Of the letters, in points.
    let size: Double
    /// Places that are not free: the scale bar, say.
    var taken: [BoundingBox] = []

    private var lineHeight: Double { size * 1.12 }
    /// Air between two labels.
    private var gap: Double { size * 0.22 }

    /// The labels that found a place, in the order given.
    func place(_ labels: [StaticMap.Label], on canvas: CairoCanvas) -> [Placed] {
        let shapes = Dictionary(layer.shapes.map { ($0.code, $0) }) { first, _ in first }
        var boxes = taken
        var candidates = labels.map { label in
            Candidate(anchor: label, home: label.code.flatMap { shapes[$0] }.map(home), place: view.place(label.position))
        }
        func settle(_ index: Int, _ variants: [[String]], maximumOutside: Double, isNumber: Bool = false) {
            guard candidates[index].placed == nil else { return }
            for lines in variants {
                if let placed = best(lines, candidates[index], boxes, maximumOutside, isNumber, canvas) {
                    candidates[index].placed = placed
                    boxes.append(placed.box)
                    return
                }
            }
        }
        for index in candidates.indices { settle(index, [[candidates[index].anchor.text]], maximumOutside: 0) }
        for index in candidates.indices { settle(index, broken(candidates[index].anchor.text), maximumOutside: 0) }
        for index in candidates.indices {
            let text = candidates[index].anchor.text
            // A small town in the middle of its ring reaches over it, as on every map.
            settle(index, [[text]] + broken(text), maximumOutside: candidates[index].anchor.number == nil ? 1 : 0.5)
        }
        for index in candidates.indices {
            if let number = candidates[index].anchor.number { settle(index, [[number]], maximumOutside: 1, isNumber: true) }
        }
        for index in candidates.indices { addDetail(to: &candidates[index], &boxes, canvas) }
        return candidates.compactMap(\.placed)
    }

    private func home(_ shape: Topology.Shape) -> Home {
        let rings = shape.polygons.flatMap { polygon in polygon.rings.map(view.ring) }
        return Home(rings: rings, box: BoundingBox(of: rings.joined()))
    }

    /// A long name in two lines: broken at the space or after the hyphen nearest to its middle.
    private func broken(_ text: String) -> [[String]] {
        let places = text.indices.filter { text[$0] == " " || text[$0] == "-" }
        let middle = text.count / 2
        guard
            let place = places.min(by: {
                abs(text.distance(from: text.startIndex, to: $0) - middle) < abs(text.distance(from: text.startIndex, to: $1) - middle)
            })
        else { return [] }
        let end = text[place] == "-" ? text.index(after: place) : place
        let rest = text[end...].drop { $0 == " " }
        guard !rest.isEmpty, place != text.startIndex else { return [] }
        return [[String(text[..<end]), String(rest)]]
    }

    /// The place nearest to the unit's middle where the lines cover no other label and at most this share of them
    /// stands outside the unit.
    private func best(
        _ lines: [String], _ candidate: Candidate, _ boxes: [BoundingBox], _ maximumOutside: Double, _ isNumber: Bool,
        _ canvas: CairoCanvas
    ) -> Placed? {
        canvas.font(isNumber ? .bold : .regular, size: size)
        let width = lines.map(canvas.width).max() ?? 0
        let height = lineHeight * Double(lines.count)
        var best: (cost: Double, center: Point)?
        let frame = view.frame.box.insetBy(gap)
        for dy in [0.0, -0.5, 0.5, -1, 1, -1.6, 1.6] {
            for dx in [0.0, -0.2, 0.2, -0.4, 0.4, -0.6, 0.6] {
                let center = Point(candidate.place.x + dx * width, candidate.place.y + dy * lineHeight)
                let box = box(center, width, height)
                guard box.minX >= frame.minX, box.minY >= frame.minY, box.maxX <= frame.maxX, box.maxY <= frame.maxY,
                    !boxes.contains(where: { $0.intersects(box.insetBy(-gap)) })
                else { continue }
                let outside = share(of: box, outside: candidate.home)
                guard outside <= maximumOutside, candidate.home?.contains(center) ?? true else { continue }
                let cost = outside * 3 + (dx * dx * 2 + dy * dy).squareRoot() * 0.3
                if cost < best?.cost ?? .infinity { best = (cost, center) }
            }
        }
        guard let center = best?.center else { return nil }
        var placed = Placed(lines: [], box: box(center, width, height), isNumber: isNumber, size: size)
        for (index, line) in lines.enumerated() {
            placed.lines.append(
                (line, center.x - canvas.width(of: line) / 2, placed.box.minY + lineHeight * (Double(index) + 0.8), false))
        }
        return placed
    }

    private func box(_ center: Point, _ width: Double, _ height: Double) -> BoundingBox {
        BoundingBox(
            minX: center.x - width / 2, minY: center.y - height / 2, maxX: center.x + width / 2, maxY: center.y + height / 2)
    }

    /// Of a raster of points over the box, how many lie outside the unit.
    private func share(of box: BoundingBox, outside home: Home?) -> Double {
        guard let home else { return 0 }
        var outside = 0
        for row in 0..<3 {
            for column in 0..<7 {
                let point = Point(
                    box.minX + box.width * Double(column) / 6, box.minY + box.height * (0.1 + 0.4 * Double(row)))
                if !home.contains(point) { outside += 1 }
            }
        }
        return Double(outside) / 21
    }

    /// A value under a name: the name moves up by half a line.
    private func addDetail(to candidate: inout Candidate, _ boxes: inout [BoundingBox], _ canvas: CairoCanvas) {
        guard let detail = candidate.anchor.detail, let placed = candidate.placed, !placed.isNumber,
            let own = boxes.firstIndex(of: placed.box)
        else { return }
        canvas.font(.regular, size: size * 0.92)
        let width = canvas.width(of: detail)
        for lift in [0.5, 1, 0] {
            let center = (placed.box.minX + placed.box.maxX) / 2
            let box = BoundingBox(
                minX: min(placed.box.minX, center - width / 2), minY: placed.box.minY - lift * lineHeight,
                maxX: max(placed.box.maxX, center + width / 2), maxY: placed.box.maxY + (1 - lift) * lineHeight)
            let air = box.insetBy(-gap)
            guard view.frame.box.contains(Point(box.minX, box.minY)), view.frame.box.contains(Point(box.maxX, box.maxY)),
                !boxes.indices.contains(where: { $0 != own && boxes[$0].intersects(air) }),
                share(of: box, outside: candidate.home) <= 0.35
            else { continue }
            var grown = placed
            grown.box = box
            for index in grown.lines.indices { grown.lines[index].y -= lift * lineHeight }
            grown.lines.append((detail, center - width / 2, box.maxY - lineHeight * 0.2, true))
            candidate.placed = grown
            boxes[own] = box
            return
        }
    }
}
