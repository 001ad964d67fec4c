// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import PolishText

/// What pages and calendars say of ends, begins and days that are left.
struct DeadlineWording: Sendable {
    let language: Language
    let territory: Territory

    private var phrases: Phrases { Phrases(language) }

    private func counted(_ count: Int, _ one: String, _ few: String, _ many: String, _ english: (one: String, many: String)) -> String {
        let number = phrases.count(count)
        return language.choose(
            "\(number)\u{A0}\(PolishPlural(count).choose(one, few, many))", "\(number)\u{A0}\(count == 1 ? english.one : english.many)")
    }

    func days(_ count: Int) -> String { counted(count, "dzień", "dni", "dni", ("day", "days")) }

    func workingDays(_ count: Int) -> String {
        counted(count, "dzień roboczy", "dni robocze", "dni roboczych", ("working day", "working days"))
    }

    func agreements(_ count: Int) -> String {
        counted(count, "porozumienie", "porozumienia", "porozumień", ("agreement", "agreements"))
    }

    private static let locativeMonths = [
        "styczniu", "lutym", "marcu", "kwietniu", "maju", "czerwcu", "lipcu", "sierpniu", "wrześniu", "październiku", "listopadzie", "grudniu",
    ]

    /// `31 grudnia 2027 r.`, `w październiku 2027 r.`, `w 2027 r.`
    func when(_ period: Period) -> String {
        guard let month = period.month else { return language.choose("w\u{A0}\(period.year)\u{A0}r.", "in \(period.year)") }
        guard period.day == nil else { return language.choose("\(phrases.period(period))\u{A0}r.", "on \(phrases.period(period))") }
        let preposition = month == 9 ? "we" : "w"
        return language.choose(
            "\(preposition)\u{A0}\(Self.locativeMonths[month - 1]) \(period.year)\u{A0}r.", "in \(phrases.period(period))")
    }

    var dayUnknown: String { language.choose("dzień nieznany", "day not known") }

    private func when(_ period: Period, certain: Bool) -> String { when(period) + (certain ? "" : " (\(dayUnknown))") }

    /// What is known of its end, as a clause: `kończy się 31 grudnia 2027 r.`
    func end(_ item: AgreementExpiry.Item, _ agreement: Agreement) -> String {
        switch item.group {
        case .planned:
            let begin = agreement.firstPeriod.map { when($0, certain: item.isDayKnown) } ?? ""
            let end = agreement.lastPeriod.map { language.choose("; kończy się ", "; ends ") + when($0, certain: $0.day != nil) } ?? ""
            return language.choose("zacznie obowiązywać \(begin)", "begins \(begin)") + end
        case .undated:
            return agreement.firstPeriod.map { begin in
                language.choose(
                    "obowiązuje od \(phrases.periodGenitive(begin)); źródło nie podaje, do kiedy",
                    "in force since \(phrases.period(begin)); the source does not say until when")
            } ?? language.choose("źródło nie podaje ani początku, ani końca", "the source gives neither begin nor end")
        case .expired:
            let end = agreement.lastPeriod.map { when($0, certain: item.isDayKnown) } ?? ""
            return agreement.terminatedOn == nil || agreement.terminatedOn != agreement.lastPeriod
                ? language.choose("wygasło \(end)", "ended \(end)") : language.choose("rozwiązano \(end)", "terminated \(end)")
        case .unsure:
            let end = agreement.lastPeriod.map { when($0, certain: false) } ?? ""
            return language.choose("kończy się \(end); mogło już wygasnąć", "ends \(end); it may be over already")
        case .week, .month, .nextMonth, .later:
            let end = agreement.lastPeriod.map { when($0, certain: item.isDayKnown) } ?? ""
            return language.choose("kończy się \(end)", "ends \(end)")
        }
    }

    /// `za 12 dni (8 dni roboczych)`, `2 lata temu`; nil without a day to count to.
    func left(_ item: AgreementExpiry.Item) -> String? {
        guard let days = item.days else { return nil }
        if item.group == .expired { return ago(-days) }
        // A month or a year may end on its first day already.
        let earliest = item.isDayKnown ? "" : language.choose("najwcześniej ", "at the earliest ")
        let working = item.workingDays.map { " (\(workingDays($0)))" } ?? ""
        switch days {
        case 0: return language.choose("dziś jest ostatni dzień", "today is the last day")
        case 1: return earliest + language.choose("jutro", "tomorrow")
        default: return earliest + language.choose("za \(self.days(days))", "in \(self.days(days))") + working
        }
    }

    func ago(_ days: Int) -> String {
        let amount: String
        if days < 60 {
            amount = self.days(days)
        } else if days < 730 {
            amount = counted(days * 12 / 365, "miesiąc", "miesiące", "miesięcy", ("month", "months"))
        } else {
            amount = counted(days * 4 / 1_461, "rok", "lata", "lat", ("year", "years"))
        }
        return language.choose("\(amount) temu", "\(amount) ago")
    }

    func group(_ group: AgreementExpiry.Group) -> String {
        switch group {
        case .week: language.choose("Kończą się w\u{A0}tym tygodniu", "End this week")
        case .month: language.choose("Kończą się w\u{A0}tym miesiącu", "End this month")
        case .nextMonth: language.choose("Kończą się w\u{A0}przyszłym miesiącu", "End next month")
        case .later: language.choose("Kończą się później", "End later")
        case .unsure: language.choose("Kończą się w\u{A0}nieznanym dniu: sprawdź", "End on a day that is not known: check")
        case .expired: language.choose("Wygasły i\u{A0}nie zostały przedłużone", "Ended and were not renewed")
        case .planned: language.choose("Zaczną obowiązywać", "Begin later")
        case .undated: language.choose("Bez pewnej daty końca: do sprawdzenia", "Without a certain end: to be checked")
        }
    }

    func groupHelp(_ group: AgreementExpiry.Group) -> String? {
        switch group {
        case .unsure:
            language.choose(
                "Źródło podaje tylko miesiąc lub rok, który już trwa. Zapytaj strony o\u{A0}dokładny dzień.",
                "The source gives only a month or year that has begun. Ask the parties for the day.")
        case .undated:
            language.choose(
                "Liczymy je jako obowiązujące, dopóki ktoś nie sprawdzi. Zadzwoń i\u{A0}ustal datę.",
                "They count as in force until somebody checks. Call and find out.")
        default: nil
        }
    }

    /// `ośrodki pomocy społecznej: powiat chrzanowski`.
    func member(_ member: AgreementParty.Member) -> String {
        switch member {
        case .institution(let id): id.text
        case .all(let type, let code):
            language.choose("wszystkie: \(type.name.polish)", "all: \(type.name.english)") + ", "
                + (territory.unit(code)?.unit.fullName ?? code.stem)
        }
    }

    // MARK: Working days

    /// `piątek, 20 listopada 2026 r.`
    func day(_ day: CalendarDay) -> String {
        "\(phrases.weekday(day.weekday)), " + language.choose("\(phrases.period(day.period))\u{A0}r.", phrases.period(day.period))
    }

    /// `5 dni roboczych przed`.
    func rule(_ count: Int, _ direction: AgreementDeadline.Direction) -> String {
        let days = workingDays(count)
        return direction == .before ? language.choose("\(days) przed", "\(days) before") : language.choose("\(days) po", "\(days) after")
    }

    /// `pominięto: sobota 21.11, Boże Ciało 4.06`; nil when nothing was passed over.
    func skipped(_ reckoning: WorkingDays.Reckoning) -> String {
        guard !reckoning.skipped.isEmpty else { return language.choose("nie było dni wolnych po drodze", "no days off on the way") }
        let days = reckoning.skipped.map { skipped in
            let day = skipped.day.period
            let date = language.choose("\(day.day ?? 0).\((day.month ?? 0) < 10 ? "0" : "")\(day.month ?? 0)", "\(day.day ?? 0)/\(day.month ?? 0)")
            return "\(language.of(skipped.pause.name))\u{A0}\(date)"
        }
        return language.choose("pominięto: ", "passed over: ") + days.joined(separator: ", ")
    }
}
