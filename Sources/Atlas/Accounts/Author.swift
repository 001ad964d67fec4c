// SPDX-License-Identifier: Apache-2.0

/// Who made a change of a document.
public enum Author: Sendable, Hashable {
    /// A person with an account: its number and the name at the time; the name is empty when the account is gone.
    case account(Int64, String)
    /// An import: its number in the log, when it has one, and what it was, such as `directory`.
    case importing(Int?, String)
    /// A suggestion from the public, and the account that accepted it.
    case suggestion(Int64, acceptedBy: Int64? = nil, name: String = "")
    /// The institution itself, by a secret link sent to its address.
    case institution(InstitutionID)
    /// A command or a task of the program, in words.
    case program(String)

    /// The word for tables and addresses.
    public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        case account
        case importing = "import"
        case suggestion, institution, program
    }

    public var kind: Kind {
        switch self {
        case .account: .account
        case .importing: .importing
        case .suggestion: .suggestion
        case .institution: .institution
        case .program: .program
        }
    }

    /// Whether people made it on purpose, so that no import may undo it unasked.
    public var isByHand: Bool {
        switch self {
        case .account, .suggestion, .institution: true
        case .importing, .program: false
        }
    }

    /// The account whose decision it was.
    public var account: Int64? {
        switch self {
        case .account(let number, _): number
        case .suggestion(_, let number, _): number
        default: nil
        }
    }

    /// The name of the person, the import or the task as it was at the time; empty when it is not known any more.
    public var name: String {
        switch self {
        case .account(_, let name), .suggestion(_, _, let name): name
        case .importing(_, let description), .program(let description): description
        case .institution(let id): id.text
        }
    }
}
