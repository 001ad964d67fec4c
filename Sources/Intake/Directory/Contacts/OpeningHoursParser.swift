// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Reads Polish texts on opening hours: `poniedziałek - piątek : 7:30 - 15:30`, `pn-pt 7.30–15.30`, `od 7:30 do 15:30`,
/// `8.00 do 17.00 poniedziałek`, `wtorki, środy w godz. 7.00-15.00`, `całą dobę`.
///
/// A schedule is given only when the whole text is understood and says one thing. A text that gives a day two
/// different hours, speaks of several counters or offices, excepts a day, or has a word that is not known gives none:
/// people read the text then, which is always kept.
public enum OpeningHoursParser {
    /// What hours without days mean, such as `7.30-15.30`.
    public enum UnnamedDays: Sendable, Hashable {
        /// Monday to Friday: in lists of public offices the field holds office hours.
        case workdays
        /// Nobody can say.
        case unknown
    }

    /// - Returns: nil when the text does not say the hours of a week for certain.
    public static func schedule(_ text: String, unnamedDays: UnnamedDays) -> WeeklySchedule? {
        guard text.utf8.count <= 600, let tokens = HoursTokenizer.tokens(of: text), !tokens.isEmpty else { return nil }
        var reader = HoursReader(tokens)
        return reader.schedule(unnamedDays: unnamedDays)
    }
}

/// Reads the pieces of a text on opening hours: groups of days and groups of hours that take turns.
private struct HoursReader {
    private enum Hours: Equatable {
        case open([OpeningInterval])
        case closed
    }

    private enum Group {
        case days([Weekday])
        case hours(Hours)
    }

    private let tokens: [HoursToken]
    private var position = 0

    init(_ tokens: [HoursToken]) { self.tokens = tokens }

    mutating func schedule(unnamedDays: OpeningHoursParser.UnnamedDays) -> WeeklySchedule? {
        guard let groups = groups() else { return nil }
        switch groups.first {
        case .hours(let hours) where groups.count == 1:
            guard case .open(let intervals) = hours else { return nil }
            let isAlways = intervals == Self.wholeDay
            guard isAlways || unnamedDays == .workdays else { return nil }
            return WeeklySchedule(Dictionary(uniqueKeysWithValues: (isAlways ? Weekday.allCases : HoursWords.workdays).map { ($0, intervals) }))
        case .hours, .days: return schedule(of: groups)
        case nil: return nil
        }
    }

    private static let wholeDay = [OpeningInterval(opens: 0, closes: 1440)].compactMap { $0 }

    /// Days and hours must take turns: `pn 8-16 wt 7-15` or `8-16 pn 7-15 wt`.
    private func schedule(of groups: [Group]) -> WeeklySchedule? {
        guard groups.count.isMultiple(of: 2) else { return nil }
        var hoursOfDay: [Weekday: Hours] = [:]
        for index in stride(from: 0, to: groups.count, by: 2) {
            let pair: ([Weekday], Hours)
            switch (groups[index], groups[index + 1]) {
            case (.days(let days), .hours(let hours)): pair = (days, hours)
            case (.hours(let hours), .days(let days)): pair = (days, hours)
            default: return nil
            }
            for day in pair.0 {
                // A day that is named twice has two answers, unless they agree.
                if let other = hoursOfDay[day], other != pair.1 { return nil }
                hoursOfDay[day] = pair.1
            }
        }
        let open = hoursOfDay.compactMapValues { hours -> [OpeningInterval]? in
            if case .open(let intervals) = hours { intervals } else { nil }
        }
        return open.isEmpty ? nil : WeeklySchedule(open)
    }

    // MARK: Groups

    private mutating func groups() -> [Group]? {
        var groups: [Group] = []
        while true {
            skip { [.dash, .and, .stop, .colon].contains($0) || ($0 == .heading && groups.isEmpty) }
            guard position < tokens.count else { return groups }
            guard let group = group() else { return nil }
            groups.append(group)
        }
    }

    private mutating func skip(while condition: (HoursToken) -> Bool) {
        while position < tokens.count, condition(tokens[position]) { position += 1 }
    }

    private mutating func group() -> Group? {
        let start = position
        skip { $0 == .from }
        guard position < tokens.count else { return nil }
        switch tokens[position] {
        case .day, .days:
            position = start
            return dayGroup().map(Group.days)
        case .time:
            position = start
            return hourGroup().map { .hours(.open($0)) }
        case .closed:
            position += 1
            return .hours(.closed)
        case .roundTheClock:
            position += 1
            // `całą dobę 24h`
            skip { $0 == .roundTheClock || $0 == .and || $0 == .dash }
            return .hours(.open(Self.wholeDay))
        default: return nil
        }
    }

    /// `poniedziałek, środa - piątek`, `od wtorku do piątku`, `pn., śr., cz.`
    private mutating func dayGroup() -> [Weekday]? {
        var days: [Weekday] = []
        while let item = dayItem() {
            guard Set(days).isDisjoint(with: item) else { return nil }
            days += item
            let mark = position
            skip { $0 == .and || $0 == .stop }
            if isDay(at: position) || (token(position) == .from && isDay(at: position + 1)) { continue }
            position = mark
            break
        }
        return days.isEmpty ? nil : days
    }

    private mutating func dayItem() -> [Weekday]? {
        if token(position) == .from, isDay(at: position + 1) { position += 1 }
        switch token(position) {
        case .days(let days):
            position += 1
            return days
        case .day(let first):
            position += 1
            let isRange = token(position) == .dash || token(position) == .to
            guard isRange, case .day(let last)? = token(position + 1) else { return [first] }
            position += 2
            guard first.rawValue < last.rawValue else { return nil }
            return Weekday.allCases.filter { (first.rawValue...last.rawValue).contains($0.rawValue) }
        default: return nil
        }
    }

    /// `7:30 - 15:30`, `od 7.30 do 15.30`, `8-12, 13-16`
    private mutating func hourGroup() -> [OpeningInterval]? {
        var intervals: [OpeningInterval] = []
        while true {
            skip { $0 == .from }
            guard let opens = time() else { return nil }
            let hasDash = token(position) == .dash || token(position) == .to
            guard hasDash else { return nil }
            skip { $0 == .dash || $0 == .to }
            guard let closes = time(), let interval = OpeningInterval(opens: opens, closes: closes) else { return nil }
            // Stretches that overlap are two answers.
            guard intervals.allSatisfy({ interval.opens > $0.closes || interval.closes < $0.opens }) else { return nil }
            intervals.append(interval)
            let mark = position
            skip { $0 == .and }
            let isNext = position > mark && (isTime(at: position) || (token(position) == .from && isTime(at: position + 1)))
            guard isNext else {
                position = mark
                return intervals
            }
        }
    }

    private mutating func time() -> Int? {
        guard case .time(let minute)? = token(position) else { return nil }
        position += 1
        return minute
    }

    private func token(_ index: Int) -> HoursToken? { index < tokens.count ? tokens[index] : nil }
    private func isDay(at index: Int) -> Bool {
        switch token(index) {
        case .day, .days: true
        default: false
        }
    }
    private func isTime(at index: Int) -> Bool { if case .time = token(index) { true } else { false } }
}
