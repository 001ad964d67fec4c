// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird

/// `/panel/konta`: who has an account, and invitations.
struct AccountsRoutes: RouteGroup {
    let desk: AccountDesk
    let data: AtlasData
    let pages: PageRenderer

    static let access = RouteAccess.roles([.administrator, .coordinator])
    static let path = "/panel/konta"
    private static let pageSize = 100
    /// What the address of the list says after an account was deleted.
    static let deleted = "usunieto"

    static let documentation = [
        RouteDescription(
            "/panel/konta", summary: "Page: accounts by role, powiat, institution and state",
            parameters: [
                .init("rola", "with this role", form: .choice(Role.allCases.map(\.rawValue))),
                .init("jednostka", "with a right in this powiat (TERC)"), .init("instytucja", "editors of this institution"),
                .init("stan", "active, invited, disabled, or unused for two years", form: .choice(AccountFilter.State.allCases.map(\.rawValue))),
                .init("szukaj", "part of the name or the address"), .init("strona", "the page of the list", form: .integer(1...10_000)),
                .init("zrobiono", "what was done just now", form: .choice([Self.deleted])), .lang,
            ], contentType: "text/html"),
        RouteDescription(
            "/panel/konta/zaproszenie", summary: "Page: invite somebody; POST makes the account and shows the link of the invitation",
            parameters: [.init("instytucja", "the institution that is filled in"), .lang], contentType: "text/html",
            writing: .roles([.administrator, .coordinator])
        ).takingForm(("email", "the address"), ("nazwa", "the name"), ("rola", "the role"), ("instytucja", "of an editor"), ("powiat", "of a coordinator"))
            .alsoAnswering(422, "something is missing or wrong, said next to the field"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/panel/konta") { request, context in try await list(request, context) }
        router.get("/panel/konta/zaproszenie") { request, context in
            let query = try QueryReader(request)
            let draft = InvitationDraft(choice: RightChoice(role: .editor, institution: try query.text("instytucja") ?? ""))
            return try await form(draft, try PageVisit(request, query), context)
        }
        router.post("/panel/konta/zaproszenie") { request, context in
            let form = try await ProtectedForm(request, context, upTo: AccountDesk.formByteLimit)
            return try await invite(InvitationDraft(form), request, context)
        }
    }

    // MARK: List

    private func list(_ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let query = try QueryReader(request)
        let visit = try PageVisit(request, query)
        let actor = try context.requireAccount()
        let snapshot = data.current
        let powiat = try query.text("jednostka").map { text in
            guard case .grant(.coordinator(let code)) = RightChoice(role: .coordinator, powiat: text).readPowiat(snapshot.territory) else {
                throw Problem.badParameter("jednostka", text, accepted: "the name or the code of a powiat, such as 1206")
            }
            return code
        }
        let filter = AccountFilter(
            role: try query.choice("rola", Role.self), powiat: powiat,
            institution: try query.text("instytucja").flatMap { try? InstitutionID($0) }, state: try query.choice("stan", AccountFilter.State.self),
            text: try query.text("szukaj"), scope: AccountAdministration.scope(of: actor.powers))
        let number = try query.integer("strona", in: 1...10_000) ?? 1
        let found = try await desk.store.accounts(filter, limit: Self.pageSize, offset: (number - 1) * Self.pageSize)
        let now = Date()
        let unused = try await desk.store.accounts(AccountFilter(state: .unused, scope: filter.scope), limit: 1).total
        let view = AccountListView(
            administration: try await AccountAdministration(actor, found.accounts, filter.institution.map { [.editor($0)] } ?? [], in: snapshot),
            visit: visit, filter: filter, accounts: found.accounts, total: found.total, page: number, pageSize: Self.pageSize,
            invitations: try await desk.store.openInvitations(at: now), unused: unused,
            hasDeleted: try query.text("zrobiono") == Self.deleted)
        return try pages.panel(
            "accounts", title: visit.language.choose("Konta", "Accounts"), place: .accounts, page: view.values(), visit: visit, context: context)
    }

    // MARK: Invitation

    /// What somebody typed into the form of an invitation.
    struct InvitationDraft: Sendable {
        var email = ""
        var name = ""
        var language = "pl"
        var choice: RightChoice

        init(choice: RightChoice) {
            self.choice = choice
        }

        init(_ form: ProtectedForm) {
            email = String((form.text("email") ?? "").prefix(300))
            name = String((form.text("nazwa") ?? "").prefix(300))
            language = form["jezyk"] == "en" ? "en" : "pl"
            choice = RightChoice(form)
        }
    }

    private struct Faults {
        var email: String?
        var name: String?
        var reading: RightChoice.Reading?
        /// Another reason, above the form.
        var whole: String?

        var isEmpty: Bool { email == nil && name == nil && reading == nil && whole == nil }
    }

    private func form(
        _ draft: InvitationDraft, _ visit: PageVisit, _ context: AtlasRequestContext, faults: Faults = Faults()
    ) async throws -> Response {
        let administration = try await AccountAdministration(try context.requireAccount(), [], in: data.current)
        var page = templateValues([
            "action": visit.link("/panel/konta/zaproszenie"), "backURL": visit.link(Self.path), "email": draft.email, "name": draft.name,
            "isPolish": draft.language == "pl", "isEnglish": draft.language == "en", "emailFault": faults.email, "nameFault": faults.name,
            "wholeFault": faults.whole, "hasFaults": !faults.isEmpty, "hasMail": desk.configuration.mail != nil,
        ])
        page["right"] = administration.fields(draft.choice, faults.reading, visit.language)
        return try pages.panel(
            "account-invitation", title: visit.language.choose("Zaproś", "Invite"), place: .accounts, page: page, visit: visit, context: context,
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private func invite(_ draft: InvitationDraft, _ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let visit = try PageVisit(request)
        let actor = try context.requireAccount()
        let snapshot = data.current
        var faults = Faults()
        let email = EmailAddress(draft.email)
        if email == nil { faults.email = visit.language.choose("Podaj adres e-mail, np. anna.nowak@example.pl.", "Give an e-mail address, such as anna.nowak@example.pl.") }
        if draft.name.isEmpty || draft.name.count > 200 { faults.name = AccountPhrases(visit.language).refusal(.nameIsMissing) }
        let reading = try await draft.choice.read(snapshot)
        guard let email, faults.isEmpty, case .grant(let grant) = reading else {
            if reading.fault(visit.language) != nil { faults.reading = reading }
            return try await form(draft, visit, context, faults: faults)
        }
        guard try await AccountAdministration(actor, [], [grant], in: snapshot).mayGive(grant) else {
            faults.whole = visit.language.choose(
                "Twoje konto nie może nadać tego uprawnienia: koordynator zaprasza redaktorów instytucji ze swojego powiatu.",
                "Your account may not give this right: a coordinator invites editors of institutions seated in their powiat.")
            return try await form(draft, visit, context, faults: faults)
        }
        try desk.limiter.check(.invitation, String(actor.id))
        let now = Date()
        if let known = try await desk.store.account(of: email) { return try await extend(known, by: grant, actor, visit, request, context) }
        let account: Account
        do {
            account = try await desk.store.createAccount(
                email: email, name: draft.name, grants: [grant], language: draft.language, by: actor.id, at: now)
        } catch let refusal as AccountRefusal {
            faults.whole = AccountPhrases(visit.language).refusal(refusal)
            return try await form(draft, visit, context, faults: faults)
        }
        try await desk.store.note(.invited, account: account.id, by: actor.id, at: now)
        let link = try await desk.makeLink(.invitation, of: account, by: actor.id, request, at: now)
        return try await AccountCaseRoutes(desk: desk, data: data, pages: pages).page(account, visit, context, link: link)
    }

    /// Somebody who has an account already gets the right beside those they have.
    private func extend(
        _ known: Account, by grant: Grant, _ actor: Account, _ visit: PageVisit, _ request: Request, _ context: AtlasRequestContext
    ) async throws -> Response {
        let now = Date()
        do { try await desk.store.addGrants([grant], to: known.id, by: actor.id, at: now) } catch let refusal as AccountRefusal {
            throw Problem(status: .conflict, detail: refusal.localizedDescription, polish: AccountPhrases(.polish).refusal(refusal))
        }
        try await desk.store.note(.grantsChanged, account: known.id, by: actor.id, at: now)
        try await desk.tell(.grantsChanged, to: known, request, at: now)
        return Response(status: .seeOther, headers: [.location: visit.link("\(Self.path)/\(known.id)", [("zrobiono", "dodano")])])
    }
}
