// SPDX-License-Identifier: Apache-2.0

import Atlas

/// People who lead innovation, as their page shows them.
struct LeadersView {
    let leaders: [InnovationLeader]
    /// Whether there is anybody at all, filters aside.
    let isAny: Bool
    let query: PracticeQuery
    let directory: DirectorySnapshot
    let territory: Territory
    let visit: PageVisit

    var values: TemplateValues {
        let language = visit.language
        let phrases = Phrases(language)
        let rows = leaders.map { leader -> TemplateValues in
            let institution = leader.institutionID.flatMap { directory.index.entry($0) }.map { entry -> TemplateValues in
                ["name": entry.name, "url": visit.link("/instytucje/\(entry.id)")]
            }
            let problems = leader.problemIDs.compactMap { directory.taxonomy.term($0) }.map { term -> TemplateValues in
                ["name": language.of(term.name), "url": visit.link("/wiedza/liderzy", [("problem", term.id)])]
            }
            let area = leader.area.compactMap { PracticePlaceModel.Subject(.unit($0), directory, territory)?.view(visit) }
            let email = leader.email.map { address -> TemplateValues in ["text": address, "href": "mailto:\(address)"] }
            return templateValues([
                "id": leader.id.text, "name": leader.name, "function": language.of(leader.function), "field": language.of(leader.field),
                "institution": institution, "problems": problems, "area": area, "phone": leader.phone?.view, "email": email,
                "consent": language.choose(
                    "zgoda z\u{A0}\(phrases.periodGenitive(leader.consentOn))", "consent of \(phrases.period(leader.consentOn))"),
            ])
        }
        return templateValues([
            "isLeaders": true, "isAny": isAny, "isEmpty": isAny && leaders.isEmpty, "isFiltered": !query.isEmpty,
            "clearURL": visit.link("/wiedza/liderzy"), "rows": rows,
        ])
    }
}
