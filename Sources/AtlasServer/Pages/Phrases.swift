// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography
import Foundation
import HTTPTypes
import PolishText

/// What the server itself says on pages: numbers, dates, ranks, names of levels.
struct Phrases: Sendable {
    let language: Language

    init(_ language: Language) {
        self.language = language
    }

    var numbers: NumberFormat { language == .polish ? .polish : .english }

    static let noValue = "–"

    func value(_ value: Double?, _ indicator: Indicator) -> String {
        value.map { numbers.string($0, decimals: indicator.decimals) } ?? Self.noValue
    }

    func count(_ count: Int) -> String { numbers.string(count) }

    var noData: String { language.choose("brak danych", "no data") }
    var notApplicable: String { language.choose("nie dotyczy", "not applicable") }

    func flag(_ flag: ObservationFlag?) -> String? {
        switch flag {
        case .missing: noData
        case .notApplicable: notApplicable
        case .forecast: language.choose("prognoza", "forecast")
        case .derived: language.choose("wartość wynikowa", "derived")
        case .estimated: language.choose("szacunek wstępny", "preliminary estimate")
        case .incomplete: language.choose("dane mogą być niepełne", "may be incomplete")
        case .confidential: language.choose("tajemnica statystyczna", "confidential")
        case .notYet: language.choose("jeszcze nieopublikowane", "not yet published")
        case .seriesBreak: language.choose("zmiana metody", "break in the series")
        case .imprecise: language.choose("niska precyzja", "low precision")
        case .joint: language.choose("miasto i\u{A0}powiat razem", "city and powiat together")
        case nil: nil
        }
    }

    func level(_ level: UnitLevel) -> String {
        switch level {
        case .kraj: language.choose("kraj", "country")
        case .wojewodztwo: language.choose("województwa", "voivodeships")
        case .powiat: language.choose("powiaty", "powiats")
        case .gmina: language.choose("gminy", "gminas")
        }
    }

    func kind(_ kind: UnitKind) -> String {
        switch kind {
        case .kraj: language.choose("kraj", "country")
        case .wojewodztwo: language.choose("województwo", "voivodeship")
        case .powiat: language.choose("powiat", "powiat")
        case .cityWithPowiatRights: language.choose("miasto na\u{A0}prawach powiatu", "city with powiat rights")
        case .urbanGmina: language.choose("gmina miejska", "urban gmina")
        case .ruralGmina: language.choose("gmina wiejska", "rural gmina")
        case .urbanRuralGmina: language.choose("gmina miejsko-wiejska", "urban-rural gmina")
        }
    }

    /// `2021`, `październik 2014`, `30 czerwca 2015`.
    func period(_ period: Period) -> String {
        guard let month = period.month else { return period.text }
        let nominative = [
            "styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień", "wrzesień", "październik", "listopad",
            "grudzień",
        ]
        let english = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
        ]
        guard let day = period.day else {
            return language.choose("\(nominative[month - 1]) \(period.year)", "\(english[month - 1]) \(period.year)")
        }
        return language.choose(
            "\(day)\u{A0}\(Self.genitiveMonths[month - 1]) \(period.year)", "\(day)\u{A0}\(english[month - 1]) \(period.year)")
    }

    /// As it stands after “od”: `2021 r.`, `października 2014 r.`, `30 czerwca 2015 r.`; in English as in `period`.
    func periodGenitive(_ period: Period) -> String {
        guard language == .polish else { return self.period(period) }
        guard let month = period.month, period.day == nil else { return self.period(period) + "\u{A0}r." }
        return "\(Self.genitiveMonths[month - 1]) \(period.year)\u{A0}r."
    }

    private static let genitiveMonths = [
        "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada",
        "grudnia",
    ]

    /// `3. z 14`; equal values share a rank.
    func rank(_ rank: Int, of count: Int) -> String {
        language.choose("\(rank).\u{A0}z\u{A0}\(count)", "\(rank) of\u{A0}\(count)")
    }

    func area(_ squareKilometers: Double) -> String {
        numbers.string(squareKilometers, decimals: squareKilometers < 100 ? 1 : 0) + "\u{A0}km²"
    }

    func direction(_ direction: IndicatorDirection) -> String {
        switch direction {
        case .higherIsWorse: language.choose("wyższa wartość oznacza trudniejszą sytuację", "a higher value means a harder situation")
        case .higherIsBetter: language.choose("wyższa wartość oznacza lepszą sytuację", "a higher value means a better situation")
        case .neutral: language.choose("wartość nie jest sama w\u{A0}sobie dobra ani zła", "a value is neither good nor bad in itself")
        }
    }

    func aggregation(_ aggregation: Aggregation, nameOf: (String) -> String) -> String {
        switch aggregation {
        case .sum:
            return language.choose(
                "wartość większej jednostki to suma wartości jej części; bez jednej części sumy nie ma",
                "the value of a larger unit is the sum of its parts; without one part there is no sum")
        case .none:
            return language.choose(
                "wartości nie sumujemy ani nie uśredniamy; większa jednostka ma wartość tylko wtedy, gdy podaje ją źródło",
                "values are neither added nor averaged; a larger unit has one only where the source gives it")
        case .ratio(let numerator, let denominator, let factor):
            let times = factor == 1 ? "" : " × " + numbers.string(factor)
            return language.choose(
                "dla każdej jednostki liczymy od nowa: (\(nameOf(numerator))) ÷ (\(nameOf(denominator)))\(times)",
                "computed anew for each unit: (\(nameOf(numerator))) ÷ (\(nameOf(denominator)))\(times)")
        }
    }

    func change(_ change: UnitChange) -> String {
        let before = change.before ?? ""
        let after = change.after ?? ""
        let when =
            change.isDayKnown
            ? language.choose("z\u{A0}dniem \(period(change.notAfter))", "on \(period(change.notAfter))")
            : language.choose(
                "między \(period(change.notBefore)) a\u{A0}\(period(change.notAfter))",
                "between \(period(change.notBefore)) and \(period(change.notAfter))")
        switch change.kind {
        case .created: return language.choose("Jednostka powstała \(when).", "The unit was created \(when).")
        case .split: return language.choose("Część obszaru przeszła do innych jednostek \(when).", "A part of the area passed to other units \(when).")
        case .merged: return language.choose("Przyłączono obszar innych jednostek \(when).", "Area of other units was taken in \(when).")
        case .abolished: return language.choose("Jednostka została zniesiona \(when).", "The unit was abolished \(when).")
        case .renamed:
            return language.choose("Zmiana nazwy z\u{A0}„\(before)” na „\(after)” \(when).", "Renamed from “\(before)” to “\(after)” \(when).")
        case .retyped:
            return language.choose(
                "Zmiana rodzaju z\u{A0}„\(kindName(before))” na „\(kindName(after))” \(when).",
                "Changed from “\(kindName(before))” to “\(kindName(after))” \(when).")
        }
    }

    private func kindName(_ raw: String) -> String {
        UnitKind(rawValue: raw).map(kind) ?? raw
    }

    func childrenTitle(of level: UnitLevel) -> String {
        level == .wojewodztwo ? language.choose("Powiaty", "Powiats") : language.choose("Gminy", "Gminas")
    }

    func errorTitle(_ status: HTTPResponse.Status) -> String {
        switch status.code {
        case 404: language.choose("Nie ma takiej strony", "There is no such page")
        case 503, 507: language.choose("Chwilowo nie da się tego zrobić", "This cannot be done at the moment")
        case 401: language.choose("Trzeba się zalogować", "Please sign in")
        case 403: language.choose("Tego nie możesz zrobić", "You may not do this")
        case 409: language.choose("Tego już nie da się zrobić", "This cannot be done any more")
        case 413: language.choose("Za dużo naraz", "Too much at once")
        case 429: language.choose("Za dużo prób", "Too many attempts")
        case 400..<500: language.choose("Tego adresu nie rozumiemy", "We do not understand this address")
        default: language.choose("Coś się nie udało", "Something went wrong")
        }
    }

    func errorDetail(_ status: HTTPResponse.Status) -> String {
        switch status.code {
        case 404:
            language.choose(
                "Adres prowadzi do jednostki, wskaźnika albo strony, których nie ma w\u{A0}atlasie.",
                "The address leads to a unit, an indicator or a page that is not in the atlas.")
        case 401:
            language.choose("Sesja się skończyła albo nikt się jeszcze nie zalogował.", "The session is over, or nobody has signed in yet.")
        case 403:
            language.choose(
                "Twoje konto nie ma do tego uprawnień albo formularz nie przyszedł ze strony, którą ten serwer Ci pokazał.",
                "Your account has no right to this, or the form did not come from a page that this server showed you.")
        case 409:
            language.choose(
                "W\u{A0}międzyczasie coś się zmieniło. Otwórz stronę jeszcze raz i\u{A0}zobacz, jak jest teraz.",
                "Something has changed meanwhile. Open the page again and see how it is now.")
        case 413:
            language.choose(
                "Formularz albo plik jest większy, niż serwer przyjmuje. Niczego nie zapisano.",
                "The form or the file is larger than the server takes. Nothing was saved.")
        case 429:
            language.choose("Odczekaj chwilę i\u{A0}spróbuj ponownie.", "Wait a little and try again.")
        case 400..<500:
            language.choose(
                "Któryś z\u{A0}parametrów w\u{A0}adresie ma nieprawidłową wartość.", "One of the parameters in the address has a value that is not valid.")
        case 507:
            language.choose(
                "Na dysku serwera brakuje miejsca, więc niczego nie zapisano. Przeglądać atlas można nadal. Spróbuj ponownie później.",
                "The server’s disk is full, so nothing was saved. The atlas can still be read. Please try again later.")
        case 503:
            language.choose(
                "Serwer nie może teraz wykonać tej czynności i\u{A0}niczego nie zapisano. Spróbuj ponownie za chwilę.",
                "The server cannot do this just now, and nothing was saved. Please try again in a moment.")
        default:
            language.choose(
                "Błąd jest po naszej stronie. Spróbuj ponownie za chwilę.", "The fault is ours. Please try again in a moment.")
        }
    }
}
