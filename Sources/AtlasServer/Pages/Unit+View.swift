// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import PolishText

extension UnitModel {
    func view(_ visit: PageVisit) -> TemplateValues {
        let phrases = Phrases(visit.language)
        let unit = mapped.unit
        let isPlainGmina = unit.level == .gmina && !unit.code.isWithinCityWithPowiatRights
        let topics = topicViews(visit, phrases)
        return templateValues([
            "name": unit.name, "fullName": unit.fullName, "kindName": phrases.kind(unit.kind), "terc": unit.code.description,
            "parents": parents.map { ["name": $0.unit.fullName, "url": visit.link("/jednostki/\($0.unit.code)")] },
            "area": unit.areaSquareKilometers.map(phrases.area), "validFrom": unit.validFrom.map(phrases.period),
            "changes": changes.map { ["text": phrases.change($0)] }, "hasChanges": !changes.isEmpty,
            "hasBoundary": unit.hasBoundary,
            "mapURL": unit.hasBoundary ? mapURL(visit) : nil,
            "staticMapURL": unit.hasBoundary
                ? visit.link("/api/v1/units/\(unit.code)/location.svg", [("width", "360"), ("height", "360")]) : nil,
            "children": children.sortedInPolish { $0.unit.name }.map {
                ["name": childName($0.unit, phrases), "url": visit.link("/jednostki/\($0.unit.code)")]
            },
            "hasChildren": !children.isEmpty, "childrenTitle": phrases.childrenTitle(of: unit.level),
            "institutions": institutionsView(visit, phrases),
            "topics": topics, "hasTopics": !topics.isEmpty,
            "hasTrends": rows.contains { !$0.trend.isEmpty },
            "showPowiat": isPlainGmina, "showWojewodztwo": unit.level != .wojewodztwo,
        ])
    }

    /// How many institutions stand on the profile; the rest are in the directory.
    private static let institutionCount = 8

    private func institutionsView(_ visit: PageVisit, _ phrases: Phrases) -> TemplateValues? {
        guard !institutions.isEmpty else { return nil }
        return [
            "title": visit.language.choose("Instytucje, które tu działają", "Institutions that work here"),
            "rows": institutions.prefix(Self.institutionCount).map { entry -> TemplateValues in
                [
                    "name": entry.name, "url": visit.link("/instytucje/\(entry.id)"), "typeLabel": visit.language.of(entry.type.label),
                    "address": entry.address.oneLine,
                ]
            },
            "moreURL": visit.link("/katalog", [("serves", mapped.unit.code.stem)]),
            "moreText": visit.language.choose("W\u{A0}katalogu: ", "In the directory: ") + phrases.institutions(institutions.count),
            "responsibleURL": visit.link("/kto-odpowiada", [("terc", mapped.unit.code.description)]),
        ]
    }

    /// Names of gminas repeat within a powiat (town and rural gmina Bochnia), so the kind stands with them.
    private func childName(_ unit: TerritorialUnit, _ phrases: Phrases) -> String {
        let isRepeated = children.count { $0.unit.name == unit.name } > 1
        return isRepeated ? "\(unit.name) (\(phrases.kind(unit.kind)))" : unit.level == .gmina ? unit.name : unit.fullName
    }

    private func mapURL(_ visit: PageVisit) -> String {
        var parameters = [("level", mapped.unit.level.rawValue), ("unit", mapped.unit.code.stem)]
        if let indicator = rows.first?.indicator { parameters.insert(("indicator", indicator.id.text), at: 0) }
        if mapped.unit.level != .wojewodztwo, let region = mapped.unit.code.ancestor(at: .wojewodztwo) {
            parameters.append(("within", region.stem))
        }
        return visit.link("/mapa", parameters)
    }

    private func topicViews(_ visit: PageVisit, _ phrases: Phrases) -> [TemplateValues] {
        var order: [String] = []
        var groups: [String: [Row]] = [:]
        for row in rows {
            let topic = visit.language.of(row.indicator.topic)
            if groups[topic] == nil { order.append(topic) }
            groups[topic, default: []].append(row)
        }
        return order.map { topic in
            let rows = groups[topic] ?? []
            return [
                "name": topic, "hasTrends": rows.contains { !$0.trend.isEmpty },
                "rows": rows.map { view($0, visit, phrases) },
            ]
        }
    }

    private func view(_ row: Row, _ visit: PageVisit, _ phrases: Phrases) -> TemplateValues {
        // A missing value shows as a dash already; what needs words is why there is a number or none.
        let flagText = row.flag == .notApplicable || row.flag == .derived ? phrases.flag(row.flag) : nil
        return templateValues([
            "indicatorID": row.indicator.id.text, "indicator": visit.language.of(row.indicator.name),
            "unit": visit.language.of(row.indicator.unit), "indicatorURL": visit.link("/wskazniki/\(row.indicator.id)"),
            "period": phrases.period(row.period), "isForecast": row.flag == .forecast,
            "value": row.flag == .notApplicable ? "" : phrases.value(row.value, row.indicator), "flagText": flagText,
            "powiat": phrases.value(row.powiat, row.indicator), "wojewodztwo": phrases.value(row.wojewodztwo, row.indicator),
            "poland": phrases.value(row.country, row.indicator),
            "rankText": row.rank.map { phrases.rank($0.place, of: $0.count) } ?? Phrases.noValue,
            "trend": trendView(row, visit, phrases),
        ])
    }

    private func trendView(_ row: Row, _ visit: PageVisit, _ phrases: Phrases) -> TemplateValues {
        guard row.trend.contains(where: { $0.value != nil }) else { return ["hasTrend": false] }
        let series: JSONValue = [
            "labels": .array(row.trend.map { .string(phrases.period($0.period)) }),
            "values": .array(row.trend.map { JSONValue($0.value) }),
            "forecast": .array(row.trend.map { .bool($0.isForecast) }),
            "decimals": .integer(row.indicator.decimals), "unit": .string(visit.language.of(row.indicator.unit)),
        ]
        return [
            "hasTrend": true, "seriesJSON": series.text,
            "points": row.trend.map { point -> TemplateValues in
                [
                    "period": phrases.period(point.period), "value": phrases.value(point.value, row.indicator),
                    "isForecast": point.isForecast,
                ]
            },
        ]
    }
}
