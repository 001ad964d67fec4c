// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import PolishText

/// The page's parts as templates see them. Figures and tables of charts are made in `IndicatorPage+Charts.swift`,
/// the ranking in `IndicatorPage+Ranking.swift`.
struct IndicatorPageView {
    let model: IndicatorPageModel
    let visit: PageVisit
    let ranking: RankingRequest
    let phrases: Phrases
    let sentences: ChartSentences

    init(_ model: IndicatorPageModel, _ ranking: RankingRequest, _ visit: PageVisit) {
        self.model = model
        self.ranking = ranking
        self.visit = visit
        phrases = Phrases(visit.language)
        sentences = ChartSentences(visit.language, model.indicator)
    }

    var indicator: Indicator { model.indicator }
    var language: Language { visit.language }
    var selection: IndicatorSelection { model.selection }

    /// `gminy, województwo małopolskie`, as headings say what they are about.
    var scope: String {
        [phrases.level(selection.level), selection.area.map(phrases.nominative)].compactMap { $0 }.joined(separator: ", ")
    }

    func values() -> TemplateValues {
        let source = model.snapshot.sources[indicator.sourceID]
        var page: TemplateValues = templateValues([
            "id": indicator.id.text, "name": language.of(indicator.name), "unit": language.of(indicator.unit),
            "topic": language.of(indicator.topic), "note": language.of(indicator.note),
            "direction": phrases.direction(indicator.direction),
            "aggregation": phrases.aggregation(indicator.aggregation) { id in
                (try? IndicatorID(id)).flatMap { model.snapshot.coverage(of: $0) }.map { language.of($0.indicator.name) } ?? id
            },
            "sourceName": source.map { language.of($0.name) }, "sourceURL": source?.url, "licence": source.map { language.of($0.licence) },
            "publisher": source?.publisher, "sourceDate": source.map { phrases.period($0.date) },
            "scope": scope, "periodText": selection.period.map(phrases.period),
            "isForecast": model.column?.isForecast == true, "hasValues": model.summary.count > 0,
            "headline": headline, "notices": notices.map { ["text": $0] as TemplateValues }, "form": form,
            "figures": figures, "without": withoutValues, "mapURL": mapURL, "staticMapURL": staticMapURL,
            "staticMapAlt": language.choose("Kartogram: ", "Choropleth map: ") + language.of(indicator.name) + ", " + scope,
            "distribution": distributionView, "groups": groupsView, "trend": trendView, "ranking": rankingView,
            "compare": compareView, "downloads": downloads, "availability": availability,
            "metadataURL": "/api/v1/indicators/\(indicator.id)" + visit.languageQuery,
        ])
        if model.summary.count == 0 { page["mapURL"] = nil }
        return page
    }

    /// What the page says in one look.
    private var headline: String {
        guard let period = selection.period else {
            return language.choose("Dla tego poziomu nie ma wartości.", "There are no values for this level.")
        }
        guard model.categories == nil else {
            return sentences.categories(
                model.categoryCounts.map { (language.of($0.category.label), $0.count) }, level: selection.level, period: period, area: selection.area)
        }
        return sentences.distribution(
            model.summary, level: selection.level, period: period, area: selection.area,
            highest: model.units(with: model.summary.distribution?.maximum), lowest: model.units(with: model.summary.distribution?.minimum))
    }

    private var notices: [String] {
        var notices: [String] = []
        if let period = selection.unavailablePeriod {
            let shown = selection.period.map(phrases.period) ?? Phrases.noValue
            notices.append(
                language.choose(
                    "Dla okresu \(phrases.period(period)) nie ma tu wartości. Pokazujemy: \(shown).",
                    "There are no values for \(phrases.period(period)) here. Shown: \(shown)."))
        }
        if selection.isAreaImplied, let area = selection.area {
            notices.append(
                language.choose(
                    "Wartości są tylko dla \(phrases.genitive(area)), dlatego strona pokazuje ten obszar.",
                    "There are values for \(phrases.nominative(area)) only, so the page shows this area."))
        }
        return notices
    }

    // MARK: Addresses

    /// The selection as an address carries it, with changes. What the page would choose by itself is left out.
    func parameters(level: UnitLevel? = nil, period: Period? = nil, keepsUnit: Bool = true) -> [(String, String)] {
        var list = [("level", (level ?? selection.level).rawValue)]
        if let period = period ?? selection.period { list.append(("period", period.text)) }
        if let area = selection.area, !selection.isAreaImplied { list.append(("within", area.code.stem)) }
        if keepsUnit, let unit = selection.unit { list.append(("unit", unit.code.stem)) }
        return list
    }

    func pageURL(_ extra: [(String, String)] = []) -> String {
        visit.link("/wskazniki/\(indicator.id)", parameters() + extra)
    }

    /// The map takes a województwo as its area.
    var mapParameters: [(String, String)] {
        var list = [("indicator", indicator.id.text), ("level", selection.level.rawValue)]
        if let period = selection.period { list.append(("period", period.text)) }
        if let region = selection.area?.code.ancestor(at: .wojewodztwo) { list.append(("within", region.stem)) }
        return list
    }

    private var mapURL: String {
        visit.link("/mapa", mapParameters + (selection.unit.map { [("unit", $0.code.stem)] } ?? []))
    }

    private var staticMapURL: String? {
        model.summary.count == 0 ? nil : visit.link("/api/v1/map.svg", mapParameters + [("width", "420"), ("height", "420"), ("title", "0")])
    }

    // MARK: Form

    private var form: TemplateValues {
        let periods = model.columns.map(\.period)
        let regions = model.snapshot.territory.units(at: .wojewodztwo).map(\.unit).sortedInPolish { $0.name }
        let areaIsRegion = selection.area.map { $0.level == .wojewodztwo } ?? true
        var areas: [TemplateValues] = [
            templateValues(["value": "00", "label": language.choose("Cała Polska", "All Poland"), "selected": selection.area == nil ? true : nil])
        ]
        if let area = selection.area, !areaIsRegion {
            areas.append(["value": area.code.stem, "label": phrases.nominative(area), "selected": true])
        }
        areas += regions.map { region in
            templateValues([
                "value": region.code.stem, "label": region.name, "selected": selection.area?.code == region.code ? true : nil,
            ])
        }
        return templateValues([
            "action": "/wskazniki/\(indicator.id)",
            "levels": model.coverage.levels.map { level in
                templateValues(["value": level.rawValue, "label": phrases.level(level), "selected": level == selection.level ? true : nil])
            },
            "periods": periods.reversed().map { period in
                templateValues([
                    "value": period.text, "label": phrases.period(period), "selected": period == selection.period ? true : nil,
                    "isForecast": model.coverage.forecastPeriods.contains(period) ? true : nil,
                ])
            },
            "areas": areas, "hasAreas": selection.level != .wojewodztwo,
            "unit": selection.unit.map { ["value": $0.code.stem, "name": $0.fullName] as TemplateValues },
        ])
    }

    // MARK: Key figures

    private var figures: [TemplateValues] {
        guard model.categories == nil else {
            return model.categoryCounts.map { category, count in
                ["label": language.of(category.label), "value": phrases.count(count), "swatch": Self.swatch(category.colour.hex)]
            }
        }
        guard let numbers = model.summary.numbers, let distribution = model.summary.distribution else { return [] }
        var figures: [TemplateValues] = []
        func add(_ label: String, _ value: Double?, _ note: String? = nil, _ url: String? = nil) {
            guard let value else { return }
            figures.append(
                templateValues(["label": label, "value": phrases.value(value, indicator) + (isPercent ? "%" : ""), "note": note, "url": url]))
        }
        func unitNote(_ value: Double) -> (String, String?) {
            let units = model.units(with: value)
            guard let first = units.first else { return ("", nil) }
            let more = units.count > 1 ? language.choose(" i\u{A0}jeszcze \(phrases.count(units.count - 1))", " and \(phrases.count(units.count - 1)) more") : ""
            return (phrases.nominative(first) + more, visit.link("/jednostki/\(first.code)"))
        }
        if let unit = selection.unit, let row = model.rows.first(where: { $0.unit.code == unit.code }) {
            add(phrases.nominative(unit).uppercasedFirst, row.value, row.place.map { phrases.place($0, outOf: model.summary.count) }, visit.link("/jednostki/\(unit.code)"))
        }
        if let area = selection.area { add(phrases.nominative(area).uppercasedFirst, model.areaValue, nil, visit.link("/jednostki/\(area.code)")) }
        add(language.choose("Polska", "Poland"), model.countryValue)
        let units = phrases.genitivePlural(selection.level)
        if model.summary.count > 1 {
            add(language.choose("Mediana \(units)", "Median of \(units)"), numbers.median)
            add(
                language.choose("Średnia \(units)", "Mean of \(units)"), distribution.mean,
                language.choose("każda jednostka liczy się tak samo", "each unit counts alike"))
        }
        let (highest, highestURL) = unitNote(numbers.maximum)
        let (lowest, lowestURL) = unitNote(numbers.minimum)
        add(language.choose("Najwyższa", "Highest"), numbers.maximum, highest, highestURL)
        if numbers.minimum < numbers.maximum { add(language.choose("Najniższa", "Lowest"), numbers.minimum, lowest, lowestURL) }
        return figures
    }

    var isPercent: Bool { language.of(indicator.unit) == "%" }

    /// `Wartość ma 14 powiatów z 380; bez wartości: brak danych 366.`
    private var withoutValues: String {
        let total = model.rows.count
        let reasons = model.summary.withoutValue.sorted { $0.value > $1.value }.map { flag, count in
            "\(phrases.flag(flag) ?? phrases.noData): \(phrases.count(count))"
        }
        let known = language.choose(
            "Jednostki z\u{A0}wartością: \(phrases.count(model.summary.count)) z\u{A0}\(phrases.count(total)).",
            "Units with a value: \(phrases.count(model.summary.count)) of \(phrases.count(total)).")
        guard !reasons.isEmpty else { return known }
        return known + " " + language.choose("Bez wartości", "Without a value") + " – " + reasons.joined(separator: ", ") + "."
    }

    // MARK: Data

    private var downloads: [TemplateValues] {
        var parameters = [("level", selection.level.rawValue)]
        if let period = selection.period { parameters.append(("period", period.text)) }
        if let area = selection.area { parameters.append(("parent", area.code.stem)) }
        let query = parameters.map { "\($0)=\($1)" }.joined(separator: "&")
        return DownloadFormat.all.map { format in
            [
                "label": format.label, "help": language.choose(format.polish, format.english),
                "url": "/api/v1/indicators/\(indicator.id)/values\(format.ending)?\(query)",
            ]
        }
    }

    private var availability: [TemplateValues] {
        model.coverage.levels.map { level in
            let isShown = level == selection.level
            let columns = isShown ? model.columns.map(\.period) : model.coverage.periods
            return [
                "label": phrases.level(level), "isShown": isShown,
                "url": visit.link("/wskazniki/\(indicator.id)", parameters(level: level, keepsUnit: false)),
                "periods": columns.first.flatMap { first in columns.last.map { phrases.range(first, $0) } } ?? Phrases.noValue,
            ]
        }
    }

    /// Another indicator to set beside this one on the map.
    private var compareView: TemplateValues? {
        let others = IndicatorTopic.all(model.snapshot, language).compactMap { topic -> TemplateValues? in
            let choices = topic.indicators.filter { $0.indicator.id != indicator.id && $0.levels.contains(selection.level) }
            guard !choices.isEmpty else { return nil }
            return ["name": topic.name, "choices": choices.map { ["value": $0.indicator.id.text, "label": language.of($0.indicator.name)] as TemplateValues }]
        }
        guard !others.isEmpty, model.categories == nil, !indicator.id.isComputed else { return nil }
        var kept = [("level", selection.level.rawValue)]
        if let period = selection.period { kept.append(("period", period.text)) }
        if let region = selection.area?.code.ancestor(at: .wojewodztwo) { kept.append(("within", region.stem)) }
        return ["topics": others, "kept": kept.map { ["name": $0.0, "value": $0.1] as TemplateValues }]
    }
}

/// The files that hold the values of a selection.
private struct DownloadFormat {
    let label: String
    let ending: String
    let polish: String
    let english: String

    static let all = [
        DownloadFormat(label: "CSV", ending: ".csv", polish: "tekst z\u{A0}przecinkami, UTF-8", english: "comma-separated text, UTF-8"),
        DownloadFormat(label: "XLSX", ending: ".xlsx", polish: "arkusz kalkulacyjny", english: "spreadsheet"),
        DownloadFormat(label: "GeoJSON", ending: ".geojson", polish: "z\u{A0}granicami", english: "with boundaries"),
        DownloadFormat(label: "GeoPackage", ending: ".gpkg", polish: "z\u{A0}granicami, dla QGIS", english: "with boundaries, for QGIS"),
        DownloadFormat(label: "JSON-stat", ending: ".jsonstat", polish: "kostka danych", english: "data cube"),
        DownloadFormat(label: "JSON", ending: "", polish: "dla programów", english: "for programs"),
    ]
}
