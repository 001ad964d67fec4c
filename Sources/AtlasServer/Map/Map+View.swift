// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import Mustache
import PolishText

extension MapModel {
    func view(_ visit: PageVisit) -> TemplateValues {
        let language = visit.language
        let phrases = Phrases(language)
        let source = snapshot.sources[indicator.sourceID]
        let columns = map.table.columns
        let rows = rows()
        return templateValues([
            "indicator": templateValues([
                "id": indicator.id.text, "name": language.of(indicator.name), "unit": language.of(indicator.unit),
                "note": language.of(indicator.note), "topic": language.of(indicator.topic),
                "direction": indicator.direction.rawValue, "sourceName": source.map { language.of($0.name) }, "sourceURL": source?.url,
                "licence": source.map { language.of($0.licence) },
            ]),
            "period": style.period.text, "periodLabel": phrases.period(style.period),
            "level": style.level.rawValue, "levelName": phrases.level(style.level),
            "topics": topicChoices(language),
            "periods": coverage.periods.map { period -> TemplateValues in
                [
                    "value": period.text, "label": phrases.period(period), "selected": period == style.period,
                    "isForecast": columns.first { $0.period == period }?.isForecast ?? false,
                ]
            },
            "hasSeveralPeriods": coverage.periods.count > 1,
            "levels": UnitLevel.mapped.map { level -> TemplateValues in
                [
                    "value": level.rawValue, "label": phrases.level(level).capitalisedFirst, "selected": level == style.level,
                    "disabled": !coverage.levels.contains(level) && level != style.level,
                ]
            },
            "methods": ClassificationMethod.allCases.map { method -> TemplateValues in
                [
                    "value": method.rawValue, "label": language.of(method.name), "help": language.of(method.help),
                    "selected": isManualFallback ? method == .manual : method == style.choropleth.method,
                ]
            },
            "classCounts": ClassificationMethod.classCountRange.map { count -> TemplateValues in
                ["value": String(count), "selected": count == style.choropleth.classes]
            },
            "palettes": paletteChoices(language),
            "regions": snapshot.territory.units(at: .wojewodztwo).sortedInPolish { $0.unit.name }.map { region -> TemplateValues in
                ["terc": region.unit.code.stem, "name": region.unit.name, "selected": region.unit.code == style.within]
            },
            "reverse": style.choropleth.isReversed, "pooled": style.isPooled, "breaks": breaksText,
            "legend": legendView(phrases),
            "rows": rows.map { MapRowView(row: $0, visit: visit, phrases: phrases, indicator: indicator, snapshot: snapshot, categories: map.table.categories) },
            "rowCount": phrases.count(rows.count),
            "staticMapURL": visit.link("/api/v1/map.svg", styleParameters + [("width", "900"), ("height", "860")]),
            "average": areaValueText(phrases), "stateJSON": stateJSON(visit),
            "isCategorical": map.table.categories != nil, "analysis": analysisView(visit),
            "downloads": downloads(visit),
        ])
    }

    /// The style as parameters of an address, defaults left out.
    var styleParameters: [(String, String)] {
        var parameters = [("indicator", indicator.id.text), ("period", style.period.text), ("level", style.level.rawValue)]
        let choropleth = style.choropleth
        let usual = snapshot.usualStyle(of: indicator.id)
        if choropleth.method != usual.method { parameters.append(("method", choropleth.method.rawValue)) }
        if choropleth.method != .manual, choropleth.classes != usual.classes { parameters.append(("classes", String(choropleth.classes))) }
        if !choropleth.manualBreaks.isEmpty {
            parameters.append(("breaks", choropleth.manualBreaks.map { JSONValue.number($0).text }.joined(separator: ",")))
        }
        if choropleth.scheme.name != usual.palette { parameters.append(("palette", choropleth.scheme.name)) }
        if choropleth.isReversed != (choropleth.scheme.name == usual.palette && usual.isReversed) {
            parameters.append(("reverse", choropleth.isReversed ? "1" : "0"))
        }
        if let within = style.within { parameters.append(("within", within.stem)) }
        if style.isPooled { parameters.append(("pooled", "1")) }
        return parameters
    }

    private func topicChoices(_ language: Language) -> [TemplateValues] {
        let cooperation = snapshot.cooperationMeasures
        let topics = IndicatorTopic.all(snapshot, language).map { ($0.name, $0.indicators) }
            + (cooperation.isEmpty ? [] : [(language.choose("Współpraca instytucji", "Cooperation of institutions"), cooperation)])
        return topics.map { name, indicators in
            [
                "name": name, "isComputed": indicators.first?.indicator.id.isComputed ?? false,
                "items": indicators.map { coverage -> TemplateValues in
                    [
                        "id": coverage.indicator.id.text, "name": language.of(coverage.indicator.name),
                        "selected": coverage.indicator.id.text == form.measure,
                    ]
                },
            ]
        }
    }

    private func paletteChoices(_ language: Language) -> [TemplateValues] {
        let headings: [(ColourScheme.Kind, String)] = [
            (.sequential, language.choose("Od niskich do wysokich", "Low to high")),
            (.perceptual, language.choose("Równe stopnie jasności", "Even steps of lightness")),
            (.diverging, language.choose("Od środka w\u{A0}obie strony", "From the middle both ways")),
        ]
        return headings.map { kind, heading in
            [
                "kind": heading,
                "items": ColourScheme.all.filter { $0.kind == kind }.map { scheme -> TemplateValues in
                    [
                        "id": scheme.name, "label": scheme.name, "selected": scheme.name == style.choropleth.scheme.name,
                        "colorblindSafe": scheme.isColourBlindSafe,
                        "colors": scheme.colours(classes: 5).enumerated().map { index, colour -> TemplateValues in
                            ["x": String(index), "color": colour.hex]
                        },
                    ]
                },
            ]
        }
    }

    private func legendView(_ phrases: Phrases) -> TemplateValues {
        let legend = map.legend
        let tallest = Double(legend.histogram.map(\.count).max() ?? 1)
        let width = 100 / Double(max(legend.histogram.count, 1))
        func short(_ number: Double) -> String { JSONValue.number((number * 100).rounded() / 100).text }
        return templateValues([
            "classes": legend.classes.map { entry -> TemplateValues in
                ["color": entry.colour.hex, "label": phrases.language.of(entry.label), "count": phrases.count(entry.count)]
            },
            "matrix": matrixView(phrases),
            "hasBars": map.table.categories == nil,
            "noData": ["color": legend.noData.colour.hex, "label": phrases.noData, "count": phrases.count(legend.noData.count)],
            "notApplicable": legend.notApplicable.count == 0
                ? nil
                : [
                    "color": legend.notApplicable.colour.hex, "label": phrases.notApplicable,
                    "count": phrases.count(legend.notApplicable.count),
                ],
            "bars": legend.histogram.enumerated().compactMap { index, bin -> TemplateValues? in
                guard bin.count > 0 else { return nil }
                let colour = bin.classIndex < legend.classes.count ? legend.classes[bin.classIndex].colour : MapColours.noData
                return [
                    "x": short(Double(index) * width), "width": short(width * 0.92),
                    "height": short(max(1, 28 * Double(bin.count) / tallest)), "color": colour.hex,
                ]
            },
        ])
    }

    /// The value of the whole area, where it has one.
    private func areaValueText(_ phrases: Phrases) -> String? {
        guard let value = map.areaValue else { return nil }
        let area = style.within.flatMap { snapshot.territory.unit($0) }?.unit.fullName ?? phrases.language.choose("Polska", "Poland")
        return "\(area): \(phrases.value(value, indicator))"
    }

    private func stateJSON(_ visit: PageVisit) -> String {
        let choropleth = style.choropleth
        let state: JSONValue = [
            "indicator": .string(indicator.id.text), "period": .string(style.period.text), "level": .string(style.level.rawValue),
            "method": .string(isManualFallback ? ClassificationMethod.manual.rawValue : choropleth.method.rawValue),
            "classes": .integer(choropleth.classes), "breaks": .string(breaksText),
            "palette": .string(choropleth.scheme.name), "reverse": .bool(choropleth.isReversed), "within": .string(style.within?.stem ?? ""),
            "pooled": .bool(style.isPooled), "unit": JSONValue(selectedUnit?.unit.code.stem), "lang": .string(visit.language.rawValue),
            "defaults": [
                "indicator": JSONValue(snapshot.defaultIndicator?.indicator.id.text), "level": .string(coverage.defaultLevel.rawValue),
                "method": .string(ChoroplethStyle.defaultMethod.rawValue), "classes": .integer(ChoroplethStyle.defaultClasses),
                "palette": .string(ChoroplethStyle.defaultPalette),
            ],
            "analysis": analysisState,
            "regions": .array(
                snapshot.territory.units(at: .wojewodztwo).sortedInPolish { $0.unit.name }.map {
                    ["terc": .string($0.unit.code.stem), "name": .string($0.unit.name)]
                }),
            "colors": [
                "noData": .string(MapColours.noData.hex), "notApplicable": .string(MapColours.noData.hex),
                "hatch": .string(MapColours.notApplicableHatch.hex), "outside": .string(MapColours.outsideRegion.hex),
                "border": .string(MapColours.border.hex),
            ],
        ]
        return state.text
    }
}

/// A row of the table. Answers by name instead of by reflection: there can be 2,479 of them.
struct MapRowView: MustacheParent {
    let row: MapModel.Row
    let visit: PageVisit
    let phrases: Phrases
    let indicator: Indicator
    let snapshot: AtlasSnapshot
    let categories: MapCategories?

    private var category: MapCategory? {
        guard let categories, let index = row.value.flatMap({ Int(exactly: $0) }), categories.all.indices.contains(index) else { return nil }
        return categories.all[index]
    }

    func child(named name: String) -> Any? {
        switch name {
        case "terc": row.unit.code.stem
        case "name": row.unit.name
        case "kind": phrases.kind(row.unit.kind)
        case "parent": parentName
        case "unitURL": visit.link("/jednostki/\(row.unit.code)")
        case "valueText": row.flag == .notApplicable ? "" : category.map { phrases.language.of($0.label) } ?? phrases.value(row.value, indicator)
        case "valueRaw": row.value.map { JSONValue.number($0).text } ?? ""
        case "rank": row.rank.map(String.init) ?? Phrases.noValue
        case "flagText": row.flag == .missing ? nil : phrases.flag(row.flag)
        case "color": row.colour.hex
        default: nil
        }
    }

    /// What tells units of the same name apart.
    private var parentName: String? {
        switch row.unit.level {
        case .kraj, .wojewodztwo: nil
        case .powiat: row.unit.code.ancestor(at: .wojewodztwo).flatMap { snapshot.territory.unit($0) }?.unit.name
        case .gmina:
            [phrases.kind(row.unit.kind), row.unit.code.ancestor(at: .powiat).flatMap { snapshot.territory.unit($0) }?.unit.fullName]
                .compactMap { $0 }.joined(separator: ", ")
        }
    }
}

extension String {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
