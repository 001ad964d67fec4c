// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cooperation

/// Which agreements a question about deadlines is about.
struct DeadlineScope: Sendable {
    let day: CalendarDay
    /// Days ahead.
    let horizon: Int
    let unit: MappedUnit?
    /// A place in the registry.
    let institution: Int?
    let kind: AgreementKind?

    /// The same agreements, farther or less far ahead.
    func within(_ horizon: Int) -> DeadlineScope {
        DeadlineScope(day: day, horizon: horizon, unit: unit, institution: institution, kind: kind)
    }

    /// Whether agreements, by their places, are asked about.
    func filter(in registry: AgreementRegistry) -> (Int) -> Bool {
        let reach = unit.map { AgreementReach([$0.unit.code], in: registry) }
        return { agreement in
            if let kind, registry.agreements[agreement].kind != kind { return false }
            if let institution, !registry.members[agreement].contains(where: { $0.institution == institution }) { return false }
            return reach?.contains(agreement) ?? true
        }
    }
}

/// The dates of the agreements of the latest registries.
final class AgreementCalendars: Sendable {
    private let known = LeastRecentlyUsed<String, AgreementCalendar>(capacity: 2)

    func of(_ registry: AgreementRegistry, _ version: String) -> AgreementCalendar {
        if let calendar = known[version] { return calendar }
        let made = AgreementCalendar(registry)
        known.store(made, for: version)
        return made
    }
}

/// Agreements by the time that is left to them.
struct DeadlinesModel: Sendable {
    let scope: DeadlineScope
    let expiry: AgreementExpiry
    let calendar: AgreementCalendar
    let registry: AgreementRegistry
    let snapshot: AtlasSnapshot

    init(_ scope: DeadlineScope, _ calendars: AgreementCalendars, in snapshot: AtlasSnapshot) async throws {
        let registry = try await snapshot.registry
        self.scope = scope
        self.registry = registry
        self.snapshot = snapshot
        calendar = calendars.of(registry, snapshot.registryVersion)
        expiry = AgreementExpiry(calendar, on: scope.day, within: scope.horizon, where: scope.filter(in: registry))
    }
}

/// Whom to call about one side of an agreement.
struct PartyContact: Sendable {
    /// As the agreement or the directory names the side.
    let name: String
    let role: AgreementParty.Role
    /// Nil when the side is a group.
    let institution: DirectoryEntry?
    /// How many institutions a group stands for.
    let groupSize: Int?
    /// The person that the agreement names, or else the coordinator of cooperation of the directory.
    let person: CooperationCoordinator?
    /// Whether the person stands in the agreement itself.
    let isOfAgreement: Bool
    /// The number of the person, or else of the institution.
    let phone: Phone?

    static func all(of agreement: Int, in registry: AgreementRegistry, _ wording: DeadlineWording) -> [PartyContact] {
        registry.agreements[agreement].parties.enumerated().map { number, party in
            let entry = party.institution.flatMap { registry.place(of: $0) }.map { registry.institutions[$0] }
            var size: Int?
            if entry == nil { size = registry.members[agreement].reduce(0) { $0 + ($1.party == number ? 1 : 0) } }
            let person = party.contact ?? entry?.coordinator
            return PartyContact(
                name: party.name ?? entry?.name ?? wording.member(party.member), role: party.role, institution: entry, groupSize: size,
                person: person, isOfAgreement: party.contact != nil, phone: person?.phone ?? entry?.phone)
        }
    }
}
