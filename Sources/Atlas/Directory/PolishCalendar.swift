// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A moment as a clock in Poland shows it.
public struct PolishMoment: Sendable, Hashable {
    /// The day.
    public let day: Period
    public let weekday: Weekday
    /// Minutes after midnight.
    public let minute: Int

    /// - Parameter date: any moment; it is read in the zone Europe/Warsaw.
    public init(_ date: Date) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: "Europe/Warsaw") ?? TimeZone(secondsFromGMT: 3600) ?? .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .weekday, .hour, .minute], from: date)
        day = Period(year: parts.year ?? 1970, month: parts.month ?? 1, day: parts.day ?? 1)
        // Foundation counts from Sunday 1.
        weekday = Weekday(rawValue: ((parts.weekday ?? 2) + 5) % 7 + 1) ?? .monday
        minute = (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
    }
}

/// Days on which Polish offices are closed by law (ustawa z 18 stycznia 1951 r. o dniach wolnych od pracy).
public enum PolishHolidays {
    /// The name of the holiday on a day; nil on any other day, and for a period that is no day.
    public static func name(of day: Period) -> LocalizedText? {
        guard let month = day.month, let number = day.day else { return nil }
        if let fixed = fixed.first(where: { $0.month == month && $0.day == number && day.year >= $0.since }) { return fixed.name }
        // Once only (ustawa z 7 listopada 2018 r. o ustanowieniu Święta Narodowego z okazji setnej rocznicy odzyskania niepodległości).
        if (day.year, month, number) == (2018, 11, 12) {
            return LocalizedText(polish: "setna rocznica odzyskania niepodległości", english: "hundredth anniversary of independence")
        }
        let easter = easterSunday(day.year)
        let offset = dayOfYear(month, number, day.year) - dayOfYear(easter.month, easter.day, day.year)
        return movable[offset]
    }

    private static let fixed: [(month: Int, day: Int, since: Int, name: LocalizedText)] = [
        (1, 1, 0, LocalizedText(polish: "Nowy Rok", english: "New Year's Day")),
        (1, 6, 2011, LocalizedText(polish: "Święto Trzech Króli", english: "Epiphany")),
        (5, 1, 0, LocalizedText(polish: "Święto Pracy", english: "Labour Day")),
        (5, 3, 1990, LocalizedText(polish: "Święto Konstytucji 3 Maja", english: "Constitution Day")),
        (8, 15, 1989, LocalizedText(polish: "Wniebowzięcie Najświętszej Maryi Panny", english: "Assumption")),
        (11, 1, 0, LocalizedText(polish: "Wszystkich Świętych", english: "All Saints' Day")),
        (11, 11, 1989, LocalizedText(polish: "Narodowe Święto Niepodległości", english: "Independence Day")),
        // Since 2025 a day off (ustawa z 6 grudnia 2024 r.).
        (12, 24, 2025, LocalizedText(polish: "Wigilia Bożego Narodzenia", english: "Christmas Eve")),
        (12, 25, 0, LocalizedText(polish: "Boże Narodzenie", english: "Christmas Day")),
        (12, 26, 0, LocalizedText(polish: "drugi dzień Bożego Narodzenia", english: "Second Day of Christmas")),
    ]

    /// Days after Easter Sunday.
    private static let movable: [Int: LocalizedText] = [
        0: LocalizedText(polish: "Wielkanoc", english: "Easter Sunday"),
        1: LocalizedText(polish: "Poniedziałek Wielkanocny", english: "Easter Monday"),
        49: LocalizedText(polish: "Zielone Świątki", english: "Pentecost"),
        60: LocalizedText(polish: "Boże Ciało", english: "Corpus Christi"),
    ]

    /// Easter Sunday of the Gregorian calendar, by the anonymous algorithm (Meeus, Jones, Butcher).
    static func easterSunday(_ year: Int) -> (month: Int, day: Int) {
        let a = year % 19
        let (b, c) = (year / 100, year % 100)
        let (d, e) = (b / 4, b % 4)
        let g = (8 * b + 13) / 25
        let h = (19 * a + b - d - g + 15) % 30
        let (i, k) = (c / 4, c % 4)
        let l = (32 + 2 * e + 2 * i - h - k) % 7
        let m = (a + 11 * h + 19 * l) / 433
        let month = (h + l - 7 * m + 90) / 25
        return (month, (h + l - 7 * m + 33 * month + 19) % 32)
    }

    private static func dayOfYear(_ month: Int, _ day: Int, _ year: Int) -> Int {
        let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
        let isLeap = (year.isMultiple(of: 4) && !year.isMultiple(of: 100)) || year.isMultiple(of: 400)
        return before[month - 1] + day + (isLeap && month > 2 ? 1 : 0)
    }
}

extension WeeklySchedule {
    /// Whether a place with these hours is open at a moment: never on a public holiday, unless it never closes.
    public func isOpen(at moment: PolishMoment) -> Bool {
        guard isAlwaysOpen || PolishHolidays.name(of: moment.day) == nil else { return false }
        return isOpen(on: moment.weekday, minute: moment.minute)
    }
}
