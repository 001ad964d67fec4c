// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A day of the week; raw values as in ISO 8601: Monday 1 … Sunday 7.
public enum Weekday: Int, Sendable, Hashable, CaseIterable, Codable {
    case monday = 1, tuesday, wednesday, thursday, friday, saturday, sunday
}

/// A stretch of a day, in minutes after midnight; `closes` is after `opens` and at most 1440.
public struct OpeningInterval: Sendable, Hashable {
    public let opens: Int
    public let closes: Int

    /// - Returns: nil unless 0 ≤ opens < closes ≤ 1440.
    public init?(opens: Int, closes: Int) {
        guard 0 <= opens, opens < closes, closes <= 24 * 60 else { return nil }
        self.opens = opens
        self.closes = closes
    }
}

/// The hours of an ordinary week.
public struct WeeklySchedule: Sendable, Hashable {
    /// By weekday, in order; a day without intervals is closed.
    public let days: [Weekday: [OpeningInterval]]

    /// Intervals are put in order, and those that touch or overlap joined. Days without any are left out.
    public init(_ days: [Weekday: [OpeningInterval]]) {
        self.days = days.compactMapValues { intervals in
            var joined: [OpeningInterval] = []
            for interval in intervals.sorted(by: { ($0.opens, $0.closes) < ($1.opens, $1.closes) }) {
                if let last = joined.last, interval.opens <= last.closes,
                    let union = OpeningInterval(opens: last.opens, closes: max(last.closes, interval.closes))
                {
                    joined[joined.count - 1] = union
                } else {
                    joined.append(interval)
                }
            }
            return joined.isEmpty ? nil : joined
        }
    }

    public static let alwaysOpen = WeeklySchedule(
        Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [OpeningInterval(opens: 0, closes: 1440)].compactMap { $0 }) }))

    public var isAlwaysOpen: Bool { self == .alwaysOpen }

    public func intervals(on day: Weekday) -> [OpeningInterval] { days[day] ?? [] }

    /// Whether it is open at a minute of a day.
    public func isOpen(on day: Weekday, minute: Int) -> Bool {
        intervals(on: day).contains { $0.opens <= minute && minute < $0.closes }
    }

    /// A compact text for storage: `1 450-930;2 450-930`, minutes after midnight, days in order.
    public var encoded: String {
        Weekday.allCases.compactMap { day in
            let intervals = intervals(on: day)
            guard !intervals.isEmpty else { return nil }
            return "\(day.rawValue) " + intervals.map { "\($0.opens)-\($0.closes)" }.joined(separator: ",")
        }.joined(separator: ";")
    }

    /// Reads what `encoded` wrote; nil for anything else.
    public init?(encoded: String) {
        var days: [Weekday: [OpeningInterval]] = [:]
        for part in encoded.split(separator: ";") {
            let halves = part.split(separator: " ")
            guard halves.count == 2, let number = Int(halves[0]), let day = Weekday(rawValue: number), days[day] == nil else { return nil }
            for stretch in halves[1].split(separator: ",") {
                let ends = stretch.split(separator: "-").compactMap { Int($0) }
                guard ends.count == 2, let interval = OpeningInterval(opens: ends[0], closes: ends[1]) else { return nil }
                days[day, default: []].append(interval)
            }
        }
        guard !days.isEmpty else { return nil }
        self.init(days)
    }
}

/// When a place receives people: the source's words, and a schedule where the words allow one.
public struct OpeningHours: Sendable, Hashable {
    /// As the source has it; several lines where the source has several.
    public let text: String
    public let schedule: WeeklySchedule?

    public init(text: String, schedule: WeeklySchedule?) {
        self.text = text
        self.schedule = schedule
    }
}
