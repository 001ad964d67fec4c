// SPDX-License-Identifier: Apache-2.0

import Atlas

/// A welfare or family institution, a unit for which it does its task, the labour offices that serve the unit, and the agreements
/// that bind it with one of them. Institutions and agreements by their places in the registry.
public struct LabourOfficeTie: Sendable, Hashable {
    public let institution: Int
    /// A gmina, or a powiat for tasks of the powiat.
    public let unit: TERYTCode
    /// Ascending; empty when the directory knows no labour office for the unit.
    public let offices: [Int]
    /// Of any status, ascending.
    public let agreements: [Int]

    /// What is known of a tie on a day.
    public enum State: Int, Sendable, Hashable, Comparable {
        /// The directory knows no labour office there, or the only agreement has no dates.
        case unknown
        case missing
        case present

        public static func < (a: State, b: State) -> Bool { a.rawValue < b.rawValue }
    }
}

/// All ties of a registry, ready by unit.
public struct LabourOfficeTies: Sendable {
    private let ties: [CooperationMeasure: [LabourOfficeTie]]
    /// The places of ties by the stems of their units and of all units above.
    private let places: [CooperationMeasure: [String: [Int]]]

    public init(_ registry: AgreementRegistry) {
        var ties: [CooperationMeasure: [LabourOfficeTie]] = [:]
        var places: [CooperationMeasure: [String: [Int]]] = [:]
        for measure in [CooperationMeasure.welfareWithLabour, .familyWithLabour] {
            let found = registry.labourOfficeTies(measure)
            var byStem: [String: [Int]] = [:]
            for (place, tie) in found.enumerated() {
                for level in UnitLevel.allCases {
                    if let unit = tie.unit.ancestor(at: level) { byStem[unit.stem, default: []].append(place) }
                }
            }
            ties[measure] = found
            places[measure] = byStem
        }
        self.ties = ties
        self.places = places
    }

    /// Those whose gmina or powiat lies in a unit or is it.
    public func ties(_ measure: CooperationMeasure, in code: TERYTCode) -> [LabourOfficeTie] {
        let all = ties[measure] ?? []
        return (places[measure]?[code.stem] ?? []).map { all[$0] }
    }

    /// All of them.
    public func ties(_ measure: CooperationMeasure) -> [LabourOfficeTie] { ties[measure] ?? [] }
}

/// The labour offices by the units that they serve.
public struct LabourOffices: Sendable {
    private var statutory: [String: [Int]] = [:]
    private var others: [String: [Int]] = [:]

    init(_ registry: AgreementRegistry) {
        for place in registry.institutions.indices where registry.type(of: place) == .pup {
            let institution = registry.institutions[place]
            for area in institution.served {
                if area.basis == .statutory { statutory[area.code.stem, default: []].append(place) } else { others[area.code.stem, default: []].append(place) }
            }
            if institution.served.isEmpty, let powiat = institution.gmina?.ancestor(at: .powiat) { others[powiat.stem, default: []].append(place) }
        }
    }

    /// Those that serve a gmina or powiat: by statute, or else by agreement, by their own word or by their seat.
    public func serving(_ code: TERYTCode) -> [Int] {
        for offices in [statutory, others] {
            let found = [UnitLevel.gmina, .powiat, .wojewodztwo].flatMap { level in code.ancestor(at: level).flatMap { offices[$0.stem] } ?? [] }
            if !found.isEmpty { return Array(Set(found)).sorted() }
        }
        return []
    }
}

extension AgreementRegistry {
    /// Whom the law makes partners of a labour office, with the agreements that they have with it.
    ///
    /// Of welfare centres each gmina that one serves is a tie of its own; of family support centres each powiat. In a city with powiat
    /// rights without a family support centre of its own the city's welfare centres do its tasks.
    /// - Parameter measure: `welfareWithLabour` or `familyWithLabour`; others have no ties.
    public func labourOfficeTies(_ measure: CooperationMeasure) -> [LabourOfficeTie] {
        guard measure == .welfareWithLabour || measure == .familyWithLabour else { return [] }
        let offices = LabourOffices(self)
        var pairs: [(institution: Int, unit: TERYTCode)] = []
        var cities: [String: [Int]] = [:]
        var servedPowiats = Set<String>()
        for place in institutions.indices {
            switch type(of: place) {
            case .ops, .cus:
                let units = gminas(of: institutions[place])
                if measure == .welfareWithLabour { pairs += units.map { (place, $0) } }
                for powiat in Set(units.compactMap { $0.isWithinCityWithPowiatRights ? $0.ancestor(at: .powiat) : nil }) {
                    cities[powiat.stem, default: []].append(place)
                }
            case .pcpr where measure == .familyWithLabour:
                for unit in powiats(of: institutions[place]) {
                    pairs.append((place, unit))
                    servedPowiats.insert(unit.stem)
                }
            default: break
            }
        }
        if measure == .familyWithLabour {
            for (stem, places) in cities.sorted(by: { $0.key < $1.key }) where !servedPowiats.contains(stem) {
                if let city = try? TERYTCode(stem) { pairs += places.map { ($0, city) } }
            }
        }
        var serving: [TERYTCode: [Int]] = [:]
        return pairs.map { institution, unit in
            let found = serving[unit] ?? offices.serving(unit)
            serving[unit] = found
            return LabourOfficeTie(institution: institution, unit: unit, offices: found, agreements: agreements(binding: institution, withOneOf: found))
        }
    }

    /// How a tie stands on a day.
    public func state(of tie: LabourOfficeTie, on day: Period) -> LabourOfficeTie.State {
        var isUndated = false
        let day = Int32(day.lastDay)
        for place in tie.agreements {
            switch bonds.status(of: place, on: day) {
            case .valid: return .present
            case .undated: isUndated = true
            case .planned, .expired: break
            }
        }
        return tie.offices.isEmpty || isUndated ? .unknown : .missing
    }

    /// The agreements, of any status, that bind an institution and at least one of the others, ascending.
    public func agreements(binding institution: Int, withOneOf others: [Int]) -> [Int] {
        var found = Set<Int>()
        let own = agreementsOfInstitution[institution]
        guard !own.isEmpty else { return [] }
        for other in others where other != institution {
            let theirs = agreementsOfInstitution[other]
            var (a, b) = (0, 0)
            while a < own.count, b < theirs.count {
                if own[a] == theirs[b] {
                    found.insert(own[a])
                    a += 1
                    b += 1
                } else if own[a] < theirs[b] {
                    a += 1
                } else {
                    b += 1
                }
            }
        }
        return found.sorted()
    }

    /// The gminas of a welfare centre: those that it serves by statute, or else that of its seat.
    private func gminas(of institution: DirectoryEntry) -> [TERYTCode] {
        let statutory = institution.served.filter { $0.basis == .statutory }.map(\.code)
        let gminas = statutory.filter { $0.level == .gmina }
        if !gminas.isEmpty { return gminas }
        // A city is written as its powiat, or not at all.
        return institution.gmina.map { [$0] } ?? statutory.filter { $0.level == .powiat }
    }

    private func powiats(of institution: DirectoryEntry) -> [TERYTCode] {
        let statutory = institution.served.filter { $0.basis == .statutory }.compactMap { $0.code.ancestor(at: .powiat) }
        if !statutory.isEmpty { return Array(Set(statutory)).sorted() }
        return institution.gmina.flatMap { $0.ancestor(at: .powiat) }.map { [$0] } ?? []
    }
}
