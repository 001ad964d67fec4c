// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Deadlines in working days of Polish offices: Monday to Friday without the days off by law.
///
/// The day of the event is not counted (art. 57 § 1 of the Code of Administrative Procedure, art. 111 § 2 of the Civil Code); a
/// Saturday is no working day (art. 57 § 4, art. 115). Days off are those of `PolishHolidays`, movable ones and Christmas Eve
/// since 2025 included.
public enum WorkingDays {
    /// The years of which the calendar of days off is known to be right: the five-day week of offices, and the act of 1951 as
    /// amended since.
    public static let years = 2001...2100
    /// The longest deadline that is reckoned.
    public static let longest = 250

    /// Why a day is not a working day.
    public enum Pause: Sendable, Hashable {
        case saturday
        case sunday
        case holiday(LocalizedText)

        public var name: LocalizedText {
            switch self {
            case .saturday: LocalizedText(polish: "sobota", english: "Saturday")
            case .sunday: LocalizedText(polish: "niedziela", english: "Sunday")
            case .holiday(let name): name
            }
        }
    }

    /// A day that was passed over.
    public struct Skipped: Sendable, Hashable {
        public let day: CalendarDay
        public let pause: Pause
    }

    /// A deadline with the way to it.
    public struct Reckoning: Sendable, Hashable {
        /// What is counted from; not counted itself.
        public let event: CalendarDay
        public let direction: AgreementDeadline.Direction
        public let workingDays: Int
        /// The last day to act.
        public let deadline: CalendarDay
        /// The days that were not counted, in the order of counting.
        public let skipped: [Skipped]
    }

    /// - Returns: why offices are closed on the day; nil on a working day. A holiday on a Sunday is named as the holiday.
    public static func pause(on day: CalendarDay) -> Pause? {
        if let holiday = PolishHolidays.name(of: day.period) { return .holiday(holiday) }
        switch day.weekday {
        case .saturday: return .saturday
        case .sunday: return .sunday
        default: return nil
        }
    }

    public static func isWorkingDay(_ day: CalendarDay) -> Bool { pause(on: day) == nil }

    /// The day that lies so many working days before or after an event.
    ///
    /// With 0 it is the day of the event, moved on to the next working day (before: back to the last one) when offices are closed.
    /// - Parameter workingDays: 0…`longest`; numbers beyond become the nearest of them.
    public static func reckon(_ workingDays: Int, _ direction: AgreementDeadline.Direction, _ event: CalendarDay) -> Reckoning {
        let wanted = min(max(workingDays, 0), longest)
        let step = direction == .after ? 1 : -1
        var day = event
        var counted = 0
        var skipped: [Skipped] = []
        if wanted == 0 {
            while let pause = pause(on: day) {
                skipped.append(Skipped(day: day, pause: pause))
                day = day + step
            }
        }
        while counted < wanted {
            day = day + step
            if let pause = pause(on: day) {
                skipped.append(Skipped(day: day, pause: pause))
            } else {
                counted += 1
            }
        }
        return Reckoning(event: event, direction: direction, workingDays: wanted, deadline: day, skipped: skipped)
    }

    /// The working days after `start` up to and with `end`, negative when `end` is before `start`: what is left on `start` for
    /// something that is due on `end`.
    public static func count(from start: CalendarDay, to end: CalendarDay) -> Int {
        guard start != end else { return 0 }
        let (low, high) = start < end ? (start.number + 1, end.number) : (end.number, start.number - 1)
        var count = 0
        for number in low...max(low, high) where isWorkingDay(CalendarDay(number: number)) { count += 1 }
        return start < end ? count : -count
    }
}

extension AgreementDeadline {
    /// The deadlines of the model agreement of a family support centre with a labour office, for agreements that name none.
    public static let model: [(deadline: AgreementDeadline, english: (duty: String, event: String))] = [
        (
            AgreementDeadline(
                duty: "PCPR zawiadamia PUP, że zamierza użyć instrumentu rynku pracy", event: "planowane użycie instrumentu", direction: .before,
                workingDays: 5),
            ("the family support centre tells the labour office that it means to use a labour market instrument", "planned use of the instrument")
        ),
        (
            AgreementDeadline(
                duty: "PUP odpowiada na zawiadomienie", event: "wpływ zawiadomienia", direction: .after, workingDays: 3),
            ("the labour office answers the notice", "arrival of the notice")
        ),
        (
            AgreementDeadline(
                duty: "uczestnik zgłasza podjęcie szkolenia", event: "rozpoczęcie szkolenia", direction: .after, workingDays: 7),
            ("the participant reports the beginning of training", "beginning of training")
        ),
        (
            AgreementDeadline(
                duty: "strona zgłasza zakończenie udziału", event: "zakończenie udziału", direction: .after, workingDays: 7),
            ("a party reports the end of participation", "end of participation")
        ),
    ]
}
