// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import HTTPTypes
import Hummingbird

/// `/zaproszenie/{token}`, `/odzyskaj/{token}`: whoever holds the link chooses a password.
struct AccountLinkRoutes: RouteGroup {
    let desk: AccountDesk
    let pages: PageRenderer

    static let access = RouteAccess.secretLink

    static let documentation = [
        RouteDescription(
            "/zaproszenie/{token}", summary: "Page: somebody who was invited chooses a password; POST takes it",
            parameters: [.accountLink, .lang], contentType: "text/html", writing: .secretLink
        ).takingForm(("haslo", "the password")).alsoAnswering(422, "the password is not taken, with the reason"),
        RouteDescription(
            "/odzyskaj/{token}", summary: "Page: somebody who lost the password chooses another; POST takes it",
            parameters: [.accountLink, .lang], contentType: "text/html", writing: .secretLink
        ).takingForm(("haslo", "the password")).alsoAnswering(422, "the password is not taken, with the reason"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        for purpose in AccountLinkPurpose.allCases {
            let path = RouterPath("\(AccountLink.path(purpose))/:token")
            router.get(path) { request, context in
                let visit = try PageVisit(request)
                guard let (_, account) = try await account(purpose, request, context) else { return try over(purpose, visit) }
                return try form(purpose, account, visit)
            }
            router.post(path) { request, context in
                try request.checkComesFromOurPage()
                let visit = try PageVisit(request)
                guard let (token, account) = try await account(purpose, request, context) else { return try over(purpose, visit) }
                let form = try await SubmittedForm(
                    request, upTo: AccountDesk.formByteLimit, tooLarge: Problem(status: .contentTooLarge, detail: "the password is too long", polish: "Hasło jest za długie."))
                return try await take(form["haslo"] ?? "", token, purpose, account, visit, request, context)
            }
        }
    }

    /// The account of the link, if it is one that is still good.
    /// - Throws: 429 for a network that tried many links that lead nowhere.
    private func account(
        _ purpose: AccountLinkPurpose, _ request: Request, _ context: AtlasRequestContext
    ) async throws -> (SecretToken, Account)? {
        let network = desk.network(request, context)
        try desk.limiter.checkOnly(.unknownLink, network)
        guard let token = SecretToken(try context.parameters.require("token")),
            let account = try await desk.store.account(ofLink: token, for: purpose, at: Date())
        else {
            desk.limiter.note(.unknownLink, network)
            return nil
        }
        return (token, account)
    }

    private func take(
        _ password: String, _ token: SecretToken, _ purpose: AccountLinkPurpose, _ account: Account, _ visit: PageVisit, _ request: Request,
        _ context: AtlasRequestContext
    ) async throws -> Response {
        if let fault = desk.fault(password, of: account) { return try form(purpose, account, visit, fault: fault) }
        let hash = try await desk.hash(password)
        let now = Date()
        // Two people with one link: the first one has it.
        guard let owner = try await desk.store.redeem(token, for: purpose, password: hash, at: now) else { return try over(purpose, visit) }
        try await desk.store.note(.recovered, account: owner.id, network: desk.network(request, context), at: now)
        if purpose == .recovery { try await desk.tell(.recovered, to: owner, request, at: now) }
        desk.limiter.forget(.signInOfAccount, owner.email.key)
        return try await desk.enter(owner, stage: desk.stage(after: owner), means: "password", target: "/panel", request, context)
    }

    private func form(_ purpose: AccountLinkPurpose, _ account: Account, _ visit: PageVisit, fault: PasswordRule.Fault? = nil) throws -> Response {
        let page = templateValues([
            "action": visit.link(visit.path), "name": account.name, "email": account.email.text, "isInvitation": purpose == .invitation,
            "isRecovery": purpose == .recovery, "fault": fault.map(AccountPhrases(visit.language).fault),
            "shortest": String(PasswordRule.lengths.lowerBound), "longest": String(PasswordRule.lengths.upperBound),
            "asksForSecondStep": account.hasSecondStep || desk.stage(after: account) == .setUpSecondStep,
        ])
        let title = purpose == .invitation ? visit.language.choose("Zaproszenie", "Invitation") : visit.language.choose("Nowe hasło", "New password")
        return try pages.gate("choose-password", title, page, visit, status: fault == nil ? .ok : .unprocessableContent)
    }

    private func over(_ purpose: AccountLinkPurpose, _ visit: PageVisit) throws -> Response {
        let page = templateValues([
            "isOver": true, "isInvitation": purpose == .invitation, "isRecovery": purpose == .recovery, "recoverURL": visit.link("/logowanie/odzyskaj"),
            "signInURL": visit.link("/logowanie"),
        ])
        return try pages.gate("choose-password", visit.language.choose("Link nie działa", "The link does not work"), page, visit, status: .notFound)
    }
}

/// `/logowanie/odzyskaj`: asks for a way back in. What it answers does not say whether there is an account.
struct RecoveryRoutes: RouteGroup {
    let desk: AccountDesk
    let pages: PageRenderer

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription(
            "/logowanie/odzyskaj", summary: "Page: ask for a new password; POST takes the address, and answers the same whether or not it has an account",
            parameters: [.lang], contentType: "text/html", writing: .everyone
        ).takingForm(("email", "the address of the account")).alsoAnswering(422, "not an e-mail address")
    ]

    /// An answer takes as long with an account as without.
    private static let shortestAnswer = Duration.milliseconds(250)

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/logowanie/odzyskaj") { request, _ in try page(try PageVisit(request)) }
        router.post("/logowanie/odzyskaj") { request, context in
            try request.checkComesFromOurPage()
            let begun = ContinuousClock.now
            let visit = try PageVisit(request)
            let form = try await SubmittedForm(
                request, upTo: AccountDesk.formByteLimit, tooLarge: Problem(status: .contentTooLarge, detail: "the address is too long", polish: "Adres jest za długi."))
            let typed = (form["email"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
            guard let email = EmailAddress(typed) else { return try page(visit, typed: typed, isRefused: true) }
            try desk.limiter.check(.recovery, desk.network(request, context))
            try desk.limiter.check(.recoveryOfAccount, email.key)
            if desk.configuration.mail != nil, let account = try await desk.store.account(of: email), account.isActive {
                let now = Date()
                // Somebody who never accepted the invitation is sent it again.
                _ = try await desk.makeLink(account.hasPassword ? .recovery : .invitation, of: account, by: nil, request, at: now)
                try await desk.store.note(.recoveryAsked, account: account.id, network: desk.network(request, context), at: now)
            }
            try await Task.sleep(until: begun + Self.shortestAnswer)
            return try page(visit, typed: typed, isSent: true)
        }
    }

    private func page(_ visit: PageVisit, typed: String? = nil, isRefused: Bool = false, isSent: Bool = false) throws -> Response {
        let contact = desk.configuration.operatorContact
        let values = templateValues([
            "action": visit.link("/logowanie/odzyskaj"), "signInURL": visit.link("/logowanie"), "email": typed.map { String($0.prefix(300)) },
            "isRefused": isRefused, "isSent": isSent, "hasMail": desk.configuration.mail != nil,
            "contact": [contact.name, contact.phone, contact.email].compactMap { $0 }.joined(separator: ", "),
        ])
        return try pages.gate(
            "recover", visit.language.choose("Nowe hasło", "New password"), values, visit, status: isRefused ? .unprocessableContent : .ok)
    }
}

extension RouteParameter {
    static let accountLink = RouteParameter("token", "the secret of the link", required: true)
}
