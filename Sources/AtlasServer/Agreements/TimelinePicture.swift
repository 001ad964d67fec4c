// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// A timeline as SVG, in one of two forms.
struct TimelinePicture {
    enum Form: String {
        /// Names to the left of the bars; it is scaled as a whole.
        case wide
        /// Names above the bars. Places across are per cent of the width, so that it fills a narrow screen while its letters keep
        /// their size.
        case narrow
    }

    private struct Row {
        let place: Int
        let lines: [String]
        let top: Double
        let height: Double
        let barMiddle: Double
    }

    private let timeline: AgreementTimeline
    private let form: Form
    private let rows: [Row]
    private let height: Double
    /// Where time begins and ends across: units of the picture, or per cent.
    private let start: Double
    private let end: Double

    private static let width = 1_000.0
    private static let axisHeight = 30.0
    private static let wideRowHeight = 30.0
    private static let lineHeight = 17.0
    /// What fits on 320 pixels.
    private static let narrowLineLength = 40

    init(_ timeline: AgreementTimeline, _ form: Form) {
        self.timeline = timeline
        self.form = form
        (start, end) = form == .wide ? (380, Self.width - 24) : (0, 95)
        var top = Self.axisHeight
        var rows: [Row] = []
        for place in timeline.places {
            let title = timeline.names.registry.agreements[place].title
            let lines = form == .wide ? [Self.shortened(title, 54)] : Self.wrapped(title)
            let height = form == .wide ? Self.wideRowHeight : Double(lines.count) * Self.lineHeight + 30
            let middle = form == .wide ? top + height / 2 : top + height - 13
            rows.append(Row(place: place, lines: lines, top: top, height: height, barMiddle: middle))
            top += height
        }
        self.rows = rows
        height = top + 8
    }

    private var registry: AgreementRegistry { timeline.names.registry }

    var svg: String {
        let size =
            form == .wide
            ? "viewBox=\"0 0 \(Int(Self.width)) \(Self.number(height))\"" : "width=\"100%\" height=\"\(Self.number(height))\""
        var text = """
            <svg class="timeline timeline-\(form.rawValue)" \(size) aria-hidden="true" focusable="false"><defs>\
            <linearGradient id="timeline-fade-\(form.rawValue)"><stop class="fade-full" offset="0.35"/><stop class="fade-none" offset="1"/></linearGradient></defs>
            """
        text += axis + rows.map(link).joined() + renewals + today
        // Above the lines that pass through them.
        return text + rows.map(label).joined() + "</svg>"
    }

    // MARK: Time

    private func x(_ period: Period) -> Double { start + timeline.share(period) * (end - start) }

    private func across(_ x: Double) -> String { Self.number(x) + (form == .wide ? "" : "%") }

    private var axis: String {
        let span = timeline.lastYear - timeline.firstYear + 1
        let mostLabels = form == .wide ? 13 : 7
        let step = [1, 2, 5, 10].first { span <= $0 * mostLabels } ?? 20
        return (timeline.firstYear...timeline.lastYear).filter { ($0 - timeline.firstYear).isMultiple(of: step) }.map { year in
            let first = Period(year: year, month: 1, day: 1)
            let line = vertical("year-line", x(first), Self.axisHeight - 4, height - 6)
            // At the edge a year would be cut.
            guard form == .wide || timeline.share(first) < 0.9 else { return line }
            return line + "<text class=\"year-label\" x=\"\(across(x(first)))\" y=\"\(Self.number(Self.axisHeight - 8))\" dx=\"3\">\(year)</text>"
        }.joined()
    }

    private var today: String {
        let language = timeline.language
        let label = timeline.day == PolishClock.now.day ? language.choose("dziś", "today") : Phrases(language).period(timeline.day)
        let share = timeline.share(timeline.day)
        let anchor = share > 0.85 ? "end" : share < 0.15 ? "start" : "middle"
        return vertical("today-line", x(timeline.day), Self.axisHeight - 8, height - 6)
            + "<text class=\"today-label\" x=\"\(across(x(timeline.day)))\" y=\"10\" text-anchor=\"\(anchor)\">\(EscapedMarkup.text(label))</text>"
    }

    private func vertical(_ name: String, _ x: Double, _ top: Double, _ bottom: Double) -> String { line(name, (x, top), (x, bottom)) }

    private func line(_ name: String, _ from: (x: Double, y: Double), _ to: (x: Double, y: Double)) -> String {
        "<line class=\"\(name)\" x1=\"\(across(from.x))\" x2=\"\(across(to.x))\" y1=\"\(Self.number(from.y))\" y2=\"\(Self.number(to.y))\"/>"
    }

    // MARK: Rows

    private func label(_ row: Row) -> String {
        row.lines.enumerated().map { number, line in
            let base = form == .wide ? row.barMiddle + 4.5 : row.top + 18 + Double(number) * Self.lineHeight
            return "<text class=\"row-label\" x=\"4\" y=\"\(Self.number(base))\">\(EscapedMarkup.text(line))</text>"
        }.joined()
    }

    private func link(_ row: Row) -> String {
        let agreement = registry.agreements[row.place]
        let status = agreement.status(on: timeline.day)
        let language = timeline.language
        let title = "\(agreement.title): \(Phrases(language).validity(agreement)), \(language.of(status.name))"
        let address = "/porozumienia/\(agreement.id)" + (language == .english ? "?lang=en" : "")
        return "<a href=\"\(EscapedMarkup.text(address))\" tabindex=\"-1\"><title>\(EscapedMarkup.text(title))</title>"
            + "<rect class=\"row-band\" x=\"0\" y=\"\(Self.number(row.top))\" width=\"100%\" height=\"\(Self.number(row.height))\"/>"
            + bar(agreement, status, row.barMiddle) + "</a>"
    }

    private func bar(_ agreement: Agreement, _ status: AgreementStatus, _ middle: Double) -> String {
        func rect(_ name: String, _ from: Double, _ to: Double) -> String {
            guard to - from > 0.02 else { return "" }
            return "<rect class=\"\(name) is-\(status.rawValue)\" x=\"\(across(from))\" y=\"\(Self.number(middle - 6))\" width=\"\(across(to - from))\" height=\"12\"/>"
        }
        let base = Self.number(middle + 4.5)
        let (first, last) = (agreement.firstPeriod, agreement.lastPeriod)
        guard first != nil || last != nil else {
            return "<text class=\"no-dates\" x=\"\(across(start))\" y=\"\(base)\" dx=\"6\">\(timeline.language.choose("bez dat", "no dates"))</text>"
        }
        let begin = first.map { x($0.asFirstDay) } ?? start
        // The begin is sure from the last day of its period on; of one that is known as a year, the year is dashed.
        let sureFrom = first.map { $0.day == nil ? x($0.asLastDay) : x($0) } ?? start
        let finish = last.map { x($0.asLastDay) } ?? end
        let sureTo = last.map { $0.day == nil ? x($0.asFirstDay) : x($0) } ?? end
        var text = ""
        if sureFrom > begin { text += rect("bar-rough", begin, min(sureFrom, finish)) }
        let isFading = last == nil && agreement.end == .notStated
        if sureTo > sureFrom { text += rect(isFading ? "bar-fading" : "bar", sureFrom, sureTo) }
        if finish > sureTo { text += rect("bar-rough", max(sureTo, begin), finish) }
        // A day alone would not be seen.
        let least = form == .wide ? 3.0 : 1
        if finish - begin < least { text += rect("bar", begin, begin + least) }
        if last == nil, agreement.end == .open {
            text += """
                <svg x="\(across(end))" y="\(Self.number(middle - 9))" width="13" height="18"><path class="arrow is-\(status.rawValue)" d="M0 0l13 9-13 9z"/></svg>
                """
        } else if isFading {
            text += "<text class=\"no-dates\" x=\"\(across(end))\" y=\"\(base)\" dx=\"4\">?</text>"
        }
        return text
    }

    /// From the end of an agreement down to the begin of the one that renews it.
    private var renewals: String {
        let rowOf = Dictionary(rows.map { ($0.place, $0) }) { first, _ in first }
        return rows.compactMap { row -> String? in
            guard let later = registry.renewedBy[row.place], let other = rowOf[later],
                let ended = registry.agreements[row.place].lastPeriod ?? registry.agreements[later].firstPeriod,
                let begun = registry.agreements[later].firstPeriod
            else { return nil }
            let (from, to) = (x(ended.asLastDay), x(begun.asFirstDay))
            let (top, bottom) = (row.barMiddle + 6, other.barMiddle - 6)
            let turn = form == .wide ? (top + bottom) / 2 : top + 4
            return line("renewal", (from, top), (from, turn)) + line("renewal", (from, turn), (to, turn)) + line("renewal", (to, turn), (to, bottom))
        }.joined()
    }

    // MARK: Texts

    private static func shortened(_ text: String, _ length: Int) -> String { text.count > length ? text.prefix(length - 1) + "…" : text }

    /// At most two lines, broken between words.
    private static func wrapped(_ title: String) -> [String] {
        guard title.count > narrowLineLength else { return [title] }
        let start = title.prefix(narrowLineLength + 1)
        guard let gap = start.lastIndex(of: " "), gap > start.startIndex else { return [shortened(title, narrowLineLength)] }
        return [String(title[..<gap]), shortened(String(title[title.index(after: gap)...]), narrowLineLength)]
    }

    private static func number(_ value: Double) -> String { JSONValue.number((value * 10).rounded() / 10).text }
}
