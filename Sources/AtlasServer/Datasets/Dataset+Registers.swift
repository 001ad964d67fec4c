// SPDX-License-Identifier: Apache-2.0

import Atlas

extension Dataset {
    /// The data sets that are not indicators: directory, territory, changes, boundaries.
    static func registers(_ snapshot: AtlasSnapshot) -> [Dataset] {
        let sources = snapshot.sources.values
        func newest(_ prefix: String) -> Source? { sources.filter { $0.id.hasPrefix(prefix) }.max { $0.date < $1.date } }
        let territory = newest("terc")
        let boundaries = newest("prg")
        let territoryTopic = LocalizedText(polish: "Podział terytorialny", english: "Territorial division")
        let unknown = LocalizedText(polish: "informacja publiczna, z podaniem źródła", english: "public information, source named")
        func csv(_ path: String, _ polish: String, _ english: String) -> Distribution {
            Distribution(title: LocalizedText(polish: polish, english: english), label: "CSV", path: path, mediaType: "text/csv", fileType: "CSV")
        }
        func json(_ path: String, _ polish: String, _ english: String, label: String = "JSON") -> Distribution {
            Distribution(
                title: LocalizedText(polish: polish, english: english), label: label, path: path, mediaType: "application/json", fileType: "JSON",
                isFile: false)
        }
        return [
            Dataset(
                id: "instytucje", name: LocalizedText(polish: "Katalog instytucji", english: "Directory of institutions"),
                description: LocalizedText(
                    polish: "Instytucje pomocy społecznej i rynku pracy: rodzaj, adres, kontakt, godziny, usługi i obszar działania. Każdy wpis ma źródło i datę.",
                    english: "Welfare and labour-market institutions: type, address, contact, hours, services and area. Each entry has a source and a date."),
                topic: LocalizedText(polish: "Instytucje", english: "Institutions"), page: "/katalog", publisher: "Powiatlas", source: nil,
                sourceAddress: nil, licence: unknown, modified: snapshot.directoryYear, periods: [], levels: [], frequency: "IRREG",
                themes: ["SOCI", "GOVE"],
                keywords: [LocalizedText(polish: "pomoc społeczna", english: "social welfare"), LocalizedText(polish: "rynek pracy", english: "labour market")],
                groups: [
                    Group(
                        level: nil,
                        distributions: [
                            csv("/api/v1/institutions.csv", "Instytucje (CSV)", "Institutions (CSV)"),
                            json("/api/v1/institutions", "Interfejs wyszukiwania (JSON)", "Search interface (JSON)"),
                            json("/hsds/services", "Open Referral HSDS 3.0 (JSON)", "Open Referral HSDS 3.0 (JSON)", label: "HSDS 3.0"),
                        ])
                ]),
            Dataset(
                id: "porozumienia", name: LocalizedText(polish: "Rejestr porozumień", english: "Registry of agreements"),
                description: LocalizedText(
                    polish: "Porozumienia i umowy partnerskie instytucji: strony, daty, obszar, forma współpracy, programy. Każdy wpis ma źródło i datę.",
                    english: "Agreements and partnerships of institutions: parties, dates, area, form of cooperation, programmes. Each entry has a source and a date."),
                topic: LocalizedText(polish: "Instytucje", english: "Institutions"), page: "/porozumienia", publisher: "Powiatlas", source: nil,
                sourceAddress: nil, licence: unknown, modified: snapshot.directoryYear, periods: [], levels: [], frequency: "IRREG",
                themes: ["SOCI", "GOVE"],
                keywords: [LocalizedText(polish: "współpraca", english: "cooperation"), LocalizedText(polish: "porozumienie", english: "agreement")],
                groups: [
                    Group(
                        level: nil,
                        distributions: [
                            csv("/api/v1/agreements.csv", "Porozumienia (CSV)", "Agreements (CSV)"),
                            json("/api/v1/agreements", "Interfejs rejestru (JSON)", "Interface of the registry (JSON)"),
                        ])
                ]),
            Dataset(
                id: "wiedza", name: LocalizedText(polish: "Dobre praktyki i rekomendacje", english: "Good practices and recommendations"),
                description: LocalizedText(
                    polish: "Praktyki, innowacje, narzędzia i programy z wynikami w liczbach i miejscami, gdzie działają, oraz rekomendacje z odpowiedziami i postępem.",
                    english: "Practices, innovations, tools and programmes with results in numbers and places of use, and recommendations with answers and progress."),
                topic: LocalizedText(polish: "Instytucje", english: "Institutions"), page: "/wiedza", publisher: "Powiatlas", source: nil,
                sourceAddress: nil, licence: unknown, modified: nil, periods: [], levels: [], frequency: "IRREG", themes: ["SOCI", "GOVE"],
                keywords: [LocalizedText(polish: "dobre praktyki", english: "good practices")],
                groups: [
                    Group(
                        level: nil,
                        distributions: [
                            json("/api/v1/practices", "Praktyki (JSON)", "Practices (JSON)"),
                            json("/api/v1/practices.geojson", "Miejsca praktyk (GeoJSON)", "Places of practices (GeoJSON)", label: "GeoJSON"),
                            json("/api/v1/recommendations", "Rekomendacje (JSON)", "Recommendations (JSON)"),
                        ])
                ]),
            Dataset(
                id: "jednostki", name: LocalizedText(polish: "Jednostki terytorialne", english: "Territorial units"),
                description: LocalizedText(
                    polish: "Województwa, powiaty i gminy: kod TERC, nazwa, rodzaj, jednostka nadrzędna, powierzchnia.",
                    english: "Voivodeships, powiats and gminas: TERC code, name, kind, parent, area."), topic: territoryTopic, page: "/jednostki",
                publisher: territory?.publisher ?? "Powiatlas", source: territory?.name, sourceAddress: territory?.url,
                licence: territory?.licence ?? unknown, modified: territory?.date, periods: territory.map { [$0.date] } ?? [],
                levels: UnitLevel.mapped, frequency: "ANNUAL", themes: ["REGI"], keywords: [LocalizedText(polish: "TERYT", english: "TERYT")],
                groups: [
                    Group(
                        level: nil,
                        distributions: [
                            csv("/api/v1/territory/units.csv", "Jednostki (CSV)", "Units (CSV)"),
                            json("/api/v1/units?limit=5000", "Jednostki (JSON)", "Units (JSON)"),
                        ])
                ]),
            Dataset(
                id: "zmiany", name: LocalizedText(polish: "Zmiany podziału terytorialnego", english: "Changes of the territorial division"),
                description: LocalizedText(
                    polish: "Utworzenie, zniesienie, zmiana nazwy lub rodzaju jednostki, z datami stanów rejestru przed zmianą i po niej.",
                    english: "Units created, abolished, renamed or changed in kind, with the dates of the register before and after."),
                topic: territoryTopic, page: "/jednostki", publisher: territory?.publisher ?? "Powiatlas", source: territory?.name,
                sourceAddress: territory?.url, licence: territory?.licence ?? unknown, modified: territory?.date,
                periods: snapshot.changeDates, levels: [.gmina], frequency: "ANNUAL", themes: ["REGI"],
                keywords: [LocalizedText(polish: "TERYT", english: "TERYT"), LocalizedText(polish: "historia", english: "history")],
                groups: [
                    Group(level: nil, distributions: [csv("/api/v1/territory/changes.csv", "Zmiany (CSV)", "Changes (CSV)")])
                ]),
            Dataset(
                id: "granice", name: LocalizedText(polish: "Granice jednostek", english: "Boundaries of units"),
                description: LocalizedText(
                    polish: "Granice województw, powiatów i gmin, uogólnione wspólnie, bez szczelin i nakładania; do map, nie do celów prawnych. EPSG:4326.",
                    english: "Boundaries of voivodeships, powiats and gminas, generalised together without gaps or overlaps; for maps, not for legal use. EPSG:4326."),
                topic: territoryTopic, page: "/jednostki", publisher: boundaries?.publisher ?? "Powiatlas", source: boundaries?.name,
                sourceAddress: boundaries?.url, licence: boundaries?.licence ?? unknown, modified: boundaries?.date,
                periods: boundaries.map { [$0.date] } ?? [], levels: UnitLevel.mapped, frequency: "IRREG", themes: ["REGI"],
                keywords: [LocalizedText(polish: "granice", english: "boundaries"), LocalizedText(polish: "PRG", english: "PRG")],
                groups: UnitLevel.mapped.map { level in
                    let (polish, english) = (Phrases(.polish).level(level), Phrases(.english).level(level))
                    return Group(
                        level: level,
                        distributions: [
                            Distribution(
                                title: LocalizedText(polish: "Granice: \(polish) (GeoJSON)", english: "Boundaries: \(english) (GeoJSON)"),
                                label: "GeoJSON", path: "/api/v1/boundaries/\(level.rawValue).geojson", mediaType: "application/geo+json",
                                fileType: "GEOJSON"),
                            Distribution(
                                title: LocalizedText(polish: "Granice: \(polish) (GeoPackage)", english: "Boundaries: \(english) (GeoPackage)"),
                                label: "GeoPackage", path: "/api/v1/boundaries/\(level.rawValue).gpkg",
                                mediaType: "application/geopackage+sqlite3", fileType: "GPKG"),
                            Distribution(
                                title: LocalizedText(polish: "Granice: \(polish) (kafle wektorowe)", english: "Boundaries: \(english) (vector tiles)"),
                                label: "TileJSON", path: "/tiles/units/\(level.rawValue).json", mediaType: "application/json",
                                fileType: "JSON", isFile: false),
                        ])
                }),
        ]
    }
}

extension AtlasSnapshot {
    /// The first and the last day of recorded changes.
    fileprivate var changeDates: [Period] {
        let days = territory.changes.values.joined().flatMap { [$0.notBefore, $0.notAfter] }.sorted()
        guard let first = days.first, let last = days.last else { return [] }
        return [first, last]
    }
}
