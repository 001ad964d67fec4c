// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// What a profile says of one unit in words.
struct ProfileSentences: Sendable {
    let phrases: Phrases
    let unit: TerritorialUnit
    /// The country is seen against its województwa.
    private var background: UnitLevel { unit.level == .kraj ? .wojewodztwo : unit.level }

    init(_ language: Language, _ unit: TerritorialUnit) {
        phrases = Phrases(language)
        self.unit = unit
    }

    private var language: Language { phrases.language }

    /// `w powiecie`, `w województwie`, `w kraju`, `wśród miast na prawach powiatu`; where few units of the country
    /// have a value, `wśród powiatów z danymi`.
    func scope(_ place: UnitProfile.Place, unitCount: Int) -> String {
        switch place.scope {
        case .powiat: return language.choose("w\u{A0}powiecie", "in the powiat")
        case .wojewodztwo: return language.choose("w\u{A0}województwie", "in the voivodeship")
        case .peers: return language.choose("wśród \(phrases.genitivePlural(unit.peerKind))", "among \(phrases.genitivePlural(unit.peerKind))")
        case .country:
            guard place.count * 5 < unitCount * 4 else { return language.choose("w\u{A0}kraju", "in the country") }
            return language.choose("wśród \(phrases.genitivePlural(unit.level)) z\u{A0}danymi", "among \(phrases.genitivePlural(unit.level)) with data")
        }
    }

    /// The same as the heading of a row: `powiat`, `województwo`, `kraj`, `gminy wiejskie`.
    func scopeName(_ place: UnitProfile.Place, unitCount: Int) -> String {
        switch place.scope {
        case .powiat: language.choose("powiat", "powiat")
        case .wojewodztwo: language.choose("województwo", "voivodeship")
        case .peers: phrases.plural(unit.peerKind)
        case .country:
            place.count * 5 < unitCount * 4 ? language.choose("jednostki z\u{A0}danymi", "units with data") : language.choose("kraj", "country")
        }
    }

    func place(_ place: UnitProfile.Place, unitCount: Int) -> String {
        phrases.place(place.place, outOf: place.count) + " " + scope(place, unitCount: unitCount)
    }

    /// A strip plot in words: the value, the places, the median.
    func standing(_ entry: UnitProfile.Entry, unitCount: Int) -> String {
        let name = phrases.measured(entry.indicator)
        let when = phrases.during(entry.current.period)
        guard let value = entry.value else {
            return language.choose(
                "\(name) \(when): \(phrases.flag(entry.current.flag ?? .missing) ?? phrases.noData).", "\(name) \(when): \(phrases.flag(entry.current.flag ?? .missing) ?? phrases.noData).")
        }
        var sentence = "\(name) \(when): \(phrases.valueInText(value, entry.indicator))"
        if !entry.places.isEmpty {
            sentence += language.choose(", miejsce ", ", place ") + phrases.list(entry.places.map { place($0, unitCount: unitCount) })
        }
        if let numbers = entry.column?.summary.numbers, let count = entry.column?.summary.count, count > 2 {
            sentence += language.choose(
                ". Mediana dla \(phrases.among(count, background)): \(phrases.valueInText(numbers.median, entry.indicator))",
                ". Median of \(phrases.units(count, background)): \(phrases.valueInText(numbers.median, entry.indicator))")
        }
        return sentence.closed
    }

    /// How far a unit stands from the mean: `2,3 odchylenia standardowego powyżej średniej`.
    func deviation(_ score: Double) -> String {
        let number = phrases.numbers.string(score.magnitude, decimals: 1)
        return language.choose(
            "\(number)\u{A0}odchylenia standardowego \(score > 0 ? "powyżej" : "poniżej") średniej",
            "\(number) standard deviations \(score > 0 ? "above" : "below") the mean")
    }

    /// A highlight after the name of its indicator: `29,1%, mediana 19,0%; 1. z 380 powiatów, 3,4 odchylenia …`.
    func highlight(_ highlight: Highlight) -> String {
        let entry = highlight.entry
        guard let value = entry.value, let summary = entry.column?.summary, let numbers = summary.numbers else { return "" }
        let units = phrases.genitivePlural(unit.level)
        let place = phrases.place(summary.place(of: value), outOf: summary.count) + " " + units
        return language.choose(
            "\(phrases.valueInText(value, entry.indicator)) przy medianie \(phrases.valueInText(numbers.median, entry.indicator)): \(place) od najwyższej wartości, \(deviation(highlight.score)).",
            "\(phrases.valueInText(value, entry.indicator)) against a median of \(phrases.valueInText(numbers.median, entry.indicator)): \(place) from the highest, \(deviation(highlight.score)).")
    }

    func similar(_ names: [TerritorialUnit], indicatorCount: Int) -> String {
        let listed = phrases.list(names.prefix(3).map(phrases.nominative))
        let noun = PolishPlural(indicatorCount).choose("wskaźnika", "wskaźników", "wskaźników")
        return language.choose(
            "Pod względem \(phrases.count(indicatorCount)) \(noun) do \(phrases.genitive(unit)) najbardziej podobne są: \(listed).",
            "By \(phrases.count(indicatorCount)) \(indicatorCount == 1 ? "indicator" : "indicators"), the units most like \(phrases.nominative(unit)) are \(listed).")
    }

    /// Two units side by side, in counts of indicators.
    func comparison(with other: TerritorialUnit, higher: Int, lower: Int, equal: Int) -> String {
        let total = higher + lower + equal
        let polishTotal = PolishPlural(total).choose("wspólny wskaźnik", "wspólne wskaźniki", "wspólnych wskaźników")
        return language.choose(
            "\(phrases.count(total)) \(polishTotal) z\u{A0}tego samego okresu. Wyższą wartość ma \(phrases.nominative(unit)): \(phrases.count(higher)), \(phrases.nominative(other)): \(phrases.count(lower)); równe: \(phrases.count(equal)).",
            "\(phrases.count(total)) \(total == 1 ? "indicator" : "indicators") of the same period. Higher in \(phrases.nominative(unit)): \(phrases.count(higher)), in \(phrases.nominative(other)): \(phrases.count(lower)); equal: \(phrases.count(equal)).")
    }
}
