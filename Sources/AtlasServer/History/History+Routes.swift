// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird

/// `/panel/historia`: who changed what, when and why; comparing states, and taking changes back.
struct HistoryRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    /// Editors see the history of their own institutions, the others of all.
    static let access = RouteAccess.roles([.administrator, .coordinator, .editor, .reader])
    static let reasonLimit = 500
    private static let pageSize = 50

    private static let number = RouteParameter("number", "the number of the change", required: true, form: .integer(1...Int.max))

    static let documentation = [
        RouteDescription(
            "/panel/historia", summary: "Page: changes of institutions, agreements and practices, the newest first",
            parameters: RevisionQuery.parameters + [.init("page", "which fifty changes", form: .integer(1...10_000)), .lang], contentType: "text/html"),
        RouteDescription(
            "/panel/historia/porownanie", summary: "Page: two states of one document side by side",
            parameters: [
                .init("od", "the earlier state: the number of the change that made it, or przed-NUMBER", required: true),
                .init("do", "the later state, likewise", required: true), .lang,
            ], contentType: "text/html"),
        RouteDescription(
            "/panel/historia/{number}", summary: "Page: one change, field by field; POST takes it back or restores a whole state",
            parameters: [number, .lang], contentType: "text/html", writing: .editors
        ).takingForm(
            ("_akcja", "cofnij: take this change back; przed, po: restore the whole state before or after it"),
            ("powod", "the reason, at most \(reasonLimit) characters")),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/panel/historia") { request, context in try await list(request, context) }
        router.get("/panel/historia/porownanie") { request, context in try await comparison(request, context) }
        router.get("/panel/historia/:number") { request, context in
            try await page(try await readable(context), try PageVisit(request), context)
        }
        router.post("/panel/historia/:number") { request, context in
            let form = try await ProtectedForm(request, context)
            return try await change(form, try await readable(context), try PageVisit(request), context)
        }
    }

    // MARK: List

    private func list(_ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let query = try QueryReader(request)
        let visit = try PageVisit(request, query)
        let powers = try context.requireAccount().powers
        var question = try RevisionQuery(query)
        try await question.restrict(to: powers, in: data.current)
        let number = try query.integer("page", in: 1...10_000) ?? 1
        let store = data.current.store
        let found = try await store.revisions(question.filter, limit: Self.pageSize, offset: (number - 1) * Self.pageSize)
        let authors = powers.mayReadHistory ? try await store.revisionAuthors() : []
        let view = HistoryListView(
            question: question, found: found, page: number, pageSize: Self.pageSize,
            authors: authors.map { HistoryListView.KnownAuthor(account: $0.account, name: $0.name) })
        return try pages.panel(
            "history", title: visit.language.choose("Historia zmian", "History of changes"), place: .history, page: view.values(visit), visit: visit,
            context: context)
    }

    // MARK: One change

    /// - Throws: 404 for an unknown number, 403 for a document that is not this account's affair.
    private func readable(_ context: AtlasRequestContext) async throws -> Revision {
        try await readable(try context.parameters.require("number"), context)
    }

    private func readable(_ text: String, _ context: AtlasRequestContext) async throws -> Revision {
        guard let number = Int64(text), let revision = try await data.current.store.revision(number) else {
            throw Problem.notFound("change", text, accepted: "/panel/historia lists them")
        }
        let powers = HistoryPowers(powers: try context.requireAccount().powers)
        guard try await powers.mayRead(revision, in: data.current) else {
            throw Problem(
                status: .forbidden, detail: "change \(number) is of a document that this account does not look after",
                polish: "Ta zmiana dotyczy wpisu, którym Twoje konto się nie opiekuje.")
        }
        return revision
    }

    private func page(
        _ revision: Revision, _ visit: PageVisit, _ context: AtlasRequestContext, fault: String? = nil, reason: String = "",
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let model = try await RevisionModel(revision, in: data.current, powers: try context.requireAccount().powers, visit.language)
        var values = model.values(visit)
        values["reason"] = reason
        if let fault { values["fault"] = ["faultText": fault] as TemplateValues }
        return try pages.panel(
            "revision", title: visit.language.choose("Zmiana nr\u{A0}\(revision.number)", "Change no. \(revision.number)"), place: .history, page: values,
            visit: visit, context: context, status: status)
    }

    private func change(_ form: ProtectedForm, _ revision: Revision, _ visit: PageVisit, _ context: AtlasRequestContext) async throws -> Response {
        let account = try context.requireAccount()
        let wording = RevisionWording(language: visit.language)
        guard let action = RevisionModel.Action(rawValue: form["_akcja"] ?? "") else {
            throw Problem.badParameter("_akcja", form["_akcja"] ?? "", accepted: RevisionModel.Action.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let reason = form.text("powod") ?? ""
        guard !reason.isEmpty else {
            return try await page(
                revision, visit, context, fault: visit.language.choose("Napisz, dlaczego cofasz zmianę.", "Write why you take the change back."),
                status: .unprocessableContent)
        }
        guard reason.count <= Self.reasonLimit else {
            return try await page(
                revision, visit, context,
                fault: visit.language.choose("Skróć powód do \(Self.reasonLimit) znaków.", "Shorten the reason to \(Self.reasonLimit) characters."), reason: reason,
                status: .unprocessableContent)
        }
        let model = try await RevisionModel(revision, in: data.current, powers: account.powers, visit.language)
        guard model.permits(action) else {
            throw Problem(
                status: .forbidden, detail: "this account may not bring document \(revision.documentID) back to that state",
                polish: "Twoje konto nie może przywrócić tego stanu wpisu.")
        }
        let store = data.current.store
        let author = Author.account(account.id, account.name)
        do {
            let outcome =
                switch action {
                case .revert: try await store.revert(revision.number, author: author, why: reason)
                case .before: try await store.restore(.before, revision: revision.number, author: author, why: reason)
                case .after: try await store.restore(.after, revision: revision.number, author: author, why: reason)
                }
            try await data.refresh()
            return Response(status: .seeOther, headers: [.location: visit.link("/panel/historia/\(outcome.revision ?? revision.number)")])
        } catch let refusal as RevertRefusal {
            return try await page(revision, visit, context, fault: wording.refusal(refusal), reason: reason, status: .conflict)
        }
    }

    // MARK: Two states

    private func comparison(_ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let query = try QueryReader(request)
        let visit = try PageVisit(request, query)
        let first = try await point("od", query, context)
        let second = try await point("do", query, context)
        guard first.revision.kind == second.revision.kind, first.revision.documentID == second.revision.documentID else {
            throw Problem.badParameter(
                "do", try query.text("do") ?? "", accepted: "a change of the same document as od (\(first.revision.documentID))")
        }
        let (earlier, later) = first.order <= second.order ? (first, second) : (second, first)
        let states = (
            try await data.current.store.documentState(earlier.side, revision: earlier.revision.number),
            try await data.current.store.documentState(later.side, revision: later.revision.number)
        )
        let wording = try await DocumentWording(first.revision.kind, [states.0, states.1], in: data.current, visit.language)
        func name(_ point: StatePoint) -> String {
            let text = Phrases(visit.language).moment(point.revision.madeAt)
            return point.side == .before
                ? visit.language.choose("przed zmianą nr\u{A0}\(point.revision.number) (\(text))", "before change no. \(point.revision.number) (\(text))")
                : visit.language.choose("po zmianie nr\u{A0}\(point.revision.number) (\(text))", "after change no. \(point.revision.number) (\(text))")
        }
        let rows = RevisionWording.rows(wording.differences(from: states.0, to: states.1))
        let document = first.revision
        let page = templateValues([
            "name": later.revision.name, "kindName": DocumentFieldNames.name(document.kind, visit.language), "documentID": document.documentID,
            "listURL": visit.link("/panel/historia", [("kind", document.kind.rawValue), ("document", document.documentID)]),
            "earlier": name(earlier), "later": name(later), "rows": rows, "isSame": rows.isEmpty, "hasRows": !rows.isEmpty,
        ])
        return try pages.panel(
            "revision-comparison", title: visit.language.choose("Porównanie", "Comparison"), place: .history, page: page, visit: visit, context: context)
    }

    private struct StatePoint {
        let revision: Revision
        let side: RevisionSide
        /// The time before a change comes before the time after it.
        var order: Int64 { revision.number * 2 + (side == .before ? 0 : 1) }
    }

    private func point(_ name: String, _ query: QueryReader, _ context: AtlasRequestContext) async throws -> StatePoint {
        let prefix = "przed-"
        guard let text = try query.text(name) else { throw Problem.badParameter(name, "", accepted: "the number of a change, or przed-NUMBER") }
        let isBefore = text.hasPrefix(prefix)
        let number = isBefore ? String(text.dropFirst(prefix.count)) : text
        guard Int64(number) != nil else { throw Problem.badParameter(name, text, accepted: "the number of a change, or przed-NUMBER") }
        return StatePoint(revision: try await readable(number, context), side: isBefore ? .before : .after)
    }
}
