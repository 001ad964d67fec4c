// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import Statistics

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
    /// What the columns and rows of a bivariate legend stand for; nil for other maps.
    let axes: BivariateAxes?
    /// A number that follows from the data's version and the style.
    let identity: UInt64
}

/// The two measures of a bivariate map: the first varies along the columns of its legend, the second along the rows.
struct BivariateAxes: Sendable, Hashable {
    let columns: LocalizedText
    let rows: LocalizedText
}

/// What a tile needs of a style: colours for the layer's shapes, and nothing that people read.
struct TileColouring: Sendable {
    let colouring: UnitColouring
    /// A number that follows from the data's version and the style.
    let identity: UInt64
}

/// Classes of a map, shared by all palettes.
struct ClassifiedUnits: Sendable {
    let table: IndicatorTable
    let classes: UnitClasses
    /// The slots of the layer's shapes, in the layer's order.
    let shapeSlots: UnitSlots
}

extension AtlasSnapshot {
    /// A style applied to the values of this version of the data, from memory if it was asked for before.
    func classified(_ style: MapStyle) async throws -> ClassifiedMap {
        if let known = maps[style] { return known }
        let units = try await classifiedUnits(style)
        let area = style.within ?? .country
        let areaValue = try await table(style.indicator, of: area, beside: style.level)?.column(style.period)
            .flatMap { column in territory.positions[area.stem].flatMap { column.values[$0] } }
        let choropleth = Choropleth(classes: units.classes, style: style.choropleth, decimals: units.table.indicator.decimals)
        let tile = tileColouring(style, units)
        let map = ClassifiedMap(
            style: style, table: units.table, legend: choropleth.legend, colouring: tile.colouring,
            unitColours: choropleth.colouring.slots.map(choropleth.colouring.colour(ofSlot:)), values: units.classes.values,
            areaValue: areaValue,
            // Names have no median.
            statistics: units.classes.categories != nil ? nil : ValueStatistics(units.classes.values.compactMap { if case .value(let number) = $0 { number } else { nil } }),
            axes: axes(of: style.indicator), identity: tile.identity)
        maps.store(map, for: style)
        return map
    }

    private func axes(of id: IndicatorID) -> BivariateAxes? {
        guard id.isComputed, var expression = try? IndicatorExpression(id.text) else { return nil }
        while case .at(let part, _) = expression { expression = part }
        guard case .bivariate(let first, let second) = expression, let columns = try? coverage(of: first), let rows = try? coverage(of: second)
        else { return nil }
        return BivariateAxes(columns: columns.indicator.name, rows: rows.indicator.name)
    }

    /// The colours of tiles in a style.
    func tileColouring(_ style: MapStyle) async throws -> TileColouring {
        if let known = colourings[style] { return known }
        return tileColouring(style, try await classifiedUnits(style))
    }

    /// The same without waiting: nil when the values are not in memory.
    func tileColouringIfLoaded(_ style: MapStyle) -> TileColouring? {
        if let known = colourings[style] { return known }
        return classifiedUnitsIfLoaded(style).map { tileColouring(style, $0) }
    }

    private func tileColouring(_ style: MapStyle, _ units: ClassifiedUnits) -> TileColouring {
        let tile = TileColouring(
            colouring: UnitColouring(slots: units.shapeSlots, palette: units.palette(style.choropleth)),
            identity: StrongETag.hash(version(of: style.indicator), style.canonicalText))
        colourings.store(tile, for: style)
        return tile
    }

    /// The classes of a style without waiting: nil when the values are not in memory.
    func classifiedUnitsIfLoaded(_ style: MapStyle) -> ClassifiedUnits? {
        if let known = classifications[style.withoutColours] { return known }
        guard let table = loadedTable(style.indicator, level: style.level) else { return nil }
        return try? classify(style, table)
    }

    private func classifiedUnits(_ style: MapStyle) async throws -> ClassifiedUnits {
        if let known = classifications[style.withoutColours] { return known }
        guard let table = try await table(style.indicator, level: style.level) else {
            throw Problem.notFound("indicator", style.indicator.text)
        }
        return try classify(style, table)
    }

    private func classify(_ style: MapStyle, _ table: IndicatorTable) throws -> ClassifiedUnits {
        let units = territory.units(at: style.level)
        let column = table.column(style.period)
        let isInArea: [Bool]
        if let within = style.within {
            isInArea = units.map { $0.unit.code.isWithin(within) }
        } else {
            isInArea = Array(repeating: true, count: units.count)
        }
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
        let classes: UnitClasses
        do {
            if let categories = table.categories {
                classes = UnitClasses(values: values, categories: categories)
            } else {
                classes = try UnitClasses(values: values, style: style.choropleth, reference: reference)
            }
        } catch {
            throw Problem(status: .badRequest, detail: error.localizedDescription)
        }
        let classified = ClassifiedUnits(
            table: table, classes: classes,
            shapeSlots: UnitSlots(
                (shapePositions[style.level] ?? []).map { position in
                    position.map { classes.slots[$0] } ?? UnitColouring.noDataSlot
                }))
        classifications.store(classified, for: style.withoutColours)
        return classified
    }
}

extension ClassifiedMap {
    /// The place of each unit's value from the highest, equal values sharing one; nil without a value or
    /// outside the area.
    var ranks: [Int?] {
        Ranking(values.map { if case .value(let number) = $0 { number } else { nil } }).places
    }
}

extension ClassifiedMap {
    /// What the map takes in memory, for the budget of a cache: values, ranks and colours of the units, and the table, which
    /// it keeps alive.
    var costBytes: Int { 4_096 + values.count * 24 + colouring.slots.count + table.costBytes }
}

extension ClassifiedUnits {
    /// The colours of the classes, shared by all maps that have them.
    func palette(_ style: ChoroplethStyle) -> SlotPalette {
        guard classes.categories == nil, let scheme = ColourScheme.all.firstIndex(where: { $0.name == style.scheme.name }) else {
            return SlotPalette(classColours: classes.colours(style))
        }
        return .shared(schemeIndex: scheme, classes: classes.breaks.classCount, reversed: style.isReversed)
    }

    /// What the classes take in memory, for the budget of a cache, with the table, which they keep alive.
    var costBytes: Int { 2_048 + classes.values.count * 18 + shapeSlots.values.count + table.costBytes }
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
