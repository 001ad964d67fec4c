// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Synchronization
import TileGeometry

/// The values of the indicator that a request adds to units.
struct UnitValues: Sendable {
    /// What was asked for.
    struct Choice: Sendable {
        let coverage: IndicatorCoverage
        let period: Period?

        /// nil without an indicator.
        /// - Throws: 400 for an indicator or period that there is not, or a period without an indicator.
        init?(_ query: QueryReader, _ snapshot: AtlasSnapshot) throws {
            let asked = try query.period("period")
            guard let text = try query.text("indicator", maximumLength: 400) else {
                if let asked { throw Problem.badParameter("period", asked.text, accepted: "a period together with indicator") }
                return nil
            }
            let coverage = try Problem.refusingParameter("indicator") { try snapshot.existing(text) }
            self.coverage = coverage
            period = try asked.map { asked in try Problem.refusingParameter("period") { try coverage.existing(asked) } }
        }
    }

    private let choice: Choice?
    /// By version of the data: units of several days may stand in one answer.
    private let columns: [String: IndicatorTable.Column]
    private let level: UnitLevel

    init(_ query: QueryReader, level: UnitLevel, snapshots: [AtlasSnapshot]) async throws {
        self.level = level
        guard let newest = snapshots.first(where: { $0.past == nil }) ?? snapshots.first else {
            choice = nil
            columns = [:]
            return
        }
        let choice = try Choice(query, newest)
        self.choice = choice
        var columns: [String: IndicatorTable.Column] = [:]
        if let choice {
            var known: Set<String> = []
            for snapshot in snapshots where known.insert(snapshot.dataVersion).inserted {
                if let period = choice.period {
                    columns[snapshot.dataVersion] = try await snapshot.column(choice.coverage.indicator.id, level: level, period: period)
                } else {
                    let table = try await snapshot.table(choice.coverage.indicator.id, level: level)
                    columns[snapshot.dataVersion] = table.flatMap { table in table.newestPeriod.flatMap(table.column) }
                }
            }
        }
        self.columns = columns
    }

    /// Nothing when no indicator was asked for.
    func properties(of unit: TerritorialUnit, _ snapshot: AtlasSnapshot) -> [(name: String, value: JSONValue)] {
        guard let choice else { return [] }
        let column = columns[snapshot.dataVersion]
        let place = snapshot.territory.positions[unit.code.stem]
        let flag = column.map { column in place.flatMap { column.flags[$0] } } ?? .missing
        return [
            ("indicator", .string(choice.coverage.indicator.id.text)), ("period", JSONValue((column?.period ?? choice.period)?.text)),
            ("value", JSONValue(place.flatMap { column?.values[$0] })), ("flag", JSONValue(flag?.rawValue)),
        ]
    }
}

/// Boundaries of units out of the shared arcs that are in memory for drawing.
final class UnitShapes: Sendable {
    private let level: UnitLevel
    /// Shapes by code, for each set of boundaries.
    private let known = Mutex<[ObjectIdentifier: [String: Topology.Shape]]>([:])

    init(level: UnitLevel) {
        self.level = level
    }

    /// nil for a unit whose boundary the atlas does not know.
    func geometry(of unit: MappedUnit, _ snapshot: AtlasSnapshot) -> FeatureGeometry? {
        shape(of: unit, snapshot).map { FeatureGeometry($0, snapshot.tiles.geometry.topology) }
    }

    /// The same as references to the shared arcs.
    func shape(of unit: MappedUnit, _ snapshot: AtlasSnapshot) -> Topology.Shape? {
        let topology = snapshot.tiles.geometry.topology
        let shape = known.withLock { known in
            let shapes =
                known[ObjectIdentifier(snapshot.tiles)]
                ?? Dictionary((topology.layer(named: level.rawValue)?.shapes ?? []).map { ($0.code, $0) }) { first, _ in first }
            known[ObjectIdentifier(snapshot.tiles)] = shapes
            return shapes[unit.unit.code.stem]
        }
        // Bounds come from the same boundaries; where there are none the unit is not on this map.
        return unit.bounds == nil ? nil : shape
    }
}
