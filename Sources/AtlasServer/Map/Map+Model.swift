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
        selectedUnit = try query.code("unit").flatMap { snapshot.territory.unit($0) }
    }

    private static func withoutForeignPeriod(_ query: QueryReader, _ snapshot: AtlasSnapshot) async throws -> QueryReader {
        guard let id = try query.text("indicator"), let wanted = try query.period("period") else { return query }
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
        let ranks = map.ranks
        let rows = units.indices.filter { style.within.map(units[$0].unit.code.isWithin) ?? true }.map { index in
            Row(
                unit: units[index].unit, value: column?.values[index], flag: column.map { $0.flags[index] } ?? .missing,
                rank: ranks[index], colour: map.unitColours[index])
        }
        return rows.sortedInPolish { $0.unit.name }.enumerated().sorted { a, b in
            let ranks = (a.element.rank ?? .max, b.element.rank ?? .max)
            return ranks.0 != ranks.1 ? ranks.0 < ranks.1 : a.offset < b.offset
        }.map(\.element)
    }
}
