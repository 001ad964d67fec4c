// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import DirectorySearch
import Hummingbird

/// `/partnerzy` and `/api/v1/partners`: who could work with an institution, and why.
struct PartnersRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer
    private var calendars: AgreementCalendars { data.agreementCalendars }

    init(data: AtlasData, pages: PageRenderer) {
        self.data = data
        self.pages = pages
        data.preparations.add { [calendars = data.agreementCalendars] snapshot in
            _ = calendars.of(try await snapshot.registry, snapshot.registryVersion)
            for level in [UnitLevel.powiat, .gmina] { _ = snapshot.spatialWeights(level: level) }
        }
    }

    private static let parameters: [RouteParameter] = [
        .init("institution", "id of the institution that seeks partners"),
        .init("as", "for an institution that is not in the directory: its type", form: .choice(InstitutionType.allCases.map(\.rawValue))),
        .init("unit", "TERC code of the place of such an institution, or of one whose seat the directory does not know"),
        .init("place", "the same by name: a town, a village, an address"),
        .init("purpose", "a usual purpose, which sets types, services, target groups and programmes", form: .choice(PartnerPurpose.presets.map(\.id))),
        .init("type", "types of partner; may stand several times"), .init("service", "services that the partner should bring; may stand several times"),
        .init("target", "target groups that the partner should serve; may stand several times"),
        .init("programme", "joint programmes; may stand several times"), .init("q", "words that the partner's entry should fit"),
        .init("area", "how far to look; without it the search widens until there is enough", form: .choice(PartnerArea.allCases.map(\.rawValue))),
        .init("radius_km", "only within so many kilometres of the seat, 1…150", form: .number),
        .init("day", "the day for which agreements count as in force; without it today"), .init("limit", "most candidates", form: .integer(1...100)), .lang,
    ]

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription(
            "/api/v1/partners",
            summary: "Candidates for cooperation with an institution, ranked; each reason with its part of the score; agreements that can be joined",
            parameters: parameters),
        RouteDescription(
            "/partnerzy", summary: "Page: find a partner for an institution and a purpose, with the reasons",
            parameters: parameters + [.init("who", "the name of the institution that seeks, to choose it from the directory")],
            contentType: "text/html"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/partnerzy") { request, _ in
            let reader = try QueryReader(request)
            let visit = try PageVisit(request, reader)
            let form = try await PartnerForm(reader, in: data.current)
            var model: PartnersModel?
            if let seeker = form.seeker { model = try await PartnersModel(form, seeker, calendars, in: data.current) }
            return try pages.render(
                "partners", title: visit.language.choose("Znajdź partnera", "Find a partner"), section: .partners,
                page: form.view(visit, answer: model), visit: visit)
        }
        router.get("/api/v1/partners") { request, _ in
            let reader = try QueryReader(request)
            let form = try await PartnerForm(reader, in: data.current)
            guard let seeker = form.seeker else {
                throw Problem(
                    status: .badRequest, detail: form.isPlaceUnknown ? "no place of that name is known" : "who seeks partners is missing",
                    parameter: form.isPlaceUnknown ? "place" : "institution", accepted: "institution=rjps-2902, or as=OPS&unit=121205, or as=OPS&place=Olkusz")
            }
            let model = try await PartnersModel(form, seeker, calendars, in: data.current)
            return model.json(try Language(request, reader)).response().cached()
        }
    }
}
