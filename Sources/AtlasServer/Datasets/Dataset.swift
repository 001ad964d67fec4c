// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// A data set as the page of data and its metadata describe it.
struct Dataset: Sendable {
    /// A form in which it can be had.
    struct Distribution: Sendable {
        let title: LocalizedText
        /// Short, for a link: `XLSX`.
        let label: String
        let path: String
        /// Of the IANA register: `text/csv`.
        let mediaType: String
        /// Of the EU's table of file types: `CSV`.
        let fileType: String
        /// Whether the address gives the file itself, not an interface.
        var isFile = true
    }

    /// Files of one level of units.
    struct Group: Sendable {
        let level: UnitLevel?
        let distributions: [Distribution]
    }

    let id: String
    let name: LocalizedText
    let description: LocalizedText
    let topic: LocalizedText
    /// The page about it.
    let page: String
    let publisher: String
    let source: LocalizedText?
    let sourceAddress: String?
    let licence: LocalizedText
    let modified: Period?
    let periods: [Period]
    let levels: [UnitLevel]
    /// Codes of the EU's table of frequencies.
    let frequency: String
    /// Codes of the EU's table of data themes.
    let themes: [String]
    let keywords: [LocalizedText]
    let groups: [Group]

    var distributions: [Distribution] { groups.flatMap(\.distributions) }

    static let themeNames = [
        "SOCI": "Population and society", "REGI": "Regions and cities", "EDUC": "Education, culture and sport", "HEAL": "Health",
        "ECON": "Economy and finance", "GOVE": "Government and public sector",
    ]
}

extension Dataset {
    /// An indicator of the catalogue, at all its levels.
    init(_ coverage: IndicatorCoverage, _ source: Source?) {
        let indicator = coverage.indicator
        let isOfSeveral = coverage.periods.count > 1
        let all = isOfSeveral ? "&period=*" : ""
        let base = "/api/v1/indicators/\(indicator.id.text.inPath)/values"
        self.init(
            id: indicator.id.text, name: indicator.name,
            description: LocalizedText(
                polish: "\(indicator.note.polish) Jednostka miary: \(indicator.unit.polish).".trimmingPrefix(" ").description,
                english: "\(indicator.note.english) Unit of measure: \(indicator.unit.english).".trimmingPrefix(" ").description),
            topic: indicator.topic, page: "/wskazniki/\(indicator.id.text.inPath)", publisher: source?.publisher ?? "Powiatlas",
            source: source?.name, sourceAddress: source?.url,
            licence: source?.licence ?? LocalizedText(polish: "nie podano", english: "not stated"), modified: source?.date,
            periods: coverage.periods, levels: coverage.levels, frequency: Self.frequency(coverage.periods),
            themes: Self.themes(indicator), keywords: [indicator.topic, LocalizedText(polish: "statystyka", english: "statistics")],
            groups: coverage.levels.map { level in
                let (polish, english) = (Phrases(.polish).level(level), Phrases(.english).level(level))
                func file(_ ending: String, _ label: String, _ media: String, _ type: String, _ more: String) -> Distribution {
                    Distribution(
                        title: LocalizedText(polish: "\(indicator.name.polish), \(polish) (\(label))", english: "\(indicator.name.english), \(english) (\(label))"),
                        label: label, path: "\(base)\(ending)?level=\(level.rawValue)\(more)", mediaType: media, fileType: type)
                }
                return Group(
                    level: level,
                    distributions: [
                        file(".csv", "CSV", "text/csv", "CSV", all),
                        file(".xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", all),
                        file(".geojson", "GeoJSON", "application/geo+json", "GEOJSON", ""),
                        file(".gpkg", "GeoPackage", "application/geopackage+sqlite3", "GPKG", all),
                        file(".jsonstat", "JSON-stat", "application/json", "JSON", ""),
                    ])
            })
    }

    /// What the distances between periods tell of how often the data come.
    private static func frequency(_ periods: [Period]) -> String {
        let years = Set(periods.map(\.year)).sorted()
        let steps = Set(zip(years, years.dropFirst()).map { $1 - $0 })
        if periods.count > 2 * years.count { return "MONTHLY" }
        if steps == [1] { return "ANNUAL" }
        if steps == [2] { return "BIENNIAL" }
        if steps == [5] { return "QUINQUENNIAL" }
        return years.count > 1 ? "IRREG" : "UNKNOWN"
    }

    private static func themes(_ indicator: Indicator) -> [String] {
        let words = (indicator.topic.english + " " + indicator.name.english).lowercased()
        var themes = ["SOCI"]
        if ["educat", "school", "pupil"].contains(where: words.contains) { themes.append("EDUC") }
        if ["health", "doctor", "disab"].contains(where: words.contains) { themes.append("HEAL") }
        if ["unemploy", "labour", "income", "wage", "budget"].contains(where: words.contains) { themes.append("ECON") }
        return themes
    }
}
