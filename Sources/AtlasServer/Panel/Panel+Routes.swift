// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Hummingbird

/// `/panel`: where people with an account begin.
struct PanelRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    static let access = RouteAccess.signedIn

    static let documentation = [
        RouteDescription("/panel", summary: "Page: what somebody with an account can do", parameters: [.lang], contentType: "text/html")
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/panel") { request, context in
            let visit = try PageVisit(request)
            let account = try context.requireAccount()
            let powers = account.powers
            var institutions: [TemplateValues] = []
            for id in powers.institutions {
                // An entry that left the directory is no reason to keep its editor out.
                guard let institution = try? await data.current.existingInstitution(id.text) else { continue }
                institutions.append(["name": institution.name, "url": visit.link("/panel/instytucje/\(id)"), "publicURL": visit.link("/instytucje/\(id)")])
            }
            let territory = data.current.territory
            let page = templateValues([
                "roles": powers.grants.filter { $0.role != .editor }.map { grant -> TemplateValues in
                    var text = visit.language.of(grant.role.name)
                    if case .coordinator(let powiat) = grant { text += " – " + (territory.unit(powiat)?.unit.fullName ?? powiat.stem) }
                    return ["text": text]
                },
                "institutions": institutions, "hasInstitutions": !institutions.isEmpty,
                "asksForSecondStep": !account.hasSecondStep && powers.isAdministrator,
            ])
            return try pages.panel(
                "panel", title: visit.language.choose("Panel", "Panel"), place: .start, page: page, visit: visit, context: context)
        }
    }
}
