// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// A unit with all its indicators against its powiat, its województwo and the country.
struct UnitModel: Sendable {
    struct Row: Sendable {
        let indicator: Indicator
        let period: Period
        let value: Double?
        let flag: ObservationFlag?
        let powiat: Double?
        let wojewodztwo: Double?
        let country: Double?
        /// The place within the województwo (for a województwo within the country) from the highest value,
        /// and the number of units with a value.
        let rank: (place: Int, count: Int)?
        let trend: [TrendPoint]
    }

    struct TrendPoint: Sendable {
        let period: Period
        let value: Double?
        let isForecast: Bool
    }

    let mapped: MappedUnit
    let parents: [MappedUnit]
    let children: [MappedUnit]
    let changes: [UnitChange]
    let rows: [Row]
    /// Institutions that serve the unit, those of the smallest area first.
    let institutions: [DirectoryEntry]

    init(_ mapped: MappedUnit, in snapshot: AtlasSnapshot) async throws {
        let unit = mapped.unit
        self.mapped = mapped
        parents = snapshot.territory.parents(of: unit.code)
        children = snapshot.territory.children(of: unit.code)
        changes = snapshot.territory.changes[unit.code.stem] ?? []
        institutions = try await snapshot.directory.index.serving(unit.code)
        var rows: [Row] = []
        for coverage in snapshot.indicators where coverage.levels.contains(unit.level) {
            if let row = try await Self.row(coverage, unit, snapshot) { rows.append(row) }
        }
        self.rows = rows
    }

    /// The newest period in which the unit has a value or a reason for having none; forecasts only when
    /// there is nothing else. Nil when nobody ever said anything about this unit.
    private static func row(_ coverage: IndicatorCoverage, _ unit: TerritorialUnit, _ snapshot: AtlasSnapshot) async throws -> Row? {
        let id = coverage.indicator.id
        guard let position = snapshot.territory.positions[unit.code.stem], let table = try await snapshot.table(id, level: unit.level)
        else { return nil }
        let known = table.columns.filter { $0.flags[position] != .missing }
        guard let column = known.last(where: { !$0.isForecast }) ?? known.last else { return nil }
        func value(of code: TERYTCode?) async throws -> Double? {
            guard let code, let position = snapshot.territory.positions[code.stem] else { return nil }
            return try await snapshot.table(id, level: code.level)?.column(column.period)?.values[position]
        }
        let peersArea: TERYTCode = unit.code.ancestor(at: .wojewodztwo).flatMap { $0 == unit.code ? nil : $0 } ?? .country
        let peers = snapshot.territory.units(at: unit.level)
        let peerValues = zip(peers, column.values).compactMap { $0.unit.code.isWithin(peersArea) ? $1 : nil }
        let own = column.values[position]
        return Row(
            indicator: coverage.indicator, period: column.period, value: own, flag: column.flags[position],
            powiat: unit.level == .gmina ? try await value(of: unit.code.ancestor(at: .powiat)) : nil,
            wojewodztwo: unit.level == .wojewodztwo ? nil : try await value(of: unit.code.ancestor(at: .wojewodztwo)),
            country: try await value(of: .country),
            rank: own.map { own in (peerValues.count { $0 > own } + 1, peerValues.count) },
            trend: table.columns.count > 1
                ? table.columns.map { TrendPoint(period: $0.period, value: $0.values[position], isForecast: $0.isForecast) } : [])
    }
}
