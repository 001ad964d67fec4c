// SPDX-License-Identifier: Apache-2.0

/// The entries that match a part of the text.
struct GroupMatch {
    let group: QueryPlan.Group
    /// By what they are and do.
    let byConcept: Bitset?
    /// By their words.
    let byWords: Bitset
    let all: Bitset

    init(_ group: QueryPlan.Group, in contents: IndexContents) {
        self.group = group
        // That a description mentions a need does not make the institution serve it.
        byWords = contents.text.entries(withAllOf: group.terms, named: !group.concepts.isEmpty)
        if group.concepts.isEmpty {
            byConcept = nil
            all = byWords
        } else {
            let found = Bitset.union(group.concepts.map { contents.profiles.found[$0] }, capacity: contents.count)
            byConcept = found
            var both = byWords
            both.formUnion(found)
            all = both
        }
    }

    /// Whether leaving it out would answer another question: it names a sort of institution, a service, or somebody.
    func isEssential(in contents: IndexContents) -> Bool {
        if group.concepts.isEmpty { return !contents.text.entries(withAllOf: group.terms, named: true).isEmpty }
        return group.concepts.contains { concept in
            switch contents.concepts.concepts[concept] {
            case .type, .service: true
            case .target, .problem: false
            }
        }
    }
}
