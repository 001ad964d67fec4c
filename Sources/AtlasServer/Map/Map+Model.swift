// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import PolishText

/// What the map page shows: one classified map and what there is to choose from.
struct MapModel: Sendable {
    let snapshot: AtlasSnapshot
    let coverage: IndicatorCoverage
    let map: ClassifiedMap
    let selectedUnit: MappedUnit?
    /// What the reader typed as manual breaks, to show it again.
    let breaksText: String
    let isManualFallback: Bool
    let form: AnalysisForm
    /// Why the analysis that the reader asked for is not shown.
    let obstacle: AnalysisObstacle?

    var indicator: Indicator { coverage.indicator }
    var style: MapStyle { map.style }

    init(_ query: QueryReader, in snapshot: AtlasSnapshot) async throws {
        self.snapshot = snapshot
        let breaksText = try query.text("breaks") ?? ""
        // Someone who has just chosen "manual" in the plain form has not typed limits yet: they see the
        // standard classes and the field, not an error.
        isManualFallback = try query.text("method") == ClassificationMethod.manual.rawValue && breaksText.isEmpty
        let usable = isManualFallback ? query.without("method") : query
        // Another indicator rarely has the same periods or levels; the form sends the old ones along.
        let style = try await MapStyle(
            query: try await Self.withoutForeignPeriod(usable, snapshot), snapshot: snapshot, requiresIndicator: false)
        self.breaksText = breaksText
        map = try await snapshot.classified(style)
        coverage = try snapshot.existing(style.indicator.text)
        form = AnalysisForm(style.indicator)
        obstacle = try query.choice("uwaga", AnalysisObstacle.self)
        selectedUnit = try query.code("unit").flatMap { snapshot.territory.unit($0) }
    }

    private static func withoutForeignPeriod(_ query: QueryReader, _ snapshot: AtlasSnapshot) async throws -> QueryReader {
        guard let id = try query.text("indicator", maximumLength: IndicatorExpression.lengthLimit), let wanted = try query.period("period") else { return query }
        return try snapshot.existing(id).periods.contains(wanted) ? query : query.without("period")
    }

    struct Row: Sendable {
        let unit: TerritorialUnit
        let value: Double?
        let flag: ObservationFlag?
        let rank: Int?
        let colour: Colour
    }

    /// The units of the area, the highest value first, those without one last by name.
    func rows() -> [Row] {
        let column = map.table.column(style.period)
        let units = snapshot.territory.units(at: style.level)
        let ranks = map.table.categories == nil ? map.ranks : Array(repeating: nil, count: units.count)
        let rows = units.indices.filter { style.within.map(units[$0].unit.code.isWithin) ?? true }.map { index in
            Row(
                unit: units[index].unit, value: column?.values[index], flag: column.map { $0.flags[index] } ?? .missing,
                rank: ranks[index], colour: map.unitColours[index])
        }
        return rows.sortedInPolish { $0.unit.name }.enumerated().sorted { a, b in
            let ranks = (a.element.rank ?? .max, b.element.rank ?? .max)
            if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
            // Classes have no places: the ones that say most come first.
            let weights = (weight(of: a.element), weight(of: b.element))
            return weights.0 != weights.1 ? weights.0 > weights.1 : a.offset < b.offset
        }.map(\.element)
    }

    /// Where a class stands in the list: high among high first, what is not significant late; units without one last.
    private func weight(of row: Row) -> Double {
        guard let categories = map.table.categories, let value = row.value else { return -1 }
        if categories == .bivariate { return (value / 3).rounded(.down) + value.truncatingRemainder(dividingBy: 3) }
        let order = ["isolated", "not-significant", "low-high", "high-low", "low-low", "high-high"]
        return Int(exactly: value).flatMap { categories.all.indices.contains($0) ? categories.all[$0].id : nil }
            .flatMap { order.firstIndex(of: $0) }.map(Double.init) ?? -1
    }
}
