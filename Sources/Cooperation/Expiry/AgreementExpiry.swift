// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Until when agreements hold, seen from a day: what ends soon, what ended without renewal, what is to begin, what nobody knows.
public struct AgreementExpiry: Sendable {
    /// Where an agreement stands in time, in the order in which pages show them.
    public enum Group: String, Sendable, Hashable, CaseIterable, Codable {
        /// Ends by the Sunday of this week.
        case week = "tydzien"
        /// Ends later in this calendar month.
        case month = "miesiac"
        /// Ends in the next calendar month.
        case nextMonth = "nastepny-miesiac"
        /// Ends after that, within the horizon.
        case later = "pozniej"
        /// Ends within a month or year that has begun, on a day that is not known: it may be over.
        case unsure = "dzien-nieznany"
        /// Ended, and no agreement renews it.
        case expired = "wygasle"
        /// Begins later.
        case planned = "planowane"
        /// Neither begin nor end are known, or the end is not stated: to be checked.
        case undated = "do-sprawdzenia"
    }

    public struct Item: Sendable, Hashable {
        /// The place in the registry's `agreements`.
        public let agreement: Int
        public let group: Group
        /// The days to its end, negative after it; of an end known to the month or year to the first day that it may be. For a
        /// planned one to its begin. Nil without a day to count to.
        public let days: Int?
        /// The same in working days, for ends that lie ahead.
        public let workingDays: Int?
        /// Whether the day itself is known.
        public let isDayKnown: Bool
    }

    public let day: CalendarDay
    /// How far ahead ends are listed, in days.
    public let horizon: Int
    /// The groups that are not empty, in the order of `Group`, each by date.
    public let groups: [(group: Group, items: [Item])]

    /// The accepted horizons, in days.
    public static let horizons = 7...730

    /// - Parameters:
    ///   - horizon: in days, brought into `horizons`.
    ///   - calendar: the dates of the registry's agreements.
    ///   - takes: whether an agreement, by its place, is asked about.
    public init(_ calendar: AgreementCalendar, on day: CalendarDay, within horizon: Int, where takes: (Int) -> Bool = { _ in true }) {
        let horizon = min(max(horizon, Self.horizons.lowerBound), Self.horizons.upperBound)
        self.day = day
        self.horizon = horizon
        let frame = Frame(day: day, horizon: horizon)
        var groups: [Group: [Item]] = [:]
        for (place, dates) in calendar.dates.enumerated() {
            guard let item = frame.item(dates, place), takes(place) else { continue }
            groups[item.group, default: []].append(item)
        }
        self.groups = Group.allCases.compactMap { group in
            guard let items = groups[group] else { return nil }
            // What ended last comes first, as it is the likeliest to be worth renewing.
            func key(_ item: Item) -> Int { (group == .expired ? item.days.map { -$0 } : item.days) ?? .max }
            return (group, items.sorted { (key($0), $0.agreement) < (key($1), $1.agreement) })
        }
    }

    public func items(in group: Group) -> [Item] { groups.first { $0.group == group }?.items ?? [] }

    public var count: Int { groups.reduce(0) { $0 + $1.items.count } }

    /// The bounds of the groups, worked out once.
    private struct Frame {
        let day: CalendarDay
        let horizon: Int
        private let today: Int
        private let lastOfHorizon: Int
        private let lastOfWeek: CalendarDay
        private let lastOfMonth: CalendarDay
        private let lastOfNextMonth: CalendarDay
        /// The working days to each day of the horizon, the first being the day itself.
        private let workingDays: [Int]

        init(day: CalendarDay, horizon: Int) {
            self.day = day
            self.horizon = horizon
            let period = day.period
            today = period.firstDay
            lastOfHorizon = (day + horizon).period.firstDay
            lastOfWeek = day + (7 - day.weekday.rawValue)
            lastOfMonth = CalendarDay(last: Period(year: period.year, month: period.month))
            let next = (lastOfMonth + 1).period
            lastOfNextMonth = CalendarDay(last: Period(year: next.year, month: next.month))
            var counts = [0]
            for ahead in 1...horizon { counts.append((counts.last ?? 0) + (WorkingDays.isWorkingDay(day + ahead) ? 1 : 0)) }
            workingDays = counts
        }

        func item(_ dates: AgreementCalendar.Dates, _ place: Int) -> Item? {
            if dates.lastEnd != 0, Int(dates.lastEnd) < today {
                guard !dates.isRenewed else { return nil }
                return Item(
                    agreement: place, group: .expired, days: CalendarDay(ordered: Int(dates.lastEnd)) - day, workingDays: nil,
                    isDayKnown: dates.isEndDayKnown)
            }
            if Int(dates.begin) > today {
                return Item(
                    agreement: place, group: .planned, days: CalendarDay(ordered: Int(dates.begin)) - day, workingDays: nil,
                    isDayKnown: dates.isBeginDayKnown)
            }
            guard dates.lastEnd != 0 else {
                guard dates.begin == 0 || dates.isEndNotStated else { return nil }
                return Item(agreement: place, group: .undated, days: nil, workingDays: nil, isDayKnown: false)
            }
            guard Int(dates.firstEnd) <= lastOfHorizon, !dates.isRenewed else { return nil }
            let first = CalendarDay(ordered: Int(dates.firstEnd))
            let days = first - day
            if days < 0 || (days == 0 && !dates.isEndDayKnown) {
                return Item(agreement: place, group: .unsure, days: nil, workingDays: nil, isDayKnown: false)
            }
            let group: Group = first <= lastOfWeek ? .week : first <= lastOfMonth ? .month : first <= lastOfNextMonth ? .nextMonth : .later
            return Item(agreement: place, group: group, days: days, workingDays: workingDays[days], isDayKnown: dates.isEndDayKnown)
        }
    }
}
