// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import TileGeometry

/// What is written on a map: the same words on a picture, on paper and under an embedded map.
struct MapWording {
    let map: ClassifiedMap
    let snapshot: AtlasSnapshot
    let language: Language

    var phrases: Phrases { Phrases(language) }
    var indicator: Indicator { map.table.indicator }
    var style: MapStyle { map.style }
    var title: String { language.of(indicator.name) }
    var unit: String { language.of(indicator.unit) }
    var printLanguage: StaticMap.Language { language == .polish ? .polish : .english }

    /// The area's name in the nominative; nil for the whole country.
    var areaName: String? { style.within.flatMap { snapshot.territory.unit($0) }?.unit.fullName }

    /// Period, level and area.
    var subtitle: String {
        [phrases.period(style.period), phrases.level(style.level), areaName].compactMap { $0 }.joined(separator: ", ")
    }

    /// The source with publisher, date and licence.
    var source: String? {
        guard let source = snapshot.sources[indicator.sourceID] else { return nil }
        let name = language.of(source.name)
        // Names of sources often name their publisher.
        let publisher = name.contains(source.publisher) || source.publisher.isEmpty ? "" : ", " + source.publisher
        return language.choose("Źródło: ", "Source: ") + name + publisher
            + language.choose("; stan: ", "; as of ") + phrases.period(source.date)
            + language.choose("; licencja: ", "; licence: ") + language.of(source.licence) + "."
    }

    /// Where the borders come from.
    var boundaries: String {
        let register = snapshot.sources.values.filter { $0.id.hasPrefix("prg") }.max { $0.date < $1.date }
        let name = register.map { language.of($0.name) } ?? language.choose("Państwowy Rejestr Granic", "State register of boundaries")
        let date = register.map { ", " + phrases.period($0.date) } ?? ""
        return language.choose("Granice: ", "Boundaries: ") + name + ", GUGiK" + date + "."
    }

    var projection: String {
        language.choose(
            "Odwzorowanie azymutalne równopowierzchniowe Lamberta; północ u\u{A0}góry.",
            "Lambert azimuthal equal-area projection; north is up.")
    }

    /// A value as a reader sees it: a number, or the name of its class where values are names.
    func value(_ value: Double?) -> String {
        guard let value, let categories = map.table.categories else { return phrases.value(value, indicator) }
        guard value >= 0, value < Double(categories.all.count) else { return Phrases.noValue }
        return language.of(categories.all[Int(value)].label)
    }

    /// How the classes were made.
    var classes: String? {
        let choropleth = style.choropleth
        if let axes = map.axes {
            return language.choose("Pierwszy: ", "First: ") + language.of(axes.columns)
                + language.choose("; drugi: ", "; second: ") + language.of(axes.rows)
                + language.choose("; każdy w\u{A0}trzech równolicznych klasach.", "; each in three classes of equal counts.")
        }
        guard map.table.categories == nil else { return nil }
        guard !map.legend.classes.isEmpty else { return nil }
        return language.choose("Klasy: ", "Classes: ") + language.of(choropleth.method.name).lowercasedFirst
            + (style.isPooled ? language.choose("; te same dla wszystkich okresów", "; the same for all periods") : "")
            + language.choose("; wartość równa granicy należy do klasy niższej.", "; a value equal to a limit belongs to the lower class.")
    }

    /// What grey, hatched and forecast units mean, where there are any.
    var notes: [String] {
        var notes: [String] = []
        if map.legend.noData.count > 0 {
            notes.append(
                language.choose(
                    "Kolor szary: brak danych – źródło nie podaje wartości dla jednostki. To nie jest zero.",
                    "Grey: no data – the source gives no value for the unit. This is not zero."))
        }
        if map.legend.notApplicable.count > 0 {
            notes.append(
                language.choose(
                    "Kreskowanie: nie dotyczy – pytanie nie ma sensu dla jednostki.",
                    "Hatched: not applicable – the question does not arise for the unit."))
        }
        if map.table.column(style.period)?.isForecast ?? false {
            notes.append(language.choose("Wartości są prognozą.", "The values are a forecast."))
        }
        return notes
    }

    /// Names fit where there are few units: województwa, or the powiats of one.
    var labels: [StaticMap.Label] {
        let labelled: [MappedUnit]
        if style.within != nil {
            labelled = snapshot.territory.units(at: style.level == .wojewodztwo ? .wojewodztwo : .powiat, within: style.within)
        } else {
            labelled = style.level == .wojewodztwo ? snapshot.territory.units(at: .wojewodztwo) : []
        }
        return labelled.byArea.compactMap { unit in
            unit.labelPoint.map {
                StaticMap.Label(
                    text: unit.unit.name, position: Point($0.longitude, $0.latitude), code: unit.unit.level == style.level ? unit.unit.code.stem : nil)
            }
        }
    }
}

extension [MappedUnit] {
    /// The largest first.
    var byArea: [MappedUnit] { sorted { ($0.unit.areaSquareKilometers ?? 0) > ($1.unit.areaSquareKilometers ?? 0) } }
}
