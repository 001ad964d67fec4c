// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird

/// `/panel/instytucje/{id}`: the form in which an entry is edited, and `/panel/instytucje/nowa` for a new one.
struct InstitutionEditorRoutes: RouteGroup {
    let desk: InstitutionDesk

    static let access = RouteAccess.editors

    static let documentation = [
        RouteDescription(
            "/panel/instytucje/nowa", summary: "Page: the form for a new entry of the directory; POST adds it", parameters: [.lang], contentType: "text/html",
            access: .roles([.administrator, .coordinator]), writing: .roles([.administrator, .coordinator])),
        RouteDescription(
            "/panel/instytucje/{id}", summary: "Page: the form in which an entry is edited; POST saves it or keeps a draft of it",
            parameters: [
                .institution, .init("zapisano", "the number of the change that was just saved", form: .integer(1...Int.max)),
                .init("wynik", "what the last sending came to", form: .choice(Result.allCases.map(\.rawValue))), .lang,
            ], contentType: "text/html", writing: .editors),
    ]

    /// What the last sending came to, in the address that follows.
    enum Result: String, CaseIterable, Sendable {
        case unchanged = "bez-zmian"
        case draft = "szkic"
        case discarded = "porzucono"
        case fresh = "aktualny"
    }

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/panel/instytucje/nowa") { request, context in
            let visit = try PageVisit(request)
            return try await NewInstitution(desk: desk, visit: visit, context: context).page()
        }
        router.post("/panel/instytucje/nowa") { request, context in
            let visit = try PageVisit(request)
            try desk.limits.check(.edit, String(try context.requireAccount().id))
            return try await NewInstitution(desk: desk, visit: visit, context: context).take(try await ProtectedForm(request, context), request)
        }
        router.get("/panel/instytucje/:id") { request, context in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            return try await desk.answer { try await page(query, try await desk.work(context, visit), context) }
        }
        router.post("/panel/instytucje/:id") { request, context in
            let visit = try PageVisit(request)
            try desk.limits.check(.edit, String(try context.requireAccount().id))
            return try await desk.answer {
                let form = try await ProtectedForm(request, context)
                return try await take(form, try await desk.work(context, visit), request, context)
            }
        }
    }

    // MARK: The page

    private func page(_ query: QueryReader, _ work: InstitutionDesk.Work, _ context: AtlasRequestContext) async throws -> Response {
        let result = try query.choice("wynik", Result.self)
        let saved = try query.integer("zapisano", in: 1...Int.max)
        var draft = result == .fresh ? nil : try await desk.store.draft(kind: .institution, id: work.id.text, account: work.account.id)
        var fields = EditFields(work.stored, work.units)
        var opened = work.version.rawValue
        // What a script sent just before the form itself was saved.
        if let kept = draft.map({ EditFields($0.fields) }), kept.values.keys.allSatisfy({ kept.says($0, as: fields) }) { draft = nil }
        if let draft {
            fields = EditFields(draft.fields)
            opened = draft.base?.rawValue ?? opened
        }
        var values = formValues(fields, [], opened: opened, work)
        if let draft { values["draft"] = ["text": DraftNotice.text(draft, current: work.version, work.visit.language)] }
        values["notice"] = result.map { notice($0, work.visit.language) }
        if let saved { values["saved"] = try await savedNotice(Int64(saved), work) }
        return try render(values, work, context)
    }

    private func notice(_ result: Result, _ language: Language) -> String {
        switch result {
        case .unchanged: language.choose("Nic się nie zmieniło, więc nic nie zapisano.", "Nothing was changed, so nothing was saved.")
        case .draft:
            language.choose(
                "Szkic zapisany. Zostanie tu przez \(AtlasStore.editDraftDays)\u{A0}dni; w\u{A0}katalogu na razie nic się nie zmieniło.",
                "The draft is kept here for \(AtlasStore.editDraftDays)\u{A0}days; nothing in the directory has changed yet.")
        case .discarded: language.choose("Szkic porzucony. Poniżej jest wpis z\u{A0}katalogu.", "The draft is gone. Below is the entry as the directory has it.")
        case .fresh: language.choose("Poniżej jest wpis z\u{A0}katalogu, bez szkicu.", "Below is the entry as the directory has it, without the draft.")
        }
    }

    /// What was just changed, with the way back.
    private func savedNotice(_ number: Int64, _ work: InstitutionDesk.Work) async throws -> TemplateValues? {
        guard let revision = try await desk.store.revision(number), revision.kind == .institution, revision.documentID == work.id.text else { return nil }
        let language = work.visit.language
        let labels = work.labels
        func lines(_ value: DocumentValue?) -> [TemplateValues] {
            value.map { labels.text($0, language).split(separator: "\n").map { ["text": String($0)] } } ?? [["text": language.choose("(nic)", "(nothing)")]]
        }
        // Parts tell more than fields: one service of many, the hours of the seat.
        let merge = EditMerge(base: nil, mine: revision.before ?? .record([:]), theirs: revision.after ?? .record([:]), keyed: EditMerge.institutionKeys, leading: ["locations": "seat"])
        let changes = merge.conflicts.map { part -> TemplateValues in
            ["label": labels.name(part.key, language), "before": lines(part.mine), "after": lines(part.theirs)]
        }
        return templateValues([
            "title": revision.action == .added
                ? language.choose("Dodano wpis. Widać go już w\u{A0}katalogu.", "The entry was added and is in the directory now.")
                : language.choose("Zapisano. Zmianę widać już w\u{A0}katalogu.", "Saved. The directory shows the change now."),
            "changes": revision.action == .added ? [] : changes, "hasChanges": revision.action != .added && !changes.isEmpty,
            "revertURL": revision.action == .added ? nil : work.visit.link("/panel/historia/\(number)"), "warning": try await pointWarning(work),
        ])
    }

    /// A point outside the gmina of its address is often a slip, and sometimes right.
    private func pointWarning(_ work: InstitutionDesk.Work) async throws -> String? {
        for location in work.stored.locations {
            guard let gmina = location.gmina, let point = location.point,
                let found = try await desk.store.units(atLongitude: point.longitude, latitude: point.latitude), found.gmina.code != gmina
            else { continue }
            return work.visit.language.choose(
                "Punkt na mapie leży w: \(found.gmina.fullName), a\u{A0}wpis podaje: \(work.units.text(gmina)). Sprawdź, co jest prawdą.",
                "The point on the map lies in \(found.gmina.fullName), and the entry says \(work.units.text(gmina)). Check which is right.")
        }
        return nil
    }

    private func formValues(_ fields: EditFields, _ faults: [EditFault], opened: String, why: String = "", _ work: InstitutionDesk.Work) -> TemplateValues {
        let view = InstitutionFormView(
            visit: work.visit, institution: work.stored, isNew: false, fields: fields, faults: faults, taxonomy: work.taxonomy, mayChangeKind: work.mayChangeKind,
            version: opened)
        var values = view.values(action: work.visit.link(work.path), publicURL: work.visit.link("/instytucje/\(work.id)"))
        values["why"] = why
        values["quickURL"] = work.visit.link(work.path + "/wolne-miejsca")
        values["historyURL"] = work.visit.link("/panel/historia", [("kind", "institution"), ("document", work.id.text)])
        if work.mayChangeKind { values["removeURL"] = work.visit.link(work.path + "/usun") }
        return values
    }

    private func render(_ values: TemplateValues, _ work: InstitutionDesk.Work, _ context: AtlasRequestContext, status: HTTPResponse.Status = .ok) throws -> Response {
        try desk.pages.panel(
            "edit-institution", title: work.stored.name, place: .institutions, page: values, visit: work.visit, context: context, status: status)
    }

    // MARK: What is sent

    private func take(_ form: ProtectedForm, _ work: InstitutionDesk.Work, _ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        var fields = EditFields(form)
        let opened = form[EditConflict.baseField] ?? work.version.rawValue
        let why = InstitutionDesk.why(form)
        let visit = work.visit
        func again(_ result: Result) -> Response { Response(status: .seeOther, headers: [.location: visit.link(work.path, [("wynik", result.rawValue)])]) }
        switch EditAction(form[EditAction.field] ?? "") {
        case .save:
            let shown = form[EditConflict.theirsField]
            let choices = EditConflict.choices(form)
            switch try await desk.save(fields, opened: opened, shown: shown, choices: choices, why: why, work) {
            case .saved(let revision):
                try await desk.store.discardDraft(kind: .institution, id: work.id.text, account: work.account.id)
                return Response(status: .seeOther, headers: [.location: visit.link(work.path, [("zapisano", String(revision))])])
            case .unchanged:
                try await desk.store.discardDraft(kind: .institution, id: work.id.text, account: work.account.id)
                return again(.unchanged)
            case .faulty(let faults):
                return try render(formValues(fields, faults, opened: opened, why: why, work), work, context, status: .unprocessableContent)
            case .conflict(let merge, let now):
                return try desk.conflictPage(
                    merge, fields, opened: opened, why: why, choices: choices, isSecond: shown == now.version.rawValue, now, context)
            }
        case .draft:
            try await desk.keep(fields, id: work.id.text, base: DocumentVersion(rawValue: opened), work.account)
            return request.asksForData ? Response(status: .noContent) : again(.draft)
        case .discard:
            try await desk.store.discardDraft(kind: .institution, id: work.id.text, account: work.account.id)
            return again(.discarded)
        case .add(let part): fields.addRow(part, after: EditFields(try await desk.state(opened, of: work) ?? work.stored, work.units))
        case .remove(let part, let row): fields.remove(part, row)
        case .find(let row): fields.find(row, work.units)
        case .unknown(let text): throw Problem.badParameter(EditAction.field, text, accepted: EditAction.accepted)
        }
        return try render(formValues(fields, [], opened: opened, why: why, work), work, context)
    }
}

extension InstitutionDesk {
    /// Keeps a draft.
    /// - Throws: 413 for one that is too long.
    func keep(_ fields: EditFields, id: String, base: DocumentVersion?, _ account: Account) async throws {
        do {
            try await store.saveDraft(kind: .institution, id: id, account: account.id, fields: fields.values, base: base)
        } catch let error as EditDraftTooLong {
            throw Problem(status: .contentTooLarge, detail: error.localizedDescription, polish: "Szkic jest za długi: skróć jego teksty.")
        }
    }
}

/// What is said above a form that holds a draft.
enum DraftNotice {
    static func text(_ draft: EditDraft, current: DocumentVersion?, _ language: Language) -> String {
        let when = Phrases(language).moment(draft.savedAt)
        let changed = draft.base != current
            ? language.choose(
                " Od tego czasu ktoś zmienił wpis; przy zapisie zmiany zostaną połączone.", " Somebody has changed the entry since; the changes will be put together when you save.")
            : ""
        return language.choose("To jest Twój niezapisany szkic (\(when)).", "This is your draft that is not saved yet (\(when)).") + changed
    }
}

extension Request {
    /// Whether a script asks, not a page.
    var asksForData: Bool { headers[.accept]?.contains("application/json") == true }
}
