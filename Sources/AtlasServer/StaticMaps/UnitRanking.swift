// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import PolishText
import Statistics

/// The units of a map from the highest value, with their place in the country and the change since the period before.
struct UnitRanking: Sendable {
    struct Row: Sendable {
        let unit: TerritorialUnit
        let value: Double?
        let flag: ObservationFlag?
        /// Among the units of the area; equal values share a place.
        let rank: Int?
        /// Among all units of the level.
        let countryRank: Int?
        let earlier: Double?
        let colour: Colour
        let isNotApplicable: Bool
    }

    let map: ClassifiedMap
    let snapshot: AtlasSnapshot
    let rows: [Row]
    /// The period before the one shown; nil when that is the first.
    let earlierPeriod: Period?
    /// Units of the country with a value.
    let countryCount: Int

    init(map: ClassifiedMap, snapshot: AtlasSnapshot) {
        self.map = map
        self.snapshot = snapshot
        let style = map.style
        let units = snapshot.territory.units(at: style.level)
        let column = map.table.column(style.period)
        let earlier = map.table.periods.last { $0 < style.period }.flatMap { column == nil ? nil : map.table.column($0) }
        let country = Ranking(column?.values ?? [])
        let ranks = map.ranks
        let inArea = units.indices.filter { style.within.map(units[$0].unit.code.isWithin) ?? true }
        let found = inArea.map { index in
            Row(
                unit: units[index].unit, value: column?.values[index], flag: column.map { $0.flags[index] } ?? .missing, rank: ranks[index],
                countryRank: column == nil ? nil : country.places[index], earlier: earlier?.values[index], colour: map.unitColours[index],
                isNotApplicable: map.values[index] == .notApplicable)
        }
        let isCategorical = map.table.categories != nil
        rows = found.sortedInPolish { $0.unit.name }.enumerated().sorted { a, b in
            // Names of classes go in the order of the legend.
            if isCategorical {
                let values = (a.element.value ?? .infinity, b.element.value ?? .infinity)
                return values.0 != values.1 ? values.0 < values.1 : a.offset < b.offset
            }
            let ranks = (a.element.rank ?? .max, b.element.rank ?? .max)
            return ranks.0 != ranks.1 ? ranks.0 < ranks.1 : a.offset < b.offset
        }.map(\.element)
        // A change against a period without any value here says nothing.
        earlierPeriod = !isCategorical && rows.contains { $0.earlier != nil } ? earlier?.period : nil
        countryCount = country.count
    }

    /// The list as it is printed.
    func table(_ model: PrintedMapModel, _ language: Language) -> PrintedTable {
        let wording = MapWording(map: map, snapshot: snapshot, language: language)
        let phrases = wording.phrases
        let indicator = wording.indicator
        let isCategorical = map.table.categories != nil
        let hasCountryRank = !isCategorical && map.style.within != nil && countryCount > rows.count { $0.value != nil }
        let parentLevel: UnitLevel? =
            switch map.style.level {
            case .gmina: .powiat
            case .powiat: map.style.within == nil ? .wojewodztwo : nil
            default: nil
            }
        // Flags of single values are letters that a footnote explains; one that all values share is said once.
        let flagged = rows.filter { $0.value != nil }.map(\.flag)
        let isOneFlag = Set(flagged).count == 1 && flagged.first != .some(nil)
        let marked = isOneFlag ? [] : ObservationFlag.allCases.filter { flag in flagged.contains(flag) }
        func mark(_ flag: ObservationFlag?) -> String {
            flag.flatMap(marked.firstIndex).map { String(UnicodeScalar(UInt8(97 + $0 % 26))) } ?? ""
        }
        let isPercent = indicator.unit.polish.contains("%")

        func change(_ value: Double?, _ earlier: Double?) -> String {
            guard let value, let earlier else { return Phrases.noValue }
            let text = phrases.numbers.string(value - earlier, decimals: indicator.decimals)
            return (value > earlier && text.contains { "123456789".contains($0) } ? "+" : "") + text
        }

        var columns: [PrintedTable.Column] = [
            .init(isCategorical ? language.choose("Lp.", "No.") : language.choose("Miejsce", "Rank"), kind: .number), .init("", kind: .swatch),
            .init(language.choose("Jednostka", "Unit"), kind: .text),
        ]
        if let parentLevel {
            columns.append(
                .init(parentLevel == .powiat ? language.choose("Powiat", "Powiat") : language.choose("Województwo", "Voivodeship"), kind: .text))
        }
        columns.append(.init(isCategorical ? language.choose("Klasa", "Class") : language.choose("Wartość", "Value"), kind: isCategorical ? .text : .number))
        if !marked.isEmpty { columns.append(.init("", kind: .text)) }
        if let earlierPeriod {
            columns.append(
                .init(
                    language.choose("Zmiana od: ", "Change since ") + phrases.period(earlierPeriod)
                        + (isPercent ? language.choose(" (p.p.)", " (pp)") : ""), kind: .number))
        }
        if hasCountryRank {
            columns.append(.init(language.choose("Miejsce w\u{A0}kraju (z\u{A0}\(phrases.count(countryCount)))", "Rank in Poland (of\u{A0}\(phrases.count(countryCount)))"), kind: .number))
        }
        let bars = Bars(rows.compactMap(\.value))
        if !isCategorical { columns.append(.init("", kind: .bar)) }

        let sameName = Dictionary(grouping: rows) { $0.unit.name }
        func name(_ unit: TerritorialUnit) -> String {
            (sameName[unit.name]?.count ?? 0) > 1 ? "\(unit.name) (\(phrases.kind(unit.kind)))" : unit.name
        }
        func cells(rank: String, name: String, parent: String, value: String, change: String, countryRank: String, remark: String) -> [String] {
            var cells = [rank, "", name]
            if parentLevel != nil { cells.append(parent) }
            cells.append(value)
            if !marked.isEmpty { cells.append(remark) }
            if earlierPeriod != nil { cells.append(change) }
            if hasCountryRank { cells.append(countryRank) }
            return isCategorical ? cells : cells + [""]
        }
        var printed = rows.enumerated().map { index, row in
            PrintedTable.Row(
                cells: cells(
                    rank: isCategorical ? phrases.count(index + 1) : row.rank.map { phrases.count($0) } ?? Phrases.noValue, name: name(row.unit),
                    parent: parentLevel.flatMap { row.unit.code.ancestor(at: $0) }.flatMap { snapshot.territory.unit($0) }?.unit.name ?? "",
                    value: wording.value(row.value), change: change(row.value, row.earlier),
                    countryRank: row.countryRank.map { phrases.count($0) } ?? Phrases.noValue, remark: row.value == nil ? "" : mark(row.flag)),
                colour: row.colour, isHatched: row.isNotApplicable,
                bar: row.value.flatMap(bars.bar))
        }
        for area in isCategorical ? [] : [model.area, model.country].compactMap({ $0 }) {
            guard let value = area.value else { continue }
            printed.append(
                PrintedTable.Row(
                    cells: cells(
                        rank: "", name: area.name.beginningWithCapital, parent: "", value: phrases.value(value, indicator),
                        change: change(value, area.earlier), countryRank: "", remark: ""),
                    // A sum dwarfs its parts; a rate stands among them.
                    isTotal: true, bar: indicator.aggregation == .sum ? nil : bars.bar(value)))
        }
        return PrintedTable(
            title: wording.title,
            subtitle: (isCategorical ? language.choose("Wykaz jednostek", "List of units") : language.choose("Ranking", "Ranking")) + " · " + [wording.unit, wording.subtitle].joined(separator: " · "),
            columns: columns, rows: printed, footnotes: footnotes(phrases, shared: isOneFlag ? flagged.first ?? nil : nil, marked: marked.map { (mark($0), $0) }))
    }

    /// Bars from zero, whichever way the values lie.
    private struct Bars {
        let low: Double
        let high: Double

        init(_ values: [Double]) {
            low = min(values.min() ?? 0, 0)
            high = max(values.max() ?? 0, 0)
        }

        func bar(_ value: Double) -> ClosedRange<Double>? {
            guard high > low, (low...high).contains(value) else { return nil }
            let (zero, end) = (-low / (high - low), (value - low) / (high - low))
            return min(zero, end)...max(zero, end)
        }
    }

    private func footnotes(_ phrases: Phrases, shared: ObservationFlag?, marked: [(letter: String, flag: ObservationFlag)]) -> [String] {
        let language = phrases.language
        guard map.table.categories == nil else { return [] }
        var notes = [
            language.choose(
                "Miejsce 1 ma najwyższa wartość; równe wartości mają to samo miejsce.",
                "Rank 1 is the highest value; equal values share a rank.")
        ]
        notes.append(phrases.direction(map.table.indicator.direction).beginningWithCapital + ".")
        if let text = phrases.flag(shared) {
            notes.append(language.choose("Wszystkie wartości: \(text).", "All values: \(text)."))
        }
        let letters = marked.compactMap { mark in phrases.flag(mark.flag).map { "\(mark.letter)\u{A0}– \($0)" } }
        return [notes.joined(separator: " ")] + (letters.isEmpty ? [] : [letters.joined(separator: "; ") + "."])
    }
}
