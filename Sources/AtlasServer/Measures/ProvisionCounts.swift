// SPDX-License-Identifier: Apache-2.0

import Atlas

/// How much help of a type the directory knows of in each unit.
///
/// An institution counts where its seat is. The directory is no census: in a województwo for which it has no
/// institution of the type at all, nothing is known; where it has some, a unit without one has none.
struct ProvisionCounts {
    enum What {
        case institutions
        /// Places as their services state them. A unit whose institutions do not say is unknown.
        case places
    }

    private let territory: Territory
    /// By the stem of every unit that holds an institution's seat; nil where an institution does not say.
    private var numbers: [String: Double?] = [:]
    private let known: Set<String>

    init(type: InstitutionType, what: What, entries: [DirectoryEntry], territory: Territory) {
        self.territory = territory
        var known = Set<String>()
        for entry in entries where entry.type == type {
            guard let seat = entry.gmina else { continue }
            let number: Double?
            switch what {
            case .institutions: number = 1
            case .places:
                let places = entry.services.compactMap(\.capacity)
                number = places.isEmpty ? nil : Double(places.reduce(0, +))
            }
            for level in UnitLevel.allCases {
                guard let unit = seat.ancestor(at: level) else { continue }
                let sum = numbers[unit.stem, default: 0]
                numbers[unit.stem] = .some(sum.flatMap { sum in number.map { sum + $0 } })
            }
            if let region = seat.ancestor(at: .wojewodztwo) { known.insert(region.stem) }
        }
        self.known = known
    }

    /// One number a unit of the level, in the order of the level's units; nil where it is not known.
    func values(level: UnitLevel) -> [Double?] {
        let codes = level == .kraj ? [TERYTCode.country] : territory.units(at: level).map(\.unit.code)
        return codes.map { code in
            if let number = numbers[code.stem] { return number }
            return code.ancestor(at: .wojewodztwo).map { known.contains($0.stem) } ?? false ? 0 : nil
        }
    }
}
