// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A period of an observation in ISO 8601: a year `2021`, a month `2014-10` or a day `2015-06-30`.
/// Ordered by its first day, a longer period first.
public struct Period: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String
    public let year: Int
    public let month: Int?
    public let day: Int?

    /// - Throws: `PeriodError` when the text is not one of the three forms or names a day that does not exist.
    public init(_ text: String) throws(PeriodError) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let widths = parts.map(\.utf8.count)
        guard [[4], [4, 2], [4, 2, 2]].contains(widths),
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int(parts[0]), (1900...2199).contains(year)
        else { throw PeriodError(text: text) }
        let month = parts.count > 1 ? Int(parts[1]) : nil
        let day = parts.count > 2 ? Int(parts[2]) : nil
        if let month {
            guard (1...12).contains(month) else { throw PeriodError(text: text) }
            if let day {
                guard (1...Self.days(inMonth: month, year: year)).contains(day) else { throw PeriodError(text: text) }
            }
        }
        self.text = text
        self.year = year
        self.month = month
        self.day = day
    }

    /// A period written in source code. Parts outside their range are brought into it, so the result is always a valid period.
    public init(year: Int, month: Int? = nil, day: Int? = nil) {
        let year = min(max(year, 1900), 2199)
        let month = month.map { min(max($0, 1), 12) }
        let day = month.flatMap { month in day.map { min(max($0, 1), Self.days(inMonth: month, year: year)) } }
        func twoDigits(_ number: Int) -> String { number < 10 ? "-0\(number)" : "-\(number)" }
        text = String(year) + (month.map(twoDigits) ?? "") + (day.map(twoDigits) ?? "")
        self.year = year
        self.month = month
        self.day = day
    }

    private static func days(inMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: (year.isMultiple(of: 4) && !year.isMultiple(of: 100)) || year.isMultiple(of: 400) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    public var description: String { text }

    public static func < (a: Period, b: Period) -> Bool {
        (a.year, a.month ?? 0, a.day ?? 0) < (b.year, b.month ?? 0, b.day ?? 0)
    }
}

/// A text that is not a period.
public struct PeriodError: Error, Sendable, Equatable, LocalizedError {
    public let text: String
    public var errorDescription: String? {
        let shown = text.count > 40 ? String(text.prefix(40)) + "…" : text
        return "“\(shown)” is not a period: expected a year (2021), a month (2014-10) or a day (2015-06-30), years 1900…2199"
    }
}
