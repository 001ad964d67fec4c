// SPDX-License-Identifier: Apache-2.0

import Atlas
import OpenReferral

/// The schedules of a feed as hours of an ordinary week.
enum HSDSHours {
    /// The words of the schedules, and a week when all of them say one; nil without schedules.
    static func hours(_ schedules: [HSDSSchedule]?, isOwn: Bool) throws(RowFault) -> OpeningHours? {
        guard let schedules, !schedules.isEmpty else { return nil }
        var texts: [String] = []
        for schedule in schedules {
            let described = try HSDSText.lines(schedule.description, named: "description of a schedule", limit: 2000)
            // Our own words stand with each stretch; others may describe one and not the next.
            let text = described ?? (isOwn ? "" : words(schedule))
            if !text.isEmpty, !texts.contains(text) { texts.append(text) }
        }
        return OpeningHours(text: texts.joined(separator: "\n"), schedule: week(schedules))
    }

    /// Nil when one of the schedules is no rule for every week in Polish time.
    private static func week(_ schedules: [HSDSSchedule]) -> WeeklySchedule? {
        var days: [Weekday: [OpeningInterval]] = [:]
        for schedule in schedules {
            guard let stretch = stretch(schedule) else { return nil }
            for day in stretch.days { days[day, default: []].append(stretch.interval) }
        }
        return days.isEmpty ? nil : WeeklySchedule(days)
    }

    private static func stretch(_ schedule: HSDSSchedule) -> (days: [Weekday], interval: OpeningInterval)? {
        let isEveryWeek = (schedule.interval?.value ?? 1) == 1 && schedule.count == nil && schedule.until == nil && schedule.validTo == nil
            && schedule.byweekno == nil && schedule.bymonthday == nil && schedule.byyearday == nil
        guard isEveryWeek, schedule.freq == .weekly, let opens = schedule.opensAt.flatMap(minute), let closes = schedule.closesAt.flatMap(minute),
            let interval = OpeningInterval(opens: opens, closes: closes == 0 ? 1440 : closes)
        else { return nil }
        let codes = (schedule.byday ?? "").split { $0 == "," || $0 == " " }.map(String.init)
        let days = codes.compactMap { HSDSSchedule.Day(rawValue: $0)?.weekday }
        return days.isEmpty || days.count != codes.count ? nil : (days, interval)
    }

    /// Minutes after midnight of `07:30+01:00`, `07:30:00`; nil for another zone, whose distance changes with the season.
    private static func minute(_ text: String) -> Int? {
        let parts = text.split(separator: "+", omittingEmptySubsequences: false)
        guard parts.count == 1 || (parts.count == 2 && ["01:00", "02:00", "01", "02", "0100", "0200"].contains(parts[1])) else { return nil }
        let numbers = parts[0].split(separator: ":", omittingEmptySubsequences: false).map { $0.count <= 2 ? Int($0) : nil }
        guard (2...3).contains(numbers.count), let hour = numbers[0], let minute = numbers[1], (0...24).contains(hour), (0...59).contains(minute),
            numbers.count == 2 || numbers[2] == 0, hour < 24 || minute == 0
        else { return nil }
        return hour * 60 + minute
    }

    /// A rule in words: `pn, wt 07:30–15:30`; what the words do not cover as it stands in the feed.
    static func words(_ schedule: HSDSSchedule) -> String {
        let names = ["MO": "pn", "TU": "wt", "WE": "śr", "TH": "czw", "FR": "pt", "SA": "sob", "SU": "nd"]
        let days = (schedule.byday ?? "").split(separator: ",").map { names[String($0)] ?? String($0) }.joined(separator: ", ")
        let times = [schedule.opensAt, schedule.closesAt].compactMap { $0 }.map { $0.hasSuffix(":00") && $0.count == 8 ? String($0.dropLast(3)) : $0 }
        let plainTimes = times.map { $0.hasSuffix("+01:00") || $0.hasSuffix("+02:00") ? String($0.dropLast(6)) : $0 }
        var parts = [schedule.freq == .monthly ? "co miesiąc" : "", days, plainTimes.joined(separator: "–")]
        if let number = schedule.interval, number.value != 1 { parts.append("co \(number.text)") }
        if let from = schedule.validFrom { parts.append("od \(from)") }
        if let to = schedule.validTo ?? schedule.until { parts.append("do \(to)") }
        if let notes = schedule.notes { parts.append(notes) }
        return ContactReading.line(parts.filter { !$0.isEmpty }.joined(separator: " "))
    }
}
