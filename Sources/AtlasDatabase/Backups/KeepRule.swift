// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Which backups stay when a new one is made: the newest, and of older times one a day, a week, a month.
public struct KeepRule: Sendable, Hashable {
    public enum Malformed: Error, Sendable, Equatable, LocalizedError {
        case rule(String)

        public var errorDescription: String? {
            switch self {
            case .rule(let text):
                "“\(text)” does not say which backups to keep: expected such as latest=3,daily=7,weekly=4,monthly=12, with latest 1…1000 and the others 0…1000"
            }
        }
    }

    /// The newest, at least one.
    public var latest: Int
    /// The newest of each of so many days that have any; days are those of UTC, as in the names of the files.
    public var daily: Int
    /// The same by weeks from Monday to Sunday.
    public var weekly: Int
    public var monthly: Int

    public static let standard = KeepRule(latest: 3, daily: 7, weekly: 4, monthly: 12)

    public init(latest: Int, daily: Int = 0, weekly: Int = 0, monthly: Int = 0) {
        self.latest = max(1, latest)
        self.daily = daily
        self.weekly = weekly
        self.monthly = monthly
    }

    /// - Parameter text: such as `latest=3,daily=7,weekly=4,monthly=12`; what is not named is 0, `latest` 1.
    public init(_ text: String) throws {
        var numbers: [String: Int] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
            guard sides.count == 2, ["latest", "daily", "weekly", "monthly"].contains(sides[0]), numbers[sides[0]] == nil,
                let number = Int(sides[1]), (sides[0] == "latest" ? 1...1_000 : 0...1_000).contains(number)
            else { throw Malformed.rule(text) }
            numbers[sides[0]] = number
        }
        self.init(
            latest: numbers["latest"] ?? 1, daily: numbers["daily"] ?? 0, weekly: numbers["weekly"] ?? 0, monthly: numbers["monthly"] ?? 0)
    }

    public var text: String { "latest=\(latest),daily=\(daily),weekly=\(weekly),monthly=\(monthly)" }

    /// The places of those that stay.
    /// - Parameter moments: the newest first.
    func kept(_ moments: [Date]) -> Set<Int> {
        var kept = Set(moments.indices.prefix(latest))
        func keep(_ count: Int, by interval: (Date) -> Int) {
            var seen = Set<Int>()
            for (place, moment) in moments.enumerated() {
                guard seen.count < count else { return }
                if seen.insert(interval(moment)).inserted { kept.insert(place) }
            }
        }
        keep(daily, by: Self.day)
        // The first of January 1970 was a Thursday.
        keep(weekly) { Int((Double(Self.day($0) + 3) / 7).rounded(.down)) }
        keep(monthly) { moment in
            let parts = Self.calendar.dateComponents([.year, .month], from: moment)
            return (parts.year ?? 0) * 12 + (parts.month ?? 0)
        }
        return kept
    }

    private static func day(_ moment: Date) -> Int { Int((moment.timeIntervalSince1970 / 86_400).rounded(.down)) }

    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()
}
