// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import PolishText
import TileGeometry

/// What a printed map says: the classified map with the figures that a reader compares it with.
struct PrintedMapModel: Sendable {
    let snapshot: AtlasSnapshot
    let map: ClassifiedMap
    let language: Language
    let ranking: UnitRanking?
    /// Values of the województwo, if the map is of one, and of the country.
    let area: AreaValue?
    let country: AreaValue

    /// The value of a whole area, with that of the period before.
    struct AreaValue: Sendable {
        let name: String
        let value: Double?
        let earlier: Double?
    }

    init(map: ClassifiedMap, snapshot: AtlasSnapshot, language: Language, withRanking: Bool) async throws {
        self.snapshot = snapshot
        self.map = map
        self.language = language
        let style = map.style
        let ranking = UnitRanking(map: map, snapshot: snapshot)
        self.ranking = withRanking && ranking.rows.contains { $0.value != nil } ? ranking : nil
        func value(of code: TERYTCode, _ name: String) async throws -> AreaValue {
            let table = try await snapshot.table(style.indicator, of: code, beside: style.level)
            func value(_ period: Period?) -> Double? {
                period.flatMap { table?.column($0) }.flatMap { column in snapshot.territory.positions[code.stem].flatMap { column.values[$0] } }
            }
            return AreaValue(name: name, value: value(style.period), earlier: value(ranking.earlierPeriod))
        }
        if let within = style.within {
            area = try await value(of: within, snapshot.territory.unit(within)?.unit.fullName ?? within.description)
        } else {
            area = nil
        }
        country = try await value(of: .country, language.choose("Polska", "Poland"))
    }

    private var wording: MapWording { MapWording(map: map, snapshot: snapshot, language: language) }

    /// - Parameters:
    ///   - origin: scheme and host of the atlas, for the address; empty where there is none.
    ///   - operatorName: who publishes the map.
    func printed(
        paper: PrintedMap.Paper, orientation: PrintedMap.Orientation, origin: String, operatorName: String?, today: Period
    ) throws -> PrintedMap {
        let wording = wording
        let address = origin.isEmpty ? "" : origin + "/mapa?" + (map.style.addressParameters(snapshot) + [("lang", language.rawValue)]).query
        let texts = PrintedMap.Texts(
            title: wording.title, subtitle: [wording.unit, wording.subtitle].joined(separator: " · "), legendHeading: language.choose("Legenda: ", "Legend: ") + wording.unit,
            countHeading: wording.phrases.level(map.style.level), noData: wording.phrases.noData,
            notApplicable: wording.phrases.notApplicable, facts: facts, notes: wording.notes + [wording.classes].compactMap { $0 },
            sources: [wording.source, wording.boundaries + " " + wording.projection].compactMap { $0 },
            address: address, addressLabel: address.isEmpty ? "" : language.choose("Mapa w\u{A0}atlasie:", "This map in the atlas:"),
            printed: "Powiatlas" + (operatorName.map { ", " + $0 } ?? "") + language.choose(", wydruk: ", ", printed: ")
                + wording.phrases.period(today),
            numberNote: ranking == nil || map.table.categories != nil
                ? ""
                : language.choose(
                    "Liczby na mapie zamiast nazw to miejsca w\u{A0}rankingu na następnych stronach.",
                    "Numbers on the map instead of names are ranks in the list on the next pages."),
            author: operatorName ?? "Powiatlas",
            keywords: [wording.title, map.style.period.text, wording.areaName, "Powiatlas"].compactMap { $0 }.joined(separator: ", "),
            language: wording.printLanguage)
        return try PrintedMap(
            geometry: snapshot.tiles.geometry, layer: map.style.level.rawValue,
            choropleth: Choropleth(legend: map.legend, colouring: map.colouring), texts: texts, labels: labels,
            table: ranking.map { $0.table(self, language) }, paper: paper, orientation: orientation)
    }

    /// Every unit of a województwo by name with its value; elsewhere as on pictures.
    private var labels: [StaticMap.Label] {
        let style = map.style
        guard let within = style.within, style.level != .wojewodztwo else { return wording.labels }
        let units = snapshot.territory.units(at: style.level, within: within)
        let ranks = map.ranks
        return units.byArea.compactMap { unit in
            guard let point = unit.labelPoint, let index = snapshot.territory.positions[unit.unit.code.stem] else { return nil }
            let value: Double? = if case .value(let number) = map.values[index] { number } else { nil }
            return StaticMap.Label(
                text: unit.unit.name, position: Point(point.longitude, point.latitude), code: unit.unit.code.stem,
                detail: map.table.categories == nil ? value.map { wording.phrases.value($0, wording.indicator) } : nil,
                number: ranking == nil || map.table.categories != nil ? nil : ranks[index].map(String.init))
        }
    }

    private var facts: [PrintedMap.Fact] {
        let phrases = wording.phrases
        func text(_ value: Double) -> String { phrases.value(value, wording.indicator) }
        var facts: [PrintedMap.Fact] = []
        // Names have no value of the whole.
        guard map.table.categories == nil else { return [] }
        for area in [area, country].compactMap({ $0 }) {
            guard let value = area.value else { continue }
            facts.append(.init(label: area.name.beginningWithCapital, value: text(value)))
        }
        guard let statistics = map.statistics, statistics.count > 1 else { return facts }
        facts.append(
            .init(
                label: language.choose("Mediana jednostek na mapie", "Median of the units on the map"), value: text(statistics.median)))
        let units = snapshot.territory.units(at: map.style.level)
        func names(_ wanted: Double) -> String {
            let found = map.values.indices.filter { if case .value(wanted) = map.values[$0] { true } else { false } }.map { units[$0].unit.name }
            guard let first = found.first else { return "" }
            guard found.count > 1 else { return first }
            let others = found.count - 1
            return first + " "
                + language.choose(
                    "i\u{A0}\(others)\u{A0}" + PolishPlural(others).choose("inna", "inne", "innych"),
                    "and \(others)\u{A0}" + (others == 1 ? "other" : "others"))
        }
        if statistics.minimum < statistics.maximum {
            facts.append(
                .init(
                    label: language.choose("Najwyższa wartość: ", "Highest: ") + names(statistics.maximum), value: text(statistics.maximum)))
            facts.append(
                .init(
                    label: language.choose("Najniższa wartość: ", "Lowest: ") + names(statistics.minimum), value: text(statistics.minimum)))
        }
        return facts
    }
}

extension String {
    var beginningWithCapital: String { prefix(1).uppercased() + dropFirst() }
}
