// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// The units that rows of a table may mean, numbered, to be found by code. Made once and shared by all files of an import.
struct UnitDirectory: Sendable {
    struct Entry: Sendable {
        /// Without the kind digit.
        let code: TERYTCode
        let kind: UnitKind
        let name: String
        /// For a unit that is no more: the first day without it.
        let closed: Period?
    }

    let entries: [Entry]
    let byStem: [String: Int]
    /// Gminas that have a town part and a rural part in statistical tables.
    let urbanRural: Set<String>
    let country: Int

    /// - Parameter units: current and closed states; the current one of a code wins.
    init(_ units: [TerritorialUnit]) {
        var entries: [Entry] = []
        var byStem: [String: Int] = [:]
        var urbanRural = Set<String>()
        for unit in units where unit.level != .kraj {
            if unit.kind == .urbanRuralGmina { urbanRural.insert(unit.code.stem) }
            let entry = Entry(code: unit.code.ancestor(at: unit.level) ?? unit.code, kind: unit.kind, name: unit.name, closed: unit.validTo)
            if let known = byStem[unit.code.stem] {
                // The current state, or else the last one.
                let isNewer = unit.validTo == nil || (entries[known].closed.map { old in unit.validTo.map { $0 > old } ?? true } ?? false)
                if isNewer { entries[known] = entry }
            } else {
                byStem[unit.code.stem] = entries.count
                entries.append(entry)
            }
        }
        country = entries.count
        byStem[TERYTCode.country.stem] = country
        entries.append(Entry(code: .country, kind: .kraj, name: "Polska", closed: nil))
        self.entries = entries
        self.byStem = byStem
        self.urbanRural = urbanRural
    }

    /// `gmina Masłów (260409), powiat kielecki`.
    func shown(_ unit: Int) -> String {
        let entry = entries[unit]
        let full = TerritorialUnit(code: entry.code, kind: entry.kind, name: entry.name).fullName
        var text = entry.code.level == .kraj ? full : "\(full) (\(entry.code.stem))"
        if entry.code.level == .gmina, let powiat = entry.code.parent, let parent = byStem[powiat.stem], entries[parent].kind == .powiat {
            text += ", powiat \(entries[parent].name)"
        } else if entry.code.level == .powiat, let region = entry.code.parent, let parent = byStem[region.stem] {
            text += ", województwo \(entries[parent].name)"
        }
        return text
    }
}

/// What the key of a row stands for.
enum RowUnit: Sendable, Equatable {
    case unit(Int)
    /// A town or rural part of an urban-rural gmina, a district or a delegatura: inside the unit of this stem.
    case part(of: String)
    /// A macroregion, region or subregion of the statistics office.
    case region
    /// A well-formed code of no unit, or a name that fits none.
    case unknown(String)
    /// A name that fits several units.
    case several([Int])
    /// No key stands in the row.
    case none
}
