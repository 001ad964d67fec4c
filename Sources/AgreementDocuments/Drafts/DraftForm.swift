// SPDX-License-Identifier: Apache-2.0

import Atlas

/// A text of the form in both languages of the pages.
public struct FormText: Sendable, Hashable, Decodable {
    public let pl: String
    public let en: String

    public var localized: LocalizedText { LocalizedText(polish: PolishTypography.bound(pl), english: en) }
}

/// One thing that the form asks for.
public struct DraftField: Sendable, Hashable, Decodable {
    public enum Kind: String, Sendable, Hashable, Decodable {
        case line, text, date, number, money, email, choice, flag, hidden
        /// One item on each line.
        case list
        /// Rows of the table of legal bases.
        case bases
        /// On which side of the variant a party stands.
        case side
    }

    public struct Option: Sendable, Hashable, Decodable {
        public let value: String
        public let label: FormText
    }

    public let id: String
    public let kind: Kind
    public let label: FormText
    public let help: FormText?
    /// Most characters.
    public let limit: Int?
    /// The accepted range of a number.
    public let min: Int?
    public let max: Int?
    public let options: [Option]?
    private let optional: Bool?

    public var isOptional: Bool { optional ?? false }
    public var characterLimit: Int { limit ?? 200 }
    /// Whether something stands in it without anybody having written it.
    var hasDefault: Bool { [.choice, .side, .hidden, .flag].contains(kind) }
}

/// Fields that belong together, once or as rows that can be repeated.
public struct DraftGroup: Sendable, Hashable, Decodable {
    public struct Rows: Sendable, Hashable, Decodable {
        public let min: Int
        public let max: Int
        public let one: FormText
        public let add: FormText
    }

    public let id: String
    public let title: FormText
    public let help: FormText?
    public let rows: Rows?
    /// The variants that have it; nil when all have.
    public let variants: [String]?
    public let fields: [DraftField]

    public func field(_ id: String) -> DraftField? { fields.first { $0.id == id } }
}

/// Something that guidelines ask an agreement to say, and the fields that say it.
public struct RequiredContent: Sendable, Hashable, Decodable {
    public let id: String
    public let label: FormText
    public let variants: [String]?
    /// Each is a field or alternatives: `validTo|openEnded`; `parties.name` is a field of every row.
    public let needs: [String]
}

/// An act that an agreement can rest on. The law changes, so each row says on what day it was looked at.
public struct LegalBasis: Sendable, Hashable, Decodable {
    public let id: String
    /// In Polish, as it stands in a document.
    public let citation: String
    /// The day of the state of the law that the row shows.
    public let checkedOn: String
    /// The last day of an act that is no longer in force.
    public let until: String?
    public let note: FormText
}

/// A sort of agreement: who takes part, what it has to say and in which clauses it says so.
public struct DraftVariant: Sendable, Hashable, Decodable {
    /// How the document calls itself, in the cases that the clauses need.
    public struct Noun: Sendable, Hashable, Decodable {
        public let nom: String
        public let gen: String
        public let loc: String
        public let acc: String
        /// `zawarte`, `zawarta`.
        public let concluded: String
    }

    public struct Side: Sendable, Hashable, Decodable {
        public let id: String
        /// Types of institutions that usually stand on it; empty for any.
        public let types: [String]
        /// The defined term: `Ośrodek`.
        public let term: String
        /// `Ośrodkiem`, after „zwany dalej”.
        public let instrumental: String
        public let definition: String
        public let label: FormText
    }

    public let id: String
    public let name: FormText
    public let summary: FormText
    /// What somebody who chooses it has to know about the law.
    public let caution: FormText?
    public let heading: String
    public let noun: Noun
    public let needsLead: Bool
    public let sides: [Side]
    public let contents: [String]
    public let clauses: [String]
    /// What the form starts with.
    public let values: [String: String]
    public let rows: [String: [[String: String]]]

    /// The side for an institution of a type; the last one takes what fits nowhere.
    public func side(for type: InstitutionType) -> String {
        (sides.first { $0.types.contains(type.rawValue) } ?? sides.first { $0.types.isEmpty } ?? sides.last)?.id ?? ""
    }
}
