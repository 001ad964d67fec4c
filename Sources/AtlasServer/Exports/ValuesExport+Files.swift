// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import Foundation
import Spreadsheets
import TileGeometry

extension ValuesExport {
    /// A workbook with the sheets data, remarks (of single values, where there are any) and description. Several periods
    /// stand side by side unless the query asks for `layout=tidy`.
    func workbook(origin: String, today: Period) throws -> Data {
        let phrases = Phrases(language)
        let isTidy = layout.map { $0 == .tidy } ?? !isOfSeveralPeriods
        var sheets = [
            SpreadsheetSheet(
                name: language.choose("dane", "data"), columns: unitColumns + (isTidy ? tidyColumns : periods.map { SpreadsheetColumn($0.text, width: 12) }),
                rows: isTidy ? tidyRows(phrases) : wideRows, frozenColumns: 2)
        ]
        if !isTidy, let remarks = remarks(phrases) { sheets.append(remarks) }
        sheets.append(
            SpreadsheetSheet(
                name: language.choose("opis", "description"),
                columns: [SpreadsheetColumn("", width: 30), SpreadsheetColumn("", width: 90, wrapsText: true)],
                rows: facts(origin: origin, today: today).map { fact in
                    [.heading(fact.name), fact.isAddress ? .link(fact.text, text: fact.text) : .text(fact.text)]
                }, hasHeader: false))
        return try SpreadsheetWriter.write(
            sheets,
            properties: SpreadsheetProperties(
                title: language.of(indicator.name), subject: phrases.level(level), author: source?.publisher ?? "",
                company: "Powiatlas", keywords: indicator.id.text, comments: language.of(indicator.note),
                created: today.secondsSince1970))
    }

    private var unitColumns: [SpreadsheetColumn] {
        var columns = [SpreadsheetColumn("TERC"), SpreadsheetColumn(language.choose("jednostka", "unit"))]
        if level == .gmina { columns.append(SpreadsheetColumn(language.choose("rodzaj", "kind"))) }
        if level == .gmina { columns.append(SpreadsheetColumn("powiat")) }
        if level != .wojewodztwo { columns.append(SpreadsheetColumn(language.choose("województwo", "voivodeship"))) }
        return columns
    }

    private func unitCells(_ unit: TerritorialUnit, _ phrases: Phrases) -> [SpreadsheetValue] {
        func name(_ level: UnitLevel) -> SpreadsheetValue {
            .text(unit.code.ancestor(at: level).flatMap { snapshot.territory.unit($0) }?.unit.name ?? "")
        }
        var cells: [SpreadsheetValue] = [.text(unit.code.description), .text(unit.name)]
        if level == .gmina { cells += [.text(phrases.kind(unit.kind)), name(.powiat)] }
        if level != .wojewodztwo { cells.append(name(.wojewodztwo)) }
        return cells
    }

    private var tidyColumns: [SpreadsheetColumn] {
        [
            SpreadsheetColumn(language.choose("okres", "period"), width: 12),
            SpreadsheetColumn(language.choose("wartość", "value") + " (\(language.of(indicator.unit)))", width: 16),
            SpreadsheetColumn(language.choose("uwagi", "remarks"), width: 18),
        ]
    }

    private func tidyRows(_ phrases: Phrases) -> [[SpreadsheetValue]] {
        let units = units
        return periods.flatMap { period in
            positions.map { position in
                let cell = cell(position, period)
                return unitCells(units[position].unit, phrases) + [
                    .text(period.text), number(cell.value),
                    phrases.flag(cell.flag).map { .text($0) } ?? .empty,
                ]
            }
        }
    }

    /// A number, or the name of a class where values are names.
    private func number(_ value: Double?) -> SpreadsheetValue {
        guard let value else { return .empty }
        if let categories = table?.categories, value >= 0, value < Double(categories.all.count) {
            return .text(language.of(categories.all[Int(value)].label))
        }
        return .number(value, decimals: indicator.decimals)
    }

    private var wideRows: [[SpreadsheetValue]] {
        let (units, phrases) = (units, Phrases(language))
        let columns = periods.map { column($0) }
        return positions.map { position in
            unitCells(units[position].unit, phrases)
                + columns.map { column in number(column?.values[position]) }
        }
    }

    /// The same rows and columns with words instead of numbers; nil when there is nothing to say but that values miss.
    private func remarks(_ phrases: Phrases) -> SpreadsheetSheet? {
        let units = units
        let columns = periods.map { column($0) }
        let isRemarkable = positions.contains { position in
            columns.contains { column in
                let flag = column?.flags[position] ?? nil
                return flag != nil && flag != .missing
            }
        }
        guard isRemarkable else { return nil }
        return SpreadsheetSheet(
            name: language.choose("uwagi", "remarks"), columns: unitColumns + periods.map { SpreadsheetColumn($0.text, width: 14) },
            rows: positions.map { position in
                unitCells(units[position].unit, phrases)
                    + columns.map { column in phrases.flag(column.map { $0.flags[position] } ?? .missing).map { .text($0) } ?? .empty }
            }, frozenColumns: 2)
    }

    /// A GeoPackage with one table of features: `terc`, `name`, `kind`, then `value`, `flag`, `period` for one period, or
    /// `value_2015`, `flag_2015`, … for several.
    func geoPackage(origin: String, today: Period) throws -> Data {
        let phrases = Phrases(language)
        let units = units
        let topology = snapshot.tiles.geometry.topology
        let shapes = Dictionary((topology.layer(named: level.rawValue)?.shapes ?? []).map { ($0.code, $0) }) { first, _ in first }
        var columns: [GeoPackageLayer.Column] = [
            .init("terc", kind: .text, title: "TERC"), .init("name", kind: .text, title: language.choose("nazwa", "name")),
            .init("kind", kind: .text, title: language.choose("rodzaj", "kind")),
        ]
        let title = "\(language.of(indicator.name)) (\(language.of(indicator.unit)))"
        if isOfSeveralPeriods {
            for period in periods {
                let suffix = period.text.replacing("-", with: "_")
                columns += [.init("value_\(suffix)", kind: .number, title: "\(title), \(period)"), .init("flag_\(suffix)", kind: .text)]
            }
        } else {
            columns += [
                .init("value", kind: .number, title: title), .init("flag", kind: .text),
                .init("period", kind: .text, title: language.choose("okres", "period")),
            ]
        }
        func text(_ text: String?) -> GeoPackageLayer.Value { text.map { .text($0) } ?? .null }
        let features = positions.map { position in
            let unit = units[position].unit
            var values: [GeoPackageLayer.Value] = [.text(unit.code.description), .text(unit.name), .text(phrases.kind(unit.kind))]
            for period in periods {
                let cell = cell(position, period)
                values += [cell.value.map { .number($0) } ?? .null, text(cell.flag?.rawValue)]
            }
            if !isOfSeveralPeriods { values.append(text(periods.first?.text)) }
            return GeoPackageLayer.Feature(shape: shapes[unit.code.stem], values: values)
        }
        var facts = facts(origin: origin, today: today).map { (name: $0.name, text: $0.text) }
        facts.append((language.choose("Granice", "Boundaries"), language.choose("PRG (GUGiK), uogólnione", "PRG (GUGiK), generalised")))
        let name = fileName.lowercased().replacing("-", with: "_")
        return try GeoPackageWriter.write(
            GeoPackageLayer(
                name: String((name.first?.isNumber ?? true ? "t" + name : name).prefix(60)), title: title, description: language.of(indicator.note),
                columns: columns, features: features, notes: facts, lastChange: "\(today)T00:00:00.000Z"),
            topology: topology)
    }
}

extension Period {
    /// The first moment of the period in UTC.
    var secondsSince1970: Int {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let date = calendar.date(from: DateComponents(year: year, month: month ?? 1, day: day ?? 1))
        return Int(date?.timeIntervalSince1970 ?? 0)
    }
}
