// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import PolishText

/// The current units in memory, in the orders that answers need.
struct Territory: Sendable {
    /// By code; without the country.
    let units: [UnitLevel: [MappedUnit]]
    let country: MappedUnit?
    private let byStem: [String: MappedUnit]
    private let childStems: [String: [String]]
    let changes: [String: [UnitChange]]
    let earlierStates: [String: [TerritorialUnit]]
    /// The position of each unit within `units` of its level.
    let positions: [String: Int]

    init(current: [MappedUnit], earlier: [TerritorialUnit], changes: [UnitChange]) {
        var units: [UnitLevel: [MappedUnit]] = [:]
        var byStem: [String: MappedUnit] = [:]
        var children: [String: [String]] = [:]
        var positions: [String: Int] = [:]
        for unit in current {
            let code = unit.unit.code
            byStem[code.stem] = unit
            positions[code.stem] = units[code.level]?.count ?? 0
            units[code.level, default: []].append(unit)
            if let parent = code.parent { children[parent.stem, default: []].append(code.stem) }
        }
        country = byStem[TERYTCode.country.stem]
        self.units = units
        self.byStem = byStem
        self.positions = positions
        childStems = children
        self.changes = Dictionary(grouping: changes, by: \.code.stem)
        earlierStates = Dictionary(grouping: earlier, by: \.code.stem)
    }

    func unit(_ code: TERYTCode) -> MappedUnit? { byStem[code.stem] }

    /// The units of all levels, from the largest.
    var all: [MappedUnit] { UnitLevel.mapped.flatMap { units[$0] ?? [] } }

    /// The unit that a path names. An outdated kind digit finds the unit too.
    func existing(_ text: String) throws -> MappedUnit {
        if let code = try? TERYTCode(text), code.level != .kraj, let unit = unit(code) { return unit }
        // Digits that could be a code are an unknown unit; anything else is not a code at all.
        let couldBeCode = [2, 4, 6, 7].contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
        guard couldBeCode else { throw Problem.badParameter("terc", text, accepted: QueryReader.codeForm) }
        throw Problem.notFound("unit", text, accepted: "GET /api/v1/units lists them")
    }

    func units(at level: UnitLevel) -> [MappedUnit] { units[level] ?? [] }

    /// Units of `level` within `area`, by code.
    func units(at level: UnitLevel, within area: TERYTCode?) -> [MappedUnit] {
        guard let area else { return units(at: level) }
        return units(at: level).filter { $0.unit.code.isWithin(area) }
    }

    func children(of code: TERYTCode) -> [MappedUnit] {
        (childStems[code.stem] ?? []).compactMap { byStem[$0] }
    }

    /// The units that contain this one, from the largest; without the country.
    func parents(of code: TERYTCode) -> [MappedUnit] {
        [UnitLevel.wojewodztwo, .powiat].compactMap { level in
            level.codeLength < code.stem.count ? code.ancestor(at: level).flatMap(unit) : nil
        }
    }

    /// Units whose name holds each word of the query as a prefix of one of its words; diacritics and case
    /// do not count. Whole-name matches first, then larger units, then the Polish alphabet.
    func search(_ query: String, level: UnitLevel? = nil, within area: TERYTCode? = nil) -> [MappedUnit] {
        let needle = fold(query)
        let words = needle.split { !($0.isLetter || $0.isNumber) }
        guard !words.isEmpty else { return [] }
        let found = (level.map { [$0] } ?? UnitLevel.mapped).flatMap { units(at: $0, within: area) }.filter { candidate in
            let names = candidate.foldedName.split { !($0.isLetter || $0.isNumber) }
            return words.allSatisfy { word in names.contains { $0.hasPrefix(word) } } || candidate.unit.code.description.hasPrefix(needle)
        }
        let ranked = found.map { unit in
            (unit: unit, isWhole: unit.foldedName == needle, key: PolishCollation.key(unit.unit.name))
        }
        return ranked.sorted { a, b in
            if a.isWhole != b.isWhole { return a.isWhole }
            if a.unit.unit.code.stem.count != b.unit.unit.code.stem.count {
                return a.unit.unit.code.stem.count < b.unit.unit.code.stem.count
            }
            if a.key != b.key { return a.key.lexicographicallyPrecedes(b.key) }
            return a.unit.unit.code < b.unit.unit.code
        }.map(\.unit)
    }
}
