// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch

/// The few practices that stand beside the institutions that the directory found.
struct KnowledgeGroup {
    let practices: [Practice]
    let total: Int
    let query: PracticeQuery

    private static let shown = 3

    /// - Returns: nil when the search is about institutions only, or there is nothing to show.
    init?(_ search: SearchQuery, in snapshot: AtlasSnapshot) async throws {
        // What says when or which office is no question about practices, nor is the next page of one.
        guard search.cursor == nil, search.types.isEmpty, !search.openNow, !search.freePlaces, search.verifiedWithinDays == nil,
            !search.text.isEmpty || !search.problems.isEmpty || !search.targets.isEmpty || !search.services.isEmpty
        else { return nil }
        query = PracticeQuery(
            text: search.text, problems: search.problems, targets: search.targets, services: search.services,
            unit: (search.unit ?? search.serves).flatMap { $0 == .country ? nil : $0 })
        let knowledge = try await snapshot.knowledge
        let found = PracticeFinds(query, knowledge: knowledge, directory: try await snapshot.directory).found
        guard !found.isEmpty else { return nil }
        total = found.count
        practices = found.prefix(Self.shown).map { knowledge.practices[$0] }
    }

    func view(_ visit: PageVisit) -> TemplateValues {
        [
            "title": visit.language.choose("Wiedza: ", "Knowledge: ") + Phrases(visit.language).practicesFound(total),
            "allURL": visit.link("/wiedza", query.parameters),
            "rows": practices.map { practice -> TemplateValues in
                [
                    "name": visit.language.of(practice.name), "url": visit.link("/wiedza/\(practice.id)"),
                    "kindName": visit.language.of(practice.kind.name),
                ]
            },
        ]
    }
}
