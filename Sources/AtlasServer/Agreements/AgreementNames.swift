// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// Names of what agreements name by ids and codes.
struct AgreementNames: Sendable {
    let registry: AgreementRegistry
    let territory: Territory
    let taxonomy: Taxonomy
    let language: Language

    /// Who a party is: as the agreement names it, as the directory does, or what the group is made of.
    func name(_ party: AgreementParty) -> String {
        if let name = party.name { return name }
        switch party.member {
        case .institution(let id): return registry.place(of: id).map { registry.institutions[$0].name } ?? id.text
        case .all(let type, let code):
            return "\(language.of(type.label)) – \(unit(code))"
        }
    }

    func unit(_ code: TERYTCode) -> String {
        code.level == .kraj ? language.choose("cała Polska", "all of Poland") : territory.unit(code)?.unit.fullName ?? code.stem
    }

    func term(_ id: String) -> String { taxonomy.term(id).map { language.of($0.name) } ?? id }

    /// The places of the parties, leads before partners before supporters.
    func order(_ agreement: Agreement) -> [Int] {
        agreement.parties.indices.sorted { a, b in
            let (first, second) = (Self.rank(agreement.parties[a].role), Self.rank(agreement.parties[b].role))
            return first == second ? a < b : first < second
        }
    }

    private static func rank(_ role: AgreementParty.Role) -> Int { AgreementParty.Role.allCases.firstIndex(of: role) ?? 0 }

    /// How many institutions each party binds, by the place of the party.
    func boundCounts(_ place: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: registry.agreements[place].parties.count)
        for member in registry.members[place] { counts[member.party] += 1 }
        return counts
    }
}
