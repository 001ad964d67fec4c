// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import HTTPTypes
import Hummingbird

/// `/panel/instytucje/{id}/usun`: an institution that is no more leaves the directory.
struct InstitutionRemovalRoutes: RouteGroup {
    let desk: InstitutionDesk

    static let access = RouteAccess.roles([.administrator, .coordinator])

    static let documentation = [
        RouteDescription(
            "/panel/instytucje/{id}/usun", summary: "Page: what refers to an entry, and its removal with a reason; POST removes it", parameters: [.institution, .lang],
            contentType: "text/html", writing: .roles([.administrator, .coordinator]))
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/panel/instytucje/:id/usun") { request, context in
            let visit = try PageVisit(request)
            return try await desk.answer { try await page(try await removable(context, visit), context) }
        }
        router.post("/panel/instytucje/:id/usun") { request, context in
            let visit = try PageVisit(request)
            try desk.limits.check(.edit, String(try context.requireAccount().id))
            return try await desk.answer {
                let form = try await ProtectedForm(request, context)
                return try await take(form, try await removable(context, visit), context)
            }
        }
    }

    private func removable(_ context: AtlasRequestContext, _ visit: PageVisit) async throws -> InstitutionDesk.Work {
        let work = try await desk.work(context, visit)
        guard work.account.powers.mayRemove(work.stored) else {
            throw Problem(
                status: .forbidden,
                detail: "the institution itself does not remove its entry: ask the coordinator of the powiat or an administrator of the region",
                polish: "Instytucja nie usuwa swojego wpisu sama: poproś koordynatora powiatu albo administratora regionu.")
        }
        return work
    }

    private func take(_ form: ProtectedForm, _ work: InstitutionDesk.Work, _ context: AtlasRequestContext) async throws -> Response {
        let why = InstitutionDesk.why(form)
        let language = work.visit.language
        guard !why.isEmpty else { return try await page(work, context, isReasonMissing: true, status: .unprocessableContent) }
        let seen = DocumentVersion(rawValue: form[EditConflict.baseField] ?? "")
        do {
            switch try await desk.store.remove(
                Institution.self, id: work.id.text, expecting: seen, author: .account(work.account.id, work.account.name), why: why)
            {
            case .removed(let revision):
                try await desk.store.discardDraft(kind: .institution, id: work.id.text, account: work.account.id)
                try await desk.data.refresh()
                return try desk.message(
                    language.choose("Wpis usunięty", "The entry was removed"),
                    [language.choose("„\(work.stored.name)” nie ma już w\u{A0}katalogu. Usunięcie można cofnąć.", "“\(work.stored.name)” is no longer in the directory. The removal can be taken back.")],
                    [
                        (language.choose("Cofnij usunięcie", "Take the removal back"), work.visit.link("/panel/historia/\(revision)")),
                        (language.choose("Instytucje", "Institutions"), work.visit.link("/panel/instytucje")),
                    ], work.visit, context)
            case .absent: throw Problem.notFound("institution", work.id.text)
            case .conflict:
                return try await page(
                    work, context, why: why,
                    error: language.choose(
                        "Ktoś właśnie zmienił ten wpis. Obejrzyj go jeszcze raz i\u{A0}wtedy zdecyduj.", "Somebody has just changed this entry. Look at it again before you decide."),
                    status: .conflict)
            }
        } catch let refusal as InstitutionRefusal {
            return try await page(
                work, context, why: why,
                error: language.choose("Wpisu nie można teraz usunąć: ", "The entry cannot be removed now: ") + refusal.reason, status: .conflict)
        }
    }

    private func page(
        _ work: InstitutionDesk.Work, _ context: AtlasRequestContext, why: String = "", isReasonMissing: Bool = false, error: String? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let references = try await references(work)
        let page = templateValues([
            "name": work.stored.name, "action": work.visit.link(work.path + "/usun"), "version": work.version.rawValue, "why": why, "error": error,
            "isReasonMissing": isReasonMissing ? true : nil, "references": references, "hasReferences": references.isEmpty ? nil : true,
            "backURL": work.visit.link(work.path),
        ])
        return try desk.pages.panel(
            "edit-removal", title: work.visit.language.choose("Usunięcie wpisu", "Removal of an entry"), place: .institutions, page: page, visit: work.visit,
            context: context, status: status)
    }

    /// What names the entry and has to be changed first.
    private func references(_ work: InstitutionDesk.Work) async throws -> [TemplateValues] {
        let parts = try await desk.store.parts(of: work.id).map { part -> TemplateValues in
            ["text": part.name, "url": work.visit.link("/panel/instytucje/\(part.id)")]
        }
        let registry = try await desk.data.current.registry
        let agreements = (registry.place(of: work.id).map { registry.agreementsOfInstitution[$0] } ?? []).map { registry.agreements[$0] }
            .filter { agreement in agreement.parties.contains { $0.member == .institution(work.id) } }
            .map { agreement -> TemplateValues in ["text": agreement.title, "url": work.visit.link("/porozumienia/\(agreement.id)")] }
        return parts + agreements
    }
}
