// SPDX-License-Identifier: Apache-2.0

import Atlas
import HTTPTypes
import Hummingbird
import NIOCore
import Spreadsheets

/// The forms in which a profile is given out; raw values are the last part of the path.
enum ProfileFormat: String, CaseIterable {
    case json = "profile"
    case csv = "profile.csv"
    case xlsx = "profile.xlsx"

    var contentType: String {
        switch self {
        case .json: "application/json"
        case .csv: "text/csv"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    }
}

/// A whole profile as data: one row an indicator and period, with places and the distribution beside the shown one.
struct ProfileExport {
    let profile: UnitProfile
    let sources: [String: Source]
    let language: Language

    private var unit: TerritorialUnit { profile.unit }
    private var phrases: Phrases { Phrases(language) }

    func response(_ format: ProfileFormat) throws -> Response {
        switch format {
        case .json: return json.response()
        case .csv: return file(ByteBuffer(string: csv), format, contentType: "text/csv; charset=utf-8; header=present")
        case .xlsx: return file(ByteBuffer(bytes: try workbook()), format, contentType: format.contentType)
        }
    }

    private func file(_ body: ByteBuffer, _ format: ProfileFormat, contentType: String) -> Response {
        let ending = format == .csv ? "csv" : "xlsx"
        return Response(
            status: .ok,
            headers: [.contentType: contentType, .contentDisposition: "attachment; filename=\"profil-\(unit.code).\(ending)\""],
            body: .init(byteBuffer: body))
    }

    // MARK: JSON

    private var json: JSONValue {
        [
            "unit": .unit(unit), "area_km2": JSONValue(unit.areaSquareKilometers),
            "indicators": .array(profile.entries.map(indicator)),
        ]
    }

    private func indicator(_ entry: UnitProfile.Entry) -> JSONValue {
        let summary = entry.column?.summary
        let numbers = summary?.numbers
        return [
            "id": .string(entry.indicator.id.text), "name": .string(language.of(entry.indicator.name)), "unit": .string(language.of(entry.indicator.unit)),
            "topic": .string(language.of(entry.indicator.topic)), "direction": .string(entry.indicator.direction.rawValue),
            "period": .string(entry.current.period.text), "value": JSONValue(entry.value), "flag": JSONValue(entry.current.flag?.rawValue),
            "places": .members(entry.places.map { ($0.scope.rawValue, ["place": .integer($0.place), "count": .integer($0.count)]) }),
            "standard_score": JSONValue(entry.score),
            "distribution": numbers.map { numbers in
                [
                    "level": .string(profile.background.rawValue), "count": .integer(summary?.count ?? 0), "min": .number(numbers.minimum),
                    "q1": .number(numbers.lowerQuartile), "median": .number(numbers.median), "q3": .number(numbers.upperQuartile),
                    "max": .number(numbers.maximum), "mean": JSONValue(summary?.distribution?.mean),
                ]
            } ?? .null,
            "larger": .members(entry.larger.map { ($0.unit.level.rawValue, .number($0.value)) }),
            "series": .array(
                entry.series.map { ["period": .string($0.period.text), "value": JSONValue($0.value), "flag": JSONValue($0.flag?.rawValue)] }),
        ]
    }

    // MARK: Tables

    /// RFC 4180, UTF-8: all periods, one row each.
    private var csv: String {
        var text = "terc,unit,indicator,name,measure,period,value,flag\r\n"
        for entry in profile.entries {
            for point in entry.series {
                let cells = [
                    unit.code.description, unit.fullName, entry.indicator.id.text, language.of(entry.indicator.name), language.of(entry.indicator.unit),
                    point.period.text, point.value.map { JSONValue.number($0).text } ?? "", point.flag?.rawValue ?? "",
                ]
                text += cells.map(Self.quoted).joined(separator: ",") + "\r\n"
            }
        }
        return text
    }

    private static func quoted(_ text: String) -> String {
        text.contains { $0 == "," || $0 == "\"" || $0.isNewline } ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }

    private func workbook() throws -> [UInt8] {
        let title = unit.level == .kraj ? language.choose("Polska", "Poland") : unit.fullName
        let sheets = [standingSheet, seriesSheet, notesSheet(title)]
        return Array(try SpreadsheetWriter.write(sheets, properties: SpreadsheetProperties(title: title)))
    }

    private var standingSheet: SpreadsheetSheet {
        let headings = language.choose(
            "Temat|Wskaźnik|Jednostka miary|Okres|Wartość|Uwaga|Miejsce w powiecie|Miejsce w województwie|Miejsce w kraju|Miejsce w swoim rodzaju|Najniższa|Kwartyl dolny|Mediana|Kwartyl górny|Najwyższa|Jednostki z wartością|Identyfikator",
            "Topic|Indicator|Unit of measure|Period|Value|Note|Place in powiat|Place in voivodeship|Place in country|Place among its kind|Lowest|Lower quartile|Median|Upper quartile|Highest|Units with a value|Id")
        let rows: [[SpreadsheetValue]] = profile.entries.map { entry in
            let decimals = entry.indicator.decimals
            func number(_ value: Double?) -> SpreadsheetValue { value.map { .number($0, decimals: decimals) } ?? .empty }
            func place(_ scope: UnitProfile.Scope) -> SpreadsheetValue { entry.place(scope).map { .text(phrases.place($0.place, outOf: $0.count)) } ?? .empty }
            let numbers = entry.column?.summary.numbers
            var row: [SpreadsheetValue] = [
                .text(language.of(entry.indicator.topic)), .text(language.of(entry.indicator.name)), .text(language.of(entry.indicator.unit)),
                .text(phrases.period(entry.current.period)), number(entry.value), phrases.flag(entry.current.flag).map { .text($0) } ?? .empty,
            ]
            row += [place(.powiat), place(.wojewodztwo), place(.country), place(.peers)]
            row += [numbers?.minimum, numbers?.lowerQuartile, numbers?.median, numbers?.upperQuartile, numbers?.maximum].map(number)
            row += [.number(Double(entry.column?.summary.count ?? 0), decimals: 0), .text(entry.indicator.id.text)]
            return row
        }
        return SpreadsheetSheet(
            name: language.choose("Profil", "Profile"), columns: headings.split(separator: "|").map { SpreadsheetColumn(String($0)) }, rows: rows, frozenColumns: 2)
    }

    private var seriesSheet: SpreadsheetSheet {
        let periods = Set(profile.entries.flatMap { $0.series.map(\.period) }).sorted()
        let headings = [language.choose("Wskaźnik", "Indicator"), language.choose("Jednostka miary", "Unit of measure")] + periods.map(phrases.period)
        let rows: [[SpreadsheetValue]] = profile.entries.map { entry in
            let values = Dictionary(entry.series.map { ($0.period, $0.value) }, uniquingKeysWith: { first, _ in first })
            let cells: [SpreadsheetValue] = periods.map { period in
                (values[period] ?? nil).map { .number($0, decimals: entry.indicator.decimals) } ?? .empty
            }
            return [.text(language.of(entry.indicator.name)), .text(language.of(entry.indicator.unit))] + cells
        }
        return SpreadsheetSheet(name: language.choose("Szeregi", "Series"), columns: headings.map { SpreadsheetColumn($0) }, rows: rows, frozenColumns: 2)
    }

    private func notesSheet(_ title: String) -> SpreadsheetSheet {
        var rows: [[SpreadsheetValue]] = [
            [.heading(title), .text("TERC \(unit.code)")],
            [
                .heading(language.choose("Miejsce", "Place")),
                .text(language.choose("od najwyższej wartości; równe wartości mają to samo miejsce", "from the highest value; equal values share a place")),
            ],
        ]
        let used = Set(profile.entries.map(\.indicator.sourceID))
        for source in sources.values.filter({ used.contains($0.id) }).sorted(by: { $0.id < $1.id }) {
            rows.append([
                .heading(language.choose("Źródło", "Source")),
                .text([language.of(source.name), source.publisher, phrases.period(source.date), language.of(source.licence)].joined(separator: "; ")),
            ])
        }
        return SpreadsheetSheet(
            name: language.choose("Objaśnienia", "Notes"), columns: [SpreadsheetColumn("", width: 16), SpreadsheetColumn("", width: 90, wrapsText: true)], rows: rows,
            hasHeader: false)
    }
}
