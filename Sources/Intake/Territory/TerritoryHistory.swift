// SPDX-License-Identifier: Apache-2.0

import Atlas

/// The units of the current register with the earlier states that differ, and the table of changes between
/// the two; see `DivisionHistory` for how changes are dated.
public struct TerritoryHistory: Sendable {
    /// Current and closed states, ordered by code, the earlier state first.
    public let units: [TerritorialUnit]
    /// Ordered by code.
    public let changes: [UnitChange]

    /// Matches gminas by the first six digits of their codes; the earlier division has only gminas, larger units are
    /// taken to have been the same.
    ///
    /// Every gmina of both inputs is in `units`; one that is only in the earlier division is closed and reported as
    /// abolished.
    /// - Throws: `DivisionHistoryError` when a recorded change does not fit the two states.
    public init(register: TERCRegister, earlier: EarlierDivision, recorded: [RecordedChange] = []) throws(DivisionHistoryError) {
        let larger = register.units.filter { $0.level != .gmina }
        let gminas = earlier.gminas.map { TerritorialUnit(code: $0.code, kind: $0.kind, name: $0.name) }
        let history = try DivisionHistory(
            states: [
                DivisionState(date: earlier.date, units: larger + gminas), DivisionState(date: register.date, units: register.units),
            ], recorded: recorded)
        units = history.units
        changes = history.changes
    }

    /// The units whose state holds today.
    public var currentUnits: [TerritorialUnit] { units.filter { $0.validTo == nil } }
}
