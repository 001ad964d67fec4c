// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// The current units, to be found by code and by the names that statistical tables use.
public struct TerritoryIndex: Sendable {
    /// Current units by code; the kind digit does not matter.
    public let byCode: [TERYTCode: TerritorialUnit]
    private let division: PeriodicDivision

    /// - Parameter units: current and closed states.
    public init(_ units: [TerritorialUnit]) {
        division = PeriodicDivision(units)
        byCode = Dictionary(units.filter { $0.validTo == nil }.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The units of a level within a larger unit, ordered by code.
    public func units(_ level: UnitLevel, within larger: TERYTCode = .country) -> [TerritorialUnit] {
        byCode.values.filter { $0.level == level && $0.code.isWithin(larger) }.sorted { $0.code < $1.code }
    }

    /// The units of a level within a larger unit that existed on the last day of `period`, ordered by code. A unit
    /// that was renamed or retyped later did exist; one that was created later did not.
    public func units(_ level: UnitLevel, within larger: TERYTCode, on period: Period) -> [TerritorialUnit] {
        let exists = division.existence(on: period)
        return units(level, within: larger).filter { unit in division.index[unit.code].map { exists[$0] } ?? false }
    }

    /// The powiat of a województwo by its name in statistical tables: `Powiat bocheński`, `Powiat m. Kraków`,
    /// `Powiat m. st. Warszawa`. Names of powiats repeat across the country, so the województwo is needed.
    public func powiat(named text: String, within wojewodztwo: TERYTCode) -> TerritorialUnit? {
        let name = Self.plainName(text)
        return units(.powiat, within: wojewodztwo).first { fold($0.name) == name }
    }

    /// Whether a name in a table can be that of `unit`: with or without the word for the level, in any case.
    public func matches(_ text: String, _ unit: TerritorialUnit) -> Bool {
        fold(unit.name) == Self.plainName(text)
    }

    private static func plainName(_ text: String) -> String {
        var name = fold(text).split { $0.isWhitespace }.joined(separator: " ")
        for prefix in ["powiat ", "m. ", "st. ", "m.", "st."] where name.hasPrefix(prefix) { name.removeFirst(prefix.count) }
        return name
    }
}

extension TerritoryIndex {
    /// The current unit of a code in a table.
    func unit(_ code: TERYTCode, level: UnitLevel) throws(RowFault) -> TerritorialUnit {
        guard code.level == level else { throw RowFault("\(code) is a code of level \(code.level.rawValue); expected a \(level.rawValue)") }
        guard let unit = byCode[code] else { throw RowFault("\(code) is not a current \(level.rawValue) of the register") }
        return unit
    }

    /// The current unit of a code in a table whose row also has its name: a code typed wrong shows by the name.
    func unit(_ code: TERYTCode, named name: String, level: UnitLevel) throws(RowFault) -> TerritorialUnit {
        let unit = try unit(code, level: level)
        guard matches(name, unit) else {
            throw RowFault("the name “\(DelimitedTable.shortened(name))” does not belong to \(code), which is \(unit.fullName)")
        }
        return unit
    }
}
