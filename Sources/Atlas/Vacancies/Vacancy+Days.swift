// SPDX-License-Identifier: Apache-2.0

import Foundation

extension Vacancy {
    /// The last day on which it counts, as the number 20261121: that of its validity, or some days after the state of its feed.
    public func lastShownDay(in feed: VacancyFeed) -> Int {
        if let validTo { return validTo.lastDay }
        let number = feed.date.lastDay
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? calendar.timeZone
        let start = calendar.date(from: DateComponents(year: number / 10_000, month: number / 100 % 100, day: number % 100))
        guard let end = start.flatMap({ calendar.date(byAdding: .day, value: VacancyFeed.openDays, to: $0) }) else { return number }
        let parts = calendar.dateComponents([.year, .month, .day], from: end)
        return (parts.year ?? 0) * 10_000 + (parts.month ?? 1) * 100 + (parts.day ?? 1)
    }
}
