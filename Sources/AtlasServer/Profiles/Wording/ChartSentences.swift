// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// What a chart shows, said in a sentence or two: for those who do not see it, for those in a hurry, and to be copied
/// into a report. A sentence says what the numbers carry and nothing about causes; where they are too few for a
/// statement, the statement is left out.
struct ChartSentences: Sendable {
    let phrases: Phrases
    let indicator: Indicator

    init(_ language: Language, _ indicator: Indicator) {
        phrases = Phrases(language)
        self.indicator = indicator
    }

    private var language: Language { phrases.language }
    private func text(_ value: Double) -> String { phrases.valueInText(value, indicator) }

    /// Fewer values than this have extremes but no quarters worth naming.
    private static let fewestForMedian = 5
    private static let fewestForQuartiles = 20

    /// The values of the units of a level: how many, where the middle lies, which units stand at the ends.
    /// - Parameters:
    ///   - highest: the units that share the highest value; `lowest` those that share the lowest.
    func distribution(
        _ summary: ColumnSummary, level: UnitLevel, period: Period, area: TerritorialUnit?, highest: [TerritorialUnit], lowest: [TerritorialUnit]
    ) -> String {
        let place = area.map { " " + phrases.within($0) } ?? ""
        let when = phrases.during(period)
        guard let numbers = summary.numbers else {
            return language.choose(
                "\(when.uppercasedFirst)\(place) nie ma wartości dla \(phrases.genitivePlural(level)).",
                "\(when.uppercasedFirst)\(place) there are no values for \(phrases.genitivePlural(level)).")
        }
        let measured = phrases.measured(indicator)
        guard summary.count > 1 else {
            let name = highest.first.map(phrases.nominative) ?? ""
            return language.choose(
                "\(measured) \(when)\(place): wartość ma tylko \(name), \(text(numbers.median)).",
                "\(measured) \(when)\(place): only \(name) has a value, \(text(numbers.median)).")
        }
        guard numbers.minimum < numbers.maximum else {
            return language.choose(
                "\(measured) \(when)\(place): każda wartość, a\u{A0}jest ich \(phrases.count(summary.count)), wynosi \(text(numbers.median)).",
                "\(measured) \(when)\(place): all \(phrases.count(summary.count)) values are \(text(numbers.median)).")
        }
        var sentence = language.choose(
            "\(measured) \(when)\(place): wartość \(has(summary.count)) \(phrases.units(summary.count, level))",
            "\(measured) \(when)\(place): \(phrases.units(summary.count, level)) have a value")
        if summary.count >= Self.fewestForMedian { sentence += middle(summary, numbers, level) }
        return sentence + ". " + extremes(numbers, highest: highest, lowest: lowest)
    }

    /// The classes of a categorical measure with the number of units in each.
    func categories(_ counts: [(name: String, count: Int)], level: UnitLevel, period: Period, area: TerritorialUnit?) -> String {
        let place = area.map { " " + phrases.within($0) } ?? ""
        let listed = counts.map { "\($0.name) – \(phrases.units($0.count, level))" }.joined(separator: ", ")
        return "\(phrases.measured(indicator)) \(phrases.during(period))\(place): \(listed)."
    }

    /// 1 ma, 2 mają, 5 ma.
    private func has(_ count: Int) -> String { PolishPlural(count).choose("ma", "mają", "ma") }

    private func middle(_ summary: ColumnSummary, _ numbers: FiveNumbers, _ level: UnitLevel) -> String {
        let median = language.choose("; mediana wynosi \(text(numbers.median))", "; the median is \(text(numbers.median))")
        guard summary.count >= Self.fewestForQuartiles else { return median }
        let equal = summary.count(of: numbers.median...numbers.median)
        if equal * 2 >= summary.count {
            return median
                + language.choose(
                    " i\u{A0}tyle właśnie \(has(equal)) \(phrases.units(equal, level))",
                    ", which is the value of \(phrases.units(equal, level))")
        }
        let share = Double(summary.count(of: numbers.lowerQuartile...numbers.upperQuartile)) / Double(summary.count)
        guard (0.45...0.55).contains(share) else { return median }
        return median
            + language.choose(
                ", a\u{A0}około połowy wartości leży między \(text(numbers.lowerQuartile)) a\u{A0}\(text(numbers.upperQuartile))",
                ", and about half of the values lie between \(text(numbers.lowerQuartile)) and \(text(numbers.upperQuartile))")
    }

    private func extremes(_ numbers: FiveNumbers, highest: [TerritorialUnit], lowest: [TerritorialUnit]) -> String {
        language.choose(
            "Najwyższa wartość: \(text(numbers.maximum)) (\(named(highest))), najniższa: \(text(numbers.minimum)) (\(named(lowest))).",
            "Highest: \(text(numbers.maximum)) (\(named(highest))); lowest: \(text(numbers.minimum)) (\(named(lowest))).")
    }

    /// One or two names; of more the first and how many others.
    private func named(_ units: [TerritorialUnit]) -> String {
        guard units.count > 2, let first = units.first else { return phrases.list(units.map(phrases.nominative)) }
        let others = phrases.count(units.count - 1)
        return phrases.nominative(first) + language.choose(" i\u{A0}jeszcze \(others)", " and \(others) more")
    }

    struct Group: Sendable {
        let unit: TerritorialUnit
        let median: Double
        let interquartileRange: Double
    }

    /// Box plots of the units of several areas: where the middle is highest and lowest, where values differ most.
    /// Nil for fewer than two areas.
    func groups(_ groups: [Group], level: UnitLevel) -> String? {
        guard groups.count > 1, let high = groups.max(by: { $0.median < $1.median }), let low = groups.min(by: { $0.median < $1.median }),
            let wide = groups.max(by: { $0.interquartileRange < $1.interquartileRange })
        else { return nil }
        guard !phrases.looksEqual(high.median, low.median, indicator) else {
            return language.choose("We wszystkich obszarach mediana jest taka sama: \(text(high.median)).", "The median is the same in all areas: \(text(high.median)).")
        }
        let units = phrases.genitivePlural(level)
        var sentence = language.choose(
            "Mediana \(units) jest najwyższa \(phrases.within(high.unit)) (\(text(high.median))), a\u{A0}najniższa \(phrases.within(low.unit)) (\(text(low.median))).",
            "The median of \(units) is highest \(phrases.within(high.unit)) (\(text(high.median))) and lowest \(phrases.within(low.unit)) (\(text(low.median))).")
        if wide.interquartileRange > 0 {
            sentence += language.choose(
                " Środkowe wartości różnią się najbardziej \(phrases.within(wide.unit)): rozstęp ćwiartkowy wynosi tam \(phrases.magnitude(wide.interquartileRange, indicator))",
                " The middle values differ most \(phrases.within(wide.unit)): the interquartile range there is \(phrases.magnitude(wide.interquartileRange, indicator))").closed
        }
        return sentence
    }

    /// Whose series a sentence is about.
    enum Subject: Sendable {
        case unit(TerritorialUnit)
        /// The median of the units of a level.
        case median(UnitLevel)
    }

    /// How a series went between its ends, where it peaked, and what the source expects. Nil without two measured
    /// values and without a forecast.
    func trend(of subject: Subject, _ points: [SeriesPoint]) -> String? {
        let known = points.compactMap { point in point.value.map { (period: point.period, value: $0, isForecast: point.isForecast) } }
        let measured = known.filter { !$0.isForecast }
        let forecast = known.last { $0.isForecast }
        var sentences: [String] = []
        if let first = measured.first, let last = measured.last, first.period < last.period {
            sentences.append(course(subject, (first.period, first.value), (last.period, last.value)))
            let interior = measured.dropFirst().dropLast()
            if let top = interior.max(by: { $0.value < $1.value }), top.value > max(first.value, last.value), !isNear(top.value, max(first.value, last.value)) {
                sentences.append(language.choose("Najwyższa była \(phrases.during(top.period)): \(text(top.value)).", "It was highest \(phrases.during(top.period)): \(text(top.value))."))
            }
            if let bottom = interior.min(by: { $0.value < $1.value }), bottom.value < min(first.value, last.value), !isNear(bottom.value, min(first.value, last.value)) {
                sentences.append(
                    language.choose("Najniższa była \(phrases.during(bottom.period)): \(text(bottom.value)).", "It was lowest \(phrases.during(bottom.period)): \(text(bottom.value))."))
            }
        }
        if let forecast {
            let expected = language.choose(
                "Prognoza źródła \(phrases.during(forecast.period).replacing("w\u{A0}", with: "na\u{A0}", maxReplacements: 1)): \(text(forecast.value)).",
                "The source forecasts \(text(forecast.value)) \(phrases.during(forecast.period)).")
            sentences.append(expected)
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    private func isNear(_ a: Double, _ b: Double) -> Bool { phrases.looksEqual(a, b, indicator) }

    private func course(_ subject: Subject, _ first: (period: Period, value: Double), _ last: (period: Period, value: Double)) -> String {
        let name =
            switch subject {
            case .unit(let unit): language.choose("wartość dla \(phrases.genitive(unit))", "the value for \(phrases.nominative(unit))")
            case .median(let level): language.choose("mediana \(phrases.genitivePlural(level))", "the median of \(phrases.genitivePlural(level))")
            }
        let span = phrases.span(first.period, last.period).uppercasedFirst
        guard !isNear(first.value, last.value) else {
            return language.choose(
                "\(span) \(name) się nie zmieniła: na początku i\u{A0}na końcu to \(text(last.value)).",
                "\(span) \(name) did not change: it is \(text(last.value)) at both ends.")
        }
        let isRise = last.value > first.value
        let verb = isRise ? language.choose("wzrosła", "rose") : language.choose("spadła", "fell")
        let size = phrases.magnitude(last.value - first.value, indicator)
        // Of a percentage only points are said: „o 10%” would be read as ten points.
        let isPercent = language.of(indicator.unit) == "%"
        let percent = isPercent ? nil : phrases.percentChange(from: first.value, to: last.value)
        let share = percent.map { language.choose(" (o\u{A0}\($0))", " (\($0))") } ?? ""
        return language.choose(
            "\(span) \(name) \(verb) z\u{A0}\(text(first.value)) do \(text(last.value)), czyli o\u{A0}\(size)\(share)",
            "\(span) \(name) \(verb) from \(text(first.value)) to \(text(last.value)), by \(size)\(share)").closed
    }

    /// Our own continuation, named as ours.
    func projection(_ last: TrendChart.Projection.Step, pointCount: Int, levelPercent: Int) -> String {
        let points = language.choose(
            "\(phrases.count(pointCount))\u{A0}\(PolishPlural(pointCount).choose("okresu", "okresów", "okresów"))",
            "\(phrases.count(pointCount)) \(pointCount == 1 ? "period" : "periods")")
        return language.choose(
            "Nasze przedłużenie trendu z\u{A0}\(points), a\u{A0}nie prognoza źródła: \(phrases.during(last.period)) \(text(last.value)), "
                + "przedział \(levelPercent)% od \(text(last.low)) do \(text(last.high)). Zakłada, że dotychczasowy bieg się utrzyma.",
            "Our continuation of the trend of \(points), not a forecast of the source: \(text(last.value)) \(phrases.during(last.period)), "
                + "\(levelPercent)% interval \(text(last.low)) to \(text(last.high)). It assumes that the course so far goes on.")
    }
}

extension String {
    /// The text with a full stop, unless an abbreviation has brought one: `o 2,3 pkt proc.`
    var closed: String { hasSuffix(".") ? self : self + "." }
}
