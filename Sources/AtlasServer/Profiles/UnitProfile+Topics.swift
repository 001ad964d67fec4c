// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

extension UnitProfileView {
    /// Entries by topic, topics in the order of the catalogue.
    private func byTopic(_ entries: [UnitProfile.Entry]) -> [(name: String, entries: [UnitProfile.Entry])] {
        var order: [String] = []
        var groups: [String: [UnitProfile.Entry]] = [:]
        for entry in entries {
            let topic = language.of(entry.indicator.topic)
            if groups[topic] == nil { order.append(topic) }
            groups[topic, default: []].append(entry)
        }
        return order.map { ($0, groups[$0] ?? []) }
    }

    func topicViews() -> [TemplateValues] {
        byTopic(profile.entries).enumerated().map { index, topic in
            [
                "name": topic.name, "id": "temat-\(index + 1)", "hasSeries": topic.entries.contains { $0.series.count > 1 },
                "hasPlaces": !isCountry, "rows": topic.entries.map(view), "twin": twin(topic.entries),
            ]
        }
    }

    func flagText(_ point: UnitProfile.Point) -> String? {
        guard let flag = point.flag, flag != .missing, flag != .forecast else { return nil }
        return phrases.flag(flag)
    }

    func indicatorURL(_ indicator: Indicator) -> String {
        visit.link("/wskazniki/\(indicator.id)", isCountry ? [] : [("level", unit.level.rawValue), ("unit", unit.code.stem)])
    }

    private func view(_ entry: UnitProfile.Entry) -> TemplateValues {
        let indicator = entry.indicator
        let isNotApplicable = entry.current.flag == .notApplicable
        return templateValues([
            "indicatorID": indicator.id.text, "indicator": language.of(indicator.name), "unit": language.of(indicator.unit),
            "indicatorURL": indicatorURL(indicator), "period": phrases.period(entry.current.period),
            "isForecast": entry.current.flag == .forecast, "value": isNotApplicable ? "" : phrases.value(entry.value, indicator),
            "flagText": flagText(entry.current), "changes": changes(entry), "sparkline": sparkline(entry), "sparkRange": sparkRange(entry),
            "strip": strip(entry), "stripRange": stripRange(entry),
            "places": entry.places.map { place -> TemplateValues in
                ["scope": sentences.scopeName(place, unitCount: unitCount), "text": phrases.place(place.place, outOf: place.count)]
            },
            "larger": isCountry ? extremes(entry) : entry.larger.map { larger -> TemplateValues in
                [
                    "name": larger.unit.level == .kraj ? language.choose("Polska", "Poland") : phrases.kind(larger.unit.kind),
                    "value": phrases.value(larger.value, indicator),
                ]
            },
            "median": entry.column?.summary.numbers.map { phrases.value($0.median, indicator) },
        ])
    }

    /// The województwa at the ends, for the country.
    private func extremes(_ entry: UnitProfile.Entry) -> [TemplateValues] {
        guard let column = entry.column, let numbers = column.summary.numbers, numbers.minimum < numbers.maximum else { return [] }
        let units = snapshot.territory.units(at: profile.background)
        return [numbers.maximum, numbers.minimum].compactMap { value in
            column.values.firstIndex { $0 == value }.map { ["name": units[$0].unit.name, "value": phrases.value(value, entry.indicator)] }
        }
    }

    private func changes(_ entry: UnitProfile.Entry) -> [TemplateValues] {
        guard let value = entry.value else { return [] }
        if entry.followsBreak { return [["text": language.choose("zmiana metody, bez porównania", "method changed, no comparison")]] }
        if entry.followsAreaChange {
            return [["text": language.choose("zmiana granic, bez porównania", "area changed, no comparison")]]
        }
        return [entry.previous, entry.first].compactMap { earlier -> TemplateValues? in
            guard let earlier, let before = earlier.value else { return nil }
            let difference = phrases.difference(value - before, entry.indicator)
            return ["text": language.choose("\(difference) od \(phrases.period(earlier.period))", "\(difference) since \(phrases.period(earlier.period))")]
        }
    }

    private func sparkline(_ entry: UnitProfile.Entry) -> String? {
        let label = ChartSentences(language, entry.indicator).trend(of: .unit(unit), entry.points) ?? language.of(entry.indicator.name)
        return Sparkline.svg(entry.points, label: label)
    }

    private func sparkRange(_ entry: UnitProfile.Entry) -> String? {
        guard entry.series.count > 1, let first = entry.series.first, let last = entry.series.last else { return nil }
        return phrases.range(first.period, last.period)
    }

    private func strip(_ entry: UnitProfile.Entry, other: Double? = nil) -> String? {
        guard let value = entry.value, let summary = entry.column?.summary, summary.count > 2, let numbers = summary.numbers,
            numbers.minimum < numbers.maximum
        else { return nil }
        // Counts differ by powers of ten: a few cities would press all other units into one dot.
        let isLogarithmic = entry.indicator.aggregation == .sum && numbers.minimum > 0
        func scaled(_ value: Double) -> Double { isLogarithmic ? log10(value) : value }
        let drawn = FiveNumbers(
            minimum: scaled(numbers.minimum), lowerQuartile: scaled(numbers.lowerQuartile), median: scaled(numbers.median),
            upperQuartile: scaled(numbers.upperQuartile), maximum: scaled(numbers.maximum),
            // The line of a strip runs from end to end: outliers are not told apart here.
            low: scaled(numbers.minimum), high: scaled(numbers.maximum))
        let otherShown = other.flatMap { (numbers.minimum...numbers.maximum).contains($0) ? scaled($0) : nil }
        let isWithin = (numbers.minimum...numbers.maximum).contains(value)
        return StripPlot.svg(drawn, unit: isWithin ? scaled(value) : nil, other: otherShown, label: sentences.standing(entry, unitCount: unitCount))
    }

    private func stripRange(_ entry: UnitProfile.Entry) -> TemplateValues? {
        guard let numbers = entry.column?.summary.numbers, numbers.minimum < numbers.maximum, entry.value != nil, (entry.column?.summary.count ?? 0) > 2 else { return nil }
        return [
            "low": phrases.value(numbers.minimum, entry.indicator), "median": phrases.value(numbers.median, entry.indicator),
            "high": phrases.value(numbers.maximum, entry.indicator),
        ]
    }

    // MARK: The same as tables

    private func twin(_ entries: [UnitProfile.Entry]) -> TemplateValues {
        let withSeries = entries.filter { $0.series.count > 1 }
        let periods = Set(withSeries.flatMap { $0.series.map(\.period) }).sorted()
        let spread = entries.filter { ($0.column?.summary.count ?? 0) > 2 }
        return templateValues([
            "series": withSeries.isEmpty
                ? nil
                : [
                    "periods": periods.map { ["text": phrases.period($0)] as TemplateValues },
                    "rows": withSeries.map { entry in
                        [
                            "name": language.of(entry.indicator.name),
                            "cells": periods.map { period -> TemplateValues in
                                let point = entry.series.first { $0.period == period }
                                return [
                                    "text": phrases.value(point?.value, entry.indicator),
                                    "flag": point?.flag == .forecast ? language.choose("prognoza", "forecast") : point.flatMap(flagText) ?? "",
                                ]
                            },
                        ] as TemplateValues
                    },
                ] as TemplateValues,
            "hasSpread": !spread.isEmpty,
            "spread": spread.isEmpty
                ? nil
                : spread.compactMap { entry -> TemplateValues? in
                    entry.column?.summary.numbers.map { numbers in
                        [
                            "name": language.of(entry.indicator.name), "count": phrases.count(entry.column?.summary.count ?? 0),
                            "cells": [numbers.minimum, numbers.lowerQuartile, numbers.median, numbers.upperQuartile, numbers.maximum].map {
                                ["text": phrases.value($0, entry.indicator)] as TemplateValues
                            },
                        ]
                    }
                },
            "sentences": entries.filter { $0.value != nil }.map { entry -> TemplateValues in
                let trend = ChartSentences(language, entry.indicator).trend(of: .unit(unit), entry.points)
                return ["text": [sentences.standing(entry, unitCount: unitCount), trend].compactMap { $0 }.joined(separator: " ")]
            },
        ])
    }

    // MARK: Beside another unit

    /// Nil when no other unit is compared.
    func comparisonViews() -> TemplateValues? {
        guard let other = comparison.unit else { return nil }
        let pairs = profile.entries.compactMap { entry in
            let fellow = compared[entry.indicator.id]?.series.first { $0.period == entry.current.period }
            return fellow.map { (entry: entry, other: $0) }
        }
        let both = pairs.compactMap { pair in pair.entry.value.flatMap { own in pair.other.value.map { (own: own, other: $0, indicator: pair.entry.indicator) } } }
        let equal = both.count { phrases.looksEqual($0.own, $0.other, $0.indicator) }
        let higher = both.count { $0.own > $0.other && !phrases.looksEqual($0.own, $0.other, $0.indicator) }
        let others = Dictionary(pairs.map { ($0.entry.indicator.id, $0.other) }, uniquingKeysWith: { first, _ in first })
        return [
            "ownName": phrases.nominative(unit), "otherName": phrases.nominative(other), "otherURL": visit.link("/jednostki/\(other.code)"),
            "closeURL": visit.link("/jednostki/\(unit.code)"),
            "swapURL": visit.link("/jednostki/\(other.code)", [("porownaj", unit.code.stem)]),
            "sentence": sentences.comparison(with: other, higher: higher, lower: both.count - higher - equal, equal: equal),
            "isEmpty": pairs.isEmpty,
            "topics": byTopic(pairs.map(\.entry)).map { topic -> TemplateValues in
                [
                    "name": topic.name,
                    "rows": topic.entries.map { entry -> TemplateValues in
                        let fellow = others[entry.indicator.id]
                        let difference = entry.value.flatMap { own in fellow?.value.map { phrases.difference(own - $0, entry.indicator) } }
                        return templateValues([
                            "indicator": language.of(entry.indicator.name), "unit": language.of(entry.indicator.unit),
                            "indicatorURL": indicatorURL(entry.indicator), "period": phrases.period(entry.current.period),
                            "isForecast": entry.current.flag == .forecast,
                            "own": phrases.value(entry.value, entry.indicator), "ownFlag": flagText(entry.current),
                            "other": phrases.value(fellow?.value, entry.indicator), "otherFlag": fellow.flatMap(flagText),
                            "difference": difference ?? Phrases.noValue, "strip": strip(entry, other: fellow?.value), "stripRange": stripRange(entry),
                        ])
                    },
                ]
            },
        ]
    }
}
