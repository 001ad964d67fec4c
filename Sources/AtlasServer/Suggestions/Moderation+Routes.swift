// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird

/// `/panel/zgloszenia`: those who look after entries decide on what the public says is wrong with them.
struct ModerationRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer
    let configuration: ServerConfiguration

    static let access = RouteAccess.editors
    static let replyLimit = 1_000
    /// More open suggestions than these are not read at once.
    private static let readLimit = 5_000

    static let documentation = [
        RouteDescription(
            "/panel/zgloszenia", summary: "Page: suggestions from the public about the entries that the account looks after",
            parameters: [
                .init("stan", "open ones, or those that were decided on", form: .choice(ModerationList.Choice.allCases.map(\.rawValue))),
                .init("jednostka", "only of institutions seated in this unit (TERC)"), .init("instytucja", "only of this institution"), .lang,
            ], contentType: "text/html"),
        RouteDescription(
            "/panel/zgloszenia/{number}", summary: "Page: a suggestion; POST accepts or rejects it",
            parameters: [.init("number", "the number of the suggestion", required: true, form: .integer(1...Int.max)), .lang],
            contentType: "text/html", writing: .editors
        ).takingForm(
            ("_akcja", "zmien: accept and change the entry; przyjmij: accept; odrzuc: reject"), ("tekst", "what to write into the entry"),
            ("odpowiedz", "the answer, needed to reject"), ("_wersja", "the version of the entry that was shown")),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/panel/zgloszenia") { request, context in try await list(request, context) }
        router.get("/panel/zgloszenia/:number") { request, context in
            let visit = try PageVisit(request)
            let matter = try await existing(context)
            return try render(ModerationView(matter, visit).values(), visit, context)
        }
        router.post("/panel/zgloszenia/:number") { request, context in
            let visit = try PageVisit(request)
            let form = try await ProtectedForm(request, context)
            return try await decide(form, try await existing(context), visit, request, context)
        }
    }

    private func list(_ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let query = try QueryReader(request)
        let visit = try PageVisit(request, query)
        let powers = try context.requireAccount().powers
        let choice = try query.choice("stan", ModerationList.Choice.self) ?? .open
        let institution = try query.text("instytucja").flatMap { try? InstitutionID($0) }
        let area = try query.text("jednostka").map { text in
            guard let code = try? TERYTCode(text), data.current.territory.unit(code) != nil else {
                throw Problem.badParameter("jednostka", text, accepted: "the TERC code of a unit, such as 26 or 2604")
            }
            return code
        }
        let found = try await data.current.store.suggestions(
            SuggestionFilter(states: choice == .open ? [.open] : [.accepted, .rejected], institution: institution, limit: Self.readLimit))
        let entries = Dictionary(
            try await data.current.store.institutions(Array(Set(found.map(\.draft.institution)))).map { ($0.id, $0) }) { first, _ in first }
        let rows = found.filter { suggestion in
            guard let entry = entries[suggestion.draft.institution] else { return powers.isAdministrator && area == nil }
            return powers.mayEdit(entry) && (area.map { entry.seat?.gmina?.isWithin($0) ?? false } ?? true)
        }
        let list = ModerationList(
            suggestions: rows, institutions: entries, choice: choice, area: area.flatMap { data.current.territory.unit($0)?.unit },
            institution: institution.flatMap { entries[$0] })
        return try pages.panel(
            "suggestions", title: visit.language.choose("Zgłoszenia", "Reports"), place: .suggestions, page: list.view(visit), visit: visit, context: context)
    }

    /// A suggestion with its entry as it is now.
    struct Matter: Sendable {
        let suggestion: Suggestion
        /// Nil when it has left the directory.
        let entry: Institution?
        let version: DocumentVersion?
    }

    /// - Throws: 404 for an unknown number, and for one that is not this account's affair.
    private func existing(_ context: AtlasRequestContext) async throws -> Matter {
        let text = try context.parameters.require("number")
        guard let number = Int64(text), let suggestion = try await data.current.store.suggestion(number) else {
            throw Problem.notFound("suggestion", text, accepted: "/panel/zgloszenia lists them")
        }
        let found = try await data.current.store.document(Institution.self, id: suggestion.draft.institution.text)
        let powers = try context.requireAccount().powers
        guard found.map({ powers.mayEdit($0.document) }) ?? powers.isAdministrator else {
            throw Problem(
                status: .forbidden, detail: "suggestion \(number) is about an institution that this account does not look after",
                polish: "To zgłoszenie dotyczy instytucji, którą Twoje konto się nie opiekuje.")
        }
        return Matter(suggestion: suggestion, entry: found?.document, version: found?.version)
    }

    private func decide(
        _ form: ProtectedForm, _ matter: Matter, _ visit: PageVisit, _ request: Request, _ context: AtlasRequestContext
    ) async throws -> Response {
        let account = try context.requireAccount()
        let suggestion = matter.suggestion
        let reply = SuggestionForm.clean(form["odpowiedz"])
        let text = SuggestionForm.clean(form["tekst"])
        func again(_ fault: ModerationView.Fault, _ status: HTTPResponse.Status = .unprocessableContent, _ now: Matter? = nil) throws -> Response {
            try render(ModerationView(now ?? matter, visit, text: text, reply: reply, fault: fault).values(), visit, context, status: status)
        }
        guard suggestion.state == .open else { return try again(.decided, .conflict) }
        guard reply.count <= Self.replyLimit else { return try again(.replyTooLong) }
        let action = form["_akcja"] ?? ""
        let isAccepted = action == "zmien" || action == "przyjmij"
        let answer = SuggestionAnswer(origin: request.publicOrigin, contact: configuration.operatorContact).letter(
            suggestion, institution: matter.entry?.name ?? suggestion.draft.institution.text, isAccepted: isAccepted, reply: reply.isEmpty ? nil : reply)
        var decision = SuggestionDecision(isAccepted: isAccepted, account: account.id, reply: reply.isEmpty ? nil : reply, answer: answer)
        let done = Response(status: .seeOther, headers: [.location: visit.link("/panel/zgloszenia/\(suggestion.number)")])
        switch action {
        case "zmien":
            guard let entry = matter.entry, let version = matter.version, form["_wersja"] == version.rawValue else { return try again(.changedMeanwhile, .conflict) }
            let changed: Institution
            do throws(FieldFault) { changed = try FieldReplacement.replacing(suggestion.draft.field, of: entry, with: text) } catch {
                return try again(.text(error.text(visit.language)))
            }
            decision.applied = text
            let outcome: AcceptanceOutcome
            do {
                outcome = try await data.current.store.accept(
                    suggestion.number, changing: changed, expecting: version, decision, name: account.name, why: reply, moment: Date())
            } catch let refusal as InstitutionRefusal {
                return try again(.text(refusal.localizedDescription))
            }
            switch outcome {
            case .accepted:
                try await data.refresh()
                return done
            case .decided: return try again(.decided, .conflict)
            case .conflict: return try again(.changedMeanwhile, .conflict, try await existing(context))
            }
        case "przyjmij", "odrzuc":
            if action == "odrzuc", reply.isEmpty { return try again(.reasonMissing) }
            guard try await data.current.store.decide(suggestion.number, decision, at: Date()) else { return try again(.decided, .conflict) }
            return done
        default:
            throw Problem(
                status: .badRequest, detail: "_akcja = “\(action.prefix(40))” is not accepted", parameter: "_akcja", accepted: "zmien, przyjmij, odrzuc")
        }
    }

    private func render(
        _ page: TemplateValues, _ visit: PageVisit, _ context: AtlasRequestContext, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try pages.panel(
            "suggestion-case", title: visit.language.choose("Zgłoszenie", "Report"), place: .suggestions, page: page, visit: visit, context: context,
            status: status)
    }
}
