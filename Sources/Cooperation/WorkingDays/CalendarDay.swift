// SPDX-License-Identifier: Apache-2.0

import Atlas

/// A day that can be counted on from: the number of days since 1 January 1970 in the Gregorian calendar.
public struct CalendarDay: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let number: Int

    public init(number: Int) { self.number = number }

    /// - Parameter period: a day, or a longer period, of which the first day counts.
    public init(first period: Period) { self.init(year: period.year, month: period.month ?? 1, day: period.day ?? 1) }

    /// - Parameter period: a day, or a longer period, of which the last day counts.
    public init(last period: Period) { self.init(first: period.asLastDay) }

    /// The days from 1 March of the year 0 to this day, less those to the epoch. Years begin in March here, so that the day that
    /// leap years add comes last (H. Hinnant, chrono-compatible low-level date algorithms).
    private init(year: Int, month: Int, day: Int) {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = era * 146_097 + dayOfEra - 719_468
    }

    /// As a day of the calendar; years beyond 1900…2199 become the nearest of them.
    public var period: Period {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return Period(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    public var weekday: Weekday {
        // 1 January 1970 was a Thursday.
        let place = ((number + 3) % 7 + 7) % 7
        return Weekday(rawValue: place + 1) ?? .monday
    }

    public var description: String { period.text }

    public static func + (day: CalendarDay, days: Int) -> CalendarDay { CalendarDay(number: day.number + days) }
    public static func - (day: CalendarDay, days: Int) -> CalendarDay { CalendarDay(number: day.number - days) }
    /// The days from `b` to `a`.
    public static func - (a: CalendarDay, b: CalendarDay) -> Int { a.number - b.number }
    public static func < (a: CalendarDay, b: CalendarDay) -> Bool { a.number < b.number }
}
