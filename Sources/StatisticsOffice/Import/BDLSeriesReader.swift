// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Makes observations of the bank's series of one variable.
struct BDLSeriesReader {
    let units: BDLUnitTable
    let years: Set<Int>
    /// Units elsewhere are left aside.
    let parent: TERYTCode?

    private(set) var partsOfGminas = 0
    private(set) var unknownUnits: [String] = []
    private(set) var otherPeriods: Set<String> = []
    private(set) var unknownAttributes: Set<Int> = []
    private(set) var unknownAttributeCount = 0
    private(set) var doubleValues = 0
    private(set) var doubleExamples: [String] = []
    private var cells: [Place: Cell] = [:]

    private struct Place: Hashable, Comparable {
        let code: TERYTCode
        let year: Int

        static func < (a: Place, b: Place) -> Bool { (a.year, a.code) < (b.year, b.code) }
    }

    private struct Cell {
        var value: FlaggedValue
        /// Whether it is from the entry of the gmina's present kind.
        var isOfPresentKind: Bool
    }

    private static let exampleLimit = 3

    init(units: BDLUnitTable, years: Set<Int>, parent: TERYTCode? = nil) {
        self.units = units
        self.years = years
        self.parent = parent
    }

    mutating func add(_ series: [BDLUnitSeries], level: BDLLevel) {
        for unit in series { add(unit, level: level) }
    }

    private mutating func add(_ unit: BDLUnitSeries, level: BDLLevel) {
        let id: BDLUnitID
        do {
            id = try BDLUnitID(unit.id)
        } catch {
            // Regions and subregions are no units of the atlas, and nobody misses them.
            if error.reason != .region { noteUnknown(unit) }
            return
        }
        if let parent, !id.code.isWithin(parent) { return }
        guard !id.isPartOfGmina else {
            partsOfGminas += 1
            return
        }
        guard id.code.level == level.unitLevel else { return }
        guard units.contains(id.code) else {
            noteUnknown(unit)
            return
        }
        let present = units.kind(of: id.code)
        for answer in unit.values { add(answer, of: id, unit.name, isOfPresentKind: present == nil || present == id.code.kindDigit) }
    }

    private mutating func add(_ answer: BDLValue, of id: BDLUnitID, _ name: String, isOfPresentKind: Bool) {
        guard answer.year.utf8.count == 4, let year = Int(answer.year) else {
            otherPeriods.insert(answer.year)
            return
        }
        guard years.contains(year) else { return }
        var isUnknown = false
        let value = FlaggedValue(answer, isUnknownAttribute: &isUnknown)
        if isUnknown, let attribute = answer.attribute {
            unknownAttributes.insert(attribute)
            unknownAttributeCount += 1
        }
        let place = Place(code: id.code, year: year)
        let cell = Cell(value: value, isOfPresentKind: isOfPresentKind)
        guard let other = cells[place] else {
            cells[place] = cell
            return
        }
        cells[place] = merged(other, cell, place: place, name: name)
    }

    /// A gmina whose kind changed (a village became a town) stands in the bank under both kinds, each with its own years.
    /// Where both have something, a number goes before none, another number before 0, and the present kind before a former one.
    private mutating func merged(_ a: Cell, _ b: Cell, place: Place, name: String) -> Cell {
        guard let first = a.value.value, let second = b.value.value else {
            if a.value.value != nil { return a }
            if b.value.value != nil { return b }
            return [a, b].first { $0.value.flag != .missing } ?? a
        }
        if first == second { return a.isOfPresentKind ? a : b }
        if first == 0 { return b }
        if second == 0 { return a }
        doubleValues += 1
        if doubleExamples.count < Self.exampleLimit { doubleExamples.append("\(name) \(place.year)") }
        return a.isOfPresentKind ? a : b
    }

    private mutating func noteUnknown(_ unit: BDLUnitSeries) {
        // Former units without a value in these years are only the bank's bookkeeping.
        let hasValue = unit.values.contains { answer in
            guard let year = Int(answer.year), years.contains(year) else { return false }
            var isUnknown = false
            return FlaggedValue(answer, isUnknownAttribute: &isUnknown).value.map { $0 != 0 } ?? false
        }
        if hasValue { unknownUnits.append("\(unit.name) (\(unit.id))") }
    }

    var values: some Sequence<Double> { cells.values.lazy.compactMap(\.value.value) }

    /// Ordered by year and code.
    func observations(of indicator: IndicatorID) -> [Observation] {
        cells.sorted { $0.key < $1.key }.map { place, cell in
            Observation(
                indicator: indicator, period: Period(year: place.year), code: place.code, value: cell.value.value, flag: cell.value.flag)
        }
    }

    var unitCount: Int { Set(cells.keys.map(\.code)).count }
}
