// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography

/// A style applied to values: classes, legend and colours. Made once and shared by all answers.
struct ClassifiedMap: Sendable {
    let style: MapStyle
    let table: IndicatorTable
    /// Classes, counts and histogram over all units of the level.
    let legend: Legend
    /// The colours of the layer's shapes, for tiles.
    let colouring: UnitColouring
    /// The colour of each unit, in the order of the level's units.
    let unitColours: [Colour]
    /// What each unit shows, in the order of the level's units.
    let values: [UnitValue]
    /// What the area as a whole has: the value of the województwo or the country itself, never a mean of
    /// its units.
    let areaValue: Double?
    let statistics: ValueStatistics?
    /// A number that follows from the data's version and the style.
    let identity: UInt64
}

extension AtlasSnapshot {
    /// A style applied to the values of this version of the data, from memory if it was asked for before.
    func classified(_ style: MapStyle) async throws -> ClassifiedMap {
        if let known = classifications[style] { return known }
        guard let table = try await table(style.indicator, level: style.level) else {
            throw Problem.notFound("indicator", style.indicator.text)
        }
        let area = style.within ?? .country
        let areaValue = try await self.table(style.indicator, level: area.level)?.column(style.period)
            .flatMap { column in territory.positions[area.stem].flatMap { column.values[$0] } }
        return try classify(style, table, areaValue: areaValue)
    }

    /// The same without waiting: nil when the values are not in memory.
    func classifiedIfLoaded(_ style: MapStyle) -> ClassifiedMap? {
        if let known = classifications[style] { return known }
        let area = style.within ?? .country
        guard let table = loadedTable(style.indicator, level: style.level),
            let areaTable = loadedTable(style.indicator, level: area.level)
        else { return nil }
        let areaValue = areaTable.column(style.period).flatMap { column in territory.positions[area.stem].flatMap { column.values[$0] } }
        return try? classify(style, table, areaValue: areaValue)
    }

    private func classify(_ style: MapStyle, _ table: IndicatorTable, areaValue: Double?) throws -> ClassifiedMap {
        let units = territory.units(at: style.level)
        let column = table.column(style.period)
        let isInArea = units.map { unit in style.within.map(unit.unit.code.isWithin) ?? true }
        let values: [UnitValue] = units.indices.map { index in
            guard isInArea[index] else { return .outsideRegion }
            guard let column else { return .noData }
            if let value = column.values[index] { return .value(value) }
            return column.flags[index] == .notApplicable ? .notApplicable : .noData
        }
        let reference: [Double]? =
            style.isPooled
            ? table.columns.flatMap { column in
                column.values.indices.compactMap { isInArea[$0] ? column.values[$0] : nil }
            } : nil
        let choropleth: Choropleth
        do {
            choropleth = try Choropleth(
                values: values, style: style.choropleth, decimals: table.indicator.decimals, reference: reference)
        } catch {
            throw Problem(status: .badRequest, detail: error.localizedDescription)
        }
        let numbers = values.compactMap { if case .value(let number) = $0 { number } else { nil } }
        let map = ClassifiedMap(
            style: style, table: table, legend: choropleth.legend,
            colouring: UnitColouring(
                slots: (tiles.shapeStems[style.level] ?? []).map { stem in
                    territory.positions[stem].map { choropleth.colouring.slots[$0] } ?? UnitColouring.noDataSlot
                },
                classColours: choropleth.colouring.classColours),
            unitColours: choropleth.colouring.slots.map(choropleth.colouring.colour(ofSlot:)),
            values: values, areaValue: areaValue, statistics: ValueStatistics(numbers),
            identity: StrongETag.hash(dataVersion, style.canonicalText))
        classifications.store(map, for: style)
        return map
    }
}

extension ClassifiedMap {
    /// The place of each unit's value from the highest, equal values sharing one; nil without a value or
    /// outside the area.
    var ranks: [Int?] {
        let numbers = values.map { if case .value(let number) = $0 { number } else { Double.nan } }
        let descending = numbers.filter { !$0.isNaN }.sorted(by: >)
        var places: [Double: Int] = [:]
        for (index, number) in descending.enumerated() where places[number] == nil { places[number] = index + 1 }
        return numbers.map { $0.isNaN ? nil : places[$0] }
    }
}

/// Order statistics of the values on a map.
struct ValueStatistics: Sendable, Hashable {
    let count: Int
    let minimum: Double
    let median: Double
    let maximum: Double

    /// Nil without values. The median of an even number of values is the mean of the middle two.
    init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        count = sorted.count
        minimum = first
        maximum = last
        let middle = sorted.count / 2
        median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
