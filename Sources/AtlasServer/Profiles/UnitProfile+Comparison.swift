// SPDX-License-Identifier: Apache-2.0

import Atlas

/// A second unit set beside the first.
enum UnitComparison: Sendable {
    case none
    /// Nothing fits what was asked, or it is of another level.
    case refused(String, Reason)
    /// Several units have the name.
    case ambiguous(String, [TerritorialUnit])
    case with(TerritorialUnit)

    enum Reason: Sendable { case unknown, otherLevel(TerritorialUnit), same }

    private static let candidateLimit = 12

    /// - Parameter text: a TERC code or a name, as someone types it.
    init(_ text: String?, for unit: TerritorialUnit, in territory: Territory) {
        guard let text else {
            self = .none
            return
        }
        if let code = try? TERYTCode(text), let found = territory.unit(code)?.unit {
            self = Self.checked(found, text, unit)
            return
        }
        // The list of suggestions writes the parent behind the name.
        let name = text.split(separator: ",").first.map(String.init) ?? text
        let plain = ["powiat ", "gmina ", "województwo "].reduce(name) { $0.hasPrefix($1) ? String($0.dropFirst($1.count)) : $0 }
        let found = territory.search(plain, level: unit.level).map(\.unit)
        let exact = found.filter { $0.name.lowercased() == plain.lowercased() && $0.code != unit.code }
        let full = exact.filter { $0.fullName.lowercased() == name.lowercased() }
        if let only = found.first, found.count == 1 {
            self = Self.checked(only, text, unit)
        } else if let only = full.first, full.count == 1 {
            self = .with(only)
        } else if let only = exact.first, exact.count == 1 {
            self = .with(only)
        } else if found.isEmpty {
            self = .refused(text, .unknown)
        } else {
            self = .ambiguous(text, Array((exact.isEmpty ? found : exact).prefix(Self.candidateLimit)))
        }
    }

    private static func checked(_ found: TerritorialUnit, _ text: String, _ unit: TerritorialUnit) -> UnitComparison {
        if found.code == unit.code { return .refused(text, .same) }
        return found.level == unit.level ? .with(found) : .refused(text, .otherLevel(found))
    }

    var unit: TerritorialUnit? { if case .with(let unit) = self { unit } else { nil } }
}
