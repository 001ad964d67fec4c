// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// A column of values: what its heading says.
struct ValueColumn: Sendable {
    let column: Int
    /// The heading without period and unit.
    var name: String
    var unit: MeasureUnit?
    var period: Period?
    /// The heading as a mapping's pattern sees it.
    let heading: String
    let contents: ColumnContents
    var rule: ValueMapping.Rule?
    /// The id that the user gave.
    var explicitID: String?
}

/// What every column of a table is taken for.
struct ColumnRoles: Sendable {
    enum Role: Sendable {
        case key, keyPart, name, period, indicator, unitOfMeasure, flag
        case value
        case ignored(String)
    }

    var roles: [Role]
    var values: [ValueColumn] = []
    var periodColumns: [Int] = []
    var indicatorColumns: [Int] = []
    var unitColumn: Int?
    var flagColumn: Int?
    var contents: [ColumnContents?]
    var warnings: [String] = []

    private static let flagWords: Set<String> = [
        "historyczny", "historyczne", "dane", "dane rzeczywiste", "rzeczywiste", "wykonanie", "prognoza", "prognozowane", "forecast", "p", "f", "n", "e",
        "szacunek", "szacunkowe", "dane wstepne", "wstepne", "estimated", "actual", "b", "x", "-",
    ]

    init(_ layout: TableLayout, _ options: ValueTableOptions, mapping: ValueMapping?) {
        let width = layout.grid.width
        let dashIsZero = options.dashIsZero ?? (mapping?.setting("@dash") == "zero")
        roles = Array(repeating: .ignored("empty"), count: width)
        contents = Array(repeating: nil, count: width)
        switch layout.keys.code {
        case .whole(let column, _): roles[column] = .key
        case .split(let columns): for column in columns { roles[column] = .keyPart }
        case nil: break
        }
        for name in layout.keys.names { roles[name.column] = .name }
        let taken = Set(layout.keys.columns)
        for column in 0..<width where !taken.contains(column) {
            contents[column] = ColumnContents(column, layout.grid, layout.dataRows, dashIsZero: dashIsZero)
        }
        var explicit: [Int: String] = [:]
        for (heading, id) in options.columns {
            guard let column = Self.find(heading, layout) else {
                warnings.append("--column “\(heading)”: no column has this heading or letter")
                continue
            }
            explicit[column] = id
        }
        placePeriods(layout, options, explicit)
        placeLabels(layout, explicit)
        placeValues(layout, options, explicit, mapping)
        placeDimensions(layout)
    }

    /// A column by its whole heading, one of its headings, or its letters.
    private static func find(_ text: String, _ layout: TableLayout) -> Int? {
        let wanted = fold(text.trimmed)
        let headings = layout.header.headings
        return headings.firstIndex { fold($0.joined(separator: " | ")) == wanted || fold($0.joined(separator: ";")) == wanted }
            ?? headings.firstIndex { $0.contains { fold($0) == wanted } }
            ?? ColumnLetters.column(text.trimmed).flatMap { $0 < headings.count ? $0 : nil }
    }

    private static func folded(_ layout: TableLayout, _ column: Int) -> String {
        fold(layout.header.headings[column].joined(separator: " ")).trimmed
    }

    private mutating func placePeriods(_ layout: TableLayout, _ options: ValueTableOptions, _ explicit: [Int: String]) {
        if let text = options.period, (try? Period(text)) == nil, let column = Self.find(text, layout) {
            roles[column] = .period
            periodColumns = [column]
            return
        }
        // A period for the whole table: none of its columns is one.
        if options.period != nil { return }
        for column in contents.indices where explicit[column] == nil {
            guard let contents = contents[column], contents.isPeriods else { continue }
            let heading = Self.folded(layout, column)
            guard ColumnWords.isPeriod(heading) else { continue }
            roles[column] = .period
            periodColumns.append(column)
        }
        guard periodColumns.isEmpty else { return }
        // Years without a heading that says so, in a table that names every unit several times.
        let units = Set(layout.dataRows.compactMap { if case .unit(let unit) = layout.rows.found[$0].unit { unit } else { nil } })
        guard layout.dataRows.count >= units.count * 2 else { return }
        let column = contents.indices.first { column in
            guard let contents = contents[column], explicit[column] == nil, contents.isPeriods else { return false }
            return contents.distinct.count * units.count <= layout.dataRows.count * 2
        }
        if let column {
            roles[column] = .period
            periodColumns = [column]
        }
    }

    private mutating func placeLabels(_ layout: TableLayout, _ explicit: [Int: String]) {
        for column in contents.indices where explicit[column] == nil {
            guard let contents = contents[column], !contents.isEmpty, case .ignored = roles[column] else { continue }
            let heading = Self.folded(layout, column)
            let isText = contents.texts * 2 > contents.filled
            if isText, ColumnWords.isIndicator(heading) {
                roles[column] = .indicator
                indicatorColumns.append(column)
            } else if ColumnWords.isUnitOfMeasure(heading), isText || contents.distinct.allSatisfy({ MeasureUnit($0) != nil }) {
                roles[column] = .unitOfMeasure
                unitColumn = column
            } else if flagColumn == nil, !contents.isValues || ColumnWords.isFlag(heading),
                ColumnWords.isFlag(heading) || (contents.texts > 0 && contents.distinct.allSatisfy { Self.flagWords.contains(fold($0)) })
            {
                roles[column] = .flag
                flagColumn = column
            }
        }
    }

    private mutating func placeValues(
        _ layout: TableLayout, _ options: ValueTableOptions, _ explicit: [Int: String], _ mapping: ValueMapping?
    ) {
        for column in contents.indices {
            guard let contents = contents[column], case .ignored = roles[column] else { continue }
            let parts = layout.header.headings[column]
            let heading = parts.joined(separator: " | ")
            let folded = Self.folded(layout, column)
            if let id = explicit[column] {
                if id == "-" {
                    roles[column] = .ignored("as you said")
                } else {
                    add(column, parts, heading, contents, explicit: id, rule: nil)
                }
                continue
            }
            let rule = mapping?.rule(for: heading)
            if let rule {
                if rule.indicator == "-" { roles[column] = .ignored("the mapping leaves it out") } else { add(column, parts, heading, contents, explicit: nil, rule: rule) }
                continue
            }
            if contents.isEmpty {
                roles[column] = .ignored(heading.isEmpty ? "empty" : "no row of a unit has a value")
            } else if !contents.isValues {
                roles[column] = .ignored("texts")
            } else if ColumnWords.isOrdinal(folded) {
                roles[column] = .ignored("numbers of rows")
            } else if ColumnWords.isIdentifier(folded) || ColumnWords.isCode(folded) {
                roles[column] = .ignored("an identifier or a note")
            } else if ColumnWords.isPeriod(folded), contents.isPeriods {
                roles[column] = .ignored("a period; yours is used")
            } else {
                add(column, parts, heading, contents, explicit: nil, rule: nil)
            }
        }
        if values.count > 1, values.contains(where: { $0.period != nil }) == false { return }
    }

    /// Takes a column for one of values and its headings apart.
    private mutating func add(
        _ column: Int, _ parts: [String], _ heading: String, _ contents: ColumnContents, explicit: String?, rule: ValueMapping.Rule?
    ) {
        var names: [String] = []
        var unit: MeasureUnit?
        var period: Period?
        var month: Int?
        for part in parts.map({ $0.replacing("_", with: " ") }) {
            switch PeriodText.part(part) {
            case .whole(let whole)?: period = period ?? whole
            case .month(let number)?, .endingMonth(let number)?: month = number
            case nil:
                // A heading that is nothing but a unit: `[osoba]`, `w %`.
                let bare = part.trimmingCharacters(in: .init(charactersIn: "[]()"))
                if part.hasPrefix("[") || part.hasPrefix("("), part.hasSuffix("]") || part.hasSuffix(")") {
                    unit = MeasureUnit(bare) ?? MeasureUnit(verbatim: bare)
                } else if let known = MeasureUnit(part), parts.count > 1 {
                    unit = known
                } else {
                    let (name, found) = MeasureUnit.split(part)
                    if let found { unit = found }
                    if !name.isEmpty, names.last != name { names.append(name) }
                }
            }
        }
        if period == nil, let last = names.indices.last(where: { PeriodText.extract(names[$0]) != nil }), let found = PeriodText.extract(names[last]) {
            period = found.period
            let (rest, inner) = MeasureUnit.split(found.rest)
            unit = unit ?? inner
            if rest.isEmpty { names.remove(at: last) } else { names[last] = rest }
        }
        if let month, let whole = period, whole.month == nil { period = Period(year: whole.year, month: month) }
        if unit == nil, contents.signs.count == 1, let sign = contents.signs.first, sign.value == contents.numbers { unit = MeasureUnit(sign.key) }
        // `ogółem` among other levels says nothing.
        let telling = names.filter { !ColumnWords.isGeneric(fold($0)) }
        let name = (telling.isEmpty ? Array(names.prefix(1)) : telling).joined(separator: " – ")
        values.append(
            ValueColumn(
                column: column, name: name, unit: unit, period: period, heading: heading, contents: contents, rule: rule, explicitID: explicit))
        roles[column] = .value
    }

    /// A table that names unit and period several times has further columns that tell its rows apart.
    private mutating func placeDimensions(_ layout: TableLayout) {
        guard indicatorColumns.isEmpty || !periodColumns.isEmpty else { return }
        func repeats(_ columns: [Int]) -> Bool {
            var seen = Set<String>()
            var again = 0
            for position in layout.dataRows {
                guard case .unit(let unit) = layout.rows.found[position].unit else { continue }
                let key = "\(unit)|" + columns.map { layout.grid.rows[position][$0].shown }.joined(separator: "|")
                if !seen.insert(key).inserted { again += 1 }
            }
            return again * 4 > layout.dataRows.count
        }
        guard repeats(periodColumns + indicatorColumns) else { return }
        for column in contents.indices {
            guard let contents = contents[column], case .ignored("texts") = roles[column], contents.distinct.count < 300 else { continue }
            let heading = Self.folded(layout, column)
            if ColumnWords.isIdentifier(heading) || contents.distinct.count < 2 { continue }
            roles[column] = .indicator
            indicatorColumns.append(column)
            if !repeats(periodColumns + indicatorColumns) { return }
        }
        // A number may tell rows apart as well: ages.
        guard repeats(periodColumns + indicatorColumns), values.count > 1 else { return }
        for (index, value) in values.enumerated() where value.explicitID == nil && value.rule == nil && value.contents.distinct.count < 300 {
            guard !repeats(periodColumns + indicatorColumns + [value.column]) else { continue }
            roles[value.column] = .indicator
            indicatorColumns.append(value.column)
            values.remove(at: index)
            return
        }
    }
}

extension ColumnRoles {
    /// The flag that a word in a column of flags stands for.
    static func flag(_ text: String) -> ObservationFlag? {
        switch fold(text.trimmed) {
        case "prognoza", "prognozowane", "forecast", "f": .forecast
        default: nil
        }
    }
}
