// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cooperation
import DirectorySearch

/// What the form of an agreement has to know of the rest: who the parties are, what can be renewed, what can be chosen.
struct AgreementMatter: Sendable {
    let powers: Powers
    /// Those that the form and the stored state name, and the account's own.
    let institutions: [InstitutionID: Institution]
    let registry: AgreementRegistry
    let territory: Territory
    let taxonomy: Taxonomy

    /// An agreement of the account's own institutions.
    func mayEdit(_ agreement: Agreement) -> Bool { powers.mayEdit(agreement) { institutions[$0] } }

    func unitName(_ code: TERYTCode) -> String? { code.level == .kraj ? "cała Polska" : territory.unit(code)?.unit.fullName }

    func fields(_ agreement: Agreement) -> EditorFields { EditorFields(agreement, unitName: unitName) }

    /// Who a party is.
    func name(_ member: AgreementParty.Member, _ language: Language) -> String {
        switch member {
        case .institution(let id): institutions[id]?.name ?? id.text
        case .all(let type, let code): "\(language.of(type.label)) – \(unitName(code) ?? code.stem)"
        }
    }

    /// Most agreements that the list of what can be renewed offers.
    private static let mostRenewable = 300

    /// Agreements that this one may renew: those of its parties, the latest begin first.
    func renewable(_ fields: EditorFields, besides own: AgreementID?) -> [Agreement] {
        var places = Set<Int>()
        for id in fields.institutions { if let place = registry.place(of: id) { places.formUnion(registry.agreementsOfInstitution[place]) } }
        if let chosen = try? AgreementID(fields["renews"]), let place = registry.place(of: chosen) { places.insert(place) }
        let found = places.map { registry.agreements[$0] }.filter { $0.id != own }
        let chosen = fields["renews"]
        return found.sorted { a, b in
            if (a.id.text == chosen) != (b.id.text == chosen) { return a.id.text == chosen }
            let (first, second) = (a.firstPeriod?.firstDay ?? 0, b.firstPeriod?.firstDay ?? 0)
            return first == second ? a.id < b.id : first > second
        }.prefix(Self.mostRenewable).map { $0 }
    }

    /// The agreements that the account looks after, by place; nil for all.
    var ownPlaces: Set<Int>? {
        if powers.isAdministrator { return nil }
        var own = Set(powers.institutions.compactMap { registry.place(of: $0) })
        for powiat in powers.powiats { own.formUnion(registry.institutions(seatedIn: powiat)) }
        return Set(own.flatMap { registry.agreementsOfInstitution[$0] })
    }
}

/// Makes the identity of a new agreement: the short names of two parties and the year, `pup-chrzanow-ops-libiaz-2024`.
enum AgreementIdentity {
    private static let longest = 60

    static func id(_ agreement: Agreement, isTaken: (AgreementID) -> Bool) -> AgreementID? {
        let names = agreement.parties.prefix(2).map { party -> String in
            switch party.member {
            case .institution(let id): id.text
            case .all(let type, let code): "\(type.rawValue.lowercased())-\(code.stem)"
            }
        }
        var stem = names.joined(separator: "-").prefix(longest).description
        while stem.hasSuffix("-") { stem.removeLast() }
        if stem.utf8.count < 2 { stem = "porozumienie" }
        if let year = agreement.firstPeriod?.year { stem += "-\(year)" }
        for number in 1...999 {
            let ending = number == 1 ? "" : "-\(number)"
            guard let id = try? AgreementID(stem + ending), !id.isReserved, !isTaken(id) else { continue }
            return id
        }
        return nil
    }
}
