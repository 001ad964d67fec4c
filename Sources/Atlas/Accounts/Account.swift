// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Somebody who signs in.
public struct Account: Sendable, Hashable, Identifiable {
    /// The database's number; never given to another account.
    public let id: Int64
    public var email: EmailAddress
    /// As colleagues see it beside changes.
    public var name: String
    /// In the order of what they may.
    public var grants: [Grant]
    /// Of mail and pages: `pl` or `en`.
    public var language: String
    public var hasPassword: Bool
    /// Whether signing in asks for a code beside the password.
    public var hasSecondStep: Bool
    public let createdAt: Date
    public var lastSignInAt: Date?
    /// Set when it can no longer sign in.
    public var disabledAt: Date?

    public init(
        id: Int64, email: EmailAddress, name: String, grants: [Grant], language: String = "pl", hasPassword: Bool = false,
        hasSecondStep: Bool = false, createdAt: Date, lastSignInAt: Date? = nil, disabledAt: Date? = nil
    ) {
        self.id = id
        self.email = email
        self.name = name
        self.grants = grants.sorted()
        self.language = language
        self.hasPassword = hasPassword
        self.hasSecondStep = hasSecondStep
        self.createdAt = createdAt
        self.lastSignInAt = lastSignInAt
        self.disabledAt = disabledAt
    }

    public var isActive: Bool { disabledAt == nil }
    public var powers: Powers { Powers(grants) }
}

/// What somebody with certain grants may do. The one place that knows.
public struct Powers: Sendable, Hashable {
    public let grants: [Grant]

    public init(_ grants: [Grant]) {
        self.grants = grants
    }

    public func has(_ role: Role) -> Bool { grants.contains { $0.role == role } }
    public var isAdministrator: Bool { has(.administrator) }

    /// The powiats of a coordinator.
    public var powiats: [TERYTCode] {
        grants.compactMap { if case .coordinator(let powiat) = $0 { powiat } else { nil } }
    }

    /// The institutions of an editor.
    public var institutions: [InstitutionID] {
        grants.compactMap { if case .editor(let id) = $0 { id } else { nil } }
    }

    private func coordinates(_ code: TERYTCode?) -> Bool {
        code.map { code in powiats.contains { code.isWithin($0) } } ?? false
    }

    /// Its entry: the editor's own, the coordinator's with the seat in the powiat.
    public func mayEdit(_ institution: Institution) -> Bool {
        isAdministrator || institutions.contains(institution.id) || coordinates(institution.seat?.gmina)
    }

    /// A new entry with its seat in that gmina.
    public func mayAddInstitution(in gmina: TERYTCode?) -> Bool { isAdministrator || coordinates(gmina) }

    /// Removing an entry or giving it another type or identity is not the institution's own affair.
    public func mayRemove(_ institution: Institution) -> Bool { isAdministrator || coordinates(institution.seat?.gmina) }

    /// An agreement to which one of their institutions is a party.
    /// - Parameter institution: the entry of an identity.
    public func mayEdit(_ agreement: Agreement, institution: (InstitutionID) -> Institution?) -> Bool {
        if isAdministrator { return true }
        return agreement.parties.contains { party in
            switch party.member {
            case .institution(let id): institutions.contains(id) || coordinates(institution(id)?.seat?.gmina)
            case .all(let type, let code):
                coordinates(code)
                    || institutions.contains { id in
                        guard let own = institution(id) else { return false }
                        return own.type == type && (own.serves(code) || own.seat?.gmina?.isWithin(code) == true)
                    }
            }
        }
    }

    /// Practices, recommendations and the taxonomy belong to the region.
    public var mayEditKnowledge: Bool { isAdministrator }
    /// Indicators and their values.
    public var mayImport: Bool { isAdministrator }
    /// What is not for everybody: history with the names of those who changed something.
    public var mayReadHistory: Bool { isAdministrator || has(.coordinator) || has(.reader) }

    /// Whom they may invite, and whose grants they may change.
    /// - Parameter institution: the entry of an identity.
    public func mayGive(_ grant: Grant, institution: (InstitutionID) -> Institution?) -> Bool {
        if isAdministrator { return true }
        guard case .editor(let id) = grant, let entry = institution(id) else { return false }
        return coordinates(entry.seat?.gmina)
    }
}
