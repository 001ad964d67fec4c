// SPDX-License-Identifier: Apache-2.0

import AgreementDocuments
import Atlas
import AtlasDatabase
import Cooperation
import Foundation
import HTTPTypes
import Hummingbird

/// `/panel/porozumienia`: those who look after institutions keep their agreements in the registry.
struct AgreementDeskRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer
    let limits: RateLimiter

    static let access = RouteAccess.editors
    static let path = "/panel/porozumienia"

    private static let form = [("_akcja", "what is asked for: \(AgreementFormAction.accepted)"), ("_wersja", "the version that was opened")]

    static let documentation = [
        RouteDescription(
            "/panel/porozumienia", summary: "Page: the agreements that the account looks after, with what can be done about them",
            parameters: [
                .init("stan", "how they stand today", form: .choice(AgreementDeskList.Choice.allCases.map(\.rawValue))), .init("q", "words of the title, the subject or the parties"),
                .init("strona", "number of the page of the list", form: .integer(1...10_000)), .lang,
            ], contentType: "text/html"),
        RouteDescription(
            "/panel/porozumienia/nowe", summary: "Page: the form of a new agreement; POST saves it, or changes the form",
            parameters: [
                .init("wzor", "id of an agreement that the new one renews"), .init("strona", "id of an institution that is a party; may stand several times"), .lang,
            ], contentType: "text/html", writing: .editors
        ).takingForm(form[0], form[1]).alsoAnswering(204, "The draft is kept, and no page was asked for"),
        RouteDescription(
            "/panel/porozumienia/z-projektu",
            summary: "Page: POST takes the draft of an agreement from the generator and answers with the form of the registry, filled in; nothing is kept", parameters: [.lang],
            contentType: "text/html", writing: .editors
        ).takingForm(("draft", "the draft, as the generator saves it")),
        RouteDescription(
            "/panel/porozumienia/{id}", summary: "Page: an agreement in the form in which it is changed; POST saves or removes it, or changes the form",
            parameters: [.init("id", "id of the agreement", required: true), .init("zapisano", "number of the change that was just made", form: .integer(0...Int.max)), .lang],
            contentType: "text/html", writing: .editors
        ).takingForm(form[0], form[1]).alsoAnswering(204, "The draft is kept, and no page was asked for"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/panel/porozumienia") { request, context in try await list(request, context) }
        router.get("/panel/porozumienia/nowe") { request, context in try await begin(request, context) }
        router.post("/panel/porozumienia/nowe") { request, context in
            try await act(request, context, on: nil)
        }
        // Whoever changes the language of the answer starts anew.
        router.get("/panel/porozumienia/z-projektu") { request, _ in
            Response(status: .seeOther, headers: [.location: try PageVisit(request).link(AgreementDraftRoutes.path)])
        }
        router.post("/panel/porozumienia/z-projektu") { request, context in try await takeDraft(request, context) }
        router.get("/panel/porozumienia/:id") { request, context in try await open(request, context) }
        router.post("/panel/porozumienia/:id") { request, context in
            try await act(request, context, on: try await existing(context))
        }
    }

    // MARK: Reading

    /// - Parameter ids: institutions that are named beside the account's own.
    func matter(_ ids: [InstitutionID], _ context: AtlasRequestContext) async throws -> AgreementMatter {
        let powers = try context.requireAccount().powers
        let (registry, taxonomy, territory) = try await data.retrying { snapshot in
            (try await snapshot.registry, try await snapshot.directory.taxonomy, snapshot.territory)
        }
        // More than a form can name are not asked for.
        let wanted = Array(Set(ids + powers.institutions).prefix(2_000))
        let found = try await data.current.store.institutions(wanted)
        return AgreementMatter(
            powers: powers, institutions: Dictionary(found.map { ($0.id, $0) }) { first, _ in first }, registry: registry, territory: territory, taxonomy: taxonomy)
    }

    typealias Stored = (document: Agreement, version: DocumentVersion)

    /// - Throws: 404 for an unknown id, 403 for an agreement of others.
    private func existing(_ context: AtlasRequestContext) async throws -> Stored {
        let text = try context.parameters.require("id")
        guard let stored = try await data.current.store.document(Agreement.self, id: text) else {
            throw Problem.notFound("agreement", text, accepted: "/panel/porozumienia lists them")
        }
        guard try await matter(stored.document.namedInstitutions, context).mayEdit(stored.document) else {
            throw Problem(
                status: .forbidden,
                detail: "the agreement \(text) has none of this account’s institutions among its parties: ask one of the parties, the coordinator of the powiat or an administrator of the region",
                polish: "Żadna z\u{A0}Twoich instytucji nie jest stroną tego porozumienia. Zapytaj jedną ze stron, koordynatora powiatu albo administratora regionu.")
        }
        return stored
    }

    private func list(_ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let query = try QueryReader(request)
        let visit = try PageVisit(request, query)
        let matter = try await matter([], context)
        let index = try await data.retrying { try await $0.agreementIndex }
        let list = try AgreementDeskList(query, matter, index, today: PolishClock.now.day)
        return try pages.panel(
            "edit-agreements", title: visit.language.choose("Porozumienia", "Agreements"), place: .agreements, page: list.view(visit), visit: visit, context: context)
    }

    private func begin(_ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let query = try QueryReader(request)
        let visit = try PageVisit(request, query)
        if let text = try query.text("wzor") {
            guard let stored = try await data.current.store.document(Agreement.self, id: text) else {
                throw Problem.notFound("agreement", text, accepted: "/panel/porozumienia lists them")
            }
            let matter = try await matter(stored.document.namedInstitutions, context)
            let fields = AgreementBeginnings(matter: matter).renewal(of: stored.document, today: PolishClock.now.day)
            return try await render(AgreementFormState(fields: fields), on: nil, visit, context)
        }
        var ids = try query.texts("strona", maximumCount: 40).compactMap { try? InstitutionID($0) }
        let matter = try await matter(ids, context)
        ids = ids.filter { matter.institutions[$0] != nil }
        if ids.isEmpty, let draft = try await draft(of: "", context) { return try await render(AgreementFormState(draft, isNew: true), on: nil, visit, context) }
        // Whoever looks after one institution writes down its agreements.
        if ids.isEmpty, matter.powers.institutions.count == 1 { ids = matter.powers.institutions.filter { matter.institutions[$0] != nil } }
        return try await render(AgreementFormState(fields: AgreementBeginnings(matter: matter).empty(parties: ids)), on: nil, visit, context)
    }

    private func takeDraft(_ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let visit = try PageVisit(request)
        // The generator is a page for all and knows no session. Nothing is written here, so that the form needs no token.
        let sent = try await SubmittedForm(
            request, upTo: AgreementDraftRoutes.byteLimit,
            tooLarge: Problem(
                status: .contentTooLarge, detail: "the draft is larger than \(AgreementDraftRoutes.byteLimit >> 10) kB: shorten its texts",
                polish: "Szkic ma więcej niż \(AgreementDraftRoutes.byteLimit >> 10)\u{A0}kB: skróć jego teksty."))
        let draft: AgreementDraft
        do { draft = try DraftFile.draft(from: Data((sent["draft"] ?? "").utf8), templates: pages.agreements) } catch {
            throw Problem(
                status: .badRequest, detail: error.localizedDescription, polish: "Tego szkicu nie da się odczytać: wczytaj go jeszcze raz.", parameter: "draft")
        }
        let ids = (draft.rows["parties"] ?? []).compactMap { try? InstitutionID($0["institution"] ?? "") }
        let matter = try await matter(ids, context)
        let (fields, strangers) = AgreementBeginnings(matter: matter).fields(of: draft, templates: pages.agreements)
        var state = AgreementFormState(fields: fields)
        state.notices = [
            EditorText(
                "Pola wypełniono z projektu. Sprawdź je, uzupełnij daty i zapisz: dopiero wtedy porozumienie trafi do rejestru.",
                "The fields were filled in from the draft. Check them, add the dates and save: only then the agreement is in the registry.")
        ]
        if !strangers.isEmpty {
            let names = strangers.map { "„\($0)”" }.joined(separator: ", ")
            state.notices.append(
                EditorText("Tych stron projektu nie ma w katalogu; wyszukaj je niżej: \(names).", "These parties of the draft are not in the directory; find them below: \(names)."))
        }
        return try await render(state, on: nil, visit, context)
    }

    private func open(_ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let query = try QueryReader(request)
        let visit = try PageVisit(request, query)
        let stored = try await existing(context)
        let saved = try query.integer("zapisano", in: 0...Int.max)
        if saved == nil, let draft = try await draft(of: stored.document.id.text, context) {
            return try await render(AgreementFormState(draft, isNew: false), on: stored, visit, context)
        }
        let matter = try await matter(stored.document.namedInstitutions, context)
        var state = AgreementFormState(fields: matter.fields(stored.document))
        state.version = stored.version.rawValue
        return try await render(state, on: stored, visit, context, saved: saved)
    }

    // MARK: Writing

    private func act(_ request: Request, _ context: AtlasRequestContext, on stored: Stored?) async throws -> Response {
        let visit = try PageVisit(request)
        let account = try context.requireAccount()
        try limits.check(.edit, "account \(account.id)")
        let form = try await ProtectedForm(request, context)
        let action = AgreementFormAction(form["_akcja"] ?? "")
        let editing = AgreementEditing(routes: self, account: account, visit: visit, context: context, stored: stored)
        switch action {
        case .resolve: return try await editing.resolve(form)
        case .remove: return try await editing.remove(form)
        case .discardDraft:
            try await data.current.store.discardDraft(kind: .agreement, id: stored?.document.id.text ?? "", account: account.id)
            return Response(status: .seeOther, headers: [.location: visit.link("\(Self.path)/\(stored?.document.id.text ?? "nowe")")])
        default: break
        }
        // A form that was cut short would empty what it does not bring.
        guard form["_koniec"] == "1" else {
            throw Problem(
                status: .badRequest, detail: "the form did not arrive whole: it has more than 2000 fields, or was not sent from its page",
                polish: "Formularz nie dotarł w\u{A0}całości: ma ponad 2000 pól albo nie wysłano go z\u{A0}jego strony.", parameter: "_koniec")
        }
        var state = AgreementFormState(fields: EditorFields(form.fields, AgreementFormSchema.sections(isNew: stored == nil)))
        state.why = String(SuggestionForm.clean(form["_dlaczego"]).prefix(AgreementEditing.whyLimit))
        state.version = form["_wersja"]
        state.searched = String(SuggestionForm.clean(form["_szukane"]).prefix(200))
        state.groupType = form["_grupa-rodzaj"] ?? ""
        state.groupUnit = String(SuggestionForm.clean(form["_grupa-jednostka"]).prefix(200))
        switch action {
        case .keepDraft:
            return try await keepDraft(form, state, stored, account, visit, request, context)
        case .save:
            // Enter in the field of the search presses the first button of the form.
            if form["_akcja"] == "", !state.searched.isEmpty { try await search(&state) } else { return try await editing.save(state) }
        case .search: try await search(&state)
        case .addGroup: try await addGroup(&state, visit)
        case .addParty(let text): try await addParty(text, &state)
        case .addRow(let group):
            guard AgreementFormSchema.groups.contains(group) else { throw Problem.badParameter("_akcja", "dodaj:\(group)", accepted: AgreementFormAction.accepted) }
            state.fields.rows[group, default: []].append(group == "deadlines" ? ["direction": "po"] : [:])
        case .removeRow(let group, let row):
            if state.fields.rows[group]?.indices.contains(row) ?? false { state.fields.rows[group]?.remove(at: row) }
        case .resolve, .remove, .discardDraft, .unknown:
            throw Problem.badParameter("_akcja", String((form["_akcja"] ?? "").prefix(60)), accepted: AgreementFormAction.accepted)
        }
        return try await render(state, on: stored, visit, context)
    }

    private func draft(of id: String, _ context: AtlasRequestContext) async throws -> EditDraft? {
        try await data.current.store.draft(kind: .agreement, id: id, account: try context.requireAccount().id)
    }

    /// Keeps what stands in the form without saving it. The script of the page asks for no page.
    private func keepDraft(
        _ form: ProtectedForm, _ state: AgreementFormState, _ stored: Stored?, _ account: Account, _ visit: PageVisit, _ request: Request,
        _ context: AtlasRequestContext
    ) async throws -> Response {
        do {
            try await data.current.store.saveDraft(
                kind: .agreement, id: stored?.document.id.text ?? "", account: account.id, fields: AgreementFormState.draftFields(form.fields),
                base: state.version.map { DocumentVersion(rawValue: $0) })
        } catch let error as EditDraftTooLong {
            throw Problem(status: .contentTooLarge, detail: error.localizedDescription, polish: "Szkic jest za długi: skróć jego teksty.")
        }
        guard request.headers[.accept]?.contains("text/html") ?? false else { return Response(status: .noContent) }
        var state = state
        state.draftedAt = Date()
        return try await render(state, on: stored, visit, context)
    }

    private func search(_ state: inout AgreementFormState) async throws {
        let (text, templates) = (state.searched, pages.agreements)
        let entries = try await data.retrying { try await AgreementDraftModel(snapshot: $0, templates: templates).search(text) }
        state.found = entries.map { ($0.id.text, $0.name, $0.address.oneLine) }
    }

    private func addParty(_ text: String, _ state: inout AgreementFormState) async throws {
        guard let id = try? InstitutionID(text), try await data.current.store.institution(id) != nil else {
            throw Problem.notFound("institution", text, accepted: "GET /api/v1/institutions lists them")
        }
        state.searched = ""
        add(id.text, to: &state)
    }

    private func add(_ member: String, to state: inout AgreementFormState) {
        var rows = state.fields.rows["parties"] ?? []
        guard !rows.contains(where: { $0["member"] == member }) else {
            state.notices.append(EditorText("Ta strona już jest w porozumieniu.", "This party is in the agreement already."))
            return
        }
        rows.append(["member": member, "role": AgreementParty.Role.partner.rawValue])
        state.fields.rows["parties"] = rows
    }

    private func addGroup(_ state: inout AgreementFormState, _ visit: PageVisit) async throws {
        let territory = data.current.territory
        guard let type = InstitutionType(rawValue: state.groupType) else {
            state.groupFault = EditorText("Wybierz rodzaj instytucji.", "Choose a type of institution.")
            return
        }
        switch AgreementUnitReader(territory: territory, known: []).code(state.groupUnit) {
        case .success(let code) where code.level != .kraj:
            add(AgreementParty.Member.all(type, code).formText, to: &state)
            state.groupUnit = ""
        case .success: state.groupFault = EditorText("Wpisz gminę, powiat lub województwo.", "Write a gmina, a powiat or a województwo.")
        case .failure(let fault): state.groupFault = fault.text
        }
    }

    // MARK: Answers

    func render(
        _ state: AgreementFormState, on stored: Stored?, _ visit: PageVisit, _ context: AtlasRequestContext, saved: Int? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let matter = try await matter(state.fields.institutions + (stored?.document.namedInstitutions ?? []), context)
        let view = AgreementFormPage(matter: matter, state: state, stored: stored?.document, visit: visit)
        return try pages.panel(
            "edit-agreement", title: stored?.document.title ?? visit.language.choose("Nowe porozumienie", "New agreement"), place: .agreements, page: view.values(saved: saved),
            visit: visit, context: context, status: status)
    }
}

extension Agreement {
    /// The institutions that it names, each once.
    var namedInstitutions: [InstitutionID] {
        var ids: [InstitutionID] = []
        for id in parties.compactMap(\.institution) + actions.compactMap(\.responsible) where !ids.contains(id) { ids.append(id) }
        return ids
    }
}
