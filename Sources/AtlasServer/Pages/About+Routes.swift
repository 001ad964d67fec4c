// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// `/o-systemie` and `/deklaracja-dostepnosci`.
struct AboutRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription("/o-systemie", summary: "About the atlas: methods, sources, licences", parameters: [.lang], contentType: "text/html"),
        RouteDescription("/deklaracja-dostepnosci", summary: "Accessibility statement", parameters: [.lang], contentType: "text/html"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/o-systemie") { request, _ in
            let visit = try PageVisit(request)
            let phrases = Phrases(visit.language)
            let sources: [TemplateValues] = data.current.sources.values.sorted { $0.id < $1.id }.map { source in
                templateValues([
                    "name": visit.language.of(source.name), "publisher": source.publisher, "date": phrases.period(source.date),
                    "licence": visit.language.of(source.licence), "url": source.url,
                ])
            }
            let page: TemplateValues = ["sources": sources, "verificationText": try await data.verificationShare().sentence(phrases)]
            return try pages.render(
                "about", title: visit.language.choose("O systemie", "About"), section: .about, page: page, visit: visit)
        }
        router.get("/deklaracja-dostepnosci") { request, _ in
            let visit = try PageVisit(request)
            let contact = pages.operatorContact
            let page = templateValues([
                "operatorName": contact.name ?? visit.language.choose("Podmiot prowadzący tę instalację", "The operator of this installation"),
                "operatorPerson": contact.person, "operatorEmail": contact.email, "operatorPhone": contact.phone,
            ])
            return try pages.render(
                "accessibility", title: visit.language.choose("Deklaracja dostępności", "Accessibility statement"),
                section: .accessibility, page: page, visit: visit)
        }
    }
}
