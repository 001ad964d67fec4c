// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The `datetime` of a request: an instant or an interval, as days in Poland, since the division changes by days.
/// Days are numbers as `Period.firstDay` writes them (`20210331`).
struct TemporalFilter: Sendable, Hashable {
    /// nil: open.
    let start: Int?
    let end: Int?
    let isInstant: Bool

    static let form =
        "a date-time of RFC 3339 such as 2021-12-31T00:00:00Z, a day such as 2021-12-31, or an interval start/end, where .. or nothing is an open end"

    /// Requirement /req/core/fc-time-response, D–F. Days without a time are taken too.
    /// - Throws: 400 with the form.
    init(_ text: String) throws {
        let refusal = Problem.badParameter("datetime", text, accepted: Self.form)
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        switch parts.count {
        case 1:
            guard let day = Self.day(parts[0]) else { throw refusal }
            self.init(start: day, end: day, isInstant: true)
        case 2:
            let ends = try parts.map { part -> Int? in
                if part.isEmpty || part == ".." { return nil }
                guard let day = Self.day(part) else { throw refusal }
                return day
            }
            // The syntax has no interval that is open on both sides.
            guard ends[0] != nil || ends[1] != nil else { throw refusal }
            if let start = ends[0], let end = ends[1], start > end {
                throw Problem.badParameter("datetime", text, accepted: "an interval that does not end before it starts")
            }
            self.init(start: ends[0], end: ends[1], isInstant: false)
        default:
            throw refusal
        }
    }

    private init(start: Int?, end: Int?, isInstant: Bool) {
        self.start = start
        self.end = end
        self.isInstant = isInstant
    }

    /// RFC 3339, section 5.6: `date-time`, or `full-date` alone.
    private static func day(_ text: Substring) -> Int? {
        let form = /(\d{4})-(\d\d)-(\d\d)(?:[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+\-])(\d\d):(\d\d)))?/
        guard let parts = text.wholeMatch(of: form)?.output, let year = Int(parts.1), let month = Int(parts.2), let day = Int(parts.3),
            (1...12).contains(month), (1...daysOfMonth(month, year)).contains(day)
        else { return nil }
        guard let hourText = parts.4, let minuteText = parts.5, let secondText = parts.6 else { return year * 10_000 + month * 100 + day }
        guard let hour = Int(hourText), let minute = Int(minuteText), let second = Int(secondText), hour < 24, minute < 60, second <= 60
        else { return nil }
        var offsetSeconds = 0
        if let sign = parts.7, let hours = parts.8.flatMap({ Int($0) }), let minutes = parts.9.flatMap({ Int($0) }) {
            guard hours < 24, minutes < 60 else { return nil }
            offsetSeconds = (hours * 3_600 + minutes * 60) * (sign == "-" ? -1 : 1)
        }
        let local = DateComponents(
            calendar: calendar(in: .gmt), year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        guard let moment = local.date?.addingTimeInterval(-Double(offsetSeconds)) else { return nil }
        let there = calendar(in: TimeZone(identifier: "Europe/Warsaw") ?? .gmt).dateComponents([.year, .month, .day], from: moment)
        return (there.year ?? year) * 10_000 + (there.month ?? month) * 100 + (there.day ?? day)
    }

    private static func calendar(in zone: TimeZone) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return calendar
    }

    private static func daysOfMonth(_ month: Int, _ year: Int) -> Int {
        switch month {
        case 2: (year.isMultiple(of: 4) && !year.isMultiple(of: 100)) || year.isMultiple(of: 400) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
