// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import Foundation
import PolishText

/// What the map page says of its analysis: the panel's fields, the square legend of two measures, downloads.
extension MapModel {
    /// The fields of the panel, filled in for the measure shown.
    func analysisView(_ visit: PageVisit) -> TemplateValues {
        let language = visit.language
        let phrases = Phrases(language)
        let basic = try? snapshot.existing(form.measure)
        let periods = basic?.periods ?? []
        let isSimple = (try? IndicatorID(form.measure)) != nil
        return templateValues([
            "isOpen": form.mode != .plain || obstacle != nil || !isSimple,
            "obstacle": obstacle.map { [$0.rawValue: true] },
            "before": indicator.id.text,
            // A plain form keeps a measure that is no indicator of the catalogue as it is.
            "measure": isSimple ? nil : templateValues(["id": form.measure, "name": basic.map { language.of($0.indicator.name) }]),
            "modes": AnalysisForm.Mode.allCases.map { mode -> TemplateValues in
                ["value": mode.rawValue, mode.rawValue: true, "selected": mode == form.mode]
            },
            "periods": periods.dropLast().map { period -> TemplateValues in
                ["value": period.text, "label": phrases.period(period), "selected": period.text == form.since]
            },
            "isPercent": form.isPercent,
            "bases": AnalysisForm.Base.residentChoices.map { number -> TemplateValues in
                [
                    "value": String(number), "number": phrases.numbers.string(Double(number), decimals: 0),
                    "selected": form.base == .residents(number),
                ]
            },
            "isArea": form.base == .area, "isMeasure": form.base == .measure,
            "second": form.second.map { second -> TemplateValues in
                ["id": second, "name": language.of((try? snapshot.existing(second))?.indicator.name ?? LocalizedText(polish: second, english: second))]
            },
            "factors": [1, 100, 1_000, 10_000].map { factor -> TemplateValues in
                ["value": String(factor), "number": phrases.numbers.string(Double(factor), decimals: 0), "selected": factor == form.factor]
            },
            "methods": IndicatorExpression.CompositeMethod.allCases.map { method -> TemplateValues in
                ["value": method.rawValue, method.rawValue: true, "selected": method == form.method]
            },
            "parts": partRows(phrases),
            "types": InstitutionType.allCases.map { type -> TemplateValues in
                [
                    "value": type.rawValue.lowercased(), "name": language.of(type.name).uppercasedFirst,
                    "selected": type == form.type,
                ]
            },
            "countsPlaces": form.provision == .places, "countsInstitutions": form.provision == .institutions,
            "countsCooperation": form.provision == .cooperation, "isBivariateGap": form.isBivariateGap,
            "cooperation": snapshot.cooperationMeasures.isEmpty ? nil : [
                "items": snapshot.cooperationMeasures.compactMap { coverage -> TemplateValues? in
                    guard case .cooperation(let measure)? = try? IndicatorExpression(coverage.indicator.id.text) else { return nil }
                    return ["value": measure.rawValue, "name": language.of(measure.name), "selected": measure == form.cooperation]
                }
            ] as TemplateValues,
        ])
    }

    /// Rows for the parts of an index in the plain form: those that there are, and some to fill in.
    private func partRows(_ phrases: Phrases) -> [TemplateValues] {
        let limit = IndicatorExpression.componentRange.upperBound
        return (0..<min(limit, max(4, form.parts.count + 2))).map { index in
            let part = form.parts.indices.contains(index) ? form.parts[index] : nil
            let name = part.map { part in
                (try? snapshot.existing(part.measure)).map { phrases.language.of($0.indicator.name) } ?? part.measure
            }
            return templateValues([
                "number": String(index + 1), "name": name ?? "", "weight": part.map { phrases.weight($0.weight) } ?? "1",
            ])
        }
    }

    /// What the scripts must know of the atlas to say which analyses are possible.
    var analysisState: JSONValue {
        [
            "population": (try? snapshot.population()).map { coverage in
                [
                    "id": .string(coverage.indicator.id.text), "levels": .array(coverage.levels.map { .string($0.rawValue) }),
                ]
            } ?? .null,
            "directory": .bool(snapshot.directoryYear != nil), "style": snapshot.usualStyle(of: indicator.id).json,
        ]
    }

    /// The square of a bivariate map; nil for other maps.
    func matrixView(_ phrases: Phrases) -> TemplateValues? {
        guard let axes = map.axes else { return nil }
        let side = 40
        return [
            "x": phrases.language.of(axes.columns), "y": phrases.language.of(axes.rows),
            "cells": map.legend.classes.enumerated().map { index, entry -> TemplateValues in
                [
                    "x": String(index % 3 * side), "y": String((2 - index / 3) * side), "textX": String(index % 3 * side + side / 2),
                    "textY": String((2 - index / 3) * side + side / 2 + 4), "color": entry.colour.hex,
                    "ink": index >= 7 ? "#ffffff" : "#000000", "count": phrases.count(entry.count),
                    "label": phrases.language.of(entry.label),
                ]
            },
        ]
    }

    /// Addresses of everything that the map and its values can be taken away as.
    func downloads(_ visit: PageVisit) -> TemplateValues {
        var values = [("level", style.level.rawValue), ("period", style.period.text)]
        if let within = style.within { values.append(("parent", within.stem)) }
        let picture = styleParameters
        func file(_ name: String) -> String {
            visit.link("/api/v1/indicators/\(indicator.id.text.queryEncoded)/\(name)", values)
        }
        return [
            "pdf": visit.link("/api/v1/map.pdf", picture + [("ranking", "1")]), "png": visit.link("/api/v1/map.png", picture),
            "svg": visit.link("/api/v1/map.svg", picture), "csv": file("values.csv"), "xlsx": file("values.xlsx"),
            "geojson": file("values.geojson"), "gpkg": file("values.gpkg"), "jsonstat": file("values.jsonstat"),
            "embed": visit.link("/osadz/kod", picture),
        ]
    }
}

extension Phrases {
    /// A weight with as many decimals as it has.
    func weight(_ weight: Double) -> String {
        let text = JSONValue.number(weight).text.replacing("-", with: "\u{2212}")
        return language == .polish ? text.replacing(".", with: ",") : text
    }
}
