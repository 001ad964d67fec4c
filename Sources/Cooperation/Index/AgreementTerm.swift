// SPDX-License-Identifier: Apache-2.0

import Atlas

extension Agreement {
    /// Days of the calendar from `day` to the last day of validity, 0 on that day itself; negative when it is over, nil without an end.
    /// Of an end known to the month or year the last day counts.
    public func daysLeft(on day: Period) -> Int? {
        lastPeriod.map { CalendarDay(last: $0) - CalendarDay(last: day) }
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
