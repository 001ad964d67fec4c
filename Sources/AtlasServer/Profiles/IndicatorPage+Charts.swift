// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// Figures: a sentence, a chart, and the same numbers as a table.
extension IndicatorPageView {
    private func text(_ value: Double) -> String { phrases.valueInText(value, indicator) }
    private func number(_ value: Double) -> String { phrases.value(value, indicator) }

    /// Outliers beyond this many would be a smear of dots.
    private static let outlierLimit = 60

    var distributionView: TemplateValues? {
        guard model.categories == nil, model.summary.count > 1, let numbers = model.summary.numbers, let map = model.map, let distribution = model.summary.distribution else { return nil }
        // The legend's bars are those of the województwo; of a powiat's gminas there are too few for bars.
        guard selection.area?.level != .powiat else { return nil }
        let bars = map.legend.histogram.map { bin in
            DistributionChart.Bar(from: bin.from, to: bin.to, count: bin.count, colour: map.legend.classes[min(bin.classIndex, map.legend.classes.count - 1)].colour.hex)
        }
        let outliers = model.rows.compactMap { row in
            row.value.flatMap { value in
                (numbers.low...numbers.high).contains(value) ? nil : (value: value, name: "\(phrases.nominative(row.unit)): \(text(value))")
            }
        }
        let label = distributionSentence(numbers, outlierCount: outliers.count, distribution.outliers.count { $0 > numbers.high })
        let chart = DistributionChart(
            bars: bars, numbers: numbers, marks: marks(numbers), outliers: outliers.count > Self.outlierLimit ? [] : outliers, decimals: indicator.decimals)
        return [
            "sentence": label,
            "svg": chart.svg(label: label, tick: number) { "\(number($0.from))–\(number($0.to)): \(phrases.units($0.count, selection.level))" },
            "classes": map.legend.classes.map { entry -> TemplateValues in
                ["label": language.of(entry.label), "count": phrases.count(entry.count), "swatch": Self.swatch(entry.colour.hex)]
            },
            "numbers": fiveNumbers(numbers),
        ]
    }

    static func swatch(_ hex: String) -> String {
        SVGMarkup.chart("swatch-square", height: 14, label: nil) { $0.element("rect", ["width": "100%", "height": "14", "fill": hex]) }
    }

    private func marks(_ numbers: FiveNumbers) -> [DistributionChart.Mark] {
        var marks: [DistributionChart.Mark] = []
        func add(_ name: String, _ value: Double?, _ role: String) {
            guard let value, (numbers.minimum...numbers.maximum).contains(value) else { return }
            marks.append(DistributionChart.Mark(value: value, text: "\(name) \(text(value))", role: role))
        }
        if let unit = selection.unit { add(phrases.nominative(unit), model.rows.first { $0.unit.code == unit.code }?.value, "unit") }
        // Sums of an area lie far outside the values of its parts and are left out by the range.
        if let area = selection.area { add(phrases.nominative(area), model.areaValue, "area") }
        add(language.choose("Polska", "Poland"), model.countryValue, "country")
        add(language.choose("mediana", "median"), numbers.median, "median")
        return marks
    }

    private func distributionSentence(_ numbers: FiveNumbers, outlierCount: Int, _ high: Int) -> String {
        let quartiles = language.choose(
            "Najniższa ćwiartka wartości kończy się na \(text(numbers.lowerQuartile)), najwyższa zaczyna od \(text(numbers.upperQuartile)), a\u{A0}mediana wynosi \(text(numbers.median)).",
            "The lowest quarter of values ends at \(text(numbers.lowerQuartile)), the highest begins at \(text(numbers.upperQuartile)), and the median is \(text(numbers.median)).")
        guard outlierCount > 0 else {
            return quartiles + language.choose(" Żadna wartość nie odstaje wyraźnie od pozostałych.", " No value stands far apart from the others.")
        }
        return quartiles
            + language.choose(
                " Wartości odstające, dalej niż półtora rozstępu ćwiartkowego od kwartyli: wysokich \(phrases.count(high)), niskich \(phrases.count(outlierCount - high)).",
                " Outliers, more than one and a half interquartile ranges beyond the quartiles: \(phrases.count(high)) high, \(phrases.count(outlierCount - high)) low.")
    }

    private func fiveNumbers(_ numbers: FiveNumbers) -> [TemplateValues] {
        [
            (language.choose("Najniższa", "Lowest"), numbers.minimum), (language.choose("Kwartyl dolny", "Lower quartile"), numbers.lowerQuartile),
            (language.choose("Mediana", "Median"), numbers.median), (language.choose("Kwartyl górny", "Upper quartile"), numbers.upperQuartile),
            (language.choose("Najwyższa", "Highest"), numbers.maximum),
        ].map { ["label": $0.0, "value": number($0.1)] }
    }

    /// Box plots of the parts of the area, which are a table already.
    var groupsView: TemplateValues? {
        guard !model.groups.isEmpty, let all = model.summary.numbers, all.minimum < all.maximum else { return nil }
        let scale = LinearScale(from: all.minimum, to: all.maximum, start: 2, end: 98)
        let level: UnitLevel = model.groups[0].unit.level
        let sentence = sentences.groups(
            model.groups.filter { $0.count >= 3 }.map {
                ChartSentences.Group(unit: $0.unit, median: $0.numbers.median, interquartileRange: $0.numbers.upperQuartile - $0.numbers.lowerQuartile)
            }, level: selection.level)
        return templateValues([
            "title": level == .wojewodztwo ? language.choose("Województwa", "Voivodeships") : language.choose("Powiaty", "Powiats"),
            "sentence": sentence, "low": number(all.minimum), "high": number(all.maximum),
            "unitsHeading": phrases.level(selection.level).uppercasedFirst,
            "rows": model.groups.map { group -> TemplateValues in
                let quartiles = language.choose(
                    "od \(text(group.numbers.minimum)) do \(text(group.numbers.maximum)), kwartyle \(text(group.numbers.lowerQuartile)) i\u{A0}\(text(group.numbers.upperQuartile))",
                    "\(text(group.numbers.minimum)) to \(text(group.numbers.maximum)), quartiles \(text(group.numbers.lowerQuartile)) and \(text(group.numbers.upperQuartile))")
                return [
                    "name": group.unit.name, "url": areaURL(group.unit), "count": phrases.count(group.count), "median": number(group.numbers.median),
                    "strip": StripPlot.svg(
                        group.numbers, unit: nil, scale: scale,
                        outliers: group.outliers.count > Self.outlierLimit ? [] : group.outliers.map { ($0.value, "\(phrases.nominative($0.unit)): \(text($0.value))") },
                        label: quartiles),
                    "range": quartiles,
                ]
            },
        ])
    }

    private func areaURL(_ area: TerritorialUnit) -> String {
        var list = [("level", selection.level.rawValue)]
        if let period = selection.period { list.append(("period", period.text)) }
        return visit.link("/wskazniki/\(indicator.id)", list + [("within", area.code.stem)])
    }

    func name(_ subject: ChartSentences.Subject) -> String {
        switch subject {
        case .unit(let unit): phrases.nominative(unit)
        case .median(let level): language.choose("mediana \(phrases.genitivePlural(level))", "median of \(phrases.genitivePlural(level))")
        }
    }

    var trendView: TemplateValues? {
        let lines = model.lines.filter { $0.known.count > 1 }
        guard !lines.isEmpty else { return nil }
        let drawn = TrendLine.comparable(lines, indicator)
        var said = drawn.compactMap { sentences.trend(of: $0.subject, $0.points) }
        if let projection = model.projection, let last = projection.drawn.steps.last {
            said.append(sentences.projection(last, pointCount: projection.pointCount, levelPercent: TrendProjection.confidencePercent))
        }
        let chart = TrendChart(
            lines: drawn.map { TrendChart.Line(name: name($0.subject), role: $0.role, points: $0.points) },
            projection: model.projection?.drawn, decimals: indicator.decimals)
        let hasForecast = drawn.contains { $0.points.contains(where: \.isForecast) }
        return templateValues([
            "sentences": said.map { ["text": $0] as TemplateValues },
            "svg": chart.svg(
                label: said.joined(separator: " "),
                forecastText: hasForecast ? language.choose("prognoza źródła", "forecast of the source") : language.choose("nasz szacunek", "our estimate"),
                value: text, tick: number, period: phrases.period),
            "key": drawn.map { line -> TemplateValues in ["name": name(line.subject), "swatch": Self.lineSwatch(line.role)] },
            "projectionKey": model.projection.map { _ in
                language.choose(
                    "linia przerywana i\u{A0}pas: nasze przedłużenie trendu z\u{A0}przedziałem \(TrendProjection.confidencePercent)%",
                    "dashed line and band: our continuation of the trend with its \(TrendProjection.confidencePercent)% interval")
            },
            "forecastKey": hasForecast ? language.choose("linia przerywana: prognoza źródła", "dashed line: forecast of the source") : nil,
            "columns": lines.map { ["name": name($0.subject)] as TemplateValues },
            "rows": trendRows(lines),
        ])
    }

    private static func lineSwatch(_ role: TrendChart.Role) -> String {
        SVGMarkup.chart("swatch-line", height: 12, label: nil) { svg in
            svg.element("line", ["class": "line line-\(role.rawValue)", "x1": "0", "x2": "100%", "y1": "6", "y2": "6"])
            svg.element("circle", ["class": "dot dot-\(role.rawValue)", "cx": "50%", "cy": "6", "r": "3"])
        }
    }

    private func trendRows(_ lines: [TrendLine]) -> [TemplateValues] {
        let periods = Set(lines.flatMap { $0.points.map(\.period) }).sorted()
        var rows = periods.map { period -> TemplateValues in
            [
                "period": phrases.period(period),
                "note": lines.contains { $0.points.contains { $0.period == period && $0.isForecast } } ? language.choose("prognoza źródła", "source's forecast") : "",
                "cells": lines.map { line -> TemplateValues in
                    ["text": line.points.first { $0.period == period }?.value.map(number) ?? Phrases.noValue]
                },
            ]
        }
        if let projection = model.projection {
            rows += projection.drawn.steps.map { step in
                [
                    "period": phrases.period(step.period), "note": language.choose("nasz szacunek", "our estimate"),
                    "cells": lines.map { line -> TemplateValues in
                        ["text": line.role == projection.drawn.role ? "\(number(step.value)) (\(number(step.low))–\(number(step.high)))" : Phrases.noValue]
                    },
                ]
            }
        }
        return rows
    }
}
