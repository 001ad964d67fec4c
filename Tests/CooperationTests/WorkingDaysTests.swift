// SPDX-License-Identifier: Apache-2.0

import Atlas
import Testing

@testable import Cooperation

@Suite struct WorkingDaysTests {
    private func day(_ text: String) throws -> CalendarDay { CalendarDay(first: try Period(text)) }

    @Test func daysAreCountedAsTheCalendarDoes() throws {
        // The epoch was a Thursday; 2000 was a leap year, 2100 is none.
        #expect(try day("1970-01-01").number == 0)
        #expect(try day("1970-01-01").weekday == .thursday)
        for (first, second, days) in [
            ("2000-02-28", "2000-03-01", 2), ("2100-02-28", "2100-03-01", 1), ("2026-12-31", "2027-01-01", 1), ("2001-01-01", "2101-01-01", 36_524),
            ("1969-12-31", "1970-01-01", 1),
        ] {
            #expect(try day(second) - day(first) == days, "\(first) \(second)")
        }
        for number in stride(from: -25_000, through: 83_000, by: 1) {
            let day = CalendarDay(number: number)
            #expect(CalendarDay(first: day.period) == day)
        }
        #expect(CalendarDay(last: try Period("2028-02")).description == "2028-02-29")
        #expect(CalendarDay(last: try Period("2027")).description == "2027-12-31")
    }

    @Test(arguments: [
        // event, days, direction, deadline, passed over
        ("2026-11-20", 5, "przed", "2026-11-13", ["niedziela", "sobota"]),
        ("2026-11-13", 3, "po", "2026-11-18", ["sobota", "niedziela"]),
        // Corpus Christi of 2026 is 4 June.
        ("2026-06-03", 1, "po", "2026-06-05", ["Boże Ciało"]),
        ("2026-06-03", 3, "po", "2026-06-09", ["Boże Ciało", "sobota", "niedziela"]),
        // Christmas Eve is a day off since 2025.
        ("2024-12-23", 1, "po", "2024-12-24", []),
        ("2025-12-23", 1, "po", "2025-12-29", ["Wigilia Bożego Narodzenia", "Boże Narodzenie", "drugi dzień Bożego Narodzenia", "sobota", "niedziela"]),
        // Easter Monday, backwards.
        ("2026-04-08", 2, "przed", "2026-04-03", ["Poniedziałek Wielkanocny", "Wielkanoc", "sobota"]),
        // The day of the event does not count, be it a holiday or not.
        ("2026-11-11", 1, "po", "2026-11-12", []),
        ("2026-11-14", 0, "po", "2026-11-16", ["sobota", "niedziela"]),
        ("2026-11-14", 0, "przed", "2026-11-13", ["sobota"]),
    ])
    func deadlinesPassOverDaysOff(event: String, days: Int, direction: String, deadline: String, skipped: [String]) throws {
        let reckoning = WorkingDays.reckon(days, try #require(AgreementDeadline.Direction(rawValue: direction)), try day(event))
        #expect(reckoning.deadline.description == deadline)
        #expect(reckoning.skipped.map(\.pause.name.polish) == skipped)
    }

    @Test func reckoningAndCountingAgree() throws {
        let start = try day("2025-11-03").number
        for number in start..<(start + 400) {
            let event = CalendarDay(number: number)
            for days in [1, 3, 5, 7, 30] {
                let after = WorkingDays.reckon(days, .after, event)
                #expect(WorkingDays.count(from: event, to: after.deadline) == days)
                #expect(WorkingDays.isWorkingDay(after.deadline))
                #expect(after.deadline - event == days + after.skipped.count)
                let before = WorkingDays.reckon(days, .before, event)
                #expect(WorkingDays.count(from: event, to: before.deadline) == -days)
                #expect(WorkingDays.isWorkingDay(before.deadline))
            }
        }
        #expect(WorkingDays.count(from: try day("2026-11-20"), to: try day("2026-11-20")) == 0)
        #expect(WorkingDays.count(from: try day("2026-11-20"), to: try day("2026-11-22")) == 0)
        #expect(WorkingDays.reckon(10_000, .after, try day("2026-11-20")).workingDays == WorkingDays.longest)
    }

    @Test func theModelAgreementHasItsDeadlines() {
        #expect(AgreementDeadline.model.map(\.deadline.workingDays) == [5, 3, 7, 7])
        #expect(AgreementDeadline.model.map(\.deadline.direction) == [.before, .after, .after, .after])
    }
}
