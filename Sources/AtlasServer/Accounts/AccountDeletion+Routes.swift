// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird

/// `/panel/konta/{number}/usun`: what goes with an account and what stays, and the button that deletes it.
struct AccountDeletionRoutes: RouteGroup {
    let desk: AccountDesk
    let pages: PageRenderer

    static let access = RouteAccess.administrators

    static func path(of account: Account.ID) -> String { "\(AccountsRoutes.path)/\(account)/usun" }

    static let documentation = [
        RouteDescription(
            "/panel/konta/{number}/usun", summary: "Page: what goes with an account and what stays; POST deletes it",
            parameters: [.init("number", "the number of the account", required: true, form: .integer(1...Int.max)), .lang], contentType: "text/html",
            writing: .administrators
        ).alsoAnswering(422, "the last administrator who can sign in stays")
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/panel/konta/:number/usun") { request, context in
            let visit = try PageVisit(request)
            return try await page(try await existing(context), visit, context)
        }
        router.post("/panel/konta/:number/usun") { request, context in
            let visit = try PageVisit(request)
            _ = try await ProtectedForm(request, context, upTo: AccountDesk.formByteLimit)
            let account = try await existing(context)
            let actor = try context.requireAccount()
            do {
                try await desk.store.deleteAccount(account.id, by: actor.id, at: Date())
            } catch let refusal as AccountRefusal {
                return try await page(account, visit, context, fault: AccountPhrases(visit.language).refusal(refusal))
            }
            guard account.id != actor.id else {
                return Response(
                    status: .seeOther, headers: [.location: visit.link(AccessRules.signInPath), .setCookie: SessionCookie.header(nil, request)])
            }
            return Response(status: .seeOther, headers: [.location: visit.link(AccountsRoutes.path, [("zrobiono", AccountsRoutes.deleted)])])
        }
    }

    private func existing(_ context: AtlasRequestContext) async throws -> Account {
        let text = try context.parameters.require("number")
        guard let number = Int64(text), let account = try await desk.store.account(number) else {
            throw Problem.notFound("account", text, accepted: "/panel/konta lists them")
        }
        return account
    }

    private func page(_ account: Account, _ visit: PageVisit, _ context: AtlasRequestContext, fault: String? = nil) async throws -> Response {
        let traces = try await desk.store.traces(of: account.id)
        let phrases = Phrases(visit.language)
        let page = templateValues([
            "action": visit.link(Self.path(of: account.id)), "backURL": visit.link("\(AccountsRoutes.path)/\(account.id)"), "name": account.name,
            "email": account.email.text, "number": String(account.id), "fault": fault, "isOwn": account.id == (try context.requireAccount().id),
            "isActive": account.isActive, "hasSecondStep": account.hasSecondStep, "grants": phrases.count(traces.grants),
            "sessions": phrases.count(traces.sessions), "keys": phrases.count(traces.keys), "drafts": phrases.count(traces.drafts),
            "letters": phrases.count(traces.letters), "revisions": phrases.count(traces.revisions), "decisions": phrases.count(traces.decisions),
        ])
        return try pages.panel(
            "account-deletion", title: visit.language.choose("Usuń konto", "Delete the account"), place: .accounts, page: page, visit: visit,
            context: context, status: fault == nil ? .ok : .unprocessableContent)
    }
}
