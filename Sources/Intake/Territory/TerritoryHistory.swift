// SPDX-License-Identifier: Apache-2.0

import Atlas

/// The units of the current register with the earlier states that differ, and the table of changes between
/// the two. The day of a change lies between the days of the two states and is not known any closer: a state
/// is dated by the first day on which a register that was read shows it.
public struct TerritoryHistory: Sendable {
    /// Current and closed states, ordered by code, the earlier state first.
    public let units: [TerritorialUnit]
    /// Ordered by code.
    public let changes: [UnitChange]

    /// Matches gminas by the first six digits of their codes.
    /// - Precondition of the result: every gmina of both inputs is in `units`; one that is only in the earlier
    ///   division is closed and reported as abolished.
    public init(register: TERCRegister, earlier: EarlierDivision) {
        var units: [TerritorialUnit] = []
        var changes: [UnitChange] = []
        var before = Dictionary(uniqueKeysWithValues: earlier.gminas.map { ($0.code, $0) })

        func change(_ code: TERYTCode, _ kind: UnitChange.Kind, _ old: String?, _ new: String?) {
            changes.append(
                UnitChange(code: code, kind: kind, before: old, after: new, notBefore: earlier.date, notAfter: register.date))
        }
        func closed(_ gmina: EarlierDivision.Gmina) -> TerritorialUnit {
            TerritorialUnit(code: gmina.code, kind: gmina.kind, name: gmina.name, validFrom: nil, validTo: register.date)
        }

        for unit in register.units {
            guard unit.level == .gmina else {
                units.append(unit)
                continue
            }
            guard let old = before.removeValue(forKey: unit.code) else {
                units.append(unit.beginning(register.date))
                change(unit.code, .created, nil, unit.name)
                continue
            }
            guard old.name != unit.name || old.kind != unit.kind else {
                units.append(unit)
                continue
            }
            units.append(closed(old))
            units.append(unit.beginning(register.date))
            if old.name != unit.name { change(unit.code, .renamed, old.name, unit.name) }
            if old.kind != unit.kind { change(unit.code, .retyped, old.kind.rawValue, unit.kind.rawValue) }
        }
        for gone in before.values {
            units.append(closed(gone))
            change(gone.code, .abolished, gone.name, nil)
        }
        self.units = units.sorted { ($0.code, $0.validTo == nil ? 1 : 0) < ($1.code, $1.validTo == nil ? 1 : 0) }
        self.changes = changes.sorted { ($0.code, $0.kind.rawValue) < ($1.code, $1.kind.rawValue) }
    }

    /// The units whose state holds today.
    public var currentUnits: [TerritorialUnit] { units.filter { $0.validTo == nil } }
}

extension TerritorialUnit {
    func beginning(_ day: Period) -> TerritorialUnit {
        TerritorialUnit(
            code: code, kind: kind, name: name, validFrom: day, validTo: validTo,
            areaSquareKilometers: areaSquareKilometers, hasBoundary: hasBoundary)
    }
}
