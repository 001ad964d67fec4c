// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird

/// What somebody may do with the accounts of others: an administrator everything, a coordinator what concerns the institutions
/// of their powiats.
struct AccountAdministration: Sendable {
    let actor: Account
    let snapshot: AtlasSnapshot
    /// The entries that rights of the accounts at hand name.
    private(set) var institutions: [InstitutionID: Institution] = [:]

    /// - Parameters:
    ///   - accounts: those at hand.
    ///   - grants: further rights that are asked about.
    init(_ actor: Account, _ accounts: [Account], _ grants: [Grant] = [], in snapshot: AtlasSnapshot) async throws {
        self.actor = actor
        self.snapshot = snapshot
        let ids = Set((accounts.flatMap(\.grants) + grants).compactMap { if case .editor(let id) = $0 { id } else { nil } })
        for institution in try await snapshot.store.institutions(Array(ids)) { institutions[institution.id] = institution }
    }

    /// Which accounts the lists of somebody hold; nil for all.
    static func scope(of powers: Powers) -> [TERYTCode]? { powers.isAdministrator ? nil : powers.powiats }

    func mayGive(_ grant: Grant) -> Bool { actor.powers.mayGive(grant) { institutions[$0] } }

    /// Whether they see the account at all.
    func maySee(_ account: Account) -> Bool {
        actor.powers.isAdministrator
            || account.grants.contains { grant in
                if case .coordinator(let powiat) = grant { return actor.powers.powiats.contains(powiat) }
                return mayGive(grant)
            }
    }

    /// Whether the account as a whole is in their hands: letting it in, recovering it, disabling it. An account that has rights
    /// elsewhere too is not.
    func mayManage(_ account: Account) -> Bool {
        actor.powers.isAdministrator || (account.id != actor.id && !account.grants.isEmpty && account.grants.allSatisfy(mayGive))
    }

    /// The roles that they may give.
    var roles: [Role] { actor.powers.isAdministrator ? Role.allCases : [.editor] }

    func name(_ grant: Grant, _ phrases: AccountPhrases) -> String { phrases.right(grant, territory: snapshot.territory, institutions: institutions) }

    /// For the fields of a form that asks for a right.
    func fields(_ choice: RightChoice, _ reading: RightChoice.Reading?, _ language: Language) -> TemplateValues {
        let fault = reading?.fault(language)
        let candidates = reading?.candidates ?? []
        return templateValues([
            "roles": roles.map { role -> TemplateValues in
                ["value": role.rawValue, "name": language.of(role.name), "isChosen": role == (choice.role ?? .editor)]
            },
            "hasOneRole": roles.count == 1, "role": roles.first?.rawValue, "hasManyRoles": roles.count > 1,
            "institution": choice.institution, "powiat": choice.powiat,
            "powiats": roles.contains(.coordinator)
                ? (snapshot.territory.units[.powiat] ?? []).map { unit -> TemplateValues in ["text": "\(unit.unit.fullName) (\(unit.unit.code.stem))"] } : nil,
            "candidates": candidates.map { candidate -> TemplateValues in
                ["id": candidate.id.text, "name": candidate.name, "detail": candidate.detail]
            }, "hasCandidates": !candidates.isEmpty,
            "roleFault": choice.role == nil ? fault : nil, "powiatFault": choice.role == .coordinator ? fault : nil,
            "institutionFault": choice.role == .editor ? fault : nil,
        ])
    }
}
