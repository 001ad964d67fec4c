// SPDX-License-Identifier: Apache-2.0

import Atlas

extension Agreement {
    /// Days of the calendar from `day` to the last day of validity, 0 on that day itself; negative when it is over, nil without an end.
    /// Of an end known to the month or year the last day counts.
    public func daysLeft(on day: Period) -> Int? {
        lastPeriod.map { CalendarDays.number($0.asLastDay) - CalendarDays.number(day.asLastDay) }
    }
}

/// Days as numbers that follow one another.
public enum CalendarDays {
    /// The number of the first day of a period in the Gregorian calendar; 1 March of the year 0 is 0.
    public static func number(_ period: Period) -> Int {
        let (month, day) = (period.month ?? 1, period.day ?? 1)
        // The year begins in March, so that the leap day is its last.
        let year = period.year - (month < 3 ? 1 : 0)
        let monthOfYear = (month + 9) % 12
        return year * 365 + year / 4 - year / 100 + year / 400 + (monthOfYear * 306 + 5) / 10 + day - 1
    }
}

extension AgreementRegistry {
    /// The agreements that one follows and those that follow it, all renewals of one another, the earliest first.
    public func renewals(of place: Int) -> [Int] {
        var chain = [place]
        while let earlier = agreements[chain[0]].renews.flatMap({ self.place(of: $0) }), !chain.contains(earlier) { chain.insert(earlier, at: 0) }
        while let later = renewedBy[chain[chain.count - 1]], !chain.contains(later) { chain.append(later) }
        return chain
    }
}
