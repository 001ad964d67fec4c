// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import HTTPTypes
import Hummingbird

/// `/panel/instytucje/{id}/wolne-miejsca`: what changes most, free places and hours, on one small page.
struct FreePlacesRoutes: RouteGroup {
    let desk: InstitutionDesk

    static let access = RouteAccess.editors

    static let documentation = [
        RouteDescription(
            "/panel/instytucje/{id}/wolne-miejsca", summary: "Page: free places and opening hours of an entry; POST saves them",
            parameters: [.institution, .init("zapisano", "1: what was sent is saved", form: .choice(["1"])), .lang], contentType: "text/html", writing: .editors)
    ]

    private static func path(_ work: InstitutionDesk.Work) -> String { work.path + "/wolne-miejsca" }

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/panel/instytucje/:id/wolne-miejsca") { request, context in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            let isSaved = try query.flag("zapisano") == true
            return try await desk.answer {
                let work = try await desk.work(context, visit)
                let notice = isSaved ? visit.language.choose("Zapisano. Katalog pokazuje stan na dziś.", "Saved. The directory shows the state of today.") : nil
                return try page(EditFields(work.stored, work.units), [], opened: work.version.rawValue, notice: notice, work, context)
            }
        }
        router.post("/panel/instytucje/:id/wolne-miejsca") { request, context in
            let visit = try PageVisit(request)
            try desk.limits.check(.edit, String(try context.requireAccount().id))
            return try await desk.answer {
                let form = try await ProtectedForm(request, context)
                return try await take(form, try await desk.work(context, visit), context)
            }
        }
    }

    private func take(_ form: ProtectedForm, _ work: InstitutionDesk.Work, _ context: AtlasRequestContext) async throws -> Response {
        let opened = form[EditConflict.baseField] ?? work.version.rawValue
        let base = try await desk.state(opened, of: work) ?? work.stored
        // The fields that are not on the small page say what they said.
        var fields = EditFields(base, work.units).merging(EditFields(form))
        let today = PolishClock.now.day.text
        for row in base.services.indices {
            let field = InstitutionField.Service(row)
            // A number that is sent again is true today.
            if form[field.freePlaces] != nil { fields[field.freePlacesOn] = fields.line(field.freePlaces).isEmpty ? "" : today }
        }
        let why = InstitutionDesk.why(form)
        switch try await desk.save(fields, opened: opened, shown: nil, choices: [:], why: why.isEmpty ? "Wolne miejsca i\u{A0}godziny" : why, work) {
        case .saved, .unchanged: return Response(status: .seeOther, headers: [.location: work.visit.link(Self.path(work), [("zapisano", "1")])])
        case .faulty(let faults): return try page(fields, faults, opened: opened, notice: nil, work, context, status: .unprocessableContent)
        case .conflict(let merge, let now):
            return try desk.conflictPage(merge, fields, opened: opened, why: why, choices: [:], isSecond: false, now, context)
        }
    }

    private func page(
        _ fields: EditFields, _ faults: [EditFault], opened: String, notice: String?, _ work: InstitutionDesk.Work, _ context: AtlasRequestContext,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let language = work.visit.language
        let phrases = Phrases(language)
        let form = EditFormBuilder(fields, faults: faults, language)
        let view = InstitutionFormView(
            visit: work.visit, institution: work.stored, isNew: false, fields: fields, faults: faults, taxonomy: work.taxonomy, mayChangeKind: false, version: opened)
        let services = fields.rows(InstitutionField.service).filter { work.stored.services.indices.contains($0) }.map { row -> TemplateValues in
            let service = work.stored.services[row]
            let name = service.name ?? work.taxonomy.term(service.termID).map { language.of($0.name) } ?? service.termID
            let known = service.freePlaces.flatMap { count in service.freePlacesOn.map { phrases.freePlaces(count, on: $0) } }
            return templateValues([
                "free": form.line(InstitutionField.Service(row).freePlaces, name, help: known, mode: "numeric", width: "short"),
                "ofText": service.capacity.map { language.choose("z\u{A0}\(phrases.count($0))", "of\u{A0}\(phrases.count($0))") },
            ])
        }
        var values = templateValues([
            "name": work.stored.name, "action": work.visit.link(Self.path(work)), "version": opened, "notice": notice, "services": services,
            "hasServices": services.isEmpty ? nil : true, "hours": view.hours(form, InstitutionField.Place(0).hours, nil), "fullURL": work.visit.link(work.path),
        ])
        values["errors"] = form.summary
        values["hasErrors"] = faults.isEmpty ? nil : true
        return try desk.pages.panel(
            "edit-places", title: language.choose("Wolne miejsca i\u{A0}godziny", "Free places and hours"), place: .institutions, page: values, visit: work.visit,
            context: context, status: status)
    }
}
