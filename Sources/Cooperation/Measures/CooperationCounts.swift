// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What a measure of cooperation counts in each unit of a level on some days.
///
/// The registry is no census. In a województwo for which it holds no dated agreement of the kind at all nothing is known; where it
/// holds one, a unit without any has none. Agreements without dates are left out: whether they hold nobody can say.
public struct CooperationCounts: Sendable {
    public struct Cell: Sendable, Hashable {
        /// Institutions with an agreement or a coordinator, agreements, or programmes.
        public let count: Int
        /// Of how many, for shares.
        public let total: Int?

        /// In per cent for shares; nil for a share of nothing.
        public var value: Double? {
            guard let total else { return Double(count) }
            return total > 0 ? Double(count) / Double(total) * 100 : nil
        }
    }

    /// By day, then by unit, in the order in which they were given; nil where nothing is known.
    public private(set) var cells: [[Cell?]] = []
    /// The stems of the województwa of which something is known. The country counts these.
    public private(set) var knownRegions = Set<String>()

    private let registry: AgreementRegistry
    private let days: [Period]
    private let units: [TERYTCode]
    private let level: UnitLevel
    private let places: [String: Int]

    /// - Parameters:
    ///   - days: ascending.
    ///   - units: of one level.
    public init(_ measure: CooperationMeasure, registry: AgreementRegistry, days: [Period], units: [TERYTCode]) {
        self.registry = registry
        self.days = days
        self.units = units
        level = units.first?.level ?? .kraj
        places = Dictionary(units.enumerated().map { ($0.element.stem, $0.offset) }) { first, _ in first }
        switch measure {
        case .welfareWithLabour, .familyWithLabour: countTies(registry.labourOfficeTies(measure))
        case .coordinators: countCoordinators()
        case .partnerships: countPartnerships()
        case .programmes: countProgrammes()
        }
    }

    // MARK: Shares

    private mutating func countTies(_ ties: [LabourOfficeTie]) {
        for tie in ties where tie.agreements.contains(where: { isDated(registry.agreements[$0]) }) { note(tie.unit) }
        share(ties.map { tie in (tie.institution, tie.unit, days.map { registry.state(of: tie, on: $0) }) })
    }

    /// The types that owe each other a coordinator.
    public static let typesWithCoordinators: Set<InstitutionType> = [.ops, .cus, .pcpr, .pup, .wup, .rops]

    private mutating func countCoordinators() {
        var rows: [(Int, TERYTCode, [LabourOfficeTie.State])] = []
        for place in registry.institutions.indices where Self.typesWithCoordinators.contains(registry.type(of: place)) {
            let institution = registry.institutions[place]
            guard let seat = institution.gmina else { continue }
            let contacts = institution.hasCoordinator ? [] : agreementsWithContact(of: place)
            if institution.hasCoordinator || !contacts.isEmpty { note(seat) }
            rows.append(
                (
                    place, seat,
                    days.map { day in
                        institution.hasCoordinator || contacts.contains { registry.agreements[$0].status(on: day) == .valid } ? .present : .missing
                    }
                ))
        }
        share(rows)
    }

    /// Agreements that name a contact on the side of an institution.
    private func agreementsWithContact(of institution: Int) -> [Int] {
        registry.agreementsOfInstitution[institution].filter { place in
            registry.agreements[place].parties.contains { party in
                party.institution == registry.institutions[institution].id && (party.contact?.isNamed ?? false)
            }
        }
    }

    /// Each institution counts once in a unit, however many gminas it serves there, with the best that is known of it.
    private mutating func share(_ rows: [(institution: Int, unit: TERYTCode, states: [LabourOfficeTie.State])]) {
        var byUnit = [[Int: [LabourOfficeTie.State]]](repeating: [:], count: units.count)
        for row in rows {
            guard let unit = place(of: row.unit), isKnown(row.unit) else { continue }
            if let earlier = byUnit[unit][row.institution] {
                byUnit[unit][row.institution] = zip(earlier, row.states).map(max)
            } else {
                byUnit[unit][row.institution] = row.states
            }
        }
        cells = days.indices.map { day in
            byUnit.map { institutions in
                var count = 0
                var total = 0
                for states in institutions.values where states[day] != .unknown {
                    total += 1
                    if states[day] == .present { count += 1 }
                }
                return total == 0 ? nil : Cell(count: count, total: total)
            }
        }
    }

    // MARK: Numbers

    /// Bodies that do public tasks by law, whoever else runs homes and clubs.
    public static let publicTypes: Set<InstitutionType> = [.ops, .cus, .pcpr, .pup, .wup, .rops, .uw, .oik, .urzad, .rada]
    public static let socialTypes: Set<InstitutionType> = [.ngo, .pes]

    /// A partnership counts once in every unit in which a public institution that it binds has its seat.
    private mutating func countPartnerships() {
        let registry = registry
        add { _, place in
            let members = registry.members[place].map(\.institution)
            guard members.contains(where: { Self.socialTypes.contains(registry.type(of: $0)) }) else { return nil }
            let seats = members.filter { Self.publicTypes.contains(registry.type(of: $0)) }.compactMap { registry.institutions[$0].gmina }
            return seats.isEmpty ? nil : (1, seats)
        }
    }

    /// A programme counts once for every agreement that carries it, in every unit in which the agreement works.
    private mutating func countProgrammes() {
        let registry = registry
        add { agreement, place in
            guard !agreement.programmes.isEmpty else { return nil }
            return (agreement.programmes.count, agreement.area + registry.members[place].compactMap { registry.institutions[$0.institution].gmina })
        }
    }

    /// - Parameter counted: how much an agreement adds, and to which units; nil for nothing.
    private mutating func add(_ counted: (Agreement, Int) -> (number: Int, units: [TERYTCode])?) {
        var numbers = [[Int]](repeating: [Int](repeating: 0, count: units.count), count: days.count)
        var within: [String: [Int]] = [:]
        for (place, unit) in units.enumerated() {
            for larger in UnitLevel.allCases where larger != level { unit.ancestor(at: larger).map { within[$0.stem, default: []].append(place) } }
        }
        let lastDays = days.map { Int32($0.lastDay) }
        for place in registry.agreements.indices where isDated(registry.agreements[place]) {
            guard let (number, codes) = counted(registry.agreements[place], place) else { continue }
            var touched = Set<Int>()
            for code in codes {
                note(code)
                if let unit = self.place(of: code) { touched.insert(unit) } else { touched.formUnion(within[code.stem] ?? []) }
            }
            for day in days.indices where registry.bonds.status(of: place, on: lastDays[day]) == .valid {
                for unit in touched { numbers[day][unit] += number }
            }
        }
        cells = numbers.map { row in
            row.enumerated().map { unit, number in isKnown(units[unit]) ? Cell(count: number, total: nil) : nil }
        }
    }

    // MARK: Units

    private static let regions = stride(from: 2, through: 32, by: 2).map { $0 < 10 ? "0\($0)" : "\($0)" }

    private mutating func note(_ code: TERYTCode) {
        if let region = code.ancestor(at: .wojewodztwo) { knownRegions.insert(region.stem) } else { knownRegions.formUnion(Self.regions) }
    }

    private func isKnown(_ code: TERYTCode) -> Bool {
        guard let region = code.ancestor(at: .wojewodztwo) else { return !knownRegions.isEmpty }
        return knownRegions.contains(region.stem)
    }

    /// The unit that contains a code or is it; nil when there is none, or when the code is larger than the level's units.
    private func place(of code: TERYTCode) -> Int? { code.ancestor(at: level).flatMap { places[$0.stem] } }

    private func isDated(_ agreement: Agreement) -> Bool { agreement.firstPeriod != nil || agreement.lastPeriod != nil }
}
