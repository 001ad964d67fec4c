// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Which agreements work in one of some units: as `AgreementRegistry.works(_:in:)` for each of them, for questions about many agreements.
public struct AgreementReach: Sendable {
    private let registry: AgreementRegistry
    private let isEverywhere: Bool
    /// The stems of the units, and of all that contain them.
    private let inside: Set<String>
    private let around: Set<String>
    /// By the registry's `powiats`, whether one of the units contains the powiat.
    private let isPowiatInside: [Bool]
    /// Whether a unit is smaller than a powiat, so that the gmina of a seat decides.
    private let hasGminas: Bool

    public init(_ units: [TERYTCode], in registry: AgreementRegistry) {
        self.registry = registry
        isEverywhere = units.contains { $0.level == .kraj }
        inside = Set(units.map(\.stem))
        around = Set(units.flatMap { unit in UnitLevel.allCases.compactMap { unit.ancestor(at: $0)?.stem } })
        isPowiatInside = registry.powiats.map { powiat in units.contains { powiat.isWithin($0) } }
        hasGminas = units.contains { $0.level == .gmina }
    }

    public func contains(_ agreement: Int) -> Bool {
        if isEverywhere { return true }
        if registry.agreements[agreement].area.contains(where: { around.contains($0.stem) || isInside($0.stem) }) { return true }
        return registry.bonds.institutions(of: agreement).contains { place in
            guard let powiat = registry.powiatNumber(of: Int(place)) else { return false }
            return isPowiatInside[powiat] || (hasGminas && registry.institutions[Int(place)].gmina.map { inside.contains($0.stem) } ?? false)
        }
    }

    /// Whether a unit lies in one of those asked about.
    private func isInside(_ stem: String) -> Bool {
        if inside.contains(stem) { return true }
        for level in [UnitLevel.wojewodztwo, .powiat] where stem.utf8.count > level.codeLength && inside.contains(String(stem.prefix(level.codeLength))) { return true }
        return false
    }
}
