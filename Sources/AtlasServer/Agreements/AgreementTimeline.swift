// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// Agreements as bars over time, as SVG: solid where the dates are sure, dashed over a month or year that is known only as a
/// whole, an arrow where there is no end, fading where the end is not stated, and a line from an agreement to the one that renews it.
struct AgreementTimeline: Sendable {
    /// In the order of the rows: those that renew one another stand together.
    let places: [Int]
    private let names: AgreementNames
    private let day: Period
    private let language: Language
    private let firstYear: Int
    private let lastYear: Int

    private static let width = 1_000.0
    private static let labelWidth = 380.0
    private static let rowHeight = 30.0
    private static let axisHeight = 30.0

    init(places: [Int], names: AgreementNames, day: Period, language: Language) {
        self.names = names
        self.day = day
        self.language = language
        let registry = names.registry
        let shown = Set(places)
        var ordered: [Int] = []
        var placed = Set<Int>()
        for place in places where !placed.contains(place) {
            for member in registry.renewals(of: place) where shown.contains(member) && placed.insert(member).inserted { ordered.append(member) }
        }
        self.places = ordered
        let agreements = ordered.map { registry.agreements[$0] }
        let years = agreements.flatMap { [$0.firstPeriod?.year, $0.lastPeriod?.year] }.compactMap { $0 } + [day.year]
        // A span of centuries would make every bar a dot: an end that lies far ahead is cut at the edge.
        firstYear = max(years.min() ?? day.year, day.year - 40)
        lastYear = min(max(years.max() ?? day.year, firstYear + 2), day.year + 15)
    }

    private func x(_ period: Period) -> Double {
        let (start, end) = (CalendarDays.number(Period(year: firstYear, month: 1, day: 1)), CalendarDays.number(Period(year: lastYear + 1, month: 1, day: 1)))
        let share = Double(CalendarDays.number(period) - start) / Double(end - start)
        return Self.labelWidth + min(max(share, 0), 1) * (Self.width - Self.labelWidth - 24)
    }

    var svg: String {
        let height = Self.axisHeight + Double(places.count) * Self.rowHeight + 8
        var text = """
            <svg class="timeline" viewBox="0 0 \(Int(Self.width)) \(Self.number(height))" aria-hidden="true" focusable="false">\
            <defs><linearGradient id="timeline-fade"><stop class="fade-full" offset="0.35"/><stop class="fade-none" offset="1"/></linearGradient></defs>
            """
        text += axis(height)
        for (row, place) in places.enumerated() { text += self.row(row, place) }
        text += renewals
        let today = x(day)
        text += "<line class=\"today-line\" x1=\"\(Self.number(today))\" x2=\"\(Self.number(today))\" y1=\"\(Self.number(Self.axisHeight - 8))\" y2=\"\(Self.number(height - 6))\"/>"
        text += "<text class=\"today-label\" x=\"\(Self.number(today))\" y=\"10\" text-anchor=\"middle\">\(Self.escaped(todayLabel))</text>"
        return text + "</svg>"
    }

    private var todayLabel: String { day == PolishClock.now.day ? language.choose("dziś", "today") : Phrases(language).period(day) }

    private func axis(_ height: Double) -> String {
        let span = lastYear - firstYear + 1
        let step = span <= 12 ? 1 : span <= 26 ? 2 : 5
        var text = ""
        for year in firstYear...lastYear where (year - firstYear).isMultiple(of: step) {
            let x = Self.number(x(Period(year: year, month: 1, day: 1)))
            text += "<line class=\"year-line\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(Self.number(Self.axisHeight - 4))\" y2=\"\(Self.number(height - 6))\"/>"
            text += "<text class=\"year-label\" x=\"\(x)\" y=\"\(Self.number(Self.axisHeight - 8))\" dx=\"3\">\(year)</text>"
        }
        return text
    }

    private func row(_ row: Int, _ place: Int) -> String {
        let agreement = names.registry.agreements[place]
        let status = agreement.status(on: day)
        let top = Self.axisHeight + Double(row) * Self.rowHeight
        let middle = top + Self.rowHeight / 2
        let phrases = Phrases(language)
        let title = "\(agreement.title): \(phrases.validity(agreement)), \(language.of(status.name))"
        var text = "<a href=\"\(Self.escaped("/porozumienia/\(agreement.id)" + (language == .english ? "?lang=en" : "")))\" tabindex=\"-1\"><title>\(Self.escaped(title))</title>"
        text += "<rect class=\"row-band\" x=\"0\" y=\"\(Self.number(top))\" width=\"\(Int(Self.width))\" height=\"\(Self.number(Self.rowHeight))\"/>"
        text += "<text class=\"row-label\" x=\"4\" y=\"\(Self.number(middle + 4.5))\">\(Self.escaped(Self.shortened(agreement.title)))</text>"
        return text + bar(agreement, status, middle) + "</a>"
    }

    private func bar(_ agreement: Agreement, _ status: AgreementStatus, _ middle: Double) -> String {
        let edge = Self.width - 24
        let (y, thickness) = (Self.number(middle - 6), "12")
        func rect(_ name: String, _ from: Double, _ to: Double) -> String {
            guard to - from > 0.2 else { return "" }
            return "<rect class=\"\(name) is-\(status.rawValue)\" x=\"\(Self.number(from))\" y=\"\(y)\" width=\"\(Self.number(to - from))\" height=\"\(thickness)\"/>"
        }
        let (first, last) = (agreement.firstPeriod, agreement.lastPeriod)
        guard first != nil || last != nil else {
            return "<text class=\"no-dates\" x=\"\(Self.number(Self.labelWidth + 6))\" y=\"\(Self.number(middle + 4.5))\">\(language.choose("bez dat", "no dates"))</text>"
        }
        let begin = first.map { x($0.asFirstDay) } ?? Self.labelWidth
        // The begin is sure from the last day of its period on; of one that is known as a year, the year is dashed.
        let sureFrom = first.map { $0.day == nil ? x($0.asLastDay) : x($0) } ?? Self.labelWidth
        let end = last.map { x($0.asLastDay) } ?? edge
        let sureTo = last.map { $0.day == nil ? x($0.asFirstDay) : x($0) } ?? edge
        var text = ""
        if sureFrom > begin { text += rect("bar-rough", begin, min(sureFrom, end)) }
        let isFading = last == nil && agreement.end == .notStated
        if sureTo > sureFrom { text += rect(isFading ? "bar-fading" : "bar", sureFrom, max(sureTo, sureFrom)) }
        if end > sureTo { text += rect("bar-rough", max(sureTo, begin), end) }
        // A day alone would not be seen.
        if end - begin < 3 { text += rect("bar", begin, begin + 3) }
        if last == nil, agreement.end == .open {
            text += "<path class=\"arrow is-\(status.rawValue)\" d=\"M\(Self.number(edge)) \(Self.number(middle - 10))l14 10l-14 10z\"/>"
        } else if isFading {
            text += "<text class=\"no-dates\" x=\"\(Self.number(edge + 4))\" y=\"\(Self.number(middle + 4.5))\">?</text>"
        }
        return text
    }

    /// From the end of an agreement down to the begin of the one that renews it.
    private var renewals: String {
        var text = ""
        for (row, place) in places.enumerated() {
            guard let later = names.registry.renewedBy[place], let other = places.firstIndex(of: later),
                let end = names.registry.agreements[place].lastPeriod ?? names.registry.agreements[later].firstPeriod,
                let begin = names.registry.agreements[later].firstPeriod
            else { continue }
            let (from, to) = (Self.axisHeight + (Double(row) + 0.5) * Self.rowHeight + 6, Self.axisHeight + (Double(other) + 0.5) * Self.rowHeight - 6)
            text += "<path class=\"renewal\" d=\"M\(Self.number(x(end.asLastDay))) \(Self.number(from))V\(Self.number((from + to) / 2))H\(Self.number(x(begin.asFirstDay)))V\(Self.number(to))\"/>"
        }
        return text
    }

    private static func shortened(_ text: String) -> String { text.count > 54 ? text.prefix(53) + "…" : text }

    private static func number(_ value: Double) -> String { JSONValue.number((value * 10).rounded() / 10).text }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
