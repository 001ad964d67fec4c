// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import Foundation

/// A drawn network as SVG to stand in a page: the same picture for everybody, with script and without, on paper too. Colours and
/// line styles are classes of the style sheet.
struct NetworkPicture {
    let language: Language
    private(set) var text = ""

    /// One decimal: a tenth of a pixel.
    static func short(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }

    private mutating func begin(_ width: Double, _ height: Double) {
        // The table says all of it to those who do not see it; with script the picture takes the keyboard too.
        text = "<svg class=\"network-picture\" id=\"network-picture\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
        text += "\(Self.short(width)) \(Self.short(height))\" width=\"\(Self.short(width))\" height=\"\(Self.short(height))\" aria-hidden=\"true\" focusable=\"false\">"
    }

    private mutating func line(_ from: Int, _ to: Int, _ positions: [PlanePoint], width: Double, styles: String) {
        let (a, b) = (positions[from], positions[to])
        text += "<line class=\"\(styles)\" data-a=\"\(from)\" data-b=\"\(to)\" x1=\"\(Self.short(a.x))\" y1=\"\(Self.short(a.y))\" x2=\"\(Self.short(b.x))\" "
        text += "y2=\"\(Self.short(b.y))\" stroke-width=\"\(Self.short(width))\"/>"
    }

    private mutating func node(
        _ number: Int, at point: PlanePoint, styles: String, url: String, title: String, path: String, label: PlacedLabel?, name: String
    ) {
        text += "<a class=\"\(styles)\" data-n=\"\(number)\" href=\"\(EscapedMarkup.text(url))\" tabindex=\"-1\"><title>\(EscapedMarkup.text(title))</title>"
        text += "<path transform=\"translate(\(Self.short(point.x)) \(Self.short(point.y)))\" d=\"\(path)\"/>"
        if let label {
            text += "<text class=\"network-label\(label.isQuiet ? " is-quiet" : "")\" x=\"\(Self.short(label.x))\" y=\"\(Self.short(label.y))\" "
            text += "text-anchor=\"\(label.anchor)\">\(EscapedMarkup.text(name))</text>"
        }
        text += "</a>"
    }

    // MARK: Institutions

    init(_ part: NetworkModel.NetworkPart, _ model: NetworkModel, _ registry: AgreementRegistry, _ question: NetworkQuestion, _ visit: PageVisit, _ wording: NetworkWording) {
        language = visit.language
        let drawing = part.drawing
        let entries = part.network.institutions.map { registry.institutions[$0] }
        let radii = part.numbers.map { min(17, 7 + 1.7 * Double(model.analysis.partnerCounts[$0]).squareRoot()) }
        var labels = LabelPlaces(width: drawing.width, height: drawing.height)
        for (place, point) in drawing.positions.enumerated() { labels.block(point, radius: place < radii.count ? radii[place] : 4) }
        var placed = [PlacedLabel?](repeating: nil, count: entries.count)
        let names = entries.map { $0.drawnName(visit.language) }
        let order = entries.indices.sorted { radii[$0] != radii[$1] ? radii[$0] > radii[$1] : $0 < $1 }
        for place in order { placed[place] = labels.place(names[place], at: drawing.positions[place], radius: radii[place]) }

        begin(drawing.width, drawing.height)
        text += "<g class=\"network-lines\">"
        for line in drawing.lines {
            let isSpoke = line.to >= drawing.institutionCount
            self.line(
                line.from, line.to, drawing.positions, width: min(6, 1.1 + 0.7 * Double(line.agreements)),
                styles: "network-line form-\(line.step)\(isSpoke ? " is-spoke" : "")")
        }
        text += "</g><g class=\"network-nodes\">"
        for (hub, tie) in drawing.hubs.enumerated() {
            let agreements = part.network.ties[tie].agreements.map { registry.agreements[$0] }
            guard let first = agreements.first else { continue }
            let title = agreements.map(\.title).joined(separator: "; ") + ": " + wording.institutions(part.network.ties[tie].members.count)
            node(
                drawing.institutionCount + hub, at: drawing.positions[drawing.institutionCount + hub], styles: "network-hub",
                url: visit.link("/porozumienia/\(first.id)"), title: title, path: "M-4.5 0L0 -4.5L4.5 0L0 4.5Z", label: nil, name: "")
        }
        for (place, entry) in entries.enumerated() {
            let number = part.numbers[place]
            let isFocus = part.network.focus == place
            let url = visit.link("/porozumienia/siec", question.asking { $0.focus = .init(entry.id); $0.unit = nil }.pairs())
            let title = "\(entry.name) (\(language.of(entry.type.name))): \(wording.partners(model.analysis.partnerCounts[number])), "
                + wording.agreements(model.analysis.agreementCounts[number])
            let styles = "network-node family-\(NetworkFamily(entry.type).rawValue)\(isFocus ? " is-focus" : "")"
                + (model.analysis.partsWithout[number].isEmpty ? "" : " is-connector")
            node(
                place, at: drawing.positions[place], styles: styles, url: url, title: title, path: NetworkFamily(entry.type).path(radii[place]),
                label: placed[place], name: names[place])
        }
        text += "</g></svg>"
    }

    // MARK: Units

    init(_ units: NetworkModel.UnitPicture, _ question: NetworkQuestion, _ visit: PageVisit, _ wording: NetworkWording) {
        language = visit.language
        let nodes = units.network.nodes
        let largest = Double(nodes.map(\.institutions).max() ?? 1)
        let radii = nodes.map { 9 + 17 * (Double($0.institutions) / largest).squareRoot() }
        var labels = LabelPlaces(width: units.width, height: units.height)
        for (place, point) in units.positions.enumerated() { labels.block(point, radius: radii[place]) }
        let names = nodes.map { wording.territory.unit($0.code)?.unit.name ?? $0.code.stem }
        var placed = [PlacedLabel?](repeating: nil, count: nodes.count)
        let order = nodes.indices.sorted { radii[$0] != radii[$1] ? radii[$0] > radii[$1] : $0 < $1 }
        for place in order { placed[place] = labels.place(names[place], at: units.positions[place], radius: radii[place]) }
        begin(units.width, units.height)
        text += "<g class=\"network-lines\">"
        let heaviest = Double(units.network.lines.first?.agreements ?? 1)
        // The weightiest last, on top.
        for line in units.drawnLines.reversed() {
            self.line(line.from, line.to, units.positions, width: 0.8 + 5 * Double(line.agreements) / heaviest, styles: "network-line form-3 is-between")
        }
        text += "</g><g class=\"network-nodes\">"
        for (place, unit) in nodes.enumerated() {
            let title = "\(wording.unit(unit.code)): \(wording.institutions(unit.institutions)), \(wording.agreements(unit.agreements))"
            let radius = Self.short(radii[place])
            node(
                place, at: units.positions[place], styles: "network-node network-unit",
                url: visit.link("/porozumienia/siec", question.asking { $0.unit = unit.code }.pairs()), title: title,
                path: "M-\(radius) 0A\(radius) \(radius) 0 1 0 \(radius) 0A\(radius) \(radius) 0 1 0 -\(radius) 0Z", label: placed[place], name: names[place])
        }
        text += "</g></svg>"
    }

    /// The symbol of a family, for the legend.
    static func symbol(_ family: NetworkFamily) -> String {
        "<svg class=\"network-symbol family-\(family.rawValue)\" viewBox=\"-12 -12 24 24\" width=\"20\" height=\"20\" aria-hidden=\"true\" focusable=\"false\"><path d=\"\(family.path(8))\"/></svg>"
    }
}

/// A name beside a symbol.
struct PlacedLabel: Sendable {
    let x: Double
    let y: Double
    /// As `text-anchor` of SVG has it.
    let anchor: String
    /// Found no room: it shows when its symbol is pointed at.
    let isQuiet: Bool
}

/// Finds room for names: under its symbol, above it, right or left of it, where nothing else stands.
struct LabelPlaces {
    private struct Box {
        let left: Double
        let right: Double
        let top: Double
        let bottom: Double
    }

    private var taken: [Box] = []
    private let width: Double
    private let height: Double

    /// Of Lato at 12 px, a little generous.
    private static let letterWidth = 6.4
    private static let lineHeight = 13.0

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    mutating func block(_ point: PlanePoint, radius: Double) {
        taken.append(Box(left: point.x - radius, right: point.x + radius, top: point.y - radius, bottom: point.y + radius))
    }

    mutating func place(_ name: String, at point: PlanePoint, radius: Double) -> PlacedLabel {
        let wide = Double(name.count) * Self.letterWidth
        let high = Self.lineHeight
        let below = (point.x, point.y + radius + high, "middle")
        let choices = [
            below, (point.x, point.y - radius - 5, "middle"), (point.x + radius + 4, point.y + 4, "start"), (point.x - radius - 4, point.y + 4, "end"),
        ]
        for (x, y, anchor) in choices {
            let left = anchor == "middle" ? x - wide / 2 : anchor == "start" ? x : x - wide
            let box = Box(left: left, right: left + wide, top: y - high + 3, bottom: y + 2)
            guard box.left >= 2, box.right <= width - 2, box.top >= 0, box.bottom <= height else { continue }
            guard !taken.contains(where: { $0.left < box.right && box.left < $0.right && $0.top < box.bottom && box.top < $0.bottom }) else { continue }
            taken.append(box)
            return PlacedLabel(x: x, y: y, anchor: anchor, isQuiet: false)
        }
        let (x, y, anchor) = below
        return PlacedLabel(x: min(max(x, wide / 2 + 2), max(width - wide / 2 - 2, wide / 2 + 2)), y: min(y, height - 3), anchor: anchor, isQuiet: true)
    }
}
