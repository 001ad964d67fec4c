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
        byWords = contents.text.entries(withAllOf: group.terms)
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
}
