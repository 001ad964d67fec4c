// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import PolishText

/// What pages about agreements say: dates, time left, parties, counts.
extension Phrases {
    func agreements(_ count: Int) -> String {
        let word = language.choose(
            PolishPlural(count).choose("porozumienie", "porozumienia", "porozumień"), count == 1 ? "agreement" : "agreements")
        return "\(self.count(count))\u{A0}\(word)"
    }

    func agreementsFound(_ count: Int) -> String {
        guard count > 0 else { return language.choose("Nie znaleziono żadnego porozumienia", "No agreement found") }
        return language.choose("Znaleziono \(agreements(count))", "\(agreements(count)) found")
    }

    func partiesCount(_ count: Int) -> String {
        let word = language.choose(PolishPlural(count).choose("strona", "strony", "stron"), count == 1 ? "party" : "parties")
        return "\(self.count(count))\u{A0}\(word)"
    }

    /// `i 7 innych`, after names of parties.
    func andOthers(_ count: Int) -> String {
        language.choose(
            "i\u{A0}\(self.count(count))\u{A0}\(PolishPlural(count).choose("inna", "inne", "innych"))", "and \(self.count(count))\u{A0}\(count == 1 ? "other" : "others")")
    }

    func days(_ count: Int) -> String {
        let word = language.choose(count == 1 ? "dzień" : "dni", count == 1 ? "day" : "days")
        return "\(self.count(count))\u{A0}\(word)"
    }

    func workingDays(_ count: Int) -> String {
        let polish = PolishPlural(count).choose("dzień roboczy", "dni robocze", "dni roboczych")
        return "\(self.count(count))\u{A0}" + language.choose(polish, count == 1 ? "working day" : "working days")
    }

    /// `1 stycznia 2013 – 31 grudnia 2014`, `sierpień 2013 – bezterminowo`, `2013 – koniec nie podany`.
    func validity(_ agreement: Agreement) -> String {
        let begin = agreement.firstPeriod.map(period)
        let end: String =
            if let last = agreement.lastPeriod {
                period(last)
            } else if agreement.end == .open {
                language.choose("bezterminowo", "open-ended")
            } else {
                language.choose("koniec nie podany", "end not stated")
            }
        guard let begin else {
            return agreement.lastPeriod == nil
                ? (agreement.end == .open ? language.choose("bezterminowo, początek nie podany", "open-ended, begin not stated") : language.choose("bez dat", "no dates"))
                : language.choose("do \(periodGenitive(agreement.lastPeriod ?? Period(year: 1900)))", "until \(end)")
        }
        return "\(begin) – \(end)"
    }

    /// `kończy się za 41 dni`, `wygasło ponad 2 lata temu`; nil where there is nothing to count.
    func timeLeft(_ agreement: Agreement, _ status: AgreementStatus, on day: Period) -> String? {
        switch status {
        case .valid:
            guard let left = agreement.daysLeft(on: day), left <= 730 else { return nil }
            return switch left {
            case 0: language.choose("kończy się dziś", "ends today")
            case 1: language.choose("kończy się jutro", "ends tomorrow")
            default: language.choose("kończy się za\u{A0}\(days(left))", "ends in \(days(left))")
            }
        case .planned:
            guard let first = agreement.firstPeriod else { return nil }
            let left = CalendarDay(first: first) - CalendarDay(last: day)
            return left == 1
                ? language.choose("zacznie obowiązywać jutro", "starts tomorrow")
                : language.choose("zacznie obowiązywać za\u{A0}\(days(left))", "starts in \(days(left))")
        case .expired:
            guard let left = agreement.daysLeft(on: day) else { return nil }
            if left > -365 { return language.choose("wygasło \(days(-left)) temu", "ended \(days(-left)) ago") }
            let years = -left / 365
            let polish = years == 1 ? "rok" : "\(count(years))\u{A0}\(PolishPlural(years).choose("rok", "lata", "lat"))"
            return language.choose("wygasło ponad \(polish) temu", "ended more than \(years == 1 ? "a year" : "\(count(years))\u{A0}years") ago")
        case .undated: return nil
        }
    }

    /// What a reader has to know beside the status; nil when it is plain.
    func statusRemark(_ agreement: Agreement, _ status: AgreementStatus, on day: Period) -> String? {
        switch status {
        case .undated:
            return language.choose("źródło nie podaje dat", "the source gives no dates")
        case .valid where agreement.lastPeriod == nil && agreement.end == .notStated:
            return language.choose("źródło nie podaje, do kiedy", "the source does not say until when")
        default:
            return agreement.isStatusCertain(on: day)
                ? nil
                : language.choose("data znana tylko w\u{A0}przybliżeniu", "a date is known only roughly")
        }
    }

    /// `12 345,60 zł`.
    func money(grosze: Int) -> String {
        let decimals = grosze.isMultiple(of: 100) ? 0 : 2
        return numbers.string(Double(grosze) / 100, decimals: decimals) + "\u{A0}" + language.choose("zł", "PLN")
    }
}
