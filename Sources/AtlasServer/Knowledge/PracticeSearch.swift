// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch

/// What a list of practices is asked for.
struct PracticeQuery: Sendable {
    var text = ""
    var kinds: Set<Practice.Kind> = []
    var problems: Set<String> = []
    var targets: Set<String> = []
    var services: Set<String> = []
    /// Where it works.
    var unit: TERYTCode?
    var institution: InstitutionID?

    var isEmpty: Bool {
        text.isEmpty && kinds.isEmpty && problems.isEmpty && targets.isEmpty && services.isEmpty && unit == nil && institution == nil
    }

    /// The query as an address carries it.
    var parameters: [(String, String)] {
        var list: [(String, String)] = text.isEmpty ? [] : [("q", text)]
        list += Practice.Kind.allCases.filter(kinds.contains).map { ("kind", $0.rawValue) }
        list += problems.sorted().map { ("problem", $0) } + targets.sorted().map { ("target", $0) } + services.sorted().map { ("service", $0) }
        if let unit { list.append(("unit", unit.stem)) }
        if let institution { list.append(("institution", institution.text)) }
        return list
    }
}

extension RouteParameter {
    static let practices: [RouteParameter] = [
        .init("q", "words as people type them; diacritics, inflection and typing slips do not matter"),
        .init("kind", "may stand several times", form: .choice(Practice.Kind.allCases.map(\.rawValue))),
        .init("problem", "id of a problem of the taxonomy; may stand several times"),
        .init("target", "id of a target group; may stand several times"),
        .init("service", "id of a service; may stand several times"),
        .init("unit", "TERC code of a unit in which the practice works"),
        .init("institution", "id of an institution that leads or uses it"), .lang,
    ]
}

extension QueryReader {
    func practiceQuery(in snapshot: AtlasSnapshot, _ directory: DirectorySnapshot) throws -> PracticeQuery {
        func terms(_ name: String, _ kind: TaxonomyTerm.Kind) throws -> Set<String> {
            Set(
                try texts(name).map { id in
                    guard directory.taxonomy.term(id)?.kind == kind else {
                        throw Problem.badParameter(name, id, accepted: "the id of a \(kind.rawValue); GET /api/v1/taxonomy lists them")
                    }
                    return id
                })
        }
        var query = PracticeQuery(text: try searchText())
        query.kinds = Set(
            try texts("kind").map { text in
                guard let kind = Practice.Kind(rawValue: text) else {
                    throw Problem.badParameter("kind", text, accepted: Practice.Kind.allCases.map(\.rawValue).joined(separator: ", "))
                }
                return kind
            })
        query.problems = try terms("problem", .problem)
        query.targets = try terms("target", .target)
        query.services = try terms("service", .service)
        query.unit = try unitFilter(in: snapshot)
        query.institution = try institutionFilter(in: directory)
        return query
    }

    /// A unit that exists.
    func unitFilter(in snapshot: AtlasSnapshot) throws -> TERYTCode? {
        guard let code = try code("unit") else { return nil }
        return try snapshot.territory.existing(code.description).unit.code
    }

    /// An institution of the directory.
    func institutionFilter(in directory: DirectorySnapshot) throws -> InstitutionID? {
        guard let text = try text("institution", maximumLength: 100) else { return nil }
        guard let id = try? InstitutionID(text), directory.index.entry(id) != nil else {
            throw Problem.badParameter("institution", text, accepted: "the id of an institution of the directory; GET /api/v1/institutions lists them")
        }
        return id
    }
}

/// The practices that a query finds, with what other filters would leave.
struct PracticeFinds: Sendable {
    /// Places in the knowledge base, the best first, or in its order without a text.
    let found: [Int]
    let corrections: [Understanding.Correction]
    let kinds: [Practice.Kind: Int]
    let problems: [String: Int]
    let targets: [String: Int]
    /// By województwo.
    let regions: [TERYTCode: Int]

    init(_ query: PracticeQuery, knowledge: KnowledgeSnapshot, directory: DirectorySnapshot) {
        let matched = knowledge.search(query.text, in: directory)
        corrections = matched.corrections
        var found: [Int] = []
        var kinds: [Practice.Kind: Int] = [:]
        var problems: [String: Int] = [:]
        var targets: [String: Int] = [:]
        var regions: [TERYTCode: Int] = [:]
        for place in matched.hits.map(\.place) {
            let practice = knowledge.practices[place]
            guard query.services.isEmpty || !query.services.isDisjoint(with: practice.serviceIDs),
                query.institution.map({ practice.institutionIDs.contains($0) }) ?? true
            else { continue }
            // Groups count with their narrower ones: who helps the unemployed helps those unemployed for long.
            let groups = Set(practice.targetIDs.flatMap { directory.taxonomy.lineage($0).map(\.id) })
            let passes = [
                query.kinds.isEmpty || query.kinds.contains(practice.kind),
                query.problems.isEmpty || !query.problems.isDisjoint(with: practice.problemIDs),
                query.targets.isEmpty || !query.targets.isDisjoint(with: groups),
                query.unit.map { knowledge.works(place, in: $0) } ?? true,
            ]
            func passesBeside(_ dimension: Int) -> Bool { passes.indices.allSatisfy { $0 == dimension || passes[$0] } }
            if passesBeside(0) { kinds[practice.kind, default: 0] += 1 }
            if passesBeside(1) { for id in practice.problemIDs { problems[id, default: 0] += 1 } }
            if passesBeside(2) { for id in groups { targets[id, default: 0] += 1 } }
            if passesBeside(3) {
                for region in Set(knowledge.units[place].compactMap { $0.ancestor(at: .wojewodztwo) }) { regions[region, default: 0] += 1 }
            }
            if passes.allSatisfy({ $0 }) { found.append(place) }
        }
        self.found = found
        self.kinds = kinds
        self.problems = problems
        self.targets = targets
        self.regions = regions
    }
}
