// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// Which columns name the unit of a row, and how.
struct KeyColumns: Sendable {
    enum Code: Sendable {
        case whole(column: Int, scheme: CodeScheme)
        /// Województwo, powiat, gmina and kind apart.
        case split(columns: [Int])
    }

    var code: Code?
    /// Columns with names, each with the level that its contents have; nil when they are mixed.
    var names: [(column: Int, level: UnitLevel?)] = []
    /// Sampled rows whose unit was found.
    var known = 0

    var columns: [Int] {
        let codes: [Int] =
            switch code {
            case .whole(let column, _): [column]
            case .split(let columns): columns
            case nil: []
            }
        return codes + names.map(\.column)
    }

    /// Columns looked at from the left, unless a heading speaks for one further on.
    private static let leadingColumns = 14
    private static let sampleRows = 400

    init(_ grid: ValueGrid, _ units: UnitDirectory, _ unitNames: UnitNames, _ options: ValueTableOptions, explicit: (String) -> Int?) {
        let rows = Self.sample(grid.rows)
        let width = min(grid.width, Self.leadingColumns)
        let key = options.key.flatMap(explicit)
        if let key {
            let codes = rows.compactMap { CodeScheme.digits($0[key]) }
            let best = CodeScheme.best(codes, units)
            if best.known > 0 {
                code = .whole(column: key, scheme: best.scheme)
                known = best.known
            }
        } else if options.names.isEmpty || options.key != nil {
            findCode(rows, width, units)
        }
        let named = options.names.compactMap(explicit)
        findNames(rows, named.isEmpty ? Array(0..<width) : named, unitNames, units, isExplicit: !named.isEmpty)
    }

    private static func sample(_ rows: [GridRow]) -> [GridRow] {
        guard rows.count > sampleRows else { return rows }
        return (0..<sampleRows).map { rows[$0 * rows.count / sampleRows] }
    }

    private mutating func findCode(_ rows: [GridRow], _ width: Int, _ units: UnitDirectory) {
        var best: (score: Double, column: Int, scheme: CodeScheme, known: Int)?
        for column in 0..<width {
            let cells = rows.map { $0[column] }
            let filled = cells.lazy.filter { !$0.isEmpty }.count
            let codes = cells.compactMap(CodeScheme.digits)
            guard codes.count >= 1, codes.count * 2 >= filled || codes.count >= 20 else { continue }
            let (scheme, known) = CodeScheme.best(codes, units)
            guard known > 0, known * 10 >= codes.count * 6 else { continue }
            let heading = Self.heading(cells)
            // Years 2001…2014 are codes of powiats as well, and numbers of rows those of województwa.
            if ColumnWords.isPeriod(heading) || ColumnWords.isOrdinal(heading) { continue }
            let distinct = Set(codes).count
            let share = Double(known) / Double(codes.count)
            let isNamed = ColumnWords.isCode(heading)
            let isYears = codes.allSatisfy { $0.utf8.count == 4 && ("1990"..."2050").contains($0) }
            if isYears, !isNamed { continue }
            // One or two digits are numbers of anything, unless the heading says otherwise or every one is a województwo.
            if (codes.lazy.map(\.utf8.count).max() ?? 0) <= 2, !isNamed, ColumnWords.level(heading) == nil, known < codes.count || distinct < 5 { continue }
            // Values can look like codes by chance: the leading column of many different ones wins.
            let score = share * Double(distinct) * (isNamed ? 4 : 1) / Double(1 + column)
            if best.map({ score > $0.score }) ?? true { best = (score, column, scheme, known) }
        }
        let split = Self.splitColumns(rows, width, units)
        if let split, split.known > (best?.known ?? 0) || best.map({ split.columns.contains($0.column) }) ?? true {
            code = .split(columns: split.columns)
            known = split.known
        } else if let best {
            code = .whole(column: best.column, scheme: best.scheme)
            known = best.known
        }
    }

    /// The first text among the cells that is no code: the heading, most likely.
    private static func heading(_ cells: [GridCell]) -> String {
        for case .text(let text) in cells.prefix(40) where CodeScheme.digits(.text(text)) == nil { return fold(text) }
        return ""
    }

    /// Neighbouring columns of two digits each: WOJ, POW, GMI, RODZ.
    private static func splitColumns(_ rows: [GridRow], _ width: Int, _ units: UnitDirectory) -> (columns: [Int], known: Int)? {
        guard width >= 3 else { return nil }
        func part(_ cell: GridCell, _ most: Int) -> String? {
            guard let digits = CodeScheme.digits(cell), digits.utf8.count <= most else { return nil }
            return digits
        }
        for first in 0..<min(width - 1, 6) {
            let pairs = rows.filter { part($0[first], 2) != nil && part($0[first + 1], 2) != nil }
            guard pairs.count >= 2, pairs.count * 10 >= rows.count * 4 else { continue }
            for count in [4, 3, 2] where first + count <= width {
                let columns = Array(first..<first + count)
                let known = pairs.lazy.filter { if case .unit = RowKeys.split($0, columns, units) { true } else { false } }.count
                let fits = pairs.filter { row in
                    columns.dropFirst(2).allSatisfy { row[$0].isEmpty || part(row[$0], 2) != nil }
                }.count
                guard fits == pairs.count, known * 10 >= pairs.count * 7 else { continue }
                // A pair of small numbers that happen to be codes needs several different units.
                let distinct = Set(pairs.map { row in columns.map { row[$0].shown }.joined(separator: "|") }).count
                if distinct * 2 >= min(pairs.count, 20) { return (columns, known) }
            }
        }
        return nil
    }

    private mutating func findNames(
        _ rows: [GridRow], _ candidates: [Int], _ unitNames: UnitNames, _ units: UnitDirectory, isExplicit: Bool
    ) {
        let codeColumns = columns
        for column in candidates where !codeColumns.contains(column) {
            var texts = 0
            var found = 0
            var levels: [UnitLevel: Int] = [:]
            var heading = ""
            for row in rows {
                guard case .text(let text) = row[column], text.contains(where: \.isLetter) else { continue }
                if heading.isEmpty { heading = fold(text) }
                texts += 1
                let name = WrittenName(text)
                if name.isCountry || name.isRegion || name.isPart {
                    found += 1
                    continue
                }
                let matches = unitNames.find(name, level: nil, within: nil)
                guard !matches.isEmpty else { continue }
                found += 1
                let kinds = Set(matches.map { units.entries[$0].code.level })
                if kinds.count == 1, let level = kinds.first { levels[level, default: 0] += 1 }
            }
            guard texts > 0, isExplicit || (found * 2 >= texts && found > 0) else { continue }
            let total = levels.values.reduce(0, +)
            let main = levels.max { $0.value < $1.value }
            let byHeading = ColumnWords.level(heading)
            let level = byHeading ?? main.flatMap { total > 0 && $0.value * 10 >= total * 9 ? $0.key : nil }
            names.append((column, level))
            if code == nil { known = max(known, found) }
        }
    }
}

/// Words of headings that say what a column holds.
enum ColumnWords {
    private static let periods: Set<String> = [
        "rok", "lata", "year", "okres", "period", "data", "date", "miesiac", "month", "kwartal", "czas", "time", "rok danych", "stan na", "rok badania",
        "okres sprawozdawczy", "data stanu",
    ]
    private static let codes: Set<String> = [
        "kod", "teryt", "terc", "code", "kod teryt", "kod terc", "kod_teryt", "teryt_powiat", "teryt_gmina", "kod jednostki", "kod gus", "jpt_kod_je",
        "kod terytorialny", "unit id", "unitid", "id jednostki", "nts", "kod gminy", "kod powiatu", "kod wojewodztwa", "teryt gminy", "teryt powiatu",
    ]
    private static let ordinals: Set<String> = ["lp", "lp.", "l.p.", "l. p.", "nr", "no", "no.", "#", "poz.", "poz", "numer"]
    private static let indicators: Set<String> = [
        "wskaznik", "indicator", "zmienna", "variable", "cecha", "miara", "nazwa wskaznika", "nazwa zmiennej", "wskazniki", "wyszczegolnienie",
    ]
    private static let values: Set<String> = ["wartosc", "value", "wartosci", "obs_value", "liczba", "wynik", "dane"]
    private static let unitsOfMeasure: Set<String> = ["jednostka", "jednostka miary", "jm", "j.m.", "unit", "miano", "jedn.", "unit of measure"]
    private static let flags: Set<String> = ["flaga", "flag", "flagi", "atrybut", "attribute", "obs_flag", "status", "obs_status"]
    /// Words that make a heading one of an identifier or a note, whatever numbers stand below.
    private static let identifiers: Set<String> = [
        "id", "url", "www", "link", "adres", "pobrano", "zrodlo", "uwaga", "uwagi", "komentarz", "regon", "nip", "telefon", "nuts", "nuts2", "nuts3", "symbol",
    ]

    static func isPeriod(_ folded: String) -> Bool { periods.contains(folded) }
    static func isCode(_ folded: String) -> Bool {
        codes.contains(folded) || folded.hasPrefix("kod ") || folded.hasPrefix("teryt") || folded.hasPrefix("terc") || folded.hasPrefix("kod_")
    }
    static func isOrdinal(_ folded: String) -> Bool { ordinals.contains(folded) }
    static func isIndicator(_ folded: String) -> Bool { indicators.contains(folded) }
    static func isValue(_ folded: String) -> Bool { values.contains(folded) }
    static func isUnitOfMeasure(_ folded: String) -> Bool { unitsOfMeasure.contains(folded) }
    static func isFlag(_ folded: String) -> Bool { flags.contains(folded) }
    static func isIdentifier(_ folded: String) -> Bool {
        folded.split { !($0.isLetter || $0.isNumber) }.contains { identifiers.contains(String($0)) }
    }
    static func level(_ folded: String) -> UnitLevel? {
        switch folded {
        case "wojewodztwo", "woj.", "woj", "wojewodztwa", "voivodeship", "nazwa wojewodztwa": .wojewodztwo
        case "powiat", "pow.", "pow", "powiaty", "nazwa powiatu", "powiat/miasto", "county": .powiat
        case "gmina", "gm.", "gminy", "nazwa gminy", "municipality": .gmina
        default: nil
        }
    }
    /// Names that say nothing of what is counted.
    static func isGeneric(_ folded: String) -> Bool {
        isValue(folded) || ["ogolem", "razem", "total", "suma", "liczba ogolem", "ogolem razem"].contains(folded)
    }
    /// The first words of rows that add others up.
    static func isTotal(_ folded: String) -> Bool {
        let first = folded.split { !$0.isLetter }.first.map(String.init) ?? ""
        return ["razem", "ogolem", "suma", "lacznie", "total", "srednia", "mediana", "minimum", "maksimum", "przecietnie", "srednio"].contains(first)
    }
}
