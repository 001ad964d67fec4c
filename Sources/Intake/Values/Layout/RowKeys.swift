// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// The unit of every row, found by its code or by its names and the rows above it.
struct RowKeys: Sendable {
    struct Found: Sendable {
        var unit: RowUnit
        /// The code or name as it stands in the row.
        var text: String
        var lostZeros = false
        /// The name beside a code, when it cannot be that of the unit.
        var foreignName: String?
    }

    let found: [Found]
    /// The level that ambiguous names were read at.
    let level: UnitLevel?

    init(_ grid: ValueGrid, _ keys: KeyColumns, _ units: UnitDirectory, _ names: UnitNames, level: UnitLevel?) {
        var found: [Found] = []
        found.reserveCapacity(grid.rows.count)
        if let code = keys.code {
            var cache: [String: (RowUnit, Bool)] = [:]
            var nameCache: [String: Bool] = [:]
            let nameColumn = keys.names.first { $0.level != .wojewodztwo || keys.names.count == 1 }?.column
            for row in grid.rows {
                var entry = Self.coded(row, code, units, &cache)
                if let nameColumn, case .text(let text) = row[nameColumn] {
                    switch entry.unit {
                    case .unit(let unit):
                        let cacheKey = "\(unit)|\(text)"
                        let fits = nameCache[cacheKey] ?? Self.fits(text, unit, names)
                        nameCache[cacheKey] = fits
                        if !fits { entry.foreignName = text }
                    // A row without a code that has a name: POLSKA, totals, notes.
                    case .none: entry.text = text
                    case .unknown where WrittenName(text).isRegion: entry.unit = .region
                    default: break
                    }
                }
                if entry.text.isEmpty { entry.text = Self.leadingText(row) }
                found.append(entry)
            }
            self.level = level
        } else {
            var context = NameContext(keys: keys, units: units, names: names, level: level)
            for row in grid.rows { found.append(context.find(row)) }
            // Names that are both a powiat and a gmina are read at the level that the clear ones have.
            var counts: [UnitLevel: Int] = [:]
            for case .unit(let unit) in found.map(\.unit) where unit != units.country { counts[units.entries[unit].code.level, default: 0] += 1 }
            let main = level ?? counts.filter { $0.key != .wojewodztwo }.max { $0.value < $1.value }?.key ?? counts.max { $0.value < $1.value }?.key
            for index in found.indices {
                guard case .several(let all) = found[index].unit else { continue }
                let fitting = all.filter { units.entries[$0].code.level == (main ?? .powiat) }
                if fitting.count == 1 { found[index].unit = .unit(fitting[0]) }
            }
            self.level = main
        }
        self.found = found
    }

    private static func fits(_ text: String, _ unit: Int, _ names: UnitNames) -> Bool {
        guard text.contains(where: \.isLetter) else { return true }
        let name = WrittenName(text)
        return name.core.isEmpty || name.isPart || names.isName(name, of: unit)
    }

    private static func leadingText(_ row: GridRow) -> String {
        for case .text(let text) in row.cells { return text }
        return row.cells.first { !$0.isEmpty }?.shown ?? ""
    }

    private static func coded(_ row: GridRow, _ code: KeyColumns.Code, _ units: UnitDirectory, _ cache: inout [String: (RowUnit, Bool)]) -> Found {
        switch code {
        case .whole(let column, let scheme):
            let cell = row[column]
            if cell.isEmpty { return Found(unit: .none, text: "") }
            guard let digits = CodeScheme.digits(cell) else { return Found(unit: .none, text: cell.shown) }
            let resolved = cache[digits] ?? { let (unit, lost) = scheme.resolve(digits, units); return (unit, lost) }()
            cache[digits] = resolved
            return Found(unit: resolved.0, text: cell.shown, lostZeros: resolved.1)
        case .split(let columns):
            return Found(unit: split(row, columns, units), text: columns.map { row[$0].shown }.joined(separator: " ").trimmed)
        }
    }

    /// A code whose parts have columns of their own; zeros or nothing stand for “all of it”.
    static func split(_ row: GridRow, _ columns: [Int], _ units: UnitDirectory) -> RowUnit {
        var code = ""
        var isEnded = false
        for (index, column) in columns.enumerated() {
            let cell = row[column]
            guard !cell.isEmpty else {
                if index == 0 { return .none }
                isEnded = true
                continue
            }
            guard let digits = CodeScheme.digits(cell), digits.utf8.count <= (index == 3 ? 1 : 2) else { return index == 0 ? .none : .unknown(cell.shown) }
            let part = index == 3 || digits.utf8.count == 2 ? digits : "0" + digits
            let isZero = part.utf8.allSatisfy { $0 == 48 }
            if index == 0, isZero {
                code = "00"
                isEnded = true
                continue
            }
            if isZero { isEnded = true }
            if isEnded {
                if !isZero { return .unknown(columns.map { row[$0].shown }.joined(separator: " ")) }
                continue
            }
            code += part
        }
        return CodeScheme.naturalUnit(code, units)
    }
}

extension CodeScheme {
    /// The unit of a code in the register's own form: 2, 4, 6 or 7 digits.
    static func naturalUnit(_ code: String, _ units: UnitDirectory) -> RowUnit { CodeScheme.natural.resolve(code, units).unit }
}

/// Reads names row by row and remembers the województwo and powiat that the rows above stand in.
private struct NameContext {
    let keys: KeyColumns
    let units: UnitDirectory
    let names: UnitNames
    let level: UnitLevel?
    private var region: Int?
    private var powiat: Int?
    /// The last texts of the columns of larger units, for cells that were merged downwards.
    private var carried: [Int: String] = [:]
    private var regionCache: [String: Int?] = [:]

    init(keys: KeyColumns, units: UnitDirectory, names: UnitNames, level: UnitLevel?) {
        self.keys = keys
        self.units = units
        self.names = names
        self.level = level
    }

    mutating func find(_ row: GridRow) -> RowKeys.Found {
        let order: [UnitLevel?] = [.wojewodztwo, .powiat, nil, .gmina]
        let columns = keys.names.sorted { (order.firstIndex(of: $0.level) ?? 2, $0.column) < (order.firstIndex(of: $1.level) ?? 2, $1.column) }
        var main: (column: Int, level: UnitLevel?, text: String)?
        for item in columns {
            if case .text(let text) = row[item.column] { main = (item.column, item.level, text) }
        }
        guard let main else { return RowKeys.Found(unit: .none, text: row.cells.first { !$0.isEmpty }?.shown ?? "") }
        // The larger units of the row itself, or those of the rows above in merged columns.
        var within: TERYTCode?
        for item in columns where item.column != main.column && (item.level == .wojewodztwo || item.level == .powiat) {
            if case .text(let text) = row[item.column] { carried[item.column] = text }
            guard let text = carried[item.column] else { continue }
            let found = names.find(WrittenName(text), level: item.level, within: within)
            if found.count == 1 { within = units.entries[found[0]].code }
        }
        let name = WrittenName(main.text)
        if name.isCountry {
            region = nil
            powiat = nil
            return RowKeys.Found(unit: .unit(units.country), text: main.text)
        }
        if name.isRegion { return RowKeys.Found(unit: .region, text: main.text) }
        guard name.core.contains(where: \.isLetter) else { return RowKeys.Found(unit: .none, text: main.text) }
        let wanted = main.level ?? level
        let unit = narrowest(name, wanted, within)
        if case .unit(let index) = unit { remember(index) }
        if name.isPart, case .unit(let index) = unit { return RowKeys.Found(unit: .part(of: units.entries[index].code.stem), text: main.text) }
        return RowKeys.Found(unit: unit, text: main.text)
    }

    /// The unit of a name: in the place that the row or the rows above give, else the only one of the country.
    private func narrowest(_ name: WrittenName, _ level: UnitLevel?, _ within: TERYTCode?) -> RowUnit {
        var all: [Int] = []
        let places: [TERYTCode?] =
            within.map { [$0] } ?? [powiat.map { units.entries[$0].code }, region.map { units.entries[$0].code }, nil]
        for place in places {
            let found = names.find(name, level: level, within: place)
            if found.count == 1 { return .unit(found[0]) }
            if !found.isEmpty {
                all = found
                // A powiat and the gmina of its city stand for one place: the level decides later.
                if place != nil { break }
            }
        }
        if all.isEmpty, level != nil, name.level == nil {
            // A column of powiats also has the rows of their województwa.
            let larger = names.find(name, level: nil, within: nil).filter { units.entries[$0].code.level == .wojewodztwo }
            if larger.count == 1 { return .unit(larger[0]) }
        }
        return all.isEmpty ? .unknown(name.core) : .several(all)
    }

    private mutating func remember(_ unit: Int) {
        switch units.entries[unit].code.level {
        case .wojewodztwo:
            region = unit
            powiat = nil
        case .powiat:
            powiat = unit
            region = units.entries[unit].code.parent.flatMap { units.byStem[$0.stem] } ?? region
        default: break
        }
    }
}
