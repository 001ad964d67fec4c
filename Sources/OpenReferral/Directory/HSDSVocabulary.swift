// SPDX-License-Identifier: Apache-2.0

import Atlas

/// The taxonomies of the exchange and their terms: types of services, target groups, problems, types of institutions, and the
/// facts that the standard has no member for.
public struct HSDSVocabulary: Sendable {
    /// The taxonomies; raw values are the `link_type` of attributes.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case serviceType = "service-type"
        case targetGroup = "target-group"
        case problem
        case institutionType = "institution-type"
        case fact

        /// The id of the taxonomy in this exchange.
        public var id: HSDSIdentifier { HSDSIdentifier(kind: "taxonomy", id: rawValue) }

        init(_ kind: TaxonomyTerm.Kind) {
            switch kind {
            case .service: self = .serviceType
            case .target: self = .targetGroup
            case .problem: self = .problem
            }
        }

        var name: LocalizedText {
            switch self {
            case .serviceType: LocalizedText(polish: "Rodzaje usług", english: "Types of services")
            case .targetGroup: LocalizedText(polish: "Grupy docelowe", english: "Target groups")
            case .problem: LocalizedText(polish: "Problemy", english: "Problems")
            case .institutionType: LocalizedText(polish: "Rodzaje instytucji", english: "Types of institutions")
            case .fact: LocalizedText(polish: "Cechy wpisów", english: "Facts of entries")
            }
        }

        var explanation: LocalizedText {
            switch self {
            case .serviceType: LocalizedText(polish: "Co instytucje robią dla ludzi.", english: "What institutions do for people.")
            case .targetGroup: LocalizedText(polish: "Dla kogo są usługi.", english: "Whom services are for.")
            case .problem: LocalizedText(polish: "Z czym ludzie przychodzą.", english: "What people come with.")
            case .institutionType:
                LocalizedText(polish: "Rodzaje instytucji według ustaw i praktyki.", english: "Types of institutions by law and practice.")
            case .fact:
                LocalizedText(
                    polish: "Cechy, na które standard nie ma pola; sama cecha jest wartością atrybutu.",
                    english: "Facts that the standard has no member for; the fact itself is the value of the attribute.")
            }
        }
    }

    static let termKind = "taxonomy_term"

    /// The id of a term of the directory's taxonomy.
    public static func termID(_ id: String) -> HSDSIdentifier { HSDSIdentifier(kind: termKind, id: id) }

    /// The id of the term of an institution type.
    public static func termID(_ type: InstitutionType) -> HSDSIdentifier { HSDSIdentifier(kind: termKind, id: "type:\(type.rawValue)") }

    /// In the order of `Kind`.
    public let taxonomies: [HSDSTaxonomy]
    /// By taxonomy, in the order of the directory's table. Without the nested taxonomy.
    public let terms: [HSDSTaxonomyTerm]
    private let positions: [String: Int]
    private let kinds: [Kind]

    /// - Parameter english: whether names are the English ones.
    public init(_ taxonomy: Taxonomy, english: Bool = false) {
        func pick(_ text: LocalizedText) -> String { english ? text.english : text.polish }
        taxonomies = Kind.allCases.map { HSDSTaxonomy(id: $0.id.text, name: pick($0.name), description: pick($0.explanation)) }
        var terms: [HSDSTaxonomyTerm] = []
        var kinds: [Kind] = []
        func add(_ kind: Kind, id: HSDSIdentifier, code: String, parent: String?, name: LocalizedText, explanation: LocalizedText) {
            let title = pick(name).nonEmpty ?? name.polish
            terms.append(
                HSDSTaxonomyTerm(
                    id: id.text, code: code, name: title, description: pick(explanation).nonEmpty ?? title,
                    parentID: parent.map { Self.termID($0).text }, taxonomy: pick(kind.name), language: english ? "en" : "pl",
                    taxonomyID: kind.id.text))
            kinds.append(kind)
        }
        for kind in TaxonomyTerm.Kind.allCases {
            for term in taxonomy.terms(of: kind) {
                add(
                    Kind(kind), id: Self.termID(term.id), code: term.id, parent: term.parentID, name: term.name, explanation: term.explanation)
            }
        }
        for type in InstitutionType.allCases {
            add(.institutionType, id: Self.termID(type), code: type.rawValue, parent: nil, name: type.name, explanation: type.name)
        }
        for fact in HSDSFact.allCases {
            add(
                .fact, id: fact.termID, code: fact.rawValue, parent: nil, name: LocalizedText(polish: fact.name.polish, english: fact.name.english),
                explanation: LocalizedText(polish: fact.explanation.polish, english: fact.explanation.english))
        }
        self.terms = terms
        self.kinds = kinds
        positions = Dictionary(terms.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
    }

    /// The term with an id in small letters; nil for an unknown one.
    func term(_ id: String) -> HSDSTaxonomyTerm? { positions[id].map { terms[$0] } }

    func kind(ofTerm id: String) -> Kind? { positions[id].map { kinds[$0] } }

    /// A term with its taxonomy nested.
    func nested(_ term: HSDSTaxonomyTerm) -> HSDSTaxonomyTerm {
        var term = term
        term.taxonomyDetail = taxonomies.first { $0.id == term.taxonomyID }
        return term
    }
}
