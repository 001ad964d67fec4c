// SPDX-License-Identifier: Apache-2.0

import Atlas

/// How lists show practices.
struct PracticeCards {
    let visit: PageVisit
    let taxonomy: Taxonomy

    private var phrases: Phrases { Phrases(visit.language) }

    /// How many numbers stand on a card.
    private static let resultCount = 3

    func view(_ practice: Practice) -> TemplateValues {
        let problems = practice.problemIDs.compactMap { taxonomy.term($0) }.map { visit.language.of($0.name) }
        return templateValues([
            "id": practice.id.text, "url": visit.link("/wiedza/\(practice.id)"), "name": visit.language.of(practice.name),
            "kindName": visit.language.of(practice.kind.name), "kind": practice.kind.rawValue,
            "number": practice.number.map { visit.language.choose("nr \($0)", "no. \($0)") }, "summary": visit.language.of(practice.summary),
            "results": practice.results.prefix(Self.resultCount).map(result), "hasResults": !practice.results.isEmpty,
            "problems": problems.isEmpty ? nil : problems.joined(separator: ", "), "inUse": phrases.inUse(practice),
        ])
    }

    func result(_ result: PracticeResult) -> TemplateValues {
        templateValues([
            "value": phrases.result(result), "measure": visit.language.of(result.measure), "period": result.period.map(phrases.period),
        ])
    }

    /// The small section of an institution's or a unit's page; nil when there is nothing to show.
    /// - Parameter allURL: where all are listed.
    func section(_ practices: [Practice], allURL: String) -> TemplateValues? {
        guard !practices.isEmpty else { return nil }
        let shown = practices.prefix(5)
        return templateValues([
            "rows": shown.map { practice -> TemplateValues in
                templateValues([
                    "url": visit.link("/wiedza/\(practice.id)"), "name": visit.language.of(practice.name),
                    "kindName": visit.language.of(practice.kind.name), "summary": visit.language.of(practice.summary),
                ])
            },
            "allURL": practices.count > shown.count ? allURL : nil,
            "allText": visit.language.choose("Wszystkie: ", "All: ") + phrases.practicesFound(practices.count),
        ])
    }
}

extension AtlasSnapshot {
    /// “Dobre praktyki” of an institution's page.
    func practices(of id: InstitutionID, _ visit: PageVisit) async throws -> TemplateValues? {
        let knowledge = try await knowledge
        return PracticeCards(visit: visit, taxonomy: try await directory.taxonomy).section(
            knowledge.practices(of: id), allURL: visit.link("/wiedza", [("institution", id.text)]))
    }

    /// “Dobre praktyki” of a unit's profile.
    func practices(in unit: TerritorialUnit, _ visit: PageVisit) async throws -> TemplateValues? {
        guard unit.level != .kraj else { return nil }
        let knowledge = try await knowledge
        return PracticeCards(visit: visit, taxonomy: try await directory.taxonomy).section(
            knowledge.practices(in: unit.code), allURL: visit.link("/wiedza", [("unit", unit.code.stem)]))
    }
}
