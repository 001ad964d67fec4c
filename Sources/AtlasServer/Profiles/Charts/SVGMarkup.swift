// SPDX-License-Identifier: Apache-2.0

import Foundation

/// SVG in the making, drawn on the server so that charts stand on pages without scripts and in print.
///
/// Horizontal places are per cent of the width and vertical ones pixels, so a chart fills any column while its
/// letters and points keep their size. Lines of many points, which take no per cent, stand in a nested
/// picture that stretches (`preserveAspectRatio="none"`) with strokes that do not.
struct SVGMarkup {
    private(set) var text = ""

    mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String>, title: String? = nil) {
        open(name, attributes)
        guard let title else {
            text.removeLast()
            text += "/>"
            return
        }
        text += "<title>" + EscapedMarkup.text(title) + "</title></" + name + ">"
    }

    mutating func label(_ content: String, _ attributes: KeyValuePairs<String, String>) {
        open("text", attributes)
        text += EscapedMarkup.text(content) + "</text>"
    }

    mutating func group(_ name: String = "g", _ attributes: KeyValuePairs<String, String>, _ body: (inout SVGMarkup) -> Void) {
        open(name, attributes)
        body(&self)
        text += "</" + name + ">"
    }

    private mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String>) {
        text += "<" + name
        for (name, value) in attributes { text += " " + name + "=\"" + EscapedMarkup.text(value) + "\"" }
        text += ">"
    }

    /// A whole chart. Its label is what a screen reader says instead of it; a decoration has none.
    static func chart(_ name: String, height: Int, label: String?, _ body: (inout SVGMarkup) -> Void) -> String {
        var markup = SVGMarkup()
        var start = "<svg class=\"chart \(name)\" width=\"100%\" height=\"\(height)\" focusable=\"false\""
        start += label.map { " role=\"img\" aria-label=\"\(EscapedMarkup.text($0))\">" } ?? " aria-hidden=\"true\">"
        markup.text = start
        body(&markup)
        return markup.text + "</svg>"
    }

    /// Two decimals at most, which is finer than a screen.
    static func number(_ value: Double) -> String {
        let rounded = (value * 100).rounded() / 100
        return rounded == rounded.rounded() ? String(Int(rounded)) : "\(rounded)"
    }

    static func percent(_ value: Double) -> String { number(value) + "%" }
}

/// A linear scale between values and a length.
struct LinearScale: Sendable {
    let from: Double
    let to: Double
    let start: Double
    let end: Double

    /// A scale without extent is widened, so that a single value stands in the middle.
    init(from: Double, to: Double, start: Double = 0, end: Double = 100) {
        let isPoint = !(to - from > 0)
        let half = max(from.magnitude * 0.05, 0.5)
        self.from = isPoint ? from - half : from
        self.to = isPoint ? from + half : to
        self.start = start
        self.end = end
    }

    func place(_ value: Double) -> Double {
        start + (value - from) / (to - from) * (end - start)
    }

    /// A scale that begins and ends at round numbers, and those numbers: steps of 1, 2 or 5 times a power of ten,
    /// never finer than `decimals` shows.
    static func round(
        _ low: Double, _ high: Double, steps: Int, decimals: Int, start: Double = 0, end: Double = 100
    ) -> (scale: LinearScale, ticks: [Double]) {
        let plain = LinearScale(from: low, to: high)
        let step = roundStep((plain.to - plain.from) / Double(max(steps, 1)), decimals: decimals)
        let first = (plain.from / step).rounded(.down)
        let last = (plain.to / step).rounded(.up)
        guard step > 0, (last - first).isFinite, last - first < 50 else { return (LinearScale(from: low, to: high, start: start, end: end), [low, high]) }
        let ticks = (0...Int(last - first)).map { (first + Double($0)) * step }
        return (LinearScale(from: first * step, to: last * step, start: start, end: end), ticks)
    }

    /// The round numbers within a scale that is kept as it is.
    func ticks(steps: Int, decimals: Int) -> [Double] {
        let step = Self.roundStep((to - from) / Double(max(steps, 1)), decimals: decimals)
        let first = (from / step).rounded(.up)
        let last = (to / step).rounded(.down)
        guard last >= first, last - first < 50 else { return [] }
        return (0...Int(last - first)).map { (first + Double($0)) * step }
    }

    private static func roundStep(_ rough: Double, decimals: Int) -> Double {
        guard rough > 0, rough.isFinite else { return 1 }
        let power = pow(10, floor(log10(rough)))
        let factor = [1.0, 2, 5, 10].first { $0 * power >= rough * 0.999_999 } ?? 10
        return max(factor * power, pow(10, -Double(min(max(decimals, 0), 9))))
    }
}
