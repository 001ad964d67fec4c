// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Which agreements work in one of some units: as `AgreementRegistry.works(_:in:)` for each of them, for questions about many agreements.
public struct AgreementReach: Sendable {
    private let registry: AgreementRegistry
    private let isEverywhere: Bool
    /// By the units that areas name, whether one contains a unit asked about or lies within one.
    private let isAreaInReach: [Bool]
    /// By the registry's `powiats`, whether a unit asked about contains the powiat.
    private let isPowiatInside: [Bool]
    /// The stems of units smaller than a powiat: the gmina of a seat decides.
    private let gminas: Set<String>

    public init(_ units: [TERYTCode], in registry: AgreementRegistry) {
        self.registry = registry
        isEverywhere = units.contains { $0.level == .kraj }
        isAreaInReach = registry.bonds.areaUnits.map { area in units.contains { $0.isWithin(area) || area.isWithin($0) } }
        isPowiatInside = registry.powiats.map { powiat in units.contains { powiat.isWithin($0) } }
        gminas = Set(units.lazy.filter { $0.level == .gmina }.map(\.stem))
    }

    /// - Parameter agreement: a place in the registry.
    public func contains(_ agreement: Int) -> Bool {
        if isEverywhere { return true }
        for area in registry.bonds.areas[agreement] where isAreaInReach[Int(area)] { return true }
        for place in registry.bonds.institutions(of: agreement) {
            guard let powiat = registry.powiatNumber(of: Int(place)) else { continue }
            if isPowiatInside[powiat] { return true }
            if !gminas.isEmpty, let gmina = registry.institutions[Int(place)].gmina, gminas.contains(gmina.stem) { return true }
        }
        return false
    }
}
