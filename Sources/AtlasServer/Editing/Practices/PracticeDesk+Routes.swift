// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird

/// `/panel/praktyki`: the region keeps the practices of the knowledge base.
struct PracticeDeskRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer
    let limits: RateLimiter

    static let access = RouteAccess.administrators
    static let path = "/panel/praktyki"
    private static let accepted = "zapisz, usun-wpis, rozstrzygnij, dodaj:GROUP, usun:GROUP:ROW"

    static let documentation = [
        RouteDescription("/panel/praktyki", summary: "Page: the practices of the knowledge base, to be changed", parameters: [.lang], contentType: "text/html"),
        RouteDescription(
            "/panel/praktyki/nowa", summary: "Page: the form of a new practice; POST saves it, or changes the form", parameters: [.lang], contentType: "text/html",
            writing: .administrators
        ).takingForm(("_akcja", "what is asked for: \(accepted)")),
        RouteDescription(
            "/panel/praktyki/{id}", summary: "Page: a practice in the form in which it is changed; POST saves or removes it, or changes the form",
            parameters: [.init("id", "id of the practice", required: true), .init("zapisano", "number of the change that was just made", form: .integer(0...Int.max)), .lang],
            contentType: "text/html", writing: .administrators
        ).takingForm(("_akcja", "what is asked for: \(accepted)"), ("_wersja", "the version that was opened")),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/panel/praktyki") { request, context in
            let visit = try PageVisit(request)
            let practices = try await data.retrying { try await $0.knowledge.practices }
            let page: TemplateValues = [
                "newURL": visit.link(Self.path + "/nowa"),
                "rows": practices.map { practice -> TemplateValues in
                    [
                        "name": visit.language.of(practice.name), "editURL": visit.link("\(Self.path)/\(practice.id)"), "kindText": visit.language.of(practice.kind.name),
                        "number": practice.number.map { String($0) } ?? "", "placeCount": String(practice.places.count),
                        "checked": practice.verifiedOn.map(Phrases(visit.language).period) ?? "–",
                    ]
                },
            ]
            return try pages.panel(
                "edit-practices", title: visit.language.choose("Dobre praktyki", "Good practices"), place: .practices, page: page, visit: visit, context: context)
        }
        router.get("/panel/praktyki/nowa") { request, context in
            var state = AgreementFormState(fields: EditorFields())
            state.fields.values = ["kind": Practice.Kind.practice.rawValue]
            return try await render(state, on: nil, try PageVisit(request), context)
        }
        router.post("/panel/praktyki/nowa") { request, context in try await act(request, context, on: nil) }
        router.get("/panel/praktyki/:id") { request, context in
            let query = try QueryReader(request)
            let stored = try await existing(context)
            var state = AgreementFormState(fields: fields(stored.document))
            state.version = stored.version.rawValue
            return try await render(state, on: stored, try PageVisit(request, query), context, saved: try query.integer("zapisano", in: 0...Int.max))
        }
        router.post("/panel/praktyki/:id") { request, context in try await act(request, context, on: try await existing(context)) }
    }

    private typealias Stored = (document: Practice, version: DocumentVersion)

    private func existing(_ context: AtlasRequestContext) async throws -> Stored {
        let text = try context.parameters.require("id")
        guard let stored = try await data.current.store.document(Practice.self, id: text) else {
            throw Problem.notFound("practice", text, accepted: "/panel/praktyki lists them")
        }
        return stored
    }

    private func fields(_ practice: Practice) -> EditorFields {
        let territory = data.current.territory
        return EditorFields(practice) { $0.level == .kraj ? "cała Polska" : territory.unit($0)?.unit.fullName }
    }

    // MARK: Writing

    private func act(_ request: Request, _ context: AtlasRequestContext, on stored: Stored?) async throws -> Response {
        let visit = try PageVisit(request)
        let account = try context.requireAccount()
        try limits.check(.edit, "account \(account.id)")
        let form = try await ProtectedForm(request, context)
        let author = Author.account(account.id, account.name)
        let why = String(SuggestionForm.clean(form["_dlaczego"]).prefix(AgreementEditing.whyLimit))
        var state = AgreementFormState(fields: EditorFields(form.fields, PracticeFormSchema.sections(isNew: stored == nil)))
        state.why = why
        state.version = form["_wersja"]
        switch AgreementFormAction(form["_akcja"] ?? "") {
        case .save:
            guard form["_koniec"] == "1" else {
                throw Problem(
                    status: .badRequest, detail: "the form did not arrive whole: send it from its page",
                    polish: "Formularz nie dotarł w\u{A0}całości: wyślij go jeszcze raz z\u{A0}jego strony.", parameter: "_koniec")
            }
            return try await save(state, stored, author, visit, context)
        case .addRow(let group) where PracticeFormSchema.groups.contains(group): state.fields.rows[group, default: []].append([:])
        case .removeRow(let group, let row): if state.fields.rows[group]?.indices.contains(row) ?? false { state.fields.rows[group]?.remove(at: row) }
        case .resolve:
            guard let stored else { throw Problem(status: .notFound, detail: "a new practice has no conflict", polish: "Tej praktyki nie ma jeszcze w\u{A0}bazie wiedzy.") }
            return try await resolve(form, stored, author, why, visit, context)
        case .remove:
            guard let stored else {
                throw Problem(
                    status: .notFound, detail: "a new practice is not in the knowledge base yet", polish: "Tej praktyki nie ma jeszcze w\u{A0}bazie wiedzy.")
            }
            return try await remove(form, stored, author, visit, context)
        default: throw Problem.badParameter("_akcja", String((form["_akcja"] ?? "").prefix(60)), accepted: Self.accepted)
        }
        return try await render(state, on: stored, visit, context)
    }

    private func save(_ state: AgreementFormState, _ stored: Stored?, _ author: Author, _ visit: PageVisit, _ context: AtlasRequestContext) async throws -> Response {
        var state = state
        var id = stored?.document.id
        if id == nil { id = try? KnowledgeID(state.fields["id"]) }
        let taxonomy = try await data.retrying { try await $0.directory.taxonomy }
        var (practice, faults) = PracticeFormReader.read(
            state.fields, base: stored?.document, id: try id ?? KnowledgeID("nowa-praktyka"), taxonomy: taxonomy, territory: data.current.territory)
        if id == nil { faults.append(EditorFault("id", "Adres ma 2–80 znaków: małe litery a–z, cyfry i łączniki.", "The address has 2–80 characters: small letters a–z, digits and hyphens.")) }
        if faults.isEmpty {
            do {
                switch try await data.current.store.save(practice, expecting: stored.map { _ in DocumentVersion(rawValue: state.version ?? "") }, author: author, why: state.why) {
                case .saved(let revision, _): return try await done(practice.id, revision, visit)
                case .unchanged: return try await done(practice.id, 0, visit)
                case .conflict(let current?, let version?):
                    guard stored != nil else {
                        faults = [EditorFault("id", "Wpis o tym adresie już jest: wybierz inny.", "There is an entry with this address already: choose a different one.")]
                        break
                    }
                    practice.id = current.id
                    return try await reconcile(practice.documentValue, DocumentVersion(rawValue: state.version ?? ""), (current, version), author, state.why, visit, context)
                case .conflict:
                    throw Problem(
                        status: .conflict, detail: "the practice was removed meanwhile: the history of changes can bring it back",
                        polish: "Ktoś tymczasem usunął tę praktykę: można ją przywrócić z\u{A0}historii zmian.")
                }
            } catch let refusal as KnowledgeRefusal {
                faults = [
                    refusal.fault.map { PracticeFormReader.fault($0, in: practice) } ?? EditorFault(stored == nil ? "id" : "name_pl", "Nie zapisano: \(refusal.reason).", "Not saved: \(refusal.reason).")
                ]
            }
        }
        state.faults = faults
        return try await render(state, on: stored, visit, context, status: .unprocessableContent)
    }

    private func done(_ id: KnowledgeID, _ revision: Int64, _ visit: PageVisit) async throws -> Response {
        try await data.refresh()
        return Response(status: .seeOther, headers: [.location: visit.link("\(Self.path)/\(id)", [("zapisano", String(revision))])])
    }

    private func reconcile(
        _ mine: DocumentValue, _ opened: DocumentVersion, _ theirs: Stored, _ author: Author, _ why: String, _ visit: PageVisit, _ context: AtlasRequestContext
    ) async throws -> Response {
        let original = try await data.current.store.state(of: .practice, id: theirs.document.id.text, opened)
        let conflict = DocumentConflict(mine: mine, theirs: theirs.document.documentValue, original: original)
        guard conflict.contested.isEmpty else { return try await ask(conflict, opened, theirs, why, visit, context) }
        return try await write(conflict.merged(takingMine: []), theirs, author, why, visit, context)
    }

    private func write(
        _ merged: DocumentValue, _ theirs: Stored, _ author: Author, _ why: String, _ visit: PageVisit, _ context: AtlasRequestContext
    ) async throws -> Response {
        // Read as the form would be, so that nothing comes in by this way that the form would refuse.
        var state = AgreementFormState(fields: fields(try Practice(documentValue: merged)))
        state.version = theirs.version.rawValue
        state.why = why
        return try await save(state, theirs, author, visit, context)
    }

    private func resolve(
        _ form: ProtectedForm, _ stored: Stored, _ author: Author, _ why: String, _ visit: PageVisit, _ context: AtlasRequestContext
    ) async throws -> Response {
        guard let mine = form["_moje"].flatMap({ try? Practice(documentValue: DocumentValue(json: $0)).documentValue }),
            let opened = form["_podstawa"].map({ DocumentVersion(rawValue: $0) })
        else {
            throw Problem(
                status: .badRequest, detail: "the page of the conflict did not come back whole: open the practice again",
                polish: "Strona porównania nie dotarła w\u{A0}całości: otwórz praktykę jeszcze raz.", parameter: "_moje")
        }
        let original = try await data.current.store.state(of: .practice, id: stored.document.id.text, opened)
        let conflict = DocumentConflict(mine: mine, theirs: stored.document.documentValue, original: original)
        let isCurrent = form["_wersja"] == stored.version.rawValue
        guard isCurrent, let choices = ConflictChoice.read(form, conflict.contested) else {
            return try await ask(conflict, opened, stored, why, visit, context, isIncomplete: isCurrent)
        }
        return try await write(conflict.merged(takingMine: choices), stored, author, why, visit, context)
    }

    private func ask(
        _ conflict: DocumentConflict, _ opened: DocumentVersion, _ theirs: Stored, _ why: String, _ visit: PageVisit, _ context: AtlasRequestContext,
        isIncomplete: Bool = false
    ) async throws -> Response {
        let language = visit.language
        let states = [conflict.mine, conflict.theirs, conflict.original]
        let wording = try await data.retrying { try await DocumentWording(.practice, states, in: $0, language) }
        let address = visit.link("\(Self.path)/\(theirs.document.id)")
        var page = DocumentConflictView(conflict: conflict, wording: wording).values()
        page.merge(
            templateValues([
                "documentTitle": language.of(theirs.document.name), "action": address, "backURL": address, "version": theirs.version.rawValue, "opened": opened.rawValue,
                "mineJSON": conflict.mine.json, "why": why, "isIncomplete": isIncomplete ? true : nil,
            ])
        ) { _, new in new }
        return try pages.panel(
            "document-conflict", title: language.choose("Dwie zmiany naraz", "Two changes at once"), place: .practices, page: page, visit: visit, context: context, status: .conflict)
    }

    private func remove(_ form: ProtectedForm, _ stored: Stored, _ author: Author, _ visit: PageVisit, _ context: AtlasRequestContext) async throws -> Response {
        let why = String(SuggestionForm.clean(form["_powod"]).prefix(AgreementEditing.whyLimit))
        var state = AgreementFormState(fields: fields(stored.document))
        state.version = stored.version.rawValue
        if why.isEmpty {
            state.removalFault = EditorText("Napisz, dlaczego wpis znika.", "Say why the entry goes.")
        } else {
            do {
                switch try await data.current.store.remove(Practice.self, id: stored.document.id.text, expecting: DocumentVersion(rawValue: form["_wersja"] ?? ""), author: author, why: why) {
                case .removed, .absent:
                    try await data.refresh()
                    return Response(status: .seeOther, headers: [.location: visit.link(Self.path)])
                case .conflict:
                    state.removalFault = EditorText("Ktoś zmienił ten wpis przed chwilą: sprawdź go i zdecyduj jeszcze raz.", "Somebody changed this entry a moment ago: look at it and decide once more.")
                }
            } catch is KnowledgeRefusal {
                state.removalFault = EditorText("Częścią tego wpisu są inne: najpierw zmień tamte.", "Other entries are parts of this one: change those first.")
            }
        }
        return try await render(state, on: stored, visit, context, status: .unprocessableContent)
    }

    // MARK: Answers

    private func render(
        _ state: AgreementFormState, on stored: Stored?, _ visit: PageVisit, _ context: AtlasRequestContext, saved: Int? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let language = visit.language
        let (taxonomy, practices) = try await data.retrying { (try await $0.directory.taxonomy, try await $0.knowledge.practices) }
        let sections = PracticeFormSchema.sections(isNew: stored == nil)
        func terms(_ kind: TaxonomyTerm.Kind) -> [EditorOption] { taxonomy.terms(of: kind).map { EditorOption(value: $0.id, label: language.of($0.name)) } }
        let view = EditorFormView(
            sections: sections, fields: state.fields, faults: state.faults, language: language,
            options: { field, _ in
                switch field.id {
                case "kind": Practice.Kind.allCases.map { EditorOption(value: $0.rawValue, label: language.of($0.name)) }
                case "part_of":
                    [EditorOption(value: "", label: "–")]
                        + practices.filter { $0.id != stored?.document.id }.map { EditorOption(value: $0.id.text, label: language.of($0.name)) }
                case "problems": terms(.problem)
                case "targets": terms(.target)
                case "services": terms(.service)
                default: []
                }
            }, rowHead: { _, _ in [:] })
        let id = stored?.document.id.text
        let page = templateValues([
            "action": visit.link(id.map { "\(Self.path)/\($0)" } ?? Self.path + "/nowa"), "listURL": visit.link(Self.path), "isNew": stored == nil ? true : nil,
            "version": state.version, "documentTitle": stored.map { language.of($0.document.name) }, "publicURL": id.map { visit.link("/wiedza/\($0)") },
            "sections": view.values(), "contents": sections.map { ["anchor": $0.id, "contentTitle": $0.title.text(language)] as TemplateValues },
            "hasFaults": state.faults.isEmpty ? nil : true, "faults": view.summary(), "why": state.why,
            "isSaved": saved.map { $0 > 0 } == true ? true : nil, "isUnchanged": saved == 0 ? true : nil,
            "revisionURL": saved.flatMap { $0 > 0 ? visit.link("/panel/historia/\($0)") : nil }, "mayRemove": stored == nil ? nil : true,
            "removalFault": state.removalFault?.text(language),
        ])
        return try pages.panel(
            "edit-practice", title: stored.map { language.of($0.document.name) } ?? language.choose("Nowa praktyka", "New practice"), place: .practices, page: page,
            visit: visit, context: context, status: status)
    }
}
