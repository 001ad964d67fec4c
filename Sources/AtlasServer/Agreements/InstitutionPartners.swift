// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// The section of an institution's page about whom it works with.
struct InstitutionPartners: Sendable {
    let id: InstitutionID
    let names: AgreementNames
    let day: Period
    let valid: [Int]
    let others: [Int]
    let partners: [AgreementPartner]
    let neighbours: NeighbourCooperation?

    private static let shownPartners = 12
    private static let shownShares = 3
    private static let shownOthers = 12

    init(_ id: InstitutionID, in snapshot: AtlasSnapshot, taxonomy: Taxonomy, language: Language) async throws {
        self.id = id
        let registry = try await snapshot.registry
        let day = PolishClock.now.day
        names = AgreementNames(registry: registry, territory: snapshot.territory, taxonomy: taxonomy, language: language)
        self.day = day
        let place = registry.place(of: id)
        let all = place.map { registry.agreementsOfInstitution[$0] } ?? []
        valid = all.filter { registry.agreements[$0].status(on: day) == .valid }.sorted { a, b in
            let (first, second) = (registry.agreements[a].daysLeft(on: day) ?? .max, registry.agreements[b].daysLeft(on: day) ?? .max)
            return first == second ? a < b : first < second
        }
        others = all.filter { registry.agreements[$0].status(on: day) != .valid }
            .sorted { (registry.agreements[$1].lastPeriod?.lastDay ?? 0, $0) < (registry.agreements[$0].lastPeriod?.lastDay ?? 0, $1) }
        partners = place.map { [valid] in registry.partners(of: $0, in: valid) } ?? []
        neighbours = if let place { try await NeighbourCooperation(place, names: names, in: snapshot, on: day) } else { nil }
    }

    func view(_ visit: PageVisit) -> TemplateValues {
        let phrases = Phrases(visit.language)
        let registry = names.registry
        let rows = AgreementRowView(names: names, visit: visit, day: day)
        return templateValues([
            "hasPartners": !partners.isEmpty, "hasValid": !valid.isEmpty, "validText": phrases.agreements(valid.count),
            "rows": valid.prefix(Self.shownOthers).map { rows.view($0, besides: id) },
            "partners": partners.prefix(Self.shownPartners).map { partner -> TemplateValues in
                let entry = registry.institutions[partner.institution]
                let shared = partner.agreements.prefix(Self.shownShares).map { place -> TemplateValues in
                    let agreement = registry.agreements[place]
                    let what = agreement.programmes.isEmpty ? visit.language.of(agreement.form.name) : agreement.programmes.map { visit.language.of($0.name) }.joined(separator: ", ")
                    return ["shareTitle": agreement.title, "shareURL": visit.link("/porozumienia/\(agreement.id)"), "what": what]
                }
                return [
                    "name": entry.name, "partnerURL": visit.link("/instytucje/\(entry.id)"), "typeLabel": visit.language.of(entry.type.label),
                    "shares": shared,
                ]
            },
            "morePartners": partners.count > Self.shownPartners ? phrases.andOthers(partners.count - Self.shownPartners) : nil,
            "hasOthers": !others.isEmpty, "othersText": phrases.agreements(others.count), "pastRows": others.prefix(Self.shownOthers).map { rows.view($0, besides: id) },
            "allURL": visit.link("/porozumienia", [("institution", id.text)]), "hasAny": !valid.isEmpty || !others.isEmpty,
            "findURL": visit.link("/partnerzy", [("institution", id.text)]), "prepareURL": visit.link("/porozumienia/nowe", [("strona", id.text)]),
            "networkURL": visit.link("/porozumienia/siec", [("institution", id.text)]),
            "neighbours": neighbours?.view(visit, for: id),
        ])
    }
}
