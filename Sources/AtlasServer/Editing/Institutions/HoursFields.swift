// SPDX-License-Identifier: Apache-2.0

import Atlas
import Intake

/// Opening hours as a form has them: a field for each day, and one for what does not fit into a week.
struct HoursFields: Sendable {
    /// `miejsce.0`
    let part: String

    func day(_ day: Weekday) -> String { "\(part).godz.\(day.rawValue)" }
    var remark: String { "\(part).godz.uwagi" }
    var names: [String] { Weekday.allCases.map(day) + [remark] }

    private static let words = ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"]
    private static let textLimit = 2_000

    func write(_ hours: OpeningHours?, to fields: inout EditFields) {
        for day in Weekday.allCases { fields[self.day(day)] = hours?.schedule.map { Self.text($0.intervals(on: day)) } ?? "" }
        fields[remark] = hours.map(Self.remark) ?? ""
    }

    /// What the fields say.
    /// - Parameter isOffice: hours without days are those of Monday to Friday.
    func read(_ fields: EditFields, isOffice: Bool, faults: inout [EditFault]) -> OpeningHours? {
        var days: [Weekday: [OpeningInterval]] = [:]
        var isSound = true
        for day in Weekday.allCases {
            guard let intervals = Self.intervals(fields.line(self.day(day))) else {
                faults.append(
                    EditFault(
                        self.day(day), "wpisz godziny tak: 7:30–15:30 albo 8–12, 13–17; puste pole znaczy nieczynne",
                        "write hours like this: 7:30–15:30, or 8–12, 13–17; an empty field means closed"))
                isSound = false
                continue
            }
            days[day] = intervals
        }
        let remark = fields.lines(remark)
        if remark.count > Self.textLimit {
            faults.append(EditFault(self.remark, "skróć tekst do \(Self.textLimit) znaków", "shorten the text to \(Self.textLimit) characters"))
            isSound = false
        }
        guard isSound else { return nil }
        let schedule = WeeklySchedule(days)
        if schedule.days.isEmpty {
            guard !remark.isEmpty else { return nil }
            return OpeningHours(text: remark, schedule: OpeningHoursParser.schedule(remark, unnamedDays: isOffice ? .workdays : .unknown))
        }
        return OpeningHours(text: [Self.text(schedule), remark].filter { !$0.isEmpty }.joined(separator: "\n"), schedule: schedule)
    }

    /// What the words say beyond the week.
    private static func remark(_ hours: OpeningHours) -> String {
        guard let schedule = hours.schedule else { return hours.text }
        let week = text(schedule)
        if hours.text == week { return "" }
        if hours.text.hasPrefix(week + "\n") { return String(hours.text.dropFirst(week.count + 1)) }
        // Words out of which the week was read say nothing else.
        let isWhole = [OpeningHoursParser.UnnamedDays.workdays, .unknown].contains { OpeningHoursParser.schedule(hours.text, unnamedDays: $0) == schedule }
        return isWhole ? "" : hours.text
    }

    // MARK: Words

    /// A week in words, days with the same hours together: `poniedziałek–piątek 7:30–15:30`.
    static func text(_ schedule: WeeklySchedule) -> String {
        if schedule.isAlwaysOpen { return "całą dobę" }
        var lines: [String] = []
        var days = Weekday.allCases[...]
        while let first = days.first {
            let intervals = schedule.intervals(on: first)
            let run = days.prefix { schedule.intervals(on: $0) == intervals }
            days = days.dropFirst(run.count)
            guard !intervals.isEmpty, let last = run.last else { continue }
            lines.append(words[first.rawValue - 1] + (first == last ? "" : "–" + words[last.rawValue - 1]) + " " + text(intervals))
        }
        return lines.joined(separator: "\n")
    }

    static func text(_ intervals: [OpeningInterval]) -> String {
        intervals.map { $0.opens == 0 && $0.closes == 1440 ? "całą dobę" : "\(time($0.opens))–\(time($0.closes))" }.joined(separator: ", ")
    }

    private static func time(_ minute: Int) -> String { "\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)" }

    /// The hours of one day; nil for what is none. The words are those of lists (`7.30-15.30`, `8-12 i 13-17`, `całą dobę`, `nieczynne`).
    static func intervals(_ text: String) -> [OpeningInterval]? {
        let plain = text.lowercased()
        if plain.isEmpty || ["-", "–", "nieczynne", "zamknięte", "closed", "wolne"].contains(plain) { return [] }
        if ["24h", "24 h", "całodobowo", "całą dobę", "all day"].contains(plain) { return OpeningInterval(opens: 0, closes: 1440).map { [$0] } }
        return OpeningHoursParser.schedule("poniedziałek " + text, unnamedDays: .unknown)?.intervals(on: .monday)
    }
}
