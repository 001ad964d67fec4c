// SPDX-License-Identifier: Apache-2.0

/// A task that some public body owes to every place, and who does it there.
public struct Responsibility: Sendable, Hashable {
    /// The tasks, from the body nearest to people up.
    public enum Role: String, Sendable, Hashable, CaseIterable, Codable {
        /// Social welfare of the gmina: an OPS or a CUS.
        case welfare = "OPS"
        /// Family support, foster care, disability: a PCPR, or the OPS of a city with powiat rights.
        case family = "PCPR"
        case labour = "PUP"
        case crisis = "OIK"
        case regionalPolicy = "ROPS"
        case regionalLabour = "WUP"
        case supervision = "UW"

        /// The types whose entries do the task.
        public var types: Set<InstitutionType> {
            switch self {
            case .welfare: [.ops, .cus]
            case .family: [.pcpr]
            case .labour: [.pup]
            case .crisis: [.oik]
            case .regionalPolicy: [.rops]
            case .regionalLabour: [.wup]
            case .supervision: [.uw]
            }
        }

        /// The level of the unit whose body it is.
        public var level: UnitLevel {
            switch self {
            case .welfare: .gmina
            case .family, .labour, .crisis: .powiat
            case .regionalPolicy, .regionalLabour, .supervision: .wojewodztwo
            }
        }

        /// Whether every unit of the level must have such a body; a crisis centre need not be one of its own.
        public var isOwed: Bool { self != .crisis }
    }

    /// Why a body is responsible for a place.
    public enum Reason: Sendable, Hashable {
        /// The law or its statute gives it the unit.
        case statutory(TERYTCode)
        /// One office serves several powiats: all of them.
        case shared([TERYTCode])
        /// In a city with powiat rights the city's welfare centre does the powiat's task.
        case cityDoesPowiatTask(TERYTCode)
        /// An agreement extends its work here.
        case agreement(TERYTCode)
        /// It says so itself.
        case declared(TERYTCode)

        /// The word for programs.
        public var kind: String {
            switch self {
            case .statutory, .shared, .cityDoesPowiatTask: "statutory"
            case .agreement: "agreement"
            case .declared: "declared"
            }
        }
    }

    /// An institution that does the task, and why.
    public struct Body: Sendable, Hashable {
        public let entry: DirectoryEntry
        public let reason: Reason
    }

    public let role: Role
    /// The unit whose task it is.
    public let unit: TERYTCode
    /// The bodies in the directory, statutory ones first; empty when the directory lacks an entry.
    public let bodies: [Body]

    /// Who does each task for a place.
    ///
    /// - Parameters:
    ///   - place: a gmina, powiat or województwo; a city with powiat rights as its gmina. Tasks of units smaller
    ///     than the place are left out.
    ///   - entries: the entries whose area contains the place, in any order.
    public static func all(for place: TERYTCode, among entries: [DirectoryEntry]) -> [Responsibility] {
        Role.allCases.compactMap { role in
            guard let unit = place.ancestor(at: role.level) else { return nil }
            var bodies = entries.filter { role.types.contains($0.type) }.compactMap { body($0, role: role, place: place) }
            if role == .family, place.isWithinCityWithPowiatRights, bodies.isEmpty {
                bodies = entries.filter { Role.welfare.types.contains($0.type) && $0.area(containing: place)?.basis == .statutory }
                    .map { Body(entry: $0, reason: .cityDoesPowiatTask(unit)) }
            }
            guard role.isOwed || !bodies.isEmpty else { return nil }
            bodies.sort { ($0.order, $0.entry.id) < ($1.order, $1.entry.id) }
            return Responsibility(role: role, unit: unit, bodies: bodies)
        }
    }

    private static func body(_ entry: DirectoryEntry, role: Role, place: TERYTCode) -> Body? {
        guard let area = entry.area(containing: place) else { return nil }
        switch area.basis {
        case .agreement: return Body(entry: entry, reason: .agreement(area.code))
        case .declared: return Body(entry: entry, reason: .declared(area.code))
        case .statutory:
            let powiats = entry.served.filter { $0.basis == .statutory && $0.code.level == .powiat }.map(\.code)
            return Body(
                entry: entry, reason: role == .labour && powiats.count > 1 ? .shared(powiats) : .statutory(area.code))
        }
    }
}

extension Responsibility.Body {
    fileprivate var order: Int {
        switch reason {
        case .statutory, .shared, .cityDoesPowiatTask: 0
        case .agreement: 1
        case .declared: 2
        }
    }
}
