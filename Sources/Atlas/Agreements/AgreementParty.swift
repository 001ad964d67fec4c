// SPDX-License-Identifier: Apache-2.0

/// One side of an agreement.
public struct AgreementParty: Sendable, Hashable {
    /// Who it is.
    public enum Member: Sendable, Hashable {
        /// An institution of the directory.
        case institution(InstitutionID)
        /// All institutions of a type that serve a unit or lie in it: “the welfare centres of powiat chrzanowski”.
        /// A welfare centre may have become a centre of social services: `OPS` means both.
        case all(InstitutionType, TERYTCode)
    }

    public enum Role: String, Sendable, Hashable, CaseIterable, Codable {
        case lead = "lider"
        case partner
        /// Supports without tasks of its own, as a patron or an observer.
        case supporter = "wspierajacy"

        public var name: LocalizedText {
            switch self {
            case .lead: LocalizedText(polish: "lider", english: "lead")
            case .partner: LocalizedText(polish: "partner", english: "partner")
            case .supporter: LocalizedText(polish: "wspierający", english: "supporter")
            }
        }
    }

    public var member: Member
    public var role: Role
    /// As the agreement names it, when that differs from the directory.
    public var name: String?
    /// The office of whoever signed, with the name where it is public: `dyrektor PUP`.
    public var signatory: String?
    /// Whom the other sides turn to.
    public var contact: CooperationCoordinator?

    public init(_ member: Member, role: Role = .partner, name: String? = nil, signatory: String? = nil, contact: CooperationCoordinator? = nil) {
        self.member = member
        self.role = role
        self.name = name
        self.signatory = signatory
        self.contact = contact
    }

    /// The institution, when it is a single one.
    public var institution: InstitutionID? {
        if case .institution(let id) = member { id } else { nil }
    }
}
