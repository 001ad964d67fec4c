// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// What pages of the directory say: counts, distances, hours, reasons.
extension Phrases {
    private func counted(_ count: Int, _ one: String, _ few: String, _ many: String, _ english: (one: String, many: String)) -> String {
        let number = self.count(count)
        return language.choose(
            "\(number)\u{A0}\(PolishPlural(count).choose(one, few, many))", "\(number)\u{A0}\(count == 1 ? english.one : english.many)")
    }

    func institutions(_ count: Int) -> String {
        counted(count, "instytucja", "instytucje", "instytucji", ("institution", "institutions"))
    }

    func places(_ count: Int) -> String { counted(count, "miejsce", "miejsca", "miejsc", ("place", "places")) }

    func found(_ count: Int) -> String {
        guard count > 0 else { return language.choose("Nie znaleziono żadnej instytucji", "No institution found") }
        let polish = PolishPlural(count).choose("instytucję", "instytucje", "instytucji")
        return language.choose(
            "Znaleziono \(self.count(count))\u{A0}\(polish)", "\(self.count(count))\u{A0}institution\(count == 1 ? "" : "s") found")
    }

    func distance(_ kilometers: Double) -> String {
        if kilometers < 0.95 { return language.choose("poniżej 1\u{A0}km", "under 1\u{A0}km") }
        return numbers.string(kilometers, decimals: kilometers < 10 ? 1 : 0) + "\u{A0}km"
    }

    func weekday(_ day: Weekday) -> String {
        let polish = ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"]
        let english = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        return language.choose(polish[day.rawValue - 1], english[day.rawValue - 1])
    }

    /// `w poniedziałek`, `we wtorek`.
    private func onWeekday(_ day: Weekday) -> String {
        let polish = [
            "w\u{A0}poniedziałek", "we\u{A0}wtorek", "w\u{A0}środę", "w\u{A0}czwartek", "w\u{A0}piątek", "w\u{A0}sobotę", "w\u{A0}niedzielę",
        ]
        return language.choose(polish[day.rawValue - 1], "on \(weekday(day))")
    }

    func hours(_ intervals: [OpeningInterval]) -> String {
        if intervals.isEmpty { return language.choose("nieczynne", "closed") }
        return intervals.map { interval in
            interval.opens == 0 && interval.closes == 1440
                ? language.choose("całą dobę", "all day") : "\(time(interval.opens))–\(time(interval.closes))"
        }.joined(separator: ", ")
    }

    /// What a client who stands at the door wants to know.
    func openState(_ schedule: WeeklySchedule, at moment: PolishMoment) -> TemplateValues {
        ["isOpen": schedule.isOpen(at: moment), "text": openText(schedule, at: moment)]
    }

    private func openText(_ schedule: WeeklySchedule, at moment: PolishMoment) -> String {
        if schedule.isAlwaysOpen { return language.choose("czynne całą dobę", "open all day, every day") }
        if let holiday = PolishHolidays.name(of: moment.day) {
            return language.choose("dziś święto (\(holiday.polish)), zwykle nieczynne", "a public holiday today (\(holiday.english)), usually closed")
        }
        if let now = schedule.intervals(on: moment.weekday).first(where: { $0.opens <= moment.minute && moment.minute < $0.closes }) {
            return language.choose("otwarte do\u{A0}\(time(now.closes))", "open until\u{A0}\(time(now.closes))")
        }
        if let later = schedule.intervals(on: moment.weekday).first(where: { $0.opens > moment.minute }) {
            return language.choose("zamknięte, otwarcie dziś o\u{A0}\(time(later.opens))", "closed, opens today at\u{A0}\(time(later.opens))")
        }
        for ahead in 1...7 {
            guard let day = Weekday(rawValue: (moment.weekday.rawValue - 1 + ahead) % 7 + 1), let first = schedule.intervals(on: day).first
            else { continue }
            let when = ahead == 1 ? language.choose("jutro", "tomorrow") : onWeekday(day)
            return language.choose("zamknięte, otwarcie \(when) o\u{A0}\(time(first.opens))", "closed, opens \(when) at\u{A0}\(time(first.opens))")
        }
        return language.choose("zamknięte", "closed")
    }

    func tier(_ tier: InstitutionTier) -> String {
        switch tier {
        case .gmina: language.choose("zadanie gminy", "a task of the gmina")
        case .powiat: language.choose("zadanie powiatu", "a task of the powiat")
        case .wojewodztwo: language.choose("zadanie województwa", "a task of the voivodeship")
        case .local: language.choose("działa lokalnie", "works locally")
        }
    }

    func basis(_ basis: ServedArea.Basis) -> String {
        switch basis {
        case .statutory: language.choose("z\u{A0}ustawy lub statutu", "by law or statute")
        case .agreement: language.choose("na podstawie porozumienia", "by agreement")
        case .declared: language.choose("według instytucji", "as the institution says")
        }
    }

    func freePlaces(_ count: Int, on day: Period) -> String {
        let word = PolishPlural(count).choose("wolne miejsce", "wolne miejsca", "wolnych miejsc")
        let polish = count == 0 ? "brak wolnych miejsc" : "\(self.count(count))\u{A0}\(word)"
        let english = count == 0 ? "no free places" : "\(self.count(count))\u{A0}free \(count == 1 ? "place" : "places")"
        return language.choose("\(polish) (stan na \(period(day)))", "\(english) (as of \(period(day)))")
    }

    func verified(_ day: Period?) -> String {
        guard let day else {
            return language.choose("wpis niepotwierdzony z\u{A0}instytucją", "not confirmed with the institution")
        }
        return language.choose("potwierdzono z\u{A0}instytucją \(period(day))", "confirmed with the institution \(period(day))")
    }

    func precision(_ precision: PointPrecision) -> String {
        language.choose("położenie na mapie: ", "place on the map: ") + language.of(precision.label)
    }
}

extension Phone {
    /// Text and `tel:` link for templates.
    var view: TemplateValues {
        templateValues(["text": text, "href": number.map { "tel:\($0)" + (extensionNumber.map { ";ext=\($0)" } ?? "") }])
    }
}
