// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import Foundation

/// Values of one indicator, or of an expression, at one level for one period or more: what a download holds, whatever
/// its form.
struct ValuesExport: Sendable {
    /// How several periods are laid out in a table.
    enum Layout: String, CaseIterable, Sendable {
        /// A row for each unit and period.
        case tidy
        /// A row for each unit, a column for each period.
        case wide
    }

    let snapshot: AtlasSnapshot
    let coverage: IndicatorCoverage
    let level: UnitLevel
    let table: IndicatorTable?
    let periods: [Period]
    /// The columns of the periods, unpacked once.
    private let columns: [Period: IndicatorTable.Column]
    /// The places of the chosen units among those of the level, by code.
    let positions: [Int]
    let parent: TERYTCode?
    let layout: Layout?
    let language: Language

    var indicator: Indicator { coverage.indicator }
    var units: [MappedUnit] { snapshot.territory.units(at: level) }
    var source: Source? { snapshot.sources[indicator.sourceID] }
    var isOfSeveralPeriods: Bool { periods.count != 1 }

    /// - Parameter allByDefault: whether a query without a period asks for all of them; otherwise it asks for the newest that
    ///   is not a forecast.
    /// - Throws: 400 and 404 with what is accepted.
    init(_ id: String, _ query: QueryReader, _ language: Language, _ snapshot: AtlasSnapshot, allByDefault: Bool = false) async throws {
        self.snapshot = snapshot
        self.language = language
        let coverage = try snapshot.existing(id)
        self.coverage = coverage
        level = try query.mappedLevel() ?? coverage.finestLevel
        layout = try query.choice("layout", Layout.self)
        parent = try query.code("parent", allowsCountry: true)
        if let parent, parent != .country { _ = try snapshot.territory.existing(parent.description) }
        table = try await snapshot.table(coverage.indicator.id, level: level)
        let columns = table?.columns ?? []
        let texts = try query.texts("period", maximumCount: 300)
        if texts == ["*"] || (texts.isEmpty && allByDefault), !columns.isEmpty {
            periods = columns.map(\.period)
        } else if texts.isEmpty || texts == ["*"] {
            periods = [(columns.last { !$0.isForecast } ?? columns.last)?.period ?? coverage.periods.last].compactMap { $0 }
        } else {
            let known = coverage.periods
            periods = try Set(
                texts.map { text in
                    guard let period = try? Period(text) else {
                        throw Problem.badParameter(
                            "period", text, accepted: "2021, 2014-10 or 2015-06-30, several separated by commas, or * for all")
                    }
                    guard known.contains(period) else {
                        throw Problem.notFound(
                            "period", text, accepted: "\(coverage.indicator.id) has \(known.map(\.text).joined(separator: ", "))")
                    }
                    return period
                }
            ).sorted()
        }
        let wanted = Set(periods)
        self.columns = Dictionary(uniqueKeysWithValues: columns.filter { wanted.contains($0.period) }.map { ($0.period, $0) })
        let area = parent ?? .country
        let units = snapshot.territory.units(at: level)
        positions = units.indices.filter { units[$0].unit.code.isWithin(area) }
    }

    func column(_ period: Period) -> IndicatorTable.Column? { columns[period] }

    /// Value and flag; missing where the level has none for the period.
    func cell(_ position: Int, _ period: Period) -> (value: Double?, flag: ObservationFlag?) {
        guard let column = columns[period] else { return (nil, .missing) }
        return (column.values[position], column.flags[position])
    }

    /// Without its ending: letters, digits and hyphens.
    var fileName: String {
        let span = periods.count == 1 ? periods.first?.text : periods.first.flatMap { first in periods.last.map { "\(first)-\($0)" } }
        let parts = [indicator.id.text, level.rawValue, parent.flatMap { $0 == .country ? nil : $0.stem }, span].compactMap { $0 }
        let text = String(parts.joined(separator: "-").map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
        return String(text.split(separator: "-").joined(separator: "-").prefix(120))
    }

    /// Facts that travel with the data, in the reader's language.
    func facts(origin: String, today: Period) -> [(name: String, text: String, isAddress: Bool)] {
        let phrases = Phrases(language)
        let area = parent.flatMap { $0 == .country ? nil : snapshot.territory.unit($0)?.unit.fullName } ?? language.choose("Polska", "Poland")
        var facts: [(name: String, text: String?, isAddress: Bool)] = [
            (language.choose("Wskaźnik", "Indicator"), language.of(indicator.name), false),
            (language.choose("Identyfikator", "Identifier"), indicator.id.text, false),
            (language.choose("Jednostka miary", "Unit of measure"), language.of(indicator.unit), false),
            (language.choose("Definicja", "Definition"), language.of(indicator.note), false),
            (language.choose("Kierunek", "Direction"), phrases.direction(indicator.direction), false),
            (
                language.choose("Wartość dla większego obszaru", "Value of a larger area"),
                phrases.aggregation(indicator.aggregation) { id in
                    (try? IndicatorID(id)).flatMap { snapshot.catalogued($0) }.map { language.of($0.indicator.name) } ?? id
                }, false
            ),
            (language.choose("Poziom", "Level"), phrases.level(level), false),
            (language.choose("Obszar", "Area"), area, false),
            (language.choose("Okresy", "Periods"), periods.map { phrases.period($0) }.joined(separator: "; "), false),
            (language.choose("Źródło", "Source"), source.map { language.of($0.name) }, false),
            (language.choose("Wydawca", "Publisher"), source?.publisher, false),
            (language.choose("Stan danych", "State of the data"), source.map { phrases.period($0.date) }, false),
            (language.choose("Licencja", "Licence"), source.map { language.of($0.licence) }, false),
            (language.choose("Adres źródła", "Address of the source"), source?.url, true),
            (
                language.choose("Opis w\u{A0}atlasie", "Description in the atlas"),
                origin.isEmpty ? nil : "\(origin)/wskazniki/\(indicator.id.text.inPath)?lang=\(language.rawValue)", true
            ),
            (language.choose("Pobrano", "Downloaded"), phrases.period(today), false),
        ]
        for (value, category) in (table?.categories?.all ?? []).enumerated() {
            facts.append((language.choose("Wartość ", "Value ") + String(value), "\(language.of(category.label)) (\(category.id))", false))
        }
        let flags = ObservationFlag.allCases.filter { flag in
            periods.contains { period in positions.contains { cell($0, period).flag == flag } }
        }
        for flag in flags {
            facts.append((language.choose("Oznaczenie: ", "Flag: ") + flag.rawValue, phrases.flag(flag), false))
        }
        return facts.compactMap { fact in fact.text.flatMap { $0.isEmpty ? nil : (fact.name, $0, fact.isAddress) } }
    }
}

extension String {
    /// Fit to stand as a part of a path (RFC 3986, section 3.3).
    var inPath: String { addingPercentEncoding(withAllowedCharacters: .pathPart) ?? "" }
}

extension CharacterSet {
    fileprivate static let pathPart = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~(),*@")
}
