// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import PolishText

/// The units of one day, mostly the current ones, in memory, in the orders that answers need.
struct Territory: Sendable {
    /// By code; without the country.
    let units: [UnitLevel: [MappedUnit]]
    let country: MappedUnit?
    private let byStem: [String: MappedUnit]
    private let childStems: [String: [String]]
    let changes: [String: [UnitChange]]
    private let allChanges: [UnitChange]
    let earlierStates: [String: [TerritorialUnit]]
    /// All known states of each unit, the earliest first.
    let states: [String: [TerritorialUnit]]
    /// The position of each unit within `units` of its level.
    let positions: [String: Int]
    /// The same by the stem read as a number.
    private let placesOfNumbers: [UnitLevel: [UInt32: Int]]

    /// - Parameters:
    ///   - current: the units of the day.
    ///   - earlier: their earlier states, and units that no longer existed.
    ///   - states: all states of all units; by default those of the two lists.
    init(current: [MappedUnit], earlier: [TerritorialUnit], changes: [UnitChange], states: [TerritorialUnit]? = nil) {
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
        placesOfNumbers = units.mapValues { units in
            Dictionary(units.enumerated().map { (UInt32($0.element.unit.code.featureID), $0.offset) }, uniquingKeysWith: { first, _ in first })
        }
        childStems = children
        allChanges = changes
        self.changes = Dictionary(grouping: changes, by: \.code.stem)
        earlierStates = Dictionary(grouping: earlier, by: \.code.stem)
        let all = states ?? earlier + current.lazy.map(\.unit).filter { $0.level != .kraj }
        self.states = Dictionary(grouping: all, by: \.code.stem).mapValues { states in
            states.count < 2 ? states : states.sorted { ($0.validFrom?.firstDay ?? 0) < ($1.validFrom?.firstDay ?? 0) }
        }
    }

    /// The division of an earlier day.
    /// - Parameter present: today's.
    init(on day: Int, units: [MappedUnit], of present: Territory) {
        let states = present.allStates
        self.init(
            current: units, earlier: states.filter { $0.validTo.map { $0.firstDay <= day } ?? false }, changes: present.allChanges,
            states: states)
    }

    /// All known states of all units, without the country.
    var allStates: [TerritorialUnit] { states.values.flatMap { $0 } }

    func unit(_ code: TERYTCode) -> MappedUnit? { byStem[code.stem] }

    /// Where series of a unit can be compared over time, where they break and why, in words for pages and charts.
    func continuity(of code: TERYTCode) -> SeriesContinuity {
        SeriesContinuity(of: code, changes: allChanges) { code in
            byStem[code.stem]?.unit ?? states[code.stem]?.last
        }
    }

    /// The place among the level's units of the one whose stem reads as this number; nil for one that no longer exists.
    func place(ofUnit number: UInt32, at level: UnitLevel) -> Int? { placesOfNumbers[level]?[number] }

    /// The units of all levels, from the largest.
    var all: [MappedUnit] { UnitLevel.mapped.flatMap { units[$0] ?? [] } }

    /// The unit that a path names. An outdated kind digit finds the unit too.
    func existing(_ text: String) throws -> MappedUnit {
        if let code = try? TERYTCode(text), code.level != .kraj, let unit = unit(code) { return unit }
        // Digits that could be a code are an unknown unit; anything else is not a code at all.
        let couldBeCode = [2, 4, 6, 7].contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
        guard couldBeCode else { throw Problem.badParameter("terc", text, accepted: QueryReader.codeForm) }
        if let code = try? TERYTCode(text), let state = states[code.stem]?.last {
            let days = [state.validFrom.map { "from \($0)" }, state.validTo.map { "until \($0)" }].compactMap { $0 }.joined(separator: " ")
            throw Problem.notFound("unit", text, accepted: "\(state.fullName) existed \(days): name a day of that time with asof=")
        }
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
