// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What entries can be asked for besides words: types, services, target groups and problems, as numbers.
struct ConceptTable: Sendable {
    let concepts: [SearchConcept]
    private let numbers: [SearchConcept: Int]
    let taxonomy: Taxonomy
    /// By concept: for a term, itself and its narrower terms.
    private(set) var narrower: [[Int]] = []
    /// By concept: for a term, its broader terms, the nearest first.
    private(set) var broader: [[Int]] = []
    /// By concept: for a service or target group the problems that it stands beside.
    private(set) var problems: [[Int]] = []
    /// How many services the law gives a type, by type number: few mean that the type is made for them.
    let statutoryCounts: [Int]
    /// The services of a PCPR, which the welfare centres of cities with powiat rights have too.
    static let types = InstitutionType.allCases

    init(_ taxonomy: Taxonomy) {
        self.taxonomy = taxonomy
        var concepts: [SearchConcept] = Self.types.map(SearchConcept.type)
        for term in taxonomy.terms {
            switch term.kind {
            case .service: concepts.append(.service(term.id))
            case .target: concepts.append(.target(term.id))
            case .problem: concepts.append(.problem(term.id))
            }
        }
        self.concepts = concepts
        let numbers = Dictionary(concepts.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        self.numbers = numbers
        statutoryCounts = Self.types.map { taxonomy.statutoryServices(of: $0, inCityWithPowiatRights: false).count }

        let first = Self.types.count
        narrower = concepts.indices.map { [$0] }
        broader = concepts.indices.map { _ in [] }
        problems = concepts.indices.map { _ in [] }
        for (offset, term) in taxonomy.terms.enumerated() {
            let number = first + offset
            for above in taxonomy.lineage(term.id).dropFirst() {
                guard let position = taxonomy.position(above.id), above.kind == term.kind, position != offset else { continue }
                broader[number].append(first + position)
                narrower[first + position].append(number)
            }
            problems[number] = term.relatedIDs.compactMap { numbers[.problem($0)] }
        }
    }

    var count: Int { concepts.count }

    func number(_ concept: SearchConcept) -> Int? { numbers[concept] }

    func term(_ id: String) -> Int? {
        guard let position = taxonomy.position(id) else { return nil }
        return Self.types.count + position
    }

    static func number(_ type: InstitutionType) -> Int { types.firstIndex(of: type) ?? 0 }

    /// What a row of the thesaurus names; nil for a concept that does not exist.
    func number(thesaurus concept: String) -> Int? {
        if concept.hasPrefix("type:") { return InstitutionType(rawValue: String(concept.dropFirst(5))).map(Self.number) }
        return term(concept)
    }

    func kind(_ number: Int) -> TaxonomyTerm.Kind? {
        switch concepts[number] {
        case .type: nil
        case .service: .service
        case .target: .target
        case .problem: .problem
        }
    }
}
